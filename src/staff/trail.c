#include "staff/trail.h"

#include <sodium.h>
#include <string.h>

// ---- the hash of an entry ----

static void hash_number(crypto_hash_sha256_state *state, int64_t number)
{
    unsigned char bytes[8];
    for (size_t i = 0; i < sizeof bytes; i++) bytes[i] = (unsigned char)((uint64_t)number >> (8 * i));
    crypto_hash_sha256_update(state, bytes, sizeof bytes);
}

static void hash_text(crypto_hash_sha256_state *state, Str text)
{
    hash_number(state, (int64_t)text.size);
    crypto_hash_sha256_update(state, (const unsigned char *)text.data, text.size);
}

static void entry_hash(const TrailEntry *entry, const unsigned char before[DIGEST_BYTES],
                       unsigned char hash[DIGEST_BYTES])
{
    crypto_hash_sha256_state state;
    crypto_hash_sha256_init(&state);
    crypto_hash_sha256_update(&state, before, DIGEST_BYTES);
    hash_number(&state, entry->seq);
    hash_number(&state, entry->at);
    hash_text(&state, entry->actor_kind);
    hash_number(&state, entry->actor_id);
    hash_text(&state, entry->actor);
    hash_text(&state, entry->action);
    hash_text(&state, entry->object);
    hash_text(&state, entry->peer);
    hash_number(&state, entry->status);
    hash_text(&state, entry->request_id);
    crypto_hash_sha256_final(&state, hash);
}

// ---- adding ----

static bool read_last(StoreSession *session, int64_t *seq, unsigned char hash[DIGEST_BYTES], Error *error)
{
    Rows rows;
    *seq = 0;
    memset(hash, 0, DIGEST_BYTES);
    if (!store_select(session, &query_trail_last, NO_VALUES, &rows, error)) return false;
    if (rows_next(&rows)) {
        Str last = rows_text(&rows, 1);
        *seq = rows_integer(&rows, 0);
        memcpy(hash, last.data, (size_t)smaller((int64_t)last.size, DIGEST_BYTES));
    }
    return rows_close(&rows, error);
}

bool trail_append(StoreSession *session, TrailEntry *entry, Error *error)
{
    unsigned char before[DIGEST_BYTES], hash[DIGEST_BYTES];
    if (!read_last(session, &entry->seq, before, error)) return false;
    entry->seq++;
    entry_hash(entry, before, hash);
    return store_execute(session, &query_trail_insert,
                         VALUES(value_integer(entry->seq), value_integer(entry->at), value_text(entry->actor_kind),
                                value_integer(entry->actor_id), value_text(entry->actor), value_text(entry->action),
                                value_text(entry->object), value_text(entry->peer), value_integer(entry->status),
                                value_text(entry->request_id), value_bytes((Str){(const char *)hash, sizeof hash})),
                         NULL, error);
}

// ---- reading ----

// Its texts are those of the row.
static TrailEntry row_entry(const Rows *row)
{
    return (TrailEntry){.seq = rows_integer(row, 0),
                        .at = rows_integer(row, 1),
                        .actor_kind = rows_text(row, 2),
                        .actor_id = rows_integer(row, 3),
                        .actor = rows_text(row, 4),
                        .action = rows_text(row, 5),
                        .object = rows_text(row, 6),
                        .peer = rows_text(row, 7),
                        .status = rows_integer(row, 8),
                        .request_id = rows_text(row, 9),
                        .hash = rows_text(row, 10)};
}

static TrailEntry copied(TrailEntry entry, Arena *arena)
{
    Str *const texts[] = {&entry.actor_kind, &entry.actor, &entry.action,    &entry.object,
                          &entry.peer,       &entry.hash,  &entry.request_id};
    for (size_t i = 0; i < COUNT_OF(texts); i++) *texts[i] = str_copy(arena, *texts[i]);
    return entry;
}

bool trail_page(StoreSession *session, int64_t before, const TrailFilter *filter, int64_t limit, Arena *arena,
                TrailEntry **entries, size_t *count, Error *error)
{
    Rows rows;
    *count = 0;
    *entries = arena_array(arena, TrailEntry, (size_t)limit + 1);
    if (!store_select(session, &query_trail_page,
                      VALUES(value_integer(before > 0 ? before : INT64_MAX), value_integer(filter->from),
                             value_integer(filter->to > 0 ? filter->to : INT64_MAX), value_text(filter->actor),
                             value_text(filter->action), value_text(filter->object), value_integer(limit)),
                      &rows, error))
        return false;
    while (*count < (size_t)limit && rows_next(&rows)) (*entries)[(*count)++] = copied(row_entry(&rows), arena);
    return rows_close(&rows, error);
}

// ---- verifying ----

static bool entry_fits(const TrailEntry *entry, TrailVerdict *verdict)
{
    unsigned char hash[DIGEST_BYTES];
    entry_hash(entry, verdict->hash, hash);
    bool fits = entry->seq == verdict->last + 1 && secret_equal(entry->hash, (Str){(const char *)hash, sizeof hash});
    memcpy(verdict->hash, hash, sizeof hash);
    verdict->last = entry->seq;
    verdict->entries++;
    return fits;
}

bool trail_verify(StoreSession *session, TrailVerdict *verdict, Error *error)
{
    enum { AT_A_TIME = 10000 };
    int64_t seen;
    *verdict = (TrailVerdict){0};
    do {
        Rows rows;
        seen = verdict->entries;
        if (!store_select(session, &query_trail_walk, VALUES(value_integer(verdict->last), value_integer(AT_A_TIME)),
                          &rows, error))
            return false;
        while (!verdict->broken && rows_next(&rows)) {
            TrailEntry entry = row_entry(&rows);
            if (!entry_fits(&entry, verdict)) verdict->broken = entry.seq;
        }
        if (!rows_close(&rows, error)) return false;
    } while (!verdict->broken && verdict->entries > seen);
    return true;
}
