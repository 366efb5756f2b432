#include "staff/key.h"
#include "staff/staff_test.h"

static Str ask_with(StaffTest *test, Str key, const char *more)
{
    Str headers = str_format(test_arena(), "authorization: Bearer %.*s\n%s", STR_ARGS(key), more);
    Str answer = staff_test_answer(test, "GET", "/api/v1/keys", str_c(test_arena(), headers), "");
    return (Str){answer.data, answer.size < 25 ? answer.size : 25};
}

STORE_TEST(a_key_counts_at_once_and_its_revocation_too)
{
    StaffTest test;
    staff_test_open(&test, kind);
    Str key = staff_test_key(&test, "{\"name\":\"ops\",\"scope\":\"admin\"}");
    CHECK(str_starts_with(key, STR("fdl_live_")) && key.size == 41);
    CHECK(str_starts_with(ask_with(&test, key, ""), STR("200 ")));
    CHECK_TEXT(staff_test_answer(&test, "DELETE", "/api/v1/keys/1", "local", ""), "204 ");
    CHECK(str_starts_with(ask_with(&test, key, ""), STR("401 invalid_key")));
    staff_test_close(&test);
}

STORE_TEST(after_a_rotation_the_old_key_is_good_until_the_time_given)
{
    StaffTest test;
    staff_test_open(&test, kind);
    Str old = staff_test_key(&test, "{\"name\":\"ops\",\"scope\":\"admin\"}");
    Str until = instant_text(test_arena(), instant_now() + 3600 * 1000);
    const char *body = str_c(test_arena(), str_format(test_arena(), "{\"old_key_until\":\"%.*s\"}", STR_ARGS(until)));
    ApiReply reply = staff_test_ask(&test, "POST", "/api/v1/keys/1/rotate", "local", body);
    Str new_key = staff_test_member(reply.body, "key");
    CHECK(str_starts_with(ask_with(&test, old, ""), STR("200 ")));
    CHECK(str_starts_with(ask_with(&test, new_key, ""), STR("200 ")));
    reply = staff_test_ask(&test, "POST", "/api/v1/keys/1/rotate", "local", "{}");
    CHECK(str_starts_with(ask_with(&test, new_key, ""), STR("401 invalid_key")));
    CHECK(str_starts_with(ask_with(&test, old, ""), STR("401 invalid_key")));
    CHECK(str_starts_with(ask_with(&test, staff_test_member(reply.body, "key"), ""), STR("200 ")));
    staff_test_close(&test);
}

TEST(a_key_says_where_it_may_come_from)
{
    StaffTest test;
    staff_test_open(&test, STORE_SQLITE);
    Str near = staff_test_key(&test, "{\"name\":\"a\",\"scope\":\"admin\",\"addresses\":[\"203.0.113.0/24\"]}");
    Str far = staff_test_key(&test, "{\"name\":\"b\",\"scope\":\"admin\",\"addresses\":[\"198.51.100.1\"]}");
    CHECK(str_starts_with(ask_with(&test, near, ""), STR("200 ")));
    CHECK(str_starts_with(ask_with(&test, far, ""), STR("403 ip_not_allowed")));
    CHECK(
        str_starts_with(ask_with(&test, near, "origin: https://shop.example.com\n"), STR("403 secret_key_in_browser")));
    staff_test_close(&test);
}

TEST(addresses_of_a_key_are_networks_of_either_kind)
{
    static const struct {
        const char *list, *address;
        bool allowed;
    } cases[] = {{"", "203.0.113.7", true},
                 {"203.0.113.7", "203.0.113.7", true},
                 {"203.0.113.7", "203.0.113.8", false},
                 {"10.0.0.0/8 192.168.1.0/30", "192.168.1.3", true},
                 {"10.0.0.0/8 192.168.1.0/30", "192.168.1.4", false},
                 {"2001:db8::/33", "2001:db8:7fff::1", true},
                 {"2001:db8::/33", "2001:db8:8000::1", false},
                 {"203.0.113.7", "::ffff:203.0.113.7", true},
                 {"0.0.0.0/0", "2001:db8::1", false},
                 {"203.0.113.7", "nonsense", false}};
    for (size_t i = 0; i < COUNT_OF(cases); i++)
        CHECK_INT(key_address_allowed(str_of(cases[i].list), str_of(cases[i].address)), cases[i].allowed);
}

TEST(origins_match_exactly)
{
    Str shop = STR("https://shop.example http://localhost:3000");
    CHECK(key_origin_allowed(shop, STR("https://shop.example")));
    CHECK(key_origin_allowed(shop, STR("http://localhost:3000")));
    CHECK(!key_origin_allowed(shop, STR("https://shop.example.evil.test")));
    CHECK(!key_origin_allowed(shop, STR("http://shop.example")));
    CHECK(!key_origin_allowed(shop, STR("null")));
    CHECK(key_origin_allowed(STR(""), STR("https://anywhere.example")));
}

TEST(a_list_that_is_none_is_refused_with_its_item)
{
    Error error;
    CHECK(!key_check_origins(STR("https://a.example https://b.example/path"), test_arena(), &error));
    CHECK(str_contains(str_of(error.message[LOCALE_EN]), STR("b.example/path")));
    CHECK(!key_check_origins(STR("*"), test_arena(), &error));
    CHECK(!key_check_addresses(STR("10.0.0.0/33"), test_arena(), &error));
    CHECK(!key_check_addresses(STR("10.0.0/8"), test_arena(), &error));
    CHECK(key_check_addresses(STR("10.0.0.0/8 ::1"), test_arena(), &error));
}

TEST(keys_differ_and_only_their_digest_is_kept)
{
    StaffTest test;
    staff_test_open(&test, STORE_SQLITE);
    Str a = staff_test_key(&test, "{\"name\":\"a\",\"scope\":\"track\"}");
    Str b = staff_test_key(&test, "{\"name\":\"b\",\"scope\":\"track\"}");
    CHECK(!str_equal(a, b) && str_starts_with(a, STR("fdl_track_")));
    Str list = staff_test_answer(&test, "GET", "/api/v1/keys", "local", "");
    CHECK(!str_contains(list, a) && !str_contains(list, b));
    CHECK(str_contains(list, (Str){a.data, 14}));
    staff_test_close(&test);
}
