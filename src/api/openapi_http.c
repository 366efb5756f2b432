// OpenAPI 3.1 (https://spec.openapis.org/oas/v3.1.0) of the tables: GET /api/v1/openapi.json.
#include <ctype.h>
#include <string.h>

#include "api/openapi_schema.h"
#include "api/task.h"
#include "module.h"

static void member_text(JsonWriter *json, const char *key, const char *text)
{
    json_key(json, key);
    json_string(json, str_of(text));
}

// Pages are for people, and what is local cannot be called over the network.
static bool is_listed(const Route *route)
{
    return !route->page && route->access != ACCESS_LOCAL;
}

// ---- who may ----

static const char *const role_names[ROLE_COUNT] = {"administrator", "marketer", "agent", "analyst", "read-only"};
static const char *const scope_names[SCOPE_COUNT] = {"key:track", "key:read", "key:write", "key:admin"};

static void write_access(JsonWriter *json, Access access)
{
    json_key(json, "x-access");
    json_begin_array(json);
    if (access & ACCESS_PUBLIC) json_string(json, STR("public"));
    for (int role = 0; role < ROLE_COUNT; role++)
        if (access & ACCESS_ROLE(role)) json_string(json, str_of(role_names[role]));
    for (int scope = 0; scope < SCOPE_COUNT; scope++)
        if (access & ACCESS_SCOPE(scope)) json_string(json, str_of(scope_names[scope]));
    json_end_array(json);
}

static void write_scheme(JsonWriter *json, const char *name)
{
    json_begin_object(json);
    json_key(json, name);
    json_begin_array(json);
    json_end_array(json);
    json_end_object(json);
}

static void write_security(JsonWriter *json, const Route *route)
{
    bool open = (route->access & ACCESS_PUBLIC) != 0, scopes = (route->access & (0xFFU << 8)) != 0;
    json_key(json, "security");
    json_begin_array(json);
    if (!open && scopes && route_is_tracking(route)) write_scheme(json, "writeKey");
    if (!open && scopes && !route_is_tracking(route)) write_scheme(json, "key");
    if (!open && (route->access & ACCESS_ALL_ROLES)) write_scheme(json, "session");
    json_end_array(json);
}

// ---- parameters ----

static void write_path_parameters(JsonWriter *json, const Route *route, Arena *arena)
{
    for (const char *open = strchr(route->path, '{'); open; open = strchr(open + 1, '{')) {
        const char *close = strchr(open, '}');
        json_begin_object(json);
        json_key(json, "name");
        json_string(json, str_copy(arena, (Str){open + 1, (size_t)(close - open - 1)}));
        member_text(json, "in", "path");
        json_key(json, "required");
        json_boolean(json, true);
        json_key(json, "schema");
        json_begin_object(json);
        member_text(json, "type", "string");
        json_end_object(json);
        json_end_object(json);
    }
}

static void write_query_parameter(JsonWriter *json, const Parameter *parameter)
{
    json_begin_object(json);
    member_text(json, "name", parameter->name);
    member_text(json, "in", "query");
    if (parameter->help.in[LOCALE_EN]) member_text(json, "description", parameter->help.in[LOCALE_EN]);
    if (parameter->type == FIELD_ARRAY) {
        json_key(json, "explode");
        json_boolean(json, false);
    }
    json_key(json, "schema");
    openapi_parameter_schema(json, parameter);
    json_end_object(json);
}

static void write_query_parameters(JsonWriter *json, const Route *route)
{
    Parameter further;
    for (const Parameter *parameter = route->parameters; parameter && parameter->name; parameter++)
        write_query_parameter(json, parameter);
    for (size_t i = 0; route->further && route->further(i, &further); i++) write_query_parameter(json, &further);
}

static void write_parameters(JsonWriter *json, const Route *route, Arena *arena)
{
    json_key(json, "parameters");
    json_begin_array(json);
    write_path_parameters(json, route, arena);
    write_query_parameters(json, route);
    if (route->write) {
        json_begin_object(json);
        member_text(json, "$ref", "#/components/parameters/IdempotencyKey");
        json_end_object(json);
    }
    json_end_array(json);
}

// ---- bodies and answers ----

static void write_content(JsonWriter *json, const char *type, const Shape *shape)
{
    json_key(json, "content");
    json_begin_object(json);
    json_key(json, type);
    json_begin_object(json);
    if (shape) {
        json_key(json, "schema");
        openapi_reference(json, shape->name);
    }
    json_end_object(json);
    json_end_object(json);
}

static void write_body(JsonWriter *json, const Route *route)
{
    if (!route->body && !route->body_type) return;
    json_key(json, "requestBody");
    json_begin_object(json);
    json_key(json, "required");
    json_boolean(json, true);
    write_content(json, route->body_type ? route->body_type : "application/json", route->body);
    json_end_object(json);
}

static void write_answers(JsonWriter *json, const Route *route)
{
    bool reads = strcmp(route->method, "GET") == 0;
    json_key(json, "responses");
    json_begin_object(json);
    json_key(json, reads ? "200" : "2XX");
    json_begin_object(json);
    member_text(json, "description", "done");
    if (route->answer) write_content(json, "application/json", route->answer);
    json_end_object(json);
    json_key(json, "default");
    json_begin_object(json);
    member_text(json, "$ref", "#/components/responses/Problem");
    json_end_object(json);
    json_end_object(json);
}

// ---- operations ----

