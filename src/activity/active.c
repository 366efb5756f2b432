#include "activity/days.h"
#include "activity/ranges.h"
#include "base/thread.h"

typedef struct ActiveAsk {
    const Columns *columns;
    Window window;
    Day day;
    uint8_t *active;
} ActiveAsk;

static bool is_active(const ActiveAsk *ask, const ColumnPiece *piece, uint32_t run)
{
    Customer customer = run_customer(piece, run);
    for (uint32_t row = piece->first_row[run + 1]; row > piece->first_row[run]; row--) {
        Day day = second_day(piece->second[row - 1]);
        if (row_amount(piece, row - 1) <= 0 || day > ask->day) continue;
        Day reach = window_reach(ask->window, day, ask->day);
        return reach_until_end(reach, day, ended_of(ask->columns, customer)) == ask->day;
    }
    return false;
}

static void ask_range(void *context, size_t number, int thread)
{
    (void)thread;
    const ActiveAsk *ask = context;
    RunRange range = columns_range(ask->columns, number);
    for (uint32_t run = range.from; run < range.to; run++)
        if (run_counts(range.piece, run))
            ask->active[run_customer(range.piece, run)] = is_active(ask, range.piece, run);
}

uint8_t *ask_active(const Columns *columns, Window window, const PeriodSpan *span, Day day, int threads, Arena *arena)
{
    ActiveAsk ask = {.columns = columns, .window = window};
    ask.day = (Day)smaller(day, span->as_of);
    ask.active = arena_array(arena, uint8_t, columns->customers);
    thread_run(threads, columns_ranges(columns), ask_range, &ask);
    return ask.active;
}
