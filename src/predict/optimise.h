// optimise.h - the maximum of a smooth function of a few numbers, of which slope and curvature are known.
//
// Newton's method with the damping of Levenberg and Marquardt (Nocedal & Wright 2006, Numerical Optimization, ch. 10):
// a step that does not climb is shortened towards the slope. Nothing random, so the same answer every time.
#ifndef FIDELE_PREDICT_OPTIMISE_H
#define FIDELE_PREDICT_OPTIMISE_H

#include "base/base.h"

enum { OPTIMISE_MAX = 4 }; // numbers at most

// A function's value with its first and second derivatives at one place.
typedef struct Slope {
    double value;
    double gradient[OPTIMISE_MAX];
    double hessian[OPTIMISE_MAX][OPTIMISE_MAX];
} Slope;

typedef struct Surface {
    size_t count; // numbers, 1..OPTIMISE_MAX
    void (*slope)(void *context, const double *at, Slope *slope);
    void *context;
    double limit; // places with a number beyond +-limit are not visited
} Surface;

typedef struct Optimum {
    bool found; // a maximum within the limit, flat and bent downwards on all sides
    double at[OPTIMISE_MAX];
    Slope slope;
    double covariance[OPTIMISE_MAX][OPTIMISE_MAX]; // inverse of minus the hessian
    int evaluations;
} Optimum;

Optimum optimise(const Surface *surface, const double *start);

// Inverse and Cholesky factor (lower) of a symmetric positive definite matrix. False when it is not one.
MUST_USE bool matrix_invert(size_t count, double matrix[OPTIMISE_MAX][OPTIMISE_MAX],
                            double inverse[OPTIMISE_MAX][OPTIMISE_MAX]);
MUST_USE bool matrix_factor(size_t count, double matrix[OPTIMISE_MAX][OPTIMISE_MAX],
                            double factor[OPTIMISE_MAX][OPTIMISE_MAX]);

// A function of positive numbers as one of their logarithms: turns slope and curvature in place.
void slope_of_logarithms(Slope *slope, size_t count, const double *numbers);

#endif
