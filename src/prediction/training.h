// training.h - a model is made from what happened, judged on a later time, and written down.
//
// Rows are people as of several moments, each with what happened to them within the days after (outcome.h). The last
// moment whose days are over is held out: it judges the model, which is trained on moments that are over by then,
// spread over the whole history, so that what came and went in it (a rise in price, a bad release) is learnt too.
// Moments of response are days on which messages were delivered, each for about as many of them; those of a month are
// held out. So nothing the judge knows was known in training. People may be in several moments: intervals of
// coefficients are robust to that (by person, predict/logistic.h). In the hold-out each person is once, so its figures
// need no such care.
#ifndef FIDELE_PREDICTION_TRAINING_H
#define FIDELE_PREDICTION_TRAINING_H

#include "prediction/outcome.h"
#include "prediction/version.h"

enum {
    TRAINING_MOMENTS_MAX = 36,  // besides those held out
    TRAINING_MOMENTS_MANY = 12, // of more than TRAINING_PEOPLE_MANY customers: there are rows enough
    TRAINING_PEOPLE_MANY = 100000,
    HOLDOUT_MOMENTS_MAX = 8,
    TRAINING_ROWS_MAX = 400000 // more are thinned by person
};

// Everything of the version but its number, texts in the arena. A refusal is a version that says why.
MUST_USE bool propensity_version(const PredictionPlace *place, PredictionModel model,
                                 const PredictionSettings *settings, int threads, ModelVersion *version, Error *error);
MUST_USE bool lifetime_version(const PredictionPlace *place, const PredictionSettings *settings, int threads,
                               ModelVersion *version, Error *error);
MUST_USE bool contract_version(const PredictionPlace *place, ModelVersion *version, Error *error);

// What a version has to know to ask the same features again.
typedef struct TrainedDefinition {
    TraitFeature trait[TRAIT_FEATURES_MAX];
    size_t traits;
} TrainedDefinition;
Str definition_text(const TrainedDefinition *definition, Arena *arena);
MUST_USE bool definition_read(Str text, Arena *arena, TrainedDefinition *definition, Error *error);

#endif
