// alerts_http.c - what was told of people's health: GET /api/v1/health-score/alerts, and acknowledging one.
#include "base/number.h"
#include "customer/customer_http.h"
#include "event/log.h"
#include "health/health_http.h"
#include "house.h"

typedef struct AlertRow {
    int64_t id, at, task, acknowledged_at, acknowledged_by, from, to, before_tenths, tenths;
    CustomerId customer;
    bool has_from, has_to, has_before, has_score;
    Str kind, reasons;
} AlertRow;

static AlertRow take_alert(const Rows *rows, Arena *arena)
{
    return (AlertRow){.id = rows_integer(rows, 0),
                      .customer = (CustomerId)rows_integer(rows, 1),
                      .kind = str_copy(arena, rows_text(rows, 2)),
                      .at = rows_integer(rows, 3),
                      .has_from = !rows_null(rows, 4),
                      .from = rows_integer(rows, 4),
                      .has_to = !rows_null(rows, 5),
                      .to = rows_integer(rows, 5),
                      .has_before = !rows_null(rows, 6),
                      .before_tenths = rows_integer(rows, 6),
                      .has_score = !rows_null(rows, 7),
                      .tenths = rows_integer(rows, 7),
                      .reasons = str_copy(arena, rows_text(rows, 8)),
                      .task = rows_integer(rows, 9),
                      .acknowledged_at = rows_integer(rows, 10),
                      .acknowledged_by = rows_integer(rows, 11)};
}

static Phrase alert_label(const AlertRow *alert)
{
    HealthSignal signal;
    if (health_signal_parse(alert->kind, &signal)) return health_signals[signal].label;
    return str_equal(alert->kind, STR("at_risk")) ? PHRASE("Is at risk now", "Est maintenant à risque")
                                                  : PHRASE("Health fell", "La santé a baissé");
}

static void write_signals(JsonWriter *json, const Call *call, Str reasons)
{
    Str word;
    HealthSignal signal;
    json_key(json, "signals");
    json_begin_array(json);
    while (reasons.size && str_cut(&reasons, ' ', &word)) {
        if (!health_signal_parse(word, &signal)) continue;
        json_begin_object(json);
        put_text(json, "key", word);
        put_text(json, "label", say_phrase(call, health_signals[signal].label));
        json_end_object(json);
    }
    json_end_array(json);
}

static bool write_alert(JsonWriter *json, Call *call, StoreSession *session, const AlertRow *alert, Error *error)
{
    CustomerId root = identity_root(call->house->identity, alert->customer);
    json_begin_object(json);
    put_integer(json, "id", alert->id);
    if (!put_customer(json, call, session, root, error)) return false;
    put_text(json, "kind", alert->kind);
    put_text(json, "label", say_phrase(call, alert_label(alert)));
    put_instant(json, "at", alert->at, call->arena);
    put_text_or_null(json, "from", alert->has_from ? health_band_name((HealthBand)alert->from) : STR(""));
    put_text_or_null(json, "to", alert->has_to ? health_band_name((HealthBand)alert->to) : STR(""));
    put_number_or_null(json, "score_before", alert->has_before, (double)alert->before_tenths / 10);
    put_number_or_null(json, "score", alert->has_score, (double)alert->tenths / 10);
    write_signals(json, call, alert->reasons);
    put_integer_or_null(json, "task", alert->task > 0, alert->task);
    put_instant(json, "acknowledged_at", alert->acknowledged_at, call->arena);
    put_integer_or_null(json, "acknowledged_by", alert->acknowledged_by > 0, alert->acknowledged_by);
    json_end_object(json);
    return true;
}

static bool read_alerts(const Call *call, StoreSession *session, int64_t before, size_t room, AlertRow *list,
                        size_t *count, Error *error)
{
    Rows rows;
    bool open = str_equal(call_query(call, "open"), STR("true"));
    if (!store_select(session, &query_health_alerts,
                      VALUES(value_integer(before), value_text(call_query(call, "kind")), value_integer(open),
                             value_integer((int64_t)room)),
                      &rows, error))
        return false;
    for (*count = 0; *count < room && rows_next(&rows);) list[(*count)++] = take_alert(&rows, call->arena);
    return rows_close(&rows, error);
}

