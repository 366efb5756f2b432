// The tracking plan, internal traffic and reactions over HTTP.
#include "event/event_http.h"
#include "event/tracking_parts.h"
#include "house.h"

#include <string.h>

enum { FAILURES_LISTED = 200 };

// ---- shapes ----

static const Field property_fields[] = {
    {.name = "name",
     .type = FIELD_TEXT,
     .required = true,
     .low = 1,
     .high = 200,
     .help = PHRASE("as it is sent", "tel qu’il est envoyé")},
    {.name = "type",
     .type = FIELD_TEXT,
     .required = true,
     .words = "text|number|integer|boolean|instant|object|list|any",
     .help = PHRASE("what it has to be", "ce qu’elle doit être")},
    {.name = "required", .type = FIELD_BOOLEAN, .help = PHRASE("may not be missing", "ne peut pas manquer")},
    {0}};
static const Shape property_shape = {.name = "PlannedProperty", .fields = property_fields};
static const Field planned_fields[] = {{.name = "name",
                                        .type = FIELD_TEXT,
                                        .required = true,
                                        .low = 1,
                                        .high = 200,
                                        .help = PHRASE("of the event", "de l’événement")},
                                       {.name = "properties",
                                        .type = FIELD_ARRAY,
                                        .shape = &property_shape,
                                        .low = 0,
                                        .high = 500,
                                        .help = PHRASE("those that are looked at", "celles que l’on regarde")},
                                       {0}};
static const Shape planned_shape = {.name = "PlannedEvent", .fields = planned_fields};
static const Field plan_fields[] = {
    {.name = "source",
     .type = FIELD_INTEGER,
     .low = 0,
     .high = INT64_MAX,
     .help = PHRASE("the key it holds for; 0: for all that have none of their own",
                    "la clé pour laquelle il vaut\u00A0; 0\u00A0: pour toutes celles qui n’en ont pas")},
    {.name = "unplanned",
     .type = FIELD_TEXT,
     .required = true,
     .words = "allow|flag|block",
     .help = PHRASE("what becomes of events that are not listed", "ce qu’il advient des événements non listés")},
    {.name = "wrong",
     .type = FIELD_TEXT,
     .required = true,
     .words = "allow|flag|block",
     .help = PHRASE("what becomes of events with a property of another type, or without one that is required",
                    "ce qu’il advient des événements dont une propriété a un autre type, ou manque")},
    {.name = "events",
     .type = FIELD_ARRAY,
     .required = true,
     .shape = &planned_shape,
     .low = 0,
     .high = 2000,
     .help = PHRASE("those that are expected", "ceux que l’on attend")},
    {0}};
const Shape plan_shape = {.name = "TrackingPlan", .fields = plan_fields};
const Parameter plan_parameters[] = {{.name = "source",
                                      .type = FIELD_INTEGER,
                                      .low = 0,
                                      .high = INT64_MAX,
                                      .help = PHRASE("of this key", "de cette clé")},
                                     {0}};

static const Field violation_fields[] = {
    {.name = "source", .type = FIELD_INTEGER, .required = true, .help = PHRASE("the key", "la clé")},
    {.name = "event",
     .type = FIELD_TEXT,
     .required = true,
     .help = PHRASE("its name; empty: of yet others", "son nom\u00A0; vide\u00A0: d’autres encore")},
    {.name = "property", .type = FIELD_TEXT, .required = true, .help = PHRASE("its name", "son nom")},
    {.name = "code",
     .type = FIELD_TEXT,
     .required = true,
     .help = PHRASE("unplanned_event, type_conflict or missing_property",
                    "unplanned_event, type_conflict ou missing_property")},
    {.name = "times", .type = FIELD_INTEGER, .required = true, .help = PHRASE("how often", "combien de fois")},
    {.name = "blocked",
     .type = FIELD_INTEGER,
     .required = true,
     .help = PHRASE("of these, not kept", "dont non gardés")},
    {.name = "first_at", .type = FIELD_INSTANT, .required = true, .help = PHRASE("the first", "le premier")},
    {.name = "last_at", .type = FIELD_INSTANT, .required = true, .help = PHRASE("the last", "le dernier")},
    {.name = "sample",
     .type = FIELD_ANY,
     .nullable = true,
     .help = PHRASE("the last one as sent", "le dernier, tel qu’envoyé")},
    {0}};
static const Shape violation_shape = {.name = "TrackingPlanViolation", .fields = violation_fields};
static const Field violations_fields[] = {{.name = "items",
                                           .type = FIELD_ARRAY,
                                           .required = true,
                                           .shape = &violation_shape,
                                           .help = PHRASE("the latest first", "la plus récente d’abord")},
                                          {0}};
const Shape violations_shape = {.name = "TrackingPlanViolations", .fields = violations_fields};

