#include "base/utf8.h"
#include "base/test.h"

#include <string.h>

// An independent reading: by the value each form would have, not by ranges of bytes.
static size_t reference_invalid_at(Str text)
{
    for (size_t at = 0; at < text.size;) {
        const unsigned char *bytes = (const unsigned char *)text.data + at;
        static const uint32_t smallest[] = {0, 0, 0x80, 0x800, 0x10000};
        size_t size = bytes[0] < 0x80         ? 1
                      : bytes[0] >> 5 == 0x6  ? 2
                      : bytes[0] >> 4 == 0xE  ? 3
                      : bytes[0] >> 3 == 0x1E ? 4
                                              : 0;
        if (size == 0 || text.size - at < size) return at;
        uint32_t value = size == 1 ? bytes[0] : bytes[0] & (0x7Fu >> size);
        for (size_t i = 1; i < size; i++) {
            if (bytes[i] >> 6 != 2) return at;
            value = value << 6 | (bytes[i] & 0x3F);
        }
        if (value < smallest[size] || value > 0x10FFFF || (0xD800 <= value && value <= 0xDFFF)) return at;
        at += size;
    }
    return text.size;
}

static uint64_t next_random(uint64_t *state) // xorshift64, Marsaglia 2003
{
    *state ^= *state << 13;
    *state ^= *state >> 7;
    *state ^= *state << 17;
    return *state;
}

enum { AROUND = 24, BLOCK_BYTES = 256 << 10, SIZE = 2 * BLOCK_BYTES + 100 };

static void scramble(char *bytes, size_t count, uint64_t *state)
{
    static const unsigned char tricky[] = {'a',  0x7F, 0x80, 0x8F, 0x90, 0x9F, 0xA0, 0xBF, 0xC0, 0xC1,
                                           0xC2, 0xDF, 0xE0, 0xED, 0xEF, 0xF0, 0xF4, 0xF5, 0xA9, 0xC3};
    for (size_t i = 0; i < count; i++) bytes[i] = (char)tricky[next_random(state) % sizeof tricky];
}

TEST(utf8_scan_finds_the_first_fault_of_any_kind_whatever_block_and_thread_meets_it)
{
    char *data = arena_array(test_arena(), char, SIZE);
    Str text = {data, SIZE};
    uint64_t seed = 42;
    for (int round = 0; round < 300; round++) {
        memset(data, 'x', SIZE);
        static const size_t places[] = {0, BLOCK_BYTES - AROUND / 2, 2 * BLOCK_BYTES - AROUND / 2, SIZE - AROUND};
        size_t place = places[next_random(&seed) % COUNT_OF(places)];
        scramble(data + place + next_random(&seed) % (AROUND - 4), 1 + next_random(&seed) % 4, &seed);
        CHECK_INT(utf8_scan(text, 1 + round % 3).invalid_at, reference_invalid_at(text));
    }
}

TEST(utf8_invalid_at_agrees_with_the_reference_on_short_texts)
{
    uint64_t seed = 7;
    char data[9];
    for (int round = 0; round < 100000; round++) {
        size_t size = next_random(&seed) % sizeof data;
        scramble(data, size, &seed);
        Str text = {data, size};
        CHECK_INT(utf8_invalid_at(text), reference_invalid_at(text));
    }
}

TEST(utf8_scan_takes_characters_across_blocks_and_refuses_strays_there)
{
    char *data = arena_array(test_arena(), char, SIZE);
    Str text = {data, SIZE};
    for (size_t before = 0; before <= 4; before++) {
        memset(data, 'x', SIZE);
        memcpy(data + BLOCK_BYTES - before, "😀", 4);
        CHECK_INT(utf8_scan(text, 2).invalid_at, SIZE);
        data[BLOCK_BYTES - before + 4] = '\x80';
        CHECK_INT(utf8_scan(text, 2).invalid_at, BLOCK_BYTES - before + 4);
    }
}

TEST(utf8_scan_finds_the_first_nul_even_behind_a_fault)
{
    char *data = arena_array(test_arena(), char, SIZE);
    memset(data, 'x', SIZE);
    CHECK_INT(utf8_scan((Str){data, SIZE}, 2).nul_at, SIZE);
    data[BLOCK_BYTES + 9] = '\0';
    data[SIZE - 1] = '\0';
    CHECK_INT(utf8_scan((Str){data, SIZE}, 2).nul_at, BLOCK_BYTES + 9);
    data[BLOCK_BYTES + 1] = '\xFF';
    Utf8Scan scan = utf8_scan((Str){data, SIZE}, 2);
    CHECK_INT(scan.nul_at, BLOCK_BYTES + 9);
    CHECK_INT(scan.invalid_at, BLOCK_BYTES + 1);
    CHECK_INT(utf8_scan((Str){data, 0}, 2).nul_at, 0);
}

TEST(utf8_clean_replaces_each_maximal_subpart) // The Unicode Standard 15, tables 3-8 and 3-11
{
    Text text = text_in(test_arena());
    utf8_add_clean(&text, STR("\x61\xF1\x80\x80\xE1\x80\xC2\x62\x80\x63\x80\xBF\x64"));
    CHECK_TEXT(text_str(&text), "a\uFFFD\uFFFD\uFFFDb\uFFFDc\uFFFD\uFFFDd");
    text = text_in(test_arena());
    utf8_add_clean(&text, STR("\xE1\x80\xE2\xF0\x91\x92\xF1\xBF\x41"));
    CHECK_TEXT(text_str(&text), "\uFFFD\uFFFD\uFFFD\uFFFDA");
    text = text_in(test_arena());
    utf8_add_clean(&text, STR(""));
    CHECK_TEXT(text_str(&text), "");
}

TEST(utf8_put_writes_what_the_reader_takes)
{
    static const uint32_t scalars[] = {0, 0x7F, 0x80, 0x7FF, 0x800, 0xD7FF, 0xE000, 0xFFFF, 0x10000, 0x10FFFF};
    static const size_t sizes[] = {1, 1, 2, 2, 3, 3, 3, 3, 4, 4};
    for (size_t i = 0; i < COUNT_OF(scalars); i++) {
        char bytes[UTF8_BYTES_MAX];
        bool valid;
        CHECK_INT(utf8_put(scalars[i], bytes), sizes[i]);
        CHECK_INT(utf8_character((Str){bytes, sizes[i]}, &valid), sizes[i]);
        CHECK(valid);
    }
    char euro[UTF8_BYTES_MAX];
    CHECK_TEXT(((Str){euro, utf8_put(0x20AC, euro)}), "€");
}
