// Pareto/NBD. The likelihood of a customer is a mixture over the time tau at which they left, from t_x on:
//   Gamma(r + x) / Gamma(r) alpha^r { (alpha + T)^-(r + x) (beta / (beta + T))^s
//                                     + integral from t_x to T of (alpha + tau)^-(r + x) s beta^s (beta + tau)^-(s + 1)
//                                     }
// All terms are positive, so nothing cancels, and slopes are those of the terms. The integral is a sum over points: in
// v = ln(c + tau), c the smaller of alpha and beta, the integrand falls like e^-y at most, y = (r + s + x) v. It is cut
// at y = 3, 9, 21 … and each part has eight Gauss-Legendre points, as far as anything is left.
#include <math.h>

#include "base/thread.h"
#include "predict/lifetime_parts.h"
#include "predict/lifetime_state.h"
#include "predict/special.h"

enum { R, ALPHA, S, BETA };
static const double negligible = 40; // e^-40

// A term of the mixture, its slopes and those of its curvatures that are not 0.
typedef struct Term {
    double log_value, gradient[4], r_alpha, alpha_alpha, s_s, s_beta, beta_beta;
} Term;

// Sums over terms of e^log_value, held relative to the largest so far.
typedef struct Mixture {
    double top, sum, gradient[4], hessian[4][4]; // its lower triangle
} Mixture;

static void mixture_scale(Mixture *mixture, double top)
{
    double scale = mixture->sum > 0 ? exp(mixture->top - top) : 0;
    mixture->top = top;
    mixture->sum *= scale;
    for (int i = 0; i < 4; i++) {
        mixture->gradient[i] *= scale;
        for (int j = 0; j <= i; j++) mixture->hessian[i][j] *= scale;
    }
}

static void mixture_add(Mixture *mixture, const Term *term)
{
    if (mixture->sum == 0 || term->log_value > mixture->top) mixture_scale(mixture, term->log_value);
    double weight = exp(term->log_value - mixture->top);
    const double *g = term->gradient;
    mixture->sum += weight;
    for (int i = 0; i < 4; i++) {
        mixture->gradient[i] += weight * g[i];
        for (int j = 0; j <= i; j++) mixture->hessian[i][j] += weight * g[i] * g[j];
    }
    mixture->hessian[ALPHA][R] += weight * term->r_alpha;
    mixture->hessian[ALPHA][ALPHA] += weight * term->alpha_alpha;
    mixture->hessian[S][S] += weight * term->s_s;
    mixture->hessian[BETA][S] += weight * term->s_beta;
    mixture->hessian[BETA][BETA] += weight * term->beta_beta;
}

typedef struct Shape {
    double p[4], times, log_beta, t, T; // times: r + x
} Shape;

// Left at tau (`left` 1), or later than tau (0).
static Term term_at(const Shape *shape, double tau, double log_alpha_tau, double log_beta_tau, int left)
{
    const double *p = shape->p;
    double s = p[S] + left, over_alpha = 1 / (p[ALPHA] + tau), over_beta = 1 / (p[BETA] + tau);
    return (Term){.log_value = p[S] * shape->log_beta - shape->times * log_alpha_tau - s * log_beta_tau,
                  .gradient = {-log_alpha_tau, -shape->times * over_alpha,
                               (left ? 1 / p[S] : 0) + shape->log_beta - log_beta_tau, p[S] / p[BETA] - s * over_beta},
                  .r_alpha = -over_alpha,
                  .alpha_alpha = shape->times * over_alpha * over_alpha,
                  .s_s = left ? -1 / (p[S] * p[S]) : 0,
                  .s_beta = 1 / p[BETA] - over_beta,
                  .beta_beta = s * over_beta * over_beta - p[S] / (p[BETA] * p[BETA])};
}

// Eight points of the part from y to y + width. False: nothing is left beyond.
static bool add_stretch(const Shape *shape, double y, double width, Mixture *mixture)
{
    const double *p = shape->p;
    bool alpha_first = p[ALPHA] <= p[BETA];
    double c = alpha_first ? p[ALPHA] : p[BETA], other = alpha_first ? p[BETA] : p[ALPHA];
    double fall = shape->times + p[S], log_first = log(c + shape->t), highest = -INFINITY;
    double log_front = log(p[S] * width / fall);
    for (int i = 0; i < LEGENDRE_POINTS; i++) {
        double v = (y + width * legendre_at[i]) / fall, tau = shape->t + (c + shape->t) * expm1(v);
        double log_c = log_first + v, log_other = log(other + tau);
        Term term = term_at(shape, tau, alpha_first ? log_c : log_other, alpha_first ? log_other : log_c, 1);
        term.log_value += log_front + log_c + log(legendre_weight[i]);
        highest = fmax(highest, term.log_value);
        mixture_add(mixture, &term);
    }
    return highest > mixture->top - negligible;
}

