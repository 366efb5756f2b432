// erasure_list.h - DIR/erasures.list: who may not come back, kept apart from backups, so that a restore does not bring
// them back. Keyed hashes and times, no identifiers; the key of the hashes stands in its first line and is in no
// backup.
//
// Lines: "fidele-erasures 1 KEY", then "h DIGEST AT" of an erased customer (number and time it was made), "s DIGEST AT"
// of an identity that may not come back, "l DIGEST AT" of one that was lifted. It is only appended to, and synced.
#ifndef FIDELE_PRIVACY_ERASURE_LIST_H
#define FIDELE_PRIVACY_ERASURE_LIST_H

#include "privacy/erasure.h"

// Appends what the store knows and the list does not.
MUST_USE bool erasure_list_write(Str folder, Store *store, Arena *arena, Error *error);

typedef struct ErasureReplay {
    int64_t listed;    // customers on the list
    int64_t customers; // of these here, erased now
    int64_t erasures;
} ErasureReplay;

// After a restore, before anybody sees the folder: gives the store the list's key and hashes, and erases whoever is on
// it. Errors: erasure_list (not a list; damaged).
MUST_USE bool erasure_list_check(Str path, Arena *arena, Error *error);
MUST_USE bool erasure_list_replay(const Eraser *eraser, Str path, Instant now, ErasureReplay *replay, Error *error);

#endif
