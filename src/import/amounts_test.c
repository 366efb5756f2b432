#include "import/amounts.h"
#include "base/test.h"

#include <stdlib.h>
#include <string.h>

// Minor units with two digits; "bad", "large", "other", or "?" before what could be a thousand as well.
static Str read_as(const char *text, char decimal)
{
    AmountReading reading;
    int64_t minor;
    switch (amount_read(str_of(text), decimal, &reading)) {
    case AMOUNT_BAD: return STR("bad");
    case AMOUNT_TOO_LARGE: return STR("large");
    case AMOUNT_OTHER_SIGN: return STR("other");
    case AMOUNT_READ: break;
    }
    if (!decimal_to_minor(reading.value, 2, &minor)) return STR("large");
    return str_format(test_arena(), "%s%lld%s%.*s", reading.ambiguous ? "?" : "", (long long)minor,
                      reading.currency.size ? " " : "", STR_ARGS(reading.currency));
}

#define CHECK_POINT(text, expected) CHECK_TEXT(read_as(text, '.'), expected)
#define CHECK_COMMA(text, expected) CHECK_TEXT(read_as(text, ','), expected)

TEST(amounts_of_any_grouping_are_read)
{
    CHECK_POINT("1234.5", "123450");
    CHECK_POINT("1,234.50", "123450");
    CHECK_POINT("1,234,567.89", "123456789");
    CHECK_POINT("12,34,567.00", "123456700"); // India
    CHECK_POINT("1'234.50", "123450");
    CHECK_POINT("1 234.50", "123450");
    CHECK_POINT(".5", "50");
    CHECK_POINT("5.", "500");
    CHECK_POINT("0", "0");
    CHECK_POINT("007", "700");
    CHECK_COMMA("1.234,50", "123450");
    CHECK_COMMA("1 234,50", "123450");
    CHECK_COMMA("1\xC2\xA0"
                "234,50",
                "123450");
    CHECK_COMMA("1\xE2\x80\xAF"
                "234\xE2\x80\xAF"
                "567,8",
                "123456780");
    CHECK_COMMA("12,", "1200");
}

TEST(amounts_have_signs_and_currencies_at_either_end)
{
    CHECK_POINT("-5", "-500");
    CHECK_POINT("+5", "500");
    CHECK_POINT("5-", "-500");
    CHECK_POINT("\xE2\x88\x92"
                "5",
                "-500");
    CHECK_POINT("(12.50)", "-1250");
    CHECK_POINT("($12.50)", "-1250 $");
    CHECK_POINT("$(12.50)", "-1250 $");
    CHECK_POINT("\xE2\x82\xAC"
                "12.50",
                "1250 \xE2\x82\xAC");
    CHECK_COMMA("12,50 \xE2\x82\xAC", "1250 \xE2\x82\xAC");
    CHECK_COMMA("12,50\xC2\xA0\xE2\x82\xAC", "1250 \xE2\x82\xAC");
    CHECK_POINT("$-5", "-500 $");
    CHECK_POINT("-$5", "-500 $");
    CHECK_POINT("$\xE2\x88\x92"
                "5",
                "-500 $");
    CHECK_POINT("EUR 12.50", "1250 EUR");
    CHECK_POINT("12.50 CHF", "1250 CHF");
    CHECK_POINT("CHF 1'234.50", "123450 CHF");
    CHECK_POINT("Rs. 500", "50000 Rs.");
    CHECK_POINT("12 kr.", "1200 kr.");
}

TEST(amounts_that_are_none_are_bad)
{
    static const char *const texts[] = {
        "",     "-",    "abc",  "1e3", "1.2.3.4", "12 34", "1,23,4.5", "--5",  "(-5)", "$5\xE2\x82\xAC",
        "1 .5", "0x10", "1..2", "5-5", ",",       "€",     "1,2345.6", "5 5 5"};
    for (size_t i = 0; i < COUNT_OF(texts); i++) CHECK_POINT(texts[i], "bad");
    CHECK_POINT("12%", "1200 %"); // read, but % is no currency:
    Currency currency;
    CHECK(!amount_currency(STR("%"), &currency));
}

TEST(amounts_with_the_other_decimal_sign_say_so)
{
    CHECK_POINT("12,50", "other");
    CHECK_POINT("1.234,5", "other");
    CHECK_POINT("1.234.567", "other");
    CHECK_COMMA("12.50", "other");
    CHECK_COMMA("1,234.5", "other");
    CHECK_COMMA("0.125", "other"); // no thousand begins with 0
    CHECK_COMMA("1234.567", "other");
}

TEST(amounts_of_three_digits_after_a_sign_are_a_thousand_or_one_and_a_bit)
{
    CHECK_POINT("1,234", "?123400");
    CHECK_COMMA("1,234", "?123");
    CHECK_POINT("123,456", "?12345600");
    CHECK_POINT("1.234", "?123");
    CHECK_COMMA("1.234", "?123400");
    CHECK_POINT("0.234", "23");
    CHECK_POINT("1 234.567", "123457");
}