// Returns the logarithm of what is alive at T; the mixture holds all.
static double mix(const Shape *shape, Mixture *mixture)
{
    const double *p = shape->p;
    Term alive = term_at(shape, shape->T, log(p[ALPHA] + shape->T), log(p[BETA] + shape->T), 0);
    *mixture = (Mixture){0};
    mixture_add(mixture, &alive);
    double c = fmin(p[ALPHA], p[BETA]);
    double y_end = (shape->times + p[S]) * log1p((shape->T - shape->t) / (c + shape->t));
    for (double y = 0, width = 3; y < y_end; y += width, width *= 2)
        if (!add_stretch(shape, y, fmin(width, y_end - y), mixture)) break;
    return alive.log_value;
}

static Shape shape_of(const double *p, uint32_t x, double t, double T)
{
    return (Shape){{p[R], p[ALPHA], p[S], p[BETA]}, p[R] + x, log(p[BETA]), t, T};
}

double lifetime_pareto_alive(const double *parameter, uint32_t x, double t, double T)
{
    Shape shape = shape_of(parameter, x, t, T);
    Mixture mixture;
    double alive = mix(&shape, &mixture);
    return fmin(exp(alive - mixture.top) / mixture.sum, 1);
}

// What depends on x alone: ln Gamma(r + x) - ln Gamma(r) + r ln alpha.
static void add_counts(const LifetimeGroups *groups, const double *p, Slope *slope)
{
    double n = groups->customers, over = 1 / p[ALPHA];
    for (size_t i = 0; i < groups->different; i++) {
        uint32_t x = groups->different_x[i];
        double of_x = groups->by_x[x];
        slope->value += of_x * log_gamma(p[R] + x);
        slope->gradient[R] += of_x * digamma(p[R] + x);
        slope->hessian[R][R] += of_x * trigamma(p[R] + x);
    }
    slope->value += n * (p[R] * log(p[ALPHA]) - log_gamma(p[R]));
    slope->gradient[R] += n * (log(p[ALPHA]) - digamma(p[R]));
    slope->gradient[ALPHA] += n * p[R] * over;
    slope->hessian[R][R] -= n * trigamma(p[R]);
    slope->hessian[ALPHA][R] += n * over;
    slope->hessian[ALPHA][ALPHA] -= n * p[R] * over * over;
}

typedef struct PartWork {
    const LifetimeLikelihood *of;
    const double *p;
} PartWork;

static void add_part(void *context, size_t part, int worker)
{
    (void)worker;
    const PartWork *work = context;
    const LifetimeGroups *groups = work->of->groups;
    Slope sum = {0};
    size_t from = part * LIFETIME_PART, to = from + LIFETIME_PART;
    for (size_t g = from; g < (to < groups->count ? to : groups->count); g++) {
        double unit = groups->unit_days, n = groups->n[g];
        Shape shape = shape_of(work->p, groups->x[g], groups->t_x[g] / unit, groups->T[g] / unit);
        Mixture mixture;
        (void)mix(&shape, &mixture);
        sum.value += n * (mixture.top + log(mixture.sum));
        for (int i = 0; i < 4; i++) mixture.gradient[i] /= mixture.sum;
        for (int i = 0; i < 4; i++) {
            sum.gradient[i] += n * mixture.gradient[i];
            for (int j = 0; j <= i; j++)
                sum.hessian[i][j] +=
                    n * (mixture.hessian[i][j] / mixture.sum - mixture.gradient[i] * mixture.gradient[j]);
        }
    }
    work->of->part[part] = sum;
}

void lifetime_pareto_slope(LifetimeLikelihood *of, const double *parameter, Slope *slope)
{
    *slope = (Slope){0};
    add_counts(of->groups, parameter, slope);
    PartWork work = {of, parameter};
    size_t parts = (of->groups->count + LIFETIME_PART - 1) / LIFETIME_PART;
    thread_run(parts > 1 ? of->threads : 1, parts, add_part, &work);
    for (size_t part = 0; part < parts; part++) {
        slope->value += of->part[part].value;
        for (int i = 0; i < 4; i++) {
            slope->gradient[i] += of->part[part].gradient[i];
            for (int j = 0; j <= i; j++) slope->hessian[i][j] += of->part[part].hessian[i][j];
        }
    }
    for (int i = 0; i < 4; i++)
        for (int j = 0; j < i; j++) slope->hessian[j][i] = slope->hessian[i][j];
}
