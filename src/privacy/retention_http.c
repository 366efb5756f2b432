// retention_http.c - the periods: read, changed, previewed; and the daily run.
#include "customer/customer_http.h"
#include "house.h"
#include "privacy/privacy_http.h"
#include "privacy/retention.h"

// ---- shapes ----

static const Field class_fields[] = {
    {.name = "class", .type = FIELD_TEXT, .required = true, .help = PHRASE("class of data", "classe de données")},
    {.name = "label", .type = FIELD_TEXT, .required = true, .help = PHRASE("what is in it", "ce qu’elle contient")},
    {.name = "days",
     .type = FIELD_INTEGER,
     .required = true,
     .nullable = true,
     .help = PHRASE("kept for so many days; null: as long as the customer",
                    "gardé tant de jours\u202F; null\u00A0: autant que le client")},
    {.name = "default_days",
     .type = FIELD_INTEGER,
     .required = true,
     .nullable = true,
     .help = PHRASE("unless the workspace says otherwise", "sauf décision de l’espace de travail")},
    {.name = NULL}};
static const Shape class_shape = {.name = "RetentionClass", .fields = class_fields};

static const Field run_fields[] = {
    {.name = "at", .type = FIELD_INSTANT, .required = true, .help = PHRASE("when", "quand")},
    {.name = "events",
     .type = FIELD_MAP,
     .required = true,
     .help = PHRASE("events taken away, by class", "événements retirés, par classe")},
    {.name = "rows",
     .type = FIELD_MAP,
     .required = true,
     .help = PHRASE("rows taken away, by class", "lignes retirées, par classe")},
    {.name = NULL}};
static const Shape run_shape = {.name = "RetentionRun", .fields = run_fields};

static const Field retention_fields[] = {{.name = "classes",
                                          .type = FIELD_ARRAY,
                                          .required = true,
                                          .shape = &class_shape,
                                          .help = PHRASE("all of them", "toutes")},
                                         {.name = "last_run",
                                          .type = FIELD_OBJECT,
                                          .required = true,
                                          .nullable = true,
                                          .shape = &run_shape,
                                          .help = PHRASE("null: none yet", "null\u00A0: aucun encore")},
                                         {.name = NULL}};
const Shape retention_shape = {.name = "Retention", .fields = retention_fields};

static const Field change_fields[] = {{.name = "class",
                                       .type = FIELD_TEXT,
                                       .required = true,
                                       .words = "event|purchase|service|request|transient",
                                       .help = PHRASE("class of data", "classe de données")},
                                      {.name = "days",
                                       .type = FIELD_INTEGER,
                                       .required = true,
                                       .nullable = true,
                                       .low = 1,
                                       .high = 36600,
                                       .help = PHRASE("keep for so many days; null: as long as the customer",
                                                      "garder tant de jours\u202F; null\u00A0: autant que le client")},
                                      {.name = NULL}};
const Shape retention_change_shape = {.name = "RetentionChange", .fields = change_fields};

static const Field preview_fields[] = {
    {.name = "at", .type = FIELD_INSTANT, .required = true, .help = PHRASE("as of now", "à cet instant")},
    {.name = "events",
     .type = FIELD_MAP,
     .required = true,
     .help = PHRASE("events that would go, by class; of purchases anonymous copies stay",
                    "événements qui partiraient, par classe\u202F; des achats, des copies anonymes restent")},
    {.name = NULL}};
const Shape retention_preview_shape = {.name = "RetentionPreview", .fields = preview_fields};

// ---- writing ----

static void write_days(JsonWriter *json, const char *key, int64_t days)
{
    json_key(json, key);
    if (days)
        json_integer(json, days);
    else
        json_null(json);
}

static void write_counts(JsonWriter *json, const char *key, const int64_t counts[RETENTION_CLASS_COUNT])
{
    json_key(json, key);
    json_begin_object(json);
    for (size_t i = 0; i < RETENTION_CLASS_COUNT; i++) {
        json_key(json, retention_class_name((RetentionClass)i).data);
        json_integer(json, counts[i]);
    }
    json_end_object(json);
}

