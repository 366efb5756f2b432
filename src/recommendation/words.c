#include "recommendation/words.h"

#include <stdlib.h>
#include <string.h>

// FNV-1a (Fowler, Noll & Vo 1991), from a seed.
static uint64_t hash_of(const Words *words, Str text)
{
    uint64_t hash = words->seed ^ UINT64_C(0xcbf29ce484222325);
    for (size_t i = 0; i < text.size; i++) hash = (hash ^ (unsigned char)text.data[i]) * UINT64_C(0x100000001b3);
    return hash ^ hash >> 29;
}

static uint32_t *place_of(const Words *words, Str text)
{
    uint32_t at = (uint32_t)(hash_of(words, text) & (words->slots - 1));
    while (words->slot[at] && !str_equal(words->text[words->slot[at] - 1], text)) at = (at + 1) & (words->slots - 1);
    return &words->slot[at];
}

static void grow(Words *words)
{
    uint32_t room = words->room ? words->room * 2 : 256;
    Str *text = arena_array(words->arena, Str, room);
    if (words->count) memcpy(text, words->text, words->count * sizeof *text);
    words->text = text;
    words->room = room;
    words->slots = room * 2;
    words->slot = arena_array(words->arena, uint32_t, words->slots);
    for (uint32_t i = 0; i < words->count; i++) *place_of(words, words->text[i]) = i + 1;
}

bool words_find(const Words *words, Str text, uint32_t *number)
{
    if (words->slots == 0 || text.size == 0) return false;
    uint32_t there = *place_of(words, text);
    *number = there ? there - 1 : 0;
    return there > 0;
}

bool words_put(Words *words, Str text, uint32_t *number)
{
    if (text.size == 0) return false;
    if (words_find(words, text, number)) return true;
    if (words->count == WORDS_MAX) return false;
    if (words->count == words->room) grow(words);
    *number = words->count;
    words->text[words->count++] = str_copy(words->arena, text);
    *place_of(words, text) = words->count;
    return true;
}

typedef struct Sorted {
    Str text;
    uint32_t number;
} Sorted;

static int by_text(const void *left, const void *right)
{
    return str_compare(((const Sorted *)left)->text, ((const Sorted *)right)->text);
}

uint32_t *words_sort(const Words *words, Arena *arena, Str **sorted)
{
    size_t count = words->count ? words->count : 1;
    Sorted *order = arena_array(arena, Sorted, count);
    uint32_t *place = arena_array(arena, uint32_t, count);
    *sorted = arena_array(arena, Str, count);
    for (uint32_t i = 0; i < words->count; i++) order[i] = (Sorted){words->text[i], i};
    qsort(order, words->count, sizeof *order, by_text);
    for (uint32_t i = 0; i < words->count; i++) {
        place[order[i].number] = i;
        (*sorted)[i] = order[i].text;
    }
    return place;
}
