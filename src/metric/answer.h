// answer.h - a metric read from a data folder: what was asked, what came out, beside what came out before.
#ifndef FIDELE_METRIC_ANSWER_H
#define FIDELE_METRIC_ANSWER_H

#include "metric/benchmark.h"
#include "metric/question.h"
#include "metric/reported.h"

typedef struct MetricAnswer {
    const Metric *metric;
    const MetricReader *reader; // NULL: it can't be had from a data folder
    MetricQuestion question;
    MetricTable table; // all groups of all layers
    // With `compare`: the value of each point's earlier period, in `before`, or UINT32_MAX; by group, then period.
    MetricTable before;
    const uint32_t *earlier;
    ReportedSeries reported; // with `reported`
    Benchmark benchmark;     // id 0: none was entered
    Instant data_as_of;      // when the last event came in; 0: there is none
} MetricAnswer;

// Reads what is asked of `metric`. Errors as metric_question, and the reader's own.
MUST_USE bool metric_answer(const MetricPlace *place, const Metric *metric, const MetricWords *words,
                            MetricAnswer *answer, Error *error);

const PeriodValue *answer_value(const MetricAnswer *answer, uint32_t group, uint32_t period);
// The earlier value of the same group; NULL when none was asked for, or there is none.
const PeriodValue *answer_earlier(const MetricAnswer *answer, uint32_t group, uint32_t period, uint32_t *earlier);
Str answer_period_name(const MetricAnswer *answer, const MetricTable *table, uint32_t period);
Str group_key_shown(Str key); // "(none)" of ""
// What it was reported as; NULL: it was not.
const ReportedFigure *answer_reported(const MetricAnswer *answer, uint32_t group, uint32_t period);
// The value less what was reported; amounts in minor units. False: one of both is not there.
bool answer_restated(const MetricAnswer *answer, const PeriodValue *value, const ReportedFigure *figure,
                     double *difference);
// The value less the benchmark, in the unit of the metric (amounts in minor units). False: there is none.
bool answer_gap(const MetricAnswer *answer, const PeriodValue *value, double *gap);

// Of the definition and of all that was asked, in 16 digits: equal for equal questions, in any language and form.
Str answer_hash(const MetricAnswer *answer);

Str metric_usual_part(const MetricReader *reader); // whose people are listed when none is named
// The people behind `part` of the one period that is asked for; by_value: key of the group, "" without `by`.
MUST_USE bool metric_people(const MetricPlace *place, const Metric *metric, const MetricWords *words, Str part,
                            Str by_value, MetricAnswer *answer, MetricPeople *people, Error *error);

#endif
