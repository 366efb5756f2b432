#include "staff/directory.h"

#include <string.h>

// ---- digests -> numbers: open addressing, at most half full; digests are random, so their first bytes are the hash
// ----

typedef struct DigestSlot {
    unsigned char digest[DIGEST_BYTES];
    size_t number; // from 1; 0: empty
} DigestSlot;

struct Digests {
    size_t mask;
    DigestSlot *slot;
};

static Digests *digests_new(Arena *arena, size_t count)
{
    size_t slots = 8;
    while (slots < count * 2) slots *= 2;
    Digests *digests = arena_new(arena, Digests);
    *digests = (Digests){.mask = slots - 1, .slot = arena_array(arena, DigestSlot, slots)};
    return digests;
}

static size_t digest_start(const Digests *digests, const unsigned char *digest)
{
    size_t hash = 0;
    memcpy(&hash, digest, sizeof hash);
    return hash & digests->mask;
}

static void digests_add(Digests *digests, Str digest, size_t number)
{
    if (digest.size != DIGEST_BYTES) return;
    size_t at = digest_start(digests, (const unsigned char *)digest.data);
    while (digests->slot[at].number) at = (at + 1) & digests->mask;
    memcpy(digests->slot[at].digest, digest.data, DIGEST_BYTES);
    digests->slot[at].number = number;
}

static size_t digests_find(const Digests *digests, const unsigned char *digest)
{
    Str wanted = {(const char *)digest, DIGEST_BYTES};
    for (size_t at = digest_start(digests, digest); digests->slot[at].number; at = (at + 1) & digests->mask)
        if (secret_equal(wanted, (Str){(const char *)digests->slot[at].digest, DIGEST_BYTES}))
            return digests->slot[at].number;
    return 0;
}

// ---- loading ----

// Rows are read into chunks that double, so that nothing has to be counted first.
static void *grown(Arena *arena, void *array, size_t count, size_t *capacity, size_t size)
{
    if (count < *capacity) return array;
    *capacity = *capacity ? *capacity * 2 : 16;
    char *larger = arena_alloc(arena, *capacity, size);
    if (array) memcpy(larger, array, count * size);
    return larger;
}

typedef struct KeyDigests {
    Str digest, old;
} KeyDigests;

static void read_key(const Rows *row, Arena *arena, DirectoryKey *key, KeyDigests *digests)
{
    key->id = rows_integer(row, 0);
    key->name = str_copy(arena, rows_text(row, 1));
    key->scope = (Scope)rows_integer(row, 2);
    key->old_until = rows_integer(row, 5);
    key->origins = str_copy(arena, rows_text(row, 6));
    key->addresses = str_copy(arena, rows_text(row, 7));
    key->per_second = rows_integer(row, 8);
    atomic_init(&key->used, rows_integer(row, 9));
    *digests = (KeyDigests){str_copy(arena, rows_text(row, 3)), str_copy(arena, rows_text(row, 4))};
}

static bool load_keys(StoreSession *session, Directory *directory, Error *error)
{
    Rows rows;
    size_t capacity = 0, capacity_digests = 0;
    KeyDigests *digests = NULL;
    if (!store_select(session, &query_key_usable, NO_VALUES, &rows, error)) return false;
    while (rows_next(&rows)) {
        size_t at = directory->keys++;
        directory->key = grown(directory->arena, directory->key, at, &capacity, sizeof(DirectoryKey));
        digests = grown(directory->arena, digests, at, &capacity_digests, sizeof(KeyDigests));
        read_key(&rows, directory->arena, &directory->key[at], &digests[at]);
    }
    // A key's own digest has number 2n+1, the one before its rotation 2n+2.
    directory->keys_by_digest = digests_new(directory->arena, directory->keys * 2);
    for (size_t i = 0; digests && i < directory->keys; i++) {
        digests_add(directory->keys_by_digest, digests[i].digest, 2 * i + 1);
        digests_add(directory->keys_by_digest, digests[i].old, 2 * i + 2);
    }
    return rows_close(&rows, error);
}

static bool load_people(StoreSession *session, Directory *directory, Error *error)
{
    Rows rows;
    size_t capacity = 0;
    if (!store_select(session, &query_directory_people, NO_VALUES, &rows, error)) return false;
    while (rows_next(&rows)) {
        size_t at = directory->people++;
        directory->person = grown(directory->arena, directory->person, at, &capacity, sizeof(DirectoryPerson));
        DirectoryPerson *person = &directory->person[at];
        *person = (DirectoryPerson){.id = rows_integer(&rows, 0),
                                    .email = str_copy(directory->arena, rows_text(&rows, 1)),
                                    .name = str_copy(directory->arena, rows_text(&rows, 2)),
                                    .role = (Role)rows_integer(&rows, 3),
                                    .disabled = rows_integer(&rows, 5) != 0,
                                    .second_factor = rows_integer(&rows, 6) != 0};
        if (!locale_parse(rows_text(&rows, 4), &person->locale)) person->locale = LOCALE_EN;
    }
    return rows_close(&rows, error);
}

