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
    const ActivityDimension *dimension;
    size_t ranges;
    Tally tally;
} DimensionAsk;

static void count_customer(const DimensionAsk *ask, Customer customer, CodeCounts *counts)
{
    const Columns *columns = ask->columns;
    bool bought = false;
    for (uint64_t row = columns->first_row[customer]; row < columns->first_row[customer + 1]; row++) {
        uint16_t code = ask->dimension->codes[row];
        CodeCounts *count = &counts[code == DIMENSION_OTHER ? ask->dimension->values : code];
        bool purchase = columns->amount_minor[row] > 0;
        count->rows++;
        count->amount += columns->amount_minor[row];
        count->orders += purchase;
        count->customers += purchase && !bought;
        bought |= purchase;
    }
}

static void count_range(void *context, size_t number, int thread)
{
    const DimensionAsk *ask = context;
    CustomerRange range = range_of(ask->columns->first_row, ask->columns->customers, number, ask->ranges);
    CodeCounts *counts = (CodeCounts *)(void *)tally_of(&ask->tally, thread);
    for (Customer c = range.from; c < range.to; c++) count_customer(ask, c, counts);
}

DimensionTotal *ask_dimension(const Columns *columns, uint32_t dimension, int threads, Arena *arena, size_t *count)
{
    assert(dimension < columns->dimensions);
    Arena *scratch = arena_open(0);
    DimensionAsk ask = {columns, &columns->dimension[dimension], range_count(columns->rows), {0}};
    size_t codes = (size_t)ask.dimension->values + 1;
    ask.tally = tally_open(codes * CODE_COUNTS, threads, scratch);
    thread_run(ask.tally.threads, ask.ranges, count_range, &ask);
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
