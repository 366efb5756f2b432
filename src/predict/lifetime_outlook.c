// What may come, not only its mean: how likely each number of purchases is, and the ranges of purchases and of money.
#include <math.h>
#include <string.h>

#include "predict/lifetime_parts.h"
#include "predict/lifetime_state.h"

enum { NODES_MAX = 41, STRETCHES = 5 };

// Goes through j = 0, 1, … of a customer who is here. More than j purchases are made with probability h_j * sum over
// nodes of weight * P(N > j), N negative binomial of the time the customer stays: for BG/NBD and MBG/NBD one node,
// all of the time, and h_j the chance to stay after j purchases; for Pareto/NBD nodes over the time of leaving, h_j 1.
typedef struct Walk {
    double r, a, b, stay; // h_j
    uint32_t j, nodes;
    double weight[NODES_MAX], z[NODES_MAX], log_mass[NODES_MAX], mass[NODES_MAX], tail[NODES_MAX];
} Walk;

static void walk_add(Walk *walk, double weight, double alpha, double time)
{
    uint32_t node = walk->nodes++;
    double log_mass = -walk->r * log1p(time / alpha);
    walk->weight[node] = weight;
    walk->z[node] = time / (alpha + time);
    walk->log_mass[node] = log_mass;
    walk->mass[node] = exp(log_mass);
    walk->tail[node] = -expm1(log_mass);
}

// The time of leaving has density s beta^s / (beta + tau)^(s + 1): in v = ln(1 + tau / beta) it is s e^-(s v).
static void walk_leaving(Walk *walk, const LifetimeState *state, double time)
{
    double s = state->leaving[0], beta = state->leaving[1], end = log1p(time / beta);
    walk_add(walk, exp(-s * end), state->alpha, time);
    for (int stretch = 0; stretch < STRETCHES; stretch++)
        for (int i = 0; i < LEGENDRE_POINTS; i++) {
            double v = end * (stretch + legendre_at[i]) / STRETCHES;
            double weight = s * exp(-s * v) * end * legendre_weight[i] / STRETCHES;
            walk_add(walk, weight, state->alpha, beta * expm1(v));
        }
}

static Walk walk_start(const LifetimeFit *fit, const LifetimeState *state, double days)
{
    Walk walk = {.r = state->r, .a = state->leaving[0], .b = state->leaving[1], .stay = 1};
    double time = days / fit->unit_days;
    if (fit->model == LIFETIME_PARETO_NBD) {
        walk.a = 0;
        walk_leaving(&walk, state, time);
    } else {
        walk_add(&walk, 1, state->alpha, time);
    }
    return walk;
}

static double walk_more(const Walk *walk) // P(more than j)
{
    double sum = 0;
    for (uint32_t node = 0; node < walk->nodes; node++) sum += walk->weight[node] * walk->tail[node];
    return fmin(sum * walk->stay, 1);
}

static void walk_on(Walk *walk)
{
    double j = walk->j++;
    walk->stay *= (walk->b + j) / (walk->a + walk->b + j);
    for (uint32_t node = 0; node < walk->nodes; node++) {
        double ratio = (walk->r + j) / (j + 1) * walk->z[node];
        if (walk->log_mass[node] < -600 && ratio > 0) {
            walk->log_mass[node] += log(ratio);
            walk->mass[node] = exp(walk->log_mass[node]);
        } else {
            walk->mass[node] *= ratio;
        }
        walk->tail[node] = fmax(walk->tail[node] - walk->mass[node], 0);
    }
}

enum { COUNT_MOST = 100000 };

double lifetime_probability_of(const LifetimeFit *fit, const LifetimeState *state, double days, uint32_t count)
{
    Walk walk = walk_start(fit, state, days);
    double more = 1;
    for (uint32_t j = 0; j <= count && j < COUNT_MOST && more > 0; j++) {
        double before = more;
        more = state->alive * walk_more(&walk);
        if (j == count) return fmax(before - more, 0);
        walk_on(&walk);
    }
    return 0;
}

