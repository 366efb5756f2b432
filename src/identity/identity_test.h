// identity_test.h - acts on identity in tests: one act is one piece of work in the store.
#ifndef FIDELE_IDENTITY_IDENTITY_TEST_H
#define FIDELE_IDENTITY_IDENTITY_TEST_H

#include "identity/identity.h"
#include "store/store_test.h"

typedef enum ActType {
    ACT_TRACK,
    ACT_IDENTIFY,
    ACT_ALIAS,
    ACT_MERGE,
    ACT_UNMERGE,
    ACT_EMAIL,
    ACT_REMOVE_EMAIL
} ActType;

typedef struct Act {
    ActType type;
    const char *user_id, *anonymous_id; // "" none; previous of an alias stands in anonymous_id; an e-mail too
    CustomerId winner, loser;           // of a merge; winner: whose e-mail
    int64_t edge;                       // of a merge: what came out; of an unmerge: which
    CustomerId customer;                // what came out
    char code[32];                      // "" or why it was refused
} Act;

// All acts within one piece of work. `fails`: it returns false at its end, so that everything is undone.
void acts_do(Store *store, Identity *identity, Act *acts, size_t count, bool fails);
CustomerId act(Store *store, Identity *identity, ActType type, const char *user_id, const char *anonymous_id);

Identity *identity_test_open(Store *store);
// "1:1,3 2:2": the persons by root, with their members, of all customers.
Str persons_text(const Identity *identity);

#endif
