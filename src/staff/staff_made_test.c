// staff/ as tests see it.
#include <string.h>

#include "module.h"
#include "staff/staff_test.h"
#include "workspace/workspace.h"

extern const Module key_module, session_module, staff_module, trail_module;

static Str folder_of(StoreKind kind)
{
    return store_test_settings(kind).folder;
}

void staff_test_open(StaffTest *test, StoreKind kind)
{
    static const Route *tables[5];
    Error error;
    *test = (StaffTest){.api.store = store_test_open(kind)};
    test->house = (House){.folder = folder_of(kind), .store = test->api.store};
    if (!workspace_open(test->api.store, &test->house.workspace, &error) ||
        !staff_open(test->api.store, test->house.workspace, test->house.secret, &test->house.staff, &error))
        fail_msg("%s %s", error.message[LOCALE_EN], error.detail);
    tables[0] = key_module.routes;
    tables[1] = session_module.routes;
    tables[2] = staff_module.routes;
    tables[3] = trail_module.routes;
    const ApiSettings settings = {.house = &test->house,
                                  .store = test->api.store,
                                  .key = workspace_settings(test->house.workspace)->key,
                                  .tables = tables,
                                  .authenticate = staff_authenticate,
                                  .authenticate_key = staff_authenticate_key,
                                  .audit = staff_audit};
    if (!api_open(&settings, &test->api.api, &error)) fail_msg("%s", error.message[LOCALE_EN]);
}

void staff_test_close(StaffTest *test)
{
    api_close(test->api.api);
    staff_close(test->house.staff);
    store_close(test->api.store);
    workspace_close(test->house.workspace);
}

// As a browser does: what is set replaces what was.
static void keep_cookies(StaffTest *test, const ApiReply *reply)
{
    for (size_t i = 0; i < reply->headers; i++) {
        Str cookie = reply->header[i].value, pair, name;
        if (!str_equal_fold(reply->header[i].name, STR("set-cookie")) || !str_cut(&cookie, ';', &pair)) continue;
        Str value = pair, rest = test->cookies, kept;
        CHECK(str_cut(&value, '=', &name));
        Text cookies = text_in(test_arena());
        while (str_cut(&rest, ';', &kept))
            if (kept.size && !str_starts_with(str_trim(kept), name)) text_addf(&cookies, "%.*s;", STR_ARGS(kept));
        if (value.size) text_addf(&cookies, "%.*s;", STR_ARGS(pair));
        test->cookies = text_str(&cookies);
    }
}

ApiReply staff_test_ask(StaffTest *test, const char *method, const char *target, const char *headers, const char *body)
{
    ApiReply reply;
    bool local = strcmp(headers, "local") == 0, browser = strcmp(headers, "browser") == 0;
    if (local || (browser && !test->cookies.size))
        headers = "content-type: application/json";
    else if (browser)
        headers = str_c(test_arena(), str_format(test_arena(), "content-type: application/json\ncookie: %.*s",
                                                 STR_ARGS(test->cookies)));
    HttpRequest *request = api_test_request(method, str_of(target), headers, str_of(body));
    request->local = local;
    request->peer = local ? STR("") : STR("203.0.113.7");
    request->received = instant_now() + test->later;
    api_perform_request(test->api.api, request, test_arena(), &reply);
    if (browser) keep_cookies(test, &reply);
    return reply;
}

void staff_test_person(StaffTest *test, const char *email, const char *role)
{
    Str body = str_format(test_arena(), "{\"email\":\"%s\",\"role\":\"%s\",\"password\":\"" STAFF_TEST_PASSWORD "\"}",
                          email, role);
    CHECK_INT(staff_test_ask(test, "POST", "/api/v1/staff", "local", str_c(test_arena(), body)).status, 201);
}

Str staff_test_sign_in(StaffTest *test, const char *email, const char *password)
{
    Str body = str_format(test_arena(), "{\"email\":\"%s\",\"password\":\"%s\"}", email, password);
    return staff_test_answer(test, "POST", "/api/v1/session", "browser", str_c(test_arena(), body));
}

Str staff_test_answer(StaffTest *test, const char *method, const char *target, const char *headers, const char *body)
{
    ApiReply reply = staff_test_ask(test, method, target, headers, body);
    return api_test_summary(&reply);
}

Str staff_test_member(Str json, const char *name)
{
    JsonValue object, value;
    Error error;
    if (!json_parse(json, &object, &error)) fail_msg("%s", error.message[LOCALE_EN]);
    if (!json_member(object, str_of(name), &value)) return STR("");
    return value.type == JSON_STRING ? json_get_string(value, test_arena()) : value.text;
}

Str staff_test_key(StaffTest *test, const char *body)
{
    ApiReply reply = staff_test_ask(test, "POST", "/api/v1/keys", "local", body);
    CHECK_INT(reply.status, 201);
    return staff_test_member(reply.body, "key");
}
