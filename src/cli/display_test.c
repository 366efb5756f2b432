#include "cli/display.h"
#include "base/test.h"

TEST(display_width_counts_columns_not_bytes)
{
    CHECK_INT(display_width(STR("")), 0);
    CHECK_INT(display_width(STR("Fidèle")), 6);         // è as one character
    CHECK_INT(display_width(STR("Fide\xCC\x80le")), 6); // e and a combining accent
    CHECK_INT(display_width(STR("日本")), 4);
    CHECK_INT(display_width(STR("🙂")), 2);
    CHECK_INT(display_width(STR("12\xC2\xA0€")), 4); // no-break space
    CHECK_INT(display_width(STR("a\xE2\x80\x8B"
                                "b")),
              2);                                                 // zero width space
    CHECK_INT(display_width(STR("\xE0\xB8\x81\xE0\xB8\xB4")), 1); // Thai vowel above
}

TEST(display_width_survives_bytes_that_are_not_utf8)
{
    CHECK_INT(display_width(STR("a\xFF")), 2);
    CHECK_INT(display_width(STR("\xE2\x82")), 1);
    CHECK_TEXT(display_clean(test_arena(), STR("\xE2\x1B[m")), "\uFFFD\uFFFD[m"); // takes no byte that is another's
}

TEST(display_clean_takes_away_what_could_steer_a_terminal)
{
    CHECK_TEXT(display_clean(test_arena(), STR("a\x1B[31m\xC2\x9B\x7F\né")), "a\uFFFD[31m\uFFFD\uFFFD\uFFFDé");
}

TEST(display_cut_never_passes_its_width)
{
    CHECK_TEXT(display_cut(test_arena(), STR("abcdef"), 6), "abcdef");
    CHECK_TEXT(display_cut(test_arena(), STR("abcdef"), 5), "abcd…");
    CHECK_TEXT(display_cut(test_arena(), STR("日本語"), 5), "日本…");
    CHECK_TEXT(display_cut(test_arena(), STR("日本語"), 4), "日…"); // 本 would need a fifth column
    CHECK_TEXT(display_cut(test_arena(), STR("abc"), 1), "…");
    CHECK_TEXT(display_cut(test_arena(), STR("abc"), 0), "");
}

static Str wrapped(const char *paragraph, size_t indent, size_t width)
{
    Text out = text_in(test_arena());
    display_wrap(&out, str_of(paragraph), indent, width);
    return text_str(&out);
}

TEST(display_wrap_breaks_at_spaces_and_indents)
{
    CHECK_TEXT(wrapped("one two three", 0, 7), "one two\nthree");
    CHECK_TEXT(wrapped("one two three", 2, 7), "one\n  two\n  three");
    CHECK_TEXT(wrapped("a  b", 0, 9), "a b");
    CHECK_TEXT(wrapped("unbreakable words", 0, 5), "unbreakable\nwords");
    CHECK_TEXT(wrapped("first\n\nsecond", 2, 20), "first\n\n  second");
    CHECK_TEXT(wrapped("dix\u00A0% de", 0, 6), "dix\u00A0%\nde");
    CHECK_TEXT(wrapped("", 4, 20), "");
}

TEST(display_columns_of_a_pipe_is_fixed)
{
    CHECK_INT(display_columns(-1), DISPLAY_WIDTH_PIPED);
}
