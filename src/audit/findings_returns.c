// findings_returns.c - who came back in which period, and how many were to be expected from the state they were in.
#include "audit/findings.h"

#include <math.h>
#include <string.h>

#include "base/thread.h"

enum { PARTS = 64, SHARE_UNIT = 1 << 20, SQUARE_UNIT = 1 << 16 };

// Of the number of orders in a period, as a multiple of its mean. Where nearly all order exactly once, the few who
// order twice would else count for everything.
static const double LEAST_VARIANCE = 0.2;

// What customers in a state do on average; in SHARE_UNIT.
typedef struct Habit {
    uint32_t comes, comes_variance;
    uint32_t orders, orders_variance; // of those who come
    uint32_t orders_weight; // mean / variance, at most 1: where customers of a state differ widely, each says less
} Habit;

typedef struct StateSum {
    int64_t seen, came, orders, order_squares;
} StateSum;

typedef struct Cell {
    int64_t came, expected, variance; // the last two in SHARE_UNIT
} Cell;

// What one worker has counted. Whole numbers, so that the sum does not depend on who counted what.
typedef struct Tableau {
    StateSum states[STATE_COUNT];
    uint32_t *first_codes[ACTIVITY_DIMENSIONS_MAX]; // customers by code of their first purchase
    Cell *cells;                                    // [(cohort * periods + period) * CLASS_COUNT + class]
    Cell *groups[ACTIVITY_DIMENSIONS_MAX];          // [group * periods + period]
    int64_t group_squares[ACTIVITY_DIMENSIONS_MAX][GROUPS_LOOKED_AT]; // of customers' differences, in SQUARE_UNIT
    Cell orders[LENS_PERIODS_MAX], weighed_orders[LENS_PERIODS_MAX];  // came of the weighed ones is in SHARE_UNIT too
    int64_t cohort_size[LENS_PERIODS_MAX];
} Tableau;

typedef struct Count {
    const Lens *lens;
    const Regions *left_out;
    StateTable *states;
    Habit habits[STATE_COUNT];
    uint8_t *group_of_code[ACTIVITY_DIMENSIONS_MAX]; // GROUPS_LOOKED_AT: not looked at
    int workers;
    Tableau *tableau;
} Count;

static bool region_has(const Region *region, const Path *path, const Exposure *step)
{
    return region->cohort_from <= path->cohort && path->cohort < region->cohort_to &&
           region->period_from <= step->period && step->period < region->period_to &&
           (region->classes >> step->state_class & 1) &&
           (region->dimension < 0 || path->group[region->dimension] == region->group);
}

static bool takes_part(const Count *count, const Path *path, const Exposure *step)
{
    if (count->lens->hole[step->period]) return false;
    for (size_t i = 0; i < count->left_out->count; i++)
        if (region_has(&count->left_out->region[i], path, step)) return false;
    return true;
}

static Customer part_begin(const Count *count, size_t part)
{
    return (Customer)((uint64_t)count->lens->columns->customers * part / PARTS);
}

// ---- first pass: how likely each state comes back ----

static void note_states(const Count *count, const Path *path, Tableau *tableau)
{
    for (uint32_t i = 0; i < path->count; i++) {
        const Exposure *step = &path->step[i];
        if (!takes_part(count, path, step)) continue;
        StateSum *sum = &tableau->states[step->state];
        sum->seen++;
        sum->came += step->orders > 0;
        sum->orders += step->orders;
        sum->order_squares += (int64_t)step->orders * step->orders;
    }
    for (uint32_t d = 0; d < count->lens->columns->dimensions; d++)
        if (path->group[d] != DIMENSION_OTHER) tableau->first_codes[d][path->group[d]]++;
}

static void first_pass(void *context, size_t part, int worker)
{
    const Count *count = context;
    Path path;
    for (Customer c = part_begin(count, part); c < part_begin(count, part + 1); c++)
        if (path_follow(count->lens, count->states, c, &path)) note_states(count, &path, &count->tableau[worker]);
}

static uint32_t share_of(double part, double whole)
{
    return (uint32_t)fmin(part / whole * SHARE_UNIT, UINT32_MAX);
}

