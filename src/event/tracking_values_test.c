#include "event/tracking_values.h"

#include "base/test.h"
#include "event/bots.h"
#include "event/rules.h"

static JsonValue json(const char *text)
{
    JsonValue value = {0};
    Error error;
    if (!json_parse(str_of(text), &value, &error)) fail_msg("%s", error.message[LOCALE_EN]);
    return value;
}

// ---- times ----

static int64_t time_read(const char *text)
{
    Instant instant = -1;
    TimeFault fault = time_of(json(text), test_arena(), &instant);
    return fault == TIME_FINE ? instant : -(int64_t)fault;
}

TEST(a_time_is_rfc_3339_or_milliseconds)
{
    CHECK_INT(time_read("\"2026-11-22T08:00:00.500Z\""), 1795334400500);
    CHECK_INT(time_read("\"2026-11-22T09:00:00.5+01:00\""), 1795334400500);
    CHECK_INT(time_read("1795334400500"), 1795334400500);
    CHECK_INT(time_read("100000000000"), 100000000000); // 1973: the first that is surely not seconds
}

TEST(a_number_of_seconds_is_told_from_milliseconds)
{
    CHECK_INT(time_read("1700000000"), -TIME_SECONDS);
    CHECK_INT(time_read("99999999999"), -TIME_SECONDS);
    CHECK_INT(time_read("0"), -TIME_SECONDS);
}

TEST(what_is_no_time_is_refused)
{
    CHECK_INT(time_read("\"yesterday\""), -TIME_NOT_A_DATE);
    CHECK_INT(time_read("\"2026-11-22T08:00:00\""), -TIME_NOT_A_DATE); // of which zone?
    CHECK_INT(time_read("\"2026-02-30T08:00:00Z\""), -TIME_NOT_A_DATE);
    CHECK_INT(time_read("1e300"), -TIME_NOT_A_DATE);
    CHECK_INT(time_read("{}"), -TIME_NOT_A_DATE);
    CHECK_INT(time_read("\"1969-12-31T23:59:59Z\""), -TIME_TOO_OLD);
    CHECK_INT(time_read("-1"), -TIME_TOO_OLD);
}

TEST(a_clock_is_corrected_beyond_a_few_seconds)
{
    const Instant received = 1795334400000;
    Instant at = received - 60000;
    CHECK(!clock_correct(received, received - CLOCK_TOLERANCE_MS, &at)); // the time on the way
    CHECK_INT(at, received - 60000);
    CHECK(clock_correct(received, received + 30 * 3600000LL, &at)); // the client is 30 h ahead
    CHECK_INT(at, received - 60000 - 30 * 3600000LL);
    at = received - 7200000 - 1000;
    CHECK(clock_correct(received, received - 7200000, &at)); // and two behind: it happened a second before sending
    CHECK_INT(at, received - 1000);
}

// ---- amounts ----

static int64_t amount_read(const char *text, const char *code)
{
    Currency currency;
    int64_t minor = INT64_MIN;
    CHECK(currency_find(str_of(code), &currency));
    AmountFault fault = amount_of(json(text), &currency, test_arena(), &minor);
    return fault == AMOUNT_FINE ? minor : INT64_MIN + (int64_t)fault;
}

TEST(an_amount_is_in_whole_minor_units_of_its_currency)
{
    CHECK_INT(amount_read("25.5", "EUR"), 2550);
    CHECK_INT(amount_read("\"25.50\"", "EUR"), 2550);
    CHECK_INT(amount_read("25", "JPY"), 25);
    CHECK_INT(amount_read("1.234", "KWD"), 1234);
    CHECK_INT(amount_read("-3.20", "EUR"), -320);
    CHECK_INT(amount_read("1e2", "EUR"), 10000);
    CHECK_INT(amount_read("0", "EUR"), 0);
}

TEST(an_amount_is_rounded_half_away_from_zero)
{
    CHECK_INT(amount_read("19.989999999999998", "EUR"), 1999); // as a program adds cents
    CHECK_INT(amount_read("0.005", "EUR"), 1);
    CHECK_INT(amount_read("0.0049", "EUR"), 0);
    CHECK_INT(amount_read("-0.005", "EUR"), -1);
    CHECK_INT(amount_read("2.5", "JPY"), 3);
}

TEST(what_is_no_amount_is_refused)
{
    const char *wrong[] = {"\"12,50\"", "\"$12\"",   "\"\"",   "\"-\"", "\".\"",
                           "\"1.\"",    "\"1.2.3\"", "\" 1\"", "true",  "[1]"};
    for (size_t i = 0; i < COUNT_OF(wrong); i++)
        CHECK_INT(amount_read(wrong[i], "EUR"), INT64_MIN + AMOUNT_NOT_DECIMAL);
    CHECK_INT(amount_read("1e18", "EUR"), INT64_MIN + AMOUNT_TOO_LARGE);
    CHECK_INT(amount_read("1000000000000000000", "EUR"), INT64_MIN + AMOUNT_TOO_LARGE);
    CHECK_INT(amount_read("10000000000000.01", "EUR"), INT64_MIN + AMOUNT_TOO_LARGE);
    CHECK_INT(amount_read("10000000000000.00", "EUR"), 1000000000000000);
}

// ---- ids ----

TEST(ids_that_are_usually_a_mistake_are_told)
{
    const char *wrong[] = {"null", "undefined", "0", "NaN", "[object Object]", "true", "anonymous", "GUEST"};
    for (size_t i = 0; i < COUNT_OF(wrong); i++) CHECK_INT(id_check(str_of(wrong[i])), ID_SUSPICIOUS);
    CHECK_INT(id_check(STR("00")), ID_FINE);
    CHECK_INT(id_check(STR("nullable")), ID_FINE);
    CHECK_INT(id_check(STR("Zoé ✓ 12")), ID_FINE);
}

