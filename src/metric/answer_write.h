// answer_write.h - a metric of a data folder as JSON and CSV: INTERFACE's shape, made in one place for API and command
// line.
#ifndef FIDELE_METRIC_ANSWER_WRITE_H
#define FIDELE_METRIC_ANSWER_WRITE_H

#include "base/json.h"
#include "metric/answer.h"

// {"name","unit","definition", …, "points":[{"period","from","to","complete","by","value","low","high","n","parts"}]}.
// What is not observed is null. Amounts are {"amount","currency"}.
void write_answer_json(const MetricAnswer *answer, JsonWriter *json);
// One line a figure: period,from,to,measure,unit,value,low,high,n,state,by … Amounts are in major units.
void write_answer_csv(const MetricAnswer *answer, Text *out);

// ---- pieces of it, for other answers ----

// "value", "low", "high", "n" (null when the value is NULL or not observed).
void write_value(const MetricAnswer *answer, JsonWriter *json, const PeriodValue *value);
// A member in the unit of the metric; amounts in minor units.
void write_figure(const MetricAnswer *answer, JsonWriter *json, const char *key, bool known, double number);
// "period", "from", "to".
void write_period(const MetricAnswer *answer, const MetricTable *table, JsonWriter *json, uint32_t period);

#endif
