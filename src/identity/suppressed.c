#include "identity/suppressed.h"

#include <stdatomic.h>
#include <string.h>

#include "base/pages.h"
#include "identity/roots.h"

// ---- hashes: open addressing, keys that were dropped leave a mark ----

typedef enum Slot { SLOT_FREE, SLOT_TAKEN, SLOT_DROPPED } Slot;

struct Suppressed {
    KnownKey *key;
    uint8_t *slot;
    size_t slots, used, count; // a power of two; `used` counts dropped ones too
};

enum { FIRST_SLOTS = 256 };

static void room_for(Suppressed *suppressed, size_t slots)
{
    suppressed->slots = slots;
    suppressed->key = pages_array(KnownKey, slots);
    suppressed->slot = pages_array(uint8_t, slots);
    suppressed->used = suppressed->count = 0;
}

Suppressed *suppressed_open(void)
{
    Suppressed *suppressed = pages_array(Suppressed, 1);
    room_for(suppressed, FIRST_SLOTS);
    return suppressed;
}

static void release(const Suppressed *suppressed)
{
    pages_release(suppressed->key, suppressed->slots, sizeof *suppressed->key);
    pages_release(suppressed->slot, suppressed->slots, sizeof *suppressed->slot);
}

void suppressed_close(Suppressed *suppressed)
{
    if (!suppressed) return;
    release(suppressed);
    pages_release(suppressed, 1, sizeof *suppressed);
}

// Where the key stands, or the first free slot.
static size_t find(const Suppressed *suppressed, KnownKey key)
{
    size_t at = key.word[0] & (suppressed->slots - 1);
    while (suppressed->slot[at] != SLOT_FREE &&
           (suppressed->slot[at] == SLOT_DROPPED || memcmp(&suppressed->key[at], &key, sizeof key) != 0))
        at = (at + 1) & (suppressed->slots - 1);
    return at;
}

static void grow(Suppressed *suppressed)
{
    Suppressed before = *suppressed;
    room_for(suppressed, 2 * before.slots);
    for (size_t i = 0; i < before.slots; i++)
        if (before.slot[i] == SLOT_TAKEN) suppressed_put(suppressed, before.key[i]);
    release(&before);
}

void suppressed_put(Suppressed *suppressed, KnownKey key)
{
    size_t at = find(suppressed, key);
    if (suppressed->slot[at] == SLOT_TAKEN) return;
    suppressed->key[at] = key;
    suppressed->slot[at] = SLOT_TAKEN;
    suppressed->count++;
    if (2 * ++suppressed->used > suppressed->slots) grow(suppressed);
}

void suppressed_drop(Suppressed *suppressed, KnownKey key)
{
    size_t at = find(suppressed, key);
    if (suppressed->slot[at] != SLOT_TAKEN) return;
    suppressed->slot[at] = SLOT_DROPPED;
    suppressed->count--;
}

bool suppressed_has(const Suppressed *suppressed, KnownKey key)
{
    return suppressed->count && suppressed->slot[find(suppressed, key)] == SLOT_TAKEN;
}

size_t suppressed_count(const Suppressed *suppressed)
{
    return suppressed->count;
}

// ---- bits: in chunks, which never go ----

enum { CHUNK_BITS = 16, CHUNK_WORDS = (1 << CHUNK_BITS) / 64, CHUNKS = CUSTOMERS_MAX >> CHUNK_BITS };

struct Hidden {
    _Atomic(_Atomic uint64_t *) chunk[CHUNKS];
};

Hidden *hidden_open(void)
{
    return pages_array(Hidden, 1);
}

void hidden_close(Hidden *hidden)
{
    if (!hidden) return;
    for (size_t i = 0; i < CHUNKS; i++) pages_release(hidden->chunk[i], CHUNK_WORDS, sizeof(uint64_t));
    pages_release(hidden, 1, sizeof *hidden);
}

void hidden_put(Hidden *hidden, CustomerId customer)
{
    if (customer >= CUSTOMERS_MAX) return;
    _Atomic(_Atomic uint64_t *) *chunk = &hidden->chunk[customer >> CHUNK_BITS];
    if (!atomic_load(chunk)) atomic_store(chunk, (_Atomic uint64_t *)pages_reserve(CHUNK_WORDS, sizeof(uint64_t)));
    uint32_t at = customer & ((1U << CHUNK_BITS) - 1);
    atomic_fetch_or(&atomic_load(chunk)[at / 64], (uint64_t)1 << at % 64);
}

bool hidden_has(const Hidden *hidden, CustomerId customer)
{
    if (customer >= CUSTOMERS_MAX) return false;
    const _Atomic uint64_t *chunk = atomic_load(&hidden->chunk[customer >> CHUNK_BITS]);
    uint32_t at = customer & ((1U << CHUNK_BITS) - 1);
    return chunk && atomic_load_explicit(&chunk[at / 64], memory_order_relaxed) >> at % 64 & 1;
}
