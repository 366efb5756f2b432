#include "base/money.h"
#include "base/test.h"

#define NARROW "\u202F"
#define NO_BREAK "\u00A0"
#define MINUS "\u2212"

static Currency currency_of(const char *text)
{
    Currency currency;
    if (!*text) return currency_unknown;
    CHECK(currency_find(str_of(text), &currency));
    return currency;
}

TEST(currency_is_found_by_code_or_symbol)
{
    CHECK_TEXT(str_of(currency_of("eur").code), "EUR");
    CHECK_TEXT(str_of(currency_of("€").code), "EUR");
    CHECK_TEXT(str_of(currency_of("$").code), "USD");
    CHECK_TEXT(str_of(currency_of("US$").code), "USD");
    CHECK_TEXT(str_of(currency_of("CA$").code), "CAD");
    CHECK_TEXT(str_of(currency_of("£").code), "GBP");
    CHECK_TEXT(str_of(currency_of("CHF").symbol), "CHF");
    Currency currency;
    static const char *const bad[] = {"", "EU", "EURO", "XXX", "ZZZ", "€€", "kr"};
    for (size_t i = 0; i < COUNT_OF(bad); i++) CHECK(!currency_find(str_of(bad[i]), &currency));
}

// The codes of so many digits after the point, among all of three letters.
static Str codes_with_exponent(int exponent)
{
    Text found = text_in(test_arena());
    for (int i = 0; i < 26 * 26 * 26; i++) {
        const char code[] = {(char)('A' + i / 676), (char)('A' + i / 26 % 26), (char)('A' + i % 26)};
        Currency currency;
        if (!currency_find((Str){code, 3}, &currency) || currency.exponent != exponent) continue;
        text_addf(&found, "%s ", currency.code);
    }
    return text_str(&found);
}

// ISO 4217, list one, column "minor unit".
TEST(currency_has_the_digits_of_iso_4217)
{
    CHECK_TEXT(codes_with_exponent(0), "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX VND VUV XAF XOF XPF ");
    CHECK_TEXT(codes_with_exponent(3), "BHD IQD JOD KWD LYD OMR TND ");
    CHECK_INT(codes_with_exponent(2).size, 138 * 4);
    CHECK_INT(codes_with_exponent(1).size + codes_with_exponent(4).size, 0);
}

TEST(currency_symbol_leads_back_to_its_currency)
{
    Str codes = codes_with_exponent(2), code;
    while (str_cut(&codes, ' ', &code) && code.size) {
        Currency currency, again;
        CHECK(currency_find(code, &currency) && currency_find(str_of(currency.symbol), &again));
        CHECK_TEXT(str_of(again.code), currency.code);
    }
}

TEST(currency_knows_how_many_minor_units_make_a_major_one)
{
    Currency euro = currency_of("EUR"), yen = currency_of("JPY"), dinar = currency_of("KWD");
    CHECK_INT(currency_minor_per_major(&euro), 100);
    CHECK_INT(currency_minor_per_major(&yen), 1);
    CHECK_INT(currency_minor_per_major(&dinar), 1000);
    CHECK_INT(currency_minor_per_major(&currency_unknown), 100);
}

static Str decimal(int64_t amount, const char *code)
{
    Currency currency = currency_of(code);
    return money_decimal(test_arena(), amount, &currency);
}

TEST(money_decimal_is_in_major_units)
{
    CHECK_TEXT(decimal(-123450, "EUR"), "-1234.50");
    CHECK_TEXT(decimal(5, "EUR"), "0.05");
    CHECK_TEXT(decimal(-5, "EUR"), "-0.05");
    CHECK_TEXT(decimal(0, "EUR"), "0.00");
    CHECK_TEXT(decimal(1234, "JPY"), "1234");
    CHECK_TEXT(decimal(1234, "KWD"), "1.234");
    CHECK_TEXT(decimal(1234, ""), "12.34");
    CHECK_TEXT(decimal(INT64_MIN, "EUR"), "-92233720368547758.08");
    CHECK_TEXT(decimal(INT64_MAX, "JPY"), "9223372036854775807");
}

