// identities.c - single identities and customers: found, made, taken away, listed.
#include <string.h>

#include "identity/parts.h"

KnownKey identity_key(const Identity *identity, IdentityKind kind, Str normal)
{
    char bytes[1 + IDENTITY_BYTES_MAX];
    bytes[0] = (char)kind;
    assert(normal.size <= IDENTITY_BYTES_MAX);
    if (normal.size) memcpy(bytes + 1, normal.data, normal.size);
    KnownKey key;
    digest_short(identity->key, (Str){bytes, normal.size + 1}, key.word);
    return key;
}

bool identity_look_up(StoreSession *session, IdentityKind kind, Str normal, Owned *owned, Error *error)
{
    *owned = (Owned){0};
    Rows rows;
    if (!store_select(session, &query_identity_find, VALUES(value_integer(kind), value_text(normal)), &rows, error))
        return false;
    if (rows_next(&rows)) *owned = (Owned){rows_integer(&rows, 0), (CustomerId)rows_integer(&rows, 1)};
    return rows_close(&rows, error);
}

bool identity_owner(Identity *identity, StoreSession *session, IdentityKind kind, Str normal, CustomerId *customer,
                    Error *error)
{
    bool remembers = identity_writes(identity);
    KnownKey key = {0};
    if (remembers) {
        key = identity_key(identity, kind, normal);
        *customer = known_get(identity->known, key);
        if (*customer) return true;
    }
    Owned owned;
    if (!identity_look_up(session, kind, normal, &owned, error)) return false;
    *customer = owned.customer;
    if (remembers && owned.customer) known_put(identity->known, key, owned.customer);
    return true;
}

bool identity_find(Identity *identity, StoreSession *session, IdentityKind kind, Str value, CustomerId *customer,
                   Error *error)
{
    Normal normal;
    Error unusable;
    *customer = 0;
    if (!normal_of(kind, value, &normal, &unusable)) return true;
    return identity_owner(identity, session, kind, normal.value, customer, error);
}

bool identity_make(Identity *identity, StoreSession *session, int64_t source, Instant at, CustomerId *customer,
                   Error *error)
{
    if (identity->numbers.customer + 1 >= CUSTOMERS_MAX)
        return error_code(error, ERROR_STORAGE_FULL, "too_many_customers",
                          PHRASE("there is no room for more customers", "il n’y a plus de place pour d’autres clients"),
                          STR(""));
    CustomerId made = identity->numbers.customer + 1;
    if (!store_execute(session, &query_identity_insert_customer,
                       VALUES(value_integer(made), value_integer(at), value_integer(source)), NULL, error))
        return false;
    identity->numbers.customer = *customer = made;
    return true;
}

bool identity_insert(Identity *identity, StoreSession *session, const IdentityRow *row, Error *error)
{
    int64_t id = identity->numbers.identity + 1;
    if (!store_execute(session, &query_identity_insert,
                       VALUES(value_integer(id), value_integer(row->kind), value_text(row->value),
                              value_text(row->shown), value_integer(row->customer), value_integer(row->source),
                              value_integer(row->at)),
                       NULL, error))
        return false;
    identity->numbers.identity = id;
    KnownKey key = identity_key(identity, row->kind, row->value);
    known_put(identity->known, key, row->customer);
    identity_note(identity, (Change){.type = CHANGE_KNOWN, .key = key});
    return true;
}

bool identity_add(Identity *identity, StoreSession *session, CustomerId customer, IdentityKind kind, Str value,
                  int64_t source, Instant at, CustomerId *owner, Error *error)
{
    Normal normal;
    if (!normal_of(kind, value, &normal, error)) return false;
    if (!identity_owner(identity, session, kind, normal.value, owner, error)) return false;
    if (*owner) return true;
    if (identity_suppressed(identity, kind, normal.value))
        return error_code(error, ERROR_INPUT, "suppressed",
                          PHRASE("this belonged to somebody who was erased: lift the suppression if the person is a "
                                 "customer again",
                                 "cet identifiant appartenait à quelqu’un qui a été effacé\u00A0: levez le blocage si "
                                 "la personne est de nouveau cliente"),
                          STR(""));
    *owner = customer;
    IdentityRow row = {kind, normal.value, str_trim(value), customer, source, at};
    return identity_insert(identity, session, &row, error);
}

bool identity_remove(Identity *identity, StoreSession *session, IdentityKind kind, Str value, int64_t by, Instant at,
                     CustomerId *customer, Error *error)
{
    Normal normal;
    Error unusable;
    Owned owned = {0};
    if (normal_of(kind, value, &normal, &unusable) && !identity_look_up(session, kind, normal.value, &owned, error))
        return false;
    if (!owned.customer)
        return error_code(error, ERROR_NOT_FOUND, "not_found",
                          PHRASE("nobody has this identity", "personne n’a cet identifiant"), STR(""));
    int64_t removal = identity->numbers.removal + 1;
    if (!store_execute(session, &query_identity_remove, VALUES(value_integer(owned.id)), NULL, error) ||
        !store_execute(session, &query_identity_insert_removal,
                       VALUES(value_integer(removal), value_integer(kind), value_integer(owned.customer),
                              value_integer(by), value_integer(at)),
                       NULL, error))
        return false;
    identity->numbers.removal = removal;
    known_forget(identity->known, identity_key(identity, kind, normal.value));
    *customer = owned.customer;
    return true;
}

