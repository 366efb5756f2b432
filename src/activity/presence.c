#include "activity/bit_count.h"
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
    Stay *stays;             // of one customer at a time, for each thread: as many as there are boundaries
    const uint8_t *bit;      // by_period: [day - days.first]
    struct PeriodBits *bits; // by_period: of each group, for each thread
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

// ---- within the period: the usual question ----
//
// Who is active at the end of a period has purchased within it, so that a word has all of it: bit k + 1 for the period
// that ends at boundary k, bit 1 for the one before the span, bit 0 for all earlier ones.

enum { PERIOD_BITS_MAX = 61 }; // periods; one more bit is for what is later

typedef struct PeriodBits {
    BitCount bought, twice;
} PeriodBits;

static BitCounts of_cells(int64_t *count)
{
    return (BitCounts){count, PRESENCE_COUNTS};
}

static bool by_period(const PresenceAsk *ask, Window window)
{
    const PeriodSpan *span = ask->span;
    for (uint32_t p = 0; p < ask->columns.pieces; p++)
        if (ask->columns.piece[p].profit_minor) return false;
    return window.days == 0 && window.unit == span->unit && !span->custom && span->count <= PERIOD_BITS_MAX &&
           span_first_day(span, span->count - 1) <= span->as_of && !ask->columns.ended;
}

static const uint8_t *find_bits(const PresenceAsk *ask, Arena *scratch)
{
    const SpanDays *days = &ask->days;
    Day count = ask->span->as_of + 1 - days->first;
    uint8_t *bit = arena_array(scratch, uint8_t, (size_t)count);
    Day before = period_first_day(ask->span->unit, ask->span->first - 1);
    for (Day day = 0; day < count; day++)
        bit[day] = days->boundary[day] > 0 ? (uint8_t)(days->boundary[day] + 1) : days->first + day >= before;
    return bit;
}

static void count_words(Presence *cells, uint64_t bought, int64_t value, uint32_t periods)
{
    uint64_t there = bought >> 1 & ((UINT64_C(2) << periods) - 1);
    while (there) {
        uint32_t from = (uint32_t)__builtin_ctzll(there), end = from + (uint32_t)__builtin_ctzll(~(there >> from));
        cells[from].end++;
        cells[from].end_amount += value;
        cells[from].reactivated++; // less those who are new
        cells[end].end--;
        cells[end].end_amount -= value;
        cells[end].lost++;
        cells[end].lost_amount += value;
        there &= ~((UINT64_C(1) << end) - 1);
    }
}

static void walk_words(const PresenceAsk *ask, const ColumnPiece *piece, uint32_t run, Presence *cells,
                       PeriodBits *bits)
{
    const uint8_t *bit_of = ask->bit - ask->days.first;
    uint64_t bought = 0, twice = 0;
    int64_t value = 0, first_amount = 0;
    for (uint32_t row = piece->first_row[run]; row < piece->first_row[run + 1]; row++) {
        int64_t amount = row_amount(piece, row);
        uint32_t bit = bit_of[second_day(piece->second[row])];
        Presence *cell = &cells[bit - (bit > 0)];
        value += amount;
        if (amount <= 0) {
            cell->refund_amount += amount;
            cell->refunds += amount < 0;
            continue;
        }
        cell->orders++;
        cell->purchase_amount += amount;
        if (!bought) first_amount = amount;
        twice |= bought & UINT64_C(1) << bit;
        bought |= UINT64_C(1) << bit;
    }
    if (!bought) return;
    uint32_t first = (uint32_t)__builtin_ctzll(bought >> 1 | (bought & 1));
    cells[first].first_orders++;
    cells[first].first_amount += first_amount;
    cells[first].new_++;
    cells[first].reactivated--;
    bit_count_add(&bits->bought, bought >> 1, of_cells(&cells->buyers));
    bit_count_add(&bits->twice, twice >> 1, of_cells(&cells->repeat_buyers));
    count_words(cells, bought, value, ask->days.count);
}

static void end_bits(const PresenceAsk *ask)
{
    for (int thread = 0; thread < ask->tally.threads; thread++)
        for (uint32_t group = 0; group < ask->groups; group++) {
            const PeriodBits *bits = &ask->bits[(size_t)thread * ask->groups + group];
            Presence *cells = (Presence *)(void *)tally_of(&ask->tally, thread) + group * ask->width;
            bit_count_end(&bits->bought, of_cells(&cells->buyers));
            bit_count_end(&bits->twice, of_cells(&cells->repeat_buyers));
        }
}

// ---- all customers ----

static void walk_range(void *context, size_t number, int thread)
{
    const PresenceAsk ask = *(const PresenceAsk *)context; // a copy stays in registers: no counting can change it
    RunRange range = columns_range(&ask.columns, number);
    const ColumnPiece piece = *range.piece;
    Presence *cells = (Presence *)(void *)tally_of(&ask.tally, thread);
    Stay *stays = ask.stays + (size_t)thread * ask.width;
    PeriodBits *bits = ask.bit ? ask.bits + (size_t)thread * ask.groups : NULL;
    for (uint32_t run = range.from; run < range.to; run++) {
        uint32_t group = ask.group ? ask.group[run_customer(&piece, run)] : 0;
        if (group >= ask.groups || !run_counts(&piece, run)) continue;
        if (bits)
            walk_words(&ask, &piece, run, cells + group * ask.width, bits + group);
        else
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
    if (by_period(ask, window)) {
        ask->bit = find_bits(ask, scratch);
        ask->bits = arena_array(scratch, PeriodBits, ask->groups * (size_t)ask->tally.threads);
    }
    thread_run(ask->tally.threads, columns_ranges(columns), walk_range, ask);
    if (ask->bit) end_bits(ask);
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
