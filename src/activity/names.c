#include "activity/names.h"

#include "base/pages.h"

#include <string.h>

enum { FIRST_CAPACITY = 1024, FIRST_SLOTS = 2048, SHORT_BYTES = 7, PLAIN_BYTES = 10, PLAIN_BITS = 6 };

static const uint64_t LONG_NAME = UINT64_C(1) << 63, PLAIN_NAME = UINT64_C(1) << 62;

// Both halves of the 128-bit product, folded: the mixing step of wyhash (Wang Yi, Diamond, Chepurko 2019).
static inline uint64_t multiply_fold(uint64_t a, uint64_t b)
{
    unsigned __int128 product = (unsigned __int128)a * b;
    return (uint64_t)product ^ (uint64_t)(product >> 64);
}

static inline uint64_t read_8(const char *at)
{
    uint64_t value;
    memcpy(&value, at, sizeof value);
    return value;
}

static inline uint64_t read_4(const char *at)
{
    uint32_t value;
    memcpy(&value, at, sizeof value);
    return value;
}

// All bytes of a short text, and its size above them. Overlapping reads put equal bytes in one place.
static inline uint64_t short_mark(Str text)
{
    uint64_t bytes = 0;
    if (text.size >= 4) {
        bytes = read_4(text.data) | read_4(text.data + text.size - 4) << (8 * (text.size - 4));
    } else if (text.size > 0) {
        uint64_t first = (unsigned char)text.data[0], middle = (unsigned char)text.data[text.size / 2],
                 last = (unsigned char)text.data[text.size - 1];
        bytes = first | middle << (8 * (text.size / 2)) | last << (8 * (text.size - 1));
    }
    return bytes | (uint64_t)(text.size + 1) << 56;
}

// Ids are mostly letters, digits and hyphens: six bits each, none of them 0, so that ten fit and sizes differ by
// themselves. 0 when another byte stands in the text.
static inline uint64_t plain_mark(Str text)
{
    static const uint8_t codes[UINT8_MAX + 1] = {
        ['0'] = 1,  ['1'] = 2,  ['2'] = 3,  ['3'] = 4,  ['4'] = 5,  ['5'] = 6,  ['6'] = 7,  ['7'] = 8,  ['8'] = 9,
        ['9'] = 10, ['A'] = 11, ['B'] = 12, ['C'] = 13, ['D'] = 14, ['E'] = 15, ['F'] = 16, ['G'] = 17, ['H'] = 18,
        ['I'] = 19, ['J'] = 20, ['K'] = 21, ['L'] = 22, ['M'] = 23, ['N'] = 24, ['O'] = 25, ['P'] = 26, ['Q'] = 27,
        ['R'] = 28, ['S'] = 29, ['T'] = 30, ['U'] = 31, ['V'] = 32, ['W'] = 33, ['X'] = 34, ['Y'] = 35, ['Z'] = 36,
        ['a'] = 37, ['b'] = 38, ['c'] = 39, ['d'] = 40, ['e'] = 41, ['f'] = 42, ['g'] = 43, ['h'] = 44, ['i'] = 45,
        ['j'] = 46, ['k'] = 47, ['l'] = 48, ['m'] = 49, ['n'] = 50, ['o'] = 51, ['p'] = 52, ['q'] = 53, ['r'] = 54,
        ['s'] = 55, ['t'] = 56, ['u'] = 57, ['v'] = 58, ['w'] = 59, ['x'] = 60, ['y'] = 61, ['z'] = 62, ['-'] = 63};
    uint64_t mark = PLAIN_NAME;
    for (size_t i = 0; i < text.size; i++) {
        uint64_t code = codes[(unsigned char)text.data[i]];
        if (code == 0) return 0;
        mark |= code << (PLAIN_BITS * i);
    }
    return mark;
}

uint64_t name_mark(const NameKeys *keys, Str text)
{
    if (text.size <= SHORT_BYTES) return short_mark(text);
    uint64_t plain = text.size <= PLAIN_BYTES ? plain_mark(text) : 0;
    if (plain) return plain;
    const char *at = text.data, *end = text.data + text.size;
    uint64_t mixed = keys->spread ^ text.size;
    for (; end - at > 16; at += 16) mixed = multiply_fold(read_8(at) ^ keys->multiplier, read_8(at + 8) ^ mixed);
    const char *tail = text.size > 16 ? end - 16 : at; // the last 16 bytes, or the text's two ends when it has fewer
    mixed = multiply_fold(read_8(tail) ^ keys->multiplier, read_8(end - 8) ^ mixed);
    return name_spread(keys, mixed) | LONG_NAME;
}

