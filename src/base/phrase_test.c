#include "base/phrase.h"
#include "base/test.h"

TEST(phrase_places_its_arguments_in_each_language_order)
{
    Phrase phrase = PHRASE("{0} of {1}", "sur {1}, {0}");
    CHECK_TEXT(phrase_say(test_arena(), LOCALE_EN, phrase, STR("3"), STR("10")), "3 of 10");
    CHECK_TEXT(phrase_say(test_arena(), LOCALE_FR, phrase, STR("3"), STR("10")), "sur 10, 3");
}

TEST(locale_is_read_from_what_systems_write)
{
    Locale locale;
    CHECK(locale_parse(STR("fr_FR.UTF-8"), &locale) && locale == LOCALE_FR);
    CHECK(locale_parse(STR("en-GB"), &locale) && locale == LOCALE_EN);
    CHECK(!locale_parse(STR("frisian"), &locale));
    CHECK(!locale_parse(STR(""), &locale));
}
