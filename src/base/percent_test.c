#include "base/percent.h"
#include "base/test.h"

static Str decoded(Str text, bool plus_is_blank)
{
    Str value;
    return percent_decode(text, plus_is_blank, test_arena(), &value) ? value : STR("refused");
}

TEST(percent_escapes_are_decoded_once)
{
    CHECK_TEXT(decoded(STR("caf%C3%A9%2Fbar"), false), "café/bar");
    CHECK_TEXT(decoded(STR("%252e"), false), "%2e");
    CHECK_TEXT(decoded(STR(""), false), "");
}

TEST(percent_takes_a_plus_for_a_blank_in_queries_alone)
{
    CHECK_TEXT(decoded(STR("a+b%2B"), true), "a b+");
    CHECK_TEXT(decoded(STR("a+b"), false), "a+b");
}

TEST(percent_refuses_broken_escapes_nul_and_what_is_not_utf8)
{
    CHECK_TEXT(decoded(STR("%"), false), "refused");
    CHECK_TEXT(decoded(STR("%4"), false), "refused");
    CHECK_TEXT(decoded(STR("%zz"), false), "refused");
    CHECK_TEXT(decoded(STR("a%00"), false), "refused");
    CHECK_TEXT(decoded(STR("%c0%ae"), false), "refused");
    CHECK_TEXT(decoded(STR("\xff"), false), "refused");
}
