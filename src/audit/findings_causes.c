// findings_causes.c - which customers, and since when, come back less than their habits say: the most telling cause
// first, then what is left without it.
#include "audit/findings_causes.h"

enum { CAUSES_MAX = 3 };

static const double P_VALUE_MAX = 0.005;
static const double MATERIAL_SHARE = 0.004; // of all returns in the periods of the fault

// Enough returns are missing, of all in those periods, to be worth a word.
static bool material(const Returns *returns, const Fault *fault)
{
    Region all = {.cohort_to = returns->periods,
                  .period_from = fault->region.period_from,
                  .period_to = fault->region.period_to,
                  .classes = CLASSES_ALL};
    Tally sum = returns_within(returns, &all);
    return fault->returns.expected - fault->returns.came >= MATERIAL_SHARE * sum.came ||
           fault->kind == FINDING_RETENTION_BREAK; // which was measured by orders too
}

static void keep_better(const Returns *returns, Fault *best, const Fault *fault)
{
    if (fault->p_value <= P_VALUE_MAX && fault->gain > best->gain && material(returns, fault)) *best = *fault;
}

static Fault most_telling(const Lens *lens, const Returns *returns, bool everybody_known)
{
    Calendar calendar = {0};
    Fault best = {0}, candidate = everybody_fault(lens, returns, &calendar);
    if (!everybody_known) keep_better(returns, &best, &candidate);
    candidate = best_customers_fault(lens, returns, &calendar);
    keep_better(returns, &best, &candidate);
    candidate = second_order_fault(lens, returns, &calendar);
    keep_better(returns, &best, &candidate);
    candidate = cohort_fault(lens, returns, &calendar);
    keep_better(returns, &best, &candidate);
    for (uint32_t d = 0; d < returns->dimensions; d++) {
        candidate = group_fault(lens, returns, d, &calendar);
        keep_better(returns, &best, &candidate);
    }
    return best;
}

const Returns *find_return_faults(const Lens *lens, Faults *faults, Arena *scratch)
{
    Regions explained = {0};
    const Returns *all = returns_count(lens, &explained, scratch), *returns = all;
    bool everybody_known = false; // there is one date on which everything changed, or none
    while (explained.count < CAUSES_MAX) {
        Fault fault = most_telling(lens, returns, everybody_known);
        if (fault.gain <= 0) return all;
        if (fault.kind == FINDING_RETENTION_BREAK && returns_late(lens, fault.from, fault.to) > 1)
            fault.kind = FINDING_FREQUENCY;
        everybody_known |= fault.kind == FINDING_RETENTION_BREAK || fault.kind == FINDING_FREQUENCY;
        fault.lost_orders = returns_lost_orders(lens, returns, &fault.region, &fault.returns);
        faults_add(faults, &fault);
        explained.region[explained.count++] = fault.region;
        returns = returns_count(lens, &explained, scratch);
    }
    return all;
}
