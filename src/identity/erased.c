// erased.c - people who were erased: their customers are seen by nobody, and what they were known by does not come
// back.
#include <string.h>

#include "identity/parts.h"

// ---- hashes ----

static bool has_secret(const Identity *identity)
{
    static const unsigned char none[SECRET_KEY_BYTES];
    return memcmp(identity->secret, none, sizeof none) != 0;
}

// Not the key of identities (identity.h): that one is in every backup.
static void digest_of(const Identity *identity, IdentityKind kind, Str normal, unsigned char digest[DIGEST_BYTES])
{
    char bytes[1 + IDENTITY_BYTES_MAX];
    assert(normal.size <= IDENTITY_BYTES_MAX);
    bytes[0] = (char)kind;
    if (normal.size) memcpy(bytes + 1, normal.data, normal.size);
    digest_hmac_sha256((Str){(const char *)identity->secret, sizeof identity->secret}, (Str){bytes, normal.size + 1},
                       digest);
}

static KnownKey key_of_digest(const void *digest)
{
    KnownKey key;
    memcpy(&key, digest, sizeof key);
    return key;
}

static Value value_digest(const unsigned char digest[DIGEST_BYTES])
{
    return value_bytes((Str){(const char *)digest, DIGEST_BYTES});
}

// ---- following the store ----

static bool read_secret(Identity *identity, StoreSession *session, bool *stored, Error *error)
{
    Rows rows;
    if (!store_select(session, &query_identity_secret, NO_VALUES, &rows, error)) return false;
    *stored = rows_next(&rows) && rows_text(&rows, 0).size == sizeof identity->secret;
    if (*stored) memcpy(identity->secret, rows_text(&rows, 0).data, sizeof identity->secret);
    return rows_close(&rows, error);
}

bool identity_follow_erasures(Identity *identity, StoreSession *session, const Numbers *since, Error *error)
{
    Rows rows;
    bool stored;
    if (!read_secret(identity, session, &stored, error)) return false;
    if (!store_select(session, &query_identity_suppressions, VALUES(value_integer(since->suppression)), &rows, error))
        return false;
    while (rows_next(&rows)) {
        Str digest = rows_text(&rows, 0);
        if (digest.size != DIGEST_BYTES) continue;
        if (rows_integer(&rows, 1))
            suppressed_drop(identity->suppressed, key_of_digest(digest.data));
        else
            suppressed_put(identity->suppressed, key_of_digest(digest.data));
    }
    if (!rows_close(&rows, error)) return false;
    if (!store_select(session, &query_identity_hidden, VALUES(value_integer(since->hidden)), &rows, error))
        return false;
    while (rows_next(&rows)) hidden_put(identity->hidden, (CustomerId)rows_integer(&rows, 0));
    return rows_close(&rows, error);
}

// Of the store, and made with the first erasure. Another server reads it before its next transaction.
static bool need_secret(Identity *identity, StoreSession *session, Error *error)
{
    bool stored = false;
    if (!read_secret(identity, session, &stored, error)) return false;
    if (stored) return true;
    if (!has_secret(identity)) secret_random(identity->secret, sizeof identity->secret);
    Str secret = {(const char *)identity->secret, sizeof identity->secret};
    return store_execute(session, &query_identity_secret_add, VALUES(value_bytes(secret)), NULL, error);
}

// ---- asking ----

bool identity_hidden(const Identity *identity, CustomerId customer)
{
    return hidden_has(identity->hidden, customer);
}

bool identity_suppresses(const Identity *identity)
{
    return suppressed_count(identity->suppressed) > 0;
}

bool identity_suppressed(const Identity *identity, IdentityKind kind, Str value)
{
    Normal normal;
    Error unusable;
    unsigned char digest[DIGEST_BYTES];
    if (!value.size || !identity_suppresses(identity) || !normal_of(kind, value, &normal, &unusable)) return false;
    digest_of(identity, kind, normal.value, digest);
    return suppressed_has(identity->suppressed, key_of_digest(digest));
}

