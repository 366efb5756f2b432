// order_spread.h - how revenue and orders vary from customer to customer, for the intervals of means of orders.
//
// Orders of one customer are alike and their values have heavy tails: what varies independently is the customer. So
// each customer adds their orders (or themselves, of revenue per customer) and their revenue of a cell.
#ifndef FIDELE_METRIC_ORDER_SPREAD_H
#define FIDELE_METRIC_ORDER_SPREAD_H

#include "activity/row_totals.h"
#include "metric/reading.h"

typedef struct OrderSpread {
    bool customers; // the ratio is by customers, not by orders
    bool gross;     // refunds do not count
    RatioSums *sums;
    // Of the customer in hand:
    double *orders, *revenue; // by cell
    uint32_t *touched;
    uint32_t count;
    bool *open;
} OrderSpread;

void spread_begin(OrderSpread *spread, size_t cells, Arena *arena);
void spread_add(OrderSpread *spread, size_t cell, int64_t amount);
void spread_end_customer(OrderSpread *spread);

// Sets the intervals of all values of the table, cell by cell; its people are grouped by ask->grouping. Over very many
// rows of another server none are made, and a note says so.
MUST_USE bool spread_intervals(const MetricAsk *ask, const Lane *lane, uint64_t rows, MetricTable *table, Error *error);

// The same where each row is in the group of its own value.
void spread_by_row(const MetricAsk *ask, const Columns *columns, const RowTotalsAsk *rows, MetricTable *table);

// The metric is a mean that has such an interval: aov, arpc.
bool spread_is_asked(const MetricAsk *ask);

#endif
