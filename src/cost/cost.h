// cost.h - what the parts of this folder hand to its module, and share.
#ifndef FIDELE_COST_COST_H
#define FIDELE_COST_COST_H

#include "cost/entry.h"
#include "measure/value.h"
#include "metric/grouping.h"
#include "metric/order_base.h"
#include "metric/reading.h"

extern const MetricReader cost_metrics[]; // cost_readers.c

// cost_metrics.c
bool read_cac(const MetricAsk *ask, MetricTable *table, Error *error);
bool read_cac_growth(const MetricAsk *ask, MetricTable *table, Error *error);
bool read_retention_cost(const MetricAsk *ask, MetricTable *table, Error *error);
bool read_cac_ratio(const MetricAsk *ask, MetricTable *table, Error *error);
bool read_replacement_need(const MetricAsk *ask, MetricTable *table, Error *error);
bool read_roi(const MetricAsk *ask, MetricTable *table, Error *error);
bool read_market_share(const MetricAsk *ask, MetricTable *table, Error *error);
bool read_cost_per_contact(const MetricAsk *ask, MetricTable *table, Error *error);

// exit_metrics.c
bool read_churn_reasons(const MetricAsk *ask, MetricTable *table, Error *error);
bool read_competitor_losses(const MetricAsk *ask, MetricTable *table, Error *error);
bool read_lost_value_by_reason(const MetricAsk *ask, MetricTable *table, Error *error);
bool exit_people(const MetricAsk *ask, uint32_t group, uint32_t period, Str part, MetricPeople *people, Error *error);

// worth_metrics.c
bool read_clv(const MetricAsk *ask, MetricTable *table, Error *error);
bool read_clv_total(const MetricAsk *ask, MetricTable *table, Error *error);
bool clv_people(const MetricAsk *ask, uint32_t group, uint32_t period, Str part, MetricPeople *people, Error *error);
bool read_lost_value(const MetricAsk *ask, MetricTable *table, Error *error);
bool read_concentration(const MetricAsk *ask, MetricTable *table, Error *error);
bool top_people(const MetricAsk *ask, uint32_t group, uint32_t period, Str part, MetricPeople *people, Error *error);
bool read_resilience(const MetricAsk *ask, MetricTable *table, Error *error);
bool read_share_of_wallet(const MetricAsk *ask, MetricTable *table, Error *error);

// order_value_metrics.c
bool read_order_values(const MetricAsk *ask, MetricTable *table, Error *error);
bool read_customer_profit(const MetricAsk *ask, MetricTable *table, Error *error);
bool profit_people(const MetricAsk *ask, uint32_t group, uint32_t period, Str part, MetricPeople *people, Error *error);

// ---- shared ----

// Who is in a segment that a cost names (grouping.h).
MUST_USE bool entry_groups(const MetricPlace *place, Str segment, MetricGroups *groups, Error *error);

// How many periods of the unit are a year, for sums over the last year.
uint32_t periods_of_year(PeriodUnit unit);

// FORMULAS F05 of one group at the end of period `period` of the base: orders, revenue and churn of the settled periods
// of the year up to it.
LifetimeValue lifetime_at(const OrderBase *base, uint32_t group, uint32_t period);

#endif
