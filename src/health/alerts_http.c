// alerts_http.c - what was told of people's health: GET /api/v1/health-score/alerts, and acknowledging one.
#include "base/number.h"
#include "customer/customer_http.h"
#include "event/log.h"
#include "health/alert.h"
#include "health/health_http.h"
#include "house.h"

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

bool write_health_alert(JsonWriter *json, Call *call, StoreSession *session, const HealthAlert *alert, Error *error)
{
    CustomerId root = identity_root(call->house->identity, alert->customer);
    json_begin_object(json);
    put_integer(json, "id", alert->id);
    if (!put_customer(json, call, session, root, error)) return false;
    put_text(json, "kind", alert->kind);
    put_text(json, "label", say_phrase(call, health_alert_label(alert)));
    put_instant(json, "at", alert->at, call->arena);
    put_text_or_null(json, "from", alert->dropped ? health_band_name(alert->from) : STR(""));
    put_text_or_null(json, "to", alert->dropped ? health_band_name(alert->to) : STR(""));
    put_number_or_null(json, "score_before", alert->dropped, alert->score_before);
    put_number_or_null(json, "score", alert->has_score, alert->score);
    write_signals(json, call, alert->reasons);
    put_integer_or_null(json, "task", alert->task > 0, alert->task);
    put_instant(json, "acknowledged_at", alert->acknowledged_at, call->arena);
    put_integer_or_null(json, "acknowledged_by", alert->acknowledged_by > 0, alert->acknowledged_by);
    put_text_or_null(json, "note", alert->note);
    json_end_object(json);
    return true;
}

bool list_health_alerts(Call *call, StoreSession *session, Error *error)
{
    Str after;
    HealthAlert *list;
    size_t limit = (size_t)call_limit(call), count;
    HealthAlertPage page = {.kind = call_query(call, "kind"),
                            .unseen = str_equal(call_query(call, "open"), STR("true")),
                            .limit = limit + 1};
    if (!log_catch_up(call->house->log, session, error) || !call_cursor(call, &after, error)) return false;
    if (after.size && !number_parse_count(after, &page.before)) return say_not_found(error);
    if (!health_alert_list(session, &page, call->arena, &list, &count, error)) return false;
    JsonWriter json = call_json(call);
    json_begin_object(&json);
    json_key(&json, "items");
    json_begin_array(&json);
    for (size_t i = 0; i < count && i < limit; i++)
        if (!write_health_alert(&json, call, session, &list[i], error)) return false;
    json_end_array(&json);
    write_next(&json, call, count > limit,
               count > limit ? str_format(call->arena, "%lld", (long long)list[limit - 1].id) : STR(""));
    write_masked(&json, call);
    json_end_object(&json);
    return true;
}

static bool alert_of_path(const Call *call, StoreSession *session, HealthAlert *alert, Error *error)
{
    int64_t id = 0;
    return path_id(call->path_value[0], &id, error) && health_alert_get(session, id, call->arena, alert, error) &&
           (alert->id || say_not_found(error));
}

bool acknowledge_health_alert(Call *call, StoreSession *session, Error *error)
{
    HealthAlert alert;
    const HealthAlertSeen seen = {call->now, who(call), call->principal.name, STR("")};
    if (!alert_of_path(call, session, &alert, error) || !health_alert_acknowledge(session, alert.id, &seen, error) ||
        !alert_of_path(call, session, &alert, error))
        return false;
    call->audit_object = str_format(call->arena, "alert:%lld", (long long)alert.id);
    JsonWriter json = call_json(call);
    return write_health_alert(&json, call, session, &alert, error);
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
    {.name = "note",
     .type = FIELD_TEXT,
     .required = true,
     .nullable = true,
     .help = PHRASE("what was written when it was acknowledged", "ce qui a été écrit à la prise en compte")},
    {0}};
const Shape health_alert_shape = {.name = "HealthAlert", .fields = alert_fields};
static const Field alerts_fields[] = {
    {.name = "items", .type = FIELD_ARRAY, .required = true, .shape = &health_alert_shape},
    {.name = "next_cursor", .type = FIELD_TEXT, .required = true, .nullable = true},
    {.name = "masked", .type = FIELD_ARRAY, .item = FIELD_TEXT},
    {0}};
const Shape health_alert_list_shape = {.name = "HealthAlertList", .fields = alerts_fields};
