// findings_causes.c - which customers, and since when, come back less than their habits say: the most telling cause
// first, then what is left without it.
#include "audit/findings.h"

#include <math.h>
#include <stdlib.h>

enum {
    ORDERS_BEFORE = 12,
    COMPARED_COHORTS = 12,
    NEIGHBOURS = 8,
    BEST_PERIODS = 4,
    BEST_EXPECTED_MIN = 12,
    COHORT_WIDTH_MAX = 3,
    COHORT_WEEKS_MAX = 6,
    CUSTOMERS_MIN = 30,
    CAUSES_MAX = 3
};

static const double P_VALUE_MAX = 0.005;
static const double GROUP_RATIO_MAX = 0.8, COHORT_RATIO_MAX = 0.82, SECOND_RATIO_MAX = 0.8, ORDERS_RATIO_MAX = 0.94;
static const double REPEAT_RATIO_MAX = 0.85; // second orders in 100 first-time buyers, beside those before
static const double MATERIAL_SHARE = 0.004;
static const double GAIN_MIN = 11; // of a region: p = 0.001 by itself
// What differs by nature to some degree needs a smaller p_value, by this factor.
static const double GROUP_CAUTION = 10, COHORT_CAUTION = 4, BEST_CAUTION = 5, ORDERS_CAUTION = 10;
static const double EACH_P_MAX = 0.05; // of one look at returns or orders, when the other falls too

// The season and level of all returns: what a period is expected to differ by without any fault.
typedef struct Calendar {
    double factor[LENS_PERIODS_MAX];  // of the usual year
    double regular[LENS_PERIODS_MAX]; // what those who had bought twice did in the period itself, weather and all
} Calendar;

static void add(Tally *sum, const Tally *part, double factor)
{
    sum->came += part->came;
    sum->expected += part->expected * factor;
    sum->variance += part->variance * factor;
}

// Twice the gain of log-likelihood when the region has a level of its own, as a square of a normal deviate.
static double gain_of(const Tally *tally)
{
    if (tally->variance <= 0 || tally->came >= tally->expected) return 0;
    double difference = tally->came - tally->expected;
    return difference * difference / tally->variance;
}

static double ratio_of(const Tally *tally)
{
    return tally->expected > 0 ? tally->came / tally->expected : 1;
}

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

// ---- series of returns ----

static Tally by_period(const Returns *returns, uint32_t period, uint32_t classes)
{
    Region region = {.cohort_to = returns->periods, .period_from = period, .period_to = period + 1, .classes = classes};
    return returns_within(returns, &region);
}

// The log of came / expected, with the variance of a log.
static void set_point(LensSeries *series, uint32_t at, const Tally *tally)
{
    series->value[at] = log((tally->came + 0.5) / (tally->expected + 0.5));
    series->weight[at] = tally->variance > 0 ? tally->expected * tally->expected / tally->variance : 0;
}

static Tally sum_with_calendar(const Returns *returns, const Region *region, const double *factor)
{
    Tally sum = {0};
    for (uint32_t t = region->period_from; t < region->period_to; t++) {
        Region one = *region;
        one.period_from = t;
        one.period_to = t + 1;
        Tally part = returns_within(returns, &one);
        add(&sum, &part, factor[t]);
    }
    return sum;
}

static Fault fault_of_region(const Returns *returns, FindingKind kind, const Region *region, const double *factor)
{
    Fault fault = {.kind = kind, .region = *region, .from = region->period_from, .to = region->period_to};
    fault.returns = sum_with_calendar(returns, region, factor);
    fault.gain = gain_of(&fault.returns);
    return fault;
}

// ---- everybody, from a date on ----

LensSeries series_of_returns(const Lens *lens, const Returns *returns)
{
    LensSeries series = {0};
    for (uint32_t t = lens->edge; t < lens->periods; t++) {
        Tally tally = by_period(returns, t, CLASSES_ALL);
        set_point(&series, t, &tally);
    }
    return series;
}

LensSeries series_of_orders(const Lens *lens, const Returns *returns)
{
    LensSeries series = {0};
    for (uint32_t t = lens->edge; t < lens->periods; t++)
        if (returns->weighed_orders[t].expected > 0) set_point(&series, t, &returns->weighed_orders[t]);
    return series;
}

