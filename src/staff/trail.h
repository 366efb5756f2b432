// trail.h - the audit trail: who did what, when, from where, and with what result. Entries are only ever added.
//
// Each entry holds SHA-256 over the hash of the entry before it and its own values, each preceded by its size (the
// first one: over 32 zero bytes). So a changed, removed or inserted entry breaks the chain from there on. Cutting off
// the end leaves a chain that is whole but shorter: whoever wants to see that too keeps the number and hash of the last
// entry elsewhere (`fidele audit-trail verify` prints them, and takes them back).
#ifndef FIDELE_STAFF_TRAIL_H
#define FIDELE_STAFF_TRAIL_H

#include "base/instant.h"
#include "base/secret.h"
#include "store/store.h"

typedef struct TrailEntry {
    int64_t seq;
    Instant at;
    Str actor_kind; // person, key, local (the holder of the data folder), nobody
    int64_t actor_id;
    Str actor;  // e-mail or name of the key
    Str action; // the route: createKey; or signInFailed …
    Str object; // "key:7"
    Str peer;   // address; "" for local
    int64_t status;
    Str request_id;
    Str hash; // DIGEST_BYTES
} TrailEntry;

// Within a writing transaction. Sets entry->seq.
MUST_USE bool trail_append(StoreSession *session, TrailEntry *entry, Error *error);

typedef struct TrailFilter {
    Instant from, to;          // to 0: no end
    Str actor, action, object; // "": any
} TrailFilter;

// Newest first, those before `before` (0: from the newest).
MUST_USE bool trail_page(StoreSession *session, int64_t before, const TrailFilter *filter, int64_t limit, Arena *arena,
                         TrailEntry **entries, size_t *count, Error *error);

typedef struct TrailVerdict {
    int64_t entries;
    int64_t broken;                   // number of the first entry that is not as it was written; 0: none
    int64_t last;                     // number of the last entry
    unsigned char hash[DIGEST_BYTES]; // of the last entry
} TrailVerdict;
MUST_USE bool trail_verify(StoreSession *session, TrailVerdict *verdict, Error *error);

#endif
