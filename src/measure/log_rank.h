// log_rank.h - do groups leave at the same ages? The log-rank test of two or more survival curves.
//
// Mantel (1966), Cancer Chemother. Rep. 50:163; Peto & Peto (1972), JRSS A 135:185: at each age at which somebody left,
// those expected to leave in a group are its share of those at risk; chi-square = (O - E)' V^-1 (O - E) with the
// hypergeometric covariance, as R's survdiff (rho = 0).
#ifndef FIDELE_MEASURE_LOG_RANK_H
#define FIDELE_MEASURE_LOG_RANK_H

#include "base/arena.h"

enum { LOG_RANK_GROUPS_MAX = 64 };

typedef struct LogRank {
    bool observed; // at least two groups have people, and somebody left while both had some
    double chi_square;
    int degrees;
    double p;
    double expected[LOG_RANK_GROUPS_MAX]; // of each group
    int64_t left[LOG_RANK_GROUPS_MAX];
} LogRank;

// left[g][d], censored[g][d]: people of group g who left, or were last seen still there, at age d of 0..days-1.
LogRank log_rank(const int64_t *const *left, const int64_t *const *censored, uint32_t groups, uint32_t days);

double chi_square_upper_tail(double x, int degrees); // P(X > x), degrees >= 1

#endif
