#include "customer/typo.h"

#include <string.h>

#include "base/utf8.h"

typedef struct Letter {
    char bytes[UTF8_BYTES_MAX];
    size_t size;
} Letter;

typedef struct Word {
    Letter letter[TYPO_LETTERS_MAX];
    size_t count;
} Word;

typedef struct Variants {
    Arena *arena;
    Str *text;
    size_t count, room;
} Variants;

static bool word_of(Str text, Word *word)
{
    *word = (Word){0};
    while (text.size) {
        bool valid = false;
        size_t size = utf8_character(text, &valid);
        if (!valid || word->count == TYPO_LETTERS_MAX) return false;
        Letter *letter = &word->letter[word->count++];
        memcpy(letter->bytes, text.data, size);
        letter->size = size;
        text = (Str){text.data + size, text.size - size};
    }
    return word->count >= TYPO_LETTERS_MIN;
}

static void add_range(Word *alphabet, uint32_t first, uint32_t last)
{
    for (uint32_t scalar = first; scalar <= last && alphabet->count < TYPO_LETTERS_MAX; scalar++) {
        Letter *letter = &alphabet->letter[alphabet->count++];
        letter->size = utf8_put(scalar, letter->bytes);
    }
}

// Greek small letters lead with CE or CF, Cyrillic ones with D0 or D1.
static Word alphabet_of(const Word *word, const char *letters)
{
    Word alphabet = {0};
    unsigned char lead = (unsigned char)word->letter[0].bytes[0];
    if (lead == 0xCE || lead == 0xCF)
        add_range(&alphabet, 0x3B1, 0x3C9);
    else if (lead == 0xD0 || lead == 0xD1)
        add_range(&alphabet, 0x430, 0x44F);
    else if (lead < 0x80)
        for (; *letters && alphabet.count < TYPO_LETTERS_MAX; letters++)
            alphabet.letter[alphabet.count++] = (Letter){{*letters}, 1};
    return alphabet;
}

static void add(Variants *variants, const Word *word)
{
    char bytes[(TYPO_LETTERS_MAX + 1) * UTF8_BYTES_MAX];
    size_t size = 0;
    for (size_t i = 0; i < word->count; i++) {
        memcpy(bytes + size, word->letter[i].bytes, word->letter[i].size);
        size += word->letter[i].size;
    }
    if (variants->count < variants->room)
        variants->text[variants->count++] = str_copy(variants->arena, (Str){bytes, size});
}

static void without(Variants *variants, const Word *word, size_t at)
{
    Word shorter = *word;
    memmove(&shorter.letter[at], &shorter.letter[at + 1], (shorter.count - at - 1) * sizeof *shorter.letter);
    shorter.count--;
    add(variants, &shorter);
}

static void exchanged(Variants *variants, const Word *word, size_t at)
{
    Word other = *word;
    other.letter[at] = word->letter[at + 1];
    other.letter[at + 1] = word->letter[at];
    add(variants, &other);
}

static bool same(const Letter *a, const Letter *b)
{
    return a->size == b->size && memcmp(a->bytes, b->bytes, a->size) == 0;
}

static void replaced(Variants *variants, const Word *word, size_t at, const Word *alphabet)
{
    Word other = *word;
    for (size_t i = 0; i < alphabet->count; i++) {
        if (same(&alphabet->letter[i], &word->letter[at])) continue;
        other.letter[at] = alphabet->letter[i];
        add(variants, &other);
    }
}

static void with(Variants *variants, const Word *word, size_t at, const Word *alphabet)
{
    if (word->count == TYPO_LETTERS_MAX) return;
    Word longer = *word;
    memmove(&longer.letter[at + 1], &longer.letter[at], (longer.count - at) * sizeof *longer.letter);
    longer.count++;
    for (size_t i = 0; i < alphabet->count; i++) {
        longer.letter[at] = alphabet->letter[i];
        add(variants, &longer);
    }
}

size_t typo_variants(Str text, const char *letters, Arena *arena, Str **variants)
{
    Word word;
    *variants = NULL;
    if (!word_of(text, &word)) return 0;
    Word alphabet = alphabet_of(&word, letters);
    size_t room = 2 * word.count + (2 * word.count + 1) * alphabet.count;
    Variants made = {arena, arena_array(arena, Str, room), 0, room};
    for (size_t at = 0; at < word.count; at++) without(&made, &word, at);
    for (size_t at = 0; at + 1 < word.count; at++) exchanged(&made, &word, at);
    for (size_t at = 0; at < word.count; at++) replaced(&made, &word, at, &alphabet);
    for (size_t at = 0; at <= word.count; at++) with(&made, &word, at, &alphabet);
    *variants = made.text;
    return made.count;
}

// From the first byte that differs on, one of four ways has to make the rest equal.
bool typo_within_one(Str a, Str b)
{
    size_t at = 0;
    while (at < a.size && at < b.size && a.data[at] == b.data[at]) at++;
    Str left = {a.data + at, a.size - at}, right = {b.data + at, b.size - at};
    if (!left.size && !right.size) return true;
    Str left_next = left.size ? (Str){left.data + 1, left.size - 1} : left,
        right_next = right.size ? (Str){right.data + 1, right.size - 1} : right;
    if (left.size && str_equal(left_next, right)) return true;
    if (right.size && str_equal(left, right_next)) return true;
    if (!left.size || !right.size) return false;
    if (str_equal(left_next, right_next)) return true;
    return left.size > 1 && right.size > 1 && left.data[0] == right.data[1] && left.data[1] == right.data[0] &&
           str_equal((Str){left.data + 2, left.size - 2}, (Str){right.data + 2, right.size - 2});
}
