#include "activity/days.h"
#include "activity/ranges.h"
#include "base/thread.h"

typedef struct ActiveAsk {
    const Columns *columns;
    Window window;
    Day day;
    size_t ranges;
    uint8_t *active;
} ActiveAsk;

static bool is_active(const ActiveAsk *ask, Customer customer)
{
    const Columns *columns = ask->columns;
    for (uint64_t row = columns->first_row[customer + 1]; row > columns->first_row[customer]; row--) {
        Day day = second_day(columns->second[row - 1]);
        if (columns->amount_minor[row - 1] <= 0 || day > ask->day) continue;
        Day reach = window_reach(ask->window, day, ask->day);
        return reach_until_end(reach, day, ended_of(columns, customer)) == ask->day;
    }
    return false;
}

static void ask_range(void *context, size_t number, int thread)
{
    (void)thread;
    const ActiveAsk *ask = context;
    CustomerRange range = range_of(ask->columns->first_row, ask->columns->customers, number, ask->ranges);
    for (Customer c = range.from; c < range.to; c++) ask->active[c] = is_active(ask, c);
}

uint8_t *ask_active(const Columns *columns, Window window, const PeriodSpan *span, Day day, int threads, Arena *arena)
{
    ActiveAsk ask = {.columns = columns, .window = window, .ranges = range_count(columns->rows)};
    ask.day = (Day)smaller(day, span->as_of);
    ask.active = arena_array(arena, uint8_t, columns->customers);
    thread_run(threads, ask.ranges, ask_range, &ask);
    return ask.active;
}
