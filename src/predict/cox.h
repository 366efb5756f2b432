// cox.h - how long until somebody leaves, and what makes it sooner: Cox proportional hazards.
//
// The hazard at age t is h0(t) exp(x b) (Cox 1972, JRSS B 34:187); b by maximum partial likelihood (Cox 1975) with
// Efron's (1977, JASA 72:557) terms for people who leave at the same age, by Newton steps that are halved when they do
// not climb. Who is last seen at an age is at risk on it. The figures are those of R's coxph(ties = "efron").
//
// A hazard ratio exp(b) of 1.2 says: with one unit more of the covariate, 20 % more of those still there leave at any
// age. That this holds at every age alike is tested (Grambsch & Therneau 1994, Biometrika 81:515).
#ifndef FIDELE_PREDICT_COX_H
#define FIDELE_PREDICT_COX_H

#include "base/error.h"

enum { COX_COVARIATES_MAX = 200, COX_ROWS_MAX = 20000000 };

typedef struct CoxData {
    size_t rows, covariates;
    const double *time;   // age at which they left, or were last seen still there: 0 or more
    const bool *left;     // false: still there (censored)
    const double *values; // rows * covariates, row by row
} CoxData;

typedef struct CoxCovariate {
    bool redundant; // constant, or follows from the covariates before it: no coefficient (all 0)
    bool separated; // the likelihood grows without end with it: ratio and interval mean nothing, and are not to be told
    double mean;
    double value, standard_error, z, p;          // of the coefficient b, per unit of the covariate; p two-sided (Wald)
    double hazard_ratio, low, high;              // exp(b) with its 95 % interval
    double drift_rho, drift_chi_square, drift_p; // is b the same at every age? Scaled Schoenfeld residuals against
                                                 // 1 - Kaplan-Meier
} CoxCovariate;

typedef struct CoxTest {
    double chi_square, p;
    int degrees;
} CoxTest;

typedef struct CoxBaseline { // at each age at which somebody left, rising
    size_t count;
    double *time;
    double *hazard; // cumulative, of somebody with the mean of every covariate
} CoxBaseline;

typedef struct CoxFit {
    size_t rows, left, covariates, steps;
    CoxCovariate *covariate;
    double *variance; // covariates * covariates, of b
    double log_likelihood_null, log_likelihood;
    CoxTest likelihood_ratio, wald, score; // of all b being 0
    CoxTest drift;                         // of all b being the same at every age
    double concordance;                    // Harrell's C: of two people, the one with the higher x b leaves first; 0..1
    uint64_t concordance_pairs;
    CoxBaseline baseline;
} CoxFit;

// Errors (ERROR_INPUT): nobody left, fewer than 2 rows, no covariate that varies, a time below 0, a number that is not
// finite or beyond 1e100, too many rows or covariates. Separation is no error: covariates are marked.
MUST_USE bool cox_fit(const CoxData *source, Arena *arena, CoxFit *fit, Error *error);

// How much higher than that of the means the hazard of somebody is: exp((x - mean) b), within 1e-300..1e300.
double cox_risk(const CoxFit *fit, const double *values);
// The share of such people still there at age `time`: 0..1.
double cox_survival(const CoxFit *fit, const double *values, double time);
// The first age at which at most a half is still there. False when it is not reached while people were observed.
bool cox_median(const CoxFit *fit, const double *values, double *time);

#endif
