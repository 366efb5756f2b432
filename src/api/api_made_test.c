// The api as tests see it.
#include "api/api_test.h"

#include <string.h>

#include "store/store_test.h"

static const unsigned char test_key[32] = "a key that is the same each time";

static bool be(Principal *principal, PrincipalKind kind, int64_t id, Access access)
{
    *principal = (Principal){.kind = kind, .id = id, .name = STR("test"), .access = access};
    return true;
}

static bool find_caller(Str name, Principal *principal)
{
    static const char *const scopes[SCOPE_COUNT] = {"track", "read", "write", "admin"};
    static const char *const roles[ROLE_COUNT] = {"administrator", "marketer", "agent", "analyst", "read_only"};
    for (int i = 0; i < SCOPE_COUNT; i++)
        if (str_equal(name, str_of(scopes[i]))) return be(principal, PRINCIPAL_KEY, i + 1, ACCESS_SCOPE(i));
    for (int i = 0; i < ROLE_COUNT; i++)
        if (str_equal(name, str_of(roles[i]))) return be(principal, PRINCIPAL_STAFF, i + 1, ACCESS_ROLE(i));
    return false;
}

static bool authenticate_test(const struct House *house, const HttpRequest *request, const Route *route, Arena *arena,
                              Principal *principal, Error *error)
{
    (void)house;
    (void)route;
    (void)arena;
    Str caller = http_header(request, STR("x-test-caller")), name;
    *principal = (Principal){.kind = PRINCIPAL_NOBODY};
    if (caller.size == 0 || !str_cut(&caller, ' ', &name) || str_equal(name, STR("nobody"))) return true;
    if (!find_caller(name, principal))
        return error_code(error, ERROR_UNAUTHENTICATED, "invalid_key", PHRASE("unknown", "inconnu"));
    principal->browser = str_equal(caller, STR("browser"));
    return true;
}

static bool authenticate_key_test(const struct House *house, const HttpRequest *request, Str key, Principal *principal,
                                  Error *error)
{
    (void)house;
    (void)request;
    return find_caller(key, principal) ||
           error_code(error, ERROR_UNAUTHENTICATED, "invalid_key", PHRASE("unknown", "inconnu"));
}

// ---- the trail ----

static int audited;

static bool audit_test(const Call *call, StoreSession *session, Error *error)
{
    (void)session;
    audited++;
    if (!str_equal(call->audit_object, STR("refuse"))) return true;
    return error_say(error, ERROR_FAILED, PHRASE("no trail", "pas de trace"));
}

int api_test_audited(void)
{
    return audited;
}

// ---- opening ----

static void open_api(ApiTest *test, const Route *const *tables)
{
    Error error;
    ApiSettings settings = {.store = test->store,
                            .key = test_key,
                            .tables = tables,
                            .authenticate = authenticate_test,
                            .authenticate_key = authenticate_key_test,
                            .audit = audit_test};
    audited = 0;
    if (!api_open(&settings, &test->api, &error)) fail_msg("%s", error.message[LOCALE_EN]);
}

void api_test_open(ApiTest *test, const Route *const *tables)
{
    test->store = store_test_open(STORE_SQLITE);
    open_api(test, tables);
}

void api_test_close(ApiTest *test)
{
    api_close(test->api);
    store_close(test->store);
}

void api_test_reopen(ApiTest *test, const Route *const *tables)
{
    api_test_close(test);
    test->store = store_test_reopen(STORE_SQLITE);
    open_api(test, tables);
}

// ---- asking ----

HttpRequest *api_test_request(const char *method, Str target, const char *headers, Str body)
{
    HttpRequest *request = arena_new(test_arena(), HttpRequest);
    *request = (HttpRequest){.method = str_of(method), .target = target, .body = body, .received = 1800000000000};
    Str rest = target, lines = str_of(headers);
    str_cut(&rest, '?', &request->path);
    request->query = rest.data ? rest : STR("");
    for (Str line, name; str_cut(&lines, '\n', &line);) {
        if (!str_cut(&line, ':', &name) || !line.data) continue;
        request->header[request->headers++] = (HttpHeader){name, str_trim(line)};
    }
    request->header[request->headers++] = (HttpHeader){STR("host"), STR("localhost:8080")};
    if (body.size > 0)
        request->header[request->headers++] =
            (HttpHeader){STR("content-length"), error_number(test_arena(), body.size)};
    return request;
}

ApiReply api_test_ask(ApiTest *test, const char *method, const char *target, const char *headers, Str body)
{
    ApiReply reply;
    api_perform_request(test->api, api_test_request(method, str_of(target), headers, body), test_arena(), &reply);
    return reply;
}

static Str problem_text(JsonValue problem, const char *name)
{
    JsonValue value;
    return json_member(problem, str_of(name), &value) ? json_get_string(value, test_arena()) : STR("");
}

Str api_test_summary(const ApiReply *reply)
{
    JsonValue problem, errors;
    Error error;
    if (!str_equal(reply->type, STR("application/problem+json")))
        return str_format(test_arena(), "%d %.*s", reply->status, STR_ARGS(reply->body));
    CHECK(json_parse(reply->body, &problem, &error));
    CHECK(json_member(problem, STR("errors"), &errors));
    Str path = problem_text(json_item(errors, 0), "path"), code = problem_text(problem, "code");
    Str detail = problem_text(problem, "detail");
    return str_format(test_arena(), "%d %.*s %.*s: %.*s", reply->status, STR_ARGS(code), STR_ARGS(path),
                      STR_ARGS(detail));
}

Str api_test_answer(ApiTest *test, const char *method, const char *target, const char *headers, Str body)
{
    ApiReply reply = api_test_ask(test, method, target, headers, body);
    return api_test_summary(&reply);
}

Str api_test_header(const ApiReply *reply, const char *name)
{
    for (size_t i = 0; i < reply->headers; i++)
        if (str_equal_fold(reply->header[i].name, str_of(name))) return reply->header[i].value;
    return STR("");
}
