// revenue_readers.h - the readers of recurring revenue, put together in revenue_http.c.
#ifndef FIDELE_REVENUE_REVENUE_READERS_H
#define FIDELE_REVENUE_REVENUE_READERS_H

#include "metric/reading.h"

extern const MetricReader revenue_readers[]; // ends with one without a metric

// spell_reader.c: trials and failed payments.
MUST_USE bool read_spells(const MetricAsk *ask, MetricTable *table, Error *error);
MUST_USE bool spell_people(const MetricAsk *ask, uint32_t group, uint32_t period, Str part, MetricPeople *people,
                           Error *error);

// outlook_reader.c: what the present base is worth in time to come.
MUST_USE bool read_forecast(const MetricAsk *ask, MetricTable *table, Error *error);
MUST_USE bool read_subscriber_value(const MetricAsk *ask, MetricTable *table, Error *error);

// order_movements.c: the same of what orders brought.
MUST_USE bool read_order_movements(const MetricAsk *ask, MetricTable *table, Error *error);

#endif
