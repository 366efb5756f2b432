#include "measure/log_rank.h"

#include <math.h>

typedef struct Sums {
    uint32_t groups;
    double difference[LOG_RANK_GROUPS_MAX]; // observed - expected
    double variance[LOG_RANK_GROUPS_MAX][LOG_RANK_GROUPS_MAX];
} Sums;

// ---- chi-square ----

// Q(a, x), the regularised upper incomplete gamma function: DLMF 8.7.1 (series) below a + 1, 8.9.2 (continued fraction,
// by Lentz's method) above.
static double gamma_upper(double a, double x)
{
    int sign;
    if (x <= 0) return 1;
    double front = exp(a * log(x) - x - lgamma_r(a, &sign));
    if (x < a + 1) {
        double term = 1 / a, sum = term;
        for (int n = 1; n < 10000 && term > sum * 1e-16; n++) sum += term *= x / (a + n);
        return 1 - front * sum;
    }
    double b = x + 1 - a, c = 1e300, d = 1 / b, value = d;
    for (int n = 1; n < 10000; n++) {
        double step = -n * (n - a);
        b += 2;
        d = 1 / (step * d + b);
        c = b + step / c;
        value *= d * c;
        if (fabs(d * c - 1) < 1e-16) break;
    }
    return front * value;
}

double chi_square_upper_tail(double x, int degrees)
{
    return gamma_upper(degrees / 2.0, x / 2);
}

// ---- observed and expected ----

static void add_age(Sums *sums, LogRank *test, const double *at_risk, const int64_t *left)
{
    double all = 0, leaving = 0;
    for (uint32_t g = 0; g < sums->groups; g++) {
        all += at_risk[g];
        leaving += (double)left[g];
    }
    if (leaving == 0) return;
    double spread = all > 1 ? leaving * (all - leaving) / (all - 1) : 0;
    for (uint32_t g = 0; g < sums->groups; g++) {
        double share = at_risk[g] / all;
        test->left[g] += left[g];
        test->expected[g] += leaving * share;
        sums->difference[g] += (double)left[g] - leaving * share;
        for (uint32_t h = 0; h < sums->groups; h++)
            sums->variance[g][h] += spread * share * ((g == h) - at_risk[h] / all);
    }
}

// ---- (O - E)' V^-1 (O - E), without the last group ----

static uint32_t pivot_row(const Sums *sums, uint32_t column, uint32_t size)
{
    uint32_t best = column;
    for (uint32_t row = column; row < size; row++)
        if (fabs(sums->variance[row][column]) > fabs(sums->variance[best][column])) best = row;
    return best;
}

static void swap_rows(Sums *sums, double *right, uint32_t a, uint32_t b, uint32_t size)
{
    for (uint32_t column = 0; column < size; column++) {
        double keep = sums->variance[a][column];
        sums->variance[a][column] = sums->variance[b][column];
        sums->variance[b][column] = keep;
    }
    double keep = right[a];
    right[a] = right[b];
    right[b] = keep;
}

// Gauss-Jordan with pivots; a group that was never at risk beside another one has no variance and is left out.
static void solve(Sums *sums, LogRank *test)
{
    uint32_t size = sums->groups - 1;
    double right[LOG_RANK_GROUPS_MAX];
    for (uint32_t g = 0; g < size; g++) right[g] = sums->difference[g];
    for (uint32_t column = 0; column < size; column++) {
        swap_rows(sums, right, column, pivot_row(sums, column, size), size);
        double pivot = sums->variance[column][column];
        if (fabs(pivot) < 1e-9) continue;
        test->degrees++;
        for (uint32_t row = 0; row < size; row++) {
            double factor = row == column ? 0 : sums->variance[row][column] / pivot;
            for (uint32_t k = column; k < size; k++) sums->variance[row][k] -= factor * sums->variance[column][k];
            right[row] -= factor * right[column];
        }
    }
    for (uint32_t g = 0; g < size; g++)
        if (fabs(sums->variance[g][g]) >= 1e-9)
            test->chi_square += right[g] / sums->variance[g][g] * sums->difference[g];
}

LogRank log_rank(const int64_t *const *left, const int64_t *const *censored, uint32_t groups, uint32_t days)
{
    LogRank test = {0};
    assert(groups <= LOG_RANK_GROUPS_MAX);
    if (groups < 2) return test;
    Arena *scratch = arena_open(0);
    Sums *sums = arena_new(scratch, Sums);
    double at_risk[LOG_RANK_GROUPS_MAX] = {0};
    int64_t leaving[LOG_RANK_GROUPS_MAX];
    sums->groups = groups;
    for (uint32_t g = 0; g < groups; g++)
        for (uint32_t day = 0; day < days; day++) at_risk[g] += (double)(left[g][day] + censored[g][day]);
    for (uint32_t day = 0; day < days; day++) {
        for (uint32_t g = 0; g < groups; g++) leaving[g] = left[g][day];
        add_age(sums, &test, at_risk, leaving);
        for (uint32_t g = 0; g < groups; g++) at_risk[g] -= (double)(left[g][day] + censored[g][day]);
    }
    solve(sums, &test);
    arena_close(scratch);
    test.observed = test.degrees > 0;
    test.p = test.observed ? chi_square_upper_tail(test.chi_square, test.degrees) : 1;
    return test;
}
