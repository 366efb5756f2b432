// subscription_purchases.c - subscriptions and paid invoices as the profile of a customer asks for them
// (customer/purchase.h).
#include "customer/purchase.h"
#include "house.h"
#include "order/subscription_parts.h"

// A subscription lasts from its start to its cancellation. In trial, pending, or at a price of 0 it is not a paid one;
// without a price it is.
static Contract contract_of(const Rows *rows)
{
    int64_t status = rows_integer(rows, 0);
    bool priced = !rows_null(rows, 6) || !rows_null(rows, 7);
    bool free = priced && rows_integer(rows, 6) == 0 && rows_integer(rows, 7) == 0;
    Contract contract = {.from = rows_null(rows, 1) ? rows_integer(rows, 5) : rows_integer(rows, 1),
                         .until = INT64_MAX,
                         .paid = !free && status != SUBSCRIPTION_TRIALING && status != SUBSCRIPTION_PENDING};
    if (!rows_null(rows, 3)) contract.until = rows_integer(rows, 3);
    if (!rows_null(rows, 4)) contract.until = rows_integer(rows, 4);
    bool only_trial =
        status == SUBSCRIPTION_CANCELLED && !rows_null(rows, 2) && contract.until <= rows_integer(rows, 2);
    if (only_trial) contract.paid = false;
    return contract;
}

static bool contracts_of(const House *house, StoreSession *session, CustomerId customer, Arena *arena, Contract **list,
                         size_t *count, Error *error)
{
    enum { CONTRACTS_MAX = 1000 };
    (void)house;
    Rows rows;
    *list = arena_array(arena, Contract, CONTRACTS_MAX);
    *count = 0;
    if (!store_select(session, &query_subscription_contracts,
                      VALUES(value_integer(customer), value_integer(CONTRACTS_MAX)), &rows, error))
        return false;
    while (*count < CONTRACTS_MAX && rows_next(&rows)) (*list)[(*count)++] = contract_of(&rows);
    return rows_close(&rows, error);
}

const PurchaseSource subscription_purchases[] = {{.name = "subscriptions", .contracts = contracts_of}, {0}};
