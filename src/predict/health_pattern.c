#include "predict/health_pattern.h"

#include <math.h>

Pattern pattern_of(PatternCounts counts)
{
    Pattern pattern = {.p = 1};
    pattern.with = rate_of(counts.with_left, counts.with);
    pattern.without = rate_of(counts.without_left, counts.without);
    pattern.observed = counts.with > 0 && counts.without > 0;
    if (!pattern.observed) return pattern;
    double a = (double)counts.with_left, b = (double)(counts.with - counts.with_left);
    double c = (double)counts.without_left, d = (double)(counts.without - counts.without_left);
    if (a == 0 || b == 0 || c == 0 || d == 0) a += 0.5, b += 0.5, c += 0.5, d += 0.5;
    const double z = 1.959963984540054;
    double log_odds = log(a * d / (b * c)), error = sqrt(1 / a + 1 / b + 1 / c + 1 / d);
    pattern.lift = exp(log_odds);
    pattern.low = exp(log_odds - z * error);
    pattern.high = exp(log_odds + z * error);
    pattern.ratio = (a / (a + b)) / (c / (c + d));
    pattern.p = rates_differ_p(counts.with_left, counts.with, counts.without_left, counts.without);
    return pattern;
}
