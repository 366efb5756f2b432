// churn_file.h - any table of customers as features and an outcome: the file behind `fidele predict churn FILE`.
#ifndef FIDELE_PREDICTION_CHURN_FILE_H
#define FIDELE_PREDICTION_CHURN_FILE_H

#include "predict/propensity.h"

enum { LABEL_MISSING = 2 };

typedef struct ChurnFileOptions {
    Str label;    // column of the outcome
    Str id;       // column that names the customer; "": found (customer_id, id …), else the row's number
    Str positive; // the value of `label` that counts as yes; "": found
    Str duration; // column of how long each customer has been there; "": none. Kept out of the features
    int threads;
} ChurnFileOptions;

typedef struct ChurnFile {
    size_t rows;
    FeatureTable features;
    uint8_t *label; // of each row: 0, 1 or LABEL_MISSING
    size_t missing_labels;
    Str label_name, yes;    // the value that counts as yes, as it stands in the file
    Str id_name;            // "": numbered
    const Str *id;          // of each row
    const double *duration; // of each row, NaN: not known; NULL: not asked for
    struct Table *source;   // what churn_file_close gives back
} ChurnFile;

// Reads a CSV, TSV or JSON file (import/table.h), plain or packed. Errors (ERROR_INPUT): what table_open says; no such
// column (with those there are); an outcome of more or fewer than two values (with some of them); ids that stand twice.
MUST_USE bool churn_file_open(Str path, const ChurnFileOptions *options, Arena *arena, ChurnFile *file, Error *error);
void churn_file_close(ChurnFile *file);

#endif