static bool load_sessions(StoreSession *session, Instant oldest, Directory *directory, Error *error)
{
    Rows rows;
    size_t capacity = 0;
    if (!store_select(session, &query_directory_sessions, VALUES(value_integer(oldest)), &rows, error)) return false;
    while (rows_next(&rows)) {
        Str digest = rows_text(&rows, 2);
        if (digest.size != DIGEST_BYTES) continue;
        size_t at = directory->sessions++;
        directory->session = grown(directory->arena, directory->session, at, &capacity, sizeof(DirectorySession));
        DirectorySession *one = &directory->session[at];
        one->id = rows_integer(&rows, 0);
        one->person = rows_integer(&rows, 1);
        memcpy(one->digest, digest.data, DIGEST_BYTES);
        one->verified = rows_integer(&rows, 3) != 0;
        one->created = rows_integer(&rows, 4);
        atomic_init(&one->seen, rows_integer(&rows, 5));
        one->revoked = !rows_null(&rows, 6);
    }
    directory->sessions_by_digest = digests_new(directory->arena, directory->sessions);
    for (size_t i = 0; i < directory->sessions; i++)
        digests_add(directory->sessions_by_digest, (Str){(const char *)directory->session[i].digest, DIGEST_BYTES},
                    i + 1);
    return rows_close(&rows, error);
}

static bool load_roles(StoreSession *session, Directory *directory, Error *error)
{
    Rows rows;
    if (!store_select(session, &query_directory_roles, NO_VALUES, &rows, error)) return false;
    while (rows_next(&rows)) {
        int64_t role = rows_integer(&rows, 0);
        if (role < 0 || role >= ROLE_COUNT) continue;
        directory->role[role] = (DirectoryRole){(uint32_t)rows_integer(&rows, 1), rows_integer(&rows, 2) != 0};
    }
    return rows_close(&rows, error);
}

static bool load_version(StoreSession *session, Directory *directory, Error *error)
{
    Rows rows;
    if (!store_select(session, &query_staff_version, NO_VALUES, &rows, error)) return false;
    if (rows_next(&rows)) directory->version = rows_integer(&rows, 0);
    return rows_close(&rows, error);
}

bool directory_load(StoreSession *session, Instant oldest, Directory **directory, Error *error)
{
    Arena *arena = arena_open(0);
    Directory *made = arena_new(arena, Directory);
    made->arena = arena;
    if (load_version(session, made, error) && load_keys(session, made, error) && load_people(session, made, error) &&
        load_sessions(session, oldest, made, error) && load_roles(session, made, error)) {
        *directory = made;
        return true;
    }
    arena_close(arena);
    return false;
}

void directory_free(Directory *directory)
{
    if (directory) arena_close(directory->arena);
}

// ---- times of last use ----

static void take_later(_Atomic(Instant) *time, Instant other)
{
    if (atomic_load_explicit(time, memory_order_relaxed) < other)
        atomic_store_explicit(time, other, memory_order_relaxed);
}

// Both are in the order of their ids.
void directory_take_times(Directory *directory, const Directory *from)
{
    for (size_t i = 0, j = 0; i < directory->keys; i++) {
        while (j < from->keys && from->key[j].id < directory->key[i].id) j++;
        if (j < from->keys && from->key[j].id == directory->key[i].id)
            take_later(&directory->key[i].used, atomic_load_explicit(&from->key[j].used, memory_order_relaxed));
    }
    for (size_t i = 0, j = 0; i < directory->sessions; i++) {
        while (j < from->sessions && from->session[j].id < directory->session[i].id) j++;
        if (j < from->sessions && from->session[j].id == directory->session[i].id)
            take_later(&directory->session[i].seen, atomic_load_explicit(&from->session[j].seen, memory_order_relaxed));
    }
}

// ---- looking up ----

DirectoryKey *directory_key(const Directory *directory, const unsigned char digest[DIGEST_BYTES], bool *old)
{
    size_t number = digests_find(directory->keys_by_digest, digest);
    if (!number) return NULL;
    *old = number % 2 == 0;
    return &directory->key[(number - 1) / 2];
}

DirectorySession *directory_session(const Directory *directory, const unsigned char digest[DIGEST_BYTES])
{
    size_t number = digests_find(directory->sessions_by_digest, digest);
    return number ? &directory->session[number - 1] : NULL;
}

const DirectoryPerson *directory_person(const Directory *directory, int64_t id)
{
    size_t low = 0, high = directory->people;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (directory->person[middle].id < id)
            low = middle + 1;
        else
            high = middle;
    }
    return low < directory->people && directory->person[low].id == id ? &directory->person[low] : NULL;
}
