#include "base/percent.h"

#include <string.h>

#include "base/utf8.h"

static int hex_digit(char digit)
{
    if ('0' <= digit && digit <= '9') return digit - '0';
    if ('a' <= digit && digit <= 'f') return digit - 'a' + 10;
    if ('A' <= digit && digit <= 'F') return digit - 'A' + 10;
    return -1;
}

static bool decode_escape(Str text, size_t at, char *byte)
{
    if (text.size - at < 3) return false;
    int high = hex_digit(text.data[at + 1]), low = hex_digit(text.data[at + 2]);
    *byte = (char)(high * 16 + low);
    return high >= 0 && low >= 0;
}

static bool decode_bytes(Str text, bool plus_is_blank, char *bytes, size_t *size)
{
    for (size_t at = 0; at < text.size; at++) {
        char byte = text.data[at];
        if (byte == '%') {
            if (!decode_escape(text, at, &byte)) return false;
            at += 2;
        } else if (byte == '+' && plus_is_blank) {
            byte = ' ';
        }
        bytes[(*size)++] = byte;
    }
    return true;
}

bool percent_decode(Str text, bool plus_is_blank, Arena *arena, Str *decoded)
{
    *decoded = text;
    if (text.size == 0) return true;
    if (memchr(text.data, '%', text.size) || (plus_is_blank && memchr(text.data, '+', text.size))) {
        char *bytes = arena_array(arena, char, text.size);
        *decoded = (Str){bytes, 0};
        if (!decode_bytes(text, plus_is_blank, bytes, &decoded->size)) return false;
    }
    return !memchr(decoded->data, '\0', decoded->size) && utf8_invalid_at(*decoded) == decoded->size;
}
