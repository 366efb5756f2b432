#include <float.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/number.h"
#include "base/test.h"

#define NARROW "\u202F"
#define NO_BREAK "\u00A0"
#define MINUS "\u2212"

static Str decimal(double value)
{
    return number_decimal(test_arena(), value, 17);
}

TEST(number_decimal_is_the_shortest_that_reads_back)
{
    CHECK_TEXT(decimal(0.1), "0.1");
    CHECK_TEXT(decimal(1.0 / 3), "0.3333333333333333");
    CHECK_TEXT(decimal(0.1 + 0.2), "0.30000000000000004");
    CHECK_TEXT(decimal(100), "100");
    CHECK_TEXT(decimal(-1234.5), "-1234.5");
    CHECK_TEXT(decimal(0), "0");
    CHECK_TEXT(decimal(-0.0), "0");
    CHECK_TEXT(decimal(9007199254740993.0), "9007199254740992");
    CHECK_TEXT(decimal(5e-324), "5e-324");
    CHECK_TEXT(decimal(DBL_MAX), "1.7976931348623157e+308");
    CHECK_TEXT(decimal(DBL_MIN), "2.2250738585072014e-308");
}

TEST(number_decimal_has_no_exponent_at_common_sizes)
{
    CHECK_TEXT(decimal(1e-7), "0.0000001");
    CHECK_TEXT(decimal(1.5e-8), "1.5e-8");
    CHECK_TEXT(decimal(123e18), "123000000000000000000");
    CHECK_TEXT(decimal(1e21), "1e+21");
}

TEST(number_decimal_is_cut_at_the_digits_asked_for)
{
    CHECK_TEXT(number_decimal(test_arena(), 2.0 / 3, 4), "0.6667");
    CHECK_TEXT(number_decimal(test_arena(), 0.99999, 4), "1");
    CHECK_TEXT(number_decimal(test_arena(), 123456, 3), "123000");
    CHECK_TEXT(number_decimal(test_arena(), 0.25, 4), "0.25");
    CHECK_TEXT(number_decimal(test_arena(), 7, 1), "7");
    CHECK_TEXT(number_decimal(test_arena(), 0.1 + 0.2, 16), "0.3");
    CHECK_TEXT(number_decimal(test_arena(), 1.25e-310, 2), "1.3e-310");
}

TEST(number_decimal_of_any_double_reads_back)
{
    uint64_t bits = 1;
    for (int i = 0; i < 20000; i++) {
        bits = bits * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407); // Knuth's MMIX generator
        double value, read;
        memcpy(&value, &bits, sizeof value);
        if (!isfinite(value)) continue;
        CHECK(number_parse(decimal(value), &read));
        CHECK(read == value);
    }
}

TEST(number_count_is_grouped_by_language)
{
    CHECK_TEXT(number_say_count(test_arena(), LOCALE_EN, 0), "0");
    CHECK_TEXT(number_say_count(test_arena(), LOCALE_EN, 999), "999");
    CHECK_TEXT(number_say_count(test_arena(), LOCALE_EN, 12345), "12,345");
    CHECK_TEXT(number_say_count(test_arena(), LOCALE_EN, 100000), "100,000");
    CHECK_TEXT(number_say_count(test_arena(), LOCALE_FR, 1234567), "1" NARROW "234" NARROW "567");
    CHECK_TEXT(number_say_count(test_arena(), LOCALE_FR, -1000), MINUS "1" NARROW "000");
    CHECK_TEXT(number_say_count(test_arena(), LOCALE_EN, INT64_MIN), MINUS "9,223,372,036,854,775,808");
    CHECK_TEXT(number_say_count(test_arena(), LOCALE_EN, INT64_MAX), "9,223,372,036,854,775,807");
}

