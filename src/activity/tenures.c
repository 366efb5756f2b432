#include "activity/days.h"
#include "activity/ranges.h"
#include "activity/tally.h"
#include "base/thread.h"

enum { TENURE_TABLES = 2 };

typedef struct TenuresAsk {
    const Columns *columns;
    Day first_day, as_of;
    const Day *leaving; // [day - first_day]: on which day one leaves who buys on `day` and not again
    const uint16_t *group;
    uint16_t only;
    size_t days;
    Tally tally;
} TenuresAsk;

// Later than as_of: not known to have left.
static Day leaving_day(Window window, Day day, Day as_of)
{
    if (window.days == 0) return period_last_day(window.unit, period_of_day(window.unit, day) + 1);
    return (Day)smaller((int64_t)day + window.days, (int64_t)as_of + 1);
}

static void count_run(const TenuresAsk *ask, const ColumnPiece *piece, uint32_t run, int64_t *left, int64_t *still)
{
    Day ended = ended_of(ask->columns, run_customer(piece, run)), first = 0, leaving = 0;
    bool bought = false;
    for (uint32_t row = piece->first_row[run]; row < piece->first_row[run + 1]; row++) {
        if (row_amount(piece, row) <= 0) continue;
        Day day = second_day(piece->second[row]);
        if (!bought) first = day;
        if (bought && day > leaving) break; // had left before this purchase
        bought = true;
        leaving = ask->leaving[day - ask->first_day];
        if (day <= ended && ended < leaving) leaving = ended;
    }
    if (!bought) return;
    if (leaving <= ask->as_of)
        left[leaving - first]++;
    else
        still[ask->as_of - first]++;
}

static void count_range(void *context, size_t number, int thread)
{
    const TenuresAsk *ask = context;
    RunRange range = columns_range(ask->columns, number);
    int64_t *left = tally_of(&ask->tally, thread), *still = left + ask->days;
    for (uint32_t run = range.from; run < range.to; run++) {
        bool asked = !ask->group || ask->group[run_customer(range.piece, run)] == ask->only;
        if (asked && run_counts(range.piece, run)) count_run(ask, range.piece, run, left, still);
    }
}

Tenures ask_tenures(const Columns *columns, Window window, Day as_of, const uint16_t *group, uint16_t only, int threads,
                    Arena *arena)
{
    Tenures tenures = {0};
    if (columns->rows == 0) return tenures;
    assert(second_day(columns->last) <= as_of);
    Arena *scratch = arena_open(0);
    TenuresAsk ask = {
        .columns = columns, .first_day = second_day(columns->first), .as_of = as_of, .group = group, .only = only};
    ask.days = tenures.days = (uint32_t)(as_of - ask.first_day) + 1;
    Day *leaving = arena_array(scratch, Day, ask.days);
    for (Day day = ask.first_day; day <= as_of; day++) leaving[day - ask.first_day] = leaving_day(window, day, as_of);
    ask.leaving = leaving;
    ask.tally = tally_open(TENURE_TABLES * ask.days, threads, arena);
    thread_run(ask.tally.threads, columns_ranges(columns), count_range, &ask);
    tenures.left = tally_sums(&ask.tally);
    tenures.still = tenures.left + ask.days;
    arena_close(scratch);
    return tenures;
}
