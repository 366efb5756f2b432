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
    const int64_t *amount_minor;
    const uint16_t *code; // of the filter's dimension; NULL: all rows are taken
    uint64_t count;
} PersonRows;

static inline PersonRows person_rows(const Columns *columns, Customer customer, RowFilter filter)
{
    if (customer >= columns->customers) return (PersonRows){0};
    uint64_t from = columns->first_row[customer];
    return (PersonRows){columns->second + from, columns->amount_minor + from,
                        filter.dimension ? columns->dimension[filter.dimension - 1].codes + from : NULL,
                        columns->first_row[customer + 1] - from};
}

// Whether the row is activity: passes the filter, and is a purchase where those alone count.
static inline bool person_row_counts(const PersonRows *rows, uint64_t row, RowFilter filter, bool purchases)
{
    return (!rows->code || rows->code[row] == filter.code) && (!purchases || rows->amount_minor[row] > 0);
}

#endif
