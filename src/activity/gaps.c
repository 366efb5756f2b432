#include "activity/questions.h"
#include "activity/ranges.h"
#include "activity/tally.h"
#include "base/thread.h"

enum { GAP_TABLES = 4 }; // as in Gaps, one after the other

typedef struct GapsAsk {
    const Columns *columns;
    Day as_of;
    size_t days;
    Tally tally;
} GapsAsk;

static void count_run(const GapsAsk *ask, const ColumnPiece *piece, uint32_t run, int64_t *counts)
{
    int64_t *closed = counts, *open = closed + ask->days, *closed_first = open + ask->days,
            *open_first = closed_first + ask->days;
    Day last = DAY_MIN; // purchase day
    bool bought = false, again = false;
    for (uint32_t row = piece->first_row[run]; row < piece->first_row[run + 1]; row++) {
        if (row_amount(piece, row) <= 0) continue;
        Day day = second_day(piece->second[row]);
        if (bought && day > last) {
            closed[day - last]++;
            if (!again) closed_first[day - last]++;
            again = true;
        }
        last = day;
        bought = true;
    }
    if (!bought) return;
    open[ask->as_of - last]++;
    if (!again) open_first[ask->as_of - last]++;
}

static void count_range(void *context, size_t number, int thread)
{
    const GapsAsk *ask = context;
    RunRange range = columns_range(ask->columns, number);
    for (uint32_t run = range.from; run < range.to; run++)
        if (run_counts(range.piece, run)) count_run(ask, range.piece, run, tally_of(&ask->tally, thread));
}

Gaps ask_gaps(const Columns *columns, Day as_of, int threads, Arena *arena)
{
    Gaps gaps = {0};
    if (columns->rows == 0) return gaps;
    assert(second_day(columns->last) <= as_of);
    gaps.days = (uint32_t)(as_of - second_day(columns->first)) + 1;
    GapsAsk ask = {.columns = columns, .as_of = as_of, .days = gaps.days};
    ask.tally = tally_open(GAP_TABLES * ask.days, threads, arena);
    thread_run(ask.tally.threads, columns_ranges(columns), count_range, &ask);
    gaps.closed = tally_sums(&ask.tally);
    gaps.open = gaps.closed + ask.days;
    gaps.closed_first = gaps.open + ask.days;
    gaps.open_first = gaps.closed_first + ask.days;
    return gaps;
}