static void learn_habits(Count *count)
{
    for (uint32_t s = 0; s < STATE_COUNT; s++) {
        StateSum sum = {0};
        for (int worker = 0; worker < count->workers; worker++) {
            const StateSum *part = &count->tableau[worker].states[s];
            sum.seen += part->seen;
            sum.came += part->came;
            sum.orders += part->orders;
            sum.order_squares += part->order_squares;
        }
        double seen = (double)sum.seen, came = (double)sum.came, orders = (double)sum.orders;
        if (came == 0) continue;
        double mean = orders / came, variance = ((double)sum.order_squares - orders * mean) / came;
        variance = fmax(variance, LEAST_VARIANCE * mean);
        count->habits[s] = (Habit){
            .comes = share_of(came, seen),
            .comes_variance = share_of(came * (seen - came), seen * seen),
            .orders = share_of(orders, came),
            .orders_variance = share_of(variance, 1),
            .orders_weight = share_of(mean, fmax(mean, variance)),
        };
    }
}

// The codes with the most customers become the groups.
static void choose_groups(Count *count, uint32_t dimension, GroupTallies *groups, Arena *arena)
{
    groups->dimension = dimension;
    uint32_t values = count->lens->columns->dimension[dimension].values;
    count->group_of_code[dimension] = arena_array(arena, uint8_t, values);
    for (uint32_t code = 0; code < values; code++) {
        int64_t customers = 0;
        for (int worker = 0; worker < count->workers; worker++)
            customers += count->tableau[worker].first_codes[dimension][code];
        uint32_t place = groups->groups < GROUPS_LOOKED_AT ? groups->groups++ : GROUPS_LOOKED_AT;
        for (; place > 0 && groups->customers[place - 1] < customers; place--) {
            if (place == GROUPS_LOOKED_AT) continue;
            groups->customers[place] = groups->customers[place - 1];
            groups->code[place] = groups->code[place - 1];
        }
        if (place == GROUPS_LOOKED_AT) continue;
        groups->customers[place] = customers;
        groups->code[place] = (uint16_t)code;
    }
    memset(count->group_of_code[dimension], GROUPS_LOOKED_AT, values);
    for (uint32_t group = 0; group < groups->groups; group++)
        count->group_of_code[dimension][groups->code[group]] = (uint8_t)group;
}

// ---- second pass: who came, beside who was expected ----

static void add_to_cell(Cell *cell, const Exposure *step, const Habit *habit)
{
    cell->came += step->orders > 0;
    cell->expected += habit->comes;
    cell->variance += habit->comes_variance;
}

static void add_to_groups(const Count *count, const Path *path, Tableau *tableau)
{
    uint32_t periods = count->lens->periods;
    for (uint32_t d = 0; d < count->lens->columns->dimensions; d++) {
        if (path->group[d] == DIMENSION_OTHER) continue;
        uint32_t group = count->group_of_code[d][path->group[d]];
        if (group == GROUPS_LOOKED_AT) continue;
        int64_t difference = 0;
        for (uint32_t i = 0; i < path->count; i++) {
            const Exposure *step = &path->step[i];
            if (!takes_part(count, path, step)) continue;
            const Habit *habit = &count->habits[step->state];
            add_to_cell(&tableau->groups[d][group * periods + step->period], step, habit);
            difference += (step->orders > 0) * (int64_t)SHARE_UNIT - habit->comes;
        }
        difference /= SHARE_UNIT / 256;
        tableau->group_squares[d][group] += difference * difference;
    }
}

static void compare(const Count *count, const Path *path, Tableau *tableau)
{
    uint32_t periods = count->lens->periods;
    tableau->cohort_size[path->cohort]++;
    for (uint32_t i = 0; i < path->count; i++) {
        const Exposure *step = &path->step[i];
        if (!takes_part(count, path, step)) continue;
        const Habit *habit = &count->habits[step->state];
        uint32_t place = (path->cohort * periods + step->period) * CLASS_COUNT + step->state_class;
        add_to_cell(&tableau->cells[place], step, habit);
        if (step->orders == 0) continue;
        Cell *orders = &tableau->orders[step->period];
        orders->came += step->orders;
        orders->expected += habit->orders;
        orders->variance += habit->orders_variance;
        Cell *weighed = &tableau->weighed_orders[step->period];
        int64_t weight = habit->orders_weight;
        weighed->came += step->orders * weight;
        weighed->expected += habit->orders * weight / SHARE_UNIT;
        weighed->variance += habit->orders_variance * weight / SHARE_UNIT * weight / SHARE_UNIT;
    }
    add_to_groups(count, path, tableau);
}

