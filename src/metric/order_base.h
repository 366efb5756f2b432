// order_base.h - who is there and what they buy, period by period, for readers that divide by customers: presence of
// the orders lane with the window that order_readers use.
#ifndef FIDELE_METRIC_ORDER_BASE_H
#define FIDELE_METRIC_ORDER_BASE_H

#include "measure/period_figures.h"
#include "order/order_lane.h"
#include "metric/reading.h"

typedef struct OrderBase {
    OrderLane orders;
    bool any;
    Day first_day; // of the first order; as_of without any
    PeriodSpan span;
    uint32_t groups;
    Presence *presence; // [group * span.count + period]; NULL when there is nothing
    Window window;
    // The first day of the first subscription, where who subscribes counts too (cost/customer_base.h): they can leave
    // from the day after on, whatever the window. DAY_MAX: only orders count.
    Day held_from;
} OrderBase;

// Sets the window of `table`: as it was asked for, or chosen from the gaps between the purchases of the lane.
MUST_USE bool order_window(const MetricAsk *ask, const Lane *lane, bool any, MetricTable *table, Error *error);
// `back` periods are put before those that are asked for. `base` must stay where it is.
MUST_USE bool order_base_read(const MetricAsk *ask, uint32_t back, OrderBase *base, MetricTable *table, Error *error);
// The same of these groups, where subscriptions count from the day held_from on.
MUST_USE bool order_base_read_of(const MetricAsk *ask, uint32_t back, const Grouping *grouping, Day held_from,
                                 OrderBase *base, MetricTable *table, Error *error);
// What was asked for begins at `back`: period p of the table is p + back here. All zero where there is nothing.
PeriodFigures order_base_figures(const OrderBase *base, uint32_t group, uint32_t period);
bool order_base_observed(const OrderBase *base, uint32_t period);

#endif
