// calibrate.h - log odds of a model made to mean what they say.
//
// Platt (1999, Advances in Large Margin Classifiers, 61): p = 1 / (1 + exp(-(slope * score + offset))), fitted on rows
// the score was not fitted on, with his smoothed targets, by Newton's method as Lin, Lin & Weng (2007, Machine Learning
// 68:267). A line, not isotonic steps: signed reasons still add up to the score after it, and ranks stay.
#ifndef FIDELE_PREDICT_CALIBRATE_H
#define FIDELE_PREDICT_CALIBRATE_H

#include "base/base.h"

typedef struct Calibration {
    double slope, offset;
} Calibration;

// Scores are log odds. Both kinds of label are needed for more than the identity {1, 0}, which is also the answer when
// higher scores do not go with more yes (slope would be 0 or less).
Calibration calibrate(const double *score, const uint8_t *label, size_t rows);

#endif
