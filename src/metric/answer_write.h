// answer_write.h - a metric of a data folder as JSON and CSV: INTERFACE's shape, made in one place for API and command
// line.
#ifndef FIDELE_METRIC_ANSWER_WRITE_H
#define FIDELE_METRIC_ANSWER_WRITE_H

#include "base/json.h"
#include "metric/answer.h"

// {"name","unit","definition", …, "points":[{"period","from","to","complete","by","value","low","high","n","parts"}]}.
// What is not observed is null. Amounts are {"amount","currency"}.
void write_answer_json(const MetricAnswer *answer, JsonWriter *json);
// The same without points and analysis: what the figures are.
void write_answer_head(const MetricAnswer *answer, JsonWriter *json);
// One line a figure: period,from,to,measure,unit,value,low,high,n,state,by … Amounts are in major units. Behind them
// the definition and what was asked (MX-20), a line a term: its name as measure, state "definition", and what it says
// in the last column, so that the columns of numbers hold nothing else.
void write_answer_csv(const MetricAnswer *answer, Text *out);

// ---- pieces of it, for other answers ----

// "value", "low", "high", "n" (null when the value is NULL or not observed).
void write_value(const MetricAnswer *answer, JsonWriter *json, const PeriodValue *value);
// A member in the unit of the metric; amounts in minor units.
void write_figure(const MetricAnswer *answer, JsonWriter *json, const char *key, bool known, double number);
// "period", "from", "to".
void write_period(const MetricAnswer *answer, const MetricTable *table, JsonWriter *json, uint32_t period);

// In the unit of the metric, amounts in minor units. False: one of both is not observed.
double answer_number(const MetricAnswer *answer, const PeriodValue *value);
bool answer_change(const MetricAnswer *answer, const PeriodValue *value, const PeriodValue *earlier, double *change);
bool answer_change_rate(const MetricAnswer *answer, const PeriodValue *value, const PeriodValue *earlier,
                        double *change);
bool value_is_small(const PeriodValue *value); // n is below 30

#endif
