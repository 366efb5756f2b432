// utf8.h - UTF-8 as the Unicode Standard has it (version 15, table 3-7): overlong forms, surrogates and what lies
// beyond U+10FFFF are not characters.
#ifndef FIDELE_BASE_UTF8_H
#define FIDELE_BASE_UTF8_H

#include "base/str.h"

// The first byte that is not UTF-8, text.size when all is. NUL is a character here.
size_t utf8_invalid_at(Str text);

// Where the first NUL and the first byte that is not UTF-8 stand; text.size where there is none.
typedef struct Utf8Scan {
    size_t nul_at, invalid_at;
} Utf8Scan;

// Reads the text once at memory speed, cut into blocks over `threads`.
Utf8Scan utf8_scan(Str text, int threads);

// The bytes of the character that starts the text (which is not empty). When it is none, *valid is false and the bytes
// are those that one U+FFFD stands for ("maximal subpart", section 3.9).
size_t utf8_character(Str text, bool *valid);

enum { UTF8_BYTES_MAX = 4 };

// Writes a scalar value (no surrogate); returns its bytes.
size_t utf8_put(uint32_t scalar, char bytes[UTF8_BYTES_MAX]);

// Adds the text with U+FFFD for what is not UTF-8.
void utf8_add_clean(Text *text, Str part);

#endif
