// ranges.h - the runs of columns cut into ranges of about equally many rows, for threads to share.
#ifndef FIDELE_ACTIVITY_RANGES_H
#define FIDELE_ACTIVITY_RANGES_H

#include "activity/columns.h"

typedef struct CustomerRange {
    Customer from, to; // `to` is not in it
} CustomerRange;

size_t range_count(uint64_t rows);
// Of `ranges` ranges the number `range`; one may be empty. first_row as in ColumnPiece.
CustomerRange range_of(const uint32_t *first_row, uint32_t customers, size_t range, size_t ranges);

// Each run that counts is in one range: a question about one customer at a time walks all ranges of all pieces.
typedef struct RunRange {
    const ColumnPiece *piece;
    uint32_t from, to; // runs; `to` is not in it
} RunRange;

size_t columns_ranges(const Columns *columns);
RunRange columns_range(const Columns *columns, size_t range); // of 0..columns_ranges - 1

#endif
