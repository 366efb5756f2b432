#include "base/charset.h"
#include "base/test.h"

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

TEST(utf16_stops_at_what_is_no_character_and_keeps_what_came_before)
{
    CHECK_TEXT(utf16(STR("a\0b"), CHARSET_UTF16_LE, UTF16_ODD_BYTES), "a");
    CHECK_TEXT(utf16(STR("\0a\xD8\x3D\0b"), CHARSET_UTF16_BE, UTF16_LONE_SURROGATE), "a");
    CHECK_TEXT(utf16(STR("\0a\xDE\x00\0b"), CHARSET_UTF16_BE, UTF16_LONE_SURROGATE), "a");
    CHECK_TEXT(utf16(STR("\0a\xD8\x3D"), CHARSET_UTF16_BE, UTF16_LONE_SURROGATE), "a");
    CHECK_TEXT(utf16(STR("\0a\0\0\0b"), CHARSET_UTF16_BE, UTF16_NUL), "a");
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
