#include "identity/roots.h"

#include <pthread.h>
#include <stdatomic.h>

#include "base/pages.h"

enum { CHUNK_BITS = 16, CHUNK_CUSTOMERS = 1 << CHUNK_BITS, CHUNKS = CUSTOMERS_MAX >> CHUNK_BITS };

typedef struct RootEntry {
    _Atomic CustomerId root; // 0: a person of one
    CustomerId next;
} RootEntry;

struct Roots {
    pthread_mutex_t lock;
    _Atomic(RootEntry *) chunk[CHUNKS];
};

Roots *roots_open(void)
{
    Roots *roots = pages_array(Roots, 1);
    pthread_mutex_init(&roots->lock, NULL);
    return roots;
}

void roots_close(Roots *roots)
{
    if (!roots) return;
    for (size_t i = 0; i < CHUNKS; i++) pages_release(roots->chunk[i], CHUNK_CUSTOMERS, sizeof(RootEntry));
    pthread_mutex_destroy(&roots->lock);
    pages_release(roots, 1, sizeof *roots);
}

static RootEntry *entry_of(const Roots *roots, CustomerId customer)
{
    if (customer >= CUSTOMERS_MAX) return NULL;
    RootEntry *chunk = atomic_load_explicit(&roots->chunk[customer >> CHUNK_BITS], memory_order_acquire);
    return chunk ? chunk + customer % CHUNK_CUSTOMERS : NULL;
}

CustomerId roots_get(const Roots *roots, CustomerId customer)
{
    RootEntry *entry = entry_of(roots, customer);
    CustomerId root = entry ? atomic_load_explicit(&entry->root, memory_order_relaxed) : 0;
    return root ? root : customer;
}

static size_t ring_size(const Roots *roots, CustomerId root)
{
    size_t count = 1;
    for (CustomerId at = entry_of(roots, root)->next; at != root; at = entry_of(roots, at)->next) count++;
    return count;
}

static size_t ring_copy(const Roots *roots, CustomerId root, Arena *arena, CustomerId **members)
{
    size_t count = ring_size(roots, root), filled = 0;
    *members = arena_array(arena, CustomerId, count);
    CustomerId at = root;
    do {
        (*members)[filled++] = at;
        at = entry_of(roots, at)->next;
    } while (at != root);
    return count;
}

size_t roots_members(Roots *roots, CustomerId customer, Arena *arena, CustomerId **members)
{
    pthread_mutex_lock(&roots->lock);
    CustomerId root = roots_get(roots, customer);
    RootEntry *entry = entry_of(roots, root);
    size_t count = 1;
    if (entry && entry->root) {
        count = ring_copy(roots, root, arena, members);
    } else {
        *members = arena_new(arena, CustomerId);
        **members = customer;
    }
    pthread_mutex_unlock(&roots->lock);
    return count;
}

void roots_lock(Roots *roots)
{
    pthread_mutex_lock(&roots->lock);
}

void roots_unlock(Roots *roots)
{
    pthread_mutex_unlock(&roots->lock);
}

void roots_put(Roots *roots, CustomerId customer, CustomerId root, CustomerId next)
{
    _Atomic(RootEntry *) *slot = &roots->chunk[customer >> CHUNK_BITS];
    RootEntry *chunk = atomic_load_explicit(slot, memory_order_relaxed);
    if (!chunk) {
        chunk = pages_array(RootEntry, CHUNK_CUSTOMERS);
        atomic_store_explicit(slot, chunk, memory_order_release);
    }
    RootEntry *entry = chunk + customer % CHUNK_CUSTOMERS;
    entry->next = next;
    atomic_store_explicit(&entry->root, next == customer ? 0 : root, memory_order_relaxed);
}
