// The likelihood of a customer is a mixture over the opportunity after which they left, t_x .. n, all terms positive:
// sums over k of B(alpha + x, beta + k - x) B(gamma + [k < n], delta + k) / (B(alpha, beta) B(gamma, delta)).
#include "predict/opportunity.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/thread.h"
#include "predict/estimate.h"
#include "predict/special.h"

enum { ALPHA, BETA, GAMMA, DELTA };
enum { PRIOR_FULL = 200, PRIOR_NONE = 1000, START_COUNT = 4, PART = 64 };

typedef struct Group {
    uint32_t x, t_x, n;
    double customers;
} Group;

// Of a parameter plus 0, 1, 2 …: the logarithm of the gamma function and its derivatives.
typedef struct Ladder {
    double *value, *first, *second;
} Ladder;
enum { OF_ALPHA, OF_BETA, OF_BUYING, OF_GAMMA, OF_DELTA, OF_LEAVING, LADDERS };

typedef struct Likelihood {
    const Group *groups;
    size_t count;
    uint32_t n_most;
    Prior prior;
    int threads;
    Ladder ladder[LADDERS];
    Slope *part;
} Likelihood;

static void climb(Ladder *ladder, double from, uint32_t steps)
{
    for (uint32_t i = 0; i <= steps; i++) {
        ladder->value[i] = log_gamma(from + i);
        ladder->first[i] = digamma(from + i);
        ladder->second[i] = trigamma(from + i);
    }
}

static void climb_all(Likelihood *of, const double *p)
{
    const double from[LADDERS] = {p[ALPHA], p[BETA], p[ALPHA] + p[BETA], p[GAMMA], p[DELTA], p[GAMMA] + p[DELTA]};
    for (int i = 0; i < LADDERS; i++) climb(&of->ladder[i], from[i], of->n_most + 1);
}

// ln B(first + i, second + j) with slopes to both, added at places `at` and `at + 1`.
static void add_beta(const Likelihood *of, int at, uint32_t i, uint32_t j, double sign, Slope *term)
{
    const Ladder *one = &of->ladder[at == ALPHA ? OF_ALPHA : OF_GAMMA];
    const Ladder *two = &of->ladder[at == ALPHA ? OF_BETA : OF_DELTA];
    const Ladder *both = &of->ladder[at == ALPHA ? OF_BUYING : OF_LEAVING];
    term->value += sign * (one->value[i] + two->value[j] - both->value[i + j]);
    term->gradient[at] += sign * (one->first[i] - both->first[i + j]);
    term->gradient[at + 1] += sign * (two->first[j] - both->first[i + j]);
    term->hessian[at][at] += sign * (one->second[i] - both->second[i + j]);
    term->hessian[at + 1][at + 1] += sign * (two->second[j] - both->second[i + j]);
    term->hessian[at + 1][at] -= sign * both->second[i + j];
}

static Slope term_of(const Likelihood *of, const Group *group, uint32_t k)
{
    Slope term = {0};
    add_beta(of, ALPHA, group->x, k - group->x, 1, &term);
    add_beta(of, ALPHA, 0, 0, -1, &term);
    add_beta(of, GAMMA, k < group->n, k, 1, &term);
    add_beta(of, GAMMA, 0, 0, -1, &term);
    return term;
}

// The logarithm of a sum of e^value, with its slopes: means and spread of those of the terms.
static Slope mix(const Likelihood *of, const Group *group)
{
    double top = -INFINITY, sum = 0;
    for (uint32_t k = group->t_x; k <= group->n; k++) top = fmax(top, term_of(of, group, k).value);
    Slope all = {0};
    for (uint32_t k = group->t_x; k <= group->n; k++) {
        Slope term = term_of(of, group, k);
        double weight = exp(term.value - top);
        sum += weight;
        for (int i = 0; i < 4; i++) {
            all.gradient[i] += weight * term.gradient[i];
            for (int j = 0; j <= i; j++)
                all.hessian[i][j] += weight * (term.hessian[i][j] + term.gradient[i] * term.gradient[j]);
        }
    }
    all.value = top + log(sum);
    for (int i = 0; i < 4; i++) all.gradient[i] /= sum;
    for (int i = 0; i < 4; i++)
        for (int j = 0; j <= i; j++) all.hessian[i][j] = all.hessian[i][j] / sum - all.gradient[i] * all.gradient[j];
    return all;
}

static void slope_add(Slope *sum, const Slope *one, double n)
{
    sum->value += n * one->value;
    for (int i = 0; i < 4; i++) {
        sum->gradient[i] += n * one->gradient[i];
        for (int j = 0; j <= i; j++) sum->hessian[i][j] += n * one->hessian[i][j];
    }
}

