// association.h - how far two groups differ in a share, and what is left of many such tests together.
#ifndef FIDELE_MEASURE_ASSOCIATION_H
#define FIDELE_MEASURE_ASSOCIATION_H

#include "measure/rate.h"

// The share of `a` less that of `b`, with its 95 % interval from the two Wilson intervals (Newcombe 1998, Stat. Med.
// 17:873, method 10). Not observed when one of them is not.
typedef struct ShareDifference {
    bool observed;
    double value, low, high;
} ShareDifference;
ShareDifference share_difference(const Rate *a, const Rate *b);

// Correlation of "is in a" and "is counted" (phi), -1 to 1; 0 where either is the same for all.
double share_correlation(const Rate *a, const Rate *b);

// Benjamini & Hochberg 1995, J. R. Stat. Soc. B 57:289, as R's p.adjust: of the tests whose adjusted p is below q, a
// share of q is wrong on average. `adjusted` may not be `p`; `order` is room for n numbers.
void adjust_benjamini_hochberg(const double *p, size_t n, uint32_t *order, double *adjusted);

#endif
