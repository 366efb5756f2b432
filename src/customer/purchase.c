#include "customer/purchase.h"

#include <stdlib.h>
#include <string.h>

#include "module.h"

const PurchaseSource *const *purchase_tables(Arena *arena)
{
    size_t count = 0, all = 0;
    while (modules[all]) all++;
    const PurchaseSource **tables = arena_array(arena, const PurchaseSource *, all + 1);
    for (size_t i = 0; i < all; i++)
        if (modules[i]->purchases) tables[count++] = modules[i]->purchases;
    return tables;
}

// Adds `count` items of `size` bytes to a list that grows in the arena.
static void *joined(void *list, size_t had, const void *more, size_t count, size_t size, Arena *arena)
{
    if (!count) return list;
    char *all = arena_alloc(arena, had + count, size);
    if (had) memcpy(all, list, had * size);
    memcpy(all + had * size, more, count * size);
    return all;
}

static bool add_of(const PurchaseSource *source, const struct House *house, StoreSession *session, CustomerId customer,
                   Arena *arena, Purchases *purchases, Error *error)
{
    Purchase *list = NULL;
    Contract *contracts = NULL;
    size_t count = 0, contract_count = 0;
    if (source->purchases && !source->purchases(house, session, customer, arena, &list, &count, error)) return false;
    if (source->contracts && !source->contracts(house, session, customer, arena, &contracts, &contract_count, error))
        return false;
    purchases->list = joined(purchases->list, purchases->count, list, count, sizeof *list, arena);
    purchases->count += count;
    purchases->contract =
        joined(purchases->contract, purchases->contracts, contracts, contract_count, sizeof *contracts, arena);
    purchases->contracts += contract_count;
    return true;
}

static int oldest_first(const void *a, const void *b)
{
    const Purchase *left = a, *right = b;
    if (left->at != right->at) return left->at < right->at ? -1 : 1;
    return (left->event > right->event) - (left->event < right->event);
}

static int by_start(const void *a, const void *b)
{
    const Contract *left = a, *right = b;
    if (left->from != right->from) return left->from < right->from ? -1 : 1;
    return (left->until > right->until) - (left->until < right->until);
}

bool purchases_read(const PurchaseSource *const *tables, const struct House *house, StoreSession *session,
                    const Person *person, Arena *arena, Purchases *purchases, Error *error)
{
    *purchases = (Purchases){0};
    for (; *tables; tables++)
        for (const PurchaseSource *source = *tables; source->name; source++)
            for (size_t m = 0; m < person->member_count; m++)
                if (!add_of(source, house, session, person->members[m], arena, purchases, error)) return false;
    if (purchases->count) qsort(purchases->list, purchases->count, sizeof *purchases->list, oldest_first);
    if (purchases->contracts) qsort(purchases->contract, purchases->contracts, sizeof *purchases->contract, by_start);
    return true;
}
