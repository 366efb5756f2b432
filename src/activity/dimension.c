#include "activity/questions.h"
#include "activity/ranges.h"
#include "activity/tally.h"
#include "base/thread.h"

// What is counted for each code; the last code's place is DIMENSION_OTHER's.
typedef struct CodeCounts {
    int64_t rows, orders, amount, customers;
} CodeCounts;

enum { CODE_COUNTS = sizeof(CodeCounts) / sizeof(int64_t) };

typedef struct DimensionAsk {
    const Columns *columns;
    uint32_t dimension, values;
    Tally tally;
} DimensionAsk;

static void count_run(const DimensionAsk *ask, const ColumnPiece *piece, uint32_t run, CodeCounts *counts)
{
    bool bought = false;
    for (uint32_t row = piece->first_row[run]; row < piece->first_row[run + 1]; row++) {
        uint16_t code = row_code(piece, ask->dimension, row);
        CodeCounts *count = &counts[code == DIMENSION_OTHER ? ask->values : code];
        int64_t amount = row_amount(piece, row);
        bool purchase = amount > 0;
        count->rows++;
        count->amount += amount;
        count->orders += purchase;
        count->customers += purchase && !bought;
        bought |= purchase;
    }
}

static void count_range(void *context, size_t number, int thread)
{
    const DimensionAsk *ask = context;
    RunRange range = columns_range(ask->columns, number);
    CodeCounts *counts = (CodeCounts *)(void *)tally_of(&ask->tally, thread);
    for (uint32_t run = range.from; run < range.to; run++)
        if (run_counts(range.piece, run)) count_run(ask, range.piece, run, counts);
}

DimensionTotal *ask_dimension(const Columns *columns, uint32_t dimension, int threads, Arena *arena, size_t *count)
{
    assert(dimension < columns->dimensions);
    Arena *scratch = arena_open(0);
    DimensionAsk ask = {columns, dimension, columns->dimension[dimension].values, {0}};
    size_t codes = (size_t)ask.values + 1;
    ask.tally = tally_open(codes * CODE_COUNTS, threads, scratch);
    thread_run(ask.tally.threads, columns_ranges(columns), count_range, &ask);
    const CodeCounts *counts = (const CodeCounts *)(const void *)tally_sums(&ask.tally);

    DimensionTotal *totals = arena_array(arena, DimensionTotal, codes);
    *count = 0;
    for (size_t i = 0; i < codes; i++) {
        uint16_t code = i + 1 < codes ? (uint16_t)i : DIMENSION_OTHER;
        if (counts[i].rows == 0) continue;
        totals[(*count)++] = (DimensionTotal){code, counts[i].orders, counts[i].amount, counts[i].customers};
    }
    arena_close(scratch);
    return totals;
}
