// str.h - strings as pointer and size, and a builder of text.
//
// A Str does not own its bytes and need not end in NUL. Input is checked to be UTF-8 where it enters; inside, it is.
#ifndef FIDELE_BASE_STR_H
#define FIDELE_BASE_STR_H

#include "base/arena.h"

typedef struct Str {
    const char *data;
    size_t size;
} Str;

#define STR(literal) ((Str){"" literal, sizeof(literal) - 1})
#define STR_ARGS(str) (int)(str).size, (str).data // for "%.*s"

Str str_of(const char *c_string);
bool str_equal(Str a, Str b);
bool str_equal_fold(Str a, Str b); // ASCII letters of either case are the same
int str_compare(Str a, Str b);     // bytewise; a prefix comes first
bool str_starts_with(Str text, Str prefix);
bool str_contains(Str text, Str part);
Str str_trim(Str text); // spaces, tabs and no-break spaces (UTF-8) off both ends
Str str_copy(Arena *arena, Str text);
const char *str_c(Arena *arena, Str text); // with a NUL at the end

// Cuts `*rest` at the first `separator`; returns what stood before it. False when nothing is left.
bool str_cut(Str *rest, char separator, Str *part);

// Text that grows in an arena. Reading `text.data, text.size` at any time is fine; it has no NUL at its end.
typedef struct Text {
    Arena *arena;
    char *data;
    size_t size, capacity;
} Text;

Text text_in(Arena *arena);
void text_add(Text *text, Str part);
void text_add_byte(Text *text, char byte);
void text_addf(Text *text, const char *format, ...) PRINTF_LIKE(2, 3);
Str text_str(const Text *text);

// One formatted string in the arena.
Str str_format(Arena *arena, const char *format, ...) PRINTF_LIKE(2, 3);

#endif
