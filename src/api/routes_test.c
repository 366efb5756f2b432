#include "api/routes.h"

#include "base/test.h"

static void start_nothing(Call *call)
{
    (void)call;
}

#define ROUTE(method_, path_, name_)                                                                                   \
    {                                                                                                                  \
        .method = (method_), .path = (path_), .name = (name_), .access = ACCESS_READ, .start = start_nothing           \
    }

static const Route people[] = {
    ROUTE("GET", "/", "home"),
    ROUTE("GET", "/api/v1/customers", "list"),
    ROUTE("POST", "/api/v1/customers", "create"),
    ROUTE("GET", "/api/v1/customers/{id}", "get"),
    ROUTE("GET", "/api/v1/customers/{id}/timeline", "timeline"),
    ROUTE("GET", "/api/v1/customers/recent", "recent"),
    {0},
};
static const Route traits[] = {
    ROUTE("DELETE", "/api/v1/customers/{id}/traits/{name}", "forget"),
    ROUTE("POST", "/v1/track", "track"),
    {0},
};
static const Route *const tables[] = {people, traits, NULL};

static Str found(const char *method, const char *target)
{
    Routes *routes;
    Error error;
    CHECK(routes_open(tables, test_arena(), &routes, &error));
    RouteFound result = routes_find(routes, str_of(method), str_of(target), test_arena());
    if (!result.node) return STR("nothing");
    if (!result.route) return routes_allowed(result.node, test_arena());
    return str_format(test_arena(), "%s %.*s %.*s", result.route->name, STR_ARGS(result.value[0]),
                      STR_ARGS(result.value[1]));
}

TEST(routes_are_found_by_path_and_method)
{
    CHECK_TEXT(found("GET", "/"), "home  ");
    CHECK_TEXT(found("GET", "/api/v1/customers?limit=1"), "list  ");
    CHECK_TEXT(found("POST", "/api/v1/customers"), "create  ");
    CHECK_TEXT(found("HEAD", "/api/v1/customers/42"), "get 42 ");
    CHECK_TEXT(found("DELETE", "/api/v1/customers/42/traits/plan"), "forget 42 plan");
    CHECK_TEXT(found("GET", "http://localhost:8080/api/v1/customers/42?a=b"), "get 42 ");
    CHECK_TEXT(found("GET", "http://localhost:8080"), "home  ");
}

TEST(routes_prefer_a_literal_and_come_back_from_one_that_leads_nowhere)
{
    CHECK_TEXT(found("GET", "/api/v1/customers/recent"), "recent  ");
    CHECK_TEXT(found("GET", "/api/v1/customers/recent/timeline"), "timeline recent ");
}

TEST(routes_decode_each_segment_once_A48_A49_A50_A51)
{
    CHECK_TEXT(found("GET", "/api/v1/customers/email:ana%40b.fr"), "get email:ana@b.fr ");
    CHECK_TEXT(found("GET", "/api/v1/customers/a%2Fb"), "get a/b ");
    CHECK_TEXT(found("GET", "/api/v1/customers/%252e%252e"), "get %2e%2e ");
    CHECK_TEXT(found("GET", "/api/v1/customers/%c0%ae"), "nothing");
    CHECK_TEXT(found("GET", "/api/v1/customers/a%00"), "nothing");
    CHECK_TEXT(found("GET", "/api/v1/%63ustomers"), "list  ");
    CHECK_TEXT(found("GET", "//evil.example/%2f.."), "nothing");
    CHECK_TEXT(found("GET", "/api/v1\\customers"), "nothing");
    CHECK_TEXT(found("GET", "/api/v1/customers/"), "nothing");
    CHECK_TEXT(found("GET", "/static/%2e%2e%2fetc/passwd"), "nothing");
    CHECK_TEXT(found("OPTIONS", "*"), "nothing");
    CHECK_TEXT(found("GET", "/1/2/3/4/5/6/7/8/9/10/11/12/13/14/15/16/17"), "nothing");
}

TEST(routes_say_what_a_path_allows_A37_A39)
{
    CHECK_TEXT(found("PUT", "/api/v1/customers"), "POST, GET, HEAD, OPTIONS");
    CHECK_TEXT(found("GET", "/v1/track"), "POST, OPTIONS");
}

static Str refused(const Route *table)
{
    Routes *routes;
    Error error;
    const Route *const one[] = {table, NULL};
    return routes_open(one, test_arena(), &routes, &error) ? STR("taken")
                                                           : str_copy(test_arena(), str_of(error.message[LOCALE_EN]));
}

TEST(routes_without_access_function_or_name_of_their_own_are_refused)
{
    CHECK_TEXT(refused((const Route[]){{.method = "GET", .path = "/a", .name = "a", .start = start_nothing}, {0}}),
               "the route GET /a lacks its name, its access or its one function");
    CHECK_TEXT(refused((const Route[]){{.method = "GET", .path = "/a", .name = "a", .access = ACCESS_READ}, {0}}),
               "the route GET /a lacks its name, its access or its one function");
    CHECK_TEXT(refused((const Route[]){ROUTE("GET", "/a", "a"), ROUTE("GET", "/a", "b"), {0}}),
               "two routes are GET /a");
    CHECK_TEXT(refused((const Route[]){ROUTE("GET", "/{a}", "a"), ROUTE("GET", "/{b}", "b"), {0}}),
               "two routes are GET /{b}");
    CHECK_TEXT(refused((const Route[]){ROUTE("GET", "/a", "a"), ROUTE("POST", "/a", "a"), {0}}),
               "another route has the name of POST /a");
}
