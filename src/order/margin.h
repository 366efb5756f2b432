// margin.h - what orders earned, for figures: each order of which that is known, and what refunds took of it again.
//
// An order's margin counts at its time; a refund takes its share (order_net_margin) at the refund's own, so that all
// parts of an order add up to what is left, to the cent. Cancelled, pending and hidden orders are left out.
#ifndef FIDELE_ORDER_MARGIN_H
#define FIDELE_ORDER_MARGIN_H

#include "order/order.h"

typedef struct MarginPart {
    bool order;          // else of a refund: 0 or below
    CustomerId customer; // whose order it is
    Instant at;
    int64_t minor;
    const Currency *currency;
} MarginPart;

MUST_USE bool order_margins(StoreSession *session, void (*see)(void *context, const MarginPart *part), void *context,
                            Error *error);

#endif
