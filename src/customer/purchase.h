// purchase.h - what a customer has bought, as the module that keeps it (order/) tells it to the profile: figures,
// lifecycle and search ask here, and know nothing of its tables. A module lists its sources in module.h.
#ifndef FIDELE_CUSTOMER_PURCHASE_H
#define FIDELE_CUSTOMER_PURCHASE_H

#include "base/money.h"
#include "customer/customer.h"

struct House;

typedef enum PurchaseKind { PURCHASE_ORDER = 1, PURCHASE_REFUND, PURCHASE_PAYMENT } PurchaseKind;

// A line of what somebody is worth so far: amounts of all lines sum to the historic lifetime value.
typedef struct Purchase {
    PurchaseKind kind;
    bool counts;   // an order or a payment that stands: not cancelled, not wholly refunded
    bool valued;   // `amount_minor` is known in the workspace's currency
    int64_t event; // its number in the log
    CustomerId customer;
    Instant at;
    Str reference;        // the number of the order, "" without one
    int64_t amount_minor; // in the workspace's currency; below 0 for refunds
} Purchase;

// A relation that lasts by itself: a subscription, from its start until its end.
typedef struct Contract {
    Instant from, until; // INT64_MAX: it runs
    bool paid;           // false: a trial, or free of charge
} Contract;

// Who has an order or a ticket of that number.
typedef struct NumberFound {
    Str kind;   // "order", "ticket"
    Str number; // as it is written
    CustomerId customer;
    Instant at;
} NumberFound;

enum { PURCHASES_MAX = 100000, PURCHASE_NUMBERS_MAX = 50 };

typedef struct PurchaseSource {
    const char *name;
    // All of one customer (not of the person), in any order, at most PURCHASES_MAX; within any session. May be NULL.
    bool (*purchases)(const struct House *house, StoreSession *session, CustomerId customer, Arena *arena,
                      Purchase **list, size_t *count, Error *error);
    bool (*contracts)(const struct House *house, StoreSession *session, CustomerId customer, Arena *arena,
                      Contract **list, size_t *count, Error *error);
    // Of exactly that number first, then of those that begin so. May be NULL.
    bool (*find)(const struct House *house, StoreSession *session, Str number, size_t limit, Arena *arena,
                 NumberFound **found, size_t *count, Error *error);
    // Of any of these numbers, at most PURCHASE_NUMBERS_MAX of them, for what somebody may have meant. May be NULL.
    bool (*among)(const struct House *house, StoreSession *session, const Str *numbers, size_t number_count,
                  size_t limit, Arena *arena, NumberFound **found, size_t *count, Error *error);
} PurchaseSource;

typedef struct Purchases {
    Purchase *list; // oldest first
    size_t count;
    Contract *contract;
    size_t contracts;
} Purchases;

// Of the person, from all sources. `tables`: one a module, each ending with a source without a name; the list ends with
// NULL.
MUST_USE bool purchases_read(const PurchaseSource *const *tables, const struct House *house, StoreSession *session,
                             const Person *person, Arena *arena, Purchases *purchases, Error *error);

// Those of modules.c.
const PurchaseSource *const *purchase_tables(Arena *arena);

#endif
