#include "predict/contract_life.h"

#include <math.h>
#include <string.h>

#include "predict/estimate.h"
#include "predict/special.h"

enum { ALPHA, BETA, PRIOR_FULL = 200, PRIOR_NONE = 1000, START_COUNT = 3, FOR_EVER = 100000 };

typedef struct Likelihood {
    const ContractHistory *history;
    Prior prior;
} Likelihood;

// n (ln B(alpha + left, beta + stayed) - ln B(alpha, beta))
static void add_customers(double n, double left, double stayed, const double *p, Slope *slope)
{
    double a = p[ALPHA] + left, b = p[BETA] + stayed, all = p[ALPHA] + p[BETA], both = a + b;
    double curve = trigamma(all) - trigamma(both);
    slope->value += n * (log_beta(a, b) - log_beta(p[ALPHA], p[BETA]));
    slope->gradient[ALPHA] += n * (digamma(a) - digamma(both) - digamma(p[ALPHA]) + digamma(all));
    slope->gradient[BETA] += n * (digamma(b) - digamma(both) - digamma(p[BETA]) + digamma(all));
    slope->hessian[ALPHA][ALPHA] += n * (trigamma(a) - trigamma(p[ALPHA]) + curve);
    slope->hessian[BETA][BETA] += n * (trigamma(b) - trigamma(p[BETA]) + curve);
    slope->hessian[ALPHA][BETA] += n * curve;
}

static double kept_of(const ContractHistory *history, size_t period)
{
    return history->kept ? history->kept[period] : 0;
}

static void likelihood_slope(void *context, const double *at, Slope *slope)
{
    const Likelihood *of = context;
    const double p[2] = {exp(at[ALPHA]), exp(at[BETA])};
    *slope = (Slope){0};
    for (size_t t = 0; t < of->history->periods; t++) {
        if (of->history->lost[t] > 0) add_customers(of->history->lost[t], 1, (double)t, p, slope);
        if (kept_of(of->history, t) > 0) add_customers(kept_of(of->history, t), 0, (double)t + 1, p, slope);
    }
    slope->hessian[BETA][ALPHA] = slope->hessian[ALPHA][BETA];
    slope_of_logarithms(slope, 2, p);
    prior_add(&of->prior, at, slope);
}

static bool customers_of(const ContractHistory *history, double *customers, Error *error)
{
    static const double most = 1e12;
    *customers = 0;
    Arena *scratch = arena_open(0);
    bool done = history->periods <= CONTRACT_PERIODS_MAX;
    size_t t = 0;
    for (; done && t < history->periods; t++) {
        double lost = history->lost[t], kept = kept_of(history, t);
        done = lost >= 0 && lost <= most && kept >= 0 && kept <= most;
        *customers += lost + kept;
    }
    if (!done)
        error_say(
            error, ERROR_INPUT,
            PHRASE("contracts: period {0} of {1} cannot be reckoned with; counts are 0 to 1e12, periods at most 5000",
                   "contrats\u00A0: la période {0} sur {1} ne permet pas de calculer\u202F; les effectifs vont de 0 à "
                   "1e12, les périodes sont 5000 au plus"),
            error_number(scratch, t), error_number(scratch, history->periods));
    else if (*customers < CONTRACT_CUSTOMERS_MIN)
        done = error_say(error, ERROR_INPUT,
                         PHRASE("too few customers for a model of contracts: {0}, and 50 are needed",
                                "trop peu de clients pour un modèle de contrats\u00A0: {0}, il en faut 50"),
                         error_number(scratch, (uint64_t)*customers));
    arena_close(scratch);
    return done;
}

static Optimum search(Likelihood *of)
{
    static const double start[START_COUNT][2] = {{0.7, 2}, {0.3, 10}, {5, 20}};
    double at[START_COUNT][OPTIMISE_MAX] = {0};
    for (int s = 0; s < START_COUNT; s++)
        for (int i = 0; i < 2; i++) at[s][i] = log(start[s][i]);
    Surface surface = {2, likelihood_slope, of, estimate_limit};
    memcpy(of->prior.mean, at[0], sizeof of->prior.mean);
    return estimate_search(&surface, at, START_COUNT);
}

bool contract_fit(const ContractHistory *history, ContractFit *fit, Error *error)
{
    double customers;
    if (!customers_of(history, &customers, error)) return false;
    Likelihood of = {history, {.count = 2, .weight = prior_weight(customers, PRIOR_FULL, PRIOR_NONE)}};
    Optimum optimum = search(&of);
    if (!estimate_told(&optimum, 2) && of.prior.weight < 1) {
        of.prior.weight = 1;
        optimum = search(&of);
    }
    if (!optimum.found)
        return error_set(error, ERROR_INPUT,
                         PHRASE("no parameters fit these contracts better than all others",
                                "aucun jeu de paramètres ne convient mieux que les autres à ces contrats"),
                         NULL, 0);
    Estimates estimates = estimates_of(&optimum, &of.prior);
    *fit =
        (ContractFit){.log_likelihood = estimates.log_likelihood, .customers = customers, .shrunk = estimates.shrunk};
    for (size_t i = 0; i < 2; i++) {
        fit->parameter[i] = estimates.parameter[i];
        fit->error[i] = estimates.error[i];
        fit->low[i] = estimates.low[i];
        fit->high[i] = estimates.high[i];
        memcpy(fit->covariance[i], optimum.covariance[i], sizeof fit->covariance[i]);
    }
    return true;
}

double contract_survival(const ContractFit *fit, double periods)
{
    double a = fit->parameter[ALPHA], b = fit->parameter[BETA];
    if (!(periods > 0)) return 1;
    return fmin(1, exp(log_beta(a, b + periods) - log_beta(a, b)));
}

double contract_retention(const ContractFit *fit, double renewed)
{
    double a = fit->parameter[ALPHA], b = fit->parameter[BETA] + fmax(renewed, 0);
    return b / (a + b);
}

double contract_renewals(const ContractFit *fit, double renewed, uint32_t periods, double discount)
{
    double sum = 0, here = 1, less = 1 / (1 + fmax(discount, 0));
    if (periods == 0 && !(discount > 0)) return 0;
    for (uint32_t k = 0; k < (periods > 0 ? periods : FOR_EVER); k++) {
        here *= contract_retention(fit, renewed + k) * (k > 0 ? less : 1);
        sum += here;
        if (discount > 0 && here < 1e-14 * sum * (1 - less)) break;
    }
    return sum;
}