static void write_operation(JsonWriter *json, const Route *route, Arena *arena)
{
    static const char *const costs[] = {[COST_INGEST] = "ingest",
                                        [COST_SIGN_IN] = "sign_in",
                                        [COST_READ] = "read",
                                        [COST_WRITE] = "write",
                                        [COST_REPORT] = "report"};
    char method[8] = "";
    for (size_t i = 0; route->method[i] && i < sizeof method - 1; i++) method[i] = (char)tolower(route->method[i]);
    json_key(json, method);
    json_begin_object(json);
    member_text(json, "operationId", route->name);
    if (route->summary.in[LOCALE_EN]) member_text(json, "summary", route->summary.in[LOCALE_EN]);
    write_parameters(json, route, arena);
    write_body(json, route);
    write_answers(json, route);
    write_security(json, route);
    member_text(json, "x-cost", costs[route->cost]);
    write_access(json, route->access);
    json_end_object(json);
}

// All routes of the path of `first`, unless one before it had the path.
static void write_path(JsonWriter *json, const Route *const *tables, const Route *first, Arena *arena)
{
    bool begun = false;
    for (const Route *const *table = tables; *table; table++) {
        for (const Route *route = *table; route->method; route++) {
            if (!is_listed(route) || strcmp(route->path, first->path) != 0) continue;
            if (!begun && route != first) return;
            if (!begun) json_key(json, route->path);
            if (!begun) json_begin_object(json);
            begun = true;
            write_operation(json, route, arena);
        }
    }
    if (begun) json_end_object(json);
}

static void write_paths(JsonWriter *json, const Route *const *tables, Arena *arena)
{
    json_key(json, "paths");
    json_begin_object(json);
    for (const Route *const *table = tables; *table; table++)
        for (const Route *route = *table; route->method; route++) write_path(json, tables, route, arena);
    json_end_object(json);
}

// ---- what they share ----

static void write_security_schemes(JsonWriter *json)
{
    json_key(json, "securitySchemes");
    json_begin_object(json);
    json_key(json, "key");
    json_begin_object(json);
    member_text(json, "type", "http");
    member_text(json, "scheme", "bearer");
    json_end_object(json);
    json_key(json, "session");
    json_begin_object(json);
    member_text(json, "type", "apiKey");
    member_text(json, "in", "cookie");
    member_text(json, "name", "__Host-session");
    json_end_object(json);
    json_key(json, "writeKey");
    json_begin_object(json);
    member_text(json, "type", "http");
    member_text(json, "scheme", "basic");
    json_end_object(json);
    json_end_object(json);
}

static void write_idempotency_key(JsonWriter *json)
{
    json_key(json, "parameters");
    json_begin_object(json);
    json_key(json, "IdempotencyKey");
    json_begin_object(json);
    member_text(json, "name", "Idempotency-Key");
    member_text(json, "in", "header");
    member_text(json, "description",
                "Requests with the same key, within 24 hours, happen once and are answered as the first.");
    json_key(json, "schema");
    json_begin_object(json);
    member_text(json, "type", "string");
    member_text(json, "pattern", "^[!-~]{1,255}$");
    json_end_object(json);
    json_end_object(json);
    json_end_object(json);
}

static void write_problem_answer(JsonWriter *json)
{
    json_key(json, "responses");
    json_begin_object(json);
    json_key(json, "Problem");
    json_begin_object(json);
    member_text(json, "description", "RFC 9457 problem");
    json_key(json, "content");
    json_begin_object(json);
    json_key(json, "application/problem+json");
    json_begin_object(json);
    json_key(json, "schema");
    openapi_reference(json, "Problem");
    json_end_object(json);
    json_end_object(json);
    json_end_object(json);
    json_end_object(json);
}

static void write_info(JsonWriter *json)
{
    json_key(json, "info");
    json_begin_object(json);
    member_text(json, "title", "Fidèle");
    member_text(json, "version", FIDELE_VERSION);
    member_text(json, "description",
                "Why customers stay or leave. Lists are pages ({\"items\":[…],\"next_cursor\":…}), money is decimal "
                "text with its currency, instants are RFC 3339 in UTC.");
    json_end_object(json);
    json_key(json, "servers");
    json_begin_array(json);
    json_begin_object(json);
    member_text(json, "url", "/");
    json_end_object(json);
    json_end_array(json);
}

void api_openapi(const Route *const *tables, Text *out)
{
    JsonWriter json = json_writer(out);
    json_begin_object(&json);
    member_text(&json, "openapi", "3.1.0");
    write_info(&json);
    write_paths(&json, tables, out->arena);
    json_key(&json, "components");
    json_begin_object(&json);
    openapi_components(tables, &json, out->arena);
    write_idempotency_key(&json);
    write_problem_answer(&json);
    write_security_schemes(&json);
    json_end_object(&json);
    json_end_object(&json);
}

// ---- the route ----

static bool get_openapi(Call *call, StoreSession *session, Error *error)
{
    (void)session;
    (void)error;
    call->text = text_in(call->arena);
    api_openapi(api_settings(task_of(call)->api)->tables, &call->text);
    return true;
}

static const Route routes[] = {
    {.method = "GET",
     .path = "/api/v1/openapi.json",
     .name = "getOpenapi",
     .access = ACCESS_PUBLIC,
     .cost = COST_READ,
     .summary = PHRASE("This description, OpenAPI 3.1", "Cette description, OpenAPI 3.1"),
     .read = get_openapi},
    {0},
};

const Module api_module = {.name = "api", .routes = routes};