static const Field traffic_fields[] = {
    {.name = "addresses",
     .type = FIELD_ARRAY,
     .item = FIELD_TEXT,
     .required = true,
     .low = 0,
     .high = 500,
     .help = PHRASE("of the company: 192.0.2.7, 10.0.0.0/8", "de l’entreprise\u00A0: 192.0.2.7, 10.0.0.0/8")},
    {.name = "email_domains",
     .type = FIELD_ARRAY,
     .item = FIELD_TEXT,
     .required = true,
     .low = 0,
     .high = 500,
     .help = PHRASE("of the company: example.com", "de l’entreprise\u00A0: example.com")},
    {.name = "test_events",
     .type = FIELD_BOOLEAN,
     .help = PHRASE("events with context.test true are tests (default)",
                    "les événements dont context.test est vrai sont des tests (par défaut)")},
    {0}};
const Shape traffic_shape = {.name = "Traffic", .fields = traffic_fields};

static const Field reaction_fields[] = {
    {.name = "name", .type = FIELD_TEXT, .required = true, .help = PHRASE("of the reaction", "de la réaction")},
    {.name = "seq",
     .type = FIELD_INTEGER,
     .required = true,
     .help = PHRASE("the last event it has seen for certain", "le dernier événement vu à coup sûr")},
    {.name = "behind",
     .type = FIELD_INTEGER,
     .required = true,
     .help = PHRASE("events after it, wanted or not", "événements après lui, voulus ou non")},
    {0}};
static const Shape reaction_shape = {.name = "Reaction", .fields = reaction_fields};
static const Field failure_fields[] = {
    {.name = "name", .type = FIELD_TEXT, .required = true, .help = PHRASE("of the reaction", "de la réaction")},
    {.name = "seq", .type = FIELD_INTEGER, .required = true, .help = PHRASE("the event", "l’événement")},
    {.name = "attempts",
     .type = FIELD_INTEGER,
     .required = true,
     .help = PHRASE("how often it was tried", "nombre d’essais")},
    {.name = "message", .type = FIELD_TEXT, .required = true, .help = PHRASE("the last error", "la dernière erreur")},
    {.name = "at",
     .type = FIELD_INSTANT,
     .required = true,
     .help = PHRASE("when it was set aside", "quand il a été mis de côté")},
    {0}};
static const Shape failure_shape = {.name = "ReactionFailure", .fields = failure_fields};
static const Field reactions_fields[] = {
    {.name = "items",
     .type = FIELD_ARRAY,
     .required = true,
     .shape = &reaction_shape,
     .help = PHRASE("those that run after an event", "celles qui suivent un événement")},
    {.name = "failures",
     .type = FIELD_ARRAY,
     .required = true,
     .shape = &failure_shape,
     .help = PHRASE("events that were set aside", "événements mis de côté")},
    {0}};
const Shape reactions_shape = {.name = "Reactions", .fields = reactions_fields};

// ---- writing what stands in the store ----

static void write_stored(JsonWriter *json, Str text)
{
    JsonValue value;
    Error ignored;
    if (json_parse(text, &value, &ignored))
        json_value(json, value);
    else
        json_null(json);
}

static void write_count(JsonWriter *json, const char *key, int64_t count)
{
    json_key(json, key);
    json_integer(json, count);
}

static void write_text(JsonWriter *json, const char *key, Str text)
{
    json_key(json, key);
    json_string(json, text);
}

// ---- the plan ----

bool plan_get(Call *call, StoreSession *session, Error *error)
{
    int64_t source = 0;
    call_query_integer(call, "source", &source);
    Rows rows;
    bool found = false;
    if (!store_select(session, &query_plan_get, VALUES(value_integer(source)), &rows, error)) return false;
    JsonWriter json = call_json(call);
    if (rows_next(&rows)) {
        write_stored(&json, str_copy(call->arena, rows_text(&rows, 0)));
        found = true;
    }
    if (!rows_close(&rows, error)) return false;
    if (found) return true;
    json_begin_object(&json);
    write_count(&json, "source", source);
    write_text(&json, "unplanned", STR("allow"));
    write_text(&json, "wrong", STR("allow"));
    json_key(&json, "events");
    json_begin_array(&json);
    json_end_array(&json);
    json_end_object(&json);
    return true;
}

bool plan_put(Call *call, StoreSession *session, Error *error)
{
    int64_t source = 0;
    JsonValue member;
    if (json_member(call->body, STR("source"), &member) && !json_get_integer(member, &source)) source = 0;
    if (!store_execute(session, &query_plan_set,
                       VALUES(value_integer(source), value_text(call->body.text), value_integer(call->now)), NULL,
                       error) ||
        !store_execute(session, &query_plan_touch, NO_VALUES, NULL, error) ||
        !tracking_changed(call->house->tracking, session, error))
        return false;
    call->audit_object = str_format(call->arena, "tracking-plan:%lld", (long long)source);
    JsonWriter json = call_json(call);
    json_value(&json, call->body);
    return true;
}

