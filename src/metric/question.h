// question.h - what is asked of a metric: parameters as words, the same for API, command line, CSV, alerts and reports.
//
//   period    day|week|month|quarter|year: of the points (default month); or one period: 2026-Q3,
//   2026-07-01..2026-09-30 from, to  days of the first and the last period as_of     the last day that is known;
//   default today window    auto|DAYS|period: after how many silent days a customer counts as lost amount
//   net|gross|margin segment   trait:country=FR, dimension:plan=pro, or a rule as JSON (segment/segment.h) by        a
//   trait, a dimension of events, lifecycle_stage, tag, account, first_DIMENSION, last_DIMENSION, or what
//             the reader knows itself
//   compare   previous|year_ago
//   currency  constant
//   analyse   breaks,trend
//   reported  a day: each point beside what was reported then (metric/reported.h)
#ifndef FIDELE_METRIC_QUESTION_H
#define FIDELE_METRIC_QUESTION_H

#include "metric/grouping.h"
#include "metric/reading.h"

typedef struct MetricWords {
    const void *context;
    Str (*word)(const void *context, const char *name); // "" when it is not said
} MetricWords;

typedef enum MetricCompare { COMPARE_NOTHING, COMPARE_PREVIOUS, COMPARE_YEAR_AGO } MetricCompare;
enum { ANALYSE_BREAKS = 1 << 0, ANALYSE_TREND = 1 << 1 };

typedef struct MetricQuestion {
    const MetricPlace *place;
    const MetricReader *reader;
    MetricAsk ask; // without grouping, which is that of a layer of `groups`
    MetricGroups groups;
    MetricCompare compare;
    uint32_t analyse;
    Str segment, by; // as they were said
} MetricQuestion;

// Errors (ERROR_USAGE, invalid_parameter) name the parameter; what a reader does not take, with the metrics that do.
MUST_USE bool metric_question(const MetricPlace *place, const Metric *metric, const MetricWords *words,
                              MetricQuestion *question, Error *error);

// A day, month … as one period, or a range: "2026-Q3", "2026-07-01..2026-09-30". False when it is none.
MUST_USE bool metric_one_period(Str text, SeriesAsk *ask);

// The i-th parameter that a reader of some module takes besides those above; false at the end. No name comes twice.
bool metric_further_option(size_t index, const MetricOption **option);

#endif
