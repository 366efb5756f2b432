#include "activity/removed.h"

#include <stdlib.h>
#include <string.h>

#include "activity/column_file_parts.h"
#include "activity/tail.h"
#include "base/pages.h"

enum { PAGE_WORDS = (1 << REMOVED_PAGE_BITS) / 64 };

// ---- one removal ----

static int compare_keys(const void *a, const void *b)
{
    return message_key_compare(*(const MessageKey *)a, *(const MessageKey *)b);
}

static Removal *with_room(int64_t seq, size_t room)
{
    Removal *removal = pages_array(Removal, 1);
    removal->seq = seq;
    removal->room = room;
    removal->removed = pages_array(int64_t, room);
    removal->customer = pages_array(Customer, room);
    removal->message = pages_array(MessageKey, room);
    removal->sorted = pages_array(MessageKey, room);
    atomic_store(&removal->references, 1);
    return removal;
}

static void add(Removal *removal, int64_t seq, Customer customer, MessageKey message)
{
    size_t at = removal->count++;
    removal->removed[at] = seq;
    removal->customer[at] = customer;
    removal->message[at] = removal->sorted[at] = message;
}

static Removal *sorted(Removal *removal)
{
    qsort(removal->sorted, removal->count, sizeof *removal->sorted, compare_keys);
    return removal;
}

Removal *removal_open(const ActivityRemoval *of)
{
    Removal *removal = with_room(of->seq, of->count);
    for (size_t i = 0; i < of->count; i++) add(removal, of->removed[i], of->customer[i], of->message[i]);
    return sorted(removal);
}

Removal *removal_keep(const Removal *removal, bool (*there)(const void *context, int64_t seq), const void *context)
{
    Removal *kept = with_room(removal->seq, removal->count);
    for (size_t i = 0; i < removal->count; i++)
        if (there(context, removal->removed[i]))
            add(kept, removal->removed[i], removal->customer[i], removal->message[i]);
    return sorted(kept);
}

void removal_release(Removal *removal)
{
    if (!removal || atomic_fetch_sub(&removal->references, 1) > 1) return;
    pages_release(removal->removed, removal->room, sizeof *removal->removed);
    pages_release(removal->customer, removal->room, sizeof *removal->customer);
    pages_release(removal->message, removal->room, sizeof *removal->message);
    pages_release(removal->sorted, removal->room, sizeof *removal->sorted);
    pages_release(removal, 1, sizeof *removal);
}

uint64_t removal_times(const Removal *removal, MessageKey message)
{
    size_t low = 0, high = removal->count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (message_key_compare(removal->sorted[middle], message) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    uint64_t times = 0;
    while (low + times < removal->count && message_key_compare(removal->sorted[low + times], message) == 0) times++;
    return times;
}

// ---- all of them ----

static void mark(Removed *removed, int64_t seq)
{
    uint64_t page = (uint64_t)seq >> REMOVED_PAGE_BITS, at = (uint64_t)seq & ((1U << REMOVED_PAGE_BITS) - 1);
    if (!removed->page[page]) removed->page[page] = pages_array(uint64_t, PAGE_WORDS);
    removed->page[page][at / 64] |= (uint64_t)1 << at % 64;
}

static int64_t greatest(Removal *const *removal, size_t removals)
{
    int64_t seq = 0;
    for (size_t i = 0; i < removals; i++)
        if (removal[i]->count) seq = larger(seq, removal[i]->removed[removal[i]->count - 1]);
    return seq;
}

Removed *removed_open(Removal *const *removal, size_t removals, uint64_t generation)
{
    Removed *removed = pages_array(Removed, 1);
    removed->generation = generation;
    removed->removals = removals;
    removed->removal = pages_array(Removal *, removals);
    removed->pages = (size_t)((uint64_t)greatest(removal, removals) >> REMOVED_PAGE_BITS) + 1;
    removed->page = pages_array(uint64_t *, removed->pages);
    for (size_t i = 0; i < removals; i++) {
        removed->removal[i] = removal[i];
        atomic_fetch_add(&removal[i]->references, 1);
        removed->count += removal[i]->count;
        for (size_t e = 0; e < removal[i]->count; e++) mark(removed, removal[i]->removed[e]);
    }
    atomic_store(&removed->references, 1);
    return removed;
}

void removed_retain(Removed *removed)
{
    if (removed) atomic_fetch_add(&removed->references, 1);
}

void removed_release(Removed *removed)
{
    if (!removed || atomic_fetch_sub(&removed->references, 1) > 1) return;
    for (size_t i = 0; i < removed->removals; i++) removal_release(removed->removal[i]);
    for (size_t i = 0; i < removed->pages; i++) pages_release(removed->page[i], PAGE_WORDS, sizeof(uint64_t));
    pages_release(removed->removal, removed->removals, sizeof(Removal *));
    pages_release(removed->page, removed->pages, sizeof(uint64_t *));
    pages_release(removed, 1, sizeof *removed);
}

uint64_t removed_times(const Removed *removed, MessageKey message)
{
    uint64_t times = 0;
    for (size_t i = 0; removed && i < removed->removals; i++) times += removal_times(removed->removal[i], message);
    return times;
}

bool removed_any(const Removed *removed, int64_t after, int64_t to)
{
    for (size_t i = 0; removed && i < removed->removals; i++)
        for (size_t e = 0; e < removed->removal[i]->count; e++)
            if (after < removed->removal[i]->removed[e] && removed->removal[i]->removed[e] <= to) return true;
    return false;
}

size_t removed_keys(const Removed *removed, int64_t after, int64_t to, Arena *arena, MessageKey **keys)
{
    size_t count = 0;
    *keys = arena_array(arena, MessageKey, removed->count);
    for (size_t i = 0; i < removed->removals; i++) {
        const Removal *removal = removed->removal[i];
        for (size_t e = 0; e < removal->count; e++)
            if (after < removal->removed[e] && removal->removed[e] <= to && !message_key_none(removal->message[e]))
                (*keys)[count++] = removal->message[e];
    }
    qsort(*keys, count, sizeof **keys, compare_keys);
    return count;
}

static int compare_customers(const void *a, const void *b)
{
    Customer x = *(const Customer *)a, y = *(const Customer *)b;
    return x < y ? -1 : x > y;
}

size_t removed_customers(const Removed *removed, int64_t after, int64_t to, Arena *arena, Customer **customers)
{
    size_t count = 0, kept = 0;
    *customers = arena_array(arena, Customer, removed->count);
    for (size_t i = 0; i < removed->removals; i++) {
        const Removal *removal = removed->removal[i];
        for (size_t e = 0; e < removal->count; e++)
            if (after < removal->removed[e] && removal->removed[e] <= to) (*customers)[count++] = removal->customer[e];
    }
    qsort(*customers, count, sizeof **customers, compare_customers);
    for (size_t i = 0; i < count; i++)
        if (i == 0 || (*customers)[i] != (*customers)[kept - 1]) (*customers)[kept++] = (*customers)[i];
    return kept;
}
