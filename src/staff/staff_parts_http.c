#include "api/problem.h"
#include "base/number.h"
#include "staff/cookie.h"
#include "staff/staff_http.h"
#include "staff/trail.h"

// ---- bodies and paths ----

Str body_text(const Call *call, const char *name)
{
    JsonValue value;
    return json_member(call->body, str_of(name), &value) ? json_get_string(value, call->arena) : STR("");
}

bool body_has(const Call *call, const char *name)
{
    JsonValue value;
    return json_member(call->body, str_of(name), &value) && value.type != JSON_NULL;
}

bool path_number(const Call *call, int64_t *number, Error *error)
{
    if (number_parse_count(call->path_value[0], number) && *number > 0) return true;
    return error_code(error, ERROR_NOT_FOUND, "not_found",
                      PHRASE("there is nothing with this number", "rien ne porte ce numéro"), );
}

int64_t cursor_number(Str cursor)
{
    int64_t number = 0;
    return number_parse_count(cursor, &number) ? number : 0;
}

// ---- answers ----

void write_text(JsonWriter *json, const char *name, Str text)
{
    json_key(json, name);
    json_string(json, text);
}

void write_instant(JsonWriter *json, Arena *arena, const char *name, Instant instant)
{
    json_key(json, name);
    if (instant)
        json_string(json, instant_text(arena, instant));
    else
        json_null(json);
}

void answer_refusal(Call *call, const Error *error)
{
    call->status = problem_status(error->kind);
    call->type = STR("application/problem+json");
    call->text = text_in(call->arena);
    problem_json(call->status, error, call->locale, call->request_id, &call->text);
}

void set_cookie(Call *call, const char *name, Str value, int days)
{
    call_header(call, STR("set-cookie"), cookie_text(call->arena, str_of(name), value, days));
}

const Parameter list_parameters[] = {
    {.name = "limit",
     .type = FIELD_INTEGER,
     .low = 1,
     .high = 1000,
     .help = PHRASE("at most that many; 50 without it", "au plus autant\u202F; 50 sans cela")},
    {.name = "cursor", .type = FIELD_TEXT, .help = PHRASE("next_cursor of the page before", "next_cursor d’avant")},
    {.name = NULL}};

// ---- audit trail ----

Str object_of(Arena *arena, const char *kind, int64_t id)
{
    return str_format(arena, "%s:%lld", kind, (long long)id);
}

static Str actor_kind(PrincipalKind kind)
{
    static const char *const names[] = {[PRINCIPAL_NOBODY] = "nobody",
                                        [PRINCIPAL_STAFF] = "person",
                                        [PRINCIPAL_KEY] = "key",
                                        [PRINCIPAL_LOCAL] = "local"};
    return str_of(names[kind]);
}

bool audit_as(const Call *call, StoreSession *session, Principal principal, const char *action, Str object, int status,
              Error *error)
{
    TrailEntry entry = {.at = call->now,
                        .actor_kind = actor_kind(principal.kind),
                        .actor_id = principal.id,
                        .actor = principal.name,
                        .action = str_of(action),
                        .object = object,
                        .peer = call->request ? call->request->peer : STR(""),
                        .status = status,
                        .request_id = call->request_id};
    return trail_append(session, &entry, error);
}

bool staff_audit(const Call *call, StoreSession *session, Error *error)
{
    enum { OK = 200 };
    return audit_as(call, session, call->principal, call->route->name, call->audit_object,
                    call->status ? call->status : OK, error);
}
