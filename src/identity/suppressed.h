// suppressed.h - the identities that must not come back, as hashes, and the customers that nobody sees, as bits.
#ifndef FIDELE_IDENTITY_SUPPRESSED_H
#define FIDELE_IDENTITY_SUPPRESSED_H

#include "identity/known.h"

// For one thread.
typedef struct Suppressed Suppressed;
MUST_USE Suppressed *suppressed_open(void);
void suppressed_close(Suppressed *suppressed);
void suppressed_put(Suppressed *suppressed, KnownKey key);
void suppressed_drop(Suppressed *suppressed, KnownKey key);
bool suppressed_has(const Suppressed *suppressed, KnownKey key);
size_t suppressed_count(const Suppressed *suppressed);

// One thread puts, any thread asks.
typedef struct Hidden Hidden;
MUST_USE Hidden *hidden_open(void);
void hidden_close(Hidden *hidden);
void hidden_put(Hidden *hidden, CustomerId customer);
bool hidden_has(const Hidden *hidden, CustomerId customer);

#endif
