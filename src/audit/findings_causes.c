// findings_causes.c - which customers, and since when, come back less than their habits say: the most telling cause
// first, then what is left without it.
#include "audit/findings_causes.h"

enum { CAUSES_MAX = 3, FEW_CUSTOMERS = 100 };

static const double P_VALUE_MAX = 0.005;
static const double FEW_CAUTION = 10;       // where a few customers can make a change
static const double STILL_COME = 0.95;      // of those expected back: then it is orders that are missing
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

static bool stands(const Lens *lens, const Returns *returns, const Fault *fault)
{
    double caution = lens->columns->customers < FEW_CUSTOMERS ? FEW_CAUTION : 1;
    return fault->gain > 0 && fault->p_value * caution <= P_VALUE_MAX && material(returns, fault);
}

// Cohorts that are bad because they are the first of many are no cause by themselves.
static bool begins(const Fault *slump, const Fault *cohorts)
{
    return slump->region.cohort_from <= cohorts->region.cohort_to &&
           cohorts->region.cohort_from <= slump->region.cohort_from + 1;
}

static Fault most_telling(const Lens *lens, const Returns *returns, bool everybody_known)
{
    enum { SECOND = 2, COHORT = 3, FAULTS = 4 + ACTIVITY_DIMENSIONS_MAX };
    Calendar calendar = {0};
    Fault faults[FAULTS] = {0};
    faults[0] = everybody_fault(lens, returns, &calendar);
    if (everybody_known) faults[0] = (Fault){0};
    faults[1] = best_customers_fault(lens, returns, &calendar);
    faults[SECOND] = second_order_fault(lens, returns, &calendar);
    faults[COHORT] = cohort_fault(lens, returns, &calendar);
    for (uint32_t d = 0; d < returns->dimensions; d++) faults[4 + d] = group_fault(lens, returns, d, &calendar);
    if (stands(lens, returns, &faults[SECOND]) && begins(&faults[SECOND], &faults[COHORT])) faults[COHORT] = (Fault){0};
    Fault best = {0};
    for (size_t i = 0; i < FAULTS; i++)
        if (faults[i].gain > best.gain && stands(lens, returns, &faults[i])) best = faults[i];
    return best;
}

// Customers who still come, or come back late, order less often; else they are gone.
static FindingKind kind_of_break(const Lens *lens, const Fault *fault)
{
    bool still_come = tally_ratio(&fault->returns) > STILL_COME || returns_late(lens, fault->from, fault->to) > 1;
    return still_come ? FINDING_FREQUENCY : FINDING_RETENTION_BREAK;
}

const Returns *find_return_faults(const Lens *lens, Faults *faults, Arena *scratch)
{
    Regions explained = {0};
    const Returns *all = returns_count(lens, &explained, scratch), *returns = all;
    bool everybody_known = false; // there is one date on which everything changed, or none
    while (explained.count < CAUSES_MAX) {
        Fault fault = most_telling(lens, returns, everybody_known);
        if (fault.gain <= 0) return all;
        if (fault.kind == FINDING_RETENTION_BREAK) fault.kind = kind_of_break(lens, &fault);
        everybody_known |= fault.kind == FINDING_RETENTION_BREAK || fault.kind == FINDING_FREQUENCY;
        fault.lost_orders = returns_lost_orders(lens, returns, &fault.region, &fault.returns);
        faults_add(faults, &fault);
        explained.region[explained.count++] = fault.region;
        returns = returns_count(lens, &explained, scratch);
    }
    return all;
}
