// lifecycle_http.c - the stages of one customer, and the rules by which they are told.
#include "customer/lifecycle_http.h"

#include "house.h"
#include "job/job.h"

void write_stage(JsonWriter *json, const Call *call, Stage stage, Instant since)
{
    json_begin_object(json);
    json_key(json, "name");
    json_string(json, stage_name(stage));
    json_key(json, "label");
    json_string(json, str_of(stage_label(stage).in[call->locale]));
    write_at(json, "since", since, call->arena);
    json_end_object(json);
}

// ---- GET /customers/{id}/stages ----

static bool list_stages(Call *call, StoreSession *session, Error *error)
{
    CustomerId root = 0;
    Person person;
    LifecycleView view;
    Lifecycle lifecycle = lifecycle_of(call->house, call->arena);
    if (!log_catch_up(call->house->log, session, error) ||
        !path_customer(call, session, call->path_value[0], &root, error))
        return false;
    person_members(call->house->identity, root, call->arena, &person);
    if (!lifecycle_view(&lifecycle, session, &person, call->now, call->arena, &view, error)) return false;
    JsonWriter json = call_json(call);
    json_begin_object(&json);
    json_key(&json, "items");
    json_begin_array(&json);
    for (size_t i = view.history.count; i-- > 0;)
        write_stage(&json, call, view.history.change[i].stage, view.history.change[i].at);
    json_end_array(&json);
    json_key(&json, "next_cursor");
    json_null(&json);
    json_end_object(&json);
    return true;
}

// ---- the rules ----

static bool answer_rules(Call *call, StoreSession *session, Error *error)
{
    LifecycleSetting setting;
    if (!lifecycle_setting(session, &setting, error)) return false;
    StageRules rules = lifecycle_rules(call->house->workspace, &setting);
    JsonWriter json = call_json(call);
    json_begin_object(&json);
    json_key(&json, "version");
    json_integer(&json, setting.version);
    json_key(&json, "window_days");
    json_integer(&json, rules.window_days);
    json_key(&json, "window_given");
    json_boolean(&json, setting.window_days > 0);
    json_key(&json, "loyal_purchases");
    json_integer(&json, rules.loyal_purchases);
    json_key(&json, "ambassador_score");
    json_integer(&json, rules.ambassador_score);
    json_end_object(&json);
    call_version(call, setting.version);
    return true;
}

static bool get_rules(Call *call, StoreSession *session, Error *error)
{
    return answer_rules(call, session, error);
}

static void take(JsonValue body, const char *name, int64_t *number)
{
    JsonValue value;
    int64_t given = 0;
    if (!json_member(body, str_of(name), &value)) return;
    *number = json_get_integer(value, &given) ? given : 0; // null: as it is without
}

// All stages are told anew, by a job.
static bool change_rules(Call *call, StoreSession *session, Error *error)
{
    LifecycleSetting setting;
    int64_t job = 0;
    if (!lifecycle_setting(session, &setting, error) || !call_if_match(call, setting.version, error)) return false;
    take(call->body, "window_days", &setting.window_days);
    take(call->body, "loyal_purchases", &setting.loyal_purchases);
    take(call->body, "ambassador_score", &setting.ambassador_score);
    call->audit_object = STR("lifecycle");
    return lifecycle_change_setting(session, &setting, error) &&
           job_queue(call->house->jobs, session, "lifecycle", STR("{\"all\":true}"), STR("all"), call->now, &job,
                     error) &&
           answer_rules(call, session, error);
}

// ---- shapes and routes ----

static const Field stage_fields[] = {
    {.name = "name",
     .type = FIELD_TEXT,
     .required = true,
     .words = "prospect|new|first_time|repeat|loyal|ambassador|at_risk|inactive|lost|won_back"},
    {.name = "label", .type = FIELD_TEXT, .help = PHRASE("for people", "pour les gens")},
    {.name = "since", .type = FIELD_INSTANT, .required = true},
    {0},
};
const Shape stage_shape = {.name = "Stage", .fields = stage_fields};

static const Field stage_list_fields[] = {
    {.name = "items", .type = FIELD_ARRAY, .required = true, .shape = &stage_shape},
    {.name = "next_cursor",
     .type = FIELD_TEXT,
     .nullable = true,
     .help = PHRASE("null: that was all", "null\u00A0: c’était tout")},
    {0},
};
static const Shape stage_list_shape = {.name = "StageList", .fields = stage_list_fields};

static const Field rules_fields[] = {
    {.name = "version", .type = FIELD_INTEGER, .required = true},
    {.name = "window_days",
     .type = FIELD_INTEGER,
     .required = true,
     .help = PHRASE("days of silence after which somebody is inactive",
                    "jours de silence après lesquels quelqu’un est inactif")},
    {.name = "window_given",
     .type = FIELD_BOOLEAN,
     .required = true,
     .help =
         PHRASE("false: as the business model has it, else 90", "false\u00A0: celle du modèle d’activité, sinon 90")},
    {.name = "loyal_purchases", .type = FIELD_INTEGER, .required = true},
    {.name = "ambassador_score", .type = FIELD_INTEGER, .required = true},
    {0},
};
static const Shape rules_shape = {.name = "Lifecycle", .fields = rules_fields};

static const Field change_fields[] = {
    {.name = "window_days",
     .type = FIELD_INTEGER,
     .nullable = true,
     .low = 1,
     .high = 3650,
     .help = PHRASE("null: that of the business model", "null\u00A0: celle du modèle d’activité")},
    {.name = "loyal_purchases", .type = FIELD_INTEGER, .low = 3, .high = 1000},
    {.name = "ambassador_score", .type = FIELD_INTEGER, .low = 1, .high = 10},
    {0},
};
static const Shape change_shape = {.name = "LifecycleChange", .fields = change_fields};

const Route lifecycle_routes[] = {
    {.method = "GET",
     .path = "/api/v1/customers/{id}/stages",
     .name = "listStages",
     .access = ACCESS_READ,
     .cost = COST_READ,
     .summary = PHRASE("The stages of a customer with their dates, newest first",
                       "Les étapes d’un client avec leurs dates, la plus récente d’abord"),
     .answer = &stage_list_shape,
     .read = list_stages},
    {.method = "GET",
     .path = "/api/v1/lifecycle",
     .name = "getLifecycle",
     .access = ACCESS_READ,
     .cost = COST_READ,
     .summary = PHRASE("The rules by which stages are told", "Les règles qui disent les étapes"),
     .answer = &rules_shape,
     .read = get_rules},
    {.method = "PATCH",
     .path = "/api/v1/lifecycle",
     .name = "changeLifecycle",
     .access = ACCESS_ADMIN,
     .cost = COST_WRITE,
     .summary = PHRASE("Changes the rules; stages follow", "Change les règles\u202F; les étapes suivent"),
     .body = &change_shape,
     .answer = &rules_shape,
     .write = change_rules},
    {0},
};
