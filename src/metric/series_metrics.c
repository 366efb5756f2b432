// The metrics of the catalogue that are read off the figures of a period.
#include <math.h>
#include <string.h>

#include "metric/series.h"

typedef struct PeriodMetric {
    const char *name; // in the catalogue
    void (*read)(const PeriodFigures *period, PeriodValue *value);
} PeriodMetric;

static void add_part(PeriodValue *value, const char *name, MetricUnit unit, int64_t quantity)
{
    assert(value->parts < PERIOD_PARTS_MAX);
    value->part[value->parts++] = (PeriodPart){.name = name, .unit = unit, .quantity = quantity};
}

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
    add_part(value, "start", UNIT_COUNT, period->presence.start);
    add_part(value, "retained", UNIT_COUNT, period->presence.retained);
    add_part(value, "lost", UNIT_COUNT, period->presence.lost);
}

static void read_churn(const PeriodFigures *period, PeriodValue *value)
{
    is_rate(value, period->churn);
    add_part(value, "start", UNIT_COUNT, period->presence.start);
    add_part(value, "lost", UNIT_COUNT, period->presence.lost);
}

static void read_balance(const PeriodFigures *period, PeriodValue *value)
{
    is_count(value, period->presence.end - period->presence.start);
    add_part(value, "new", UNIT_COUNT, period->presence.new_);
    add_part(value, "reactivated", UNIT_COUNT, period->presence.reactivated);
    add_part(value, "retained", UNIT_COUNT, period->presence.retained);
    add_part(value, "lost", UNIT_COUNT, period->presence.lost);
}

static void read_start(const PeriodFigures *period, PeriodValue *value)
{
    is_count(value, period->presence.start);
}

static void read_end(const PeriodFigures *period, PeriodValue *value)
{
    is_count(value, period->presence.end);
    add_part(value, "retained", UNIT_COUNT, period->presence.retained);
    add_part(value, "new", UNIT_COUNT, period->presence.new_);
    add_part(value, "reactivated", UNIT_COUNT, period->presence.reactivated);
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
    add_part(value, "first_orders", UNIT_COUNT, period->presence.first_orders);
    add_part(value, "buyers", UNIT_COUNT, period->presence.buyers);
}

static void read_revenue(const PeriodFigures *period, PeriodValue *value)
{
    value->amount_minor = period->revenue;
    add_part(value, "purchases", UNIT_AMOUNT, period->presence.purchase_amount);
    add_part(value, "refunds", UNIT_AMOUNT, period->presence.refund_amount);
    add_part(value, "new", UNIT_AMOUNT, period->presence.first_amount);
    add_part(value, "returning", UNIT_AMOUNT, period->returning_revenue);
}

static void read_order_value(const PeriodFigures *period, PeriodValue *value)
{
    is_mean(value, period->average_order_value, period->presence.orders);
    add_part(value, "revenue", UNIT_AMOUNT, period->revenue);
    add_part(value, "orders", UNIT_COUNT, period->presence.orders);
}

static void read_frequency(const PeriodFigures *period, PeriodValue *value)
{
    is_mean(value, period->purchase_frequency, period->presence.buyers);
    add_part(value, "orders", UNIT_COUNT, period->presence.orders);
    add_part(value, "buyers", UNIT_COUNT, period->presence.buyers);
}

static void read_repeat_purchase(const PeriodFigures *period, PeriodValue *value)
{
    is_rate(value, period->repeat_purchase);
    add_part(value, "buyers", UNIT_COUNT, period->presence.buyers);
    add_part(value, "repeat_buyers", UNIT_COUNT, period->presence.repeat_buyers);
}

static void read_customer_revenue(const PeriodFigures *period, PeriodValue *value)
{
    is_mean(value, period->revenue_per_customer, period->presence.buyers);
    add_part(value, "revenue", UNIT_AMOUNT, period->revenue);
    add_part(value, "buyers", UNIT_COUNT, period->presence.buyers);
}

static void read_returning_share(const PeriodFigures *period, PeriodValue *value)
{
    int64_t purchases = period->presence.purchase_amount;
    value->observed = purchases > 0;
    value->number = purchases > 0 ? (double)period->returning_revenue / (double)purchases : 0;
    add_part(value, "returning", UNIT_AMOUNT, period->returning_revenue);
    add_part(value, "purchases", UNIT_AMOUNT, purchases);
}

static const PeriodMetric metrics[] = {
    {"crr", read_retention},
    {"churn", read_churn},
    {"balance", read_balance},
    {"start", read_start},
    {"end", read_end},
    {"new", read_new},
    {"retained", read_retained},
    {"reactivated", read_reactivated},
    {"lost", read_lost},
    {"passed_through", read_passed_through},
    {"orders", read_orders},
    {"revenue", read_revenue},
    {"aov", read_order_value},
    {"purchase_frequency", read_frequency},
    {"repeat_purchase_rate", read_repeat_purchase},
    {"arpc", read_customer_revenue},
    {"returning_share", read_returning_share},
};

static const PeriodMetric *find(const Metric *metric)
{
    for (size_t i = 0; i < COUNT_OF(metrics); i++)
        if (strcmp(metrics[i].name, metric->name) == 0) return &metrics[i];
    return NULL;
}

bool metric_from_orders(const Metric *metric)
{
    return find(metric) != NULL;
}

bool metric_has_margin(const Metric *metric)
{
    return strcmp(metric->name, "revenue") == 0 || strcmp(metric->name, "aov") == 0;
}

// Of no order is the margin known: there is nothing to tell.
static void read_margin(const Metric *metric, const PeriodFigures *period, const PeriodMargin *margin,
                        PeriodValue *value)
{
    if (strcmp(metric->name, "aov") == 0) {
        is_mean(value, margin->orders ? (double)margin->minor / (double)margin->orders : 0, margin->orders);
        add_part(value, "margin", UNIT_AMOUNT, margin->minor);
    } else {
        value->observed = margin->orders > 0 || margin->minor != 0;
        value->amount_minor = margin->minor;
    }
    add_part(value, "orders", UNIT_COUNT, period->presence.orders);
    add_part(value, "with_margin", UNIT_COUNT, margin->orders);
}

PeriodValue metric_of_period(const Metric *metric, const Series *series, const PeriodFigures *period)
{
    PeriodValue value = {.observed = true};
    if (!series_observed(series, period)) return (PeriodValue){0};
    if (series->margin && metric_has_margin(metric))
        read_margin(metric, period, &series->margin[period - series->period], &value);
    else
        find(metric)->read(period, &value);
    return value;
}
