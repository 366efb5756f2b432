#include "customer/duplicate.h"

#include <string.h>

#include "customer/facts.h"

// ---- reasons, as stored: "mail,phone" ----

static Str reasons_text(uint32_t shared, Arena *arena)
{
    Text text = text_in(arena);
    for (int i = 0; i < LIKENESS_COUNT; i++)
        if (shared & 1U << i) text_addf(&text, "%s%s", text.size ? "," : "", likeness_names[i]);
    return text_str(&text);
}

static uint32_t reasons_read(Str text)
{
    uint32_t shared = 0;
    Str part;
    while (str_cut(&text, ',', &part))
        for (int i = 0; i < LIKENESS_COUNT; i++)
            if (str_equal(part, str_of(likeness_names[i]))) shared |= 1U << i;
    return shared;
}

// ---- suggesting ----

static bool stored_keys(StoreSession *session, CustomerId customer, Arena *arena, Str keys[LIKENESS_KEYS_MAX],
                        size_t *count, Error *error)
{
    Rows rows;
    if (!store_select(session, &query_duplicate_keys_of, VALUES(value_integer(customer)), &rows, error)) return false;
    *count = 0;
    while (*count < LIKENESS_KEYS_MAX && rows_next(&rows)) keys[(*count)++] = str_copy(arena, rows_text(&rows, 0));
    return rows_close(&rows, error);
}

static bool suggest(StoreSession *session, CustomerId a, CustomerId b, uint32_t shared, Instant at, Arena *arena,
                    Error *error)
{
    CustomerId low = a < b ? a : b, high = a < b ? b : a;
    int score = likeness_score(shared);
    if (score < LIKENESS_SUGGESTED) return true;
    Rows rows;
    if (!store_select(session, &query_duplicate_of_pair, VALUES(value_integer(low), value_integer(high)), &rows, error))
        return false;
    bool found = rows_next(&rows);
    int64_t id = rows_integer(&rows, 0), old_score = rows_integer(&rows, 1), status = rows_integer(&rows, 2);
    if (!rows_close(&rows, error)) return false;
    Str reasons = reasons_text(shared, arena);
    if (!found)
        return store_execute(session, &query_duplicate_insert,
                             VALUES(value_integer(low), value_integer(high), value_integer(score), value_text(reasons),
                                    value_integer(at)),
                             NULL, error);
    return status != DUPLICATE_PENDING || old_score >= score ||
           store_execute(session, &query_duplicate_raise,
                         VALUES(value_integer(id), value_integer(score), value_text(reasons), value_integer(at)), NULL,
                         error);
}

static bool compare(const Identity *identity, StoreSession *session, CustomerId a, CustomerId b, uint32_t known,
                    Instant at, Arena *arena, Error *error)
{
    if (identity_root(identity, a) == identity_root(identity, b)) return true;
    Str *a_keys = arena_array(arena, Str, LIKENESS_KEYS_MAX), *b_keys = arena_array(arena, Str, LIKENESS_KEYS_MAX);
    size_t a_count = 0, b_count = 0;
    return stored_keys(session, a, arena, a_keys, &a_count, error) &&
           stored_keys(session, b, arena, b_keys, &b_count, error) &&
           suggest(session, a, b, known | likeness_shared(a_keys, a_count, b_keys, b_count), at, arena, error);
}

bool duplicate_claimed(const Identity *identity, StoreSession *session, CustomerId claimer, CustomerId owner,
                       Instant at, Arena *arena, Error *error)
{
    return compare(identity, session, claimer, owner, 1U << LIKE_CLAIMED, at, arena, error);
}

enum { SHARING_MAX = 20 };

static bool compare_sharing(const Identity *identity, StoreSession *session, CustomerId customer, Str key, Instant at,
                            Arena *arena, Error *error)
{
    Rows rows;
    if (!store_select(session, &query_duplicate_sharing, VALUES(value_text(key), value_integer(customer)), &rows,
                      error))
        return false;
    CustomerId other[SHARING_MAX];
    size_t count = 0;
    while (count < SHARING_MAX && rows_next(&rows)) other[count++] = (CustomerId)rows_integer(&rows, 0);
    if (!rows_close(&rows, error)) return false;
    for (size_t i = 0; i < count; i++)
        if (!compare(identity, session, customer, other[i], 0, at, arena, error)) return false;
    return true;
}

static bool put_keys(StoreSession *session, CustomerId customer, const Str *keys, size_t count, Error *error)
{
    if (!store_execute(session, &query_duplicate_delete_keys, VALUES(value_integer(customer)), NULL, error))
        return false;
    for (size_t i = 0; i < count; i++)
        if (!store_execute(session, &query_duplicate_insert_key, VALUES(value_text(keys[i]), value_integer(customer)),
                           NULL, error))
            return false;
    return true;
}

