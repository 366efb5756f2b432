// parts.h - what the files of identity/ share: the memory, and what a transaction has changed in it so far.
#ifndef FIDELE_IDENTITY_PARTS_H
#define FIDELE_IDENTITY_PARTS_H

#include <stdatomic.h>

#include "base/secret.h"
#include "identity/graph.h"
#include "identity/known.h"
#include "identity/normal.h"
#include "identity/roots.h"
#include "identity/suppressed.h"

typedef enum ChangeType {
    CHANGE_JOINED,
    CHANGE_SPLIT,
    CHANGE_KNOWN,
    CHANGE_SUPPRESSED,
    CHANGE_LIFTED,
    CHANGE_HIDDEN
} ChangeType;

typedef struct Change { // of the memory of the writing thread: undone in reverse order when the work fails
    ChangeType type;
    union {
        GraphEdge edge;
        KnownKey key;
        CustomerId customer;
    };
} Change;

typedef struct Numbers { // the last ones given out
    CustomerId customer;
    int64_t identity, change, edge, removal, suppression, hidden;
} Numbers;

struct Identity {
    Store *store;
    unsigned char key[16];
    // For all threads, as committed.
    Roots *roots;
    _Atomic CustomerId count;
    _Atomic uint64_t version;
    // Of the writing thread, as it stands within the transaction.
    Graph *graph;
    Known *known;
    Suppressed *suppressed;
    unsigned char secret[SECRET_KEY_BYTES]; // erasure_key; all zero: there is none yet
    // As committed, for all threads.
    Hidden *hidden;
    Numbers numbers, kept, committed;
    Change *changes;
    size_t change_count, change_kept, change_room;
};

bool identity_writes(const Identity *identity); // is this the writing thread, within a transaction?
void identity_note(Identity *identity, Change change);

typedef struct Owned { // an identity as it is stored
    int64_t id;
    CustomerId customer; // 0: nobody has it
} Owned;

// What other servers have erased and lifted since.
MUST_USE bool identity_follow_erasures(Identity *identity, StoreSession *session, const Numbers *since, Error *error);
// As identity_list, without a limit.
MUST_USE bool identity_list_all(StoreSession *session, CustomerId customer, Arena *arena, IdentityRow **rows,
                                size_t *count, Error *error);

KnownKey identity_key(const Identity *identity, IdentityKind kind, Str normal);
// From the store.
MUST_USE bool identity_look_up(StoreSession *session, IdentityKind kind, Str normal, Owned *owned, Error *error);
// From memory, else from the store.
MUST_USE bool identity_owner(Identity *identity, StoreSession *session, IdentityKind kind, Str normal,
                             CustomerId *customer, Error *error);
MUST_USE bool identity_insert(Identity *identity, StoreSession *session, const IdentityRow *row, Error *error);
MUST_USE bool identity_join(Identity *identity, StoreSession *session, const MergeRow *merge, int64_t *edge,
                            Error *error);

#endif
