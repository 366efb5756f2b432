#include "service/topic.h"

#include <math.h>

static double volume_p(int64_t before, int64_t after)
{
    double both = (double)(before + after), apart = fabs((double)(after - before)) - 1;
    return both <= 0 || apart <= 0 ? 1 : 2 * normal_upper_tail(apart / sqrt(both));
}

TopicTrend topic_trend(TopicCounts before, TopicCounts after)
{
    static const double level = 0.05;
    TopicTrend trend = {.volume_p = volume_p(before.tickets, after.tickets),
                        .churn_p = rates_differ_p(before.left, before.customers, after.left, after.customers),
                        .churn_before = rate_of(before.left, before.customers),
                        .churn_after = rate_of(after.left, after.customers)};
    trend.rising = after.tickets > before.tickets && trend.volume_p < level;
    trend.churn_linked = trend.rising && trend.churn_before.observed && trend.churn_after.observed &&
                         trend.churn_after.value > trend.churn_before.value;
    return trend;
}
