#include "http/query.h"
#include "base/test.h"

static Str read_query(const char *query)
{
    HttpQuery read;
    Error error;
    Text text = text_in(test_arena());
    if (!http_query_read(str_of(query), test_arena(), &read, &error))
        return str_format(test_arena(), "%d %s: %s", error.kind == ERROR_USAGE ? 400 : 0, error.code,
                          error.message[LOCALE_EN]);
    for (size_t i = 0; i < read.count; i++)
        text_addf(&text, "[%.*s=%.*s]", STR_ARGS(read.parameter[i].name), STR_ARGS(read.parameter[i].value));
    return text_str(&text);
}

TEST(a_query_is_decoded_once)
{
    CHECK_TEXT(read_query(""), "");
    CHECK_TEXT(read_query("limit=10&query=caf%C3%A9+noir"), "[limit=10][query=café noir]");
    CHECK_TEXT(read_query("a=%2525&b=x=y&c&&d="), "[a=%25][b=x=y][c=][d=]");
    CHECK_TEXT(read_query("%61=1&=2"), "[a=1][=2]");
}

TEST(a_query_that_can_be_read_in_two_ways_is_refused)
{
    CHECK_TEXT(read_query("limit=1&limit=2"), "400 duplicate_parameter: “limit” may be given once");
    CHECK_TEXT(read_query("limit=1&l%69mit=2"), "400 duplicate_parameter: “limit” may be given once");
    CHECK_TEXT(read_query("a=100%"),
               "400 bad_query: query: broken percent escape in “100%”; write a percent sign as %25");
    CHECK_TEXT(read_query("a=%zz"),
               "400 bad_query: query: broken percent escape in “%zz”; write a percent sign as %25");
    CHECK_TEXT(read_query("a%00=1"), "400 bad_query: query: NUL in “a%00”");
    CHECK_TEXT(read_query("a=%c0%ae"), "400 invalid_utf8: query: “%c0%ae” is not valid UTF-8");
}

TEST(a_query_has_at_most_100_parameters)
{
    Text query = text_in(test_arena());
    for (int i = 0; i < 100; i++) text_addf(&query, "%sp%d=1", i ? "&" : "", i);
    HttpQuery read;
    Error error;
    Str value;
    CHECK(http_query_read(text_str(&query), test_arena(), &read, &error));
    CHECK_INT(read.count, 100);
    CHECK(http_query_get(&read, STR("p99"), &value));
    CHECK(!http_query_get(&read, STR("p100"), &value));
    text_add(&query, STR("&q"));
    CHECK(!http_query_read(text_str(&query), test_arena(), &read, &error));
    CHECK_TEXT(str_of(error.code), "too_many_parameters");
    CHECK_TEXT(str_of(error.message[LOCALE_EN]), "at most 100 parameters");
}
