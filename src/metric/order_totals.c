// order_totals.c - figures of orders by a dimension of the orders themselves (product, channel …), per period.
//
// Each row counts for its own value, so that revenue and orders of all values add up to the whole. A buyer is counted
// for each value that they bought.
#include <stdlib.h>
#include <string.h>

#include "event/dimension.h"
#include "house.h"
#include "metric/order_readers.h"
#include "metric/period_metrics.h"

typedef struct CodeCount {
    uint32_t code; // values: without
    int64_t rows, orders;
} CodeCount;

// The most orders first; of equal ones the lower code.
static int by_orders(const void *a, const void *b)
{
    const CodeCount *left = a, *right = b;
    if (left->orders != right->orders) return left->orders < right->orders ? 1 : -1;
    return (left->code > right->code) - (left->code < right->code);
}

// None when no row has any.
static uint32_t values_of(const Columns *columns, uint32_t dimension)
{
    return dimension < columns->dimensions ? columns->dimension[dimension].values : 0;
}

static uint32_t code_of(const Columns *columns, const ColumnPiece *piece, uint32_t dimension, uint32_t row)
{
    uint32_t code = row_code(piece, dimension, row), values = values_of(columns, dimension);
    return code < values ? code : values;
}

static void count_run(const Columns *columns, const ColumnPiece *piece, uint32_t run, uint32_t dimension,
                      CodeCount *counts)
{
    if (!run_counts(piece, run)) return;
    for (uint32_t row = piece->first_row[run]; row < piece->first_row[run + 1]; row++) {
        CodeCount *count = &counts[code_of(columns, piece, dimension, row)];
        count->rows++;
        count->orders += row_amount(piece, row) > 0;
    }
}

static CodeCount *count_codes(const Columns *columns, uint32_t dimension, Arena *arena, size_t *found)
{
    size_t codes = (size_t)values_of(columns, dimension) + 1;
    CodeCount *counts = arena_array(arena, CodeCount, codes);
    for (uint32_t i = 0; i < codes; i++) counts[i].code = i;
    for (uint32_t p = 0; p < columns->pieces; p++)
        for (uint32_t run = 0; run < columns->piece[p].runs; run++)
            count_run(columns, &columns->piece[p], run, dimension, counts);
    *found = 0;
    for (size_t i = 0; i < codes; i++)
        if (counts[i].rows) counts[(*found)++] = counts[i];
    qsort(counts, *found, sizeof *counts, by_orders);
    return counts;
}

// group_of[code]; the groups of the table.
static const uint16_t *choose_groups(const MetricAsk *ask, const Columns *columns, MetricTable *table)
{
    size_t found;
    uint32_t values = values_of(columns, (uint32_t)ask->row_dimension);
    CodeCount *counts = count_codes(columns, (uint32_t)ask->row_dimension, ask->arena, &found);
    uint16_t *group_of = arena_array(ask->arena, uint16_t, (size_t)values + 1);
    MetricGroup *group = arena_array(ask->arena, MetricGroup, METRIC_GROUPS_MAX + 1);
    for (size_t i = 0; i < found; i++) {
        Str text = counts[i].code < values
                       ? dimension_text(ask->house->dimensions, (uint32_t)ask->row_dimension, (uint16_t)counts[i].code)
                       : STR("");
        bool rest = i >= METRIC_GROUPS_MAX && counts[i].code < values;
        uint32_t number = rest ? METRIC_GROUPS_MAX : table->groups;
        if (!rest || table->groups <= METRIC_GROUPS_MAX) {
            if (rest)
                group[number] = (MetricGroup){METRIC_REST, reading_rest_label(ask->locale)};
            else if (counts[i].code == values)
                group[number] = (MetricGroup){STR(""), reading_none_label(ask->locale)};
            else
                group[number] = (MetricGroup){text, text};
            if (number == table->groups) table->groups++;
        }
        group_of[counts[i].code] = (uint16_t)number;
    }
    table->group = group;
    return group_of;
}

typedef struct Totals {
    const MetricAsk *ask;
    const Columns *columns;
    const uint16_t *group_of;
    const MetricTable *table;
    const uint32_t *period_of; // of each day since the first: UINT32_MAX in none
    Day first_day;
    Presence *cell;  // [group * periods + period]
    uint32_t *last;  // who bought in the cell last, + 1
    uint32_t *times; // and how often
} Totals;

