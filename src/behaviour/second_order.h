// second_order.h - of the people who first ordered in a period, how many ordered again within so many days (F10).
#ifndef FIDELE_BEHAVIOUR_SECOND_ORDER_H
#define FIDELE_BEHAVIOUR_SECOND_ORDER_H

#include "metric/reading.h"

// Where a first-time buyer stands on the last day that is known.
typedef enum SecondOrder {
    SECOND_ORDER_TOO_RECENT, // has not had the days yet: in no rate, whatever they did since
    SECOND_ORDER_NOT_IN_TIME,
    SECOND_ORDER_IN_TIME
} SecondOrder;

// By civil days, the last one included: ordered on day 0, who orders again on day `days` is in time. `c` has ordered.
SecondOrder second_order_of(const Summaries *summaries, Customer c, int32_t days, Day as_of);

MUST_USE bool read_second_orders(const MetricAsk *ask, MetricTable *table, Error *error);
MUST_USE bool second_order_people(const MetricAsk *ask, uint32_t group, uint32_t period, Str part, MetricPeople *people,
                                  Error *error);

#endif
