// people_once.h - who made several of what a number counts stands once behind it, with all of it in the detail.
#ifndef FIDELE_METRIC_PEOPLE_ONCE_H
#define FIDELE_METRIC_PEOPLE_ONCE_H

#include "metric/reading.h"

// `people` in the order of customers; amounts are added up, details put one behind the other, the time is the last.
void people_once(MetricPeople *people, Arena *arena);

#endif
