// health_validation.h - whether a health score tells who leaves: on people who were scored at one time and watched over
// the time after it. Pure.
//
// The score is no probability. It is made into one by a logistic regression of leaving on the score (Platt 1999,
// Advances in Large Margin Classifiers, 61) fitted on an *earlier* time, and judged on the later one that it has not
// seen: AUC, calibration and lift are those of predict/quality.h.
#ifndef FIDELE_PREDICT_HEALTH_VALIDATION_H
#define FIDELE_PREDICT_HEALTH_VALIDATION_H

#include "base/arena.h"
#include "predict/health.h"
#include "predict/quality.h"

enum { VALIDATION_EVENTS_MIN = 10 }; // of those who left, and of those who stayed, on each side

// People at one time: points, and whether they left within the window after it.
typedef struct HealthSample {
    size_t people;
    const double *score; // 0..100
    const uint8_t *left;
    const uint8_t *band; // HealthBand
} HealthSample;

typedef enum ValidationRefusal {
    VALIDATION_FINE,
    VALIDATION_TOO_FEW_PEOPLE,
    VALIDATION_TOO_FEW_LEFT,
    VALIDATION_TOO_FEW_STAYED
} ValidationRefusal;

typedef struct HealthValidation {
    ValidationRefusal refusal;
    int64_t people, left;
    double intercept, slope;      // log odds of leaving = intercept + slope × score; slope below 0 when it tells
    Quality quality;              // on the later time
    Quality naive;                // the share of the earlier time for everybody
    Rate band[HEALTH_BAND_COUNT]; // of each, who left
    bool tells;                   // the interval of the AUC lies above one half
} HealthValidation;
HealthValidation health_validate(const HealthSample *fitted_on, const HealthSample *judged_on, Arena *scratch);

// Weights out of what happened: a logistic regression of staying on the points of measures (what is not observed counts
// as the mean of those observed; ridge 1 on standardised points), those below 0 taken as 0 and left out anew, so that
// no measure counts against what it says. A weight is in proportion to the coefficient of standardised points (a
// measure that hardly differs between people explains little, however large its coefficient), all of them to sum to
// 100. `points[measure][person]`, NaN: not observed.
typedef struct HealthWeights {
    ValidationRefusal refusal;
    size_t measures;
    double *weight;    // 0..100; 0 of those that are observed of nobody, are all alike, or tell nothing
    double *value;     // coefficient of ten points, of staying
    double *error;     // its standard error; NaN: left out
    int64_t *observed; // people of whom it is
} HealthWeights;
HealthWeights health_weights(const double *const *points, size_t measures, size_t people, const uint8_t *left,
                             Arena *arena);

#endif
