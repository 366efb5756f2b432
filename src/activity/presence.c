#include "activity/days.h"
#include "activity/ranges.h"
#include "activity/tally.h"
#include "base/thread.h"

// A tally has one Presence for each boundary (days.h) of each group: what happened in the period that ends there, where
// `end` and `end_amount` are changes against the boundary before. Two more take what lies before and after the span.
enum { PRESENCE_COUNTS = sizeof(Presence) / sizeof(int64_t) };

// Boundaries at which a customer is active: from `from`, before `end`.
typedef struct Stay {
    uint32_t from, end;
} Stay;

typedef struct PresenceAsk {
    Columns columns;
    const PeriodSpan *span;
    SpanDays days;
    const Day *reach; // [day - days.first]: window_reach
    const uint16_t *group;
    uint32_t groups;
    size_t width; // boundaries of a group, and one
    Tally tally;
    Stay *stays; // of one customer at a time, for each thread: as many as there are boundaries
} PresenceAsk;

// One customer on the way from their first row to the last.
typedef struct Walk {
    Presence *cells;
    Day ended;
    int64_t value; // amount of all rows
    bool bought;
    uint32_t first;                 // boundary of the first purchase
    uint32_t period, period_orders; // boundary of the last purchase, and the purchases there
    bool there_before;              // active at the boundary before that period
    Stay stay;                      // the last one; empty at first
    Stay *stays;                    // those before
    size_t stay_count;
} Walk;

static void extend_stay(Walk *walk, uint32_t from, uint32_t end)
{
    if (end <= from) return;
    if (from > walk->stay.end) { // not there at one boundary at least
        if (walk->stay.end > 0) walk->stays[walk->stay_count++] = walk->stay;
        walk->stay = (Stay){from, end};
    } else if (end > walk->stay.end) {
        walk->stay.end = end;
    }
}

static void leave_period(const Walk *walk)
{
    if (!walk->there_before && walk->stay.end <= walk->period) walk->cells[walk->period].passed_through++;
}

static void enter_period(Walk *walk, uint32_t period)
{
    if (walk->bought) leave_period(walk);
    walk->there_before = walk->stay.end >= period;
    walk->period = period;
    walk->period_orders = 0;
    walk->cells[period].buyers++;
}

static void walk_purchase(const PresenceAsk *ask, Walk *walk, Day day, uint32_t period, int64_t amount)
{
    Presence *cell = &walk->cells[period];
    cell->orders++;
    cell->purchase_amount += amount;
    if (!walk->bought || period != walk->period) enter_period(walk, period);
    if (!walk->bought) {
        walk->bought = true;
        walk->first = period;
        cell->first_orders++;
        cell->first_amount += amount;
    }
    if (++walk->period_orders == 2) cell->repeat_buyers++;
    Day reach = reach_until_end(ask->reach[day - ask->days.first], day, walk->ended);
    extend_stay(walk, period, ask->days.boundary[reach + 1 - ask->days.first]);
}

// Who stays is counted where it begins and where it ends; the sums over the boundaries follow at the end.
static void count_stays(Walk *walk)
{
    if (walk->stay.end > 0) walk->stays[walk->stay_count++] = walk->stay;
    for (size_t i = 0; i < walk->stay_count; i++) {
        Stay stay = walk->stays[i];
        Presence *from = &walk->cells[stay.from], *end = &walk->cells[stay.end];
        from->end++;
        from->end_amount += walk->value;
        end->end--;
        end->end_amount -= walk->value;
        end->lost++;
        end->lost_amount += walk->value;
        if (stay.from == walk->first)
            from->new_++;
        else
            from->reactivated++;
    }
}

static void walk_run(const PresenceAsk *ask, const ColumnPiece *piece, uint32_t run, Presence *cells, Stay *stays)
{
    Walk walk = {.cells = cells, .ended = ended_of(&ask->columns, run_customer(piece, run)), .stays = stays};
    for (uint32_t row = piece->first_row[run]; row < piece->first_row[run + 1]; row++) {
        int64_t amount = row_amount(piece, row);
        Day day = second_day(piece->second[row]);
        uint32_t period = ask->days.boundary[day - ask->days.first];
        walk.value += amount;
        if (piece->profit_minor) cells[period].profit += piece->profit_minor[row];
        if (amount > 0) {
            walk_purchase(ask, &walk, day, period, amount);
        } else {
            cells[period].refund_amount += amount;
            cells[period].refunds += amount < 0;
        }
    }
    if (walk.bought) leave_period(&walk);
    count_stays(&walk);
}

static void walk_range(void *context, size_t number, int thread)
{
    const PresenceAsk ask = *(const PresenceAsk *)context; // a copy stays in registers: no counting can change it
    RunRange range = columns_range(&ask.columns, number);
    const ColumnPiece piece = *range.piece;
    Presence *cells = (Presence *)(void *)tally_of(&ask.tally, thread);
    Stay *stays = ask.stays + (size_t)thread * ask.width;
    for (uint32_t run = range.from; run < range.to; run++) {
        uint32_t group = ask.group ? ask.group[run_customer(&piece, run)] : 0;
        if (group < ask.groups && run_counts(&piece, run))
            walk_run(&ask, &piece, run, cells + group * ask.width, stays);
    }
}

// From the changes at each boundary to the counts of each period.
static void add_up(const PresenceAsk *ask, const Presence *cells, Presence *presence)
{
    int64_t active = cells[0].end, amount = cells[0].end_amount;
    for (uint32_t p = 0; p < ask->days.count; p++) {
        presence[p] = cells[p + 1];
        presence[p].start = active;
        presence[p].retained = active - presence[p].lost;
        presence[p].end = active += cells[p + 1].end;
        presence[p].end_amount = amount += cells[p + 1].end_amount;
    }
}

static const Presence *count_presence(PresenceAsk *ask, Window window, int threads, Arena *scratch)
{
    const Columns *columns = &ask->columns;
    ask->days = span_days(columns, ask->span, scratch);
    ask->reach = window_reaches(window, ask->days.first, ask->span->as_of, scratch);
    ask->width = (size_t)ask->days.count + 2;
    ask->tally = tally_open(ask->width * ask->groups * PRESENCE_COUNTS, threads, scratch);
    ask->stays = arena_array(scratch, Stay, ask->width * (size_t)ask->tally.threads);
    thread_run(ask->tally.threads, columns_ranges(columns), walk_range, ask);
    return (const Presence *)(const void *)tally_sums(&ask->tally);
}

Presence *ask_presence(const Columns *columns, const PeriodSpan *span, Window window, const uint16_t *group,
                       uint32_t groups, int threads, Arena *arena)
{
    Presence *presence = arena_array(arena, Presence, (size_t)groups * span->count);
    if (columns->rows == 0) return presence;
    Arena *scratch = arena_open(0);
    PresenceAsk ask = {.columns = *columns, .span = span, .group = group, .groups = groups};
    const Presence *cells = count_presence(&ask, window, threads, scratch);
    for (uint32_t g = 0; g < groups; g++) add_up(&ask, cells + g * ask.width, presence + (size_t)g * span->count);
    arena_close(scratch);
    return presence;
}
