#include "customer/customer.h"

#include <string.h>

#include "customer/duplicate.h"
#include "customer/facts.h"

// ---- reading ----

void person_members(const Identity *identity, CustomerId customer, Arena *arena, Person *person)
{
    *person = (Person){.root = identity_root(identity, customer)};
    person->member_count = identity_members(identity, person->root, arena, &person->members);
    if (person->member_count) person->root = person->members[0];
}

static bool add_identities(Person *person, StoreSession *session, CustomerId customer, Arena *arena, Error *error)
{
    IdentityRow *rows = NULL;
    size_t count = 0;
    if (!identity_list(session, customer, arena, &rows, &count, error)) return false;
    if (!count) return true;
    IdentityRow *all = arena_array(arena, IdentityRow, person->identity_count + count);
    if (person->identity_count) memcpy(all, person->identities, person->identity_count * sizeof *all);
    memcpy(all + person->identity_count, rows, count * sizeof *all);
    person->identities = all;
    person->identity_count += count;
    return true;
}

static bool add_version(StoreSession *session, CustomerId customer, int64_t *version, Error *error)
{
    Rows rows;
    if (!store_select(session, &query_customer_version, VALUES(value_integer(customer)), &rows, error)) return false;
    *version += 1 + (rows_next(&rows) ? rows_integer(&rows, 0) : 0); // 1: a customer that joins counts
    return rows_close(&rows, error);
}

static bool add_member(Person *person, StoreSession *session, CustomerId customer, Arena *arena, Error *error)
{
    Instant made = 0;
    int64_t source = 0;
    if (!identity_made(session, customer, &made, &source, error)) return false;
    if (!person->first_seen || made < person->first_seen) person->first_seen = made;
    return add_identities(person, session, customer, arena, error) &&
           add_version(session, customer, &person->version, error);
}

bool person_read(const Identity *identity, StoreSession *session, CustomerId customer, Arena *arena, Person *person,
                 Error *error)
{
    person_members(identity, customer, arena, person);
    for (size_t i = 0; i < person->member_count; i++)
        if (!add_member(person, session, person->members[i], arena, error)) return false;
    return trait_list(session, person->members, person->member_count, arena, &person->traits, &person->trait_count,
                      error);
}

bool person_version(const Identity *identity, StoreSession *session, CustomerId customer, Arena *arena,
                    int64_t *version, Error *error)
{
    Person person;
    *version = 0;
    person_members(identity, customer, arena, &person);
    for (size_t i = 0; i < person.member_count; i++)
        if (!add_version(session, person.members[i], version, error)) return false;
    return true;
}

bool person_last_change(const Identity *identity, StoreSession *session, CustomerId customer, Arena *arena,
                        LastChange *last, Error *error)
{
    Person person;
    *last = (LastChange){0};
    person_members(identity, customer, arena, &person);
    for (size_t i = 0; i < person.member_count; i++) {
        Rows rows;
        if (!store_select(session, &query_trait_last_change, VALUES(value_integer(person.members[i])), &rows, error))
            return false;
        if (rows_next(&rows) && (!last->found || rows_integer(&rows, 2) > last->at))
            *last = (LastChange){true, rows_integer(&rows, 0), rows_integer(&rows, 1), rows_integer(&rows, 2)};
        if (!rows_close(&rows, error)) return false;
    }
    return true;
}

// ---- changing ----

bool customer_changed(StoreSession *session, CustomerId customer, int64_t by, Error *error)
{
    return store_execute(session, &query_customer_bump, VALUES(value_integer(customer), value_integer(by)), NULL,
                         error);
}

static bool set_trait(CustomerWrite *write, const TraitWrite *trait, Error *error)
{
    bool changed = false;
    if (!trait_write(write->session, trait, write->arena, &changed, error)) {
        bool refused = error->kind == ERROR_INPUT;
        if (refused) error_at(error, str_format(write->arena, "/traits/%.*s", STR_ARGS(trait->name)));
        return refused && write->lenient;
    }
    write->changed |= changed;
    write->facts |= changed && facts_trait(trait->name);
    write->name |= changed && facts_name_trait(trait->name);
    return true;
}

bool customer_set_traits(CustomerWrite *write, JsonValue traits, Error *error)
{
    size_t cursor = 0;
    JsonValue key, value;
    while (json_next(traits, &cursor, &key, &value)) {
        TraitWrite trait = {.customer = write->customer,
                            .name = json_get_string(key, write->arena),
                            .value = value,
                            .source = write->voice.source,
                            .by = write->voice.by,
                            .event = write->voice.event,
                            .at = write->voice.at};
        if (!set_trait(write, &trait, error)) return false;
    }
    return true;
}

bool customer_add_identity(CustomerWrite *write, IdentityKind kind, Str value, CustomerId *owner, Error *error)
{
    CustomerId had = 0;
    if (!identity_find(write->identity, write->session, kind, value, &had, error) ||
        !identity_add(write->identity, write->session, write->customer, kind, value, write->voice.source,
                      write->voice.at, owner, error))
        return false;
    write->changed |= !had;
    write->facts |= !had;
    if (!had || identity_root(write->identity, had) == identity_root(write->identity, write->customer)) return true;
    return duplicate_claimed(write->identity, write->session, write->customer, had, write->voice.at, write->arena,
                             error);
}

bool customer_settle(const CustomerWrite *write, Error *error)
{
    return (!write->changed || customer_changed(write->session, write->customer, 1, error)) &&
           (!write->name || terms_write(write->session, write->customer, write->arena, error)) &&
           (!write->facts ||
            duplicate_look(write->identity, write->session, write->customer, write->voice.at, write->arena, error));
}

bool customer_identity_removed(const Identity *identity, StoreSession *session, CustomerId customer, Instant at,
                               Arena *arena, Error *error)
{
    return customer_changed(session, customer, 1, error) &&
           duplicate_look(identity, session, customer, at, arena, error);
}

bool customer_merge(Identity *identity, StoreSession *session, CustomerId winner, CustomerId loser, Str reason,
                    int64_t by, Instant at, int64_t *edge, Error *error)
{
    return identity_merge(identity, session, winner, loser, reason, by, at, edge, error) &&
           customer_changed(session, identity_root(identity, winner), 1, error);
}

// Both halves get a version that is higher than the whole had.
bool customer_unmerge(Identity *identity, StoreSession *session, const MergeRow *merge, int64_t by, Instant at,
                      Arena *arena, Error *error)
{
    int64_t before = 0, winner = 0, loser = 0;
    return person_version(identity, session, merge->winner, arena, &before, error) &&
           identity_unmerge(identity, session, merge->edge, by, at, error) &&
           person_version(identity, session, merge->winner, arena, &winner, error) &&
           person_version(identity, session, merge->loser, arena, &loser, error) &&
           customer_changed(session, merge->winner, before - winner + 1, error) &&
           customer_changed(session, merge->loser, before - loser + 1, error);
}
