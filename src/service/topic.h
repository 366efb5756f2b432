// topic.h - what customers ask about more than before, and whether those who ask leave more than before.
//
// Two stretches of equal length, one after the other: tickets opened in each, who opened them, and who of these left
// (an exit or a cancellation was noted) after their ticket and within the same stretch, so that both were watched
// alike.
#ifndef FIDELE_SERVICE_TOPIC_H
#define FIDELE_SERVICE_TOPIC_H

#include "measure/rate.h"

typedef struct TopicCounts {
    int64_t tickets, customers, left;
} TopicCounts;

typedef struct TopicTrend {
    double volume_p; // two-sided: as many as before, each ticket as likely in either (binomial, normal approximation
                     // with continuity correction)
    double churn_p;  // rates_differ_p of the two churn rates
    Rate churn_before, churn_after;
    bool rising;       // more tickets, p < 0.05
    bool churn_linked; // rising, and those who ask leave more than before: the direction alone, with churn_p beside it
} TopicTrend;

TopicTrend topic_trend(TopicCounts before, TopicCounts after);

#endif