uint64_t name_spread(const NameKeys *keys, uint64_t mark)
{
    return multiply_fold(mark ^ keys->spread, keys->multiplier);
}

// splitmix64 (Steele, Lea, Flood 2014, OOPSLA, p. 453).
static uint64_t next_key(uint64_t *state)
{
    uint64_t z = *state += UINT64_C(0x9e3779b97f4a7c15);
    z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
    z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
    return z ^ (z >> 31);
}

Names names_open(uint64_t seed)
{
    Names names = {.capacity = FIRST_CAPACITY, .slots = FIRST_SLOTS};
    names.keys.multiplier = next_key(&seed) | 1;
    names.keys.spread = next_key(&seed);
    names.name = pages_array(Name, names.capacity);
    names.slot = pages_array(uint32_t, names.slots);
    return names;
}

void names_release_slots(Names *names)
{
    pages_release(names->slot, names->slots, sizeof *names->slot);
    names->slot = NULL;
    names->slots = 0;
}

void names_close(Names *names)
{
    names_release_slots(names);
    pages_release(names->name, names->capacity, sizeof *names->name);
    *names = (Names){0};
}

static inline size_t slot_of(const Names *names, uint64_t mark)
{
    return (size_t)name_spread(&names->keys, mark) & (names->slots - 1);
}

// At most half of the slots are taken, so that a search meets 1.5 names on average.
static void grow_slots(Names *names)
{
    size_t slots = names->slots * 2;
    names_release_slots(names);
    names->slot = pages_array(uint32_t, slots);
    pages_touch(names->slot, slots, sizeof *names->slot);
    names->slots = slots;
    for (uint32_t number = 0; number < names->count; number++) {
        size_t at = slot_of(names, names->name[number].mark);
        while (names->slot[at]) at = (at + 1) & (slots - 1);
        names->slot[at] = number + 1;
    }
}

static uint32_t append(Names *names, Name name, size_t slot)
{
    if (names->count == names->capacity) {
        names->name = pages_resize(names->name, names->capacity, names->capacity * 2, sizeof *names->name);
        names->capacity *= 2;
    }
    assert(names->name);
    uint32_t number = names->count++;
    names->name[number] = name;
    names->slot[slot] = number + 1;
    if ((size_t)names->count * 2 > names->slots) grow_slots(names);
    return number;
}

static inline bool same_name(Name a, Name b)
{
    return a.mark == b.mark && (!(a.mark & LONG_NAME) || str_equal(name_text(a), name_text(b)));
}

uint32_t names_place(Names *names, Name name)
{
    assert(names->name);
    size_t at = slot_of(names, name.mark);
    for (uint32_t taken; (taken = names->slot[at]) != 0; at = (at + 1) & (names->slots - 1))
        if (same_name(names->name[taken - 1], name)) return taken - 1;
    return append(names, name, at);
}

static Name name_of(const Names *names, Str text)
{
    uint64_t address = (uint64_t)(uintptr_t)text.data;
    assert(text.size <= NAME_BYTES_MAX && address >> 48 == 0);
    return (Name){name_mark(&names->keys, text), address << 16 | text.size};
}

uint32_t names_add(Names *names, Str text)
{
    return names_place(names, name_of(names, text));
}

void names_fetch(const Names *names, Name name)
{
    __builtin_prefetch(&names->slot[slot_of(names, name.mark)]);
}

Name names_prepare(const Names *names, Str text)
{
    Name name = name_of(names, text);
    names_fetch(names, name);
    return name;
}

void names_place_all(Names *names, const Name *name, size_t count, uint32_t *numbers)
{
    const Name *likely[NAMES_AT_ONCE];
    assert(count <= NAMES_AT_ONCE);
    for (size_t i = 0; i < count; i++) {
        uint32_t taken = names->slot[slot_of(names, name[i].mark)];
        likely[i] = taken ? &names->name[taken - 1] : NULL;
        __builtin_prefetch(likely[i]);
    }
    for (size_t i = 0; i < count; i++)
        if (likely[i] && name[i].mark & LONG_NAME) __builtin_prefetch(name_text(*likely[i]).data);
    for (size_t i = 0; i < count; i++) numbers[i] = names_place(names, name[i]);
}
