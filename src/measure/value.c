#include "measure/value.h"

#include <math.h>

#include "measure/select.h"

LifetimeValue lifetime_value(double average_order_value, double purchases_per_period, double churn_per_period)
{
    if (!(churn_per_period > 0 && churn_per_period <= 1)) return (LifetimeValue){.observed = false};
    double periods = 1 / churn_per_period;
    return (LifetimeValue){.observed = true,
                           .average_order_value = average_order_value,
                           .purchases_per_period = purchases_per_period,
                           .retention_periods = periods,
                           .value = average_order_value * purchases_per_period * periods};
}

// ceil(share * n); the product's rounding must not add a customer (0.07 * 100 is a little more than 7).
static size_t top_count(size_t n, double share)
{
    double wanted = ceil(share * (double)n * (1 - 1e-12));
    return wanted < 1 ? 1 : wanted > (double)n ? n : (size_t)wanted;
}

Concentration concentration_of(int64_t *values, size_t n, double share)
{
    if (n == 0) return (Concentration){.observed = false, .share = share};
    size_t top = top_count(n, share), above = 0;
    int64_t threshold = select_rank(values, n, n - top);
    double all = 0, of_top = 0;
    for (size_t i = 0; i < n; i++) {
        if (values[i] > 0) all += (double)values[i];
        if (values[i] <= threshold) continue;
        above++;
        if (values[i] > 0) of_top += (double)values[i];
    }
    if (threshold > 0) of_top += (double)(top - above) * (double)threshold; // of equals, as many as there is room for
    if (all == 0) return (Concentration){.observed = false, .share = share};
    return (Concentration){.observed = true,
                           .share = share,
                           .customers = (int64_t)top,
                           .threshold = threshold,
                           .value_share = of_top / all};
}

RetentionUplift retention_uplift(double rate_change, double start, double revenue_per_customer)
{
    double customers = rate_change * start;
    return (RetentionUplift){.customers = customers, .revenue = customers * revenue_per_customer};
}

double revenue_forecast(double revenue_now, double churn, int periods, double *by_period)
{
    double total = 0, revenue = revenue_now;
    for (int period = 0; period < periods; period++) {
        revenue *= 1 - churn;
        if (by_period) by_period[period] = revenue;
        total += revenue;
    }
    return total;
}

// A segment without anybody at one end has no rate there; it takes the one of the other end, so that its coming or
// going is all mix.
static double rate_or(int64_t count, int64_t n, double otherwise)
{
    return n > 0 ? (double)count / (double)n : otherwise;
}

bool change_decompose(SegmentChange *segments, size_t count, double *total_change)
{
    double n_before = 0, n_after = 0, count_before = 0, count_after = 0;
    for (size_t i = 0; i < count; i++) {
        n_before += (double)segments[i].n_before;
        n_after += (double)segments[i].n_after;
        count_before += (double)segments[i].count_before;
        count_after += (double)segments[i].count_after;
    }
    if (n_before == 0 || n_after == 0) return false;
    double total_before = count_before / n_before, total_after = count_after / n_after;
    for (size_t i = 0; i < count; i++) {
        SegmentChange *segment = &segments[i];
        double after_or_zero = rate_or(segment->count_after, segment->n_after, 0);
        double before = rate_or(segment->count_before, segment->n_before, after_or_zero);
        double after = rate_or(segment->count_after, segment->n_after, before);
        double weight_before = (double)segment->n_before / n_before, weight_after = (double)segment->n_after / n_after;
        segment->rate_effect = (weight_before + weight_after) / 2 * (after - before);
        segment->mix_effect =
            (weight_after - weight_before) * ((before + after) / 2 - (total_before + total_after) / 2);
    }
    *total_change = total_after - total_before;
    return true;
}
