// order.h - orders as the e-commerce events of the log say, whoever sent them: docs/orders.md names events and
// properties.
//
// An order is known by its number (order_id), over the whole workspace: the same number sent twice is one order, of the
// customer for whom it was first written. What the statement with the latest time says holds (of equal times the one
// that came last); the first "Order Completed" that came says when it was made, and it alone counts. A refund belongs
// to its order also when it comes before it, or for another customer. What is counted of an order is worked out anew
// from all that was said of it, so that the order in which events come in changes nothing but which of two equal ones
// counts.
//
// Rows are written within the transaction that appends the event (order_reaction.c), and read for a person.
#ifndef FIDELE_ORDER_ORDER_H
#define FIDELE_ORDER_ORDER_H

#include "base/json.h"
#include "base/money.h"
#include "customer/customer.h"
#include "event/log.h"

typedef enum OrderStatus {
    ORDER_PENDING = 1, // only updates, a cancellation or refunds of it are known so far: in no figure
    ORDER_COMPLETED,
    ORDER_PARTIALLY_REFUNDED,
    ORDER_REFUNDED,
    ORDER_CANCELLED, // in no figure, and neither are its refunds
    ORDER_STATUS_END
} OrderStatus;

extern const char *const order_status_names[ORDER_STATUS_END]; // "pending" … (from 1)
MUST_USE bool order_status_parse(Str name, OrderStatus *status);

enum { ORDER_NUMBER_BYTES_MAX = 200, ORDER_LINES_MAX = 1000 };

typedef struct OptionalAmount {
    bool known;
    int64_t minor;
} OptionalAmount;

typedef struct OrderLine {
    Str product_id, sku, name, category, variant, coupon;
    double quantity; // 1 when it is not said
    bool has_price, has_cost;
    int64_t price_minor, cost_minor; // of one
    int64_t discount_minor;          // of the line, above 0
} OrderLine;

// What one event says of an order. Texts in the arena.
typedef struct OrderStatement {
    Str number, refund_id, coupon, promotion;
    Currency currency; // currency_unknown: one that nobody knows, and no amounts
    OptionalAmount total, subtotal, tax, shipping, discount, cost, margin;
    OrderLine *line;
    size_t lines;
} OrderStatement;

// Reads the properties of an event; what is no amount or text is passed over. `amount` is the event's own (total,
// revenue or value); without one the total is that of the lines. `currency`: the workspace's, for events that name
// none.
void order_statement_read(const Event *event, const Currency *currency, Arena *arena, OrderStatement *statement);

typedef struct Order {
    int64_t id;
    Str number; // "": none was given
    CustomerId customer;
    Instant at;
    int64_t completed, stated, cancelled; // numbers of events; 0: none
    Instant completed_at, stated_at, cancelled_at;
    OrderStatus status;
    uint32_t flags; // EventFlag
    int64_t source;
    Currency currency; // currency_unknown: no amount is known
    OptionalAmount total, subtotal, tax, shipping, discount, cost, margin;
    int64_t refunded_minor;
    Str coupon, promotion;
} Order;

typedef enum RefundKind {
    REFUND_REST = 1, // of all that is left
    REFUND_AMOUNT,
    REFUND_LINES // of products whose prices stand in the order
} RefundKind;

typedef struct OrderRefund {
    int64_t seq;   // its event
    int64_t order; // 0: of none that was named
    CustomerId customer;
    Instant at;
    Str refund_id;
    RefundKind kind;
    Currency currency;
    int64_t stated_minor, counted_minor;
} OrderRefund;

// id 0 when there is none.
MUST_USE bool order_get(StoreSession *session, int64_t id, Arena *arena, Order *order, Error *error);
MUST_USE bool order_by_number(StoreSession *session, Str number, Arena *arena, Order *order, Error *error);
// Oldest first.
MUST_USE bool order_refunds(StoreSession *session, int64_t order, Arena *arena, OrderRefund **refunds, size_t *count,
                            Error *error);

// What is earned: `margin` as it was said, else total - tax - shipping - cost; not known without either. A refund takes
// its share of it: what comes back may be sold again. Both in the order's currency.
OptionalAmount order_margin(const Order *order);
OptionalAmount order_net_margin(const Order *order);
// Total less what was refunded.
OptionalAmount order_net(const Order *order);

// Orders newest first (by time, then id), `after` the last one of the page before (id 0: from the newest).
typedef struct OrderAsk {
    const CustomerId *customers; // of the person; NULL: of everybody
    size_t customer_count;
    bool has_from, has_to;
    Instant from, to;   // to: not included
    OrderStatus status; // 0: all
    Instant after_at;
    int64_t after_id;
    size_t limit;
} OrderAsk;
MUST_USE bool order_list(StoreSession *session, const OrderAsk *ask, Arena *arena, Order **orders, size_t *count,
                         Error *error);

MUST_USE bool order_count_of_person(StoreSession *session, const CustomerId *customers, size_t customer_count,
                                    int64_t *orders, Error *error);
// Numbers of all events about the order, in the order of the log, at most 1,000 of them.
MUST_USE bool order_events(StoreSession *session, const Order *order, Arena *arena, int64_t **seqs, size_t *count,
                           Error *error);

// For the search of customers: orders whose number is `text` (first), or begins with it, in either case of its letters.
typedef struct OrderFound {
    int64_t id;
    Str number;
    CustomerId customer; // it was written for; the person is identity_root of it
    Instant at;
} OrderFound;
MUST_USE bool order_find_number(StoreSession *session, Str text, size_t limit, Arena *arena, OrderFound **found,
                                size_t *count, Error *error);

#endif
