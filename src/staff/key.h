// key.h - API keys: what a program holds to call us.
//
// A key for browsers (scope track: the write key of a Segment client, public by nature) is "fdl_track_" and 32 letters
// and digits; a secret one "fdl_live_" and 32. Secret scanners know them by these prefixes. Only SHA-256 is kept: a key
// is shown once, when it is made.
#ifndef FIDELE_STAFF_KEY_H
#define FIDELE_STAFF_KEY_H

#include "api/access.h"
#include "base/instant.h"
#include "base/secret.h"
#include "store/store.h"

extern const char *const scope_names[SCOPE_COUNT]; // "track" …
MUST_USE bool scope_parse(Str name, Scope *scope);

typedef struct Key {
    int64_t id;
    Str name;
    Scope scope;
    Str hint;                                  // its first characters
    Str origins, addresses;                    // separated by spaces; "": any
    int64_t per_second;                        // requests; 0: no limit of its own
    Instant created, used, revoked, old_until; // 0: never
    Str created_by;
} Key;

// A new key as text, and what of it is kept.
Str key_text(Arena *arena, Scope scope);
void key_digest(Str text, unsigned char digest[DIGEST_BYTES]);
Str key_hint(Str text);
bool key_in_text(Str text); // something that looks like a key of ours stands in it

// Checks origins ("https://shop.example.com", exact) and addresses ("203.0.113.7", "2001:db8::/32"). Errors name the
// value.
MUST_USE bool key_check_origins(Str origins, Arena *arena, Error *error);
MUST_USE bool key_check_addresses(Str addresses, Arena *arena, Error *error);
bool key_origin_allowed(Str origins, Str origin);
bool key_address_allowed(Str addresses, Str address);

// Within a writing transaction; staff_changed has to follow. `key->id` and `hint` are set.
MUST_USE bool key_insert(StoreSession *session, Key *key, Str text, Error *error);
MUST_USE bool key_rotate(StoreSession *session, int64_t id, Str text, Instant old_until, Error *error);
MUST_USE bool key_revoke(StoreSession *session, int64_t id, Instant now, bool *revoked, Error *error);

// Those after `after`, in the order of their ids.
MUST_USE bool key_page(StoreSession *session, int64_t after, int64_t limit, Arena *arena, Key **keys, size_t *count,
                       Error *error);
MUST_USE bool key_get(StoreSession *session, int64_t id, Arena *arena, Key *key, Error *error); // ERROR_NOT_FOUND

#endif
