// value.h - what customers are worth, and where the worth lies. Amounts in minor units; see docs/metrics.md for each.
#ifndef FIDELE_MEASURE_VALUE_H
#define FIDELE_MEASURE_VALUE_H

#include "base/arena.h"

// FORMULAS F05: value = average_order_value * purchases_per_period * retention_periods. A duration in periods, never a
// percentage: retention_periods = 1 / churn per period. Not observed unless 0 < churn <= 1: nobody left yet, no
// duration.
typedef struct LifetimeValue {
    bool observed;
    double average_order_value;  // minor units
    double purchases_per_period; // orders per active customer and period
    double retention_periods;    // expected duration, in periods
    double value;                // minor units
} LifetimeValue;
LifetimeValue lifetime_value(double average_order_value, double purchases_per_period, double churn_per_period);

// FORMULAS F21. `values` is reordered. The top customers are the ceil(share * n) largest, at least one. Not observed
// when no value is above 0.
typedef struct Concentration {
    bool observed;
    double share;       // 0.2
    int64_t customers;  // in the top
    int64_t threshold;  // smallest value in the top
    double value_share; // their part of the sum of the positive values
} Concentration;
Concentration concentration_of(int64_t *values, size_t n, double share);

// FORMULAS F27: customers kept and revenue won by a change of the retention rate.
typedef struct RetentionUplift {
    double customers, revenue;
} RetentionUplift;
RetentionUplift retention_uplift(double rate_change, double start, double revenue_per_customer);

// R053: revenue of the next `periods` from those who are customers now: revenue_now (1 - churn)^k for k = 1 …
double revenue_forecast(double revenue_now, double churn, int periods, double *by_period /* may be NULL */);

// R056: a change of a total rate as the sum of what each segment contributes: by its own rate (weights held at their
// mean) and by its weight in the mix (rates held at their mean, as a difference to the total's mean rate). Marshall /
// Kitagawa (1955), JASA 50:1168. The contributions sum to the change exactly up to rounding. A segment with nobody at
// one end has no rate there: its coming or going is all mix.
typedef struct SegmentChange {
    int64_t n_before, count_before, n_after, count_after; // in
    double rate_effect, mix_effect;                       // out
} SegmentChange;
bool change_decompose(SegmentChange *segments, size_t count, double *total_change); // false when a total n is 0

#endif
