// definition.h - what the catalogue says of a metric, as JSON: the same in API and command line.
#ifndef FIDELE_METRIC_DEFINITION_H
#define FIDELE_METRIC_DEFINITION_H

#include "base/json.h"
#include "measure/catalogue.h"
#include "metric/reading.h"

// The members name, label, definition, formula, unit, variables … of an object that the caller begins and ends.
void write_definition(JsonWriter *json, const Metric *metric, Locale locale);

// The inputs one after the other: NULL first, NULL at the end.
const MetricInput *next_input(const Metric *metric, const MetricInput *input);

// What of it can be had from a data folder, and how: "available", "elsewhere", "takes", "options", "people".
void write_reading(JsonWriter *json, const MetricReader *reader, Locale locale); // NULL: nothing

#endif