static void add_part(void *context, size_t part, int worker)
{
    (void)worker;
    const Likelihood *of = context;
    Slope sum = {0};
    size_t end = (part + 1) * PART;
    for (size_t g = part * PART; g < (end < of->count ? end : of->count); g++) {
        Slope one = mix(of, &of->groups[g]);
        slope_add(&sum, &one, of->groups[g].customers);
    }
    of->part[part] = sum;
}

static void likelihood_slope(void *context, const double *at, Slope *slope)
{
    Likelihood *of = context;
    double p[OPPORTUNITY_PARAMETERS];
    for (int i = 0; i < OPPORTUNITY_PARAMETERS; i++) p[i] = exp(at[i]);
    climb_all(of, p);
    size_t parts = (of->count + PART - 1) / PART;
    thread_run(parts > 1 ? of->threads : 1, parts, add_part, of);
    *slope = (Slope){0};
    for (size_t i = 0; i < parts; i++) slope_add(slope, &of->part[i], 1);
    for (int i = 0; i < 4; i++)
        for (int j = 0; j < i; j++) slope->hessian[j][i] = slope->hessian[i][j];
    slope_of_logarithms(slope, OPPORTUNITY_PARAMETERS, p);
    prior_add(&of->prior, at, slope);
}

static int group_order(const void *a, const void *b)
{
    const Group *left = a, *right = b;
    if (left->x != right->x) return left->x < right->x ? -1 : 1;
    if (left->t_x != right->t_x) return left->t_x < right->t_x ? -1 : 1;
    return left->n < right->n ? -1 : left->n > right->n;
}

static bool possible(const OpportunityHistory *history, size_t c)
{
    uint32_t x = history->x[c], t_x = history->t_x[c], n = history->n[c];
    return n <= OPPORTUNITIES_MAX && t_x <= n && x <= t_x && (x > 0) == (t_x > 0);
}

static bool refuse(const OpportunityHistory *history, size_t c, Error *error)
{
    Arena *scratch = arena_open(0);
    error_say(
        error, ERROR_INPUT,
        PHRASE("customer {0} has a history that cannot be: {1} purchases, the last at {2} of {3} opportunities (at "
               "most 1000)",
               "le client {0} a un historique impossible\u00A0: {1} achats, le dernier à l’occasion {2} sur {3} (1000 "
               "au plus)"),
        error_number(scratch, c + 1), error_number(scratch, history->x[c]), error_number(scratch, history->t_x[c]),
        error_number(scratch, history->n[c]));
    arena_close(scratch);
    return false;
}

// Customers with the same history together, in their order.
static bool groups_of(const OpportunityHistory *history, Arena *arena, Likelihood *of, Error *error)
{
    Group *groups = arena_array(arena, Group, history->customers);
    uint64_t purchases = 0;
    for (size_t c = 0; c < history->customers; c++) {
        if (!possible(history, c)) return refuse(history, c, error);
        groups[c] = (Group){history->x[c], history->t_x[c], history->n[c], 1};
        of->n_most = history->n[c] > of->n_most ? history->n[c] : of->n_most;
        purchases += history->x[c];
    }
    if (history->customers < OPPORTUNITY_CUSTOMERS_MIN || purchases == 0)
        return error_say(
            error, ERROR_INPUT,
            PHRASE("too little for a model of opportunities: {0} customers and {1} purchases after the first; "
                   "50 and 1 are needed",
                   "trop peu pour un modèle d’occasions\u00A0: {0} clients et {1} achats après le premier\u202F; il "
                   "en faut 50 et 1"),
            error_number(arena, history->customers), error_number(arena, purchases));
    qsort(groups, history->customers, sizeof *groups, group_order);
    for (size_t c = 0; c < history->customers; c++) {
        if (of->count > 0 && group_order(&groups[of->count - 1], &groups[c]) == 0)
            groups[of->count - 1].customers++;
        else
            groups[of->count++] = groups[c];
    }
    of->groups = groups;
    return true;
}

static Optimum search(Likelihood *of)
{
    static const double start[START_COUNT][OPPORTUNITY_PARAMETERS] = {
        {1, 1, 0.7, 3}, {0.5, 2, 0.3, 5}, {3, 3, 1, 1}, {1, 5, 0.2, 20}};
    double at[START_COUNT][OPTIMISE_MAX] = {0};
    for (int s = 0; s < START_COUNT; s++)
        for (int i = 0; i < OPPORTUNITY_PARAMETERS; i++) at[s][i] = log(start[s][i]);
    memcpy(of->prior.mean, at[0], sizeof of->prior.mean);
    Surface surface = {OPPORTUNITY_PARAMETERS, likelihood_slope, of, estimate_limit};
    return estimate_search(&surface, at, START_COUNT);
}