static Str say(Locale locale, int64_t amount, const char *code)
{
    Currency currency = currency_of(code);
    return money_say(test_arena(), locale, amount, &currency);
}

TEST(money_is_said_in_english_with_the_sign_before)
{
    CHECK_TEXT(say(LOCALE_EN, 123450, "EUR"), "€1,234.50");
    CHECK_TEXT(say(LOCALE_EN, -123450, "EUR"), MINUS "€1,234.50");
    CHECK_TEXT(say(LOCALE_EN, 123450, "CHF"), "CHF" NO_BREAK "1,234.50");
    CHECK_TEXT(say(LOCALE_EN, -123450, "CHF"), MINUS "CHF" NO_BREAK "1,234.50");
    CHECK_TEXT(say(LOCALE_EN, 123450, "CAD"), "CA$1,234.50");
    CHECK_TEXT(say(LOCALE_EN, 123450, "PLN"), "zł" NO_BREAK "1,234.50");
    CHECK_TEXT(say(LOCALE_EN, 100, "AED"), "AED" NO_BREAK "1.00");
    CHECK_TEXT(say(LOCALE_EN, 100, "ZAR"), "ZAR" NO_BREAK "1.00");
    CHECK_TEXT(say(LOCALE_EN, 123450, "JPY"), "¥123,450");
    CHECK_TEXT(say(LOCALE_EN, 123450, ""), "1,234.50");
    CHECK_TEXT(say(LOCALE_EN, 0, "EUR"), "€0.00");
    CHECK_TEXT(say(LOCALE_EN, INT64_MIN, "USD"), MINUS "$92,233,720,368,547,758.08");
}

TEST(money_is_said_in_french_with_the_sign_after)
{
    CHECK_TEXT(say(LOCALE_FR, 123450, "EUR"), "1" NARROW "234,50" NO_BREAK "€");
    CHECK_TEXT(say(LOCALE_FR, -5, "EUR"), MINUS "0,05" NO_BREAK "€");
    CHECK_TEXT(say(LOCALE_FR, 123450, "CHF"), "1" NARROW "234,50" NO_BREAK "CHF");
    CHECK_TEXT(say(LOCALE_FR, 123450, ""), "1" NARROW "234,50");
    CHECK_TEXT(say(LOCALE_FR, INT64_MIN, ""),
               MINUS "92" NARROW "233" NARROW "720" NARROW "368" NARROW "547" NARROW "758,08");
}

static Str round_say(Locale locale, int64_t amount, const char *code)
{
    Currency currency = currency_of(code);
    return money_say_round(test_arena(), locale, amount, &currency);
}

TEST(money_rounded_drops_minor_units_half_away_from_zero)
{
    CHECK_TEXT(round_say(LOCALE_EN, 1234549, "EUR"), "€12,345");
    CHECK_TEXT(round_say(LOCALE_EN, 1234550, "EUR"), "€12,346");
    CHECK_TEXT(round_say(LOCALE_EN, -1234550, "EUR"), MINUS "€12,346");
    CHECK_TEXT(round_say(LOCALE_EN, -49, "EUR"), "€0");
    CHECK_TEXT(round_say(LOCALE_EN, 50, "EUR"), "€1");
    CHECK_TEXT(round_say(LOCALE_EN, 12345, "JPY"), "¥12,345");
    CHECK_TEXT(round_say(LOCALE_FR, 1234549, "EUR"), "12" NARROW "345" NO_BREAK "€");
    CHECK_TEXT(round_say(LOCALE_FR, 1234549, ""), "12" NARROW "345");
}