double lifetime_probability(const LifetimeFit *fit, BuyingFigures of, double days, uint32_t count)
{
    LifetimeState state = lifetime_state(fit, of);
    return lifetime_probability_of(fit, &state, lifetime_days(days), count);
}

// The fit with its parameters moved along column `axis` of the factor of their covariance.
static LifetimeFit moved(const LifetimeFit *fit, double factor[OPTIMISE_MAX][OPTIMISE_MAX], size_t axis, double by)
{
    LifetimeFit copy = *fit;
    for (size_t i = 0; i < LIFETIME_PARAMETERS; i++) copy.parameter[i] *= exp(fmax(-4, fmin(4, by * factor[i][axis])));
    return copy;
}

static GammaGammaFit moved_amounts(const GammaGammaFit *fit, double factor[OPTIMISE_MAX][OPTIMISE_MAX], size_t axis,
                                   double by)
{
    GammaGammaFit copy = *fit;
    for (size_t i = 0; i < GAMMA_GAMMA_PARAMETERS; i++)
        copy.parameter[i] *= exp(fmax(-4, fmin(4, by * factor[i][axis])));
    return copy;
}

enum { AXES_MAX = LIFETIME_PARAMETERS + GAMMA_GAMMA_PARAMETERS, CASES_MAX = 2 * AXES_MAX };

// Equally likely pairs of parameters: a third-degree cubature of their normal distributions.
typedef struct Cases {
    size_t count;
    LifetimeFit fit[CASES_MAX];
    GammaGammaFit amounts[CASES_MAX];
} Cases;

static void cases_of(const LifetimeFit *fit, const GammaGammaFit *amounts, Cases *cases)
{
    double life[OPTIMISE_MAX][OPTIMISE_MAX] = {0}, money[OPTIMISE_MAX][OPTIMISE_MAX] = {0};
    double covariance[OPTIMISE_MAX][OPTIMISE_MAX] = {0};
    memcpy(covariance, fit->covariance, sizeof fit->covariance);
    bool life_known = matrix_factor(LIFETIME_PARAMETERS, covariance, life);
    size_t axes = LIFETIME_PARAMETERS + (amounts ? GAMMA_GAMMA_PARAMETERS : 0);
    memset(covariance, 0, sizeof covariance);
    for (size_t i = 0; amounts && i < GAMMA_GAMMA_PARAMETERS; i++)
        memcpy(covariance[i], amounts->covariance[i], sizeof amounts->covariance[i]);
    bool money_known = amounts && matrix_factor(GAMMA_GAMMA_PARAMETERS, covariance, money);
    for (size_t axis = 0; axis < axes; axis++)
        for (int side = -1; side <= 1; side += 2) {
            double by = side * sqrt((double)axes);
            bool of_life = axis < LIFETIME_PARAMETERS;
            cases->fit[cases->count] = of_life && life_known ? moved(fit, life, axis, by) : *fit;
            if (amounts)
                cases->amounts[cases->count] =
                    !of_life && money_known ? moved_amounts(amounts, money, axis - LIFETIME_PARAMETERS, by) : *amounts;
            cases->count++;
        }
}

static Predicted spanning(double value, double low, double high)
{
    return (Predicted){value, fmin(low, value), fmax(high, value)};
}

Predicted lifetime_purchases(const LifetimeFit *fit, BuyingFigures of, double any_days)
{
    double days = lifetime_days(any_days), alive[CASES_MAX], low = -1;
    Arena *scratch = arena_open(0);
    Cases *cases = arena_new(scratch, Cases);
    cases_of(fit, NULL, cases);
    Walk *walk = arena_array(scratch, Walk, cases->count);
    for (size_t i = 0; i < cases->count; i++) {
        LifetimeState state = lifetime_state(&cases->fit[i], of);
        alive[i] = state.alive / (double)cases->count;
        walk[i] = walk_start(&cases->fit[i], &state, days);
    }
    uint32_t j = 0;
    for (; j < COUNT_MOST; j++) {
        double more = 0;
        for (size_t i = 0; i < cases->count; i++) more += alive[i] * walk_more(&walk[i]);
        if (low < 0 && more < 0.975) low = j;
        if (more <= 0.025) break;
        for (size_t i = 0; i < cases->count; i++) walk_on(&walk[i]);
    }
    arena_close(scratch);
    return spanning(lifetime_expected(fit, of, days), fmax(low, 0), j);
}

