// better.h - which way of a metric is the good one, and what it can reach at most: for goals and for the review.
#ifndef FIDELE_PLAN_BETTER_H
#define FIDELE_PLAN_BETTER_H

#include "measure/catalogue.h"

// 1: more is better (retention); -1: less is (churn); 0: neither by itself (orders that came through a channel).
int metric_better(const Metric *metric);

// The best value there can be, where there is one: 1 of a share, 100 of a score; of those of which less is better, 0.
bool metric_ideal(const Metric *metric, double *ideal);

#endif
