// replenish.h - when somebody buys the same thing again: their own rhythm, and the product's where theirs says little.
//
// The logarithm of a gap (days from one purchase of the product to the next) is normal, with a mean of the person's own
// that is itself normal around the product's: Bayes' posterior of it under known variances (Gelman et al. 2013,
// Bayesian Data Analysis, 2.5). The variances are those of all products together, by moments (Searle, Casella &
// McCulloch 1992, Variance Components, 3.6), with a prior worth three gaps of standard deviation 0.5. A share of
// purchases is never followed by another: a mixture ("cure") model, Boag 1949, J. R. Stat. Soc. B 11:15, by EM; gaps
// that are still open count for what they say.
#ifndef FIDELE_PREDICT_REPLENISH_H
#define FIDELE_PREDICT_REPLENISH_H

#include "predict/affinity.h"

// What a person's own purchases of one product say.
typedef struct Rhythm {
    uint32_t gaps;
    double sum, squares; // of natural logarithms of the gaps in days
    int32_t last;        // day of the last purchase
} Rhythm;

void rhythm_add(Rhythm *rhythm, int32_t gap_days); // gap_days >= 1

typedef struct Replenishment {
    double probability;         // of buying it again within the horizon, given that they have not since
    double interval_days;       // median of the next gap, if there is one
    double low_days, high_days; // 95 % of it
} Replenishment;

// As of the end of `day`, for the `horizon_days` (1 or more) after it. Finite for any rhythm.
Replenishment replenishment_of(const Affinity *affinity, uint32_t item, const Rhythm *rhythm, int32_t day,
                               int32_t horizon_days);

#endif
