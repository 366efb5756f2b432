#include "import/blocks.h"

#ifdef __SSE2__
#include <emmintrin.h>
#endif

#include "base/thread.h"

typedef struct Tally {
    uint64_t line_ends, quotes;
} Tally;

static void tally_bytes(const char *bytes, size_t size, char line_end, Tally *tally)
{
    for (size_t i = 0; i < size; i++) {
        tally->line_ends += bytes[i] == line_end;
        tally->quotes += bytes[i] == '"';
    }
}

#ifdef __SSE2__
static uint64_t sum_of_bytes(__m128i counts)
{
    __m128i sums = _mm_sad_epu8(counts, _mm_setzero_si128());
    return (uint64_t)_mm_cvtsi128_si64(sums) + (uint64_t)_mm_cvtsi128_si64(_mm_unpackhi_epi64(sums, sums));
}

static Tally tally_of(Str text, char line_end)
{
    enum { STEP = 16, STEPS_MAX = 255 }; // counts of single bytes overflow after that
    const __m128i ends = _mm_set1_epi8(line_end), quotes = _mm_set1_epi8('"');
    Tally tally = {0};
    size_t at = 0;
    while (text.size - at >= STEP) {
        __m128i end_counts = _mm_setzero_si128(), quote_counts = _mm_setzero_si128();
        size_t steps = (text.size - at) / STEP;
        if (steps > STEPS_MAX) steps = STEPS_MAX;
        for (size_t i = 0; i < steps; i++, at += STEP) {
            __m128i part = _mm_loadu_si128((const __m128i *)(const void *)(text.data + at));
            end_counts = _mm_sub_epi8(end_counts, _mm_cmpeq_epi8(part, ends));
            quote_counts = _mm_sub_epi8(quote_counts, _mm_cmpeq_epi8(part, quotes));
        }
        tally.line_ends += sum_of_bytes(end_counts);
        tally.quotes += sum_of_bytes(quote_counts);
    }
    tally_bytes(text.data + at, text.size - at, line_end, &tally);
    return tally;
}
#else
static Tally tally_of(Str text, char line_end)
{
    Tally tally = {0};
    tally_bytes(text.data, text.size, line_end, &tally);
    return tally;
}
#endif

typedef struct Cutting {
    Str text;
    size_t from, bytes;
    char line_end;
    Tally *tallies; // of each stretch
} Cutting;

static Str stretch_of(const Cutting *cutting, size_t number)
{
    size_t start = cutting->from + number * cutting->bytes, rest = cutting->text.size - start;
    return (Str){cutting->text.data + start, rest < cutting->bytes ? rest : cutting->bytes};
}

static void tally_stretch(void *context, size_t number, int worker)
{
    (void)worker;
    Cutting *cutting = context;
    cutting->tallies[number] = tally_of(stretch_of(cutting, number), cutting->line_end);
}

// Where the first record begins after a line end within the stretch; 0 when there is no such line end. `*line_ends`
// counts those up to there.
static size_t first_record_in(Str stretch, char line_end, bool quoted, uint64_t *line_ends)
{
    *line_ends = 0;
    for (size_t i = 0; i < stretch.size; i++) {
        if (stretch.data[i] == '"') quoted = !quoted;
        if (stretch.data[i] != line_end) continue;
        ++*line_ends;
        if (!quoted) return i + 1;
    }
    return 0;
}

// Ends the last block at `start`, on line `line`, and begins the next there.
static void begin_block(Blocks *blocks, size_t start, uint64_t line)
{
    if (blocks->count) {
        Block *last = &blocks->block[blocks->count - 1];
        last->end = start;
        last->line_ends = line - last->line;
    }
    blocks->block[blocks->count++] = (Block){.start = start, .line = line};
}

Blocks blocks_cut(Str text, size_t from, uint64_t line, BlockCut cut, Arena *arena)
{
    Blocks blocks = {0};
    if (from >= text.size) return blocks;
    size_t stretches = (text.size - from + cut.bytes - 1) / cut.bytes;
    Cutting cutting = {text, from, cut.bytes, cut.line_end, arena_array(arena, Tally, stretches)};
    thread_run(cut.threads, stretches, tally_stretch, &cutting);
    blocks.block = arena_array(arena, Block, stretches);
    bool quoted = false;
    for (size_t i = 0; i < stretches; i++) {
        const Tally *tally = &cutting.tallies[i];
        Str stretch = stretch_of(&cutting, i);
        uint64_t passed = 0;
        size_t start = 0;
        if (i > 0 && tally->line_ends) start = first_record_in(stretch, cut.line_end, quoted, &passed);
        size_t offset = from + i * cut.bytes + start;
        if (i == 0 || (start && offset < text.size)) begin_block(&blocks, offset, line + passed);
        line += tally->line_ends;
        quoted ^= tally->quotes & 1;
    }
    Block *last = &blocks.block[blocks.count - 1];
    last->end = text.size;
    last->line_ends = line - last->line;
    return blocks;
}

Block block_of_rest(Str text, size_t from, uint64_t line, char line_end)
{
    Str rest = {text.data + from, text.size - from};
    return (Block){from, text.size, line, tally_of(rest, line_end).line_ends};
}
