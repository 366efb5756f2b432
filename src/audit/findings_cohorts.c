// findings_cohorts.c - fewer returns of the customers won in some periods, or of first-time buyers since a period.
#include "audit/findings_causes.h"

#include <math.h>
#include <stdlib.h>

enum { COMPARED_COHORTS = 12, NEIGHBOURS = 8, COHORT_WIDTH_MAX = 3, COHORT_WEEKS_MAX = 6, CUSTOMERS_MIN = 30 };

static const double COHORT_RATIO_MAX = 0.82, SECOND_RATIO_MAX = 0.8; // of returns to be expected
static const double REPEAT_RATIO_MAX = 0.85;                         // of second orders in 100 first-time buyers before
static const double GAIN_MIN = 11;                                   // of a region: p = 0.001 by itself
static const double COHORT_CAUTION = 4; // cohorts differ by nature: p_value has to be smaller by this factor

// ---- first-time buyers, from a cohort on ----

Fault second_order_fault(const Lens *lens, const Returns *returns, const Calendar *calendar)
{
    LensSeries series = {0};
    Region region = region_all(lens);
    region.classes = CLASSES_FIRST_TIMERS;
    for (uint32_t cohort = lens->edge; cohort < lens->periods; cohort++) {
        region.cohort_from = cohort;
        region.cohort_to = cohort + 1;
        Tally tally = returns_in_calendar(returns, &region, calendar->regular);
        if (tally.expected >= 1) series_set(&series, cohort, &tally);
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
    Tally before = returns_in_calendar(returns, &earlier, calendar->regular);
    RepeatContrast contrast = repeat_contrast(lens, &region);
    bool clear =
        tally_ratio(&fault.returns) <= SECOND_RATIO_MAX * fmax(1, tally_ratio(&before)) && by_itself >= GAIN_MIN;
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
        tally_add(from <= c && c < to ? &sum : &neighbours, &cohorts[c], 1);
    if (neighbours.came < 1) return (Tally){0};
    double level = tally_ratio(&neighbours);
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
        if (tally_ratio(&tally) < 0.9 && tally_gain(&tally) > 4) return true;
    }
    return false;
}

static uint32_t width_max(const Lens *lens)
{
    return lens->unit == PERIOD_WEEK ? COHORT_WEEKS_MAX : COHORT_WIDTH_MAX;
}

static Fault fault_of_cohorts(const Lens *lens, const Returns *returns, const Tally *cohorts, uint32_t from,
                              uint32_t to)
{
    Fault fault = {.kind = FINDING_BAD_COHORT, .region = region_all(lens), .from = from, .to = to, .p_value = 1};
    fault.region.cohort_from = from;
    fault.region.cohort_to = to;
    fault.returns = beside_neighbours(cohorts, lens->periods, from, to);
    int64_t customers = 0;
    for (uint32_t c = from; c < to; c++) customers += returns->cohort_size[c];
    if (customers < CUSTOMERS_MIN || tally_ratio(&fault.returns) > COHORT_RATIO_MAX) return fault;
    fault.gain = tally_gain(&fault.returns);
    double tried = width_max(lens) * (double)lens->periods * COHORT_CAUTION;
    fault.gain /= spread_of_cohorts(cohorts, lens->periods);
    fault.p_value = normal_upper_tail(sqrt(fault.gain)) * tried;
    return fault;
}

Fault cohort_fault(const Lens *lens, const Returns *returns, const Calendar *calendar)
{
    Tally cohorts[LENS_PERIODS_MAX] = {0};
    Region region = region_all(lens);
    for (uint32_t cohort = lens->edge; cohort < lens->periods; cohort++) {
        region.cohort_from = cohort;
        region.cohort_to = cohort + 1;
        bool after_hole = lens->hole[cohort] || lens->hole[cohort - 1]; // "new" there may mean first seen
        if (!after_hole) cohorts[cohort] = returns_in_calendar(returns, &region, calendar->regular);
    }
    Fault best = {0};
    for (uint32_t width = 1; width <= width_max(lens); width++)
        for (uint32_t from = lens->edge; from + width <= lens->periods; from++) {
            Fault fault = fault_of_cohorts(lens, returns, cohorts, from, from + width);
            if (fault.gain > best.gain && !bad_every_year(lens, cohorts, from)) best = fault;
        }
    return best;
}