TEST(money_rounded_is_shortened_from_a_million)
{
    CHECK_TEXT(round_say(LOCALE_EN, 99999949, "EUR"), "€999,999");
    CHECK_TEXT(round_say(LOCALE_EN, 99999950, "EUR"), "€1.0m");
    CHECK_TEXT(round_say(LOCALE_EN, 123456789, "EUR"), "€1.2m");
    CHECK_TEXT(round_say(LOCALE_EN, 104999960, "EUR"), "€1.0m"); // once rounded, not twice
    CHECK_TEXT(round_say(LOCALE_EN, 105000000, "EUR"), "€1.1m");
    CHECK_TEXT(round_say(LOCALE_EN, -123456789, "CHF"), MINUS "CHF" NO_BREAK "1.2m");
    CHECK_TEXT(round_say(LOCALE_EN, 99994999999, "EUR"), "€999.9m");
    CHECK_TEXT(round_say(LOCALE_EN, 99995000000, "EUR"), "€1.0bn");
    CHECK_TEXT(round_say(LOCALE_EN, 12345678901234, "EUR"), "€123.5bn");
    CHECK_TEXT(round_say(LOCALE_EN, INT64_MIN, "EUR"), MINUS "€92,233,720.4bn");
    CHECK_TEXT(round_say(LOCALE_EN, INT64_MIN, "KWD"), MINUS "KWD" NO_BREAK "9,223,372.0bn");
    CHECK_TEXT(round_say(LOCALE_FR, 123456789, "EUR"), "1,2" NO_BREAK "M€");
    CHECK_TEXT(round_say(LOCALE_FR, 123456789, "CHF"), "1,2" NO_BREAK "M" NO_BREAK "CHF");
    CHECK_TEXT(round_say(LOCALE_FR, 123456789012, "EUR"), "1,2" NO_BREAK "Md€");
    CHECK_TEXT(round_say(LOCALE_FR, 123456789, ""), "1,2" NO_BREAK "M");
}

static Str parsed(const char *text, const char *code)
{
    Currency currency = currency_of(code);
    int64_t amount;
    if (!money_parse(str_of(text), &currency, &amount)) return STR("no");
    return str_format(test_arena(), "%lld", (long long)amount);
}

TEST(money_is_read_in_major_units)
{
    CHECK_TEXT(parsed("1234.5", "EUR"), "123450");
    CHECK_TEXT(parsed("1234.56", "EUR"), "123456");
    CHECK_TEXT(parsed("-0.05", "EUR"), "-5");
    CHECK_TEXT(parsed("12", "EUR"), "1200");
    CHECK_TEXT(parsed("12", "JPY"), "12");
    CHECK_TEXT(parsed("1.234", "KWD"), "1234");
    CHECK_TEXT(parsed("1.2", ""), "120");
    CHECK_TEXT(parsed("92233720368547758.07", "EUR"), "9223372036854775807");
    CHECK_TEXT(parsed("-92233720368547758.08", "EUR"), "-9223372036854775808");
}

TEST(money_that_is_not_exact_is_refused)
{
    static const char *const bad[] = {"",
                                      "-",
                                      ".",
                                      ".5",
                                      "5.",
                                      "-.5",
                                      "1.234",
                                      "1,5",
                                      "1 000",
                                      "+1",
                                      "--1",
                                      "1e3",
                                      "€1",
                                      " 1",
                                      "1 ",
                                      "1.2.3",
                                      "1..2",
                                      "1.-2",
                                      "0x1",
                                      "92233720368547758.08",
                                      "-92233720368547758.09",
                                      "92233720368547759",
                                      "99999999999999999999999"};
    for (size_t i = 0; i < COUNT_OF(bad); i++) CHECK_TEXT(parsed(bad[i], "EUR"), "no");
    CHECK_TEXT(parsed("1.0", "JPY"), "no");
    CHECK_TEXT(parsed("1.", "JPY"), "no");
    int64_t amount;
    Currency euro = currency_of("EUR");
    CHECK(!money_parse((Str){"1\0", 2}, &euro, &amount));
}

TEST(money_decimal_is_read_back)
{
    static const int64_t amounts[] = {0, 1, -1, 99, 100, -12345, INT64_MAX, INT64_MIN};
    static const char *const codes[] = {"EUR", "JPY", "KWD", ""};
    for (size_t i = 0; i < COUNT_OF(amounts) * COUNT_OF(codes); i++) {
        Currency currency = currency_of(codes[i % COUNT_OF(codes)]);
        int64_t amount = amounts[i / COUNT_OF(codes)], read;
        CHECK(money_parse(money_decimal(test_arena(), amount, &currency), &currency, &read));
        CHECK_INT(read, amount);
    }
}
