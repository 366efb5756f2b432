// breaks.h - break points of a series: the dates from which it runs at another level.
//
// A series of shares (count of n) or of means is cut into the segments of constant level that minimise the penalised
// deviance (exact dynamic programming over all cuts: Auger & Lawrence 1989; penalty by BIC, with the series' own
// dispersion when it varies more than its n says). A break is kept when its two sides differ at p < 0.01 after Bonferroni
// over the possible positions, and each side has at least two points.
#ifndef FIDELE_MEASURE_BREAKS_H
#define FIDELE_MEASURE_BREAKS_H

#include "base/arena.h"

typedef struct SeriesPoint {
    bool observed; // unobserved points are skipped, keeping their place
    double value;
    double weight; // n of a share; 1 for a plain series
} SeriesPoint;

typedef struct Break {
    size_t at;             // first point of the new level (index into the series)
    double before, after;  // levels
    double p_value;
} Break;

// `share`: values are shares of `weight`, whose binomial variance is the least noise assumed. Returns the number of
// breaks, in order, in *breaks (arena).
size_t series_breaks(const SeriesPoint *points, size_t count, bool share, Arena *arena, Break **breaks);

typedef enum Trend { TREND_UNKNOWN, TREND_FLAT, TREND_RISING, TREND_FALLING } Trend;
// Mann-Kendall test at 5 %, with the Theil-Sen slope per point. UNKNOWN below 4 observed points.
Trend series_trend(const SeriesPoint *points, size_t count, double *slope);

// Coefficient of variation: sample standard deviation / mean. False below two points or when the mean is 0.
bool series_variation(const double *values, size_t count, double *variation);

#endif