static void fill_calendar(const Lens *lens, const Returns *returns, const double *fitted, Calendar *calendar)
{
    for (uint32_t t = 0; t < lens->periods; t++) {
        Tally regular = by_period(returns, t, CLASSES_ALL & ~CLASSES_FIRST_TIMERS);
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

// Orders of those who came in periods from..to-1, beside their habits.
static double orders_ratio(const Returns *returns, uint32_t from, uint32_t to)
{
    Tally sum = {0};
    for (uint32_t t = from; t < to; t++) add(&sum, &returns->orders[t], 1);
    return ratio_of(&sum);
}

static Step likelier(Step step, Step other)
{
    return other.found && (!step.found || other.p_value < step.p_value) ? other : step;
}

static Fault everybody(const Lens *lens, const Returns *returns, Calendar *calendar)
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
    double orders = ratio_of(&fault.returns) * orders_ratio(returns, step.from, step.to);
    return orders <= ORDERS_RATIO_MAX ? fault : (Fault){0};
}

// ---- the best, from a date on, beside everybody else ----

static Fault best_customers(const Lens *lens, const Returns *returns, const Calendar *calendar)
{
    LensSeries series = {0};
    double others[LENS_PERIODS_MAX] = {0};
    for (uint32_t t = lens->edge; t < lens->periods; t++) {
        Tally best = by_period(returns, t, CLASSES_BEST), rest = by_period(returns, t, CLASSES_ALL & ~CLASSES_BEST);
        others[t] = calendar->factor[t];
        if (best.variance <= 0 || rest.variance <= 0) continue;
        set_point(&series, t, &best);
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

// ---- first-time buyers, from a cohort on ----

static Fault second_orders(const Lens *lens, const Returns *returns, const Calendar *calendar)
{
    LensSeries series = {0};
    Region region = region_all(lens);
    region.classes = CLASSES_FIRST_TIMERS;
    for (uint32_t cohort = lens->edge; cohort < lens->periods; cohort++) {
        region.cohort_from = cohort;
        region.cohort_to = cohort + 1;
        Tally tally = sum_with_calendar(returns, &region, calendar->regular);
        if (tally.expected >= 1) set_point(&series, cohort, &tally);
    }
    const StepRule rule = {.direction = -1, .season = true, .only_to_end = true, .least = 0.15};
    Step step = series_step(lens, &series, &rule, NULL);
    if (!step.found) return (Fault){0};
    region.cohort_from = step.from;
    region.cohort_to = lens->periods;
    region.period_from = step.from;
    Fault fault = fault_of_region(returns, FINDING_SECOND_ORDER, &region, calendar->regular);
    double by_itself = fault.gain;
    fault.gain = step.z * step.z;
    fault.p_value = step.p_value;
    Region earlier = region; // the year before: older cohorts hold customers who are older than the file
    earlier.cohort_from = (uint32_t)larger(lens->edge, (int64_t)step.from - COMPARED_COHORTS);
    earlier.cohort_to = step.from;
    earlier.period_from = 0;
    Tally before = sum_with_calendar(returns, &earlier, calendar->regular);
    RepeatContrast contrast = repeat_contrast(lens, &region);
    bool clear = ratio_of(&fault.returns) <= SECOND_RATIO_MAX * fmax(1, ratio_of(&before)) && by_itself >= GAIN_MIN;
    if (contrast.observed) clear &= contrast.here.value <= REPEAT_RATIO_MAX * contrast.elsewhere.value;
    return clear ? fault : (Fault){0};
}

// ---- customers won in one to three periods ----

static int ascending(const void *left, const void *right)
{
    double a = *(const double *)left, b = *(const double *)right;
    return (a > b) - (a < b);
}

// The cohorts from..to-1 as one, expected to do as well as those won shortly before and after them.
static Tally beside_neighbours(const Tally *cohorts, uint32_t count, uint32_t from, uint32_t to)
{
    Tally sum = {0}, neighbours = {0};
    for (uint32_t c = from > NEIGHBOURS ? from - NEIGHBOURS : 0; c < count && c < to + NEIGHBOURS; c++)
        add(from <= c && c < to ? &sum : &neighbours, &cohorts[c], 1);
    if (neighbours.came < 1) return (Tally){0};
    double level = ratio_of(&neighbours);
    return (Tally){sum.came, sum.expected * level, sum.variance * level};
}

// By how much more cohorts differ than chance has it, from the middle of them so that a bad one does not hide itself.
static double spread_of_cohorts(const Tally *cohorts, uint32_t count)
{
    double deviates[LENS_PERIODS_MAX];
    size_t n = 0;
    for (uint32_t c = 0; c < count; c++) {
        Tally tally = beside_neighbours(cohorts, count, c, c + 1);
        if (tally.variance > 0) deviates[n++] = fabs(tally.came - tally.expected) / sqrt(tally.variance);
    }
    if (n == 0) return 1;
    qsort(deviates, n, sizeof *deviates, ascending);
    double spread = deviates[n / 2] / 0.6745; // the median of |z| of a normal deviate
    return fmax(1, spread * spread);
}

// The cohort of the same month a year away is as bad: it is the month, not the cohort.
static bool bad_every_year(const Lens *lens, const Tally *cohorts, uint32_t cohort)
{
    if (!lens->year) return false;
    for (int side = -1; side <= 1; side += 2) {
        int64_t other = (int64_t)cohort + side * (int64_t)lens->year;
        if (other < lens->edge || other >= lens->periods) continue;
        Tally tally = beside_neighbours(cohorts, lens->periods, (uint32_t)other, (uint32_t)other + 1);
        if (ratio_of(&tally) < 0.9 && gain_of(&tally) > 4) return true;
    }
    return false;
}

static uint32_t width_max(const Lens *lens)
{
    return lens->unit == PERIOD_WEEK ? COHORT_WEEKS_MAX : COHORT_WIDTH_MAX;
}

static Fault cohort_fault(const Lens *lens, const Returns *returns, const Tally *cohorts, uint32_t from, uint32_t to)
{
    Fault fault = {.kind = FINDING_BAD_COHORT, .region = region_all(lens), .from = from, .to = to, .p_value = 1};
    fault.region.cohort_from = from;
    fault.region.cohort_to = to;
    fault.returns = beside_neighbours(cohorts, lens->periods, from, to);
    int64_t customers = 0;
    for (uint32_t c = from; c < to; c++) customers += returns->cohort_size[c];
    if (customers < CUSTOMERS_MIN || ratio_of(&fault.returns) > COHORT_RATIO_MAX) return fault;
    fault.gain = gain_of(&fault.returns);
    double tried = width_max(lens) * (double)lens->periods * COHORT_CAUTION;
    fault.gain /= spread_of_cohorts(cohorts, lens->periods);
    fault.p_value = normal_upper_tail(sqrt(fault.gain)) * tried;
    return fault;
}

static Fault bad_cohort(const Lens *lens, const Returns *returns, const Calendar *calendar)
{
    Tally cohorts[LENS_PERIODS_MAX] = {0};
    Region region = region_all(lens);
    for (uint32_t cohort = lens->edge; cohort < lens->periods; cohort++) {
        region.cohort_from = cohort;
        region.cohort_to = cohort + 1;
        bool after_hole = lens->hole[cohort] || lens->hole[cohort - 1]; // "new" there may mean first seen
        if (!after_hole) cohorts[cohort] = sum_with_calendar(returns, &region, calendar->regular);
    }
    Fault best = {0};
    for (uint32_t width = 1; width <= width_max(lens); width++)
        for (uint32_t from = lens->edge; from + width <= lens->periods; from++) {
            Fault fault = cohort_fault(lens, returns, cohorts, from, from + width);
            if (!bad_every_year(lens, cohorts, from)) keep_better(returns, &best, &fault);
        }
    return best;
}

// ---- customers who began with one value of a dimension ----

static Tally group_between(const Lens *lens, const GroupTallies *groups, uint32_t group, const Calendar *calendar)
{
    Tally sum = {0};
    for (uint32_t t = 0; t < lens->periods; t++)
        add(&sum, &groups->tally[group * lens->periods + t], calendar->factor[t]);
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

static Fault bad_group(const Lens *lens, const Returns *returns, uint32_t dimension, const Calendar *calendar)
{
    const GroupTallies *groups = &returns->by_group[dimension];
    Tally all = {0}, each[GROUPS_LOOKED_AT];
    for (uint32_t g = 0; g < groups->groups; g++) {
        each[g] = group_between(lens, groups, g, calendar);
        add(&all, &each[g], 1);
    }
    Fault best = {0};
    for (uint32_t g = 0; g < groups->groups; g++) {
        Tally rest = {all.came - each[g].came, all.expected - each[g].expected, all.variance - each[g].variance};
        if (groups->customers[g] < CUSTOMERS_MIN || rest.expected < CUSTOMERS_MIN) continue;
        Fault fault = {.kind = FINDING_GROUP, .region = region_all(lens), .to = lens->periods, .returns = each[g]};
        fault.region.dimension = (int)dimension;
        fault.region.group = groups->code[g];
        fault.gain = gain_of(&each[g]) / spread_of_group(groups, each, g);
        fault.p_value = normal_upper_tail(sqrt(fault.gain)) * groups->groups * returns->dimensions * GROUP_CAUTION;
        if (ratio_of(&each[g]) <= GROUP_RATIO_MAX * ratio_of(&rest)) keep_better(returns, &best, &fault);
    }
    return best;
}

// ---- the causes, one after the other ----

static Fault most_telling(const Lens *lens, const Returns *returns, bool everybody_known)
{
    Calendar calendar = {0};
    Fault best = {0}, candidate = everybody(lens, returns, &calendar);
    if (!everybody_known) keep_better(returns, &best, &candidate);
    candidate = best_customers(lens, returns, &calendar);
    keep_better(returns, &best, &candidate);
    candidate = second_orders(lens, returns, &calendar);
    keep_better(returns, &best, &candidate);
    candidate = bad_cohort(lens, returns, &calendar);
    keep_better(returns, &best, &candidate);
    for (uint32_t d = 0; d < returns->dimensions; d++) {
        candidate = bad_group(lens, returns, d, &calendar);
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
