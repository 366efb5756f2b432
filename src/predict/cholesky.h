// cholesky.h - symmetric systems of any size, where some rows may follow from others.
//
// L D L' with unit L (Golub & Van Loan 2013, Matrix Computations, 4.1). A pivot below a share of 1e-9 of its diagonal
// says that the row follows from those before it: it is left out, and its part of every solution is 0.
#ifndef FIDELE_PREDICT_CHOLESKY_H
#define FIDELE_PREDICT_CHOLESKY_H

#include "base/base.h"

// Factors `matrix` (size * size, row by row; its lower triangle is read) in place. Returns the rank; redundant[i] tells
// which rows were left out.
size_t cholesky_factor(double *matrix, size_t size, bool *redundant);

// matrix * answer = right, for a factored matrix; `right` becomes the answer.
void cholesky_solve(const double *factor, size_t size, const bool *redundant, double *right);

// The inverse, size * size; rows and columns that were left out are 0.
void cholesky_inverse(const double *factor, size_t size, const bool *redundant, double *inverse);

#endif
