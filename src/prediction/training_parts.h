// training_parts.h - what a training has come to, for its report.
#ifndef FIDELE_PREDICTION_TRAINING_PARTS_H
#define FIDELE_PREDICTION_TRAINING_PARTS_H

#include "predict/propensity.h"
#include "prediction/training.h"

typedef struct Training {
    const PredictionPlace *place;
    Outcome outcome;
    Profiled profiled;
    TrainedDefinition definition;
    FeatureSource *source;
    // As of their beginning: those held out, oldest first, then those of training. None: nothing to learn from.
    Day moment[HOLDOUT_MOMENTS_MAX + TRAINING_MOMENTS_MAX];
    size_t held, moments; // how many are held out, and beside them
    PeopleFeatures features;
    uint8_t *label, *part;
    int64_t *when;
    size_t rows;
    bool thinned;
    int64_t population, without_history, too_new; // persons: held out, and not
    PropensityModel model;
    PropensityReport report;
    bool trained;
} Training;

// Leaves `moments` 0 when there is too little to learn from and be judged by.
MUST_USE bool training_choose_moments(Training *training, Error *error);

// GET /api/v1/predictions/{model} in a language, and the figures of lists.
Str training_report(const Training *training, Day as_of, Locale locale, Arena *arena);
Str training_quality(const Training *training, Arena *arena);
// Why nobody is scored by it; "" when they are.
Str training_refusal(const Training *training, Locale locale, Arena *arena);

#endif