TEST(number_is_said_with_its_decimals)
{
    CHECK_TEXT(number_say(test_arena(), LOCALE_EN, 1234.5, 2), "1,234.50");
    CHECK_TEXT(number_say(test_arena(), LOCALE_FR, 1234.5, 1), "1" NARROW "234,5");
    CHECK_TEXT(number_say(test_arena(), LOCALE_EN, -0.25, 2), MINUS "0.25");
    CHECK_TEXT(number_say(test_arena(), LOCALE_EN, 0, 2), "0.00");
    CHECK_TEXT(number_say(test_arena(), LOCALE_EN, 0.004, 1), "0.0");
    CHECK_TEXT(number_say(test_arena(), LOCALE_EN, 0.04, 1), "0.0");
    CHECK_TEXT(number_say(test_arena(), LOCALE_EN, 5e-324, 1), "0.0");
    CHECK_TEXT(number_say(test_arena(), LOCALE_EN, 1e21, 0), "1,000,000,000,000,000,000,000");
    CHECK_TEXT(number_say(test_arena(), LOCALE_EN, 1234567890123456, 0), "1,234,567,890,123,456");
}

TEST(number_is_rounded_half_away_from_zero_as_written)
{
    CHECK_TEXT(number_say(test_arena(), LOCALE_EN, 0.5, 0), "1");
    CHECK_TEXT(number_say(test_arena(), LOCALE_EN, 2.5, 0), "3");
    CHECK_TEXT(number_say(test_arena(), LOCALE_EN, -2.5, 0), MINUS "3");
    CHECK_TEXT(number_say(test_arena(), LOCALE_EN, 1.005, 2), "1.01");
    CHECK_TEXT(number_say(test_arena(), LOCALE_EN, 0.05, 1), "0.1");
    CHECK_TEXT(number_say(test_arena(), LOCALE_EN, 0.0499, 1), "0.0");
    CHECK_TEXT(number_say(test_arena(), LOCALE_EN, 9.95, 1), "10.0");
    CHECK_TEXT(number_say(test_arena(), LOCALE_EN, 999.999, 2), "1,000.00");
    CHECK_TEXT(number_say(test_arena(), LOCALE_EN, 0.96, 0), "1");
    CHECK_TEXT(number_say_rate(test_arena(), LOCALE_EN, 0.285, 0), "29%");
}

TEST(number_that_rounds_to_zero_has_no_sign)
{
    CHECK_TEXT(number_say(test_arena(), LOCALE_EN, -0.04, 1), "0.0");
    CHECK_TEXT(number_say(test_arena(), LOCALE_EN, -0.0, 0), "0");
    CHECK_TEXT(number_say_rate(test_arena(), LOCALE_FR, -0.0004, 0), "0" NARROW "%");
}

TEST(number_rate_is_said_in_per_cent)
{
    CHECK_TEXT(number_say_rate(test_arena(), LOCALE_EN, 0.123, 1), "12.3%");
    CHECK_TEXT(number_say_rate(test_arena(), LOCALE_FR, 0.123, 1), "12,3" NARROW "%");
    CHECK_TEXT(number_say_rate(test_arena(), LOCALE_EN, 1, 0), "100%");
}

TEST(number_points_agree_with_their_number)
{
    CHECK_TEXT(number_say_points(test_arena(), LOCALE_EN, -0.012, 1), MINUS "1.2" NO_BREAK "pts");
    CHECK_TEXT(number_say_points(test_arena(), LOCALE_EN, 0.01, 1), "1.0" NO_BREAK "pts");
    CHECK_TEXT(number_say_points(test_arena(), LOCALE_EN, 0.01, 0), "1" NO_BREAK "pt");
    CHECK_TEXT(number_say_points(test_arena(), LOCALE_EN, 0, 0), "0" NO_BREAK "pts");
    CHECK_TEXT(number_say_points(test_arena(), LOCALE_EN, 0.1, 0), "10" NO_BREAK "pts");
    CHECK_TEXT(number_say_points(test_arena(), LOCALE_FR, -0.012, 1), MINUS "1,2" NO_BREAK "pt");
    CHECK_TEXT(number_say_points(test_arena(), LOCALE_FR, 0, 0), "0" NO_BREAK "pt");
    CHECK_TEXT(number_say_points(test_arena(), LOCALE_FR, 0.0194, 1), "1,9" NO_BREAK "pt");
    CHECK_TEXT(number_say_points(test_arena(), LOCALE_FR, 0.0196, 1), "2,0" NO_BREAK "pts");
    CHECK_TEXT(number_say_points(test_arena(), LOCALE_FR, 0.15, 0), "15" NO_BREAK "pts");
}

