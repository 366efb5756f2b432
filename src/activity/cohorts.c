#include "activity/days.h"
#include "activity/ranges.h"
#include "activity/tally.h"
#include "base/thread.h"

typedef struct CohortsAsk {
    const Columns *columns;
    SpanDays days;
    const uint16_t *group;
    uint16_t only;
    size_t cell_count;
    const size_t *row_start;
    CohortCell *cells; // a table for each thread
    int64_t *others;   // the same
} CohortsAsk;

static bool in_span(const SpanDays *days, uint32_t boundary)
{
    return 1 <= boundary && boundary <= days->count;
}

// The customer's rows before their first purchase are nobody's; returns the row of that purchase.
static uint32_t skip_to_purchase(const CohortsAsk *ask, const ColumnPiece *piece, uint32_t row, uint32_t end,
                                 int64_t *others)
{
    for (; row < end && row_amount(piece, row) <= 0; row++)
        if (in_span(&ask->days, boundary_of(&ask->days, piece->second[row]))) *others += row_amount(piece, row);
    return row;
}

static void count_run(const CohortsAsk *ask, const ColumnPiece *piece, uint32_t run, CohortCell *cells, int64_t *others)
{
    uint32_t end = piece->first_row[run + 1];
    uint32_t row = skip_to_purchase(ask, piece, piece->first_row[run], end, others);
    if (row == end) return;
    const SpanDays days = ask->days; // copies: the compiler has to think that counting changes the originals
    const Second *second = piece->second;
    uint32_t cohort = boundary_of(&days, second[row]), last = 0;
    bool followed = in_span(&days, cohort);
    CohortCell *row_cells = cells + (followed ? ask->row_start[cohort - 1] : 0);
    for (; row < end; row++) {
        uint32_t period = boundary_of(&days, second[row]);
        if (!in_span(&days, period)) continue;
        int64_t amount = row_amount(piece, row);
        if (!followed) {
            *others += amount;
            continue;
        }
        CohortCell *cell = &row_cells[period - cohort];
        cell->amount += amount;
        cell->orders += amount > 0;
        cell->active += amount > 0 && period != last;
        if (amount > 0) last = period;
    }
}

static void count_range(void *context, size_t number, int thread)
{
    const CohortsAsk *ask = context;
    RunRange range = columns_range(ask->columns, number);
    const ColumnPiece piece = *range.piece;
    CohortCell *cells = ask->cells + ask->cell_count * (size_t)thread;
    int64_t others = 0;
    for (uint32_t run = range.from; run < range.to; run++) {
        bool asked = !ask->group || ask->group[run_customer(&piece, run)] == ask->only;
        if (asked && run_counts(&piece, run)) count_run(ask, &piece, run, cells, &others);
    }
    ask->others[thread] += others;
}

static void count_cohorts(CohortsAsk *ask, Cohorts *cohorts, int threads, Arena *scratch)
{
    threads = tally_threads(ask->cell_count * sizeof(CohortCell), threads);
    ask->days = span_days(ask->columns, &cohorts->span, scratch);
    // One thread counts into the answer itself.
    ask->cells = threads == 1 ? cohorts->cells : arena_array(scratch, CohortCell, ask->cell_count * (size_t)threads);
    ask->others = arena_array(scratch, int64_t, (size_t)threads);
    thread_run(threads, columns_ranges(ask->columns), count_range, ask);
    for (int thread = 0; thread < threads; thread++) cohorts->others += ask->others[thread];
    if (threads == 1) return;
    for (size_t i = 0; i < ask->cell_count * (size_t)threads; i++) {
        CohortCell *cell = &cohorts->cells[i % ask->cell_count];
        cell->active += ask->cells[i].active;
        cell->orders += ask->cells[i].orders;
        cell->amount += ask->cells[i].amount;
    }
}

Cohorts ask_cohorts(const Columns *columns, const PeriodSpan *span, const uint16_t *group, uint16_t only, int threads,
                    Arena *arena)
{
    assert(span->count <= COHORT_PERIODS_MAX);
    size_t cells = (size_t)span->count * (span->count + 1) / 2;
    Cohorts cohorts = {.span = *span, .cells = arena_array(arena, CohortCell, cells)};
    cohorts.row_start = arena_array(arena, size_t, span->count);
    for (uint32_t c = 1; c < span->count; c++) cohorts.row_start[c] = cohorts.row_start[c - 1] + (span->count - c + 1);
    if (columns->rows == 0) return cohorts;
    Arena *scratch = arena_open(0);
    CohortsAsk ask = {
        .columns = columns, .group = group, .only = only, .cell_count = cells, .row_start = cohorts.row_start};
    count_cohorts(&ask, &cohorts, threads, scratch);
    arena_close(scratch);
    return cohorts;
}
