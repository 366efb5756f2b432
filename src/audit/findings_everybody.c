// findings_everybody.c - fewer returns of all customers, or of the best, from a date on.
#include "audit/findings_causes.h"

#include <math.h>

enum { ORDERS_BEFORE = 12, BEST_PERIODS = 4, BEST_EXPECTED_MIN = 12 };

static const double ORDERS_RATIO_MAX = 0.94; // of all orders to be expected: less than this is missing
static const double EACH_P_MAX = 0.05;       // of one look at returns or orders, when the other falls too
// What varies by nature to some degree needs a smaller p_value, by this factor.
static const double BEST_CAUTION = 5, ORDERS_CAUTION = 10;

static void fill_calendar(const Lens *lens, const Returns *returns, const double *fitted, Calendar *calendar)
{
    for (uint32_t t = 0; t < lens->periods; t++) {
        Tally regular = returns_in_period(returns, t, CLASSES_ALL & ~CLASSES_FIRST_TIMERS);
        calendar->factor[t] = exp(fitted[t]);
        calendar->regular[t] = (regular.came + 1) / (regular.expected + 1);
    }
}

// Fewer orders of those who come. Habits are learnt in the first year of a file, which looks like a slow decline: the
// fall has to be later, and to stand out from a trend.
static Step fewer_orders(const Lens *lens, const Returns *returns)
{
    LensSeries series = series_of_orders(lens, returns);
    const StepRule rule = {.direction = -1, .season = true, .only_to_end = true, .least = 0.12};
    const StepRule beside_trend = {.direction = -1, .season = true, .only_to_end = true, .trend = true, .least = 0.06};
    Step step = series_step(lens, &series, &rule, NULL);
    if (!step.found || step.from < lens->edge + ORDERS_BEFORE) return (Step){0};
    Step again = series_step_at(lens, &series, &beside_trend, step.from);
    step.p_value *= ORDERS_CAUTION;
    return again.found && again.p_value < 0.05 ? step : (Step){0};
}

// Somewhat fewer who come and somewhat fewer orders of those who do, from the same period on: neither may show by
// itself.
static Step both_fewer(const Lens *lens, const LensSeries *returns, const Returns *tallies)
{
    const StepRule rule = {.direction = -1, .season = true, .only_to_end = true, .least = 0.03};
    LensSeries orders = series_of_orders(lens, tallies);
    Step best = {.p_value = 1};
    uint32_t first = lens->edge + ORDERS_BEFORE;
    for (uint32_t from = first; from < lens->periods; from++) {
        Step come = series_step_at(lens, returns, &rule, from), order = series_step_at(lens, &orders, &rule, from);
        if (come.p_value > EACH_P_MAX || order.p_value > EACH_P_MAX) continue;
        double z = (come.z + order.z) / M_SQRT2;
        if (best.found && z <= best.z) continue;
        best = come;
        best.z = z;
        best.p_value = fmin(1, normal_upper_tail(z) * (lens->periods - first) * ORDERS_CAUTION);
    }
    return best;
}

static Step likelier(Step step, Step other)
{
    return other.found && (!step.found || other.p_value < step.p_value) ? other : step;
}

Fault everybody_fault(const Lens *lens, const Returns *returns, Calendar *calendar)
{
    double fitted[LENS_PERIODS_MAX] = {0};
    LensSeries series = series_of_returns(lens, returns);
    const StepRule rule = {.direction = -1, .season = true, .only_to_end = !lens->year, .least = 0.1};
    Step step = series_step(lens, &series, &rule, fitted);
    fill_calendar(lens, returns, fitted, calendar);
    step = likelier(step, fewer_orders(lens, returns));
    step = likelier(step, both_fewer(lens, &series, returns));
    if (!step.found) return (Fault){0};
    Region region = region_all(lens);
    region.period_from = step.from;
    region.period_to = step.to;
    Fault fault = fault_of_region(returns, FINDING_RETENTION_BREAK, &region, calendar->factor);
    fault.gain = step.z * step.z;
    fault.p_value = step.p_value;
    double orders = tally_ratio(&fault.returns) * returns_orders_ratio(returns, step.from, step.to);
    return orders <= ORDERS_RATIO_MAX ? fault : (Fault){0};
}

// ---- the best, from a date on, beside everybody else ----

Fault best_customers_fault(const Lens *lens, const Returns *returns, const Calendar *calendar)
{
    LensSeries series = {0};
    double others[LENS_PERIODS_MAX] = {0};
    for (uint32_t t = lens->settled; t < lens->periods; t++) {
        Tally best = returns_in_period(returns, t, CLASSES_BEST),
              rest = returns_in_period(returns, t, CLASSES_ALL & ~CLASSES_BEST);
        others[t] = calendar->factor[t];
        if (best.variance <= 0 || rest.variance <= 0) continue;
        series_set(&series, t, &best);
        series.value[t] -= log((rest.came + 0.5) / (rest.expected + 0.5));
        series.weight[t] = 1 / (1 / series.weight[t] + rest.variance / (rest.expected * rest.expected));
    }
    const StepRule rule = {.direction = -1, .shortest = 1, .longest = BEST_PERIODS, .least = 0.15};
    Step step = series_step(lens, &series, &rule, NULL);
    if (!step.found) return (Fault){0};
    Region region = region_all(lens);
    region.period_from = step.from;
    region.period_to = step.to;
    region.classes = CLASSES_BEST;
    Fault fault = fault_of_region(returns, FINDING_BEST_SLEEPING, &region, others);
    fault.gain = step.z * step.z;
    fault.p_value = step.p_value * BEST_CAUTION;
    return fault.returns.expected >= BEST_EXPECTED_MIN ? fault : (Fault){0};
}
