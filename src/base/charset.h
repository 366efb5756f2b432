// charset.h - text in UTF-16 or Windows-1252 turned into UTF-8.
#ifndef FIDELE_BASE_CHARSET_H
#define FIDELE_BASE_CHARSET_H

#include "base/bytes.h"

typedef enum Charset {
    CHARSET_UTF8,
    CHARSET_UTF8_MARK,
    CHARSET_UTF16_LE,
    CHARSET_UTF16_BE,
    CHARSET_WINDOWS_1252
} Charset;

Str charset_name(Charset charset); // "UTF-8", "Windows-1252" …

// By the mark at its start, which is cut off the text; UTF-16 without a mark by its NULs, which then stand in every
// other place. Anything else is called CHARSET_UTF8, unchecked.
Charset charset_guess(Str *text);

typedef enum Utf16Status { UTF16_DONE, UTF16_ODD_BYTES, UTF16_LONE_SURROGATE, UTF16_NUL } Utf16Status;

// `utf8` is empty before. On any status but UTF16_DONE it holds the text before the fault.
Utf16Status utf16_to_utf8(Str units, Charset charset, Bytes *utf8);

// The bytes 81 8D 8F 90 9D, which Windows-1252 leaves undefined, become U+FFFD.
void windows_1252_to_utf8(Str bytes, Bytes *utf8);

#endif
