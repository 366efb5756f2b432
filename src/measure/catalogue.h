// catalogue.h - every metric the product shows, with its definition, and the closed ones as a calculator.
//
// The texts here are the only definitions: `--explain`, docs/metrics.md, reports and tooltips print them.
#ifndef FIDELE_MEASURE_CATALOGUE_H
#define FIDELE_MEASURE_CATALOGUE_H

#include "base/error.h"

typedef enum MetricUnit { UNIT_RATE, UNIT_AMOUNT, UNIT_COUNT, UNIT_RATIO, UNIT_SCORE, UNIT_PERIODS, UNIT_DAYS } MetricUnit;

typedef struct MetricInput {
    const char *name;    // "S"
    const char *alias;   // "Cb", or NULL
    Phrase meaning;
    bool optional, list; // list: several numbers, comma-separated
} MetricInput;

enum { METRIC_INPUTS_MAX = 8 };

typedef struct Metric {
    const char *name;    // "crr": command line, JSON, URL
    Phrase label;        // "Customer retention rate (CRR)"
    Phrase definition;   // what it is, in one or two sentences
    const char *formula; // "((E - N) / S) * 100 %"
    MetricUnit unit;
    Phrase period_rule, exclusions; // "" when there is none
    const char *source;  // paper or document
    const char *aliases; // other names it is found by, space-separated, or NULL
    MetricInput inputs[METRIC_INPUTS_MAX]; // name NULL ends them; none: it needs data, and is not in the calculator
} Metric;

size_t metric_count(void);
const Metric *metric_at(size_t index);
MUST_USE bool metric_find(Str name, const Metric **metric);

// Inputs by name. Lists keep their values in the arena.
typedef struct MetricValue {
    Str name;
    const double *values;
    size_t count;
} MetricValue;

// Named parts of a result beside its value ("gross", "net", "low", "high" …), in order.
typedef struct MetricPart {
    const char *name;
    double value;
    MetricUnit unit;
} MetricPart;

enum { METRIC_PARTS_MAX = 12 };

typedef struct MetricResult {
    double value;
    MetricUnit unit;
    size_t parts;
    MetricPart part[METRIC_PARTS_MAX];
    Phrase sentence;      // plain language, with {0} …
    Str sentence_arguments[6][LOCALE_COUNT];
    bool warning;         // e.g. "50 customers unaccounted for"
    Phrase warning_text;
    Str warning_arguments[3];
} MetricResult;

// Refuses missing, unknown, doubled and impossible inputs by name (ERROR_USAGE): "undefined: no customers at start",
// "N > E", "retained (1100) > S".
MUST_USE bool metric_calculate(const Metric *metric, const MetricValue *inputs, size_t count, Arena *arena,
                               MetricResult *result, Error *error);

#endif
