// cox_parts.h - what the fit leaves for the figures that follow from it.
#ifndef FIDELE_PREDICT_COX_PARTS_H
#define FIDELE_PREDICT_COX_PARTS_H

#include "predict/cox.h"

// The rows by falling time, centred on the means and divided by the deviations, so that covariates of any unit are
// steps of like size. Coefficients here are per deviation.
typedef struct CoxRows {
    size_t rows, size; // size: covariates
    double *time;
    bool *left;
    double *values;
    double *mean, *deviation; // deviation 1 for a constant
    double *risk;             // exp(x b), of each row
    Arena *arena;
} CoxRows;

// What the people at risk at one age are, and those of them who leave at it: sums of risk, risk * x, risk * x x'.
typedef struct CoxSums {
    double risk, tied_risk;
    double *first, *tied_first;   // size
    double *second, *tied_second; // size * size, lower triangle
    size_t tied;                  // how many leave at this age
} CoxSums;

// Called for each age at which somebody left, from the latest to the first; rows from..to-1 are of this age.
typedef void CoxAge(void *context, const CoxRows *rows, const CoxSums *sums, size_t from, size_t to);
void cox_each_age(const CoxRows *rows, bool with_second, CoxAge *age, void *context);

// cox_after.c: baseline, concordance, drift, of the risks at the maximum.
void cox_fill_baseline(const CoxRows *rows, CoxFit *fit, Arena *arena);
void cox_fill_concordance(const CoxRows *rows, CoxFit *fit);
void cox_fill_drift(const CoxRows *rows, CoxFit *fit);

#endif
