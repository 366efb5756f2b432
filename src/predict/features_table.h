// features_table.h - what is known of many people, column by column, for models: numbers, yes or no, and words.
//
// A view: the columns belong to the caller, so that a few million people can be scored in blocks of rows. What is not
// known is NaN (numbers, yes or no) or WORD_MISSING; infinity counts as not known too.
#ifndef FIDELE_PREDICT_FEATURES_TABLE_H
#define FIDELE_PREDICT_FEATURES_TABLE_H

#include "base/error.h"

typedef enum FeatureKind { FEATURE_NUMBER, FEATURE_YES_NO, FEATURE_WORD } FeatureKind;

#define WORD_MISSING UINT32_MAX

typedef struct FeatureColumn {
    Str name; // a key: unique in the table; a model finds its columns by it
    FeatureKind kind;
    bool day;             // NUMBER: days since 1970-01-01, shown as 2026-07-01
    const double *number; // NUMBER; YES_NO: 1 yes, 0 no
    const uint32_t *word; // WORD: index into `words`, or WORD_MISSING
    const Str *words;     // each once
    uint32_t word_count;
} FeatureColumn;

typedef struct FeatureTable {
    size_t rows, columns;
    const FeatureColumn *column;
} FeatureTable;

// One column made of texts (of a file), its kind found in them: yes/no when all are of one pair such as yes/no,
// oui/non, true/false, vrai/faux, 0/1; numbers when all are (1234.5; also 1234,5 when no text has a point); days of
// ISO 8601 (2026-07-01, with or without a time) become the number of days since 1970-01-01; else words. Empty texts
// and NA, N/A, NaN, null, none, nil, -, ? are not known.
FeatureColumn feature_column_read(Str name, const Str *texts, size_t count, Arena *arena);

bool feature_text_missing(Str text);

// The value as a person reads it: "29.85", "yes", "Month-to-month", "" when it is not known.
Str feature_value_text(const FeatureColumn *column, size_t row, Arena *arena);

const FeatureColumn *feature_column_find(const FeatureTable *table, Str name); // NULL: none

#endif
