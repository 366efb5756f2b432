// trend.c - the trend and the variation of a series (breaks.h).
#include <math.h>
#include <string.h>

#include "measure/breaks.h"
#include "measure/rate.h"
#include "measure/select.h"

enum { TREND_POINTS_MIN = 4, SLOPES_MAX = 500000 };

typedef struct Observed {
    size_t count;
    double *place, *value; // place: index in the series
} Observed;

static Observed observed_of(const SeriesPoint *points, size_t count, Arena *arena)
{
    Observed observed = {.place = arena_array(arena, double, count), .value = arena_array(arena, double, count)};
    for (size_t i = 0; i < count; i++) {
        if (!points[i].observed) continue;
        observed.place[observed.count] = (double)i;
        observed.value[observed.count++] = points[i].value;
    }
    return observed;
}

// Kendall's S (rising pairs less falling pairs) over its standard deviation, moved by 1 towards 0 for continuity. The
// correction for ties, sum t (t - 1)(2 t + 5) over groups of t equal values, is taken point by point.
static double mann_kendall_z(const Observed *observed)
{
    double n = (double)observed->count, ties = 0;
    int64_t rising = 0;
    for (size_t i = 0; i < observed->count; i++) {
        int64_t equal = 0;
        for (size_t j = 0; j < observed->count; j++) {
            int sign = (observed->value[j] > observed->value[i]) - (observed->value[j] < observed->value[i]);
            equal += sign == 0;
            rising += j > i ? sign : 0;
        }
        ties += (double)(equal - 1) * (2 * (double)equal + 5);
    }
    double variance = (n * (n - 1) * (2 * n + 5) - ties) / 18;
    if (rising == 0 || variance <= 0) return 0;
    return ((double)rising - (rising > 0 ? 1 : -1)) / sqrt(variance);
}

// A whole number that sorts as the double does, and back: select_rank takes whole numbers.
static int64_t sortable(double value)
{
    int64_t bits;
    memcpy(&bits, &value, sizeof bits);
    return bits < 0 ? bits ^ INT64_MAX : bits;
}

static double unsortable(int64_t bits)
{
    double value;
    bits = bits < 0 ? bits ^ INT64_MAX : bits;
    memcpy(&value, &bits, sizeof value);
    return value;
}

static double median_of(int64_t *sortables, size_t n)
{
    double high = unsortable(select_rank(sortables, n, n / 2));
    return n % 2 ? high : (high + unsortable(select_rank(sortables, n, n / 2 - 1))) / 2;
}

static double theil_sen_slope(const Observed *observed, Arena *arena)
{
    size_t n = observed->count, pairs = n * (n - 1) / 2;
    size_t stride = (pairs + SLOPES_MAX - 1) / SLOPES_MAX; // every stride-th lag
    int64_t *slopes = arena_array(arena, int64_t, pairs / stride + n);
    size_t taken = 0;
    for (size_t lag = stride; lag < n; lag += stride)
        for (size_t i = 0; i + lag < n; i++) {
            double rise = observed->value[i + lag] - observed->value[i];
            slopes[taken++] = sortable(rise / (observed->place[i + lag] - observed->place[i]));
        }
    return median_of(slopes, taken);
}

Trend series_trend(const SeriesPoint *points, size_t count, double *slope)
{
    static const double Z_95 = 1.959963984540054;
    Arena *scratch = arena_open(0);
    Observed observed = observed_of(points, count, scratch);
    Trend trend = TREND_UNKNOWN;
    *slope = 0;
    if (observed.count >= TREND_POINTS_MIN) {
        double z = mann_kendall_z(&observed);
        trend = z > Z_95 ? TREND_RISING : z < -Z_95 ? TREND_FALLING : TREND_FLAT;
        *slope = theil_sen_slope(&observed, scratch);
    }
    arena_close(scratch);
    return trend;
}

bool series_variation(const double *values, size_t count, double *variation)
{
    double sum = 0, squares = 0;
    for (size_t i = 0; i < count; i++) sum += values[i];
    if (count < 2 || sum <= 0) return false;
    double mean = sum / (double)count;
    for (size_t i = 0; i < count; i++) squares += (values[i] - mean) * (values[i] - mean);
    *variation = sqrt(squares / (double)(count - 1)) / mean;
    return true;
}
