#include <math.h>
#include <string.h>

#include "predict/lifetime_parts.h"

enum { START_COUNT = 4, FEW = 2000, SOME = 50000, PRIOR_FULL = 200 };

LifetimeLikelihood lifetime_likelihood(const LifetimeGroups *groups, LifetimeModel model, int threads, Arena *arena)
{
    size_t days = (size_t)groups->T_most + 1, counts = (size_t)groups->x_most + 1;
    return (LifetimeLikelihood){.groups = groups,
                                .model = model,
                                .threads = threads,
                                .log_day = arena_array(arena, double, days),
                                .over_day = arena_array(arena, double, days),
                                .log_odds = arena_array(arena, double, counts),
                                .over_b = arena_array(arena, double, counts),
                                .part = arena_array(arena, Slope, groups->count / LIFETIME_PART + 1)};
}

void lifetime_slope(void *context, const double *at, Slope *slope)
{
    LifetimeLikelihood *of = context;
    double parameter[LIFETIME_PARAMETERS];
    for (size_t i = 0; i < LIFETIME_PARAMETERS; i++) parameter[i] = exp(at[i]);
    if (of->model == LIFETIME_PARETO_NBD)
        lifetime_pareto_slope(of, parameter, slope);
    else
        lifetime_geometric_slope(of, parameter, slope);
    slope_of_logarithms(slope, LIFETIME_PARAMETERS, parameter);
    prior_add(&of->prior, at, slope);
}

// Where a search starts: r, mean wait over what was seen, and the ways of leaving; beta in terms of the mean T.
typedef struct Start {
    double r, wait, leaving[2];
} Start;
static const Start geometric_starts[START_COUNT] = {
    {0.5, 1, {0.8, 2.5}}, {0.3, 1, {0.3, 3}}, {1.5, 0.7, {1, 5}}, {5, 1, {0.1, 1}}};
static const Start pareto_starts[START_COUNT] = {
    {0.5, 0.8, {0.6, 0.5}}, {0.3, 1, {0.3, 1}}, {1.5, 0.7, {1, 1}}, {5, 1, {0.2, 2}}};

// The first start is the middle of the prior.
static void start_at(LifetimeModel model, const LifetimeGroups *groups, size_t number, double *at)
{
    bool pareto = model == LIFETIME_PARETO_NBD;
    const Start *start = pareto ? &pareto_starts[number] : &geometric_starts[number];
    double wait = groups->time / groups->unit_days / groups->purchases;
    double mean_time = groups->time / groups->unit_days / groups->customers;
    at[0] = log(start->r);
    at[1] = log(start->r * start->wait * wait);
    at[2] = log(start->leaving[0]);
    at[3] = log(start->leaving[1] * (pareto ? mean_time : 1));
}

static Surface surface_of(LifetimeLikelihood *of)
{
    return (Surface){LIFETIME_PARAMETERS, lifetime_slope, of, estimate_limit};
}

static Optimum search(LifetimeLikelihood *of)
{
    double starts[START_COUNT][OPTIMISE_MAX] = {0};
    for (size_t i = 0; i < START_COUNT; i++) start_at(of->model, of->groups, i, starts[i]);
    Surface surface = surface_of(of);
    return estimate_search(&surface, starts, START_COUNT);
}

// The best place on a sample is where all groups start, or a larger sample before them.
static Optimum search_few(const LifetimeLikelihood *of, size_t wanted, const Optimum *from, Arena *scratch)
{
    LifetimeGroups few = lifetime_groups_sample(of->groups, wanted, scratch);
    if (few.purchases == 0 || few.time == 0) return (Optimum){0};
    LifetimeLikelihood of_few = lifetime_likelihood(&few, of->model, of->threads, scratch);
    of_few.prior = of->prior;
    if (!from) return search(&of_few);
    Surface surface = surface_of(&of_few);
    return optimise(&surface, from->at);
}

static Optimum search_all(LifetimeLikelihood *of, Arena *scratch)
{
    if (of->groups->count <= 2 * (size_t)FEW) return search(of);
    Optimum best = search_few(of, FEW, NULL, scratch);
    if (!best.found && of->prior.weight < 1) return best; // what has no end there takes minutes to have none with all
    if (best.found && of->groups->count > 2 * (size_t)SOME) best = search_few(of, SOME, &best, scratch);
    Surface surface = surface_of(of);
    if (best.found) best = optimise(&surface, best.at);
    return best.found || of->prior.weight < 1 ? best : search(of);
}