static bool write_last_run(JsonWriter *json, const Call *call, StoreSession *session, Error *error)
{
    Rows rows;
    JsonValue counts, part;
    Error unread;
    json_key(json, "last_run");
    if (!store_select(session, &query_retention_run_last, NO_VALUES, &rows, error)) return false;
    if (rows_next(&rows) && json_parse(str_copy(call->arena, rows_text(&rows, 2)), &counts, &unread)) {
        json_begin_object(json);
        json_key(json, "at");
        json_string(json, instant_text(call->arena, rows_integer(&rows, 0)));
        json_key(json, "events");
        if (json_member(counts, STR("events"), &part)) json_value(json, part);
        json_key(json, "rows");
        if (json_member(counts, STR("rows"), &part)) json_value(json, part);
        json_end_object(json);
    } else {
        json_null(json);
    }
    return rows_close(&rows, error);
}

bool get_retention(Call *call, StoreSession *session, Error *error)
{
    RetentionPeriods periods;
    if (!retention_periods(session, &periods, error)) return false;
    JsonWriter json = call_json(call);
    json_begin_object(&json);
    json_key(&json, "classes");
    json_begin_array(&json);
    for (size_t i = 0; i < RETENTION_CLASS_COUNT; i++) {
        RetentionClass class_of = (RetentionClass)i;
        json_begin_object(&json);
        json_key(&json, "class"), json_string(&json, retention_class_name(class_of));
        json_key(&json, "label"), json_string(&json, str_of(retention_class_label(class_of).in[call->locale]));
        write_days(&json, "days", periods.days[i]);
        write_days(&json, "default_days", retention_default_days(class_of));
        json_end_object(&json);
    }
    json_end_array(&json);
    if (!write_last_run(&json, call, session, error)) return false;
    json_end_object(&json);
    return true;
}

bool change_retention(Call *call, StoreSession *session, Error *error)
{
    JsonValue value;
    int64_t days = 0;
    Str name = shape_text(call->body, "class", call->arena);
    if (json_member(call->body, STR("days"), &value) && value.type == JSON_NUMBER && !json_get_integer(value, &days))
        return say_not_found(error);
    for (size_t i = 0; i < RETENTION_CLASS_COUNT; i++)
        if (str_equal(name, retention_class_name((RetentionClass)i)) &&
            !retention_set(session, (RetentionClass)i, days, who(call), call->now, error))
            return false;
    call->audit_object = str_format(call->arena, "retention:%.*s", STR_ARGS(name));
    return get_retention(call, session, error);
}

bool preview_retention(Call *call, StoreSession *session, Error *error)
{
    RetentionCounts counts;
    Eraser eraser = eraser_of(call->house, call->arena);
    if (!retention_preview(&eraser, session, call->now, &counts, error)) return false;
    JsonWriter json = call_json(call);
    json_begin_object(&json);
    json_key(&json, "at");
    json_string(&json, instant_text(call->arena, call->now));
    write_counts(&json, "events", counts.events);
    json_end_object(&json);
    return true;
}

// ---- the run ----

typedef struct Report {
    Instant at;
    Str counts;
} Report;

static bool note_run(StoreSession *session, void *context, Error *error)
{
    const Report *report = context;
    Rows rows;
    if (!store_select(session, &query_retention_run_next, NO_VALUES, &rows, error)) return false;
    int64_t id = rows_next(&rows) ? rows_integer(&rows, 0) : 1;
    return rows_close(&rows, error) && store_execute(session, &query_retention_run_add,
                                                     VALUES(value_integer(id), value_integer(report->at),
                                                            value_integer(report->at), value_text(report->counts)),
                                                     NULL, error);
}

bool run_retention(JobCall *call, Error *error)
{
    RetentionCounts counts;
    Eraser eraser = eraser_of(call->house, call->arena);
    if (!retention_run(&eraser, call->now, &counts, error)) return false;
    JsonWriter json = json_writer(&call->result);
    json_begin_object(&json);
    write_counts(&json, "events", counts.events);
    write_counts(&json, "rows", counts.rows);
    json_end_object(&json);
    int64_t events = 0;
    for (size_t i = 0; i < RETENTION_CLASS_COUNT; i++) events += counts.events[i];
    if (events && !log_purge(call->house->log, call->now, error)) return false;
    Report report = {call->now, text_str(&call->result)};
    return store_write(call->house->store, note_run, &report, error);
}
