// boosting.h - gradient boosted trees for a yes-or-no outcome, grown by libxgboost (Chen & Guestrin 2016, KDD, 785).
#ifndef FIDELE_PREDICT_BOOSTING_H
#define FIDELE_PREDICT_BOOSTING_H

#include "base/error.h"
#include "predict/trees.h"

typedef struct BoostingData {
    size_t rows, terms;
    const float *number;  // row after row; NaN: missing
    const uint8_t *label; // 0 or 1, both there
} BoostingData;

typedef struct BoostingOptions {
    int rounds, depth;
    double rate;             // learning rate
    double child_weight_min; // smallest sum of hessians of a leaf
    int threads;
} BoostingOptions;

// Settings for that many rows.
BoostingOptions boosting_options(size_t rows, int threads);

// With `check` (rows it is not grown on) the number of rounds is the one with the least log loss there, and
// growing stops when 20 rounds brought none; NULL: all rounds. Error (ERROR_FAILED): the library refused.
MUST_USE bool boosting_train(const BoostingData *data, const BoostingData *check, const BoostingOptions *options,
                             Arena *arena, Trees *trees, Error *error);

#endif
