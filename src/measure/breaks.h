// breaks.h - what a series of figures does over time: its break points, its trend, its variation.
//
// Break points are the dates from which a series runs at another level. Around its level a point varies by
// sampling + extra: sampling is p(1 - p)/n for a share of n (p: share of the whole series) and 0 for a plain series;
// extra is what the series varies beyond that, estimated from its own residuals (Paule & Mandel 1982, J. Res. NBS
// 87:377), so that shares of large n are not cut at every small move. The series is cut into the segments of constant
// level that minimise the weighted squares plus 2 ln(points) a break (BIC: Yao 1988, Stat. Probab. Lett. 6:181), each
// of max(2, sqrt(points)/3) points at least. The minimum is exact (dynamic programming over all cuts, Auger & Lawrence
// 1989, Bull. Math. Biol. 51:39, with the pruning of Killick et al. 2012, JASA 107:1590). Cuts and `extra` are found in
// turns, from the variance between neighbours on.
//
// A break is kept when its two sides differ at p < 0.01 by Student's t with the variance above, after Bonferroni over
// the possible positions; of shares, also by rates_differ_p; of a plain series, also without any one of its points, so
// that one large order makes no break. The weakest is dropped first.
//
// The method sees levels: a steady slope is cut into steps. Ask series_trend as well. Neighbouring points are taken to
// be independent: a weekly pattern in days must be taken out before. Up to 5,000 points; time is quadratic at worst.
#ifndef FIDELE_MEASURE_BREAKS_H
#define FIDELE_MEASURE_BREAKS_H

#include "base/arena.h"

typedef struct SeriesPoint {
    bool observed; // unobserved points are skipped, keeping their place
    double value;
    double weight; // n of a share (0: not observed); not read for a plain series
} SeriesPoint;

typedef struct Break {
    size_t at;            // first point of the new level (index into the series)
    double before, after; // levels: count / n of all on that side up to the next break; means of a plain series
    double p_value;       // after Bonferroni
} Break;

// `share`: values are shares of `weight`, whose binomial variance is the least noise assumed. Returns the number of
// breaks, in order, in *breaks (arena). None below 4 observed points.
size_t series_breaks(const SeriesPoint *points, size_t count, bool share, Arena *arena, Break **breaks);

typedef enum Trend { TREND_UNKNOWN, TREND_FLAT, TREND_RISING, TREND_FALLING } Trend;
// Mann-Kendall test (Mann 1945, Econometrica 13:245; variance with ties and continuity as in Kendall 1975) at 5 %, with
// the median slope per point of Theil (1950) and Sen (1968, JASA 63:1379). UNKNOWN, with slope 0, below 4 observed
// points. Above 1,000 points the slopes are taken of half a million pairs, evenly spread over the lags.
Trend series_trend(const SeriesPoint *points, size_t count, double *slope);

// Coefficient of variation: sample standard deviation / mean. False below two points or when the mean is not above 0.
bool series_variation(const double *values, size_t count, double *variation);

#endif
