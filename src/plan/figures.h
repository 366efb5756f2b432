// figures.h - the figures of rules, reports and snapshots: a metric with its stored parameters, read by metric/, and
// how it is said to people.
#ifndef FIDELE_PLAN_FIGURES_H
#define FIDELE_PLAN_FIGURES_H

#include "base/json.h"
#include "metric/answer.h"

enum { PARAMETERS_BYTES_MAX = 20000 };

typedef struct FigureAsk {
    Str metric;
    Str parameters; // JSON object: words of the metric's own parameters; period, from, to, as_of stand here:
    PeriodUnit period;
    Day from, to; // days of the first and the last period
} FigureAsk;

// Errors (ERROR_INPUT): unknown_metric, metric_elsewhere; and those of the metric.
MUST_USE bool figures_read(const MetricPlace *place, const FigureAsk *ask, MetricAnswer *answer, Error *error);

// The same without reading: whether it can be asked.
MUST_USE bool figures_check(const MetricPlace *place, const FigureAsk *ask, Error *error);

// The name of the catalogue for a name or alias; as it is when there is none.
Str figures_metric(Str name);

// The parameters as they are stored: an object of texts, in the order of names. Errors (ERROR_INPUT, at `path`): what
// the caller sets itself (period, from …), what is no text.
MUST_USE bool figures_parameters(JsonValue given, Str path, Arena *arena, Str *stored, Error *error);

// The same of the words of a question: what of them says which figures were kept (all but periods, as_of, compare …).
MUST_USE bool figures_asked(const MetricWords *words, Arena *arena, Str *stored, Error *error);

// A value as a number: amounts in major units.
typedef struct FigureNumber {
    bool observed, has_interval, has_n;
    double value, low, high;
    int64_t n;
} FigureNumber;
FigureNumber figure_number(const MetricAnswer *answer, const PeriodValue *value);

Str figure_say(Arena *arena, Locale locale, const Metric *metric, const Currency *currency, double number);
// A difference of two figures: of rates in points.
Str figure_say_difference(Arena *arena, Locale locale, const Metric *metric, const Currency *currency, double number);

// Where the i-th period of an answer begins and ends.
Day figures_first_day(const MetricAnswer *answer, uint32_t period);
Day figures_last_day(const MetricAnswer *answer, uint32_t period);

// "country FR" of a group, with the segment that was asked for; "" of everybody.
Str figures_group_say(Arena *arena, Locale locale, Str parameters, Str group_label);
// A stored parameter; "" when it is not set.
Str figures_parameter(Str parameters, const char *name, Arena *arena);

#endif
