// revenue_metrics.h - each metric of recurring revenue as a value and parts, read off the totals of a stretch.
//
// A part is a quantity of the totals, or its share of the opening at the rate of the closing day. What one person adds
// to a quantity is the same quantity of that person's own totals: so the people behind a number add up to it.
#ifndef FIDELE_REVENUE_REVENUE_METRICS_H
#define FIDELE_REVENUE_REVENUE_METRICS_H

#include "measure/recurring.h"
#include "metric/reading.h"

typedef enum Quantity {
    Q_NONE,
    Q_OPENING,
    Q_CURRENCY,
    Q_CLOSING,
    Q_ARR, // 12 × closing
    Q_NEW,
    Q_REACTIVATION,
    Q_RESUMED,
    Q_UPSELL,
    Q_CROSS_SELL,
    Q_EXPANSION,
    Q_DOWNGRADE, // losses are above 0 here
    Q_CANCELLATION,
    Q_CONTRACTION,
    Q_PAUSED,
    Q_CHURN,
    Q_ENDED, // churn and cancellations of one of several
    Q_LOST,  // all losses
    Q_WON,   // all gains
    Q_NET,
    Q_TRANSFER,
    Q_KEPT,     // of the opening: at most what there was
    Q_SAME,     // of those of the opening, with what they added
    Q_NET_LOST, // of the opening, less what they added
    Q_VOLUNTARY,
    Q_INVOLUNTARY,
    Q_UNKNOWN,
    Q_PAYING,
    Q_PAYING_BEFORE,
    Q_SUBSCRIPTIONS,
    Q_UNPRICED,
    Q_N_NEW,
    Q_N_REACTIVATED,
    Q_N_RESUMED,
    Q_N_EXPANDED,
    Q_N_CONTRACTED,
    Q_N_PAUSED,
    Q_N_CHURNED,
    Q_HELD,
    Q_HELD_BEFORE,
    Q_GAINED,
    Q_LEFT,
    Q_STAYED,
    Q_LEFT_VOLUNTARY,
    Q_LEFT_INVOLUNTARY,
    Q_LEFT_UNKNOWN,
    Q_ANNUAL // the value, compounded to a year
} Quantity;

int64_t quantity_of(Quantity quantity, const RecurringTotals *totals);

typedef enum RevenueValue {
    VALUE_AMOUNT,  // of
    VALUE_COUNT,   // of
    VALUE_PART,    // of, as a share of the opening in money
    VALUE_SHARE,   // of / over, of customers
    VALUE_AVERAGE, // of / over, an amount
    VALUE_RATIO    // of / over
} RevenueValue;

typedef struct RevenuePart {
    const char *name;
    MetricUnit unit; // rate and points: as a share of the opening
    Quantity of;
    bool negative;
} RevenuePart;

typedef struct RevenueMetric {
    const char *name;
    RevenueValue value;
    Quantity of, over;
    bool of_opening; // by=plan: a person counts where they were at the opening
    RevenuePart part[PERIOD_PARTS_MAX + 1];
} RevenueMetric;

const RevenueMetric *revenue_metric(const char *name); // NULL: none of ours
// Of "value" or of a part that is an amount or a count; Q_NONE otherwise.
Quantity revenue_part_quantity(const RevenueMetric *metric, Str part, bool *amount);
// `periods_a_year`: for Q_ANNUAL; 0: there is none.
void revenue_value(const RevenueMetric *metric, const RecurringTotals *totals, double periods_a_year,
                   PeriodValue *value);

#endif
