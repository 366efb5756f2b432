// order_columns.h - what the people of a data folder bought: "Order Completed" is a purchase, "Order Refunded" a
// refund.
//
// An order counts once, for what was said of it last, and a refund never for more than was left (event/figure.h);
// amounts in another currency are converted at the rate of their day. Events of bots and of the company's own people
// are not in it.
#ifndef FIDELE_METRIC_ORDER_COLUMNS_H
#define FIDELE_METRIC_ORDER_COLUMNS_H

#include "event/log.h"

typedef struct OrderSources {
    const EventLog *log;
    const Identity *identity;
    Activity *activity;
} OrderSources;

// Columns of what happened up to the end of `as_of`, by person. Release with activity_release. Error: amounts that no
// sum can hold.
MUST_USE bool order_columns(const OrderSources *sources, Day as_of, Arena *scratch, const ActivityView **view,
                            Error *error);

#endif
