// parts.h - what the files of identity/ share: the memory, and what a transaction has changed in it so far.
#ifndef FIDELE_IDENTITY_PARTS_H
#define FIDELE_IDENTITY_PARTS_H

#include <stdatomic.h>

#include "base/secret.h"
#include "identity/graph.h"
#include "identity/known.h"
#include "identity/normal.h"
#include "identity/roots.h"

typedef enum ChangeType { CHANGE_JOINED, CHANGE_SPLIT, CHANGE_KNOWN } ChangeType;

typedef struct Change { // of the memory of the writing thread: undone in reverse order when the work fails
    ChangeType type;
    union {
        GraphEdge edge;
        KnownKey key;
    };
} Change;

typedef struct Numbers { // the last ones given out
    CustomerId customer;
    int64_t identity, change, edge, removal;
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
