// row_sort.h - sorts rows that lie in several columns.
//
// A natural merge sort (Knuth, TAOCP 3, 5.2.4, algorithm N): rows come in a few stretches that are in order already, as
// many as threads read them, since most sources are written in order of time.
#ifndef FIDELE_ACTIVITY_ROW_SORT_H
#define FIDELE_ACTIVITY_ROW_SORT_H

#include "activity/row_columns.h"

// Rows are compared by all they have, so that equal ones cannot be told apart, and any way of sorting gives the same.
typedef enum RowOrder {
    ROWS_BY_TIME,         // second, amount, dimension codes, profit
    ROWS_BY_TIME_LARGEST, // second, amount from the largest, dimension codes, profit
    ROWS_BY_KEY           // order key, then as ROWS_BY_TIME_LARGEST
} RowOrder;

// Sorts the rows from..to-1. `scratch` has the same columns, with room for half as many rows, and for one.
void rows_sort(const RowColumns *rows, uint64_t from, uint64_t to, RowOrder order, const RowColumns *scratch);

#endif