static void second_pass(void *context, size_t part, int worker)
{
    const Count *count = context;
    Path path;
    for (Customer c = part_begin(count, part); c < part_begin(count, part + 1); c++)
        if (path_follow(count->lens, count->states, c, &path)) compare(count, &path, &count->tableau[worker]);
}

// ---- the tallies ----

// Exact in any order: whole multiples of 1 / SHARE_UNIT, far below 2^53 of them.
static void add_tally(Tally *tally, const Cell *cell)
{
    tally->came += (double)cell->came;
    tally->expected += (double)cell->expected / SHARE_UNIT;
    tally->variance += (double)cell->variance / SHARE_UNIT;
}

static void gather(const Tableau *from, Returns *returns)
{
    uint32_t periods = returns->periods;
    for (uint32_t cohort = 0; cohort < periods; cohort++) {
        returns->cohort_size[cohort] += from->cohort_size[cohort];
        add_tally(&returns->orders[cohort], &from->orders[cohort]);
        Cell weighed = from->weighed_orders[cohort];
        returns->weighed_orders[cohort].came += (double)weighed.came / SHARE_UNIT;
        weighed.came = 0;
        add_tally(&returns->weighed_orders[cohort], &weighed);
        for (uint32_t i = 0; i < periods * CLASS_COUNT; i++) {
            size_t place = (size_t)cohort * periods * CLASS_COUNT + i;
            add_tally(&returns->tally[place], &from->cells[place]);
        }
    }
    for (uint32_t d = 0; d < returns->dimensions; d++) {
        GroupTallies *groups = &returns->by_group[d];
        for (uint32_t i = 0; i < groups->groups * periods; i++) add_tally(&groups->tally[i], &from->groups[d][i]);
        for (uint32_t g = 0; g < groups->groups; g++)
            groups->customer_variance[g] += (double)from->group_squares[d][g] / SQUARE_UNIT;
    }
}

// More days, more returns.
static void scale_by_length(const Lens *lens, Returns *returns)
{
    size_t periods = lens->periods;
    for (size_t i = 0; i < periods * periods * CLASS_COUNT; i++) {
        returns->tally[i].expected *= lens->length[i / CLASS_COUNT % periods];
        returns->tally[i].variance *= lens->length[i / CLASS_COUNT % periods];
    }
    for (uint32_t d = 0; d < returns->dimensions; d++)
        for (size_t i = 0; i < returns->by_group[d].groups * periods; i++) {
            returns->by_group[d].tally[i].expected *= lens->length[i % periods];
            returns->by_group[d].tally[i].variance *= lens->length[i % periods];
        }
}

static void open_tableau(const Lens *lens, Tableau *tableau, Arena *arena)
{
    size_t periods = lens->periods;
    tableau->cells = arena_array(arena, Cell, periods * periods * CLASS_COUNT);
    for (uint32_t d = 0; d < lens->columns->dimensions; d++) {
        tableau->first_codes[d] = arena_array(arena, uint32_t, lens->columns->dimension[d].values);
        tableau->groups[d] = arena_array(arena, Cell, GROUPS_LOOKED_AT * periods);
    }
}

Returns *returns_count(const Lens *lens, const Regions *left_out, Arena *arena)
{
    Arena *scratch = arena_open(0);
    Count count = {.lens = lens, .left_out = left_out, .workers = lens->threads};
    count.tableau = arena_array(scratch, Tableau, (size_t)count.workers);
    for (int worker = 0; worker < count.workers; worker++) open_tableau(lens, &count.tableau[worker], scratch);
    count.states = arena_new(scratch, StateTable);
    states_fill(count.states, lens->unit);
    size_t periods = lens->periods;
    Returns *returns = arena_new(arena, Returns);
    *returns = (Returns){.periods = lens->periods, .dimensions = lens->columns->dimensions};
    returns->tally = arena_array(arena, Tally, periods * periods * CLASS_COUNT);
    returns->cohort_size = arena_array(arena, int64_t, periods);

    thread_run(count.workers, PARTS, first_pass, &count);
    learn_habits(&count);
    for (uint32_t d = 0; d < returns->dimensions; d++) {
        choose_groups(&count, d, &returns->by_group[d], scratch);
        returns->by_group[d].tally = arena_array(arena, Tally, GROUPS_LOOKED_AT * periods);
    }
    thread_run(count.workers, PARTS, second_pass, &count);
    for (int worker = 0; worker < count.workers; worker++) gather(&count.tableau[worker], returns);
    scale_by_length(lens, returns);
    arena_close(scratch);
    return returns;
}
