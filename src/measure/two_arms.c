#include "measure/two_arms.h"

#include <math.h>

#include "measure/rate.h"

static const double quantile_of_95 = 1.959963984540054, quantile_of_80 = 0.8416212335729143;

static Sampled share_of(const ArmSums *arm)
{
    Rate rate = rate_of((int64_t)arm->sum, arm->n);
    return (Sampled){rate.observed, rate.observed, rate.value, rate.low, rate.high};
}

static double variance_of(const ArmSums *arm, bool shares)
{
    double share = arm->sum / (double)arm->n;
    if (shares) return share * (1 - share);
    double deviation = mean_of(arm->n, arm->sum, arm->squares).deviation;
    return deviation * deviation;
}

static double welch_p(const ArmSums arm[2], double difference)
{
    double part[2], degrees = 0, sum = 0;
    for (int i = 0; i < 2; i++) {
        part[i] = variance_of(&arm[i], false) / (double)arm[i].n;
        sum += part[i];
        degrees += part[i] * part[i] / (double)(arm[i].n - 1);
    }
    if (sum <= 0) return difference == 0 ? 1 : 0;
    return student_two_sided(difference / sqrt(sum), sum * sum / degrees);
}

TwoArms two_arms_compare(const ArmSums arm[2], bool shares)
{
    TwoArms two = {0};
    int64_t least = shares ? 1 : 2; // one value alone has no spread
    for (int i = 0; i < 2; i++)
        two.value[i] = shares ? share_of(&arm[i]) : sampled_mean(arm[i].n, arm[i].sum, arm[i].squares);
    two.difference = sampled_difference(&two.value[1], &two.value[0]);
    two.tested = arm[0].n >= least && arm[1].n >= least;
    if (!two.tested) return two;
    two.p = shares ? rates_differ_p((int64_t)arm[0].sum, arm[0].n, (int64_t)arm[1].sum, arm[1].n)
                   : welch_p(arm, two.difference.value);
    two.detectable = (quantile_of_95 + quantile_of_80) *
                     sqrt(variance_of(&arm[0], shares) * (1 / (double)arm[0].n + 1 / (double)arm[1].n));
    return two;
}

double two_arms_balance(int64_t first, int64_t second, double share)
{
    double n = (double)first + (double)second;
    if (n == 0 || share <= 0 || share >= 1) return 1;
    double off = (double)first - n * share;
    return 2 * normal_upper_tail(fabs(off) / sqrt(n * share * (1 - share)));
}
