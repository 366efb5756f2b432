// gram.h - sums over the rows of a block: where fitting a regression spends its time.
//
// A block is GRAM_ROWS rows; column j stands from x[j * GRAM_ROWS], rows past the end are 0. Sums are the same
// on every machine: four at a time, in one order.
#ifndef FIDELE_PREDICT_GRAM_H
#define FIDELE_PREDICT_GRAM_H

#include "base/base.h"

enum { GRAM_ROWS = 256 };

// score[i] = sum over columns of value_j * x_j
void gram_score(const double *x, size_t width, const double *value, double *score);
// into[j] += sum over rows of weight * x_j
void gram_add_sums(const double *x, size_t width, const double *weight, double *into);
// into[j * width + k] += sum over rows of weight * x_j * x_k, for k <= j at least
void gram_add_products(const double *x, size_t width, const double *weight, double *into);

#endif
