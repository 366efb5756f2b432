#include <math.h>

#include "audit/audit_parts.h"

enum { VALUE_YEARS_LOOKED_AT = 1, DAYS_PER_YEAR = 365 };

static double periods_per_year(PeriodUnit unit)
{
    static const double per_year[PERIOD_UNIT_COUNT] = {[PERIOD_DAY] = 365.25,
                                                       [PERIOD_WEEK] = 365.25 / 7,
                                                       [PERIOD_MONTH] = 12,
                                                       [PERIOD_QUARTER] = 4,
                                                       [PERIOD_YEAR] = 1};
    return per_year[unit];
}

// What the formula is made of, summed over settled periods of the last year (at least one period).
typedef struct ValueSums {
    double orders, revenue, start, lost, customer_periods;
} ValueSums;

// Customers there during a period: the mean of those at its start and end, plus half of those who came and went within.
static double customers_during(const Presence *presence)
{
    return (double)(presence->start + presence->end + presence->passed_through) / 2;
}

static ValueSums sum_settled(const Audit *audit, const Presence *presence)
{
    ValueSums sums = {0};
    Day latest = DAY_MIN;
    for (size_t p = audit->periods; p-- > 0;) {
        if (!audit->period[p].settled) continue;
        if (latest == DAY_MIN) latest = audit->period[p].last_day;
        if (audit->period[p].last_day <= latest - VALUE_YEARS_LOOKED_AT * DAYS_PER_YEAR) break;
        const Presence *one = &presence[p];
        sums.orders += (double)one->orders;
        sums.revenue += (double)(one->purchase_amount + one->refund_amount);
        sums.start += (double)one->start;
        sums.lost += (double)one->lost;
        sums.customer_periods += customers_during(one);
    }
    return sums;
}

static LifetimeValue lifetime_of_sums(const ValueSums *sums)
{
    if (sums->orders <= 0 || sums->lost <= 0 || sums->customer_periods <= 0) return (LifetimeValue){0};
    return lifetime_value(sums->revenue / sums->orders, sums->orders / sums->customer_periods,
                          sums->lost / sums->start);
}

LifetimeValue audit_lifetime(const Audit *audit, const Presence *presence)
{
    ValueSums sums = sum_settled(audit, presence);
    return lifetime_of_sums(&sums);
}

static int64_t rounded(double amount)
{
    return (int64_t)llround(amount);
}

static void price_losses(Audit *audit)
{
    for (size_t p = 0; p < audit->periods; p++) {
        AuditPeriod *period = &audit->period[p];
        if (!period->complete || !period->retention.observed) continue;
        period->lost_value = rounded((double)period->presence.lost * audit->lifetime.value);
        audit->lost_customers += period->presence.lost;
        audit->lost_value += period->lost_value;
    }
    if (audit->study) audit->study->lost_value = rounded((double)audit->study->presence.lost * audit->lifetime.value);
}

// R053: the customers of now, each bringing what one brings in a period, thinned by the churn of each coming period.
static void forecast(Audit *audit, const ValueSums *sums, int64_t customers_now)
{
    static const int periods[PERIOD_UNIT_COUNT] = {
        [PERIOD_DAY] = 12, [PERIOD_WEEK] = 12, [PERIOD_MONTH] = 12, [PERIOD_QUARTER] = 4, [PERIOD_YEAR] = 3};
    audit->forecast_observed = true;
    audit->forecast_periods = periods[audit->span.unit];
    double revenue_now = (double)customers_now * sums->revenue / sums->customer_periods;
    audit->forecast_total =
        revenue_forecast(revenue_now, sums->lost / sums->start, audit->forecast_periods, audit->forecast);
}

void audit_fill_value(Audit *audit)
{
    Arena *scratch = arena_open(0);
    Presence *presence = arena_array(scratch, Presence, audit->periods);
    for (size_t p = 0; p < audit->periods; p++) presence[p] = audit->period[p].presence;
    ValueSums sums = sum_settled(audit, presence);
    arena_close(scratch);

    audit->lifetime_unit = audit->span.unit;
    audit->lifetime = lifetime_of_sums(&sums);
    const AuditPeriod *last = audit_last_period(audit);
    audit->replacement_cost = -1;
    if (last) {
        audit->replacement_customers = last->presence.lost;
        if (audit->options.acquisition_cost >= 0)
            audit->replacement_cost = last->presence.lost * audit->options.acquisition_cost;
    }
    if (last && sums.customer_periods > 0) {
        double revenue_a_year = sums.revenue / sums.customer_periods * periods_per_year(audit->span.unit);
        audit->uplift = retention_uplift(0.01, (double)last->presence.start, revenue_a_year);
    }
    if (!audit->lifetime.observed) return;
    price_losses(audit);
    forecast(audit, &sums, audit->period[audit->periods - 1].presence.end);
}

bool audit_customer_active(const Audit *audit, Customer customer)
{
    return audit->active[customer] != 0;
}

double audit_future_value(const Audit *audit, Customer customer)
{
    uint32_t orders = audit->summaries.orders[customer];
    if (!audit->lifetime.observed || !orders || !audit_customer_active(audit, customer)) return 0;
    double own_order_value = (double)audit->summaries.amount[customer] / orders;
    if (own_order_value < 0) return 0;
    return own_order_value * audit->lifetime.purchases_per_period * audit->lifetime.retention_periods;
}
