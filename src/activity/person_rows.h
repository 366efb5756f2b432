// person_rows.h - the rows of one person in a lane, wherever they lie, and which of them a question looks at.
#ifndef FIDELE_ACTIVITY_PERSON_ROWS_H
#define FIDELE_ACTIVITY_PERSON_ROWS_H

#include "activity/columns.h"

// Only rows with this value of a dimension. The dimension is counted from 1, so that {0} takes all rows.
typedef struct RowFilter {
    uint32_t dimension;
    uint16_t code;
} RowFilter;

typedef struct PersonRows {
    const Second *second;
    const int64_t *amount_or_null; // person_row_amount
    const uint16_t *code;          // of the filter's dimension; NULL: all rows are taken
    uint32_t count;
} PersonRows;

static inline PersonRows person_rows_of(CustomerRows found, RowFilter filter)
{
    const ColumnPiece *piece = found.piece;
    if (found.from == found.to) return (PersonRows){0};
    PersonRows rows = {piece->second + found.from, piece->amount_minor ? piece->amount_minor + found.from : NULL, NULL,
                       found.to - found.from};
    if (!filter.dimension) return rows;
    const uint16_t *codes = piece->codes[filter.dimension - 1];
    if (!codes && filter.code != DIMENSION_OTHER) return (PersonRows){0};
    if (codes) rows.code = codes + found.from;
    return rows;
}

static inline PersonRows person_rows(const Columns *columns, Customer customer, RowFilter filter)
{
    return person_rows_of(columns_find(columns, customer), filter);
}

static inline int64_t person_row_amount(const PersonRows *rows, uint32_t row)
{
    return rows->amount_or_null ? rows->amount_or_null[row] : 0;
}

// Whether the row is activity: passes the filter, and is a purchase where those alone count.
static inline bool person_row_counts(const PersonRows *rows, uint32_t row, RowFilter filter, bool purchases)
{
    return (!rows->code || rows->code[row] == filter.code) && (!purchases || person_row_amount(rows, row) > 0);
}

#endif
