#include "staff/session.h"

#include <pthread.h>
#include <stdatomic.h>
#include <string.h>

#include "staff/cookie.h"
#include "staff/staff_test.h"

static const Instant hour = 3600 * 1000;

// The status and the code of an answer.
static Str short_of(Str answer)
{
    Str status, code;
    CHECK(str_cut(&answer, ' ', &status));
    if (answer.size && answer.data[0] == '{') return status;
    if (!str_cut(&answer, ' ', &code)) code = STR("");
    return code.size ? str_format(test_arena(), "%.*s %.*s", STR_ARGS(status), STR_ARGS(code)) : status;
}

static Str ask(StaffTest *test, const char *method, const char *target, const char *body)
{
    return short_of(staff_test_answer(test, method, target, "browser", body));
}

static Str sign_in(StaffTest *test, const char *email, const char *password)
{
    return short_of(staff_test_sign_in(test, email, password));
}

STORE_TEST(session_begins_with_the_password_and_ends_with_leaving)
{
    StaffTest test;
    staff_test_open(&test, kind);
    staff_test_person(&test, "ana@example.com", "administrator");
    CHECK_TEXT(ask(&test, "GET", "/api/v1/session", ""), "401 invalid_key");
    CHECK_TEXT(sign_in(&test, " ANA@Example.COM ", STAFF_TEST_PASSWORD), "200");
    CHECK_TEXT(ask(&test, "GET", "/api/v1/session", ""), "200");
    Str cookies = test.cookies;
    CHECK_TEXT(ask(&test, "DELETE", "/api/v1/session", ""), "204");
    CHECK(!str_contains(test.cookies, STR(COOKIE_SESSION)) && str_contains(test.cookies, STR(COOKIE_DEVICE)));
    test.cookies = cookies;
    CHECK_TEXT(ask(&test, "GET", "/api/v1/session", ""), "401 no_session");
    staff_test_close(&test);
}

STORE_TEST(session_is_refused_in_the_same_words_whatever_is_wrong)
{
    StaffTest test;
    staff_test_open(&test, kind);
    staff_test_person(&test, "ana@example.com", "agent");
    staff_test_person(&test, "bo@example.com", "agent");
    CHECK_INT(
        staff_test_ask(&test, "PATCH", "/api/v1/staff/email:bo@example.com", "local", "{\"disabled\":true}").status,
        200);
    CHECK_INT(
        staff_test_ask(&test, "POST", "/api/v1/staff", "local", "{\"email\":\"cy@example.com\",\"role\":\"agent\"}")
            .status,
        201);
    Str wrong = staff_test_sign_in(&test, "ana@example.com", "not the password");
    CHECK(str_starts_with(wrong, STR("401 invalid_credentials")));
    CHECK(str_equal(wrong, staff_test_sign_in(&test, "nobody@example.com", STAFF_TEST_PASSWORD)));
    CHECK(str_equal(wrong, staff_test_sign_in(&test, "bo@example.com", STAFF_TEST_PASSWORD)));
    CHECK(str_equal(wrong, staff_test_sign_in(&test, "cy@example.com", "")));
    CHECK_INT(test.cookies.size, 0);
    staff_test_close(&test);
}

TEST(session_ends_after_twelve_idle_hours)
{
    StaffTest test;
    staff_test_open(&test, STORE_SQLITE);
    staff_test_person(&test, "ana@example.com", "agent");
    CHECK_TEXT(sign_in(&test, "ana@example.com", STAFF_TEST_PASSWORD), "200");
    test.later = 11 * hour;
    CHECK_TEXT(ask(&test, "GET", "/api/v1/session", ""), "200");
    test.later = 22 * hour;
    CHECK_TEXT(ask(&test, "GET", "/api/v1/session", ""), "200");
    test.later = 34 * hour + 1000;
    CHECK_TEXT(ask(&test, "GET", "/api/v1/session", ""), "401 session_expired");
    staff_test_close(&test);
}