static bool first_integer(StoreSession *session, const Query *query, Value value, int64_t *number, Error *error)
{
    Rows rows;
    *number = 0;
    if (!store_select(session, query, &value, 1, &rows, error)) return false;
    if (rows_next(&rows)) *number = rows_integer(&rows, 0);
    return rows_close(&rows, error);
}

bool identity_erasure_of(const Identity *identity, StoreSession *session, IdentityKind kind, Str value,
                         int64_t *erasure, Error *error)
{
    Normal normal;
    Error unusable;
    unsigned char digest[DIGEST_BYTES];
    *erasure = 0;
    if (!has_secret(identity) || !normal_of(kind, value, &normal, &unusable)) return true;
    digest_of(identity, kind, normal.value, digest);
    return first_integer(session, &query_identity_suppression_erasure, value_digest(digest), erasure, error);
}

bool identity_hidden_by(StoreSession *session, CustomerId customer, int64_t *erasure, Error *error)
{
    return first_integer(session, &query_identity_hidden_by, value_integer(customer), erasure, error);
}

// ---- changing ----

static void digest_of_customer(const Identity *identity, CustomerId customer, Instant made_at,
                               unsigned char digest[DIGEST_BYTES])
{
    char bytes[sizeof customer + sizeof made_at];
    memcpy(bytes, &customer, sizeof customer);
    memcpy(bytes + sizeof customer, &made_at, sizeof made_at);
    digest_hmac_sha256((Str){(const char *)identity->secret, sizeof identity->secret}, (Str){bytes, sizeof bytes},
                       digest);
}

bool identity_hide(Identity *identity, StoreSession *session, CustomerId customer, int64_t erasure, Instant at,
                   Error *error)
{
    Instant made_at;
    int64_t source, id = identity->numbers.hidden + 1;
    unsigned char digest[DIGEST_BYTES];
    if (!need_secret(identity, session, error) || !identity_made(session, customer, &made_at, &source, error))
        return false;
    digest_of_customer(identity, customer, made_at, digest);
    if (!store_execute(session, &query_identity_hide,
                       VALUES(value_integer(id), value_integer(customer), value_integer(erasure), value_integer(at),
                              erasure ? value_digest(digest) : value_bytes(STR(""))),
                       NULL, error))
        return false;
    identity->numbers.hidden = id;
    identity_note(identity, (Change){.type = CHANGE_HIDDEN, .customer = customer});
    return true;
}

typedef struct Listing {
    bool lifted;
    int64_t erasure, by;
    Instant at;
} Listing;

static bool list_digest(Identity *identity, StoreSession *session, const unsigned char digest[DIGEST_BYTES],
                        Listing listing, Error *error)
{
    int64_t id = identity->numbers.suppression + 1;
    KnownKey key = key_of_digest(digest);
    bool lifted = listing.lifted;
    if (!store_execute(session, &query_identity_suppress,
                       VALUES(value_integer(id), value_digest(digest), value_integer(lifted),
                              value_integer(listing.erasure), value_integer(listing.by), value_integer(listing.at)),
                       NULL, error))
        return false;
    identity->numbers.suppression = id;
    if (suppressed_has(identity->suppressed, key) != lifted) return true;
    if (lifted)
        suppressed_drop(identity->suppressed, key);
    else
        suppressed_put(identity->suppressed, key);
    identity_note(identity, (Change){.type = lifted ? CHANGE_LIFTED : CHANGE_SUPPRESSED, .key = key});
    return true;
}

static bool list_suppression(Identity *identity, StoreSession *session, IdentityKind kind, Str normal, Listing listing,
                             Error *error)
{
    unsigned char digest[DIGEST_BYTES];
    digest_of(identity, kind, normal, digest);
    return list_digest(identity, session, digest, listing, error);
}

bool identity_lift(Identity *identity, StoreSession *session, IdentityKind kind, Str value, int64_t by, Instant at,
                   bool *was, Error *error)
{
    Normal normal;
    *was = identity_suppressed(identity, kind, value);
    if (!*was) return true;
    return normal_of(kind, value, &normal, error) &&
           list_suppression(identity, session, kind, normal.value, (Listing){true, 0, by, at}, error);
}

