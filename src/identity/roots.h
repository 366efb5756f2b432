// roots.h - the person of each customer, as committed, for all threads.
//
// Two numbers per customer, of which only those of merged customers take memory: its root, and the next member of the
// person (a ring). The root is read without a lock; the ring is walked under one that is held only while a commit
// changes it. Arrays stand in chunks that never move.
#ifndef FIDELE_IDENTITY_ROOTS_H
#define FIDELE_IDENTITY_ROOTS_H

#include "identity/identity.h"

enum { CUSTOMERS_MAX = 1 << 28 };

typedef struct Roots Roots;

MUST_USE Roots *roots_open(void);
void roots_close(Roots *roots);

CustomerId roots_get(const Roots *roots, CustomerId customer);
// The root first, in the arena.
size_t roots_members(Roots *roots, CustomerId customer, Arena *arena, CustomerId **members);

// By one thread: between lock and unlock, of every customer whose root or next member changed.
void roots_lock(Roots *roots);
void roots_put(Roots *roots, CustomerId customer, CustomerId root, CustomerId next);
void roots_unlock(Roots *roots);

#endif