// ---- money ----

// Purchases come in numbers n with chances; what n purchases of gamma amounts with an unknown scale sum to, S, has
// S / (S + scale) ~ beta(p n, shape). Numbers beyond the first sixty-four are taken together, more of them each time.
enum { STEPS = 160 };
typedef struct Money {
    size_t steps;
    double chance[STEPS], count[STEPS]; // of n >= 1; chances sum to at most 1 / cases
    double p, shape, scale;
} Money;

static void money_add(Money *money, double chance, double count)
{
    if (money->steps == STEPS || !(chance > 0)) return;
    money->chance[money->steps] = chance;
    money->count[money->steps++] = count;
}

static void money_counts(const LifetimeFit *fit, BuyingFigures of, double days, double share, Money *money)
{
    LifetimeState state = lifetime_state(fit, of);
    Walk walk = walk_start(fit, &state, days);
    double more = state.alive * walk_more(&walk);
    uint32_t j = 0;
    while (more > 1e-7 && j < COUNT_MOST && money->steps < STEPS - 1) {
        uint32_t first = j + 1, last = j + 1 + j / 64 * (1 + j / 256);
        double before = more;
        for (; j < last; j++) {
            walk_on(&walk);
            more = state.alive * walk_more(&walk);
        }
        money_add(money, share * (before - more), (first + last) / 2.0);
    }
    if (more > 1e-7) money_add(money, share * more, j + 1.0);
}

static double money_below(const Money *cases, size_t count, double amount)
{
    double sum = 0, chances = 0;
    for (size_t i = 0; i < count; i++)
        for (size_t k = 0; k < cases[i].steps; k++) {
            chances += cases[i].chance[k];
            sum += cases[i].chance[k] *
                   beta_below(cases[i].p * cases[i].count[k], cases[i].shape, amount / (amount + cases[i].scale));
        }
    return 1 - chances + sum;
}

static double money_quantile(const Money *cases, size_t count, double share, double start)
{
    double low = 0, high = start;
    if (money_below(cases, count, 0) >= share) return 0;
    for (int i = 0; i < 60 && money_below(cases, count, high) < share; i++) high *= 2;
    for (int i = 0; i < 40 && high - low > 1e-6 * high; i++) {
        double middle = (low + high) / 2;
        if (money_below(cases, count, middle) < share)
            low = middle;
        else
            high = middle;
    }
    return (low + high) / 2;
}

Predicted lifetime_revenue_range(const LifetimeFit *fit, const GammaGammaFit *amounts, BuyingFigures of,
                                 double mean_amount, double any_days, double yearly_discount)
{
    double days = lifetime_days(any_days);
    double plain = lifetime_revenue(fit, amounts, of, mean_amount, days, 0);
    double value = lifetime_revenue(fit, amounts, of, mean_amount, days, yearly_discount);
    if (!(plain > 0)) return (Predicted){value, value, value};
    Arena *scratch = arena_open(0);
    Cases *cases = arena_new(scratch, Cases);
    cases_of(fit, amounts, cases);
    Money *money = arena_array(scratch, Money, cases->count);
    bool seen = of.x > 0 && mean_amount > 0;
    for (size_t i = 0; i < cases->count; i++) {
        const double *p = cases->amounts[i].parameter;
        money[i].p = p[0];
        money[i].shape = p[1] + (seen ? p[0] * of.x : 0);
        money[i].scale = p[2] * amounts->unit + (seen ? of.x * mean_amount : 0);
        money_counts(&cases->fit[i], of, days, 1 / (double)cases->count, &money[i]);
    }
    double low = money_quantile(money, cases->count, 0.025, plain);
    double high = money_quantile(money, cases->count, 0.975, plain);
    arena_close(scratch);
    return spanning(value, low * value / plain, high * value / plain);
}
