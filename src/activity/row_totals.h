// row_totals.h - orders and amounts by a dimension of the rows themselves (product, channel …), period by period.
//
// Each row counts for its own value, so that orders and amounts of all values add up to the whole. A buyer counts for
// each value that they bought.
#ifndef FIDELE_ACTIVITY_ROW_TOTALS_H
#define FIDELE_ACTIVITY_ROW_TOTALS_H

#include "activity/columns.h"
#include "base/arena.h"

// Codes are those of the dimension, and one more, its `values`, for the rows without.
static inline uint32_t row_values(const Columns *columns, uint32_t dimension)
{
    return dimension < columns->dimensions ? columns->dimension[dimension].values : 0;
}

typedef struct CodeRows {
    int64_t rows, orders; // orders: rows of an amount above 0
} CodeRows;
CodeRows *ask_code_rows(const Columns *columns, uint32_t dimension, int threads, Arena *arena); // [code]

typedef struct RowTotalsAsk {
    uint32_t dimension;
    const uint16_t *group_of; // of each code
    uint32_t groups, periods;
    Day first_day;
    const uint32_t *period_of;    // of each day since first_day; UINT32_MAX: in none
    const uint16_t *person_group; // whose rows count: those of groups below `person_groups`; NULL: everybody's
    uint32_t people, person_groups;
} RowTotalsAsk;

typedef struct RowTotal {
    int64_t orders, purchase_amount;
    int64_t refunds, refund_amount;     // 0 or below
    int64_t first_orders, first_amount; // orders that are the person's first ever
    int64_t buyers, repeat_buyers;
} RowTotal;
RowTotal *ask_row_totals(const Columns *columns, const RowTotalsAsk *ask, int threads,
                         Arena *arena); // [group * periods + period]

#endif
