#include "base/charset.h"

#include <endian.h>
#include <string.h>

#include "base/utf8.h"

Str charset_name(Charset charset)
{
    static const Str names[] = {
        [CHARSET_UTF8] = STR("UTF-8"),
        [CHARSET_UTF8_MARK] = STR("UTF-8"),
        [CHARSET_UTF16_LE] = STR("UTF-16"),
        [CHARSET_UTF16_BE] = STR("UTF-16"),
        [CHARSET_WINDOWS_1252] = STR("Windows-1252"),
    };
    return names[charset];
}

// ASCII in UTF-16 has a NUL in every unit, always in the same half. Order exports are mostly digits and commas,
// whatever their language, so half of the units is a low bar; a binary file has NULs in both halves.
static Charset guess_by_nuls(Str text)
{
    enum { SAMPLE_BYTES = 4096 };
    size_t units = (text.size < SAMPLE_BYTES ? text.size : SAMPLE_BYTES) / 2;
    size_t first_half = 0, second_half = 0;
    for (size_t i = 0; i < units; i++) {
        first_half += text.data[2 * i] == '\0';
        second_half += text.data[2 * i + 1] == '\0';
    }
    if (units > 0 && first_half == 0 && second_half * 2 >= units) return CHARSET_UTF16_LE;
    if (units > 0 && second_half == 0 && first_half * 2 >= units) return CHARSET_UTF16_BE;
    return CHARSET_UTF8;
}

Charset charset_guess(Str *text)
{
    static const struct {
        Str bytes;
        Charset charset;
    } marks[] = {{STR("\xEF\xBB\xBF"), CHARSET_UTF8_MARK},
                 {STR("\xFF\xFE"), CHARSET_UTF16_LE},
                 {STR("\xFE\xFF"), CHARSET_UTF16_BE}};
    for (size_t i = 0; i < COUNT_OF(marks); i++) {
        if (!str_starts_with(*text, marks[i].bytes)) continue;
        *text = (Str){text->data + marks[i].bytes.size, text->size - marks[i].bytes.size};
        return marks[i].charset;
    }
    return guess_by_nuls(*text);
}

static uint32_t unit_at(Str units, size_t at, Charset charset)
{
    uint32_t first = (unsigned char)units.data[at], second = (unsigned char)units.data[at + 1];
    return charset == CHARSET_UTF16_LE ? second << 8 | first : first << 8 | second;
}

static bool is_surrogate(uint32_t unit, uint32_t first)
{
    return first <= unit && unit < first + 0x400;
}

// The scalar value at units.data[*at], which moves past it; a lone surrogate is returned as it is.
static uint32_t next_scalar(Str units, size_t *at, Charset charset)
{
    enum { LEADING = 0xD800, TRAILING = 0xDC00 };
    uint32_t unit = unit_at(units, *at, charset);
    *at += 2;
    if (!is_surrogate(unit, LEADING) || units.size - *at < 2) return unit;
    uint32_t trailing = unit_at(units, *at, charset);
    if (!is_surrogate(trailing, TRAILING)) return unit;
    *at += 2;
    return 0x10000 + ((unit - LEADING) << 10) + (trailing - TRAILING);
}

// Four units of ASCII, in the order of `charset`, as the low four bytes of *ascii; false when one is not, or is NUL.
static bool four_ascii(const char bytes[8], Charset charset, uint32_t *ascii)
{
    uint64_t units;
    memcpy(&units, bytes, sizeof units);
    units = le64toh(units);
    if (charset == CHARSET_UTF16_BE) units = (units & 0x00FF00FF00FF00FF) << 8 | (units >> 8 & 0x00FF00FF00FF00FF);
    if (((units - 0x0001000100010001) | units) & 0xFF80FF80FF80FF80) return false;
    units = (units | units >> 8) & 0x0000FFFF0000FFFF;
    *ascii = htole32((uint32_t)(units | units >> 16));
    return true;
}

Utf16Status utf16_to_utf8(Str units, Charset charset, Bytes *utf8)
{
    bytes_make_room(utf8, units.size / 2 * 3);
    for (size_t at = 0; units.size - at >= 2;) {
        uint32_t ascii;
        if (units.size - at >= 8 && four_ascii(units.data + at, charset, &ascii)) {
            memcpy(utf8->data + utf8->size, &ascii, sizeof ascii);
            utf8->size += sizeof ascii;
            at += 8;
            continue;
        }
        uint32_t scalar = next_scalar(units, &at, charset);
        if (scalar == 0) return UTF16_NUL;
        if (0xD800 <= scalar && scalar <= 0xDFFF) return UTF16_LONE_SURROGATE;
        utf8->size += utf8_put(scalar, utf8->data + utf8->size);
    }
    return units.size % 2 ? UTF16_ODD_BYTES : UTF16_DONE;
}

// The WHATWG Encoding Standard's index windows-1252, without the C1 controls it gives to the undefined bytes.
static const uint16_t windows_1252_80[32] = {0x20AC, 0xFFFD, 0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021,
                                             0x02C6, 0x2030, 0x0160, 0x2039, 0x0152, 0xFFFD, 0x017D, 0xFFFD,
                                             0xFFFD, 0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014,
                                             0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0xFFFD, 0x017E, 0x0178};

static size_t put_windows_1252(unsigned byte, char *out)
{
    return utf8_put(byte < 0x80 || byte >= 0xA0 ? byte : windows_1252_80[byte - 0x80], out);
}

// A word at a time: what comes before its first byte beyond ASCII is kept, that byte is replaced. The bytes written too
// many are written over by the next.
void windows_1252_to_utf8(Str bytes, Bytes *utf8)
{
    bytes_make_room(utf8, bytes.size * 3);
    char *out = utf8->data;
    size_t at = 0;
    for (uint64_t word; bytes.size - at >= sizeof word;) {
        memcpy(&word, bytes.data + at, sizeof word);
        memcpy(out, &word, sizeof word);
        uint64_t beyond = le64toh(word) & 0x8080808080808080;
        size_t kept = beyond ? (size_t)__builtin_ctzll(beyond) / 8 : sizeof word;
        out += kept;
        at += kept;
        if (beyond) out += put_windows_1252((unsigned char)bytes.data[at++], out);
    }
    while (at < bytes.size) out += put_windows_1252((unsigned char)bytes.data[at++], out);
    utf8->size = (size_t)(out - utf8->data);
    memset(out, 0, BYTES_PAD);
}