bool list_health_alerts(Call *call, StoreSession *session, Error *error)
{
    Str after;
    int64_t before = INT64_MAX;
    size_t limit = (size_t)call_limit(call), count;
    AlertRow *list = arena_array(call->arena, AlertRow, limit + 1);
    if (!log_catch_up(call->house->log, session, error) || !call_cursor(call, &after, error)) return false;
    if (after.size && !number_parse_count(after, &before)) return say_not_found(error);
    if (!read_alerts(call, session, before, limit + 1, list, &count, error)) return false;
    JsonWriter json = call_json(call);
    json_begin_object(&json);
    json_key(&json, "items");
    json_begin_array(&json);
    for (size_t i = 0; i < count && i < limit; i++)
        if (!write_alert(&json, call, session, &list[i], error)) return false;
    json_end_array(&json);
    write_next(&json, call, count > limit,
               count > limit ? str_format(call->arena, "%lld", (long long)list[limit - 1].id) : STR(""));
    write_masked(&json, call);
    json_end_object(&json);
    return true;
}

static bool alert_of_path(const Call *call, StoreSession *session, AlertRow *alert, Error *error)
{
    Rows rows;
    int64_t id = 0;
    if (!path_id(call->path_value[0], &id, error) ||
        !store_select(session, &query_health_alert_one, VALUES(value_integer(id)), &rows, error))
        return false;
    bool found = rows_next(&rows);
    if (found) *alert = take_alert(&rows, call->arena);
    return rows_close(&rows, error) && (found || say_not_found(error));
}

bool acknowledge_health_alert(Call *call, StoreSession *session, Error *error)
{
    AlertRow alert = {0};
    if (!alert_of_path(call, session, &alert, error) ||
        !store_execute(session, &query_health_alert_acknowledge,
                       VALUES(value_integer(alert.id), value_integer(call->now), value_integer(who(call))), NULL,
                       error) ||
        !alert_of_path(call, session, &alert, error))
        return false;
    call->audit_object = str_format(call->arena, "health_alert:%lld", (long long)alert.id);
    JsonWriter json = call_json(call);
    return write_alert(&json, call, session, &alert, error);
}

// ---- shapes ----

static const Field alert_signal_fields[] = {{.name = "key", .type = FIELD_TEXT, .required = true},
                                            {.name = "label", .type = FIELD_TEXT, .required = true},
                                            {0}};
static const Shape alert_signal_shape = {.name = "HealthAlertSignal", .fields = alert_signal_fields};
static const Field alert_fields[] = {
    {.name = "id", .type = FIELD_INTEGER, .required = true},
    {.name = "customer", .type = FIELD_OBJECT, .required = true, .shape = &health_customer_shape},
    {.name = "kind",
     .type = FIELD_TEXT,
     .required = true,
     .words = "band_drop|at_risk|frequent_tickets",
     .help = PHRASE("band_drop: a band lower than 14 days before; at_risk: the lowest one",
                    "band_drop\u00A0: un palier plus bas que 14 jours avant\u202F; at_risk\u00A0: le plus bas")},
    {.name = "label", .type = FIELD_TEXT, .required = true},
    {.name = "at", .type = FIELD_INSTANT, .required = true},
    {.name = "from", .type = FIELD_TEXT, .required = true, .nullable = true, .words = "healthy|watch|at_risk"},
    {.name = "to", .type = FIELD_TEXT, .required = true, .nullable = true, .words = "healthy|watch|at_risk"},
    {.name = "score_before", .type = FIELD_NUMBER, .required = true, .nullable = true},
    {.name = "score", .type = FIELD_NUMBER, .required = true, .nullable = true},
    {.name = "signals", .type = FIELD_ARRAY, .required = true, .shape = &alert_signal_shape},
    {.name = "task",
     .type = FIELD_INTEGER,
     .required = true,
     .nullable = true,
     .help = PHRASE("that was made of it", "qui en a été faite")},
    {.name = "acknowledged_at", .type = FIELD_INSTANT, .required = true, .nullable = true},
    {.name = "acknowledged_by", .type = FIELD_INTEGER, .required = true, .nullable = true},
    {0}};
const Shape health_alert_shape = {.name = "HealthAlert", .fields = alert_fields};
static const Field alerts_fields[] = {
    {.name = "items", .type = FIELD_ARRAY, .required = true, .shape = &health_alert_shape},
    {.name = "next_cursor", .type = FIELD_TEXT, .required = true, .nullable = true},
    {.name = "masked", .type = FIELD_ARRAY, .item = FIELD_TEXT},
    {0}};
const Shape health_alert_list_shape = {.name = "HealthAlertList", .fields = alerts_fields};
