#include "measure/quantile.h"

#include <math.h>
#include <stdlib.h>

#include "measure/select.h"

static const double z = 1.959963984540054;

double quantile_of(int64_t *values, size_t n, double q)
{
    assert(n > 0 && 0 <= q && q <= 1);
    double position = (double)(n - 1) * q;
    size_t below = (size_t)floor(position);
    double fraction = position - (double)below;
    double low = (double)select_rank(values, n, below);
    if (fraction <= 0 || below + 1 >= n) return low;
    return low + fraction * ((double)select_rank(values, n, below + 1) - low);
}

bool median_interval(int64_t *values, size_t n, double *low, double *high)
{
    enum { LEAST = 6 };
    if (n < LEAST) return false;
    double half = (double)n / 2, reach = z * sqrt((double)n) / 2;
    size_t first = (size_t)fmax(1, floor(half - reach)), last = (size_t)fmin((double)n, ceil(half + reach) + 1);
    *low = (double)select_rank(values, n, first - 1);
    *high = (double)select_rank(values, n, last - 1);
    return true;
}

static int ascending(const void *a, const void *b)
{
    int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
    return (x > y) - (x < y);
}

double trimmed_mean(int64_t *values, size_t n, double share)
{
    assert(n > 0 && 0 <= share && share < 0.5);
    size_t cut = (size_t)floor(share * (double)n);
    double sum = 0;
    qsort(values, n, sizeof *values, ascending);
    for (size_t i = cut; i < n - cut; i++) sum += (double)values[i];
    return sum / (double)(n - 2 * cut);
}

void count_interval(int64_t count, double *low, double *high)
{
    double x = (double)count, y = x + 1;
    *low = count ? x * pow(1 - 1 / (9 * x) - z / (3 * sqrt(x)), 3) : 0;
    *high = y * pow(1 - 1 / (9 * y) + z / (3 * sqrt(y)), 3);
}
