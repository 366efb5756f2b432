#include "identity/known.h"

#include <string.h>

#include "base/pages.h"

// Sets of four; the memory doubles while more than half is used, up to 24 MiB.
enum { WAYS = 4, SETS_FIRST = 1 << 10, SETS_MAX = 1 << 18 };

typedef struct KnownEntry {
    KnownKey key;
    CustomerId customer; // 0: free
} KnownEntry;

struct Known {
    KnownEntry *entries;
    size_t sets, used;
};

Known *known_open(void)
{
    Known *known = pages_array(Known, 1);
    known->sets = SETS_FIRST;
    known->entries = pages_array(KnownEntry, known->sets * WAYS);
    return known;
}

void known_close(Known *known)
{
    if (!known) return;
    pages_release(known->entries, known->sets * WAYS, sizeof *known->entries);
    pages_release(known, 1, sizeof *known);
}

static bool same(KnownKey a, KnownKey b)
{
    return a.word[0] == b.word[0] && a.word[1] == b.word[1];
}

static KnownEntry *set_of(const Known *known, KnownKey key)
{
    return known->entries + (key.word[0] & (known->sets - 1)) * WAYS;
}

static KnownEntry *find(const Known *known, KnownKey key)
{
    KnownEntry *set = set_of(known, key);
    for (size_t way = 0; way < WAYS; way++)
        if (set[way].customer && same(set[way].key, key)) return &set[way];
    return NULL;
}

CustomerId known_get(const Known *known, KnownKey key)
{
    const KnownEntry *entry = find(known, key);
    return entry ? entry->customer : 0;
}

// Into a free place of its set, or over another one.
static void place(Known *known, KnownKey key, CustomerId customer)
{
    KnownEntry *set = set_of(known, key), *entry = find(known, key);
    for (size_t way = 0; !entry && way < WAYS; way++)
        if (!set[way].customer) entry = &set[way];
    if (!entry) entry = &set[key.word[1] % WAYS];
    known->used += !entry->customer;
    *entry = (KnownEntry){key, customer};
}

static void grow(Known *known)
{
    Known larger = {.entries = pages_array(KnownEntry, known->sets * 2 * WAYS), .sets = known->sets * 2};
    for (size_t i = 0; i < known->sets * WAYS; i++)
        if (known->entries[i].customer) place(&larger, known->entries[i].key, known->entries[i].customer);
    pages_release(known->entries, known->sets * WAYS, sizeof *known->entries);
    *known = larger;
}

void known_put(Known *known, KnownKey key, CustomerId customer)
{
    if (known->used > known->sets * WAYS / 2 && known->sets < SETS_MAX) grow(known);
    place(known, key, customer);
}

void known_forget(Known *known, KnownKey key)
{
    KnownEntry *entry = find(known, key);
    if (!entry) return;
    *entry = (KnownEntry){0};
    known->used--;
}

void known_forget_all(Known *known)
{
    memset(known->entries, 0, known->sets * WAYS * sizeof *known->entries);
    known->used = 0;
}
