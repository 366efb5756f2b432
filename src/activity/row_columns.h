// row_columns.h - the columns of rows while they are being made: what builder.h fills and columns.h shows.
#ifndef FIDELE_ACTIVITY_ROW_COLUMNS_H
#define FIDELE_ACTIVITY_ROW_COLUMNS_H

#include "activity/builder.h"

// NULL where the shape has no such column.
typedef struct RowColumns {
    uint64_t room; // rows there is memory for
    Second *second;
    int64_t *amount, *profit;
    uint64_t *order_key;
    uint32_t dimensions;
    uint16_t *code[ACTIVITY_DIMENSIONS_MAX];
} RowColumns;

RowColumns row_columns_open(const ActivityShape *shape, uint64_t room);
void row_columns_release(RowColumns *rows);
void row_columns_release_keys(RowColumns *rows);
void row_columns_resize(RowColumns *rows, uint64_t room);
void row_columns_move(RowColumns *rows, uint64_t to, uint64_t from, uint64_t count); // as memmove

static inline void row_copy(const RowColumns *to, uint64_t to_row, const RowColumns *from, uint64_t from_row)
{
    to->second[to_row] = from->second[from_row];
    to->amount[to_row] = from->amount[from_row];
    if (to->profit) to->profit[to_row] = from->profit[from_row];
    if (to->order_key) to->order_key[to_row] = from->order_key[from_row];
    for (uint32_t d = 0; d < to->dimensions; d++) to->code[d][to_row] = from->code[d][from_row];
}

#endif
