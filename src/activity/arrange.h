// arrange.h - puts each customer's rows in order and merges the lines of one order (builder.h says how).
#ifndef FIDELE_ACTIVITY_ARRANGE_H
#define FIDELE_ACTIVITY_ARRANGE_H

#include "activity/row_columns.h"

typedef struct TimeSpan {
    Second first, last; // 0 and 0 without rows
} TimeSpan;

// `rows` are grouped by customer, in any order within one: first_row as in ColumnPiece. Afterwards `rows` has room for
// those that are left, and no order keys; first_row is of these.
TimeSpan rows_arrange(RowColumns *rows, uint32_t *first_row, uint32_t customers, const ActivityShape *shape,
                      const ActivityMerge *merge);

#endif