static bool forget_identities(Identity *identity, StoreSession *session, CustomerId customer, const IdentityRow *rows,
                              size_t count, int64_t erasure, Instant at, Error *error)
{
    for (size_t i = 0; i < count; i++) {
        if (!list_suppression(identity, session, rows[i].kind, rows[i].value, (Listing){false, erasure, 0, at}, error))
            return false;
        known_forget(identity->known, identity_key(identity, rows[i].kind, rows[i].value));
    }
    int64_t removal = identity->numbers.removal + 1;
    if (!store_execute(session, &query_identity_remove_all, VALUES(value_integer(customer)), NULL, error) ||
        !store_execute(session, &query_identity_insert_removal,
                       VALUES(value_integer(removal), value_integer(0), value_integer(customer), value_integer(0),
                              value_integer(at)),
                       NULL, error))
        return false;
    identity->numbers.removal = removal;
    return true;
}

static bool part_merges(Identity *identity, StoreSession *session, CustomerId customer, Instant at, Arena *arena,
                        Error *error)
{
    MergeRow *merges;
    size_t count;
    if (!identity_merges(session, customer, arena, &merges, &count, error)) return false;
    for (size_t i = 0; i < count; i++)
        if (!merges[i].undone && !identity_unmerge(identity, session, merges[i].edge, 0, at, error)) return false;
    return store_execute(session, &query_identity_silence_merges, VALUES(value_integer(customer)), NULL, error);
}

bool identity_forget(Identity *identity, StoreSession *session, CustomerId customer, int64_t erasure, Instant at,
                     int64_t *count, Error *error)
{
    Arena *scratch = arena_open(0);
    IdentityRow *rows;
    size_t listed = 0;
    bool good = need_secret(identity, session, error) &&
                identity_list_all(session, customer, scratch, &rows, &listed, error) &&
                forget_identities(identity, session, customer, rows, listed, erasure, at, error) &&
                part_merges(identity, session, customer, at, scratch, error);
    *count = (int64_t)listed;
    arena_close(scratch);
    return good;
}

// ---- the list that is kept apart ----

bool identity_erasure_key(Identity *identity, StoreSession *session, unsigned char key[ERASURE_DIGEST_BYTES],
                          bool *there, Error *error)
{
    Rows rows;
    (void)identity;
    if (!store_select(session, &query_identity_secret, NO_VALUES, &rows, error)) return false;
    *there = rows_next(&rows) && rows_text(&rows, 0).size == ERASURE_DIGEST_BYTES;
    if (*there) memcpy(key, rows_text(&rows, 0).data, ERASURE_DIGEST_BYTES);
    return rows_close(&rows, error);
}

bool identity_adopt_key(Identity *identity, StoreSession *session, const unsigned char key[ERASURE_DIGEST_BYTES],
                        Error *error)
{
    memcpy(identity->secret, key, sizeof identity->secret);
    return store_execute(session, &query_identity_secret_delete, NO_VALUES, NULL, error) &&
           store_execute(session, &query_identity_secret_add,
                         VALUES(value_bytes((Str){(const char *)key, ERASURE_DIGEST_BYTES})), NULL, error);
}

void identity_customer_digest(const Identity *identity, CustomerId customer, Instant made_at,
                              unsigned char digest[ERASURE_DIGEST_BYTES])
{
    digest_of_customer(identity, customer, made_at, digest);
}

bool identity_value_digest(const Identity *identity, IdentityKind kind, Str value,
                           unsigned char digest[ERASURE_DIGEST_BYTES])
{
    Normal normal;
    Error unusable;
    if (!has_secret(identity) || !normal_of(kind, value, &normal, &unusable)) return false;
    digest_of(identity, kind, normal.value, digest);
    return true;
}

bool identity_adopt(Identity *identity, StoreSession *session, const unsigned char digest[ERASURE_DIGEST_BYTES],
                    bool lifted, Instant at, Error *error)
{
    if (suppressed_has(identity->suppressed, key_of_digest(digest)) != lifted) return true;
    return list_digest(identity, session, digest, (Listing){lifted, 0, 0, at}, error);
}
