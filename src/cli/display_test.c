#include "cli/display.h"
#include "base/test.h"

#include <fcntl.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <unistd.h>

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

TEST(display_width_knows_where_ranges_end)
{
    CHECK_INT(display_width(STR("\u036F")), 0); // the last combining accent of its block
    CHECK_INT(display_width(STR("\u0370")), 1);
    CHECK_INT(display_width(STR("\u115F")), 2); // the last leading letter of Hangul
    CHECK_INT(display_width(STR("\u00C0\u00FF")), 2);
    CHECK_INT(display_width(STR("\U0003134A")), 2); // the last wide one
    CHECK_INT(display_width(STR("\U000E01F0")), 1); // behind the last one without width
    CHECK_INT(display_width(STR("\U00040000")), 1);
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

TEST(display_clean_keeps_no_break_spaces)
{
    CHECK_TEXT(display_clean(test_arena(), STR("12\u00A0€ ~")), "12\u00A0€ ~");
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

TEST(display_columns_are_those_of_the_terminal)
{
    int controller = posix_openpt(O_RDWR | O_NOCTTY);
    CHECK(controller >= 0 && grantpt(controller) == 0 && unlockpt(controller) == 0);
    int terminal = open(ptsname(controller), O_RDWR | O_NOCTTY);
    CHECK(terminal >= 0);
    const struct {
        unsigned short columns;
        size_t expected;
    } cases[] = {{72, 72}, {0, DISPLAY_WIDTH_PIPED}, {10, DISPLAY_WIDTH_MIN}}; // 0: it does not know
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        CHECK_INT(ioctl(controller, TIOCSWINSZ, &(struct winsize){.ws_row = 24, .ws_col = cases[i].columns}), 0);
        CHECK_INT(display_columns(terminal), cases[i].expected);
    }
    close(terminal);
    close(controller);
}

TEST(display_columns_of_a_pipe_is_fixed)
{
    CHECK_INT(display_columns(-1), DISPLAY_WIDTH_PIPED);
}
