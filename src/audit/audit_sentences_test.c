// The sentences a shopkeeper reads, at the numbers where a careless one would be wrong.
#include "audit/audit_sentences.h"

#include "base/test.h"

static Audit audit_in(Locale locale)
{
    return (Audit){.options = {.locale = locale, .as_of = DAY_MAX}, .currency = currency_unknown};
}

static Str kept(Locale locale, int64_t count, int64_t n)
{
    Audit audit = audit_in(locale);
    return sentence_kept(&audit, rate_of(count, n), test_arena());
}

TEST(sentence_of_retention_counts_out_of_a_hundred)
{
    CHECK_TEXT(kept(LOCALE_EN, 70, 100), "You kept 70 of every 100 existing customers; 30 stopped buying.");
    CHECK_TEXT(kept(LOCALE_FR, 700, 1000),
               "Vous avez gardé 70 clients existants sur 100\u00A0; 30 ont cessé d’acheter.");
    CHECK_TEXT(kept(LOCALE_FR, 99, 100), "Vous avez gardé 99 clients existants sur 100\u00A0; 1 a cessé d’acheter.");
    CHECK_TEXT(kept(LOCALE_EN, 0, 0), "");
}

TEST(sentence_of_retention_says_all_only_when_it_is_all)
{
    CHECK_TEXT(kept(LOCALE_EN, 997, 1000), "You kept 99.7 of every 100 existing customers; 0.3 stopped buying.");
    CHECK_TEXT(kept(LOCALE_EN, 3, 1000), "You kept 0.3 of every 100 existing customers; 99.7 stopped buying.");
    CHECK_TEXT(kept(LOCALE_EN, 1000, 1000), "You kept 100 of every 100 existing customers; 0 stopped buying.");
    CHECK_TEXT(kept(LOCALE_EN, 0, 1000), "You kept 0 of every 100 existing customers; 100 stopped buying.");
}

TEST(sentences_know_one_from_many_in_each_language)
{
    Audit english = audit_in(LOCALE_EN), french = audit_in(LOCALE_FR);
    CHECK_TEXT(say_customers(&english, 0, test_arena()), "0 customers");
    CHECK_TEXT(say_customers(&english, 1, test_arena()), "1 customer");
    CHECK_TEXT(say_customers(&french, 0, test_arena()), "0 client");
    CHECK_TEXT(say_orders(&french, 1, test_arena()), "1 commande");
    CHECK_TEXT(say_orders(&french, 2, test_arena()), "2 commandes");
}

TEST(sentence_of_the_window_says_why_it_is_that_long)
{
    Audit audit = audit_in(LOCALE_EN);
    audit.window = (Window){.days = 90};
    audit.window_choice = (WindowChoice){.reason = WINDOW_GIVEN, .days = 90, .gaps = 100, .return_after = 0.083};
    CHECK_TEXT(
        sentence_window(&audit, test_arena()),
        "A customer counts as lost after 90 days without an order: the window you gave. About 8.3% of those counted "
        "as lost come back later all the same.");
    audit.window_choice.reason = WINDOW_TOO_FEW_GAPS;
    audit.window_choice.gaps = 0;
    CHECK_TEXT(
        sentence_window(&audit, test_arena()),
        "A customer counts as lost after 90 days without an order: a default, as there are too few repeat orders to "
        "find it in your data.");
    audit.window.days = 0;
    CHECK(str_contains(sentence_window(&audit, test_arena()), STR("active in a period when they order within it")));
}

TEST(sentence_of_survival_speaks_of_the_half_only_when_half_are_gone)
{
    Audit audit = audit_in(LOCALE_EN);
    SurvivalPoint points[] = {{.day = 0, .survival = 0.8}, {.day = 120, .survival = 0.62}};
    audit.survival = (Survival){.count = 2, .points = points};
    CHECK_TEXT(sentence_survival(&audit, test_arena()),
               "After 120 days, the longest that can be seen, 62.0% of your customers are still there.");
    audit.survival.median_reached = true;
    audit.survival.median_day = 31;
    CHECK_TEXT(sentence_survival(&audit, test_arena()),
               "Half of your customers are gone 31 days after their first order.");
    audit.survival.median_day = 0;
    CHECK(str_contains(sentence_survival(&audit, test_arena()),
                       STR("never come back after the day of their first order")));
    audit.survival.count = 0;
    CHECK(str_contains(sentence_survival(&audit, test_arena()), STR("Nobody was observed long enough")));
}

TEST(sentence_of_returning_customers_says_larger_or_smaller)
{
    Audit audit = audit_in(LOCALE_EN);
    audit.returning_observed = true;
    audit.returning_share = 0.65;
    audit.spend_premium = 0.67;
    audit.first_order_value = 5000;
    audit.returning_order_value = 8350;
    CHECK_TEXT(
        sentence_returning(&audit, test_arena()),
        "Customers who come back bring 65.0% of the revenue; their orders are 67.0% larger than first orders (83.50 "
        "against 50.00).");
    audit.spend_premium = -0.2;
    CHECK(str_contains(sentence_returning(&audit, test_arena()), STR("20.0% smaller")));
}

TEST(sentence_of_replacement_has_a_price_only_when_one_was_given)
{
    Audit audit = audit_in(LOCALE_EN);
    audit.span.unit = PERIOD_MONTH;
    audit.replacement_customers = 300;
    audit.replacement_cost = 7500000;
    CHECK_TEXT(sentence_replacement(&audit, test_arena()),
               "Just to replace those lost, you need to win 300 customers a month, at a cost of 75,000.");
    audit.replacement_cost = -1;
    CHECK(str_contains(sentence_replacement(&audit, test_arena()), STR("--cac AMOUNT")));
}

TEST(headline_of_an_unknown_name_is_none)
{
    Audit audit = audit_in(LOCALE_EN);
    Headline headline;
    CHECK(!headline_of(&audit, STR("nps"), test_arena(), &headline));
    CHECK(headline_of(&audit, STR("crr"), test_arena(), &headline));
    CHECK(!headline.observed && headline.value.size == 0);
    CHECK(str_contains(headline.sentence, STR("Not observed yet")));
}

TEST(headline_is_of_the_last_complete_period)
{
    Audit audit = audit_in(LOCALE_EN);
    AuditPeriod periods[3] = {
        {.complete = true, .retention = rate_of(1, 2)},
        {.number = 667, .complete = true, .retention = rate_of(70, 100), .has_orders = true, .revenue = 1200},
        {.complete = false, .retention = rate_of(9, 10)}};
    audit.period = periods;
    audit.periods = 3;
    audit.span.unit = PERIOD_MONTH;
    Headline headline;
    CHECK(headline_of(&audit, STR("crr"), test_arena(), &headline));
    CHECK_TEXT(headline.value, "70.0%");
    CHECK_TEXT(headline.period, "August 2025");
    CHECK_TEXT(headline.interval, "60.4% to 78.1%");
    CHECK_INT(headline.n, 100);
    double value;
    CHECK(headline_in_period(&audit, STR("crr"), &periods[0], &value));
    CHECK_NEAR(value, 0.5, 1e-12);
    CHECK(!headline_in_period(&audit, STR("crr"), &periods[2], &value)); // still running
}
