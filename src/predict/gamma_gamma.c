#include "predict/gamma_gamma.h"

#include <math.h>
#include <string.h>

#include "base/thread.h"
#include "predict/estimate.h"
#include "predict/special.h"

enum { P, Q, GAMMA };
enum { PART = 8192, FEW = 2000, SOME = 50000, START_COUNT = 3, PRIOR_FULL = 100, PRIOR_NONE = 500, ALIKE_PART = 32 };
static const double amount_most = 1e15;

// Customers with a repeat purchase and an amount; amounts relative to their mean.
typedef struct Spenders {
    size_t count;
    uint32_t *x;
    double *total; // x times the mean amount
    uint32_t x_most;
    double *by_x;          // 0..x_most: customers
    uint32_t *different_x; // the numbers of purchases that there are
    size_t different;
    double scale;               // the mean amount, minor units
    double weighted_logs, logs; // sums of x ln(total) and of ln(mean amount)
} Spenders;

typedef struct Sums {
    double log, x_log, over, x_over, square, x_square;
} Sums;

typedef struct Likelihood {
    const Spenders *spenders;
    Prior prior;
    int threads;
    double gamma;
    Sums *part;
} Likelihood;

// Sums of logarithms by x, of products as far as a double holds them: a logarithm costs more than ten factors.
enum { LOGS = 64 };
typedef struct Logs {
    double product[LOGS], sum[LOGS];
} Logs;

static void logs_start(Logs *logs)
{
    for (int x = 0; x < LOGS; x++) logs->product[x] = 1, logs->sum[x] = 0;
}

static void logs_add(Logs *logs, Sums *sums, uint32_t x, double factor)
{
    if (x >= LOGS) {
        double l = log(factor);
        sums->log += l;
        sums->x_log += x * l;
        return;
    }
    double product = logs->product[x] *= factor;
    if (product < 1e200 && product > 1e-200) return;
    logs->sum[x] += log(product);
    logs->product[x] = 1;
}

static void logs_end(const Logs *logs, Sums *sums)
{
    for (int x = 0; x < LOGS; x++) {
        double sum = logs->sum[x] + log(logs->product[x]);
        sums->log += sum;
        sums->x_log += x * sum;
    }
}

static void add_part(void *context, size_t part, int worker)
{
    (void)worker;
    const Likelihood *of = context;
    const Spenders *spenders = of->spenders;
    Sums sums = {0};
    Logs logs;
    logs_start(&logs);
    size_t end = (part + 1) * PART;
    for (size_t i = part * PART; i < (end < spenders->count ? end : spenders->count); i++) {
        double x = spenders->x[i], all = of->gamma + spenders->total[i], over = 1 / all;
        logs_add(&logs, &sums, spenders->x[i], all);
        sums.over += over;
        sums.x_over += x * over;
        sums.square += over * over;
        sums.x_square += x * over * over;
    }
    logs_end(&logs, &sums);
    of->part[part] = sums;
}

static Sums sums_of(Likelihood *of)
{
    size_t parts = (of->spenders->count + PART - 1) / PART;
    thread_run(parts > 1 ? of->threads : 1, parts, add_part, of);
    Sums sums = {0};
    for (size_t i = 0; i < parts; i++) {
        sums.log += of->part[i].log;
        sums.x_log += of->part[i].x_log;
        sums.over += of->part[i].over;
        sums.x_over += of->part[i].x_over;
        sums.square += of->part[i].square;
        sums.x_square += of->part[i].x_square;
    }
    return sums;
}

// What depends on x alone: ln Gamma(p x + q) - ln Gamma(p x).
static void add_counts(const Spenders *spenders, const double *p, Slope *slope)
{
    for (size_t i = 0; i < spenders->different; i++) {
        uint32_t x = spenders->different_x[i];
        double n = spenders->by_x[x], shape = p[P] * x, both = shape + p[Q];
        double first = digamma(both), second = trigamma(both);
        slope->value += n * (log_gamma(both) - log_gamma(shape));
        slope->gradient[P] += n * x * (first - digamma(shape));
        slope->gradient[Q] += n * first;
        slope->hessian[P][P] += n * x * x * (second - trigamma(shape));
        slope->hessian[P][Q] += n * x * second;
        slope->hessian[Q][Q] += n * second;
    }
}

