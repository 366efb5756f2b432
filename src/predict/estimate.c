#include "predict/estimate.h"

#include <math.h>

static const double quantile_of_95 = 1.959963984540054, error_longest = 3;

double prior_weight(double n, double full, double none)
{
    if (n <= full) return 1;
    return n >= none ? 0 : (none - n) / (none - full);
}

void prior_add(const Prior *prior, const double *at, Slope *slope)
{
    for (size_t i = 0; i < prior->count; i++) {
        double off = at[i] - prior->mean[i];
        slope->value -= prior->weight * off * off / 2;
        slope->gradient[i] -= prior->weight * off;
        slope->hessian[i][i] -= prior->weight;
    }
}

Optimum estimate_search(const Surface *surface, const double (*starts)[OPTIMISE_MAX], size_t count)
{
    Optimum best = {0};
    for (size_t i = 0; i < count; i++) {
        Optimum one = optimise(surface, starts[i]);
        if (one.found && (!best.found || one.slope.value > best.slope.value)) best = one;
    }
    return best;
}

bool estimate_told(const Optimum *optimum, size_t count)
{
    if (!optimum->found) return false;
    for (size_t i = 0; i < count; i++)
        if (!(sqrt(optimum->covariance[i][i]) <= error_longest)) return false;
    return true;
}

Estimates estimates_of(const Optimum *optimum, const Prior *prior)
{
    Estimates estimates = {.log_likelihood = optimum->slope.value};
    for (size_t i = 0; i < prior->count; i++) {
        double value = exp(optimum->at[i]), error = sqrt(optimum->covariance[i][i]);
        double off = optimum->at[i] - prior->mean[i];
        estimates.parameter[i] = value;
        estimates.error[i] = value * error;
        estimates.low[i] = value * exp(-quantile_of_95 * error);
        estimates.high[i] = value * exp(quantile_of_95 * error);
        estimates.log_likelihood += prior->weight * off * off / 2;
        estimates.shrunk += prior->weight * optimum->covariance[i][i] / (double)prior->count;
    }
    return estimates;
}