static void likelihood_room(Likelihood *of, Arena *arena)
{
    for (int i = 0; i < LADDERS; i++)
        of->ladder[i] = (Ladder){arena_array(arena, double, (size_t)of->n_most + 2),
                                 arena_array(arena, double, (size_t)of->n_most + 2),
                                 arena_array(arena, double, (size_t)of->n_most + 2)};
    of->part = arena_array(arena, Slope, of->count / PART + 1);
}

static OpportunityFit fit_of(const Likelihood *of, const Optimum *optimum, size_t customers)
{
    Estimates estimates = estimates_of(optimum, &of->prior);
    OpportunityFit fit = {.log_likelihood = estimates.log_likelihood,
                          .customers = customers,
                          .groups = of->count,
                          .shrunk = estimates.shrunk};
    memcpy(fit.parameter, estimates.parameter, sizeof fit.parameter);
    memcpy(fit.error, estimates.error, sizeof fit.error);
    memcpy(fit.low, estimates.low, sizeof fit.low);
    memcpy(fit.high, estimates.high, sizeof fit.high);
    memcpy(fit.covariance, optimum->covariance, sizeof fit.covariance);
    return fit;
}

bool opportunity_fit(const OpportunityHistory *history, int threads, OpportunityFit *fit, Error *error)
{
    Arena *scratch = arena_open(0);
    double customers = (double)history->customers;
    Likelihood of = {
        .threads = threads,
        .prior = {.count = OPPORTUNITY_PARAMETERS, .weight = prior_weight(customers, PRIOR_FULL, PRIOR_NONE)}};
    bool done = groups_of(history, scratch, &of, error);
    if (done) {
        likelihood_room(&of, scratch);
        Optimum optimum = search(&of);
        if (!estimate_told(&optimum, OPPORTUNITY_PARAMETERS) && of.prior.weight < 1) {
            of.prior.weight = 1;
            optimum = search(&of);
        }
        done = optimum.found;
        if (done)
            *fit = fit_of(&of, &optimum, history->customers);
        else
            error_set(error, ERROR_INPUT,
                      PHRASE("no parameters fit these opportunities better than all others",
                             "aucun jeu de paramètres ne convient mieux que les autres à ces occasions"),
                      NULL, 0);
    }
    arena_close(scratch);
    return done;
}

static void hold(uint32_t *x, uint32_t *t_x, uint32_t *n)
{
    *n = *n < OPPORTUNITIES_MAX ? *n : OPPORTUNITIES_MAX;
    *t_x = *t_x < *n ? *t_x : *n;
    *x = *x < *t_x ? *x : *t_x;
}

// Probability to have been here at the last opportunity: the last term of the mixture.
static double here(const double *p, uint32_t x, uint32_t t_x, uint32_t n)
{
    double last = log_beta(p[ALPHA] + x, p[BETA] + n - x) + log_beta(p[GAMMA], p[DELTA] + n), sum = 1;
    for (uint32_t k = t_x; k < n; k++)
        sum += exp(fmin(700, log_beta(p[ALPHA] + x, p[BETA] + k - x) + log_beta(p[GAMMA] + 1, p[DELTA] + k) - last));
    return 1 / sum;
}

double opportunity_alive(const OpportunityFit *fit, uint32_t x, uint32_t t_x, uint32_t n)
{
    hold(&x, &t_x, &n);
    const double *p = fit->parameter;
    return here(p, x, t_x, n) * (p[DELTA] + n) / (p[GAMMA] + p[DELTA] + n);
}

double opportunity_expected(const OpportunityFit *fit, uint32_t x, uint32_t t_x, uint32_t n, uint32_t ahead)
{
    hold(&x, &t_x, &n);
    const double *p = fit->parameter;
    double stay = 1, sum = 0;
    for (uint32_t k = n; k < n + (ahead < OPPORTUNITIES_MAX ? ahead : OPPORTUNITIES_MAX); k++)
        sum += stay *= (p[DELTA] + k) / (p[GAMMA] + p[DELTA] + k);
    return here(p, x, t_x, n) * (p[ALPHA] + x) / (p[ALPHA] + p[BETA] + n) * sum;
}

double opportunity_expected_new(const OpportunityFit *fit, uint32_t ahead)
{
    return opportunity_expected(fit, 0, 0, 0, ahead);
}
