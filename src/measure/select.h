// select.h - the value at a rank, without sorting.
#ifndef FIDELE_MEASURE_SELECT_H
#define FIDELE_MEASURE_SELECT_H

#include "base/base.h"

// The value that would stand at `rank` (0 is the smallest) if `values` were sorted; rank < n. `values` is reordered.
// Digit by digit from the top: at most nine passes over the values whatever they are, so that no input is a bad one.
int64_t select_rank(int64_t *values, size_t n, size_t rank);

#endif
