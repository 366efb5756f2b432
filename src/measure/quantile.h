// quantile.h - the value below which a share of all values lies, with the interval of a median.
//
// Between two values it is on the line between them: position (n - 1) q of the sorted values, type 7 of Hyndman & Fan
// 1996, Am. Stat. 50:361 (R's and the spreadsheets' own).
#ifndef FIDELE_MEASURE_QUANTILE_H
#define FIDELE_MEASURE_QUANTILE_H

#include "base/base.h"

// n > 0, 0 <= q <= 1. `values` is reordered.
double quantile_of(int64_t *values, size_t n, double q);

// 95 % interval of the median without any shape assumed: the values at the ranks between which the middle lies by the
// binomial (Conover 1999, Practical Nonparametric Statistics, 3.2; normal approximation of its ranks). False below 6
// values, where there is none.
bool median_interval(int64_t *values, size_t n, double *low, double *high);

// The mean without the lowest and the highest `share` of the values each (of n values floor(share n)); share < 0.5.
double trimmed_mean(int64_t *values, size_t n, double share);

// 95 % interval of the mean of a Poisson count by Byar's approximation (Breslow & Day 1987, Statistical Methods in
// Cancer Research II, p. 69).
void count_interval(int64_t count, double *low, double *high);

#endif
