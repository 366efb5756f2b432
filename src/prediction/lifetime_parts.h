// lifetime_parts.h - what the training of the lifetime model has come to, for its report.
#ifndef FIDELE_PREDICTION_LIFETIME_PARTS_H
#define FIDELE_PREDICTION_LIFETIME_PARTS_H

#include "activity/questions.h"
#include "prediction/lifetime_training.h"

typedef struct LifetimeTraining {
    Profiled profiled;
    bool any; // somebody has ordered
    Day first_day, calibration_end, as_of;
    BuyingSplit split;
    LifetimeChoice choice;
    Buying now;
    bool fitted, has_amounts;
    LifetimeFit fit; // to all that is known
    GammaGammaFit amounts;
    Day weekly_from;
    uint32_t *repeats;
    size_t weeks;
    Summaries summaries;
    Str refusal[LOCALE_COUNT];
    Str no_amounts[LOCALE_COUNT]; // why there is no model of amounts: purchases alone are foretold
} LifetimeTraining;

Str lifetime_version_report(const LifetimeTraining *training, const PredictionPlace *place, Locale locale);
Str lifetime_version_quality(const LifetimeTraining *training, Arena *arena);

#endif
