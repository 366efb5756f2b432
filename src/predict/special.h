// special.h - the functions that the likelihoods are made of, for positive arguments.
//
// DLMF is the Digital Library of Mathematical Functions (dlmf.nist.gov).
#ifndef FIDELE_PREDICT_SPECIAL_H
#define FIDELE_PREDICT_SPECIAL_H

#include "base/base.h"

double log_gamma(double x); // as lgamma, which writes a global
double log_beta(double a, double b);
double digamma(double x);  // the first derivative of log_gamma: DLMF 5.5.2 up to x >= 10, then 5.11.2
double trigamma(double x); // the second one: DLMF 5.15.5, then 5.15.8

// Shares below x of a gamma variable (scale 1) and of a beta variable: DLMF 8.11.4 and 8.9.2, 8.17.22. In 0..1.
double gamma_below(double shape, double x);
double beta_below(double a, double b, double x);

enum { LEGENDRE_POINTS = 8 };
extern const double legendre_at[LEGENDRE_POINTS];     // Gauss-Legendre points in 0..1 (DLMF 3.5.19)
extern const double legendre_weight[LEGENDRE_POINTS]; // sum 1

#endif
