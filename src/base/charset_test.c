#include "base/charset.h"
#include "base/test.h"
#include "base/utf8.h"

static Charset guess(Str text)
{
    return charset_guess(&text);
}

TEST(charset_is_known_by_its_mark_which_is_cut_off)
{
    Str text = STR("\xEF\xBB\xBFx");
    CHECK_INT(charset_guess(&text), CHARSET_UTF8_MARK);
    CHECK_TEXT(text, "x");
    text = STR("\xFF\xFEx\0");
    CHECK_INT(charset_guess(&text), CHARSET_UTF16_LE);
    CHECK_INT(text.size, 2);
    CHECK_INT(guess(STR("\xFE\xFF\0x")), CHARSET_UTF16_BE);
    CHECK_INT(guess(STR("\xEF\xBB")), CHARSET_UTF8);
    CHECK_INT(guess(STR("")), CHARSET_UTF8);
}

TEST(charset_without_mark_is_utf16_when_nuls_fill_one_half_of_the_units)
{
    CHECK_INT(guess(STR("i\0d\0,\0d\0\n\0")), CHARSET_UTF16_LE);
    CHECK_INT(guess(STR("\0i\0d\0,\0d\0\n")), CHARSET_UTF16_BE);
    CHECK_INT(guess(STR("i\0\x3C\x04\n\0\x4F\x04")), CHARSET_UTF16_LE); // half of it Cyrillic
    CHECK_INT(guess(STR("i\0d\0\0d")), CHARSET_UTF8);                   // NULs in both halves
    CHECK_INT(guess(STR("id,date,amount\0")), CHARSET_UTF8);
    CHECK_INT(guess(STR("\0")), CHARSET_UTF8);
}

static Str utf16(Str units, Charset charset, Utf16Status expected)
{
    Bytes utf8 = {0};
    CHECK_INT(utf16_to_utf8(units, charset, &utf8), expected);
    Str text = str_copy(test_arena(), bytes_str(&utf8));
    bytes_release(&utf8);
    return text;
}

TEST(utf16_of_either_order_becomes_utf8)
{
    CHECK_TEXT(utf16(STR("a\0\xE9\0\xAC\x20\x3D\xD8\x00\xDE"), CHARSET_UTF16_LE, UTF16_DONE), "aé€😀");
    CHECK_TEXT(utf16(STR("\0a\0\xE9\x20\xAC\xD8\x3D\xDE\x00"), CHARSET_UTF16_BE, UTF16_DONE), "aé€😀");
    CHECK_TEXT(utf16(STR("\xDB\xFF\xDF\xFF\xFF\xFF"), CHARSET_UTF16_BE, UTF16_DONE), "\U0010FFFF\uFFFF");
    CHECK_TEXT(utf16(STR(""), CHARSET_UTF16_LE, UTF16_DONE), "");
}

TEST(utf16_is_the_same_whatever_letters_stand_together)
{
    static const char *const texts[] = {"plain letters only, and digits 0123456789",
                                        "é plain é, é; four é four 四 four",
                                        "\x7F\x7F\x7F\x7F\xC2\x80 abc\uD7FF\uE000\uFFFD\u0100abc"};
    for (size_t i = 0; i < COUNT_OF(texts); i++) {
        Text orders[2] = {text_in(test_arena()), text_in(test_arena())};
        for (Str rest = str_of(texts[i]); rest.size > 0;) {
            bool valid;
            size_t size = utf8_character(rest, &valid);
            const unsigned char *byte = (const unsigned char *)rest.data;
            unsigned unit = size == 1   ? byte[0]
                            : size == 2 ? (byte[0] & 0x1Fu) << 6 | (byte[1] & 0x3Fu)
                                        : (byte[0] & 0xFu) << 12 | (byte[1] & 0x3Fu) << 6 | (byte[2] & 0x3Fu);
            text_add(&orders[0], (Str){(char[]){(char)unit, (char)(unit >> 8)}, 2});
            text_add(&orders[1], (Str){(char[]){(char)(unit >> 8), (char)unit}, 2});
            rest = (Str){rest.data + size, rest.size - size};
        }
        CHECK_TEXT(utf16(text_str(&orders[0]), CHARSET_UTF16_LE, UTF16_DONE), texts[i]);
        CHECK_TEXT(utf16(text_str(&orders[1]), CHARSET_UTF16_BE, UTF16_DONE), texts[i]);
    }
}

TEST(utf16_stops_at_what_is_no_character_and_keeps_what_came_before)
{
    CHECK_TEXT(utf16(STR("a\0b"), CHARSET_UTF16_LE, UTF16_ODD_BYTES), "a");
    CHECK_TEXT(utf16(STR("\0a\xD8\x3D\0b"), CHARSET_UTF16_BE, UTF16_LONE_SURROGATE), "a");
    CHECK_TEXT(utf16(STR("\0a\xDE\x00\0b"), CHARSET_UTF16_BE, UTF16_LONE_SURROGATE), "a");
    CHECK_TEXT(utf16(STR("\0a\xD8\x3D"), CHARSET_UTF16_BE, UTF16_LONE_SURROGATE), "a");
    CHECK_TEXT(utf16(STR("\0a\xDF\xFF\0b"), CHARSET_UTF16_BE, UTF16_LONE_SURROGATE), "a");
    CHECK_TEXT(utf16(STR("\0a\xDB\xFF\xE0\x00"), CHARSET_UTF16_BE, UTF16_LONE_SURROGATE), "a");
    CHECK_TEXT(utf16(STR("\0a\0\0\0b"), CHARSET_UTF16_BE, UTF16_NUL), "a");
    CHECK_TEXT(utf16(STR("\0a\0b\0c\0d\0e\0f\0\0\0g"), CHARSET_UTF16_BE, UTF16_NUL), "abcdef");
}

static Str windows_1252(Str bytes)
{
    Bytes utf8 = {0};
    windows_1252_to_utf8(bytes, &utf8);
    Str text = str_copy(test_arena(), bytes_str(&utf8));
    bytes_release(&utf8);
    return text;
}

TEST(windows_1252_becomes_utf8_and_its_undefined_bytes_the_replacement_character)
{
    CHECK_TEXT(windows_1252(STR("")), "");
    CHECK_TEXT(windows_1252(STR("Caf\xE9 12,50 \x80; \x93\x93 and plain text behind it \xFF")),
               "Café 12,50 €; ““ and plain text behind it ÿ");
    Str upper = STR("\x80\x81\x82\x83\x84\x85\x86\x87\x88\x89\x8A\x8B\x8C\x8D\x8E\x8F"
                    "\x90\x91\x92\x93\x94\x95\x96\x97\x98\x99\x9A\x9B\x9C\x9D\x9E\x9F\xA0\xC0");
    CHECK_TEXT(windows_1252(upper), "€\uFFFD‚ƒ„…†‡ˆ‰Š‹Œ\uFFFDŽ\uFFFD\uFFFD‘’“”•–—˜™š›œ\uFFFDžŸ\u00A0À");
}

TEST(charset_names_are_those_people_know)
{
    CHECK_TEXT(charset_name(CHARSET_UTF8_MARK), "UTF-8");
    CHECK_TEXT(charset_name(CHARSET_UTF16_BE), "UTF-16");
    CHECK_TEXT(charset_name(CHARSET_WINDOWS_1252), "Windows-1252");
}
