// order_totals.c - figures of orders by a dimension of the orders themselves (product, channel …), per period.
//
// Each row counts for its own value, so that revenue and orders of all values add up to the whole. A buyer is counted
// for each value that they bought.
#include <stdlib.h>

#include "activity/row_totals.h"
#include "event/dimension.h"
#include "house.h"
#include "metric/order_readers.h"
#include "metric/order_spread.h"
#include "metric/period_metrics.h"

typedef struct CodeCount {
    uint32_t code; // values: without
    int64_t orders;
} CodeCount;

// The most orders first; of equal ones the lower code.
static int by_orders(const void *a, const void *b)
{
    const CodeCount *left = a, *right = b;
    if (left->orders != right->orders) return left->orders < right->orders ? 1 : -1;
    return (left->code > right->code) - (left->code < right->code);
}

static CodeCount *count_codes(const MetricAsk *ask, const Columns *columns, size_t *found)
{
    uint32_t dimension = (uint32_t)ask->row_dimension, values = row_values(columns, dimension);
    const CodeRows *rows = ask_code_rows(columns, dimension, ask->threads, ask->arena);
    CodeCount *counts = arena_array(ask->arena, CodeCount, (size_t)values + 1);
    *found = 0;
    for (uint32_t code = 0; code <= values; code++)
        if (rows[code].rows) counts[(*found)++] = (CodeCount){code, rows[code].orders};
    qsort(counts, *found, sizeof *counts, by_orders);
    return counts;
}

// group_of[code]; the groups of the table.
static const uint16_t *choose_groups(const MetricAsk *ask, const Columns *columns, MetricTable *table)
{
    size_t found;
    uint32_t values = row_values(columns, (uint32_t)ask->row_dimension);
    CodeCount *counts = count_codes(ask, columns, &found);
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

static Presence presence_of(const RowTotal *total)
{
    return (Presence){.orders = total->orders,
                      .purchase_amount = total->purchase_amount,
                      .refunds = total->refunds,
                      .refund_amount = total->refund_amount,
                      .first_orders = total->first_orders,
                      .first_amount = total->first_amount,
                      .buyers = total->buyers,
                      .repeat_buyers = total->repeat_buyers};
}

static void fill(const MetricAsk *ask, const RowTotal *total, MetricTable *table)
{
    const PeriodMetric *metric = period_metric(ask->metric);
    size_t cells = (size_t)table->groups * table->span.count;
    for (size_t at = 0; at < cells; at++) {
        uint32_t p = (uint32_t)(at % table->span.count);
        Presence presence = presence_of(&total[at]);
        if (ask->series.amount == SERIES_GROSS) presence.refund_amount = 0;
        PeriodFigures period = period_figures(&table->span, p, &presence, table->window, table->first_day);
        if (period.last_day < table->first_day || period.first_day > table->span.as_of) continue;
        table->value[at].observed = true;
        metric->read(&period, &table->value[at]);
    }
}

static bool read_columns(const MetricAsk *ask, const Columns *columns, MetricTable *table, Error *error)
{
    PeriodSpan span;
    Day first_day = columns->rows ? second_day(columns->first) : ask->series.as_of;
    RowTotalsAsk totals = {.dimension = (uint32_t)ask->row_dimension,
                           .first_day = first_day,
                           .person_group = ask->grouping.group,
                           .people = ask->grouping.customers,
                           .person_groups = ask->grouping.groups};
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
    totals.groups = table->groups;
    totals.periods = table->span.count;
    totals.period_of = periods_of(&span, first_day, ask->arena);
    fill(ask, ask_row_totals(columns, &totals, ask->threads, ask->arena), table);
    if (spread_is_asked(ask)) spread_by_row(ask, columns, &totals, table);
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
