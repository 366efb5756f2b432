// lifetime_training.h - histories of people for the lifetime model, and the model as it is kept.
#ifndef FIDELE_PREDICTION_LIFETIME_TRAINING_H
#define FIDELE_PREDICTION_LIFETIME_TRAINING_H

#include "activity/buying.h"
#include "predict/lifetime.h"
#include "prediction/training.h"

// Of those who may be profiled; empty when nobody has bought.
MUST_USE bool lifetime_histories(const PredictionPlace *place, const Profiled *profiled, Day end, Day later_end,
                                 Buying *buying, Error *error);
BuyingHistory buying_history_of(const Buying *buying); // in weeks

// What is read is checked: everything finite and within what a fit can be.
MUST_USE bool lifetime_content_read(Str text, Arena *arena, LifetimeFit *fit, GammaGammaFit *amounts, bool *has_amounts,
                                    Error *error);

#endif
