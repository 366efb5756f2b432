#include "event/vocabulary.h"

#include "base/test.h"

TEST(every_happening_has_one_kind_and_words_in_both_languages)
{
    for (const Happening *one = happenings; one->event; one++) {
        CHECK(happening_of(str_of(one->event)) == one); // each name once
        CHECK(one->kind < HAPPENING_KIND_COUNT);
        CHECK(one->label.in[LOCALE_EN] && one->label.in[LOCALE_FR]);
    }
}

TEST(kinds_are_found_by_their_names)
{
    for (HappeningKind kind = 0; kind < HAPPENING_KIND_COUNT; kind++) {
        HappeningKind found;
        CHECK(happening_kind_parse(happening_kind_name(kind), &found));
        CHECK_INT(found, kind);
    }
    HappeningKind none;
    CHECK(!happening_kind_parse(STR("orders"), &none));
}

TEST(what_happened_is_told_by_name_and_what_is_seen_by_kind)
{
    CHECK_INT(happening_kind(EVENT_TRACK, STR("Order Completed")), HAPPENING_ORDER);
    CHECK_INT(happening_kind(EVENT_PAGE, STR("Order Completed")), HAPPENING_VISIT);
    CHECK_INT(happening_kind(EVENT_TRACK, STR("Report exported")), HAPPENING_OTHER);
    CHECK_INT(happening_kind(EVENT_IDENTIFY, STR("Identify")), HAPPENING_PROFILE);
}
