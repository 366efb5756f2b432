#include "privacy/erasure.h"

#include <string.h>

#include "base/json.h"
#include "base/secret.h"
#include "privacy/erasure_parts.h"

// ---- counting ----

void erased_rows_add(ErasedRows *tally, const char *table, int64_t rows)
{
    size_t at = 0;
    while (at < tally->count && strcmp(tally->table[at], table) != 0) at++;
    if (at == ERASED_TABLES_MAX) return;
    if (at == tally->count) {
        tally->table[tally->count++] = table;
        tally->rows[at] = 0;
    }
    tally->rows[at] += rows;
}

Str erased_rows_text(const ErasedRows *tally, Arena *arena)
{
    Text text = text_in(arena);
    JsonWriter json = json_writer(&text);
    json_begin_object(&json);
    for (size_t i = 0; i < tally->count; i++) {
        if (!tally->rows[i]) continue;
        json_key(&json, tally->table[i]);
        json_integer(&json, tally->rows[i]);
    }
    json_end_object(&json);
    return text_str(&text);
}

int64_t erased_rows_count(const ErasedRows *tally)
{
    int64_t rows = 0;
    for (size_t i = 0; i < tally->count; i++) rows += tally->rows[i];
    return rows;
}

// ---- rows of tables ----

bool erase_rows(const Eraser *eraser, StoreSession *session, const CustomerId *customers, size_t count,
                ErasedRows *tally, Error *error)
{
    for (const PersonalTable *const *tables = eraser->tables; *tables; tables++)
        for (const PersonalTable *table = *tables; table->table; table++)
            for (size_t i = 0; table->erase && i < count; i++) {
                int64_t changed = 0;
                if (!store_execute(session, table->erase, VALUES(value_integer(customers[i])), &changed, error))
                    return false;
                erased_rows_add(tally, table->table, changed);
            }
    return true;
}

bool erasure_customers(StoreSession *session, int64_t id, Arena *arena, CustomerId **customers, size_t *count,
                       Error *error)
{
    Rows rows;
    size_t room = 16;
    *count = 0;
    *customers = arena_array(arena, CustomerId, room);
    if (!store_select(session, &query_erasure_customers, VALUES(value_integer(id)), &rows, error)) return false;
    while (rows_next(&rows)) {
        if (*count == room) {
            CustomerId *more = arena_array(arena, CustomerId, 2 * room);
            memcpy(more, *customers, room * sizeof *more);
            *customers = more;
            room *= 2;
        }
        (*customers)[(*count)++] = (CustomerId)rows_integer(&rows, 0);
    }
    return rows_close(&rows, error);
}

// ---- step 1 ----

static bool next_number(StoreSession *session, int64_t *id, Error *error)
{
    Rows rows;
    if (!store_select(session, &query_erasure_next, NO_VALUES, &rows, error)) return false;
    *id = rows_next(&rows) ? rows_integer(&rows, 0) : 1;
    return rows_close(&rows, error);
}

static bool hide_all(const Eraser *eraser, StoreSession *session, const CustomerId *members, size_t count, int64_t id,
                     Instant now, int64_t *identities, Error *error)
{
    *identities = 0;
    for (size_t i = 0; i < count; i++) {
        int64_t forgotten;
        if (!identity_hide(eraser->identity, session, members[i], id, now, error) ||
            !identity_forget(eraser->identity, session, members[i], id, now, &forgotten, error))
            return false;
        *identities += forgotten;
    }
    return true;
}

bool erasure_begin(const Eraser *eraser, StoreSession *session, CustomerId customer, bool totals, int64_t by,
                   Instant now, int64_t *id, Error *error)
{
    CustomerId *members;
    int64_t identities;
    Str traces;
    ErasedRows *tally = arena_new(eraser->arena, ErasedRows);
    size_t count =
        identity_members(eraser->identity, identity_root(eraser->identity, customer), eraser->arena, &members);
    if (!next_number(session, id, error) || !traces_collect(session, members, count, eraser->arena, &traces, error) ||
        !hide_all(eraser, session, members, count, *id, now, &identities, error) ||
        !erase_rows(eraser, session, members, count, tally, error))
        return false;
    erased_rows_add(tally, "identity", identities);
    return store_execute(session, &query_erasure_add,
                         VALUES(value_integer(*id), value_integer(totals), value_integer(by), value_integer(now),
                                value_integer(now), value_integer((int64_t)count), value_integer(identities),
                                value_integer(erased_rows_count(tally)),
                                value_text(erased_rows_text(tally, eraser->arena)), value_text(traces)),
                         NULL, error);
}

// ---- reading ----

static void take(const Rows *rows, Arena *arena, Erasure *erasure)
{
    *erasure = (Erasure){.id = rows_integer(rows, 0),
                         .totals = rows_integer(rows, 1),
                         .state = (ErasureState)rows_integer(rows, 2),
                         .asked_by = rows_integer(rows, 3),
                         .asked_at = rows_integer(rows, 4),
                         .hidden_at = rows_integer(rows, 5),
                         .erased_at = rows_integer(rows, 6),
                         .finished_at = rows_integer(rows, 7),
                         .customers = rows_integer(rows, 8),
                         .identities = rows_integer(rows, 9),
                         .events = rows_integer(rows, 10),
                         .rows = rows_integer(rows, 11),
                         .counts = str_copy(arena, rows_text(rows, 12)),
                         .copies_to = (CustomerId)rows_integer(rows, 13),
                         .traces = str_copy(arena, rows_text(rows, 14))};
}

