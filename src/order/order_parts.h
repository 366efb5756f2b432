// order_parts.h - what the files of orders share.
#ifndef FIDELE_ORDER_ORDER_PARTS_H
#define FIDELE_ORDER_ORDER_PARTS_H

#include "customer/purchase.h"
#include "order/order.h"

enum { ORDER_STATEMENTS_MAX = 1000, ORDER_REFUNDS_MAX = 1000 };

// One product: of a list, or the properties of "Product Added" themselves.
OrderLine order_line_read(JsonValue object, const Currency *currency, Arena *arena);
// price × quantity - discount; false: there is no price, or no number can hold it.
bool order_line_total(const OrderLine *line, int64_t *total_minor);
// False: a line has no price.
bool order_lines_total(const OrderStatement *statement, int64_t *total_minor);

extern const PurchaseSource order_purchases[]; // ends with a source without a name

void order_take(const Rows *rows, Arena *arena, Order *order);

// Events of the log as the reactions find them.
typedef struct OrderEvent {
    const struct House *house;
    StoreSession *session;
    const Event *event;
    Currency base; // the workspace's
    Arena *arena;
} OrderEvent;

// What an event counts for, told to the log when it is not what the event itself says.
MUST_USE bool order_count(const OrderEvent *about, int64_t seq, CustomerId customer, bool counts, int64_t amount_minor,
                          const Currency *currency, Error *error);

// Within the transaction of an event that completes, updates, cancels or refunds.
MUST_USE bool order_on_statement(const OrderEvent *about, Error *error);
MUST_USE bool order_on_refund(const OrderEvent *about, Error *error);
// The event is taken back: the order is what its other events say, or gone with the last of them.
MUST_USE bool order_undo(const OrderEvent *about, Error *error);
// After a change of `order`, and of what is stored of it: its status, its refunds, what all of it counts for; stores
// it.
MUST_USE bool order_settle(const OrderEvent *about, const Order *before, Order *order, Error *error);

#endif