static bool contains(const Str *keys, size_t count, Str key)
{
    for (size_t i = 0; i < count; i++)
        if (str_equal(keys[i], key)) return true;
    return false;
}

static bool same_keys(const Str *a, size_t a_count, const Str *b, size_t b_count)
{
    bool same = a_count == b_count;
    for (size_t i = 0; same && i < a_count; i++) same = str_equal(a[i], b[i]);
    return same;
}

bool duplicate_look(const Identity *identity, StoreSession *session, CustomerId customer, Instant at, Arena *arena,
                    Error *error)
{
    Str *old = arena_array(arena, Str, LIKENESS_KEYS_MAX), *keys = arena_array(arena, Str, LIKENESS_KEYS_MAX);
    size_t old_count = 0;
    LikenessFacts facts;
    if (!stored_keys(session, customer, arena, old, &old_count, error) ||
        !facts_read(session, customer, arena, &facts, error))
        return false;
    size_t count = likeness_keys(&facts, arena, keys);
    if (same_keys(old, old_count, keys, count)) return true;
    if (!put_keys(session, customer, keys, count, error)) return false;
    for (size_t i = 0; i < count; i++)
        if (!contains(old, old_count, keys[i]) &&
            !compare_sharing(identity, session, customer, keys[i], at, arena, error))
            return false;
    return true;
}

bool duplicate_knows_id(StoreSession *session, CustomerId customer, Str user_id, Arena *arena, bool *knows,
                        Error *error)
{
    Rows rows;
    if (!store_select(session, &query_duplicate_has_key,
                      VALUES(value_text(likeness_twin_key(arena, user_id)), value_integer(customer)), &rows, error))
        return false;
    *knows = rows_next(&rows);
    return rows_close(&rows, error);
}

// ---- reading and deciding ----

static Duplicate read_row(const Rows *rows)
{
    int64_t status = rows_integer(rows, 5);
    return (Duplicate){.id = rows_integer(rows, 0),
                       .low = (CustomerId)rows_integer(rows, 1),
                       .high = (CustomerId)rows_integer(rows, 2),
                       .score = (int)rows_integer(rows, 3),
                       .shared = reasons_read(rows_text(rows, 4)),
                       .status = status == DUPLICATE_CONFIRMED || status == DUPLICATE_DISMISSED
                                     ? (DuplicateStatus)status
                                     : DUPLICATE_PENDING,
                       .found_at = rows_integer(rows, 6),
                       .decided_by = rows_integer(rows, 7),
                       .decided_at = rows_integer(rows, 8),
                       .edge = rows_integer(rows, 9)};
}

bool duplicate_get(StoreSession *session, int64_t id, Duplicate *duplicate, Error *error)
{
    Rows rows;
    *duplicate = (Duplicate){0};
    if (!store_select(session, &query_duplicate_get, VALUES(value_integer(id)), &rows, error)) return false;
    if (rows_next(&rows)) *duplicate = read_row(&rows);
    return rows_close(&rows, error);
}

static bool read_list(Rows *rows, size_t limit, Arena *arena, Duplicate **list, size_t *count, Error *error)
{
    *list = arena_array(arena, Duplicate, limit);
    *count = 0;
    while (*count < limit && rows_next(rows)) (*list)[(*count)++] = read_row(rows);
    return rows_close(rows, error);
}

bool duplicate_list(StoreSession *session, DuplicateStatus status, int score, int64_t id, size_t limit, Arena *arena,
                    Duplicate **list, size_t *count, Error *error)
{
    Rows rows;
    return store_select(
               session, &query_duplicate_list,
               VALUES(value_integer(status), value_integer(score), value_integer(id), value_integer((int64_t)limit)),
               &rows, error) &&
           read_list(&rows, limit, arena, list, count, error);
}

enum { OF_CUSTOMER_MAX = 100 };

bool duplicate_of(StoreSession *session, CustomerId customer, Arena *arena, Duplicate **list, size_t *count,
                  Error *error)
{
    Rows rows;
    return store_select(session, &query_duplicate_of_customer, VALUES(value_integer(customer)), &rows, error) &&
           read_list(&rows, OF_CUSTOMER_MAX, arena, list, count, error);
}

bool duplicate_decide(StoreSession *session, int64_t id, DuplicateStatus status, int64_t by, Instant at, int64_t edge,
                      Error *error)
{
    return store_execute(session, &query_duplicate_decide,
                         VALUES(value_integer(id), value_integer(status), value_integer(by), value_integer(at),
                                edge ? value_integer(edge) : value_null()),
                         NULL, error);
}
