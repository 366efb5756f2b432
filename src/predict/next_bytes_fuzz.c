// Models read from any bytes: refused, or such that suggestions are finite and of products there are.
#include <math.h>
#include <stdlib.h>

#include "predict/next_bytes.h"

static void suggest(const NextModel *model, const uint8_t *bytes, size_t size, Arena *arena)
{
    enum { LINES = 16, MOST = 8 };
    AffinityLine line[LINES];
    Suggestion suggestion[MOST];
    uint32_t items = model->affinity.items;
    size_t lines = size < LINES ? size : LINES;
    if (items == 0) return;
    for (size_t i = 0; i < lines; i++)
        line[i] = (AffinityLine){.item = bytes[i] % items, .day = (int32_t)(bytes[size - 1 - i] / 2)};
    affinity_sort(line, lines);
    NextHistory history = {.line = line, .lines = lines};
    size_t count = next_suggest(model, NULL, &history, 200, MOST, next_desk(items, arena), suggestion);
    for (size_t i = 0; i < count; i++)
        if (suggestion[i].item >= items || !(suggestion[i].probability >= 0 && suggestion[i].probability <= 1) ||
            !isfinite(suggestion[i].share) || !isfinite(suggestion[i].interval_days))
            abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    static Arena *arena;
    NextModel model;
    if (!arena) arena = arena_open(0);
    Str rest = {(const char *)bytes, size};
    if (next_read(&rest, arena, &model)) suggest(&model, bytes, size, arena);
    arena_reset(arena);
    return 0;
}
