// BG/NBD and MBG/NBD. They differ in one thing: the chance to leave comes after each of x repeat purchases, or after
// each of x + 1 purchases. So the second one is the first one with x + 1 where x stands beside b.
#include <math.h>
#include <string.h>

#include "base/thread.h"
#include "predict/lifetime_parts.h"
#include "predict/special.h"

enum { R, ALPHA, A, B };

static uint32_t leaving_chances(const LifetimeLikelihood *of, uint32_t x)
{
    return x + (of->model == LIFETIME_MBG_NBD);
}

static void add_symmetric(Slope *slope, int i, int j, double value)
{
    slope->hessian[i][j] += value;
    if (i != j) slope->hessian[j][i] += value;
}

// What depends on x alone: ln Gamma(r + x) - ln Gamma(r) + ln B(a, b + x) - ln B(a, b).
static void add_counts(const LifetimeLikelihood *of, const double *p, Slope *slope)
{
    double sum_n = 0;
    for (size_t i = 0; i < of->groups->different; i++) {
        uint32_t x = of->groups->different_x[i];
        double n = of->groups->by_x[x];
        double b = p[B] + leaving_chances(of, x), r = p[R] + x;
        sum_n += n;
        slope->value += n * (log_gamma(r) + log_gamma(b) - log_gamma(p[A] + b));
        slope->gradient[R] += n * digamma(r);
        slope->hessian[R][R] += n * trigamma(r);
        double both = digamma(p[A] + b), curve = trigamma(p[A] + b);
        slope->gradient[A] -= n * both;
        slope->gradient[B] += n * (digamma(b) - both);
        slope->hessian[A][A] -= n * curve;
        slope->hessian[B][B] += n * (trigamma(b) - curve);
        add_symmetric(slope, A, B, -n * curve);
    }
    double both = digamma(p[A] + p[B]), curve = trigamma(p[A] + p[B]);
    slope->value -= sum_n * (log_gamma(p[R]) + log_gamma(p[B]) - log_gamma(p[A] + p[B]));
    slope->gradient[R] -= sum_n * digamma(p[R]);
    slope->hessian[R][R] -= sum_n * trigamma(p[R]);
    slope->gradient[A] += sum_n * both;
    slope->gradient[B] -= sum_n * (digamma(p[B]) - both);
    slope->hessian[A][A] += sum_n * curve;
    slope->hessian[B][B] -= sum_n * (trigamma(p[B]) - curve);
    add_symmetric(slope, A, B, sum_n * curve);
}

// What depends on T and x: r ln alpha - (r + x) ln(alpha + T).
static void add_days(const LifetimeLikelihood *of, const double *p, Slope *slope)
{
    const LifetimeGroups *groups = of->groups;
    double logs = 0, ones = 0;
    for (size_t i = 0; i < groups->day_count; i++) {
        uint32_t d = groups->days[i];
        double n = groups->by_T[d];
        if (n == 0) continue;
        double times = p[R] * n + groups->count_by_T[d], over = of->over_day[d];
        slope->value -= times * of->log_day[d];
        logs += n * of->log_day[d];
        ones += n * over;
        slope->gradient[ALPHA] -= times * over;
        slope->hessian[ALPHA][ALPHA] += times * over * over;
    }
    double n = groups->customers;
    slope->value += n * p[R] * log(p[ALPHA]);
    slope->gradient[R] += n * log(p[ALPHA]) - logs;
    slope->gradient[ALPHA] += n * p[R] / p[ALPHA];
    slope->hessian[ALPHA][ALPHA] -= n * p[R] / (p[ALPHA] * p[ALPHA]);
    add_symmetric(slope, R, ALPHA, n / p[ALPHA] - ones);
}

static const double most = 1e300;

typedef struct PartWork {
    const LifetimeLikelihood *of;
    const double *p;
    size_t groups;
} PartWork;

