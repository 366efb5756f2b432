// design.h - a table of features as the numbers a model is fitted on: learnt from the training rows, applied to others.
//
// Each column becomes terms. A number: its value, and an indicator of "not known" when that occurred in training (the
// value then is the mean). Yes or no: the same. Words: one term a level; levels that are rarer than LEVEL_ROWS_MIN rows
// are one level "other", as are words first met after training; not known is a level of its own when it occurred.
//
// Values are held within bounds learnt in training: the 0.5 % and 99.5 % quantiles, moved out by BOUND_WIDTHS times
// their distance. What is well-behaved is never touched; one value of 10^9 among tens can neither flatten its column
// nor carry a score away. Columns that are the same for all, and identifiers, have no terms: `left_out` says why. An
// identifier is a column of words with more than LEVELS_MAX levels of fewer than three rows on average, or a running
// number: whole, with the same step from row to row. Of more than LEVELS_MAX levels the most frequent are kept.
#ifndef FIDELE_PREDICT_DESIGN_H
#define FIDELE_PREDICT_DESIGN_H

#include "base/json.h"
#include "predict/features_table.h"

enum { LEVEL_ROWS_MIN = 10, LEVELS_MAX = 30, DRIFT_BINS = 10, TERMS_MAX = 1000 };
#define BOUND_WIDTHS 3.0

typedef enum TermKind { TERM_VALUE, TERM_MISSING, TERM_LEVEL, TERM_OTHER } TermKind;

typedef struct Term {
    TermKind kind;
    uint32_t column;
    uint32_t level;     // LEVEL: index into the column's levels
    bool base;          // LEVEL: the one others are compared with (the first by name, as R does); not in linear models
    double mean, scale; // of training rows, missing left out: linear models see (x - mean) / scale
    double rows;        // LEVEL, MISSING, OTHER: training rows with it
} Term;

typedef enum LeftOut { LEFT_IN, LEFT_CONSTANT, LEFT_IDENTIFIER, LEFT_LEAK, LEFT_EMPTY } LeftOut;

typedef struct DesignColumn {
    Str name;
    FeatureKind kind;
    LeftOut left_out;
    double low, high, median; // bounds of numbers
    size_t levels;            // of words: those with a term, by name
    Str *level;
    double known, missing; // training rows
    // Of the training rows, for drift: numbers by `edges` inner edges of at most DRIFT_BINS bins, words by level, the
    // last but one bin "other", the last "not known".
    size_t edges, bins;
    double *edge, *bin;
} DesignColumn;

typedef struct Design {
    size_t columns, terms;
    DesignColumn *column;
    Term *term;
} Design;

// Learns from the rows listed. False: there are more than TERMS_MAX terms (ERROR_INPUT). `left_out` of each column may
// be given (LEFT_LEAK); NULL: none. `exact`: values are not held within bounds, rare levels stay apart.
typedef struct DesignOptions {
    const LeftOut *left_out;
    bool exact;
} DesignOptions;
MUST_USE bool design_learn(const FeatureTable *table, const uint32_t *row, size_t rows, const DesignOptions *options,
                           Arena *arena, Design *design, Error *error);

// A table read by a design: which of its columns is which, and what its words mean. Columns are found by name; one that
// the table lacks, or has as another kind, is not known for all.
typedef struct DesignReading {
    const Design *design;
    const FeatureTable *table;
    const FeatureColumn **column;  // of each design column; NULL: absent
    uint32_t **level;              // of each word of the table: level, or design->column[].levels for other words
    bool *has_other, *has_missing; // of each design column: there is such a term
} DesignReading;
DesignReading design_reading(const Design *design, const FeatureTable *table, Arena *arena);

// The numbers of the rows row[0..rows-1] for linear models, one column of the model after the other: those of term t,
// of the terms where `term_linear`, stand from out[i * stride]. Missing numbers are the mean, so 0.
void design_fill_linear(const DesignReading *reading, const uint32_t *row, size_t rows, size_t stride, double *out);
// For trees: row after row, `design_tree_terms` numbers each. Missing is NaN.
void design_fill_trees(const DesignReading *reading, const uint32_t *row, size_t rows, float *out);

static inline bool term_linear(const Term *term)
{
    return !term->base;
}
static inline bool term_in_trees(const Term *term)
{
    return term->kind != TERM_MISSING;
}
size_t design_linear_terms(const Design *design);
size_t design_tree_terms(const Design *design);

// "contract: Two year", "tenure", "tenure (not known)".
Str term_name(const Design *design, const Term *term, Arena *arena);

// Population stability index of each column: training rows beside the table's (quality.h, psi_of).
void design_drift(const DesignReading *reading, double *psi);

void design_write(const Design *design, JsonWriter *json);
MUST_USE bool design_read(JsonValue value, Arena *arena, Design *design, Error *error);

#endif