static void likelihood_slope(void *context, const double *at, Slope *slope)
{
    Likelihood *of = context;
    const Spenders *spenders = of->spenders;
    double p[GAMMA_GAMMA_PARAMETERS], n = (double)spenders->count;
    for (int i = 0; i < GAMMA_GAMMA_PARAMETERS; i++) p[i] = exp(at[i]);
    of->gamma = p[GAMMA];
    Sums sums = sums_of(of);
    *slope = (Slope){0};
    add_counts(spenders, p, slope);
    double over = 1 / p[GAMMA];
    slope->value += n * (p[Q] * at[GAMMA] - log_gamma(p[Q])) + p[P] * spenders->weighted_logs - spenders->logs -
                    p[P] * sums.x_log - p[Q] * sums.log;
    slope->gradient[P] += spenders->weighted_logs - sums.x_log;
    slope->gradient[Q] += n * (at[GAMMA] - digamma(p[Q])) - sums.log;
    slope->gradient[GAMMA] += n * p[Q] * over - p[P] * sums.x_over - p[Q] * sums.over;
    slope->hessian[Q][Q] -= n * trigamma(p[Q]);
    slope->hessian[P][GAMMA] -= sums.x_over;
    slope->hessian[Q][GAMMA] += n * over - sums.over;
    slope->hessian[GAMMA][GAMMA] += p[P] * sums.x_square + p[Q] * sums.square - n * p[Q] * over * over;
    for (int i = 0; i < GAMMA_GAMMA_PARAMETERS; i++)
        for (int j = 0; j < i; j++) slope->hessian[i][j] = slope->hessian[j][i];
    slope_of_logarithms(slope, GAMMA_GAMMA_PARAMETERS, p);
    prior_add(&of->prior, at, slope);
}

static bool has_amount(const BuyingHistory *history, size_t c)
{
    return history->x[c] > 0 && history->mean_amount[c] > 0;
}

static void spenders_add(Spenders *spenders, uint32_t x, double total)
{
    spenders->x[spenders->count] = x;
    spenders->total[spenders->count++] = total;
    spenders->by_x[x]++;
}

typedef struct LogWork {
    const Spenders *spenders;
    Sums *part; // log, x_log
} LogWork;

static void add_logs(void *context, size_t part, int worker)
{
    (void)worker;
    const LogWork *work = context;
    const Spenders *spenders = work->spenders;
    Sums sums = {0};
    size_t end = (part + 1) * PART;
    Logs logs;
    logs_start(&logs);
    for (size_t i = part * PART; i < (end < spenders->count ? end : spenders->count); i++)
        logs_add(&logs, &sums, spenders->x[i], spenders->total[i]);
    logs_end(&logs, &sums);
    work->part[part] = sums;
}

// What does not change with the parameters.
static void spenders_sum(Spenders *spenders, int threads, Arena *arena)
{
    size_t parts = (spenders->count + PART - 1) / PART;
    LogWork work = {spenders, arena_array(arena, Sums, parts)};
    thread_run(parts > 1 ? threads : 1, parts, add_logs, &work);
    for (size_t i = 0; i < parts; i++) {
        spenders->logs += work.part[i].log;
        spenders->weighted_logs += work.part[i].x_log;
    }
    for (uint32_t x = 1; x <= spenders->x_most; x++) spenders->different += spenders->by_x[x] > 0;
    spenders->different_x = arena_array(arena, uint32_t, spenders->different);
    size_t at = 0;
    for (uint32_t x = 1; x <= spenders->x_most; x++) {
        if (spenders->by_x[x] == 0) continue;
        spenders->different_x[at++] = x;
        spenders->logs -= spenders->by_x[x] * log(x);
    }
}

static Spenders spenders_room(size_t count, uint32_t x_most, double scale, Arena *arena)
{
    return (Spenders){.x = arena_array(arena, uint32_t, count),
                      .total = arena_array(arena, double, count),
                      .by_x = arena_array(arena, double, (size_t)x_most + 1),
                      .x_most = x_most,
                      .scale = scale};
}

static Spenders sample_of(const Spenders *all, size_t wanted, Arena *arena)
{
    size_t every = all->count / wanted;
    Spenders few = spenders_room(all->count / every + 1, all->x_most, all->scale, arena);
    for (size_t i = every / 2; i < all->count; i += every) spenders_add(&few, all->x[i], all->total[i]);
    spenders_sum(&few, 1, arena);
    return few;
}

static bool refuse_amount(const BuyingHistory *history, size_t customer, Error *error)
{
    Arena *scratch = arena_open(0);
    error_say(error, ERROR_INPUT,
              PHRASE("customer {0}: the mean amount {1} is no amount of money that can be reckoned with (at most 1e15 "
                     "minor units)",
                     "client {0}\u00A0: le montant moyen {1} ne permet pas de calculer (1e15 unités mineures au plus)"),
              error_number(scratch, customer + 1), str_format(scratch, "%g", history->mean_amount[customer]));
    arena_close(scratch);
    return false;
}

