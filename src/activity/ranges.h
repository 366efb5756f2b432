// ranges.h - customers cut into ranges of about equally many rows, for threads to share.
#ifndef FIDELE_ACTIVITY_RANGES_H
#define FIDELE_ACTIVITY_RANGES_H

#include "activity/columns.h"

typedef struct CustomerRange {
    Customer from, to; // `to` is not in it
} CustomerRange;

size_t range_count(uint64_t rows);
// Of `ranges` ranges the number `range`; one may be empty. first_row as in Columns.
CustomerRange range_of(const uint64_t *first_row, uint32_t customers, size_t range, size_t ranges);

#endif
