#include "base/address.h"
#include "base/json.h"
#include "base/source.h"
#include "base/test.h"

TEST(email_addresses_are_dot_atoms_at_host_names)
{
    CHECK(email_valid(STR("ana.b+shop@mail.example.com")));
    CHECK(email_valid(STR("josé@exämple.fr")));
    const Str bad[] = {STR("a@b"),          STR("a@@b.c"), STR("a b@c.d"),      STR("a@b.c\r\nBcc: x@y.z"),
                       STR("@b.c"),         STR("a@"),     STR(".a@b.c"),       STR("a..b@c.d"),
                       STR("a@-b.c"),       STR("a@b-.c"), STR("a@b..c"),       STR("a@1.2.3.4"),
                       STR("\"a b\"@c.de"), STR(""),       STR("a@[127.0.0.1]")};
    for (size_t i = 0; i < COUNT_OF(bad); i++) CHECK(!email_valid(bad[i]));
}

TEST(email_addresses_of_321_bytes_are_refused)
{
    Text text = text_in(test_arena());
    text_add(&text, STR("a@"));
    for (int i = 0; i < 40; i++) text_add(&text, STR("abcdefg."));
    text_add(&text, STR("com"));
    CHECK(text.size > 320 && !email_valid(text_str(&text)));
}

static JsonValue member(JsonValue object, const char *name)
{
    JsonValue value = {0};
    CHECK(json_member(object, str_of(name), &value));
    return value;
}

// Dominic Sayers' and Michael Rushton's test cases: what all agree on.
TEST(email_addresses_of_the_isemail_suite_are_told_apart)
{
    Source source;
    Error error;
    JsonValue suite, vector;
    CHECK(source_open(test_shared_path("vectors/email_addresses.json"), 0, 1, &source, &error));
    CHECK(json_parse(source.text, &suite, &error));
    for (size_t cursor = 0; json_next(member(suite, "vectors"), &cursor, NULL, &vector);) {
        Str address = json_get_string(member(vector, "address"), test_arena());
        bool valid = email_valid(address), good = json_get_boolean(member(vector, "accept_strict"));
        if ((good && !valid) || (json_get_boolean(member(vector, "must_reject")) && valid))
            fail_msg("%.*s", STR_ARGS(address));
    }
    source_close(&source);
}

TEST(url_is_http_or_https_without_user_info)
{
    CHECK_INT(url_check(STR("https://shop.example.com:8443/a?b=c#d")), URL_FINE);
    CHECK_INT(url_check(STR("HTTP://localhost")), URL_FINE);
    CHECK_INT(url_check(STR("http://[::1]:80/")), URL_FINE);
    CHECK_INT(url_check(STR("javascript:alert(1)")), URL_SCHEME);
    CHECK_INT(url_check(STR("data:text/html,x")), URL_SCHEME);
    CHECK_INT(url_check(STR("/local")), URL_SCHEME);
    CHECK_INT(url_check(STR("http://a@b/")), URL_USER_INFO);
    CHECK_INT(url_check(STR("http://[::1")), URL_MALFORMED);
    CHECK_INT(url_check(STR("http:///x")), URL_MALFORMED);
    CHECK_INT(url_check(STR("http://a:0/")), URL_MALFORMED);
    CHECK_INT(url_check(STR("http://a:65536/")), URL_MALFORMED);
    CHECK_INT(url_check(STR("http://a b/")), URL_MALFORMED);
    CHECK_INT(url_check(STR("http://-a/")), URL_MALFORMED);
    CHECK_INT(url_check(STR("http://a/\r\nX: y")), URL_MALFORMED);
}
