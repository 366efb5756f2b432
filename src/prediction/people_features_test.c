#include "base/test.h"
#include "prediction/people_features_parts.h"

static Str say(FeatureNumber number, Locale locale, double value)
{
    double values[FEATURE_NUMBERS] = {[0] = value};
    FeatureColumn column[FEATURE_NUMBERS] = {0};
    for (int i = 0; i < FEATURE_NUMBERS; i++) column[i] = (FeatureColumn){.kind = FEATURE_NUMBER, .number = values};
    const PeopleFeatures features = {.table = {.rows = 1, .columns = FEATURE_NUMBERS, .column = column},
                                     .words = feature_words};
    Currency currency;
    assert_true(currency_find(STR("EUR"), &currency));
    return feature_say(&features, number, 0, locale, &currency, test_arena());
}

TEST(one_thing_is_singular_and_in_french_none_too)
{
    CHECK_TEXT(say(SINCE_ORDER, LOCALE_EN, 1), "no order for 1 day");
    CHECK_TEXT(say(SINCE_ORDER, LOCALE_EN, 0.4), "no order for 0 days");
    CHECK_TEXT(say(SINCE_ORDER, LOCALE_EN, 1.5), "no order for 2 days"); // as it is shown
    CHECK_TEXT(say(SINCE_ORDER, LOCALE_FR, 1.4), "pas de commande depuis 1 jour");
    CHECK_TEXT(say(SINCE_ORDER, LOCALE_FR, 2), "pas de commande depuis 2 jours");
    CHECK_TEXT(say(TICKETS_30, LOCALE_EN, 1), "1 ticket in 30 days");
    CHECK_TEXT(say(TICKETS_30, LOCALE_EN, 0), "0 tickets in 30 days");
    CHECK_TEXT(say(TICKETS_30, LOCALE_FR, 0), "0 ticket en 30 jours");
    CHECK_TEXT(say(TICKETS_30, LOCALE_FR, 1), "1 ticket en 30 jours");
    CHECK_TEXT(say(TICKETS_30, LOCALE_FR, 2), "2 tickets en 30 jours");
    CHECK_TEXT(say(AVERAGE_ORDER, LOCALE_EN, 1), "average order of €1.00");
}

TEST(what_rises_and_falls_is_said_so_that_it_fits_both)
{
    CHECK_TEXT(say(PRICE_CHANGE_90, LOCALE_EN, -0.1), "price change in 90 days: −10%");
    CHECK_TEXT(say(PRICE_CHANGE_90, LOCALE_FR, 0.1), "variation du prix en 90 jours\u00A0: 10\u202F%");
}

// "{0} tickets", "{0} days": a number that a word follows.
static bool counts(const FeatureWords *words)
{
    return str_contains(str_of(words->sentence.in[LOCALE_FR]), STR("{0} ")) &&
           (words->unit == IN_COUNT || words->unit == IN_DAYS || words->unit == IN_HOURS);
}

TEST(each_sentence_that_counts_things_has_a_singular)
{
    for (int i = 0; i < FEATURE_NUMBERS; i++)
        for (int locale = 0; locale < LOCALE_COUNT; locale++)
            if (counts(&feature_words[i]) != (feature_words[i].one.in[locale] != NULL))
                fail_msg("%s", feature_words[i].key);
}

TEST(a_trait_is_called_by_its_name_without_underscores)
{
    CHECK_TEXT(str_of(trait_label(test_arena(), STR("first_channel"))), "first channel");
    CHECK_TEXT(str_of(trait_label(test_arena(), STR("{5}"))), "(5)");
}