static void add_row(const Totals *totals, const ColumnPiece *piece, Customer person, uint32_t row, bool first)
{
    int64_t amount = row_amount(piece, row);
    uint32_t period = totals->period_of[second_day(piece->second[row]) - totals->first_day];
    if (period == UINT32_MAX) return;
    uint16_t group = totals->group_of[code_of(totals->columns, piece, (uint32_t)totals->ask->row_dimension, row)];
    size_t at = (size_t)group * totals->table->span.count + period;
    Presence *cell = &totals->cell[at];
    if (amount <= 0) {
        cell->refund_amount += amount;
        cell->refunds += amount < 0;
        return;
    }
    cell->orders++;
    cell->purchase_amount += amount;
    cell->first_orders += first;
    cell->first_amount += first ? amount : 0;
    totals->times[at] = totals->last[at] == person + 1 ? totals->times[at] + 1 : 1;
    totals->last[at] = person + 1;
    cell->buyers += totals->times[at] == 1;
    cell->repeat_buyers += totals->times[at] == 2;
}

static void add_run(const Totals *totals, const ColumnPiece *piece, uint32_t run)
{
    bool bought = false;
    Customer person = run_customer(piece, run);
    if (!run_counts(piece, run) || reading_group(totals->ask, person) == UINT16_MAX) return;
    for (uint32_t row = piece->first_row[run]; row < piece->first_row[run + 1]; row++) {
        bool purchase = row_amount(piece, row) > 0;
        add_row(totals, piece, person, row, purchase && !bought);
        bought |= purchase;
    }
}

static void add_rows(const Totals *totals)
{
    const Columns *columns = totals->columns;
    for (uint32_t p = 0; p < columns->pieces; p++)
        for (uint32_t run = 0; run < columns->piece[p].runs; run++) add_run(totals, &columns->piece[p], run);
}

static const uint32_t *periods_of(const PeriodSpan *span, Day first, Arena *arena)
{
    size_t days = (size_t)(span->as_of - first) + 1;
    uint32_t *period = arena_array(arena, uint32_t, days);
    for (size_t i = 0; i < days; i++) {
        Day day = first + (Day)i;
        int64_t number = span->custom ? 0 : (int64_t)period_of_day(span->unit, day) - span->first;
        bool in = number >= 0 && number < span->count && day >= span_first_day(span, (uint32_t)number) &&
                  day <= span_last_day(span, (uint32_t)number);
        period[i] = in ? (uint32_t)number : UINT32_MAX;
    }
    return period;
}

static void fill(const MetricAsk *ask, Totals *totals, MetricTable *table)
{
    const PeriodMetric *metric = period_metric(ask->metric);
    size_t cells = (size_t)table->groups * table->span.count;
    totals->cell = arena_array(ask->arena, Presence, cells);
    totals->last = arena_array(ask->arena, uint32_t, cells);
    totals->times = arena_array(ask->arena, uint32_t, cells);
    add_rows(totals);
    for (size_t at = 0; at < cells; at++) {
        uint32_t p = (uint32_t)(at % table->span.count);
        if (ask->series.amount == SERIES_GROSS) totals->cell[at].refund_amount = 0;
        PeriodFigures period = period_figures(&table->span, p, &totals->cell[at], table->window, table->first_day);
        if (period.last_day < table->first_day || period.first_day > table->span.as_of) continue;
        table->value[at].observed = true;
        metric->read(&period, &table->value[at]);
    }
}

static bool read_columns(const MetricAsk *ask, const Columns *columns, MetricTable *table, Error *error)
{
    PeriodSpan span;
    Day first_day = columns->rows ? second_day(columns->first) : ask->series.as_of;
    Totals totals = {.ask = ask, .columns = columns, .table = table, .first_day = first_day};
    if (!reading_span(ask, first_day, &span, error)) return false;
    bool known = columns->rows > 0;
    if (known) {
        totals.group_of = choose_groups(ask, columns, table);
    } else {
        MetricGroup *none = arena_new(ask->arena, MetricGroup);
        *none = (MetricGroup){STR(""), reading_none_label(ask->locale)};
        table->group = none;
        table->groups = 1;
    }
    reading_begin(ask, first_day, &span, table);
    table->any = columns->rows > 0;
    if (!known || span.count == 0) return true;
    totals.period_of = periods_of(&span, first_day, ask->arena);
    fill(ask, &totals, table);
    return true;
}

bool read_order_totals(const MetricAsk *ask, MetricTable *table, Error *error)
{
    OrderLane orders;
    LaneFacts facts;
    const Columns *columns;
    order_lane(ask->house->log, ask->series.as_of, &orders);
    if (!lane_facts(ask->port, &orders.lane, &facts, error) ||
        !ask->port->ask->hold(ask->port, &orders.lane, &columns, error))
        return false;
    bool fine = read_columns(ask, columns, table, error);
    ask->port->ask->release(ask->port, columns);
    table->unconverted = facts.unconverted;
    return fine;
}