static bool refuse_few(size_t count, Error *error)
{
    Arena *scratch = arena_open(0);
    error_say(error, ERROR_INPUT,
              PHRASE("too few customers with a repeat purchase and its amount: {0}, and 10 are needed",
                     "trop peu de clients avec un achat répété et son montant\u00A0: {0}, il en faut 10"),
              error_number(scratch, count));
    arena_close(scratch);
    return false;
}

// Sums of those who count; false when an amount is none.
static bool spenders_of(const BuyingHistory *history, int threads, Arena *arena, Spenders *spenders, Error *error)
{
    size_t count = 0;
    double sum = 0;
    uint32_t x_most = 0;
    for (size_t c = 0; history->mean_amount && c < history->customers; c++) {
        if (history->x[c] == 0) continue;
        if (!(fabs(history->mean_amount[c]) <= amount_most) || history->x[c] > BUYING_COUNT_MAX)
            return refuse_amount(history, c, error);
        if (!has_amount(history, c)) continue;
        count++;
        sum += history->mean_amount[c];
        x_most = history->x[c] > x_most ? history->x[c] : x_most;
    }
    if (count < GAMMA_GAMMA_CUSTOMERS_MIN) return refuse_few(count, error);
    *spenders = spenders_room(count, x_most, sum / (double)count, arena);
    for (size_t c = 0; c < history->customers; c++)
        if (has_amount(history, c))
            spenders_add(spenders, history->x[c], history->x[c] * (history->mean_amount[c] / spenders->scale));
    spenders_sum(spenders, threads, arena);
    return true;
}

static Surface surface_of(Likelihood *of)
{
    return (Surface){GAMMA_GAMMA_PARAMETERS, likelihood_slope, of, estimate_limit};
}

// Of the mean amount: the first is the middle of the prior, p 6, q 4 and the gamma that gives the mean seen.
static const double starts[START_COUNT][GAMMA_GAMMA_PARAMETERS] = {{6, 4, 0.5}, {1.5, 1.5, 0.5}, {20, 12, 0.5}};

static Optimum search(Likelihood *of)
{
    double at[START_COUNT][OPTIMISE_MAX] = {0};
    for (int s = 0; s < START_COUNT; s++)
        for (int i = 0; i < GAMMA_GAMMA_PARAMETERS; i++) at[s][i] = log(starts[s][i]);
    Surface surface = surface_of(of);
    return estimate_search(&surface, at, START_COUNT);
}

static Likelihood likelihood_of(const Spenders *spenders, double weight, int threads, Arena *arena)
{
    Likelihood of = {.spenders = spenders,
                     .prior = {.count = GAMMA_GAMMA_PARAMETERS, .weight = weight},
                     .threads = threads,
                     .part = arena_array(arena, Sums, spenders->count / PART + 1)};
    for (int i = 0; i < GAMMA_GAMMA_PARAMETERS; i++) of.prior.mean[i] = log(starts[0][i]);
    return of;
}

static Optimum search_few(const Likelihood *of, size_t wanted, const Optimum *from, Arena *arena)
{
    Spenders few = sample_of(of->spenders, wanted, arena);
    Likelihood of_few = likelihood_of(&few, of->prior.weight, of->threads, arena);
    if (!from) return search(&of_few);
    Surface surface = surface_of(&of_few);
    return optimise(&surface, from->at);
}

// As with lifetimes: what is best on a sample is where all of them start.
static Optimum search_all(Likelihood *of, Arena *arena)
{
    size_t count = of->spenders->count;
    if (count <= 2 * (size_t)FEW) return search(of);
    Optimum best = search_few(of, FEW, NULL, arena);
    if (!best.found && of->prior.weight <= 1) return best;
    if (best.found && count > 2 * (size_t)SOME) best = search_few(of, SOME, &best, arena);
    Surface surface = surface_of(of);
    if (best.found) best = optimise(&surface, best.at);
    return best.found ? best : search(of);
}

static double correlation_of(const Spenders *spenders)
{
    double n = (double)spenders->count, x = 0, z = 0, xx = 0, zz = 0, xz = 0;
    for (size_t i = 0; i < spenders->count; i++) {
        double one = spenders->x[i], mean = spenders->total[i] / one;
        x += one;
        z += mean;
        xx += one * one;
        zz += mean * mean;
        xz += one * mean;
    }
    double spread = (xx - x * x / n) * (zz - z * z / n);
    return spread > 0 ? fmax(-1, fmin(1, (xz - x * z / n) / sqrt(spread))) : 0;
}