TEST(session_ends_after_seven_days_however_busy)
{
    StaffTest test;
    staff_test_open(&test, STORE_SQLITE);
    staff_test_person(&test, "ana@example.com", "agent");
    CHECK_TEXT(sign_in(&test, "ana@example.com", STAFF_TEST_PASSWORD), "200");
    for (int half_day = 1; half_day <= 15; half_day++) {
        test.later = half_day * 11 * hour;
        CHECK_TEXT(ask(&test, "GET", "/api/v1/session", ""), "200");
    }
    test.later = 7 * 24 * hour + 1000;
    CHECK_TEXT(ask(&test, "GET", "/api/v1/session", ""), "401 session_expired");
    staff_test_close(&test);
}

STORE_TEST(session_of_before_a_sign_in_dies_with_it)
{
    StaffTest test;
    staff_test_open(&test, kind);
    staff_test_person(&test, "ana@example.com", "agent");
    CHECK_TEXT(sign_in(&test, "ana@example.com", STAFF_TEST_PASSWORD), "200");
    Str old = test.cookies;
    CHECK_TEXT(sign_in(&test, "ana@example.com", STAFF_TEST_PASSWORD), "200");
    CHECK_TEXT(ask(&test, "GET", "/api/v1/session", ""), "200");
    test.cookies = old;
    CHECK_TEXT(ask(&test, "GET", "/api/v1/session", ""), "401 no_session");
    staff_test_close(&test);
}

STORE_TEST(session_elsewhere_is_revoked_by_a_new_password)
{
    StaffTest test;
    staff_test_open(&test, kind);
    staff_test_person(&test, "ana@example.com", "agent");
    CHECK_TEXT(sign_in(&test, "ana@example.com", STAFF_TEST_PASSWORD), "200");
    Str elsewhere = test.cookies;
    test.cookies = STR("");
    CHECK_TEXT(sign_in(&test, "ana@example.com", STAFF_TEST_PASSWORD), "200");
    CHECK_TEXT(ask(&test, "PUT", "/api/v1/session/password", "{\"new_password\":\"kestrel omelette mauve\"}"),
               "403 reauth_required");
    CHECK_TEXT(ask(&test, "PUT", "/api/v1/session/password",
                   "{\"old_password\":\"" STAFF_TEST_PASSWORD "\",\"new_password\":\"" STAFF_TEST_PASSWORD "\"}"),
               "422 same_password");
    CHECK_TEXT(ask(&test, "PUT", "/api/v1/session/password",
                   "{\"old_password\":\"" STAFF_TEST_PASSWORD "\",\"new_password\":\"kestrel omelette mauve\"}"),
               "204");
    CHECK_TEXT(ask(&test, "GET", "/api/v1/session", ""), "200");
    test.cookies = elsewhere;
    CHECK_TEXT(ask(&test, "GET", "/api/v1/session", ""), "401 session_revoked");
    CHECK_TEXT(sign_in(&test, "ana@example.com", STAFF_TEST_PASSWORD), "401 invalid_credentials");
    CHECK_TEXT(sign_in(&test, "ana@example.com", "kestrel omelette mauve"), "200");
    staff_test_close(&test);
}

