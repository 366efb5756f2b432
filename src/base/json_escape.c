#include "base/json_walk.h"

#include <string.h>

static int hex_digit(char digit)
{
    if ('0' <= digit && digit <= '9') return digit - '0';
    if ('a' <= digit && digit <= 'f') return digit - 'a' + 10;
    if ('A' <= digit && digit <= 'F') return digit - 'A' + 10;
    return -1;
}

enum { UNIT_BYTES = 6 }; // \uXXXX

static bool unit_escape(Str text, uint32_t *unit)
{
    if (text.size < UNIT_BYTES || text.data[0] != '\\' || text.data[1] != 'u') return false;
    *unit = 0;
    for (size_t i = 2; i < UNIT_BYTES; i++) {
        int digit = hex_digit(text.data[i]);
        if (digit < 0) return false;
        *unit = *unit << 4 | (uint32_t)digit;
    }
    return true;
}

size_t json_escape(Str text, char bytes[UTF8_BYTES_MAX], size_t *size)
{
    static const char letters[] = "\"\\/bfnrt", characters[] = "\"\\/\b\f\n\r\t";
    const char *letter = text.size >= 2 ? memchr(letters, text.data[1], sizeof letters - 1) : NULL;
    if (letter) {
        bytes[0] = characters[letter - letters];
        *size = 1;
        return 2;
    }
    uint32_t unit, second;
    if (!unit_escape(text, &unit) || unit == 0 || (0xDC00 <= unit && unit <= 0xDFFF)) return 0;
    bool pair = 0xD800 <= unit && unit <= 0xDBFF;
    if (pair) {
        Str rest = {text.data + UNIT_BYTES, text.size - UNIT_BYTES};
        if (!unit_escape(rest, &second) || second < 0xDC00 || second > 0xDFFF) return 0;
        unit = 0x10000 + ((unit - 0xD800) << 10) + (second - 0xDC00);
    }
    *size = utf8_put(unit, bytes);
    return pair ? 2 * UNIT_BYTES : UNIT_BYTES;
}