TEST(amounts_are_rounded_half_away_from_zero)
{
    CHECK_POINT("0.005", "1");
    CHECK_POINT("-0.005", "-1");
    CHECK_POINT("0.0049999999999999999999999", "0");
    CHECK_POINT("12.3450000000000001", "1235");
    CHECK_POINT("0.00000000000000000000000000000000000000000000000001", "0");
    CHECK_POINT("0.1000000000000000055511151231257827", "10");
}

TEST(amounts_fit_or_are_too_large)
{
    CHECK_POINT("92233720368547758.07", "9223372036854775807");
    CHECK_POINT("-92233720368547758.07", "-9223372036854775807");
    CHECK_POINT("92233720368547758.074", "9223372036854775807");
    CHECK_POINT("92233720368547758.08", "large");
    CHECK_POINT("92233720368547758.075", "large");
    CHECK_POINT("99999999999999999999999999", "large");
    CHECK_POINT("00000000000000000000000000000001", "100");
    int64_t minor;
    CHECK(decimal_to_minor((Decimal){1, 0}, 0, &minor));
    CHECK_INT(minor, 1);
    CHECK(decimal_to_minor((Decimal){15, 1}, 0, &minor));
    CHECK_INT(minor, 2);
    CHECK(decimal_to_minor((Decimal){1234, 0}, 3, &minor));
    CHECK_INT(minor, 1234000);
}

static int64_t product(const char *a, const char *b)
{
    AmountReading left, right;
    Decimal value;
    int64_t minor;
    CHECK(amount_read(str_of(a), '.', &left) == AMOUNT_READ && amount_read(str_of(b), '.', &right) == AMOUNT_READ);
    CHECK(decimal_multiply(left.value, right.value, &value));
    CHECK(decimal_to_minor(value, 2, &minor));
    return minor;
}

TEST(amounts_times_quantities_are_exact)
{
    CHECK_INT(product("0.001", "5"), 1);
    CHECK_INT(product("0.001", "4"), 0);
    CHECK_INT(product("2.95", "-12"), -3540);
    CHECK_INT(product("1.005", "100"), 10050);
    CHECK_INT(product("0.333333333333333333333333333", "3"), 100);
    AmountReading large;
    Decimal value;
    int64_t minor;
    CHECK(amount_read(STR("99999999999999999999"), '.', &large) == AMOUNT_READ);
    CHECK(!decimal_multiply(large.value, large.value, &value) || !decimal_to_minor(value, 2, &minor));
}

TEST(amounts_know_the_currencies_that_signs_stand_for)
{
    Currency currency, canadian;
    CHECK(currency_find(STR("CAD"), &canadian));
    CHECK(amount_currency(STR("kr"), &currency));
    CHECK_TEXT(str_of(currency.code), "");
    CHECK(amount_currency_fits(STR("$"), &canadian));
    CHECK(amount_currency_fits(STR("CAD"), &canadian));
    CHECK(amount_currency_fits(STR("kr"), &canadian));
    CHECK(!amount_currency_fits(STR("EUR"), &canadian));
    CHECK(!amount_currency_fits(STR("%"), &canadian));
}

static char group_of(const char *text)
{
    AmountReading reading;
    CHECK(amount_read(str_of(text), '.', &reading) == AMOUNT_READ);
    return reading.group;
}

TEST(amounts_say_what_grouped_their_thousands)
{
    CHECK_INT(group_of("1,234.50"), ',');
    CHECK_INT(group_of("1'234.50"), '\'');
    CHECK_INT(group_of("1 234.50"), ' ');
    CHECK_INT(group_of("1\xE2\x80\xAF"
                       "234"),
              ' ');
    CHECK_INT(group_of("1234.50"), 0);
}

// ---- the short cut reads what the general way reads ----

TEST(amounts_short_cut_agrees_with_the_general_way)
{
    unsigned seed = 3;
    for (int i = 0; i < 200000; i++) {
        char text[24];
        size_t size = (size_t)rand_r(&seed) % 20;
        for (size_t k = 0; k < size; k++) text[k] = "0123456789012345678901234567890123456789..,-"[rand_r(&seed) % 44];
        char decimal = rand_r(&seed) % 2 ? '.' : ',';
        AmountReading fast = {0}, general;
        if (!amount_read_plain((Str){text, size}, decimal, &fast)) continue;
        CHECK(amount_read((Str){text, size}, decimal, &general) == AMOUNT_READ);
        CHECK(fast.value.digits == general.value.digits && fast.value.scale == general.value.scale);
        CHECK_INT(fast.decides, general.decides);
        CHECK_INT(fast.ambiguous, general.ambiguous);
    }
}