STORE_TEST(session_has_the_rights_of_the_role_of_the_moment)
{
    StaffTest test;
    staff_test_open(&test, kind);
    staff_test_person(&test, "ana@example.com", "administrator");
    staff_test_person(&test, "bo@example.com", "administrator");
    CHECK_TEXT(sign_in(&test, "bo@example.com", STAFF_TEST_PASSWORD), "200");
    CHECK_TEXT(ask(&test, "GET", "/api/v1/keys", ""), "200");
    CHECK_INT(staff_test_ask(&test, "PATCH", "/api/v1/staff/2", "local", "{\"role\":\"agent\"}").status, 200);
    CHECK_TEXT(ask(&test, "GET", "/api/v1/keys", ""), "403 forbidden");
    CHECK_INT(staff_test_ask(&test, "DELETE", "/api/v1/staff/2", "local", "").status, 204);
    CHECK_TEXT(ask(&test, "GET", "/api/v1/session", ""), "401 no_session");
    CHECK_TEXT(short_of(staff_test_answer(&test, "DELETE", "/api/v1/staff/1", "local", "")), "409 last_owner");
    CHECK_TEXT(short_of(staff_test_answer(&test, "PATCH", "/api/v1/staff/1", "local", "{\"role\":\"agent\"}")),
               "409 last_owner");
    CHECK_TEXT(short_of(staff_test_answer(&test, "PATCH", "/api/v1/staff/1", "local", "{\"disabled\":true}")),
               "409 last_owner");
    staff_test_close(&test);
}

// ---- guessing ----

TEST(guessing_ends_after_ten_tries_and_its_victim_still_gets_in)
{
    StaffTest test;
    staff_test_open(&test, STORE_SQLITE);
    staff_test_person(&test, "ana@example.com", "agent");
    CHECK_TEXT(sign_in(&test, "ana@example.com", STAFF_TEST_PASSWORD), "200");
    Str known = test.cookies;
    test.cookies = STR("");
    for (int i = 0; i < 10; i++) CHECK_TEXT(sign_in(&test, "ana@example.com", "wrong"), "401 invalid_credentials");
    CHECK_TEXT(sign_in(&test, "ana@example.com", "wrong"), "429 rate_limited");
    CHECK_TEXT(sign_in(&test, "ana@example.com", STAFF_TEST_PASSWORD), "429 rate_limited");
    test.cookies = known;
    CHECK_TEXT(sign_in(&test, "ana@example.com", STAFF_TEST_PASSWORD), "200");
    test.cookies = STR("");
    test.later = hour;
    CHECK_TEXT(sign_in(&test, "ana@example.com", STAFF_TEST_PASSWORD), "200");
    staff_test_close(&test);
}

TEST(guessing_at_many_accounts_is_bounded_by_the_network)
{
    StaffTest test;
    staff_test_open(&test, STORE_SQLITE);
    int allowed = 0;
    for (int i = 0; i < 60; i++) {
        const char *email = str_c(test_arena(), str_format(test_arena(), "p%d@example.com", i));
        allowed += str_starts_with(sign_in(&test, email, "wrong"), STR("401"));
    }
    CHECK_INT(allowed, 50);
    staff_test_close(&test);
}

// ---- the second factor ----

