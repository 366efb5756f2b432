// removed.h - events that have left the log and still lie in files or tails: no reader sees them any more.
//
// A removal is a list of numbers of the log with the keys of their messages, named by the number of the event that
// tells of it (log.h). Each removal makes a new Removed; sources.h holds on to the one that belongs to it. What it
// lists is exactly what the sources hold of it, so that counts and message keys come out right: a key that was removed
// once and is there twice has come again.
#ifndef FIDELE_ACTIVITY_REMOVED_H
#define FIDELE_ACTIVITY_REMOVED_H

#include <stdatomic.h>

#include "activity/activity.h"

typedef struct Removal {
    atomic_uint references;
    int64_t seq; // the event that tells of it
    size_t count, room;
    int64_t *removed; // rising
    Customer *customer;
    MessageKey *message; // of each; all zero: none
    MessageKey *sorted;
} Removal;

Removal *removal_open(const ActivityRemoval *of);
Removal *removal_keep(const Removal *removal, bool (*there)(const void *context, int64_t seq), const void *context);
void removal_release(Removal *removal);
uint64_t removal_times(const Removal *removal, MessageKey message); // how many of its events had it

typedef struct Removed {
    atomic_uint references;
    uint64_t generation; // rises with each removal
    size_t removals;
    Removal **removal; // in order
    uint64_t count;    // events
    size_t pages;
    uint64_t **page; // of numbers: a bit each, NULL where none is removed
} Removed;

enum { REMOVED_PAGE_BITS = 16 };

// NULL is nothing removed.
Removed *removed_open(Removal *const *removal, size_t removals, uint64_t generation);
void removed_retain(Removed *removed);
void removed_release(Removed *removed);
uint64_t removed_times(const Removed *removed, MessageKey message);
bool removed_any(const Removed *removed, int64_t after, int64_t to); // after < seq <= to

// Of the events with after < seq <= to, in the arena, sorted: message keys, and whose they were, each once.
size_t removed_keys(const Removed *removed, int64_t after, int64_t to, Arena *arena, MessageKey **keys);
size_t removed_customers(const Removed *removed, int64_t after, int64_t to, Arena *arena, Customer **customers);

static inline bool removed_has(const Removed *removed, int64_t seq)
{
    if (!removed) return false;
    uint64_t page = (uint64_t)seq >> REMOVED_PAGE_BITS, at = (uint64_t)seq & ((1U << REMOVED_PAGE_BITS) - 1);
    return page < removed->pages && removed->page[page] && removed->page[page][at / 64] >> at % 64 & 1;
}

#endif