static void fit_of(const LifetimeLikelihood *of, const Optimum *optimum, LifetimeFit *fit)
{
    const LifetimeGroups *groups = of->groups;
    Estimates estimates = estimates_of(optimum, &of->prior);
    *fit = (LifetimeFit){.model = of->model,
                         .unit_days = groups->unit_days,
                         .log_likelihood = estimates.log_likelihood,
                         .customers = (size_t)groups->customers,
                         .repeaters = (size_t)groups->repeaters,
                         .groups = groups->count,
                         .shrunk = estimates.shrunk};
    memcpy(fit->parameter, estimates.parameter, sizeof fit->parameter);
    memcpy(fit->error, estimates.error, sizeof fit->error);
    memcpy(fit->low, estimates.low, sizeof fit->low);
    memcpy(fit->high, estimates.high, sizeof fit->high);
    memcpy(fit->covariance, optimum->covariance, sizeof fit->covariance);
}

static bool refuse_groups(const LifetimeGroups *groups, Error *error)
{
    Arena *scratch = arena_open(0);
    Str count = error_number(scratch, (uint64_t)groups->customers);
    if (groups->customers < LIFETIME_CUSTOMERS_MIN)
        error_say(error, ERROR_INPUT,
                  PHRASE("too few customers for a lifetime model: {0}, and 50 are needed",
                         "trop peu de clients pour un modèle de durée de vie\u00A0: {0}, il en faut 50"),
                  count);
    else if (groups->purchases == 0)
        error_say(error, ERROR_INPUT,
                  PHRASE("none of the {0} customers has bought on a second day, so nothing can be said of when they "
                         "leave",
                         "aucun des {0} clients n’a acheté un deuxième jour\u00A0: rien ne dit quand ils partent"),
                  count);
    else
        error_say(
            error, ERROR_INPUT,
            PHRASE("all of the {0} customers bought for the first time on the last day: there is no time to learn "
                   "from",
                   "les {0} clients ont tous acheté pour la première fois le dernier jour\u00A0: aucune durée "
                   "n’est observée"),
            count);
    arena_close(scratch);
    return false;
}

static bool refuse_search(const LifetimeGroups *groups, Error *error)
{
    Arena *scratch = arena_open(0);
    error_say(error, ERROR_INPUT,
              PHRASE("no parameters fit the {0} customers better than all others: their purchases may follow no chance",
                     "aucun jeu de paramètres ne convient mieux que les autres aux {0} clients\u00A0: leurs achats ne "
                     "suivent peut-être aucun hasard"),
              error_number(scratch, (uint64_t)groups->customers));
    arena_close(scratch);
    return false;
}

bool lifetime_fit_groups(LifetimeModel model, const LifetimeGroups *groups, int threads, LifetimeFit *fit, Error *error)
{
    if (groups->customers < LIFETIME_CUSTOMERS_MIN || groups->purchases == 0 || groups->time == 0)
        return refuse_groups(groups, error);
    Arena *scratch = arena_open(0);
    LifetimeLikelihood of = lifetime_likelihood(groups, model, threads, scratch);
    of.prior = (Prior){.count = LIFETIME_PARAMETERS,
                       .weight = prior_weight(groups->customers, PRIOR_FULL, LIFETIME_CUSTOMERS_MANY)};
    start_at(model, groups, 0, of.prior.mean);
    Optimum optimum = search_all(&of, scratch);
    if (!estimate_told(&optimum, LIFETIME_PARAMETERS) && of.prior.weight < 1) {
        of.prior.weight = 1;
        optimum = search_all(&of, scratch);
    }
    if (optimum.found) fit_of(&of, &optimum, fit);
    arena_close(scratch);
    return optimum.found ? true : refuse_search(groups, error);
}

bool lifetime_fit(LifetimeModel model, const BuyingHistory *history, int threads, LifetimeFit *fit, Error *error)
{
    Arena *scratch = arena_open(0);
    LifetimeGroups groups;
    bool done =
        lifetime_groups(history, scratch, &groups, error) && lifetime_fit_groups(model, &groups, threads, fit, error);
    arena_close(scratch);
    return done;
}

Str lifetime_name(LifetimeModel model)
{
    static const char *const name[LIFETIME_MODEL_COUNT] = {"bg_nbd", "mbg_nbd", "pareto_nbd"};
    return str_of(name[model]);
}

Phrase lifetime_title(LifetimeModel model)
{
    static const char *const title[LIFETIME_MODEL_COUNT] = {"BG/NBD", "MBG/NBD", "Pareto/NBD"};
    return (Phrase){{title[model], title[model]}};
}

Str lifetime_parameter_name(LifetimeModel model, size_t parameter)
{
    static const char *const name[2][LIFETIME_PARAMETERS] = {{"r", "alpha", "a", "b"}, {"r", "alpha", "s", "beta"}};
    return str_of(name[model == LIFETIME_PARETO_NBD][parameter]);
}
