// lifetime_parts.h - within the lifetime models: customers that are alike, and the likelihoods over them.
#ifndef FIDELE_PREDICT_LIFETIME_PARTS_H
#define FIDELE_PREDICT_LIFETIME_PARTS_H

#include "predict/estimate.h"
#include "predict/lifetime.h"

// Customers of the same (x, t_x, T), and how many they are. Those with x > 0 stand first.
typedef struct LifetimeGroups {
    size_t count, repeated;    // groups; of these with x > 0
    uint32_t *x, *t_x, *T, *n; // of each
    uint32_t x_most, T_most;
    uint32_t *different_x; // the numbers of purchases that there are, rising
    size_t different;
    uint32_t *days; // the T and t_x that there are, rising
    size_t day_count;
    double *by_x;                                 // 0..x_most: customers
    double *by_T, *count_by_T;                    // 0..T_most: customers; their purchases
    double customers, repeaters, purchases, time; // sums; time in days
    double unit_days;
} LifetimeGroups;

MUST_USE bool lifetime_groups(const BuyingHistory *history, Arena *arena, LifetimeGroups *groups, Error *error);
// About `wanted` groups evenly spaced among all, each for as many customers as it stands for.
LifetimeGroups lifetime_groups_sample(const LifetimeGroups *groups, size_t wanted, Arena *arena);

// What a slope needs besides the place. Made once for a set of groups.
typedef struct LifetimeLikelihood {
    const LifetimeGroups *groups;
    LifetimeModel model;
    Prior prior;
    int threads;
    double *log_day, *over_day; // 0..T_most: ln(alpha + d), 1 / (alpha + d), in units
    double *log_odds, *over_b;  // 0..x_most: ln(a / (b + x - 1)), 1 / (b + x - 1)
    Slope *part;                // sums of each part of the groups
} LifetimeLikelihood;

enum { LIFETIME_PART = 4096 }; // groups a thread takes at a time
LifetimeLikelihood lifetime_likelihood(const LifetimeGroups *groups, LifetimeModel model, int threads, Arena *arena);

// Log-likelihood with slopes, of the logarithms of the parameters; `context` is a LifetimeLikelihood.
void lifetime_slope(void *context, const double *at, Slope *slope);
// Of the parameters, without the prior.
void lifetime_geometric_slope(LifetimeLikelihood *of, const double *parameter, Slope *slope);
void lifetime_pareto_slope(LifetimeLikelihood *of, const double *parameter, Slope *slope);

bool lifetime_fit_groups(LifetimeModel model, const LifetimeGroups *groups, int threads, LifetimeFit *fit,
                         Error *error);

#endif
