// survival.h - Kaplan-Meier: the share still there at each age, from those who left and those still observed.
//
// S(t) = prod (1 - d_i / n_i) (Kaplan & Meier 1958, JASA 53:457); variance by Greenwood (1926); 95 % interval by the
// log transform exp(log S +- z * sqrt(sum d / (n (n - d)))), cut at 1, as R's survfit does by default. Who is censored
// on a day is still at risk on it. With n_i = d_i (S = 0) the interval is undefined: standard_error, low and high are 0
// there.
#ifndef FIDELE_MEASURE_SURVIVAL_H
#define FIDELE_MEASURE_SURVIVAL_H

#include "base/arena.h"

typedef struct SurvivalPoint {
    int32_t day;
    int64_t at_risk, left, censored;
    double survival, standard_error, low, high;
} SurvivalPoint;

typedef struct Survival {
    size_t count;
    SurvivalPoint *points; // one for each day on which somebody left or was censored, in order
    int64_t n;
    bool median_reached;
    int32_t median_day; // first day with S <= 0.5
} Survival;

// left[d], censored[d]: people who left, or were last seen still there, at age d; d in 0..days-1.
Survival survival_of(const int64_t *left, const int64_t *censored, uint32_t days, Arena *arena);
// S at `day` (a step function), with those at risk, leaving and censored on that day; 1 before the first point. False,
// and *point left alone, when nobody was at risk there (not observed).
bool survival_at(const Survival *survival, int32_t day, SurvivalPoint *point);

// Where relations break: of the buckets of `width` days from day 0, the one with the highest hazard `per_day`, among
// those with at least `at_risk_min` at risk at their start; the first of equals. False when nobody left in any of them.
typedef struct Hazard {
    int32_t from_day, to_day; // to_day is not in the bucket
    int64_t at_risk, left;    // at risk at its start; left within it
    double rate;              // left / at_risk
    double per_day;           // left / person-days at risk: who is censored within the bucket counts for the days seen
} Hazard;
bool survival_peak_hazard(const Survival *survival, int32_t width, int64_t at_risk_min, Hazard *peak);

// Mean time inside [0, horizon]: the area under S. Past its last point S is held at its last level.
double survival_restricted_mean(const Survival *survival, int32_t horizon);

#endif