static void write_violation(JsonWriter *json, const Call *call, const Rows *rows)
{
    json_begin_object(json);
    write_count(json, "source", rows_integer(rows, 0));
    write_text(json, "event", rows_text(rows, 1));
    write_text(json, "property", rows_text(rows, 2));
    write_text(json, "code", rows_text(rows, 3));
    write_count(json, "times", rows_integer(rows, 4));
    write_count(json, "blocked", rows_integer(rows, 5));
    write_text(json, "first_at", instant_text(call->arena, rows_integer(rows, 6)));
    write_text(json, "last_at", instant_text(call->arena, rows_integer(rows, 7)));
    json_key(json, "sample");
    if (call->principal.masked)
        json_null(json);
    else
        write_stored(json, str_copy(call->arena, rows_text(rows, 8)));
    json_end_object(json);
}

bool plan_violations(Call *call, StoreSession *session, Error *error)
{
    Rows rows;
    if (!store_select(session, &query_plan_violations, VALUES(value_integer(RULES_LISTED_MAX)), &rows, error))
        return false;
    JsonWriter json = call_json(call);
    json_begin_object(&json);
    json_key(&json, "items");
    json_begin_array(&json);
    while (rows_next(&rows)) write_violation(&json, call, &rows);
    json_end_array(&json);
    json_end_object(&json);
    return rows_close(&rows, error);
}

// ---- internal traffic ----

bool traffic_get(Call *call, StoreSession *session, Error *error)
{
    Rows rows;
    Str setting = STR("");
    if (!store_select(session, &query_plan_traffic, NO_VALUES, &rows, error)) return false;
    if (rows_next(&rows)) setting = str_copy(call->arena, rows_text(&rows, 0));
    if (!rows_close(&rows, error)) return false;
    bool set = setting.size > sizeof "{}" - 1;
    JsonWriter json = call_json(call);
    write_stored(&json, set ? setting : STR("{\"addresses\":[],\"email_domains\":[],\"test_events\":true}"));
    return true;
}

static bool good_addresses(const Call *call, Error *error)
{
    JsonValue list, item;
    AddressRange range;
    size_t index = 0;
    if (!json_member(call->body, STR("addresses"), &list)) return true;
    for (size_t cursor = 0; json_next(list, &cursor, NULL, &item); index++) {
        Str text = json_get_string(item, call->arena);
        if (address_range_parse(text, &range)) continue;
        return error_code(error, ERROR_INPUT, "invalid_value",
                          PHRASE("{0} is no network address: 192.0.2.7 and 10.0.0.0/8 are",
                                 "{0} n’est pas une adresse réseau\u00A0: 192.0.2.7 et 10.0.0.0/8 en sont"),
                          error_value(call->arena, text)) ||
               error_at(error, str_format(call->arena, "/addresses/%zu", index));
    }
    return true;
}

bool traffic_put(Call *call, StoreSession *session, Error *error)
{
    if (!good_addresses(call, error) ||
        !store_execute(session, &query_plan_traffic_set, VALUES(value_text(call->body.text)), NULL, error) ||
        !tracking_changed(call->house->tracking, session, error))
        return false;
    call->audit_object = STR("traffic");
    JsonWriter json = call_json(call);
    json_value(&json, call->body);
    return true;
}

// ---- reactions ----

static bool write_cursors(JsonWriter *json, const Call *call, StoreSession *session, Error *error)
{
    Rows rows;
    int64_t last = log_last(call->house->log);
    if (!store_select(session, &query_reaction_cursors, NO_VALUES, &rows, error)) return false;
    json_key(json, "items");
    json_begin_array(json);
    while (rows_next(&rows)) {
        json_begin_object(json);
        write_text(json, "name", rows_text(&rows, 0));
        write_count(json, "seq", rows_integer(&rows, 1));
        write_count(json, "behind", larger(0, last - rows_integer(&rows, 1)));
        json_end_object(json);
    }
    json_end_array(json);
    return rows_close(&rows, error);
}

static bool write_failures(JsonWriter *json, const Call *call, StoreSession *session, Error *error)
{
    Rows rows;
    if (!store_select(session, &query_reaction_failures, VALUES(value_integer(FAILURES_LISTED)), &rows, error))
        return false;
    json_key(json, "failures");
    json_begin_array(json);
    while (rows_next(&rows)) {
        json_begin_object(json);
        write_text(json, "name", rows_text(&rows, 0));
        write_count(json, "seq", rows_integer(&rows, 1));
        write_count(json, "attempts", rows_integer(&rows, 2));
        write_text(json, "message", rows_text(&rows, 3));
        write_text(json, "at", instant_text(call->arena, rows_integer(&rows, 4)));
        json_end_object(json);
    }
    json_end_array(json);
    return rows_close(&rows, error);
}

bool reactions_get(Call *call, StoreSession *session, Error *error)
{
    JsonWriter json = call_json(call);
    json_begin_object(&json);
    bool good = write_cursors(&json, call, session, error) && write_failures(&json, call, session, error);
    if (good) json_end_object(&json);
    return good;
}