TEST(number_is_read_whole_or_not_at_all)
{
    static const struct {
        const char *text;
        double value;
    } good[] = {{"0", 0},      {"12", 12},       {"-0.5", -0.5},      {"+3", 3},      {"1e3", 1000},
                {"1E+3", 1e3}, {"007", 7},       {"12.50", 12.5},     {"1e-3", 1e-3}, {"0.1", 0.1},
                {"1e-400", 0}, {"1e308", 1e308}, {"4.9e-324", 5e-324}};
    double value;
    for (size_t i = 0; i < COUNT_OF(good); i++) {
        CHECK(number_parse(str_of(good[i].text), &value));
        CHECK(value == good[i].value);
    }
    static const char *const bad[] = {"",   "-",    "+",   ".5",  "5.",    "1,5", " 1",    "1 ",    "1e",   "1e+",
                                      "e3", "0x10", "inf", "nan", "1e309", "--1", "1.2.3", "1_000", "1e1.5"};
    for (size_t i = 0; i < COUNT_OF(bad); i++) CHECK(!number_parse(str_of(bad[i]), &value));
    CHECK(!number_parse((Str){"1\0", 2}, &value));
    Text digits = text_in(test_arena());
    while (digits.size < NUMBER_TEXT_MAX) text_add_byte(&digits, '0');
    CHECK(number_parse(text_str(&digits), &value));
    text_add_byte(&digits, '0');
    CHECK(!number_parse(text_str(&digits), &value));
}

TEST(number_ends_where_its_text_ends)
{
    double value;
    int64_t count;
    CHECK(number_parse((Str){"123", 2}, &value) && value == 12);
    CHECK(number_parse((Str){"1.5", 1}, &value) && value == 1);
    CHECK(number_parse((Str){"1e5", 1}, &value) && value == 1);
    CHECK(!number_parse((Str){"-5", 1}, &value));
    CHECK(!number_parse((Str){"5", 0}, &value));
    CHECK(number_parse_count((Str){"123", 2}, &count) && count == 12);
    CHECK(!number_parse_count((Str){"-5", 1}, &count));
}

TEST(number_count_is_read_within_int64)
{
    int64_t count;
    CHECK(number_parse_count(STR("9223372036854775807"), &count) && count == INT64_MAX);
    CHECK(number_parse_count(STR("-9223372036854775808"), &count) && count == INT64_MIN);
    CHECK(number_parse_count(STR("+12"), &count) && count == 12);
    CHECK(number_parse_count(STR("-0"), &count) && count == 0);
    static const char *const bad[] = {"",
                                      "-",
                                      "+",
                                      "1.0",
                                      "1e3",
                                      " 1",
                                      "1 ",
                                      "0x1",
                                      "--1",
                                      "9223372036854775808",
                                      "-9223372036854775809",
                                      "99999999999999999999"};
    for (size_t i = 0; i < COUNT_OF(bad); i++) CHECK(!number_parse_count(str_of(bad[i]), &count));
}

TEST(number_fixed_is_for_machines_and_rounds_as_for_people)
{
    CHECK_TEXT(number_fixed(test_arena(), 1234567.5, 2), "1234567.50");
    CHECK_TEXT(number_fixed(test_arena(), -28.499999999999996, 0), "-29"); // stands for 28.5
    CHECK_TEXT(number_fixed(test_arena(), -0.004, 2), "0.00");
    CHECK_TEXT(number_fixed(test_arena(), 0, 1), "0.0");
}
