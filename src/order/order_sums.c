#include "order/order_sums.h"

_Static_assert(ORDER_COMPLETED == 2 && ORDER_PARTIALLY_REFUNDED == 3 && ORDER_REFUNDED == 4, "order_sums.sql: between");

bool order_sums(StoreSession *session, Instant from, Instant to, void (*see)(void *context, const OrderSum *order),
                void *context, Error *error)
{
    Rows rows;
    if (!store_select(session, &query_order_sums_between,
                      VALUES(value_integer(from), value_integer(to), value_integer(EVENT_HIDDEN)), &rows, error))
        return false;
    while (rows_next(&rows)) {
        Currency currency;
        if (!currency_find(rows_text(&rows, 2), &currency)) continue;
        const OrderSum order = {.customer = (CustomerId)rows_integer(&rows, 0),
                                .at = rows_integer(&rows, 1),
                                .currency = &currency,
                                .total_minor = rows_integer(&rows, 3),
                                .refunded_minor = rows_integer(&rows, 4),
                                .discount_minor = rows_integer(&rows, 5),
                                .cost = {!rows_null(&rows, 6), rows_integer(&rows, 6)}};
        see(context, &order);
    }
    return rows_close(&rows, error);
}
