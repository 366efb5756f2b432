#include "measure/before_after.h"

#include <math.h>

#include "measure/rate.h"

Sampled sampled_difference(const Sampled *a, const Sampled *b)
{
    Sampled difference = {.observed = a->observed && b->observed};
    if (!difference.observed) return difference;
    difference.value = a->value - b->value;
    difference.has_interval = a->has_interval && b->has_interval;
    if (!difference.has_interval) return difference;
    difference.low = difference.value - hypot(a->value - a->low, b->high - b->value);
    difference.high = difference.value + hypot(a->high - a->value, b->value - b->low);
    return difference;
}

Sampled sampled_mean(int64_t n, double sum, double sum_of_squares)
{
    Mean mean = mean_of(n, sum, sum_of_squares);
    return (Sampled){mean.observed, mean.interval_observed, mean.value, mean.low, mean.high};
}

Sampled sampled_times(const Sampled *one, double factor, double less)
{
    if (!one->observed) return (Sampled){0};
    return (Sampled){true, one->has_interval, one->value * factor - less, one->low * factor - less,
                     one->high * factor - less};
}
