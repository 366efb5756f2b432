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
    Day first_moment, holdout_moment; // as of their beginning; first_moment > holdout_moment: history is too short
    PeopleFeatures features;
    uint8_t *label, *part;
    int64_t *when;
    size_t rows;
    size_t moments;
    bool thinned;
    int64_t holdout_rows, without_history, too_new;
    PropensityModel model;
    PropensityReport report;
    bool trained;
} Training;

// GET /api/v1/predictions/{model} in a language, and the figures of lists.
Str training_report(const Training *training, Day as_of, Locale locale, Arena *arena);
Str training_quality(const Training *training, Arena *arena);
// Why nobody is scored by it; "" when they are.
Str training_refusal(const Training *training, Locale locale, Arena *arena);

#endif
