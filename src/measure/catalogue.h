// catalogue.h - every metric the product shows, with its definition, and the closed ones as a calculator.
//
// The texts here are the only definitions: `--explain`, docs/metrics.md, reports and tooltips print them. A metric is
// found by its name or an alias, where case does not matter and '-' is as good as '_'.
#ifndef FIDELE_MEASURE_CATALOGUE_H
#define FIDELE_MEASURE_CATALOGUE_H

#include "base/error.h"
#include "measure/figure.h"

typedef enum InputKind {
    INPUT_COUNT,  // a whole number, 0 or more
    INPUT_AMOUNT, // 0 or more
    INPUT_RATE,   // 0 to 1
    INPUT_NUMBER  // any
} InputKind;

typedef struct MetricInput {
    const char *name;  // "S"
    const char *alias; // "Cb", or NULL
    InputKind kind;
    bool optional, list; // list: one number or more
    Phrase meaning;
} MetricInput;

typedef struct MetricCall MetricCall; // what a formula reads its inputs from: catalogue_family.h
typedef struct MetricResult MetricResult;

enum { METRIC_INPUTS_MAX = 8 };

typedef struct Metric {
    const char *name;    // "crr": command line, JSON, URL
    const char *aliases; // other names it is found by, separated by spaces, or NULL
    Phrase label;        // "Customer retention rate (CRR)"
    Phrase definition;   // what it is, in one or two sentences
    const char *formula; // "((E-N)/S)*100"
    MetricUnit unit;
    Phrase period_rule, exclusions;      // "" when there is none
    const char *source;                  // paper or document, or NULL
    bool in_audit;                       // `fidele audit` shows it
    const char *example, *example_value; // "--S 1000 --E 900 --N 200", "70.00 %"; NULL when it needs data
    const char *ways; // sets of inputs that are enough, as in "S Cl|S E N"; NULL: all that are not optional
    MetricInput inputs[METRIC_INPUTS_MAX];                                         // name NULL ends them
    bool (*calculate)(const MetricCall *call, MetricResult *result, Error *error); // NULL: it needs data
} Metric;

typedef struct MetricFamily {
    const char *name; // "retention"
    Phrase label;
    const Metric *metrics;
    size_t count;
} MetricFamily;

size_t metric_family_count(void);
const MetricFamily *metric_family_at(size_t index);

size_t metric_count(void); // of all families
const Metric *metric_at(size_t index);
MUST_USE bool metric_find(Str name, const Metric **metric);
// Whether `written` stands for `name`: case does not matter, '-' is as good as '_'.
bool metric_name_matches(Str written, Str name);
const MetricInput *metric_input(const Metric *metric, Str name); // by name or alias; NULL when it has no such input

// What a person has to give, the same in every language: "S (Cb), E (Ce), N (Cn)"; "S, Cl | S, E, N | crr" when there
// are several ways.
Str metric_needs(const Metric *metric, Arena *arena);

// Inputs by name. Lists keep their values in the arena.
typedef struct MetricValue {
    Str name;
    const double *values;
    size_t count;
} MetricValue;

// A named figure beside the value ("gross", "net" …).
typedef struct MetricPart {
    const char *name;
    Phrase label;
    Figure figure;
} MetricPart;

struct MetricResult {
    Arena *arena;
    bool observed; // false: n/a, as of a mean of nothing; the sentence says why
    Figure value;
    int64_t n;         // of how many it is a share or a mean; 0 when that means nothing
    bool has_interval; // 95 %
    double low, high;
    size_t parts, parts_room;
    MetricPart *part;           // in order
    Str sentence[LOCALE_COUNT]; // what it says, in plain words
    Str warning[LOCALE_COUNT];  // "50 customers unaccounted for"; empty when there is none
};

// Refuses inputs that are missing, unknown, doubled, or cannot be (ERROR_USAGE), by name: "undefined: no customers at
// start", "N > E", "retained (1100) > S". *result lives in the arena.
MUST_USE bool metric_calculate(const Metric *metric, const MetricValue *inputs, size_t count, Arena *arena,
                               MetricResult *result, Error *error);

#endif
