#include "customer/unsay.h"

#include "customer/duplicate.h"
#include "customer/facts.h"

static bool remove_identities(Identity *identity, StoreSession *session, CustomerId customer, int64_t source,
                              Instant at, Arena *arena, Error *error)
{
    IdentityRow *rows;
    size_t count;
    CustomerId whose;
    if (!identity_list(session, customer, arena, &rows, &count, error)) return false;
    for (size_t i = 0; i < count; i++)
        if (rows[i].source == source &&
            !identity_remove(identity, session, rows[i].kind, rows[i].value, 0, at, &whose, error))
            return false;
    return true;
}

bool customer_unsay(Identity *identity, StoreSession *session, CustomerId customer, int64_t source,
                    bool keep_identities, Instant at, Arena *arena, Error *error)
{
    const Value values[] = {value_integer(customer), value_integer(source)};
    return store_execute(session, &query_trait_unsay, values, COUNT_OF(values), NULL, error) &&
           store_execute(session, &query_trait_unsay_changes, values, COUNT_OF(values), NULL, error) &&
           (keep_identities || remove_identities(identity, session, customer, source, at, arena, error)) &&
           customer_changed(session, customer, 1, error) && terms_write(session, customer, arena, error) &&
           duplicate_look(identity, session, customer, at, arena, error);
}
