// findings_groups.c - fewer returns of the customers who began with one channel, product, country …
#include "audit/findings_causes.h"

#include <math.h>

enum { CUSTOMERS_MIN = 30 };

static const double GROUP_RATIO_MAX = 0.8; // of what the other groups do
static const double SINCE_COST = 6;        // a date is one more free number
static const double GROUP_CAUTION = 10;    // groups differ by nature: p_value has to be smaller by this factor

static Tally group_between(const Lens *lens, const GroupTallies *groups, uint32_t group, const Calendar *calendar)
{
    Tally sum = {0};
    for (uint32_t t = 0; t < lens->periods; t++)
        tally_add(&sum, &groups->tally[group * lens->periods + t], calendar->factor[t]);
    return sum;
}

// By how much more the group varies than the tally says, because customers differ in more than their state: from the
// group's customers, but at least from those of all groups, since a small group may have few who matter.
static double spread_of_group(const GroupTallies *groups, const Tally *each, uint32_t group)
{
    double by_customer = 0, by_tally = 0;
    for (uint32_t g = 0; g < groups->groups; g++) {
        by_customer += groups->customer_variance[g];
        by_tally += each[g].variance;
    }
    double own = each[group].variance > 0 ? groups->customer_variance[group] / each[group].variance : 1;
    return fmax(1, fmax(own, by_tally > 0 ? by_customer / by_tally : 1));
}

// Enough customers on both sides to compare.
static bool comparable(const GroupTallies *groups, uint32_t group, const Tally *rest)
{
    return groups->customers[group] >= CUSTOMERS_MIN && rest->expected >= CUSTOMERS_MIN;
}

static Tally without(const Tally *all, const Tally *part)
{
    return (Tally){all->came - part->came, all->expected - part->expected, all->variance - part->variance};
}

static Fault fault_of_group(const Lens *lens, const GroupTallies *groups, uint32_t group)
{
    Fault fault = {.kind = FINDING_GROUP, .region = region_all(lens), .to = lens->periods, .p_value = 1};
    fault.region.dimension = (int)groups->dimension;
    fault.region.group = groups->code[group];
    return fault;
}

// The group does worse than the others all along.
static Fault worse_group(const Lens *lens, const GroupTallies *groups, const Tally *each, uint32_t group)
{
    Tally all = {0};
    for (uint32_t g = 0; g < groups->groups; g++) tally_add(&all, &each[g], 1);
    Tally rest = without(&all, &each[group]);
    Fault fault = fault_of_group(lens, groups, group);
    if (!comparable(groups, group, &rest) || tally_ratio(&each[group]) > GROUP_RATIO_MAX * tally_ratio(&rest))
        return fault;
    fault.returns = each[group];
    fault.gain = tally_gain(&each[group]) / spread_of_group(groups, each, group);
    fault.p_value = normal_upper_tail(sqrt(fault.gain)) * groups->groups * GROUP_CAUTION;
    return fault;
}

// The log of came / expected of the group, as a difference to the other groups in the same period.
static LensSeries series_of_group(const Lens *lens, const GroupTallies *groups, uint32_t group, double spread)
{
    LensSeries series = {0};
    for (uint32_t t = lens->settled; t < lens->periods; t++) {
        Tally all = {0}, here = groups->tally[group * lens->periods + t];
        for (uint32_t g = 0; g < groups->groups; g++) tally_add(&all, &groups->tally[g * lens->periods + t], 1);
        Tally rest = without(&all, &here);
        if (here.variance <= 0 || rest.variance <= 0) continue;
        series_set(&series, t, &here);
        series.value[t] -= log((rest.came + 0.5) / (rest.expected + 0.5));
        double others = rest.variance / (rest.expected * rest.expected);
        series.weight[t] = 1 / (1 / series.weight[t] + others) / spread;
    }
    return series;
}

// The group does worse than the others since a date.
static Fault fallen_group(const Lens *lens, const GroupTallies *groups, const Tally *each, uint32_t group)
{
    Fault fault = fault_of_group(lens, groups, group);
    if (groups->customers[group] < CUSTOMERS_MIN || groups->groups < 2) return fault;
    LensSeries series = series_of_group(lens, groups, group, spread_of_group(groups, each, group));
    const StepRule rule = {.direction = -1, .only_to_end = true, .least = -log(GROUP_RATIO_MAX)};
    Step step = series_step(lens, &series, &rule, NULL);
    if (!step.found) return fault;
    fault.from = fault.region.period_from = step.from;
    for (uint32_t t = step.from; t < lens->periods; t++)
        tally_add(&fault.returns, &groups->tally[group * lens->periods + t], 1);
    fault.gain = step.z * step.z;
    fault.p_value = step.p_value * groups->groups * GROUP_CAUTION;
    return fault;
}

Fault group_fault(const Lens *lens, const Returns *returns, uint32_t dimension, const Calendar *calendar)
{
    const GroupTallies *groups = &returns->by_group[dimension];
    Tally each[GROUPS_LOOKED_AT];
    for (uint32_t g = 0; g < groups->groups; g++) each[g] = group_between(lens, groups, g, calendar);
    Fault best = {.p_value = 1};
    for (uint32_t g = 0; g < groups->groups; g++) {
        Fault worse = worse_group(lens, groups, each, g), fallen = fallen_group(lens, groups, each, g);
        if (worse.gain > best.gain) best = worse;
        if (fallen.gain > best.gain + SINCE_COST) best = fallen;
    }
    best.p_value *= returns->dimensions;
    return best;
}
