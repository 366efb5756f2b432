// quality.h - how good probabilities are, on rows the model has not seen.
#ifndef FIDELE_PREDICT_QUALITY_H
#define FIDELE_PREDICT_QUALITY_H

#include "measure/rate.h"

enum { QUALITY_BANDS = 10 };

typedef struct CalibrationBin {
    double predicted; // mean probability of the rows in it
    Rate observed;
} CalibrationBin;

typedef struct LiftBand {
    int64_t rows, positives; // of this tenth alone, the highest scores first
    double lift;             // its rate over that of all
    double captured;         // share of all positives in this tenth and those before
} LiftBand;

typedef struct Quality {
    int64_t rows, positives;
    bool ranked; // both kinds are there: AUC, PR-AUC and lift exist
    // Probability that a yes has the higher score, ties half (Hanley & McNeil 1982, Radiology 143:29); 95 % interval of
    // DeLong, DeLong & Clarke-Pearson (1988, Biometrics 44:837) on the logit scale, by midranks (Sun & Xu 2014).
    double auc, auc_low, auc_high;
    double pr_auc;   // average precision: sum over thresholds of (recall gained) * precision
    double brier;    // mean squared difference (Brier 1950)
    double log_loss; // mean -log of the probability of what happened, held within 1e-15 of 0 and 1
    // Mean over equally filled bins of |mean predicted - share observed|, weighted by rows.
    double calibration_error;
    double top_decile_lift, top_decile_capture;
    size_t bins; // at most QUALITY_BANDS; fewer when there are fewer rows
    CalibrationBin calibration[QUALITY_BANDS];
    size_t bands;
    LiftBand lift[QUALITY_BANDS];
} Quality;

// Rows in any order. Ties in score share what they straddle evenly, so the order of rows says nothing. No rows: all 0.
Quality quality_of(const double *probability, const uint8_t *label, size_t rows);

// The rule that knows nothing: every row gets the share of yes in the training rows.
Quality quality_naive(double share, const uint8_t *label, size_t rows);

// Population stability index, sum((a - e) log(a / e)) over bins, shares floored at 1e-4 (Siddiqi 2006, Credit Risk
// Scorecards, 6; below 0.1 stable, above 0.25 changed). 0 when a side has nothing.
double psi_of(const double *expected, const double *actual, size_t bins);

#endif