bool erasure_get(StoreSession *session, int64_t id, Arena *arena, Erasure *erasure, Error *error)
{
    Rows rows;
    *erasure = (Erasure){0};
    if (!store_select(session, &query_erasure_get, VALUES(value_integer(id)), &rows, error)) return false;
    if (rows_next(&rows)) take(&rows, arena, erasure);
    return rows_close(&rows, error);
}

bool erasure_list(StoreSession *session, int64_t before, size_t limit, Arena *arena, Erasure **erasures, size_t *count,
                  Error *error)
{
    Rows rows;
    *count = 0;
    *erasures = arena_array(arena, Erasure, limit);
    if (!store_select(session, &query_erasure_list, VALUES(value_integer(before), value_integer((int64_t)limit)), &rows,
                      error))
        return false;
    while (*count < limit && rows_next(&rows)) take(&rows, arena, &(*erasures)[(*count)++]);
    return rows_close(&rows, error);
}

Str erasure_digest(const Erasure *erasure, Arena *arena)
{
    unsigned char digest[DIGEST_BYTES];
    Str said = str_format(arena, "%lld %d %lld %lld %lld %lld %lld %lld %lld %lld %.*s", (long long)erasure->id,
                          erasure->totals, (long long)erasure->asked_by, (long long)erasure->asked_at,
                          (long long)erasure->hidden_at, (long long)erasure->erased_at, (long long)erasure->customers,
                          (long long)erasure->identities, (long long)erasure->events, (long long)erasure->rows,
                          STR_ARGS(erasure->counts));
    digest_sha256(said, digest);
    return hex_text(arena, (Str){(const char *)digest, sizeof digest});
}

// ---- step 2 ----

typedef struct CarryingOut {
    const Eraser *eraser;
    const Erasure *erasure;
    const CustomerId *customers;
    size_t count;
    ErasedRows *tally;
    Instant now;
} CarryingOut;

static bool read_counts(Str counts, ErasedRows *tally, Arena *arena)
{
    JsonValue object, value, key;
    Error unread;
    int64_t rows;
    if (!json_parse(counts, &object, &unread)) return false;
    for (size_t cursor = 0; json_next(object, &cursor, &key, &value);)
        if (json_get_integer(value, &rows)) erased_rows_add(tally, str_c(arena, json_get_string(key, arena)), rows);
    return true;
}

// What came in between: of reactions that were under way.
static bool erase_again(StoreSession *session, void *context, Error *error)
{
    CarryingOut *carrying = context;
    const Eraser *eraser = carrying->eraser;
    ErasedRows *rows = arena_new(eraser->arena, ErasedRows), *all = arena_new(eraser->arena, ErasedRows);
    *all = *carrying->tally;
    if (!erase_rows(eraser, session, carrying->customers, carrying->count, rows, error)) return false;
    int64_t found = erased_rows_count(carrying->tally) + erased_rows_count(rows);
    for (size_t i = 0; i < rows->count; i++) erased_rows_add(all, rows->table[i], rows->rows[i]);
    (void)read_counts(carrying->erasure->counts, all, eraser->arena);
    return store_execute(session, &query_erasure_erased,
                         VALUES(value_integer(carrying->erasure->id), value_integer(carrying->now),
                                value_integer(found), value_text(erased_rows_text(all, eraser->arena))),
                         NULL, error);
}

static bool read_open(const Eraser *eraser, int64_t id, Erasure *erasure, CustomerId **customers, size_t *count,
                      Error *error)
{
    StoreSession *session;
    if (!store_read_begin(eraser->store, &session, error)) return false;
    bool good = erasure_get(session, id, eraser->arena, erasure, error) &&
                erasure_customers(session, id, eraser->arena, customers, count, error);
    store_read_end(session);
    return good;
}

bool erasure_carry_out(const Eraser *eraser, int64_t id, Instant now, Error *error)
{
    Erasure erasure;
    CustomerId *customers;
    size_t count;
    CarryingOut carrying = {.eraser = eraser, .now = now, .tally = arena_new(eraser->arena, ErasedRows)};
    if (!read_open(eraser, id, &erasure, &customers, &count, error)) return false;
    if (erasure.state != ERASURE_INVISIBLE) return true;
    carrying.erasure = &erasure;
    carrying.customers = customers;
    carrying.count = count;
    return erase_events(eraser, &erasure, customers, count, now, error) &&
           traces_erase(eraser, erasure.traces, carrying.tally, error) &&
           store_write(eraser->store, erase_again, &carrying, error) &&
           erase_events(eraser, &erasure, customers, count, now, error);
}

// ---- step 3 ----

typedef struct Finishing {
    Instant now, before;
} Finishing;

static bool note_finished(StoreSession *session, void *context, Error *error)
{
    const Finishing *finishing = context;
    return store_execute(session, &query_erasure_finish,
                         VALUES(value_integer(finishing->now), value_integer(finishing->before)), NULL, error);
}

bool erasure_finish(const Eraser *eraser, bool fully, Instant now, bool *done, Error *error)
{
    Finishing finishing = {.now = now, .before = now};
    *done = false;
    if (!log_purge(eraser->log, now, error) || !store_scrub(eraser->store, fully, done, error)) return false;
    *done = *done && (fully || !store_is_postgresql(eraser->store));
    if (!*done) return true;
    bool emptied;
    return store_write(eraser->store, note_finished, &finishing, error) &&
           store_scrub(eraser->store, false, &emptied, error);
}