static void fit_of(const Likelihood *of, const Optimum *optimum, double unit, GammaGammaFit *fit)
{
    const Spenders *spenders = of->spenders;
    Estimates estimates = estimates_of(optimum, &of->prior);
    *fit = (GammaGammaFit){.unit = unit,
                           .customers = spenders->count,
                           .correlation = correlation_of(spenders),
                           .log_likelihood =
                               estimates.log_likelihood + (double)spenders->count * log(unit / spenders->scale),
                           .shrunk = estimates.shrunk};
    for (size_t i = 0; i < GAMMA_GAMMA_PARAMETERS; i++) {
        double scale = i == GAMMA ? spenders->scale / unit : 1;
        fit->parameter[i] = estimates.parameter[i] * scale;
        fit->error[i] = estimates.error[i] * scale;
        fit->low[i] = estimates.low[i] * scale;
        fit->high[i] = estimates.high[i] * scale;
        memcpy(fit->covariance[i], optimum->covariance[i], sizeof fit->covariance[i]);
    }
    const double *p = fit->parameter;
    double mean = p[P] * p[GAMMA] * unit / (p[Q] - 1);
    fit->population = p[Q] > 1 && mean < 10 * spenders->scale ? mean : spenders->scale;
}

static bool fit_spenders(const Spenders *spenders, double unit, int threads, GammaGammaFit *fit, Error *error)
{
    Arena *scratch = arena_open(0);
    Likelihood of =
        likelihood_of(spenders, prior_weight((double)spenders->count, PRIOR_FULL, PRIOR_NONE), threads, scratch);
    Optimum optimum = search_all(&of, scratch);
    if (!estimate_told(&optimum, GAMMA_GAMMA_PARAMETERS) && of.prior.weight < 1) {
        of.prior.weight = 1;
        optimum = search_all(&of, scratch);
    }
    if (!optimum.found) { // one price for all: the more customers, the further p and q are driven from the prior
        of.prior.weight = fmax(1, (double)spenders->count / ALIKE_PART);
        optimum = search_all(&of, scratch);
    }
    if (optimum.found)
        fit_of(&of, &optimum, unit, fit);
    else
        error_say(error, ERROR_INPUT,
                  PHRASE("no parameters fit the amounts of {0} customers better than all others",
                         "aucun jeu de paramètres ne convient mieux que les autres aux montants de {0} clients"),
                  error_number(scratch, spenders->count));
    arena_close(scratch);
    return optimum.found;
}

bool gamma_gamma_fit(const BuyingHistory *history, double unit, int threads, GammaGammaFit *fit, Error *error)
{
    Arena *scratch = arena_open(0);
    Spenders spenders = {0};
    bool done =
        spenders_of(history, threads, scratch, &spenders, error) && fit_spenders(&spenders, unit, threads, fit, error);
    arena_close(scratch);
    return done;
}

static bool known(uint32_t x, double mean_amount)
{
    return x > 0 && mean_amount > 0 && mean_amount <= amount_most;
}

double gamma_gamma_mean(const GammaGammaFit *fit, uint32_t x, double mean_amount)
{
    const double *p = fit->parameter;
    if (!known(x, mean_amount)) return fit->population;
    double shape = p[P] * x + p[Q] - 1;
    if (!(shape > 0)) return mean_amount;
    return p[P] * (p[GAMMA] * fit->unit + x * mean_amount) / shape;
}

// x where gamma_below(shape, x) = share, by halving; shape up to about 1e7.
static double gamma_quantile(double shape, double share)
{
    double low = 0, high = shape + 10 * sqrt(shape) + 20;
    for (int i = 0; i < 100 && high - low > 1e-12 * high; i++) {
        double middle = (low + high) / 2;
        if (gamma_below(shape, middle) < share)
            low = middle;
        else
            high = middle;
    }
    return (low + high) / 2;
}

void gamma_gamma_interval(const GammaGammaFit *fit, uint32_t x, double mean_amount, double *low, double *high)
{
    const double *p = fit->parameter;
    bool seen = known(x, mean_amount);
    double shape = p[Q] + (seen ? p[P] * x : 0), scale = p[P] * (p[GAMMA] * fit->unit + (seen ? x * mean_amount : 0));
    double most = fit->population > mean_amount || !seen ? fit->population : mean_amount;
    *low = fmin(scale / fmax(gamma_quantile(shape, 0.975), 1e-300), most * 1e6);
    *high = fmin(scale / fmax(gamma_quantile(shape, 0.025), 1e-300), most * 1e6);
}