static Str code_at(Str secret_json, Instant at)
{
    Str secret = staff_test_member(secret_json, "secret");
    static const char letter[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    char seed[TOTP_SEED_BYTES] = {0};
    for (size_t i = 0, bit = 0; i < secret.size; i++)
        for (int j = 4; j >= 0; j--, bit++)
            if ((strchr(letter, secret.data[i]) - letter) >> j & 1) seed[bit / 8] |= (char)(0x80 >> bit % 8);
    return str_format(test_arena(), "%06u", totp_code((Str){seed, sizeof seed}, at / 30000));
}

static Str code_body(Str code)
{
    return str_format(test_arena(), "{\"code\":\"%.*s\"}", STR_ARGS(code));
}

static Str send_code(StaffTest *test, const char *target, Str code)
{
    return ask(test, "POST", target, str_c(test_arena(), code_body(code)));
}

// The secret, and the first of the recovery codes.
static Str set_up_factor(StaffTest *test, Str *recovery)
{
    ApiReply offer = staff_test_ask(test, "POST", "/api/v1/session/second-factor", "browser",
                                    "{\"password\":\"" STAFF_TEST_PASSWORD "\"}");
    CHECK_INT(offer.status, 200);
    Str code = code_at(offer.body, instant_now() + test->later);
    CHECK_TEXT(send_code(test, "/api/v1/session/second-factor/confirm", STR("000000")), "401 invalid_code");
    ApiReply done = staff_test_ask(test, "POST", "/api/v1/session/second-factor/confirm", "browser",
                                   str_c(test_arena(), code_body(code)));
    CHECK_INT(done.status, 200);
    Str codes = staff_test_member(done.body, "recovery_codes");
    *recovery = (Str){codes.data + 2, 19};
    return offer.body;
}

STORE_TEST(factor_is_asked_for_after_the_password_and_a_code_is_good_once)
{
    StaffTest test;
    Str recovery;
    staff_test_open(&test, kind);
    staff_test_person(&test, "ana@example.com", "agent");
    CHECK_TEXT(sign_in(&test, "ana@example.com", STAFF_TEST_PASSWORD), "200");
    Str offer = set_up_factor(&test, &recovery);
    test.later = 60 * 1000;
    CHECK_TEXT(sign_in(&test, "ana@example.com", STAFF_TEST_PASSWORD), "202");
    CHECK_TEXT(ask(&test, "GET", "/api/v1/session", ""), "401 no_session");
    Str code = code_at(offer, instant_now() + test.later);
    CHECK_TEXT(send_code(&test, "/api/v1/session/code", STR("12345")), "422 invalid_value");
    CHECK_TEXT(send_code(&test, "/api/v1/session/code", code), "200");
    CHECK_TEXT(ask(&test, "GET", "/api/v1/session", ""), "200");
    CHECK_TEXT(send_code(&test, "/api/v1/session/code", code), "401 no_session");
    CHECK_TEXT(sign_in(&test, "ana@example.com", STAFF_TEST_PASSWORD), "202");
    CHECK_TEXT(send_code(&test, "/api/v1/session/code", code), "401 code_used");
    CHECK_TEXT(send_code(&test, "/api/v1/session/code", recovery), "200");
    CHECK_TEXT(sign_in(&test, "ana@example.com", STAFF_TEST_PASSWORD), "202");
    CHECK_TEXT(send_code(&test, "/api/v1/session/code", recovery), "401 code_used");
    test.later += 6 * 60 * 1000;
    CHECK_TEXT(send_code(&test, "/api/v1/session/code", code_at(offer, instant_now() + test.later)), "401 no_session");
    staff_test_close(&test);
}

TEST(factor_codes_can_not_be_guessed)
{
    StaffTest test;
    Str recovery;
    staff_test_open(&test, STORE_SQLITE);
    staff_test_person(&test, "ana@example.com", "agent");
    CHECK_TEXT(sign_in(&test, "ana@example.com", STAFF_TEST_PASSWORD), "200");
    Str offer = set_up_factor(&test, &recovery);
    test.later = 60 * 1000;
    CHECK_TEXT(sign_in(&test, "ana@example.com", STAFF_TEST_PASSWORD), "202");
    Str right = code_at(offer, instant_now() + test.later), wrong = STR("000000");
    if (str_equal(right, wrong)) wrong = STR("000001");
    for (int i = 0; i < 5; i++) CHECK_TEXT(send_code(&test, "/api/v1/session/code", wrong), "401 invalid_code");
    CHECK_TEXT(send_code(&test, "/api/v1/session/code", right), "429 rate_limited");
    staff_test_close(&test);
}

STORE_TEST(factor_that_a_role_needs_is_set_up_before_anything_else)
{
    StaffTest test;
    Str recovery;
    staff_test_open(&test, kind);
    staff_test_person(&test, "ana@example.com", "administrator");
    CHECK_INT(staff_test_ask(&test, "PUT", "/api/v1/roles/administrator", "local", "{\"second_factor\":true}").status,
              200);
    CHECK_TEXT(sign_in(&test, "ana@example.com", STAFF_TEST_PASSWORD), "200");
    CHECK_TEXT(ask(&test, "GET", "/api/v1/keys", ""), "403 second_factor_required");
    set_up_factor(&test, &recovery);
    CHECK_TEXT(ask(&test, "GET", "/api/v1/keys", ""), "200");
    staff_test_close(&test);
}

// ---- one-time links ----

STORE_TEST(link_is_good_once_and_for_an_hour)
{
    StaffTest test;
    staff_test_open(&test, kind);
    staff_test_person(&test, "ana@example.com", "agent");
    for (int late = 0; late < 2; late++) {
        test.later = 0;
        ApiReply reply = staff_test_ask(&test, "POST", "/api/v1/staff/1/reset", "local", "{}");
        Str link = staff_test_member(reply.body, "link"), path;
        CHECK(str_cut(&link, '=', &path));
        CHECK_TEXT(path, "/password?code");
        const char *body =
            str_c(test_arena(), str_format(test_arena(), "{\"token\":\"%.*s\",\"password\":\"kestrel omelette %d\"}",
                                           STR_ARGS(link), late));
        test.later = late ? 61 * 60 * 1000 : 59 * 60 * 1000;
        CHECK_TEXT(ask(&test, "POST", "/api/v1/links", body), late ? "400 invalid_token" : "204");
        CHECK_TEXT(ask(&test, "POST", "/api/v1/links", body), "400 invalid_token");
    }
    CHECK_TEXT(ask(&test, "POST", "/api/v1/links", "{\"token\":\"x\",\"password\":\"kestrel omelette 9\"}"),
               "400 invalid_token");
    CHECK_TEXT(sign_in(&test, "ana@example.com", "kestrel omelette 0"), "200");
    staff_test_close(&test);
}

// ---- many threads ----

typedef struct Callers {
    StaffTest *test;
    Str key;
    atomic_bool stop;
    atomic_int wrong;
} Callers;

static void *call_again_and_again(void *context)
{
    Callers *callers = context;
    HttpRequest request = {.method = STR("GET"), .path = STR("/api/v1/keys"), .peer = STR("203.0.113.7")};
    Route route = {.method = "GET", .path = "/api/v1/keys", .access = ACCESS_ADMIN};
    request.header[request.headers++] = (HttpHeader){STR("authorization"), callers->key};
    while (!atomic_load(&callers->stop)) {
        Arena *arena = arena_open(0);
        Principal principal;
        Error error;
        request.received = instant_now();
        if (!staff_authenticate(&callers->test->house, &request, &route, arena, &principal, &error) ||
            !str_equal(principal.name, STR("steady")))
            atomic_fetch_add(&callers->wrong, 1);
        arena_close(arena);
    }
    return NULL;
}

TEST(callers_are_known_while_keys_come_and_go)
{
    enum { THREADS = 3 };
    pthread_t thread[THREADS];
    StaffTest test;
    staff_test_open(&test, STORE_SQLITE);
    Str key = staff_test_key(&test, "{\"name\":\"steady\",\"scope\":\"admin\"}");
    Callers callers = {.test = &test, .key = str_format(test_arena(), "Bearer %.*s", STR_ARGS(key))};
    for (int i = 0; i < THREADS; i++) CHECK_INT(pthread_create(&thread[i], NULL, call_again_and_again, &callers), 0);
    for (int i = 2; i < 40; i++) {
        staff_test_key(&test, "{\"name\":\"passing\",\"scope\":\"read\"}");
        const char *path = str_c(test_arena(), str_format(test_arena(), "/api/v1/keys/%d", i));
        CHECK_INT(staff_test_ask(&test, "DELETE", path, "local", "").status, 204);
    }
    atomic_store(&callers.stop, true);
    for (int i = 0; i < THREADS; i++) pthread_join(thread[i], NULL);
    CHECK_INT(atomic_load(&callers.wrong), 0);
    staff_test_close(&test);
}
