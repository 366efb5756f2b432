#include "base/str.h"
#include "base/test.h"

TEST(str_cut_gives_every_part_and_an_empty_last_one)
{
    Str rest = STR("a,,b,"), part;
    Text seen = text_in(test_arena());
    while (str_cut(&rest, ',', &part)) text_addf(&seen, "<%.*s>", STR_ARGS(part));
    CHECK_TEXT(text_str(&seen), "<a><><b><>");
}

TEST(str_trim_takes_no_break_spaces_too)
{
    CHECK_TEXT(str_trim(STR(" \t\xC2\xA0 12\xE2\x80\xAF€\xC2\xA0")), "12\xE2\x80\xAF€");
    CHECK_TEXT(str_trim(STR("  ")), "");
}

TEST(text_grows_past_its_first_room)
{
    Text text = text_in(test_arena());
    for (int i = 0; i < 1000; i++) text_addf(&text, "%d;", i);
    CHECK_INT(text.size, 10 * 2 + 90 * 3 + 900 * 4);
    CHECK(str_starts_with(text_str(&text), STR("0;1;2;")));
}
