// order_gaps.h - how long people take from one order to the next: from the first to the second, from the second to the
// third …
//
// A gap begins with an order and ends with the next one; by civil days, 0 for two on one day. One that has not ended by
// as_of is open: nobody knows how long it will be, only that it is longer than what has passed. Open gaps are neither
// left out nor counted as never: they stay at risk until their age (Kaplan & Meier 1958, measure/survival.h), so that
// quantiles are not too short because the latest orders have had little time.
#ifndef FIDELE_BEHAVIOUR_ORDER_GAPS_H
#define FIDELE_BEHAVIOUR_ORDER_GAPS_H

#include "activity/port.h"
#include "measure/survival.h"

enum { ORDER_GAP_NUMBERS_MAX = 20, ORDER_GAP_QUANTILES = 4, ORDER_GAP_DELAYS = 3 };

typedef struct OrderGapsAsk {
    Day as_of;
    Day from, to;     // gaps that begin on these days
    uint32_t numbers; // gap k (from order k to k + 1) for k of 1..numbers, and all of them together as gap 0
} OrderGapsAsk;

// By days 0..days-1: gaps that ended after so long, and open ones of such an age.
typedef struct OrderGaps {
    uint32_t days, groups, numbers;
    int64_t *ended, *open; // [(group * (numbers + 1) + number) * days + day]
} OrderGaps;

// *refused: more counters than are good for anybody; nothing was counted.
OrderGaps order_gaps_count(const Columns *columns, const OrderGapsAsk *ask, const Grouping *grouping, Arena *arena,
                           bool *refused);

typedef struct OrderGapQuantile {
    double share; // 0.25 …
    bool reached; // false: fewer have ordered again so far
    int32_t days;
} OrderGapQuantile;

typedef struct OrderGapDelay { // the share that ordered again within so many days
    int32_t days;
    bool known;
    double value, low, high;
} OrderGapDelay;

typedef struct OrderGapSummary {
    int64_t n, ended, open; // n = ended + open: orders with which such a gap begins
    OrderGapQuantile quantile[ORDER_GAP_QUANTILES];
    OrderGapDelay delay[ORDER_GAP_DELAYS]; // 30, 60, 90 days
} OrderGapSummary;
OrderGapSummary order_gap_summary(const OrderGaps *gaps, uint32_t group, uint32_t number, Arena *arena);

const int64_t *order_gap_ended(const OrderGaps *gaps, uint32_t group, uint32_t number); // `days` of them

#endif