// ---- listing ----

typedef struct RowsRead { // grows in an arena
    void *rows;
    size_t count, room;
} RowsRead;

static void *next_row(RowsRead *read, size_t size, Arena *arena)
{
    if (read->count == read->room) {
        size_t room = read->room ? read->room * 2 : 8;
        void *larger = arena_alloc(arena, room, size);
        if (read->count) memcpy(larger, read->rows, read->count * size);
        read->rows = larger;
        read->room = room;
    }
    return (char *)read->rows + read->count++ * size;
}

static bool list_some(StoreSession *session, CustomerId customer, int64_t limit, Arena *arena, IdentityRow **list,
                      size_t *count, Error *error)
{
    Rows rows;
    if (!store_select(session, &query_identity_list, VALUES(value_integer(customer), value_integer(limit)), &rows,
                      error))
        return false;
    RowsRead read = {0};
    while (rows_next(&rows)) {
        IdentityKind kind = (IdentityKind)rows_integer(&rows, 0);
        if (kind < IDENTITY_USER_ID || kind >= IDENTITY_KIND_COUNT) continue;
        IdentityRow *row = next_row(&read, sizeof *row, arena);
        *row = (IdentityRow){.kind = kind,
                             .value = str_copy(arena, rows_text(&rows, 1)),
                             .shown = str_copy(arena, rows_text(&rows, 2)),
                             .customer = (CustomerId)rows_integer(&rows, 3),
                             .source = rows_integer(&rows, 4),
                             .at = rows_integer(&rows, 5)};
    }
    *list = read.rows;
    *count = read.count;
    return rows_close(&rows, error);
}

bool identity_list(StoreSession *session, CustomerId customer, Arena *arena, IdentityRow **list, size_t *count,
                   Error *error)
{
    return list_some(session, customer, CUSTOMER_IDENTITIES_SHOWN, arena, list, count, error);
}

bool identity_list_all(StoreSession *session, CustomerId customer, Arena *arena, IdentityRow **list, size_t *count,
                       Error *error)
{
    return list_some(session, customer, INT64_MAX, arena, list, count, error);
}

bool identity_made(StoreSession *session, CustomerId customer, Instant *at, int64_t *source, Error *error)
{
    Rows rows;
    if (!store_select(session, &query_identity_customer, VALUES(value_integer(customer)), &rows, error)) return false;
    bool found = rows_next(&rows);
    *at = found ? rows_integer(&rows, 0) : 0;
    *source = found ? rows_integer(&rows, 1) : 0;
    if (!rows_close(&rows, error)) return false;
    return found || error_code(error, ERROR_NOT_FOUND, "not_found",
                               PHRASE("there is no such customer", "ce client n’existe pas"), STR(""));
}

static void read_merge(const Rows *rows, Arena *arena, MergeRow *row)
{
    *row = (MergeRow){.edge = rows_integer(rows, 0),
                      .kind = rows_integer(rows, 1) == MERGE_STAFF ? MERGE_STAFF : MERGE_STITCH,
                      .winner = (CustomerId)rows_integer(rows, 2),
                      .loser = (CustomerId)rows_integer(rows, 3),
                      .reason = str_copy(arena, rows_text(rows, 4)),
                      .source = rows_integer(rows, 5),
                      .at = rows_integer(rows, 6),
                      .undone = !rows_null(rows, 8),
                      .undone_by = rows_integer(rows, 7),
                      .undone_at = rows_integer(rows, 8)};
}

bool identity_merges(StoreSession *session, CustomerId customer, Arena *arena, MergeRow **list, size_t *count,
                     Error *error)
{
    Rows rows;
    if (!store_select(session, &query_identity_merges_of, VALUES(value_integer(customer)), &rows, error)) return false;
    RowsRead read = {0};
    while (rows_next(&rows)) read_merge(&rows, arena, next_row(&read, sizeof(MergeRow), arena));
    *list = read.rows;
    *count = read.count;
    return rows_close(&rows, error);
}

bool identity_edge(StoreSession *session, int64_t edge, Arena *arena, MergeRow *row, Error *error)
{
    Rows rows;
    *row = (MergeRow){0};
    if (!store_select(session, &query_identity_merge, VALUES(value_integer(edge)), &rows, error)) return false;
    if (rows_next(&rows)) read_merge(&rows, arena, row);
    return rows_close(&rows, error);
}
