// known.h - which customer an identity belongs to: what was looked up last, in bounded memory.
//
// Only what exists is remembered, never that something does not: another server may make it. Keys are 128 bits of a
// keyed hash of kind and value, so that nobody outside can make two of them meet.
#ifndef FIDELE_IDENTITY_KNOWN_H
#define FIDELE_IDENTITY_KNOWN_H

#include "identity/identity.h"

typedef struct Known Known;

typedef struct KnownKey {
    uint64_t word[2];
} KnownKey;

MUST_USE Known *known_open(void);
void known_close(Known *known);

CustomerId known_get(const Known *known, KnownKey key); // 0: look it up
void known_put(Known *known, KnownKey key, CustomerId customer);
void known_forget(Known *known, KnownKey key);
void known_forget_all(Known *known);

#endif
