// estimate.h - parameters as they are told: with errors and intervals, drawn to a prior where the data are few.
//
// Parameters are positive and searched for as logarithms. A prior is normal in them, with one variance for all; its
// weight is 1 / variance. Intervals are symmetric in the logarithm.
#ifndef FIDELE_PREDICT_ESTIMATE_H
#define FIDELE_PREDICT_ESTIMATE_H

#include "predict/optimise.h"

typedef struct Prior {
    size_t count;
    double mean[OPTIMISE_MAX];
    double weight; // 0: none
} Prior;

// 1 up to n = full, 0 from n = none on, and in a straight line between.
double prior_weight(double n, double full, double none);
void prior_add(const Prior *prior, const double *at, Slope *slope);

static const double estimate_limit = 18; // of a logarithm

// The best of the maxima that are found from several places.
Optimum estimate_search(const Surface *surface, const double (*starts)[OPTIMISE_MAX], size_t count);

// False when a logarithm's standard error is above 3: the data tell nothing of that parameter.
bool estimate_told(const Optimum *optimum, size_t count);

typedef struct Estimates {
    double parameter[OPTIMISE_MAX], error[OPTIMISE_MAX], low[OPTIMISE_MAX], high[OPTIMISE_MAX]; // 95 %
    double log_likelihood;                                                                      // without the prior
    double shrunk; // 0..1: the prior's part of what is known, on average over the parameters
} Estimates;
Estimates estimates_of(const Optimum *optimum, const Prior *prior);

#endif
