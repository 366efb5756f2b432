// reported.h - ?reported=DAY: a metric as it was reported then, beside what is known now (MX-22).
//
// Who keeps reports (plan/) lists a ReportedSource in its Module; the frame asks it with the words of the question and
// lays what it gives beside the points.
#ifndef FIDELE_METRIC_REPORTED_H
#define FIDELE_METRIC_REPORTED_H

#include "metric/question.h"

typedef struct ReportedFigure {
    Str group_key;
    Day first_day;
    bool complete; // the period had ended
    bool observed, has_interval, has_n;
    double value, low, high; // amounts in major units
    int64_t n;
    int64_t late_events; // of the period, that came in since
} ReportedFigure;

typedef struct ReportedSeries {
    int64_t snapshot; // its number; 0: nothing was asked for
    Instant made_at;
    Day day; // the civil day of that
    Currency currency;
    ReportedFigure *figure;
    size_t count;
} ReportedSeries;

typedef struct ReportedSource {
    // What was reported last on `day` or before, of this metric asked with these words (segment, by, window, amount,
    // currency and what is the metric's own). Error not_reported.
    bool (*read)(const MetricPlace *place, const Metric *metric, PeriodUnit unit, const MetricWords *words, Day day,
                 ReportedSeries *series, Error *error);
} ReportedSource;

// Reads what the word `reported` asks for; nothing without it. Errors: a period that is no whole day, week, month …
MUST_USE bool reported_read(const MetricPlace *place, const Metric *metric, const MetricWords *words,
                            const PeriodSpan *span, ReportedSeries *series, Error *error);
// NULL: it was not reported.
const ReportedFigure *reported_figure(const ReportedSeries *series, Str group_key, Day first_day);

#endif
