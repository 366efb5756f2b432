#include "service/topic.h"

#include <math.h>

#include "base/test.h"

TEST(a_topic_that_triples_while_its_customers_leave_more_is_linked_to_churn)
{
    TopicTrend trend = topic_trend((TopicCounts){40, 40, 2}, (TopicCounts){120, 100, 9});
    CHECK(trend.rising && trend.churn_linked);
    CHECK(trend.volume_p < 1e-8 && trend.churn_p > 0.05); // 5 % and 9 %: too few to be sure
    CHECK(fabs(trend.churn_before.value - 0.05) < 1e-12 && fabs(trend.churn_after.value - 0.09) < 1e-12);
}

TEST(a_few_more_tickets_are_no_trend)
{
    TopicTrend trend = topic_trend((TopicCounts){10, 10, 0}, (TopicCounts){15, 15, 9});
    CHECK(!trend.rising && !trend.churn_linked);
    CHECK(topic_trend((TopicCounts){0, 0, 0}, (TopicCounts){0, 0, 0}).volume_p == 1);
}

TEST(a_topic_that_rises_without_more_people_leaving_is_only_rising)
{
    TopicTrend trend = topic_trend((TopicCounts){10, 10, 2}, (TopicCounts){30, 30, 6});
    CHECK(trend.rising && !trend.churn_linked);
    CHECK(!topic_trend((TopicCounts){30, 30, 0}, (TopicCounts){10, 10, 9}).rising);
}
