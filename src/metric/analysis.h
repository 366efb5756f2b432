// analysis.h - what a series of a metric does over time, group by group: break points and trend (measure/breaks.h).
//
// Only complete periods are looked at: one in progress would look like a fall.
#ifndef FIDELE_METRIC_ANALYSIS_H
#define FIDELE_METRIC_ANALYSIS_H

#include "measure/breaks.h"
#include "metric/answer.h"

typedef struct SeriesAnalysis {
    Break *breaks; // `at` is a period of the answer
    size_t break_count;
    Trend trend;
    double slope; // a period, in the unit of the metric; amounts in minor units
} SeriesAnalysis;

SeriesAnalysis metric_analysis(const MetricAnswer *answer, uint32_t group);
const char *trend_name(Trend trend); // "rising" …

#endif
