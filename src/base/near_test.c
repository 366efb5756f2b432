#include "base/near.h"
#include "base/test.h"

static Str near_text(const char *written)
{
    static const Str known[] = {STR("output"),    STR("locale"), STR("quiet"),
                                STR("time-zone"), STR("S"),      STR("calibration-end")};
    Str near[NEAR_MAX];
    size_t count = names_near(str_of(written), known, COUNT_OF(known), near);
    Text text = text_in(test_arena());
    for (size_t i = 0; i < count; i++) text_addf(&text, "%.*s ", STR_ARGS(near[i]));
    return text_str(&text);
}

TEST(near_names_forgive_slips_of_the_keys)
{
    CHECK_TEXT(near_text("ouptut"), "output "); // exchanged
    CHECK_TEXT(near_text("locla"), "locale ");
    CHECK_TEXT(near_text("quite"), "quiet ");
    CHECK_TEXT(near_text("timezone"), "time-zone ");
    CHECK_TEXT(near_text("s"), "S ");
    CHECK_TEXT(near_text("calib"), "calibration-end "); // its beginning
}

TEST(near_names_do_not_guess_wildly)
{
    CHECK_TEXT(near_text("revenue"), "");
    CHECK_TEXT(near_text("lacala"), "locale "); // six letters forgive two slips, and no more
    CHECK_TEXT(near_text("lakala"), "");
    CHECK_TEXT(near_text(""), "");
    CHECK_TEXT(near_text("a-name-much-longer-than-any-that-is-known-to-this-program"), "");
}

TEST(near_names_tell_exchanged_letters_from_replaced_ones)
{
    static const Str known[] = {STR("ab"), STR("cdba")};
    Str near[NEAR_MAX];
    CHECK_INT(names_near(STR("ba"), known, 1, near), 1);   // one exchange
    CHECK_INT(names_near(STR("cdac"), known, 2, near), 0); // b and a are not exchanged: two replaced
    CHECK_INT(names_near(STR("bc"), known, 1, near), 0);
    CHECK_INT(names_near(STR("bad"), &STR("abc"), 1, near), 0); // an exchange and a letter replaced: two slips in three
}

TEST(near_names_take_long_names_as_they_are)
{
    static const Str longest = STR("123456789012345678901234567890123456789012345678"); // 48 bytes
    static const Str longer = STR("1234567890123456789012345678901234567890123456789");
    Str near[NEAR_MAX];
    CHECK_INT(names_near(longest, &longest, 1, near), 1);
    CHECK_INT(names_near(longest, &longer, 1, near), 1); // its beginning
    CHECK_INT(names_near(longer, &longest, 1, near), 0);
    CHECK_INT(names_near(longer, &longer, 1, near), 0);
    CHECK_INT(names_near(STR("12"), &longer, 1, near), 1); // two letters are a beginning, one is none
    CHECK_INT(names_near(STR("1"), &longer, 1, near), 0);
}

TEST(near_names_keep_the_nearest_when_there_are_many)
{
    static const Str known[] = {STR("arpa"), STR("arpb"), STR("arxc"), STR("arpc"), STR("brpc")};
    Str near[NEAR_MAX];
    CHECK_INT(names_near(STR("arpc"), known, COUNT_OF(known), near), 3);
    CHECK_TEXT(near[0], "arpc");
    CHECK_TEXT(near[1], "arpa");
    CHECK_TEXT(near[2], "arpb");
    static const Str worst_first[] = {STR("xxpcde"), STR("axpcde"), STR("arpcdf"), STR("arpcde"), STR("arpcdg")};
    CHECK_INT(names_near(STR("arpcde"), worst_first, COUNT_OF(worst_first), near), 3);
    CHECK_TEXT(near[0], "arpcde");
    CHECK_TEXT(near[1], "axpcde");
    CHECK_TEXT(near[2], "arpcdf");
}
