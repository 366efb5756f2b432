// order_sums.h - orders of a stretch of time with what figures need of them: what is left, what it cost, what was taken
// off the price. Cancelled, pending and hidden orders are left out.
#ifndef FIDELE_ORDER_ORDER_SUMS_H
#define FIDELE_ORDER_ORDER_SUMS_H

#include "order/order.h"

typedef struct OrderSum {
    CustomerId customer; // it was written for
    Instant at;
    const Currency *currency;
    int64_t total_minor, refunded_minor;
    int64_t discount_minor; // already off the total; 0 when not known
    OptionalAmount cost;    // of the goods
} OrderSum;

// Orders made from `from` on and before `to`, in no order.
MUST_USE bool order_sums(StoreSession *session, Instant from, Instant to,
                         void (*see)(void *context, const OrderSum *order), void *context, Error *error);

#endif
