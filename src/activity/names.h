// names.h - numbers for names: each different text gets the next number, in the order of first use.
//
// An open-addressing table of 32-bit slots over an array of names. A name is kept as a reference to its text, which has
// to stay readable, and a 64-bit mark: texts of up to 7 bytes, and of up to 10 letters, digits and hyphens, are
// their mark, so that they are compared without touching the text; others are compared byte by byte when their marks
// agree.
//
// Memory: 16 bytes a name and 8 to 16 of slots; growing never holds two copies of either.
#ifndef FIDELE_ACTIVITY_NAMES_H
#define FIDELE_ACTIVITY_NAMES_H

#include "base/str.h"

enum { NAME_BYTES_MAX = 65535 };

typedef struct Name {
    uint64_t mark;
    uint64_t reference; // address in the upper 48 bits, size in the lower 16
} Name;

typedef struct NameKeys {
    uint64_t multiplier, spread;
} NameKeys;

typedef struct Names {
    NameKeys keys;
    Name *name; // by number
    uint32_t count;
    size_t capacity; // of `name`
    uint32_t *slot;  // number + 1, 0 where free
    size_t slots;    // a power of two
} Names;

// `seed`: texts cannot be chosen to collide by who does not know it. No number depends on it.
Names names_open(uint64_t seed);
void names_close(Names *names);
void names_release_slots(Names *names); // nothing can be added any more

uint32_t names_add(Names *names, Str text);    // the number of `text`, a new one when it is not there yet
uint32_t names_place(Names *names, Name name); // the same for a name of another table with the same seed

// The same for many, which wait for memory together instead of one after the other: what a name needs is fetched ahead
// (names_prepare makes it from a text, too), and up to NAMES_AT_ONCE of them then get their numbers.
enum { NAMES_AT_ONCE = 16 };
void names_fetch(const Names *names, Name name);
Name names_prepare(const Names *names, Str text);
void names_place_all(Names *names, const Name *name, size_t count, uint32_t *numbers);

// Well spread over all 64 bits.
uint64_t name_spread(const NameKeys *keys, uint64_t mark);
// The mark of a text: never 0; the bytes themselves where they fit (see above), else hashed, with the top bit set.
uint64_t name_mark(const NameKeys *keys, Str text);

static inline Str name_text(Name name)
{
    return (Str){(const char *)(uintptr_t)(name.reference >> 16), name.reference & NAME_BYTES_MAX};
}

#endif
