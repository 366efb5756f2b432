#include "cli/near.h"
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

TEST(near_names_keep_the_nearest_when_there_are_many)
{
    static const Str known[] = {STR("arpa"), STR("arpb"), STR("arxc"), STR("arpc"), STR("brpc")};
    Str near[NEAR_MAX];
    CHECK_INT(names_near(STR("arpc"), known, COUNT_OF(known), near), 3);
    CHECK_TEXT(near[0], "arpc");
    CHECK_TEXT(near[1], "arpa");
    CHECK_TEXT(near[2], "arpb");
}
