// findings_levels.c - levels that changed: new customers, order value, orders per customer, refunds.
#include "audit/findings.h"

#include <math.h>

enum { ACQUISITION_BEFORE = 6 };

static const double BOTH_P_MAX = 2.5e-5; // of the step by itself, times that beside a trend
static const double P_VALUE_MAX = 0.005;

static bool report(const Step *step, FindingKind kind, Fault *fault)
{
    if (!step->found || step->p_value > P_VALUE_MAX) return false;
    *fault =
        (Fault){.kind = kind, .from = step->from, .to = step->to, .gain = step->z * step->z, .p_value = step->p_value};
    return true;
}

// The periods before `from`, at most as many as make a year.
static PeriodSum year_before(const Lens *lens, uint32_t from)
{
    uint32_t year = (uint32_t)ceil(lens_periods_a_year(lens));
    return lens_sum(lens, from > year ? from - year : 0, from);
}

// Older customers are first seen for a while yet, which looks like a slow fall of new ones: a slump has to come later,
// and to stand out from a trend.
static void new_customers(const Lens *lens, const PeriodSum *sums, Faults *faults)
{
    LensSeries series = {0};
    for (uint32_t t = lens->edge; t < lens->periods; t++) {
        series.value[t] = log((sums[t].newcomers + 0.5) / lens->length[t]);
        series.weight[t] = lens->hole[t] ? 0 : sums[t].newcomers + 0.5;
    }
    const StepRule rule = {.direction = -1, .season = true, .only_to_end = true, .least = 0.25};
    const StepRule beside_trend = {.direction = -1, .season = true, .trend = true, .only_to_end = true, .least = 0.2};
    Step step = series_step(lens, &series, &rule, NULL);
    Step again = series_step_at(lens, &series, &beside_trend, step.from);
    bool clear = again.found && again.p_value < 0.05 && again.p_value * step.p_value < BOTH_P_MAX;
    if (!clear) step = series_step(lens, &series, &beside_trend, NULL);
    Fault fault;
    if (step.from < lens->edge + lens->edge / 2 + ACQUISITION_BEFORE || !report(&step, FINDING_ACQUISITION, &fault))
        return;
    uint32_t year = (uint32_t)ceil(lens_periods_a_year(lens)), first = fault.from > year ? fault.from - year : 0;
    PeriodSum all = lens_sum(lens, 0, lens->periods);
    fault.before = lens_sum(lens, first, fault.from).newcomers / (fault.from - first);
    fault.after = lens_sum(lens, fault.from, fault.to).newcomers / (fault.to - fault.from);
    double worth = (all.purchase_amount + all.refund_amount) / fmax(1, all.newcomers);
    fault.amount = fmax(0, fault.before - fault.after) * lens_periods_a_year(lens) * worth;
    faults_add(faults, &fault);
}

static LensSeries series_of_refunds(const Lens *lens, const PeriodSum *sums, double share)
{
    LensSeries series = {0};
    for (uint32_t t = 0; t < lens->periods; t++) {
        if (sums[t].orders < 1 || lens->hole[t]) continue;
        series.value[t] = sums[t].refunds / sums[t].orders;
        series.weight[t] = sums[t].orders / (share * (1 - fmin(share, 0.9)));
    }
    return series;
}

static void refunds(const Lens *lens, const PeriodSum *sums, Faults *faults)
{
    PeriodSum all = lens_sum(lens, 0, lens->periods);
    double share = (all.refunds + 0.5) / (all.orders + 1);
    LensSeries series = series_of_refunds(lens, sums, share);
    const StepRule rule = {.direction = 1, .least = fmax(0.02, share / 2)};
    Step step = series_step(lens, &series, &rule, NULL);
    if (!step.found) return;
    // Few refunds are not normal: the difference of square roots is, nearly (Anscombe 1948, Biometrika 35:246).
    PeriodSum within = lens_sum(lens, step.from, step.to);
    double usual = (all.refunds - within.refunds) / fmax(1, all.orders - within.orders);
    double z = 2 * (sqrt(within.refunds) - sqrt(usual * within.orders + 0.375));
    step.p_value = fmax(step.p_value, normal_upper_tail(z) * lens->periods * lens->periods);
    Fault fault;
    if (!report(&step, FINDING_REFUNDS, &fault)) return;
    fault.before = usual;
    fault.after = within.refunds / fmax(1, within.orders);
    double mean_refund = -within.refund_amount / fmax(1, within.refunds);
    double a_year = lens_periods_a_year(lens) / (fault.to - fault.from);
    fault.amount = (within.refunds - usual * within.orders) * mean_refund * fmin(1, a_year);
    if (fault.to == lens->periods) fault.amount = (within.refunds - usual * within.orders) * mean_refund * a_year;
    faults_add(faults, &fault);
}

static void lower_order_values(const Lens *lens, Faults *faults)
{
    const StepRule rule = {.direction = -1, .season = true, .only_to_end = true, .least = 0.05};
    Step step = series_step(lens, &lens->order_value, &rule, NULL);
    Fault fault;
    if (!report(&step, FINDING_ORDER_VALUE, &fault)) return;
    PeriodSum before = year_before(lens, fault.from), after = lens_sum(lens, fault.from, fault.to);
    fault.before = before.purchase_amount / fmax(1, before.orders);
    fault.after = after.purchase_amount / fmax(1, after.orders);
    double a_year = lens_periods_a_year(lens) / (fault.to - fault.from);
    fault.amount = fmax(0, fault.before - fault.after) * after.orders * a_year;
    faults_add(faults, &fault);
}

void find_level_faults(const Lens *lens, Faults *faults)
{
    PeriodSum sums[LENS_PERIODS_MAX];
    for (uint32_t t = 0; t < lens->periods; t++) sums[t] = lens_sum(lens, t, t + 1);
    new_customers(lens, sums, faults);
    refunds(lens, sums, faults);
    lower_order_values(lens, faults);
}