TEST(ids_hold_nothing_that_cannot_be_seen)
{
    CHECK_INT(id_check(STR("a\u202Eb")), ID_CHARACTER);
    CHECK_INT(id_check(STR("a\u200Bb")), ID_CHARACTER);
    CHECK_INT(id_check(STR("\uFEFFa")), ID_CHARACTER);
    CHECK_INT(id_check(STR("a\nb")), ID_CHARACTER);
    CHECK_INT(id_check(STR("a\xC2\x85"
                           "b")),
              ID_CHARACTER);
    CHECK_INT(id_check(STR("   ")), ID_BLANK);
    CHECK_INT(id_check(STR("\u00A0")), ID_BLANK);
}

TEST(nesting_is_counted_outside_of_strings)
{
    CHECK_INT(json_nesting(json("1")), 0);
    CHECK_INT(json_nesting(json("[]")), 1);
    CHECK_INT(json_nesting(json("{\"a\":[{},\"[[[[\",\"\\\"[[\"]}")), 3);
}

TEST(an_email_address_has_one_at_and_a_dot_behind_it)
{
    CHECK(looks_like_email(STR("a@b.fr")));
    const char *wrong[] = {"", "a", "@b.fr", "a@b", "a@.fr", "a@b@c.fr", "a b@c.fr", "a@b.fr."};
    for (size_t i = 0; i < COUNT_OF(wrong); i++) CHECK(!looks_like_email(str_of(wrong[i])));
}

TEST(content_marks_differ_with_the_text)
{
    CHECK(content_mark(STR("{\"a\":1}"), 0) == content_mark(STR("{\"a\":1}"), 0));
    CHECK(content_mark(STR("{\"a\":1}"), 0) != content_mark(STR("{\"a\":2}"), 0));
    CHECK(content_mark(STR("12345678"), 0) != content_mark(STR("123456789"), 0));
    CHECK(content_mark(STR("a"), 0) != content_mark(STR("a\0"), 0));
}

// ---- bots ----

TEST(robots_are_known_by_their_user_agent)
{
    CHECK(bot_user_agent(STR("Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)")));
    CHECK(bot_user_agent(STR("Mozilla/5.0 (X11; Linux x86_64) HeadlessChrome/156.0.0.0 Safari/537.36")));
    CHECK(bot_user_agent(STR("facebookexternalhit/1.1")));
    CHECK(bot_user_agent(STR("ExampleBot")));
    CHECK(bot_user_agent(STR("Screaming Frog SEO Spider/20.0")));
}

TEST(browsers_and_servers_are_no_robots)
{
    CHECK(!bot_user_agent(STR("")));
    CHECK(!bot_user_agent(STR("Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) "
                              "Chrome/126.0.0.0 Safari/537.36")));
    CHECK(!bot_user_agent(STR("Mozilla/5.0 (Linux; Android 10; CUBOT X30) Chrome/100.0 Mobile Safari/537.36")));
    CHECK(!bot_user_agent(STR("Mozilla/5.0 (X11; Ubuntu; rv:128.0) Gecko/20100101 Firefox/128.0 Robotics")));
    CHECK(!bot_user_agent(STR("analytics-node-next/latest")));
    CHECK(!bot_user_agent(STR("python-requests/2.31")));
}

// ---- internal addresses ----

static bool in_range(const char *range, const char *address)
{
    AddressRange parsed;
    CHECK(address_range_parse(str_of(range), &parsed));
    const TrackingRules rules = {.range = &parsed, .ranges = 1};
    return rules_internal_address(&rules, str_of(address));
}

TEST(an_address_is_internal_when_a_range_holds_it)
{
    CHECK(in_range("10.0.0.0/8", "10.255.1.2"));
    CHECK(!in_range("10.0.0.0/8", "11.0.0.1"));
    CHECK(in_range("192.0.2.128/25", "192.0.2.200"));
    CHECK(!in_range("192.0.2.128/25", "192.0.2.100"));
    CHECK(in_range("192.0.2.7", "192.0.2.7"));
    CHECK(in_range("2001:db8::/33", "2001:db8:7fff::1"));
    CHECK(!in_range("2001:db8::/33", "2001:db8:8000::1"));
    CHECK(in_range("0.0.0.0/0", "8.8.8.8"));
    CHECK(!in_range("0.0.0.0/0", "::1"));
    CHECK(!in_range("10.0.0.0/8", "nonsense"));
}

TEST(what_is_no_range_of_addresses_is_refused)
{
    AddressRange range;
    const char *wrong[] = {"", "10.0.0.0/33", "10.0.0/8", "10.0.0.0/", "::/129", "10.0.0.0/x", "10.0.0.0/0008"};
    for (size_t i = 0; i < COUNT_OF(wrong); i++) CHECK(!address_range_parse(str_of(wrong[i]), &range));
}

TEST(an_email_is_internal_by_its_domain_alone)
{
    const Str domain = STR("example.com");
    const TrackingRules rules = {.domain = &domain, .domains = 1};
    CHECK(rules_internal_email(&rules, STR("ann@Example.com")));
    CHECK(!rules_internal_email(&rules, STR("ann@notexample.com")));
    CHECK(!rules_internal_email(&rules, STR("ann@example.com.evil.test")));
    CHECK(!rules_internal_email(&rules, STR("example.com")));
}
