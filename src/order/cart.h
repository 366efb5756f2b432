// cart.h - what a customer has laid into the cart and not bought yet, as "Product Added", "Product Removed", "Cart
// Updated", "Cart Viewed" and "Checkout Started" say.
//
// A cart is known by its cart_id, of its customer; without one a customer has one cart at a time. An order of the
// person ends all of its carts that were changed before it: that with its cart_id, and those without. A cart in which
// nothing has changed for CART_IDLE_HOURS is abandoned; an order that comes after that has recovered it. An event that
// comes late, from before an order of its customer, opens no cart.
#ifndef FIDELE_ORDER_CART_H
#define FIDELE_ORDER_CART_H

#include "order/order_parts.h"

enum { CART_IDLE_HOURS = 24 };

typedef enum CartStatus {
    CART_OPEN = 1,
    CART_ABANDONED,
    CART_ORDERED,
    CART_RECOVERED, // ordered after it had been abandoned
    CART_EMPTY,
    CART_STATUS_END
} CartStatus;
extern const char *const cart_status_names[CART_STATUS_END]; // "open" … (from 1)

typedef struct Cart {
    int64_t id;
    CustomerId customer;
    Str cart_id;             // "": none was given
    int64_t opened, changed; // numbers of its first and last event
    Instant opened_at, changed_at;
    int64_t stated; // number of the last event with the list of its products; 0: none
    int64_t quantity;
    int64_t order; // that came of it; 0: none yet
    Instant ordered_at;
    bool recovered;
    int64_t source;
} Cart;

CartStatus cart_status(const Cart *cart, Instant now);

// Carts that are open or abandoned (status; 0: both) at `now`, the one that was changed last first, after the one with
// (after_at, after_id).
typedef struct CartAsk {
    CartStatus status;
    Instant now, after_at;
    int64_t after_id; // 0: from the newest
    size_t limit;
} CartAsk;
MUST_USE bool cart_list(StoreSession *session, const CartAsk *ask, Arena *arena, Cart **carts, size_t *count,
                        Error *error);
// All of a person, the one that was changed last first.
MUST_USE bool cart_of_person(StoreSession *session, const CustomerId *customers, size_t customer_count, size_t limit,
                             Arena *arena, Cart **carts, size_t *count, Error *error);

// What is in it, from its events: the last list, and what was added and removed since. Lines have a quantity above 0.
typedef struct CartContent {
    Currency currency;
    OrderLine *line;
    size_t lines;
    OptionalAmount total; // of the lines, when all have a price
} CartContent;
MUST_USE bool cart_content(const struct House *house, StoreSession *session, const Cart *cart, Arena *arena,
                           CartContent *content, Error *error);

// ---- within the transaction of an event ----

MUST_USE bool cart_on_event(const OrderEvent *about, Error *error);
MUST_USE bool cart_on_order(const OrderEvent *about, Error *error);

#endif
