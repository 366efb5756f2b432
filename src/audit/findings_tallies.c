// findings_tallies.c - sums of came and expected over regions, and what they say.
#include "audit/findings_causes.h"

#include <math.h>

// ---- one tally ----

void tally_add(Tally *sum, const Tally *part, double factor)
{
    sum->came += part->came;
    sum->expected += part->expected * factor;
    sum->variance += part->variance * factor;
}

// Twice the gain of log-likelihood when the region has a level of its own, as a square of a normal deviate.
double tally_gain(const Tally *tally)
{
    if (tally->variance <= 0 || tally->came >= tally->expected) return 0;
    double difference = tally->came - tally->expected;
    return difference * difference / tally->variance;
}

double tally_ratio(const Tally *tally)
{
    return tally->expected > 0 ? tally->came / tally->expected : 1;
}

// ---- regions ----

Region region_all(const Lens *lens)
{
    return (Region){.cohort_to = lens->periods, .period_to = lens->periods, .classes = CLASSES_ALL, .dimension = -1};
}

Tally returns_within(const Returns *returns, const Region *region)
{
    Tally sum = {0};
    uint32_t periods = returns->periods;
    for (uint32_t c = region->cohort_from; c < region->cohort_to; c++)
        for (uint32_t t = region->period_from > c ? region->period_from : c + 1; t < region->period_to; t++)
            for (uint32_t k = 0; k < CLASS_COUNT; k++) {
                if (!(region->classes >> k & 1)) continue;
                const Tally *cell = &returns->tally[(c * periods + t) * CLASS_COUNT + k];
                sum.came += cell->came;
                sum.expected += cell->expected;
                sum.variance += cell->variance;
            }
    return sum;
}

Tally returns_in_period(const Returns *returns, uint32_t period, uint32_t classes)
{
    Region region = {.cohort_to = returns->periods, .period_from = period, .period_to = period + 1, .classes = classes};
    return returns_within(returns, &region);
}

Tally returns_in_calendar(const Returns *returns, const Region *region, const double *factor)
{
    Tally sum = {0};
    for (uint32_t t = region->period_from; t < region->period_to; t++) {
        Region one = *region;
        one.period_from = t;
        one.period_to = t + 1;
        Tally part = returns_within(returns, &one);
        tally_add(&sum, &part, factor[t]);
    }
    return sum;
}

Fault fault_of_region(const Returns *returns, FindingKind kind, const Region *region, const double *factor)
{
    Fault fault = {.kind = kind, .region = *region, .from = region->period_from, .to = region->period_to};
    fault.returns = returns_in_calendar(returns, region, factor);
    fault.gain = tally_gain(&fault.returns);
    return fault;
}

double returns_lost_orders(const Lens *lens, const Returns *returns, const Region *region, const Tally *tally)
{
    double came = 0, orders = 0, fewer = 0;
    bool everybody = region->cohort_from == 0 && region->classes == CLASSES_ALL && region->dimension < 0;
    for (uint32_t t = 0; t < returns->periods; t++) {
        Region one = region_all(lens);
        one.period_from = t;
        one.period_to = t + 1;
        came += returns_within(returns, &one).came;
        orders += returns->orders[t].came;
        if (everybody && region->period_from <= t && t < region->period_to)
            fewer += returns->orders[t].expected - returns->orders[t].came;
    }
    double lost = fmax(0, tally->expected - tally->came) * orders / fmax(1, came) + fmax(0, fewer);
    lost *= lens->sample_of;
    uint32_t from = region->cohort_from + 1 > region->period_from ? region->cohort_from + 1 : region->period_from;
    return lost * lens_periods_a_year(lens) / fmax(1, region->period_to - (double)from);
}

double returns_orders_ratio(const Returns *returns, uint32_t from, uint32_t to)
{
    Tally sum = {0};
    for (uint32_t t = from; t < to; t++) tally_add(&sum, &returns->orders[t], 1);
    return tally_ratio(&sum);
}

// ---- series ----

// The log of came / expected, with the variance of a log.
void series_set(LensSeries *series, uint32_t at, const Tally *tally)
{
    series->value[at] = log((tally->came + 0.5) / (tally->expected + 0.5));
    series->weight[at] = tally->variance > 0 ? tally->expected * tally->expected / tally->variance : 0;
}

LensSeries series_of_returns(const Lens *lens, const Returns *returns)
{
    LensSeries series = {0};
    for (uint32_t t = lens->settled; t < lens->periods; t++) {
        Tally tally = returns_in_period(returns, t, CLASSES_ALL);
        series_set(&series, t, &tally);
    }
    return series;
}

LensSeries series_of_orders(const Lens *lens, const Returns *returns)
{
    LensSeries series = {0};
    for (uint32_t t = lens->settled; t < lens->periods; t++)
        if (returns->weighed_orders[t].expected > 0) series_set(&series, t, &returns->weighed_orders[t]);
    return series;
}
