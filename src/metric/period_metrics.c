// period_metrics.c - the metrics of the catalogue that are read off the figures of a period.
#include "metric/period_metrics.h"

#include <math.h>
#include <string.h>

#include "metric/reading.h"

static void is_rate(PeriodValue *value, Rate rate)
{
    value->observed = value->has_interval = rate.observed;
    value->number = rate.value;
    value->low = rate.low;
    value->high = rate.high;
    value->has_n = true;
    value->n = rate.n;
}

static void is_count(PeriodValue *value, int64_t count)
{
    value->number = (double)count;
}

// A mean, not observed of nothing.
static void is_mean(PeriodValue *value, double mean, int64_t n)
{
    value->observed = n > 0;
    value->number = mean;
    value->amount_minor = n > 0 ? (int64_t)llround(mean) : 0;
    value->has_n = true;
    value->n = n;
}

static void read_retention(const PeriodFigures *period, PeriodValue *value)
{
    is_rate(value, period->retention);
    value_part(value, "start", UNIT_COUNT, period->presence.start);
    value_part(value, "retained", UNIT_COUNT, period->presence.retained);
    value_part(value, "lost", UNIT_COUNT, period->presence.lost);
}

static void read_churn(const PeriodFigures *period, PeriodValue *value)
{
    is_rate(value, period->churn);
    value_part(value, "start", UNIT_COUNT, period->presence.start);
    value_part(value, "lost", UNIT_COUNT, period->presence.lost);
}

static void read_balance(const PeriodFigures *period, PeriodValue *value)
{
    is_count(value, period->presence.end - period->presence.start);
    value_part(value, "new", UNIT_COUNT, period->presence.new_);
    value_part(value, "reactivated", UNIT_COUNT, period->presence.reactivated);
    value_part(value, "retained", UNIT_COUNT, period->presence.retained);
    value_part(value, "lost", UNIT_COUNT, period->presence.lost);
}

static void read_start(const PeriodFigures *period, PeriodValue *value)
{
    is_count(value, period->presence.start);
}

static void read_end(const PeriodFigures *period, PeriodValue *value)
{
    is_count(value, period->presence.end);
    value_part(value, "retained", UNIT_COUNT, period->presence.retained);
    value_part(value, "new", UNIT_COUNT, period->presence.new_);
    value_part(value, "reactivated", UNIT_COUNT, period->presence.reactivated);
}

static void read_new(const PeriodFigures *period, PeriodValue *value)
{
    is_count(value, period->presence.new_);
}

static void read_retained(const PeriodFigures *period, PeriodValue *value)
{
    is_count(value, period->presence.retained);
}

static void read_reactivated(const PeriodFigures *period, PeriodValue *value)
{
    is_count(value, period->presence.reactivated);
}

static void read_lost(const PeriodFigures *period, PeriodValue *value)
{
    is_count(value, period->presence.lost);
}

static void read_passed_through(const PeriodFigures *period, PeriodValue *value)
{
    is_count(value, period->presence.passed_through);
}

static void read_orders(const PeriodFigures *period, PeriodValue *value)
{
    is_count(value, period->presence.orders);
    value_part(value, "first_orders", UNIT_COUNT, period->presence.first_orders);
    value_part(value, "buyers", UNIT_COUNT, period->presence.buyers);
}

static void read_revenue(const PeriodFigures *period, PeriodValue *value)
{
    value->amount_minor = period->revenue;
    value_part(value, "purchases", UNIT_AMOUNT, period->presence.purchase_amount);
    value_part(value, "refunds", UNIT_AMOUNT, period->presence.refund_amount);
    value_part(value, "new", UNIT_AMOUNT, period->presence.first_amount);
    value_part(value, "returning", UNIT_AMOUNT, period->returning_revenue);
}

static void read_order_value(const PeriodFigures *period, PeriodValue *value)
{
    is_mean(value, period->average_order_value, period->presence.orders);
    value_part(value, "revenue", UNIT_AMOUNT, period->revenue);
    value_part(value, "orders", UNIT_COUNT, period->presence.orders);
}

static void read_frequency(const PeriodFigures *period, PeriodValue *value)
{
    is_mean(value, period->purchase_frequency, period->presence.buyers);
    value_part(value, "orders", UNIT_COUNT, period->presence.orders);
    value_part(value, "buyers", UNIT_COUNT, period->presence.buyers);
}

static void read_repeat_purchase(const PeriodFigures *period, PeriodValue *value)
{
    is_rate(value, period->repeat_purchase);
    value_part(value, "buyers", UNIT_COUNT, period->presence.buyers);
    value_part(value, "repeat_buyers", UNIT_COUNT, period->presence.repeat_buyers);
}

static void read_customer_revenue(const PeriodFigures *period, PeriodValue *value)
{
    is_mean(value, period->revenue_per_customer, period->presence.buyers);
    value_part(value, "revenue", UNIT_AMOUNT, period->revenue);
    value_part(value, "buyers", UNIT_COUNT, period->presence.buyers);
}

static void read_returning_share(const PeriodFigures *period, PeriodValue *value)
{
    int64_t purchases = period->presence.purchase_amount;
    value->observed = purchases > 0;
    value->number = purchases > 0 ? (double)period->returning_revenue / (double)purchases : 0;
    value_part(value, "returning", UNIT_AMOUNT, period->returning_revenue);
    value_part(value, "purchases", UNIT_AMOUNT, purchases);
}

// Of no order is the margin known: there is nothing to tell.
static void add_margin_parts(const PeriodFigures *period, const PeriodMargin *margin, PeriodValue *value)
{
    value_part(value, "orders", UNIT_COUNT, period->presence.orders);
    value_part(value, "with_margin", UNIT_COUNT, margin->orders);
}

static void read_margin(const PeriodFigures *period, const PeriodMargin *margin, PeriodValue *value)
{
    value->observed = margin->orders > 0 || margin->minor != 0;
    value->amount_minor = margin->minor;
    add_margin_parts(period, margin, value);
}

static void read_order_margin(const PeriodFigures *period, const PeriodMargin *margin, PeriodValue *value)
{
    is_mean(value, margin->orders ? (double)margin->minor / (double)margin->orders : 0, margin->orders);
    value_part(value, "margin", UNIT_AMOUNT, margin->minor);
    add_margin_parts(period, margin, value);
}

static const PeriodMetric metrics[] = {
    {"crr", read_retention, NULL},
    {"churn", read_churn, NULL},
    {"balance", read_balance, NULL},
    {"start", read_start, NULL},
    {"end", read_end, NULL},
    {"new", read_new, NULL},
    {"retained", read_retained, NULL},
    {"reactivated", read_reactivated, NULL},
    {"lost", read_lost, NULL},
    {"passed_through", read_passed_through, NULL},
    {"orders", read_orders, NULL},
    {"revenue", read_revenue, read_margin},
    {"aov", read_order_value, read_order_margin},
    {"purchase_frequency", read_frequency, NULL},
    {"repeat_purchase_rate", read_repeat_purchase, NULL},
    {"arpc", read_customer_revenue, NULL},
    {"returning_share", read_returning_share, NULL},
};

const PeriodMetric *period_metric(const Metric *metric)
{
    for (size_t i = 0; i < COUNT_OF(metrics); i++)
        if (strcmp(metrics[i].name, metric->name) == 0) return &metrics[i];
    return NULL;
}