// ln(1 + e^delta), the odds e^delta being those of having left: delta = ln(a / (b + x - 1)) + (r + x) D, where
// D = ln(alpha + T) - ln(alpha + t_x). Factors are multiplied as far as a double holds them, for one logarithm.
static void add_part(void *context, size_t part, int worker)
{
    (void)worker;
    const PartWork *work = context;
    const LifetimeLikelihood *of = work->of;
    const LifetimeGroups *groups = of->groups;
    double r = work->p[R], over_a = 1 / work->p[A], value = 0, product = 1, g[4] = {0}, h[10] = {0};
    size_t from = part * LIFETIME_PART, to = from + LIFETIME_PART;
    for (size_t i = from; i < (to < work->groups ? to : work->groups); i++) {
        uint32_t x = groups->x[i], t = groups->t_x[i], T = groups->T[i];
        double n = groups->n[i], times = r + x, c = of->over_b[x];
        double D = of->log_day[T] - of->log_day[t], E = of->over_day[T] - of->over_day[t];
        double delta = of->log_odds[x] + times * D, small = exp(-fabs(delta));
        double over = 1 / (1 + small), left = n * (delta > 0 ? 1 : small) * over, curve = n * small * over * over;
        double slope_alpha = times * E;
        value += delta > 0 ? n * delta : 0;
        if (n == 1)
            product *= 1 + small;
        else
            value += n * log1p(small);
        if (product > most) value += log(product), product = 1;
        g[R] += left * D;
        g[ALPHA] += left * slope_alpha;
        g[A] += left;
        g[B] -= left * c;
        h[0] += curve * D * D;
        h[1] += curve * D * slope_alpha + left * E;
        h[2] += curve * D;
        h[3] -= curve * D * c;
        h[4] += curve * slope_alpha * slope_alpha - left * slope_alpha * (of->over_day[T] + of->over_day[t]);
        h[5] += curve * slope_alpha;
        h[6] -= curve * slope_alpha * c;
        h[7] += curve;
        h[8] -= curve * c;
        h[9] += (curve + left) * c * c;
    }
    Slope *sum = &of->part[part];
    *sum = (Slope){.value = value + log(product), .gradient = {g[R], g[ALPHA], g[A] * over_a, g[B]}};
    double full[4][4] = {{h[0], h[1], h[2] * over_a, h[3]},
                         {h[1], h[4], h[5] * over_a, h[6]},
                         {h[2] * over_a, h[5] * over_a, (h[7] - g[A]) * over_a * over_a, h[8] * over_a},
                         {h[3], h[6], h[8] * over_a, h[9]}};
    memcpy(sum->hessian, full, sizeof full);
}

static void fill_tables(LifetimeLikelihood *of, const double *p)
{
    double unit = of->groups->unit_days;
    for (size_t i = 0; i < of->groups->day_count; i++) {
        uint32_t d = of->groups->days[i];
        of->log_day[d] = log(p[ALPHA] + d / unit);
        of->over_day[d] = 1 / (p[ALPHA] + d / unit);
    }
    for (size_t i = 0; i < of->groups->different; i++) {
        uint32_t x = of->groups->different_x[i], chances = leaving_chances(of, x);
        if (chances == 0) continue;
        of->over_b[x] = 1 / (p[B] + (chances - 1));
        of->log_odds[x] = log(p[A] * of->over_b[x]);
    }
}

void lifetime_geometric_slope(LifetimeLikelihood *of, const double *parameter, Slope *slope)
{
    *slope = (Slope){0};
    fill_tables(of, parameter);
    add_counts(of, parameter, slope);
    add_days(of, parameter, slope);
    PartWork work = {of, parameter, of->model == LIFETIME_MBG_NBD ? of->groups->count : of->groups->repeated};
    size_t parts = (work.groups + LIFETIME_PART - 1) / LIFETIME_PART;
    thread_run(parts > 1 ? of->threads : 1, parts, add_part, &work);
    for (size_t part = 0; part < parts; part++) {
        slope->value += of->part[part].value;
        for (int i = 0; i < 4; i++) {
            slope->gradient[i] += of->part[part].gradient[i];
            for (int j = 0; j < 4; j++) slope->hessian[i][j] += of->part[part].hessian[i][j];
        }
    }
}
