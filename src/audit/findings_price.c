// findings_price.c - orders became dearer and customers left in the same period: one cause, two symptoms.
#include "audit/findings_causes.h"

#include <math.h>
#include <string.h>

static const double P_VALUE_MAX = 0.005;                      // of both steps together, for all periods looked at
static const double DEARER_P_MAX = 0.005, FEWER_P_MAX = 0.05; // of each by itself
static const double ORDERS_RATIO_MAX = 0.95;                  // of all orders to be expected
static const double DEARER_LEAST = 0.06, DEARER_ALONE_P_MAX = 0.001; // where nobody left

enum {
    SAME_TIME = 2, // periods by which a break found by itself may lie beside the price
    YEAR = 12      // periods before it with which prices are compared
};

// Both steps in one period.
typedef struct PriceStep {
    Step dearer, fewer;
    double gain;
} PriceStep;

static PriceStep price_step_at(const Lens *lens, const LensSeries *returns, const LensSeries *orders, uint32_t from)
{
    const StepRule up = {.direction = 1, .season = true, .least = 0.04},
                   down = {.direction = -1, .season = true, .least = 0.05};
    PriceStep both = {.dearer = series_step_at(lens, &lens->order_value, &up, from),
                      .fewer = series_step_at(lens, returns, &down, from)};
    Step fewer_orders = series_step_at(lens, orders, &down, from);
    if (fewer_orders.p_value < both.fewer.p_value) both.fewer = fewer_orders;
    if (both.dearer.p_value <= DEARER_P_MAX && both.fewer.p_value <= FEWER_P_MAX)
        both.gain = both.dearer.z * both.dearer.z + both.fewer.z * both.fewer.z;
    return both;
}

// What a price rise would bring about: fewer returns from then on, of everybody or of those won since.
static bool symptom_of(const Fault *fault, uint32_t from)
{
    if (fault->kind == FINDING_SECOND_ORDER || fault->kind == FINDING_BAD_COHORT)
        return fault->region.cohort_from + SAME_TIME > from;
    bool everybody = fault->kind == FINDING_RETENTION_BREAK || fault->kind == FINDING_FREQUENCY;
    return everybody && fault->from + SAME_TIME >= from;
}

static void drop_fault(Faults *faults, size_t index)
{
    faults->count--;
    memmove(&faults->fault[index], &faults->fault[index + 1], (faults->count - index) * sizeof *faults->fault);
}

static void compare_prices(const Lens *lens, Fault *fault)
{
    PeriodSum before = lens_sum(lens, fault->from > YEAR ? fault->from - YEAR : 0, fault->from);
    PeriodSum after = lens_sum(lens, fault->from, fault->to);
    fault->before = before.purchase_amount / fmax(1, before.orders);
    fault->after = after.purchase_amount / fmax(1, after.orders);
}

static Fault fault_of(const Lens *lens, const Returns *returns, const PriceStep *step, uint32_t tried)
{
    Fault fault = {
        .kind = FINDING_PRICE_RISE, .region = region_all(lens), .from = step->dearer.from, .to = lens->periods};
    fault.region.period_from = fault.from;
    fault.returns = returns_within(returns, &fault.region);
    fault.lost_orders = returns_lost_orders(lens, returns, &fault.region, &fault.returns);
    fault.orders_share = tally_ratio(&fault.returns) * returns_orders_ratio(returns, fault.from, fault.to);
    compare_prices(lens, &fault);
    fault.gain = step->gain;
    fault.p_value = fmin(1, exp(-step->gain / 2) * tried); // of chi-squared with two degrees of freedom
    return fault;
}

// Dearer, and nobody left: no loss, but no chance either, and a shop should know it.
static void find_dearer_orders(const Lens *lens, Faults *faults)
{
    const StepRule up = {.direction = 1, .season = true, .only_to_end = true, .least = DEARER_LEAST};
    Step step = series_step(lens, &lens->order_value, &up, NULL);
    if (!step.found || step.p_value > DEARER_ALONE_P_MAX) return;
    Fault fault = {.kind = FINDING_PRICE_RISE, .from = step.from, .to = lens->periods, .p_value = step.p_value};
    compare_prices(lens, &fault);
    faults_add(faults, &fault);
}

void find_price_rise(const Lens *lens, const Returns *all, Faults *faults)
{
    LensSeries returns = series_of_returns(lens, all), orders = series_of_orders(lens, all);
    PriceStep best = {.gain = 0};
    for (uint32_t from = lens->edge; from < lens->periods; from++) {
        PriceStep step = price_step_at(lens, &returns, &orders, from);
        if (step.gain > best.gain) best = step;
    }
    Fault fault = fault_of(lens, all, &best, 2 * lens->periods);
    if (best.gain == 0 || fault.p_value > P_VALUE_MAX || fault.orders_share > ORDERS_RATIO_MAX) {
        find_dearer_orders(lens, faults);
        return;
    }
    for (size_t i = faults->count; i-- > 0;) {
        if (symptom_of(&faults->fault[i], fault.from)) drop_fault(faults, i);
    }
    faults_add(faults, &fault);
}
