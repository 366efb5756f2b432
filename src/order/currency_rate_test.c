#include "order/currency_rate.h"

#include "activity/activity.h"
#include "base/test.h"

static Currency currency(const char *code)
{
    Currency found;
    CHECK(currency_find(str_of(code), &found));
    return found;
}

static Str parsed(const char *text)
{
    int64_t rate = 0;
    return rate_parse(str_of(text), &rate) ? rate_text(test_arena(), rate) : STR("refused");
}

TEST(a_rate_is_a_decimal_above_zero)
{
    CHECK_TEXT(parsed("0.8651"), "0.8651");
    CHECK_TEXT(parsed("1"), "1");
    CHECK_TEXT(parsed("0.000000000001"), "0.000000000001");
    CHECK_TEXT(parsed("25000.50"), "25000.5");
    static const char *const refused[] = {
        "", "0", "0.0", "-1", ".5", "1.", "1,5", "1e3", "1.2.3", "0.0000000000001", "NaN", "1 000", "99999999"};
    for (size_t i = 0; i < COUNT_OF(refused); i++) CHECK_TEXT(parsed(refused[i]), "refused");
}

static Str table_text(const char *base, const char *quoted, const char *table)
{
    const Currency in = currency(base), of = currency(quoted);
    CurrencyRate *rates = NULL;
    size_t count = 0;
    Error error = {0};
    Text text = text_in(test_arena());
    if (!rates_read(str_of(table), &in, &of, test_arena(), &rates, &count, &error))
        return str_format(test_arena(), "%s: %s", error.code, error.message[LOCALE_EN]);
    for (size_t i = 0; i < count; i++)
        text_addf(&text, "%s %.*s %.*s\n", rates[i].currency.code, STR_ARGS(day_name(test_arena(), rates[i].day)),
                  STR_ARGS(rate_text(test_arena(), rates[i].rate)));
    return text_str(&text);
}

TEST(tables_of_rates_come_in_two_forms)
{
    CHECK_TEXT(table_text("EUR", "EUR", "currency,day,rate\nUSD,2026-11-20,0.8651\nEUR,2026-11-20,1\n"),
               "USD 2026-11-20 0.8651\n");
    CHECK_TEXT(table_text("EUR", "EUR", "Date,USD,JPY,XXX,\r\n2026-11-20,1.25,N/A,1,\r\n2026-11-19,1.6,160,,\r\n"),
               "USD 2026-11-20 0.8\nUSD 2026-11-19 0.625\nJPY 2026-11-19 0.00625\n");
    // one euro buys 1.25 dollars and 0.875 pounds: a pound is worth 1.25 / 0.875 of a dollar
    CHECK_TEXT(table_text("USD", "EUR", "Date,USD,GBP\n2026-11-20,1.25,0.875\n2026-11-19,N/A,0.9\n"),
               "EUR 2026-11-20 1.25\nGBP 2026-11-20 1.428571428571\n");
    CHECK_TEXT(table_text("CHF", "EUR", "Date,USD\n2026-11-20,1.25\n"),
               "invalid_rate: line 1: “CHF”: a first line is expected as currency,day,rate or as Date,USD,JPY,…");
    CHECK_TEXT(table_text("EUR", "EUR", "currency,day,rate\nUSD,2026-11-20,0,8651\n"),
               "invalid_rate: line 2: “0” is no rate: a number above 0 with a dot is expected, as 0.8651");
}

static int64_t converted(int64_t minor, const char *rate_is, const char *from, const char *to)
{
    int64_t rate = 0, result = 0;
    CHECK(rate_parse(str_of(rate_is), &rate));
    const Currency source = currency(from), target = currency(to);
    const ActivityRate one = {.rate = rate, .shift = target.exponent - source.exponent};
    CHECK(activity_convert(&one, minor, &result));
    return result;
}

TEST(conversion_rounds_half_away_from_zero_between_any_digits)
{
    CHECK_INT(converted(10000, "0.92381", "USD", "EUR"), 9238);
    CHECK_INT(converted(1, "0.5", "USD", "EUR"), 1); // half a cent
    CHECK_INT(converted(-1, "0.5", "USD", "EUR"), -1);
    CHECK_INT(converted(1, "0.499999999999", "USD", "EUR"), 0);
    CHECK_INT(converted(1001, "0.0061", "JPY", "EUR"), 611);  // 6.1061
    CHECK_INT(converted(1005, "2.9", "KWD", "EUR"), 291);     // 2.9145
    CHECK_INT(converted(250, "163.5", "EUR", "JPY"), 409);    // 408.75
    CHECK_INT(converted(1234, "0.0018", "JPY", "KWD"), 2221); // 2.2212
    CHECK_INT(converted(1000000000000000, "0.999999999999", "USD", "EUR"), 999999999999000);
    int64_t result;
    const ActivityRate large = {.rate = 9000000 * RATE_UNIT, .shift = 3};
    CHECK(!activity_convert(&large, 1000000000000000, &result));
}
