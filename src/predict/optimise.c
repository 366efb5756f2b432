#include "predict/optimise.h"

#include <math.h>
#include <string.h>

enum { STEPS_MAX = 200 };
// The height that is still missing is half the squared length of the Newton step in standard errors. Below `flat` the
// step is made and not looked at again: what it leaves is smaller by another square.
static const double flat = 1e-5, step_longest = 2, damping_most = 1e12;

bool matrix_factor(size_t count, double matrix[OPTIMISE_MAX][OPTIMISE_MAX], double factor[OPTIMISE_MAX][OPTIMISE_MAX])
{
    for (size_t i = 0; i < count; i++)
        for (size_t j = 0; j <= i; j++) {
            double sum = matrix[i][j];
            for (size_t k = 0; k < j; k++) sum -= factor[i][k] * factor[j][k];
            if (i == j && !(sum > 1e-14 * fabs(matrix[i][i]) && isfinite(sum))) return false;
            factor[i][j] = i == j ? sqrt(sum) : sum / factor[j][j];
            factor[j][i] = i == j ? factor[i][j] : 0;
        }
    return true;
}

static void solve(size_t count, double factor[OPTIMISE_MAX][OPTIMISE_MAX], const double *right, double *solution)
{
    for (size_t i = 0; i < count; i++) {
        double sum = right[i];
        for (size_t k = 0; k < i; k++) sum -= factor[i][k] * solution[k];
        solution[i] = sum / factor[i][i];
    }
    for (size_t i = count; i-- > 0;) {
        double sum = solution[i];
        for (size_t k = i + 1; k < count; k++) sum -= factor[k][i] * solution[k];
        solution[i] = sum / factor[i][i];
    }
}

bool matrix_invert(size_t count, double matrix[OPTIMISE_MAX][OPTIMISE_MAX], double inverse[OPTIMISE_MAX][OPTIMISE_MAX])
{
    double factor[OPTIMISE_MAX][OPTIMISE_MAX] = {0};
    if (!matrix_factor(count, matrix, factor)) return false;
    for (size_t j = 0; j < count; j++) {
        double one[OPTIMISE_MAX] = {0}, column[OPTIMISE_MAX] = {0};
        one[j] = 1;
        solve(count, factor, one, column);
        for (size_t i = 0; i < count; i++) inverse[i][j] = column[i];
    }
    return true;
}

void slope_of_logarithms(Slope *slope, size_t count, const double *numbers)
{
    for (size_t i = 0; i < count; i++)
        for (size_t j = 0; j < count; j++)
            slope->hessian[i][j] =
                slope->hessian[i][j] * numbers[i] * numbers[j] + (i == j ? slope->gradient[i] * numbers[i] : 0);
    for (size_t i = 0; i < count; i++) slope->gradient[i] *= numbers[i];
}

static bool usable(const Slope *slope, size_t count)
{
    double sum = slope->value;
    for (size_t i = 0; i < count; i++) {
        sum += slope->gradient[i];
        for (size_t j = 0; j < count; j++) sum += slope->hessian[i][j];
    }
    return isfinite(sum);
}

// A step uphill: (damping * |diagonal| - hessian)^-1 gradient, with more damping until that can be solved.
static void step_from(const Slope *slope, size_t count, double *damping, double *step)
{
    double matrix[OPTIMISE_MAX][OPTIMISE_MAX] = {0}, factor[OPTIMISE_MAX][OPTIMISE_MAX] = {0};
    for (;;) {
        for (size_t i = 0; i < count; i++)
            for (size_t j = 0; j < count; j++) matrix[i][j] = -slope->hessian[i][j];
        for (size_t i = 0; i < count; i++) matrix[i][i] += *damping * (fabs(slope->hessian[i][i]) + 1e-9);
        if (matrix_factor(count, matrix, factor) || *damping > damping_most) break;
        *damping = *damping > 0 ? *damping * 10 : 1e-3;
    }
    if (*damping > damping_most)
        memset(step, 0, count * sizeof *step);
    else
        solve(count, factor, slope->gradient, step);
    double longest = 0;
    for (size_t i = 0; i < count; i++) longest = fmax(longest, fabs(step[i]));
    for (size_t i = 0; longest > step_longest && i < count; i++) step[i] *= step_longest / longest;
}

static bool within(const Surface *surface, const double *at)
{
    for (size_t i = 0; i < surface->count; i++)
        if (!(fabs(at[i]) <= surface->limit)) return false;
    return true;
}

static void settle(Optimum *best, size_t count, const double *step, double rise)
{
    double minus[OPTIMISE_MAX][OPTIMISE_MAX] = {0};
    for (size_t i = 0; i < count; i++)
        for (size_t j = 0; j < count; j++) minus[i][j] = -best->slope.hessian[i][j];
    best->found = matrix_invert(count, minus, best->covariance);
    for (size_t i = 0; i < count; i++) best->at[i] += step[i];
    best->slope.value += rise;
}

Optimum optimise(const Surface *surface, const double *start)
{
    size_t count = surface->count;
    Optimum best = {.evaluations = 1};
    memcpy(best.at, start, count * sizeof *start);
    surface->slope(surface->context, best.at, &best.slope);
    if (!usable(&best.slope, count)) return best;
    double damping = 0;
    for (int i = 0; i < STEPS_MAX && damping <= damping_most; i++) {
        double step[OPTIMISE_MAX] = {0}, rise = 0;
        step_from(&best.slope, count, &damping, step);
        for (size_t k = 0; k < count; k++) rise += best.slope.gradient[k] * step[k] / 2;
        if (rise <= flat && damping == 0) {
            settle(&best, count, step, rise);
            break;
        }
        if (rise <= flat && damping <= 1e-3) damping = 0;
        double next[OPTIMISE_MAX] = {0};
        for (size_t k = 0; k < count; k++) next[k] = best.at[k] + step[k];
        Slope slope = {0};
        bool better = within(surface, next);
        if (better) {
            surface->slope(surface->context, next, &slope);
            best.evaluations++;
            better = usable(&slope, count) && slope.value >= best.slope.value - 1e-12 * fabs(best.slope.value);
        }
        if (better) {
            memcpy(best.at, next, sizeof best.at);
            best.slope = slope;
            damping = damping > 1e-6 ? damping / 10 : 0;
        } else {
            damping = damping > 0 ? damping * 10 : 1e-3;
        }
    }
    return best;
}
