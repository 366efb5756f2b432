// directory.h - who may call, held in memory: keys, sessions, people and roles as of one version of the store.
//
// A directory never changes once it is loaded; only the times of last use do. Event threads look things up in it, so a
// look-up allocates nothing and compares secrets in constant time. A change of the store makes a new directory.
#ifndef FIDELE_STAFF_DIRECTORY_H
#define FIDELE_STAFF_DIRECTORY_H

#include "api/access.h"
#include "base/instant.h"
#include "base/secret.h"
#include "store/store.h"

#include <stdatomic.h>

typedef struct DirectoryKey {
    int64_t id;
    Str name;
    Scope scope;
    Instant old_until;      // the digest before the last rotation is good until then
    Str origins, addresses; // lists separated by spaces; "": any
    int64_t per_second;     // requests; 0: no limit of its own
    _Atomic(Instant) used;
} DirectoryKey;

typedef struct DirectoryPerson {
    int64_t id;
    Str email, name;
    Role role;
    Locale locale;
    bool disabled, second_factor;
} DirectoryPerson;

typedef struct DirectorySession {
    int64_t id, person;
    unsigned char digest[DIGEST_BYTES];
    bool verified; // false: the password was right, the second factor is still to come
    bool revoked;
    Instant created;
    _Atomic(Instant) seen;
} DirectorySession;

typedef struct DirectoryRole {
    uint32_t masked;
    bool second_factor; // must have one
} DirectoryRole;

typedef struct Digests Digests; // digest -> number

typedef struct Directory {
    Arena *arena;
    int64_t version;
    DirectoryKey *key;
    DirectoryPerson *person;
    DirectorySession *session;
    size_t keys, people, sessions;
    Digests *keys_by_digest, *sessions_by_digest;
    DirectoryRole role[ROLE_COUNT];
} Directory;

// Sessions begun before `oldest` are left out.
MUST_USE bool directory_load(StoreSession *session, Instant oldest, Directory **directory, Error *error);
void directory_free(Directory *directory); // NULL is fine
// Takes over the times of last use that are later in `from`.
void directory_take_times(Directory *directory, const Directory *from);

// NULL when there is none. `old` is true when the key was found by the digest before its last rotation.
DirectoryKey *directory_key(const Directory *directory, const unsigned char digest[DIGEST_BYTES], bool *old);
DirectorySession *directory_session(const Directory *directory, const unsigned char digest[DIGEST_BYTES]);
const DirectoryPerson *directory_person(const Directory *directory, int64_t id);

#endif
