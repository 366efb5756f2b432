#include "base/utf8.h"

#include <endian.h>
#include <stdatomic.h>
#include <string.h>

#include "base/thread.h"

size_t utf8_character(Str text, bool *valid)
{
    const unsigned char *bytes = (const unsigned char *)text.data;
    unsigned lead = bytes[0];
    *valid = lead < 0x80;
    if (lead < 0xC2 || lead > 0xF4) return 1;
    size_t size = lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
    unsigned low = lead == 0xE0 ? 0xA0 : lead == 0xF0 ? 0x90 : 0x80;  // overlong forms begin below
    unsigned high = lead == 0xED ? 0x9F : lead == 0xF4 ? 0x8F : 0xBF; // surrogates, beyond U+10FFFF
    for (size_t at = 1; at < size; at++) {
        if (at == text.size || bytes[at] < low || bytes[at] > high) return at;
        low = 0x80;
        high = 0xBF;
    }
    *valid = true;
    return size;
}

static uint64_t load_word(const char *bytes)
{
    uint64_t word;
    memcpy(&word, bytes, sizeof word);
    return le64toh(word);
}

// The high bit of each byte that is NUL or not ASCII. A NUL borrows from the bytes above it, so that only the lowest is
// sure.
static uint64_t special_bits(uint64_t word)
{
    return ((word - 0x0101010101010101) | word) & 0x8080808080808080;
}

enum { WORD_BYTES = sizeof(uint64_t), STRIDE_BYTES = 8 * WORD_BYTES };

static bool has_special(const char stride[STRIDE_BYTES])
{
    uint64_t seen = 0;
    for (size_t i = 0; i < STRIDE_BYTES; i += WORD_BYTES) {
        uint64_t word = load_word(stride + i);
        seen |= (word - 0x0101010101010101) | word;
    }
    return (seen & 0x8080808080808080) != 0;
}

// The first byte in [at, end) that is NUL or not ASCII. Where one stood the next is often near: long strides begin only
// after some plain words.
static size_t special_at(const char *data, size_t at, size_t end)
{
    for (size_t near = at + STRIDE_BYTES; end - at >= WORD_BYTES; at += WORD_BYTES) {
        while (at >= near && end - at >= STRIDE_BYTES && !has_special(data + at)) at += STRIDE_BYTES;
        if (end - at < WORD_BYTES) break;
        uint64_t bits = special_bits(load_word(data + at));
        if (bits) return at + (size_t)__builtin_ctzll(bits) / 8;
    }
    while (at < end && (unsigned char)(data[at] - 1) < 0x7F) at++;
    return at;
}

static bool continues_character(char byte)
{
    return ((unsigned char)byte & 0xC0) == 0x80;
}

static size_t nul_in(Str text, size_t at, size_t end)
{
    const char *found = memchr(text.data + at, '\0', end - at);
    return found ? (size_t)(found - text.data) : text.size;
}

// The characters that begin in [at, end). The last may reach past `end`, where a character must begin then.
static Utf8Scan scan_characters(Str text, size_t at, size_t end)
{
    Utf8Scan scan = {.nul_at = text.size, .invalid_at = text.size};
    while (at < end && (at = special_at(text.data, at, end)) < end) {
        bool valid;
        if (text.data[at] == '\0' && scan.nul_at == text.size) scan.nul_at = at;
        size_t size = utf8_character((Str){text.data + at, text.size - at}, &valid);
        if (!valid) {
            scan.invalid_at = at;
            if (scan.nul_at == text.size) scan.nul_at = nul_in(text, at, end);
            return scan;
        }
        at += size;
    }
    if (at < text.size && continues_character(text.data[at])) scan.invalid_at = at;
    return scan;
}

size_t utf8_invalid_at(Str text)
{
    return text.size ? scan_characters(text, 0, text.size).invalid_at : 0;
}

enum { BLOCK_BYTES = 256 << 10 };

typedef struct BlockScan {
    Str text;
    atomic_size_t nul_at, invalid_at;
} BlockScan;

static void keep_smaller(atomic_size_t *least, size_t value)
{
    size_t known = atomic_load(least);
    while (value < known && !atomic_compare_exchange_weak(least, &known, value)) continue;
}

static void scan_block(void *context, size_t block, int worker)
{
    (void)worker;
    BlockScan *scan = context;
    Str text = scan->text;
    size_t at = block * BLOCK_BYTES;
    size_t end = text.size - at < BLOCK_BYTES ? text.size : at + BLOCK_BYTES;
    // The block before has checked the character that reaches into this one, and what follows it.
    while (block > 0 && at < end && continues_character(text.data[at])) at++;
    Utf8Scan found = scan_characters(text, at, end);
    keep_smaller(&scan->nul_at, found.nul_at);
    keep_smaller(&scan->invalid_at, found.invalid_at);
}

Utf8Scan utf8_scan(Str text, int threads)
{
    BlockScan scan = {.text = text, .nul_at = text.size, .invalid_at = text.size};
    thread_run(threads, text.size / BLOCK_BYTES + (text.size % BLOCK_BYTES > 0), scan_block, &scan);
    return (Utf8Scan){scan.nul_at, scan.invalid_at};
}

size_t utf8_put(uint32_t scalar, char bytes[UTF8_BYTES_MAX])
{
    assert(scalar <= 0x10FFFF && (scalar < 0xD800 || scalar > 0xDFFF));
    if (scalar < 0x80) {
        bytes[0] = (char)scalar;
        return 1;
    }
    size_t size = scalar < 0x800 ? 2 : scalar < 0x10000 ? 3 : 4;
    static const unsigned leads[] = {[2] = 0xC0, [3] = 0xE0, [4] = 0xF0};
    for (size_t i = size - 1; i > 0; i--) {
        bytes[i] = (char)(0x80 | (scalar & 0x3F));
        scalar >>= 6;
    }
    bytes[0] = (char)(leads[size] | scalar);
    return size;
}

void utf8_add_clean(Text *text, Str part)
{
    while (part.size > 0) {
        size_t good = utf8_invalid_at(part);
        text_add(text, (Str){part.data, good});
        if (good == part.size) return;
        part = (Str){part.data + good, part.size - good};
        bool valid;
        size_t bad = utf8_character(part, &valid);
        text_add(text, STR("\xEF\xBF\xBD"));
        part = (Str){part.data + bad, part.size - bad};
    }
}
