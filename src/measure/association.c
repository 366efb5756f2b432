#include "measure/association.h"

#include <math.h>

ShareDifference share_difference(const Rate *a, const Rate *b)
{
    if (!a->observed || !b->observed) return (ShareDifference){.observed = false};
    double value = a->value - b->value;
    return (ShareDifference){.observed = true,
                             .value = value,
                             .low = value - hypot(a->value - a->low, b->high - b->value),
                             .high = value + hypot(a->high - a->value, b->value - b->low)};
}

double share_correlation(const Rate *a, const Rate *b)
{
    double n_a = (double)a->n, n_b = (double)b->n, hits = (double)a->count + (double)b->count;
    double spread = n_a * n_b * hits * (n_a + n_b - hits);
    if (spread <= 0) return 0;
    return ((double)a->count * (n_b - (double)b->count) - (double)b->count * (n_a - (double)a->count)) / sqrt(spread);
}

// Moves order[at] down a heap of `n` whose top is the largest p.
static void sift(const double *p, uint32_t *order, size_t at, size_t n)
{
    for (size_t child; (child = 2 * at + 1) < n; at = child) {
        child += child + 1 < n && p[order[child + 1]] > p[order[child]];
        if (p[order[at]] >= p[order[child]]) return;
        uint32_t moved = order[at];
        order[at] = order[child];
        order[child] = moved;
    }
}

void adjust_benjamini_hochberg(const double *p, size_t n, uint32_t *order, double *adjusted)
{
    double least = 1;
    for (size_t i = 0; i < n; i++) order[i] = (uint32_t)i;
    for (size_t i = n / 2; i-- > 0;) sift(p, order, i, n);
    for (size_t rank = n; rank > 0; rank--) { // from the largest p to the smallest
        uint32_t largest = order[0];
        least = fmin(least, p[largest] * (double)n / (double)rank);
        adjusted[largest] = least;
        order[0] = order[rank - 1];
        sift(p, order, 0, rank - 1);
    }
}
