// order_readers.h - the metrics that are read off what people bought.
#ifndef FIDELE_METRIC_ORDER_READERS_H
#define FIDELE_METRIC_ORDER_READERS_H

#include "order/order_lane.h"
#include "metric/reading.h"

// MetricReader.read and .people of them.
bool read_orders(const MetricAsk *ask, MetricTable *table, Error *error);
bool order_people(const MetricAsk *ask, uint32_t group, uint32_t period, Str part, MetricPeople *people, Error *error);

// By a dimension of the orders themselves (order_totals.c): ask->row_dimension.
bool read_order_totals(const MetricAsk *ask, MetricTable *table, Error *error);

extern const MetricReader order_readers[];

#endif
