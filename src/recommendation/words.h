// words.h - texts numbered in the order in which they are first seen: keys of products, contents and tags.
#ifndef FIDELE_RECOMMENDATION_WORDS_H
#define FIDELE_RECOMMENDATION_WORDS_H

#include "base/str.h"

enum { WORDS_MAX = 500000 };

typedef struct Words {
    Arena *arena;  // of the texts and the table
    uint64_t seed; // so that nobody can choose texts that meet in one place
    uint32_t count, room, slots;
    Str *text;
    uint32_t *slot; // 1 + number
} Words;

// The number of the text, a new one when it was not seen. False: it is empty, or there are too many.
bool words_put(Words *words, Str text, uint32_t *number);
bool words_find(const Words *words, Str text, uint32_t *number);
// The place of each number in the order of the texts, and the texts in that order.
uint32_t *words_sort(const Words *words, Arena *arena, Str **sorted);

#endif
