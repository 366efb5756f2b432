#include "measure/survival.h"

#include <math.h>

static const double Z_95 = 1.959963984540054;

// What is carried from point to point: S and Greenwood's sum of d / (n (n - d)).
typedef struct Curve {
    double survival, greenwood;
} Curve;

static SurvivalPoint curve_step(Curve *curve, int32_t day, int64_t at_risk, int64_t left, int64_t censored)
{
    SurvivalPoint point = {.day = day, .at_risk = at_risk, .left = left, .censored = censored};
    if (left == at_risk) { // the last ones left together: S is 0, and Greenwood's sum has no value
        *curve = (Curve){0, 0};
        return point;
    }
    double n = (double)at_risk, d = (double)left;
    curve->survival *= 1 - d / n;
    curve->greenwood += d / (n * (n - d));
    double deviation = sqrt(curve->greenwood);
    point.survival = curve->survival;
    point.standard_error = curve->survival * deviation;
    point.low = curve->survival * exp(-Z_95 * deviation);
    point.high = fmin(1, curve->survival * exp(Z_95 * deviation));
    return point;
}

Survival survival_of(const int64_t *left, const int64_t *censored, uint32_t days, Arena *arena)
{
    Survival survival = {0};
    size_t count = 0;
    for (uint32_t day = 0; day < days; day++) {
        survival.n += left[day] + censored[day];
        count += left[day] + censored[day] > 0;
    }
    survival.points = arena_array(arena, SurvivalPoint, count);
    Curve curve = {.survival = 1};
    int64_t at_risk = survival.n;
    for (uint32_t day = 0; day < days; day++) {
        if (left[day] + censored[day] == 0) continue;
        SurvivalPoint point = curve_step(&curve, (int32_t)day, at_risk, left[day], censored[day]);
        if (!survival.median_reached && point.survival <= 0.5) {
            survival.median_reached = true;
            survival.median_day = point.day;
        }
        survival.points[survival.count++] = point;
        at_risk -= left[day] + censored[day];
    }
    return survival;
}

// Number of points on or before `day`.
static size_t points_until(const Survival *survival, int32_t day)
{
    size_t low = 0, high = survival->count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (survival->points[middle].day <= day)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

bool survival_at(const Survival *survival, int32_t day, SurvivalPoint *point)
{
    size_t until = points_until(survival, day);
    SurvivalPoint found = {.survival = 1, .low = 1, .high = 1, .at_risk = survival->n};
    if (until > 0) found = survival->points[until - 1];
    if (until == 0 || found.day != day) {
        found.at_risk -= found.left + found.censored;
        found.left = found.censored = 0;
        found.day = day;
    }
    if (found.at_risk == 0) return false;
    *point = found;
    return true;
}

// What happens in the days [from, to): at_risk and left as in Hazard, and the sum over the days of those at risk on
// each.
static Hazard hazard_between(const Survival *survival, int32_t from, int32_t to, size_t *next)
{
    Hazard hazard = {.from_day = from, .to_day = to};
    int64_t days_at_risk = 0;
    for (int32_t day = from; day < to && *next < survival->count; day++) {
        const SurvivalPoint *point = &survival->points[*next];
        if (day == from) hazard.at_risk = point->at_risk;
        days_at_risk += point->at_risk;
        if (point->day != day) continue;
        hazard.left += point->left;
        ++*next;
    }
    if (hazard.at_risk > 0) hazard.rate = (double)hazard.left / (double)hazard.at_risk;
    if (days_at_risk > 0) hazard.per_day = (double)hazard.left / (double)days_at_risk;
    return hazard;
}

bool survival_peak_hazard(const Survival *survival, int32_t width, int64_t at_risk_min, Hazard *peak)
{
    assert(width > 0);
    bool found = false;
    size_t next = 0;
    for (int32_t from = 0; next < survival->count; from += width) {
        Hazard hazard = hazard_between(survival, from, from + width, &next);
        if (hazard.left == 0 || hazard.at_risk < at_risk_min) continue;
        if (found && hazard.per_day <= peak->per_day) continue;
        *peak = hazard;
        found = true;
    }
    return found;
}

double survival_restricted_mean(const Survival *survival, int32_t horizon)
{
    double area = 0, level = 1;
    int32_t from = 0;
    for (size_t i = 0; i < survival->count && survival->points[i].day < horizon; i++) {
        area += level * (survival->points[i].day - from);
        level = survival->points[i].survival;
        from = survival->points[i].day;
    }
    return survival->n == 0 ? 0 : area + level * (horizon - from);
}
