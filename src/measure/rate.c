#include "measure/rate.h"

#include <math.h>

static const double Z_95 = 1.959963984540054; // upper 2.5 % point of the normal distribution

Rate rate_of(int64_t count, int64_t n)
{
    assert(0 <= count && count <= n);
    if (n == 0) return rate_unobserved();
    double size = (double)n, z2 = Z_95 * Z_95, value = (double)count / size;
    double middle = 2 * (double)count + z2;
    double reach = Z_95 * sqrt(z2 + 4 * (double)count * (1 - value));
    double divisor = 2 * (size + z2);
    // At 0 of n and n of n the bound is exact; rounding must not move it.
    return (Rate){.observed = true,
                  .count = count,
                  .n = n,
                  .value = value,
                  .low = count == 0 ? 0 : (middle - reach) / divisor,
                  .high = count == n ? 1 : (middle + reach) / divisor};
}

Rate rate_unobserved(void)
{
    return (Rate){.observed = false};
}

Mean mean_of(int64_t n, double sum, double sum_of_squares)
{
    assert(n >= 0);
    if (n == 0) return (Mean){.observed = false};
    double size = (double)n, value = sum / size;
    if (n == 1) return (Mean){.observed = true, .n = n, .value = value};
    double deviation = sqrt(fmax(0, sum_of_squares - sum * value) / (size - 1));
    double reach = Z_95 * deviation / sqrt(size);
    return (Mean){.observed = true,
                  .interval_observed = true,
                  .n = n,
                  .value = value,
                  .low = value - reach,
                  .high = value + reach,
                  .deviation = deviation};
}

double normal_upper_tail(double z)
{
    return 0.5 * erfc(z * M_SQRT1_2);
}

// The hypergeometric distribution of the first cell x of a table with fixed margins.
typedef struct Margins {
    double n_a, n_b, hits; // hits: count_a + count_b
} Margins;

// P(x + 1) / P(x); 0 at the upper end.
static double step_up(const Margins *margins, double x)
{
    return (margins->n_a - x) * (margins->hits - x) / ((x + 1) * (margins->n_b - margins->hits + x + 1));
}

// P(x - 1) / P(x); 0 at the lower end.
static double step_down(const Margins *margins, double x)
{
    return x * (margins->n_b - margins->hits + x) / ((margins->n_a - x + 1) * (margins->hits - x + 1));
}

// All weights are relative to the likeliest table: no factorial is needed, nothing overflows, and what underflows in
// the far tail is nothing.
static double fisher_exact_p(const Margins *margins, double seen)
{
    static const double TIE = 1 + 1e-7; // tables that are equally likely but for rounding
    double mode = floor((margins->n_a + 1) * (margins->hits + 1) / (margins->n_a + margins->n_b + 2));
    double weight_seen = 1;
    for (double x = mode; x < seen; x++) weight_seen *= step_up(margins, x);
    for (double x = mode; x > seen; x--) weight_seen *= step_down(margins, x);

    double all = 0, rare = 0;
    for (double x = mode, weight = 1; weight > 0; weight *= step_up(margins, x++)) {
        all += weight;
        if (weight <= weight_seen * TIE) rare += weight;
    }
    for (double x = mode, weight = step_down(margins, x--); weight > 0; weight *= step_down(margins, x--)) {
        all += weight;
        if (weight <= weight_seen * TIE) rare += weight;
    }
    return rare / all;
}

double rates_differ_p(int64_t count_a, int64_t n_a, int64_t count_b, int64_t n_b)
{
    assert(0 <= count_a && count_a <= n_a && 0 <= count_b && count_b <= n_b);
    if (n_a == 0 || n_b == 0) return 1;
    Margins margins = {(double)n_a, (double)n_b, (double)count_a + (double)count_b};
    double all = margins.n_a + margins.n_b;
    double least_expected = fmin(margins.n_a, margins.n_b) * fmin(margins.hits, all - margins.hits) / all;
    if (least_expected < 5) return fisher_exact_p(&margins, (double)count_a);
    double pooled = margins.hits / all;
    double difference = (double)count_a / margins.n_a - (double)count_b / margins.n_b;
    double z = difference / sqrt(pooled * (1 - pooled) * (1 / margins.n_a + 1 / margins.n_b));
    return 2 * normal_upper_tail(fabs(z));
}

// The continued fraction of the regularised incomplete beta function I_x(a, b) (DLMF 8.17.22), from its far end. With
// a or b 1/2 and x < (a + 1) / (a + b + 2) twenty pairs of terms give all digits of a double.
static double beta_fraction(double x, double a, double b)
{
    double rest = 1;
    for (double m = 40; m > 0; m--) {
        rest = 1 - (a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1) * rest);
        rest = 1 + m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m) * rest);
    }
    return 1 / (1 - (a + b) * x / ((a + 1) * rest));
}

// lgamma writes a global; this does not.
static double log_gamma(double x)
{
    int sign;
    return lgamma_r(x, &sign);
}

double student_two_sided(double t, double degrees)
{
    if (isinf(t)) return 0;
    double a = degrees / 2, b = 0.5;
    double x = degrees / (degrees + t * t), rest = t * t / (degrees + t * t);
    if (rest == 0) return 1;
    double front = exp(a * log(x) + b * log(rest) + log_gamma(a + b) - log_gamma(a) - log_gamma(b));
    if (x < (a + 1) / (a + b + 2)) return front / a * beta_fraction(x, a, b);
    return 1 - front / b * beta_fraction(rest, b, a);
}
