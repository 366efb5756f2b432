#include "plan/inbox_http.h"

#include "customer/customer_http.h"
#include "event/log.h"
#include "health/alert.h"
#include "health/health_http.h"
#include "house.h"
#include "plan/alert_text.h"
#include "plan/rule.h"
#include "plan/shapes_http.h"

// One of the list: of a figure, or of a customer's health.
typedef struct InboxItem {
    int64_t id;
    const Alert *alert;        // NULL: of a customer
    const HealthAlert *health; // NULL: of a figure
} InboxItem;

// ---- one as JSON ----

static void write_figure(JsonWriter *json, const Call *call, const Alert *alert)
{
    Arena *arena = call->arena;
    put_integer(json, "rule", alert->rule);
    put_text(json, "rule_name", alert->rule_name);
    put_text(json, "metric", alert->metric);
    put_json(json, "parameters", alert->parameters);
    put_text(json, "segment", figures_group_say(arena, call->locale, alert->parameters, alert->group_label));
    put_text(json, "group", alert->group_key);
    put_text(json, "period", alert->period);
    put_text(json, "from", day_name(arena, alert->first_day));
    put_text(json, "to", day_name(arena, alert->last_day));
    put_boolean(json, "complete", alert->complete);
    put_number_or_null(json, "value", true, alert->value);
    put_number_or_null(json, "before", alert->has_before, alert->before);
    put_number_or_null(json, "threshold", alert->kind != RULE_BREAK, alert->threshold);
    put_text(json, "unit", alert->unit);
    put_text_or_null(json, "currency", alert->currency);
    put_number_or_null(json, "low", alert->has_interval, alert->low);
    put_number_or_null(json, "high", alert->has_interval, alert->high);
    put_integer_or_null(json, "n", alert->has_n, alert->n);
    put_boolean(json, "includes_threshold", alert->includes_threshold);
}

static void write_no_figure(JsonWriter *json)
{
    static const char *const names[] = {"rule",
                                        "rule_name",
                                        "metric",
                                        "parameters",
                                        "segment",
                                        "group",
                                        "period",
                                        "from",
                                        "to",
                                        "complete",
                                        "value",
                                        "before",
                                        "threshold",
                                        "unit",
                                        "currency",
                                        "low",
                                        "high",
                                        "n",
                                        "includes_threshold"};
    for (size_t i = 0; i < COUNT_OF(names); i++) {
        json_key(json, names[i]);
        json_null(json);
    }
}

static void write_seen(JsonWriter *json, const Call *call, Instant at, Str by, Str note)
{
    put_instant(json, "acknowledged_at", at, call->arena);
    put_text_or_null(json, "acknowledged_by", by);
    put_text_or_null(json, "note", note);
}

static void write_alert(JsonWriter *json, const Call *call, const Alert *alert)
{
    put_text(json, "about", STR("figure"));
    put_text(json, "kind", str_of(rule_kind_names[alert->kind]));
    put_text(json, "message", alert_text(alert, call->locale, STR(""), call->arena).subject);
    put_instant(json, "made_at", alert->made_at, call->arena);
    put_instant(json, "recovered_at", alert->recovered_at, call->arena);
    write_seen(json, call, alert->acknowledged_at, alert->acknowledged_by, alert->note);
    put_integer(json, "notified", alert->notified);
    put_text_or_null(json, "withheld", alert->withheld);
    write_figure(json, call, alert);
    json_key(json, "health");
    json_null(json);
}

static bool write_health(JsonWriter *json, Call *call, StoreSession *session, const HealthAlert *alert, Error *error)
{
    CustomerId root = identity_root(call->house->identity, alert->customer);
    put_text(json, "about", STR("customer"));
    put_text(json, "kind", alert->kind);
    put_text(json, "message", health_alert_say(alert, root, call->locale, call->arena));
    put_instant(json, "made_at", alert->made_at, call->arena);
    put_instant(json, "recovered_at", 0, call->arena);
    write_seen(json, call, alert->acknowledged_at, alert->seen_by, alert->note);
    put_integer(json, "notified", alert->notified);
    put_text_or_null(json, "withheld", STR(""));
    write_no_figure(json);
    json_key(json, "health");
    return write_health_alert(json, call, session, alert, error);
}

static bool write_item(JsonWriter *json, Call *call, StoreSession *session, const InboxItem *item, Error *error)
{
    json_begin_object(json);
    put_integer(json, "id", item->id);
    if (item->alert)
        write_alert(json, call, item->alert);
    else if (!write_health(json, call, session, item->health, error))
        return false;
    json_end_object(json);
    return true;
}

// ---- the list ----

// The newest `limit` of both.
static size_t merge(const Alert *alerts, size_t alert_count, const HealthAlert *health, size_t health_count,
                    size_t limit, InboxItem *items)
{
    size_t a = 0, h = 0, count = 0;
    while (count < limit && (a < alert_count || h < health_count)) {
        bool figure = h == health_count || (a < alert_count && alerts[a].id > health[h].id);
        items[count++] =
            figure ? (InboxItem){alerts[a].id, &alerts[a], NULL} : (InboxItem){health[h].id, NULL, &health[h]};
        if (figure)
            a++;
        else
            h++;
    }
    return count;
}

static bool read_items(Call *call, StoreSession *session, size_t limit, InboxItem **items, size_t *count, Error *error)
{
    AlertPage page = {.limit = limit};
    HealthAlertPage of_people = {.kind = STR(""), .limit = limit};
    Alert *alerts = NULL;
    HealthAlert *health = NULL;
    size_t alert_count = 0, health_count = 0;
    Str status = call_query(call, "status"), about = call_query(call, "about");
    page.open = str_equal(status, STR("open"));
    page.unseen = str_equal(status, STR("unacknowledged"));
    of_people.unseen = status.size > 0;
    if (!call_query_integer(call, "rule", &page.rule)) page.rule = 0;
    bool figures = !str_equal(about, STR("customer")), people = !str_equal(about, STR("figure")) && !page.rule;
    if (!plan_cursor(call, &page.before, error)) return false;
    of_people.before = page.before;
    if (figures && !alert_list(session, &page, call->arena, &alerts, &alert_count, error)) return false;
    if (people && !health_alert_list(session, &of_people, call->arena, &health, &health_count, error)) return false;
    *items = arena_array(call->arena, InboxItem, limit);
    *count = merge(alerts, alert_count, health, health_count, limit, *items);
    return true;
}

// Of somebody who is not to be seen any more nothing is shown.
static bool is_shown(const Call *call, const InboxItem *item)
{
    const struct Identity *identity = call->house->identity;
    return item->alert || !identity_hidden(identity, identity_root(identity, item->health->customer));
}

bool list_alerts(Call *call, StoreSession *session, Error *error)
{
    InboxItem *items;
    size_t limit = (size_t)call_limit(call), count;
    if (!log_catch_up(call->house->log, session, error) || !read_items(call, session, limit + 1, &items, &count, error))
        return false;
    JsonWriter json = call_json(call);
    json_begin_object(&json);
    json_key(&json, "items");
    json_begin_array(&json);
    for (size_t i = 0; i < count && i < limit; i++)
        if (is_shown(call, &items[i]) && !write_item(&json, call, session, &items[i], error)) return false;
    json_end_array(&json);
    put_next_cursor(&json, call, count > limit, count > limit ? items[limit - 1].id : 0);
    write_masked(&json, call);
    json_end_object(&json);
    return true;
}

// ---- one ----

static bool path_item(const Call *call, StoreSession *session, InboxItem *item, Error *error)
{
    Alert *alert = arena_new(call->arena, Alert);
    HealthAlert *health = arena_new(call->arena, HealthAlert);
    int64_t id;
    if (!plan_path(call, 0, &id, error) || !alert_get(session, id, call->arena, alert, error)) return false;
    *item = (InboxItem){alert->id, alert, NULL};
    if (alert->id) return true;
    if (!health_alert_get(session, id, call->arena, health, error)) return false;
    *item = (InboxItem){health->id, NULL, health};
    return (health->id && is_shown(call, item)) || say_nothing_there(error);
}

bool get_alert(Call *call, StoreSession *session, Error *error)
{
    InboxItem item;
    if (!log_catch_up(call->house->log, session, error) || !path_item(call, session, &item, error)) return false;
    JsonWriter json = call_json(call);
    return write_item(&json, call, session, &item, error);
}

bool acknowledge_alert(Call *call, StoreSession *session, Error *error)
{
    InboxItem item;
    Str note = shape_text(call->body, "note", call->arena), name = call->principal.name;
    const HealthAlertSeen seen = {call->now, who(call), name, note};
    if (!path_item(call, session, &item, error) ||
        !(item.alert ? alert_acknowledge(session, item.id, name, note, call->now, error)
                     : health_alert_acknowledge(session, item.id, &seen, error)) ||
        !path_item(call, session, &item, error))
        return false;
    call->audit_object = str_format(call->arena, "alert:%lld", (long long)item.id);
    JsonWriter json = call_json(call);
    return write_item(&json, call, session, &item, error);
}

// ---- shapes ----

#define ALWAYS(name_, type_, english, french)                                                                          \
    {                                                                                                                  \
        .name = (name_), .type = (type_), .required = true, .help = PHRASE(english, french)                            \
    }
#define NULLABLE(name_, type_, english, french)                                                                        \
    {                                                                                                                  \
        .name = (name_), .type = (type_), .required = true, .nullable = true, .help = PHRASE(english, french)          \
    }

// What only an alert of a figure has is null in one of a customer.
static const Field alert_fields[] = {
    ALWAYS("id", FIELD_INTEGER, "its number", "son numéro"),
    {.name = "about",
     .type = FIELD_TEXT,
     .required = true,
     .words = "figure|customer",
     .help = PHRASE("a figure, or a customer’s health", "un chiffre, ou la santé d’un client")},
    ALWAYS("kind", FIELD_TEXT,
           "above, below, change, break, anomaly; of a customer band_drop, at_risk, frequent_tickets",
           "above, below, change, break, anomaly\u00A0; d’un client band_drop, at_risk, frequent_tickets"),
    ALWAYS("message", FIELD_TEXT, "the alert as a sentence", "l’alerte en une phrase"),
    ALWAYS("made_at", FIELD_INSTANT, "when it fired", "quand elle a été donnée"),
    NULLABLE("recovered_at", FIELD_INSTANT, "when the figure had come back; null: it has not",
             "quand le chiffre est revenu\u00A0; null\u00A0: pas encore"),
    NULLABLE("acknowledged_at", FIELD_INSTANT, "when somebody saw to it", "quand quelqu’un s’en est occupé"),
    NULLABLE("acknowledged_by", FIELD_TEXT, "who", "qui"),
    NULLABLE("note", FIELD_TEXT, "what they wrote", "ce qui a été écrit"),
    ALWAYS("notified", FIELD_INTEGER, "mails", "courriels"),
    NULLABLE(
        "withheld", FIELD_TEXT, "why nobody was told: daily_limit; snoozed: it began and ended meanwhile",
        "pourquoi personne n’a été prévenu\u00A0: daily_limit\u00A0; snoozed\u00A0: commencée et finie entre-temps"),
    NULLABLE("rule", FIELD_INTEGER, "that gave it", "qui l’a donnée"),
    NULLABLE("rule_name", FIELD_TEXT, "as it was then", "tel qu’il était"),
    NULLABLE("metric", FIELD_TEXT, "that was judged", "surveillé"),
    NULLABLE("parameters", FIELD_MAP, "of the metric", "de l’indicateur"),
    NULLABLE("segment", FIELD_TEXT, "who is counted, for people; \"\": all customers",
             "qui est compté, pour les personnes\u00A0; \"\"\u00A0: tous les clients"),
    NULLABLE("group", FIELD_TEXT, "key of the group; \"\" without by", "clé du groupe\u00A0; \"\" sans by"),
    NULLABLE("period", FIELD_TEXT, "in which the episode began: 2026-05", "où l’épisode a commencé\u00A0: 2026-05"),
    NULLABLE("from", FIELD_DAY, "its first day", "son premier jour"),
    NULLABLE("to", FIELD_DAY, "its last day", "son dernier jour"),
    NULLABLE("complete", FIELD_BOOLEAN, "it had ended", "elle était terminée"),
    NULLABLE("value", FIELD_NUMBER, "of the period", "de la période"),
    NULLABLE("before", FIELD_NUMBER, "of the period before, the level before a break, or what an anomaly is unlike",
             "de la période précédente, niveau avant la rupture, ou ce dont une anomalie diffère"),
    NULLABLE("threshold", FIELD_NUMBER, "of the rule", "de la règle"),
    NULLABLE("unit", FIELD_TEXT, "of the value", "de la valeur"),
    NULLABLE("currency", FIELD_TEXT, "of amounts", "des montants"),
    NULLABLE("low", FIELD_NUMBER, "95 % interval: from", "intervalle à 95\u202F%\u00A0: de"),
    NULLABLE("high", FIELD_NUMBER, "95 % interval: to", "intervalle à 95\u202F%\u00A0: à"),
    NULLABLE("n", FIELD_INTEGER, "of how many it is a share or a mean", "sur combien"),
    NULLABLE("includes_threshold", FIELD_BOOLEAN, "the interval holds the threshold: chance is not ruled out",
             "l’intervalle contient le seuil\u00A0: le hasard n’est pas exclu"),
    {.name = "health",
     .type = FIELD_OBJECT,
     .required = true,
     .nullable = true,
     .shape = &health_alert_shape,
     .help = PHRASE("of a customer: who, from which band to which, what stands behind it",
                    "d’un client\u00A0: qui, de quel palier à quel autre, ce qu’il y a derrière")},
    {0},
};
const Shape alert_shape = {.name = "Alert", .fields = alert_fields};

static const Field alert_list_fields[] = {{.name = "items",
                                           .type = FIELD_ARRAY,
                                           .shape = &alert_shape,
                                           .required = true,
                                           .help = PHRASE("newest first", "les dernières d’abord")},
                                          NULLABLE("next_cursor", FIELD_TEXT,
                                                   "for the next page; null: this is the last",
                                                   "pour la page suivante\u00A0; null\u00A0: c’est la dernière"),
                                          {.name = "masked", .type = FIELD_ARRAY, .item = FIELD_TEXT},
                                          {0}};
const Shape alert_list_shape = {.name = "AlertList", .fields = alert_list_fields};

static const Field acknowledge_fields[] = {
    {.name = "note",
     .type = FIELD_TEXT,
     .low = 0,
     .high = 2000,
     .help = PHRASE("what was found or done", "ce qui a été constaté ou fait")},
    {0},
};
const Shape alert_acknowledge_shape = {.name = "AlertAcknowledge", .fields = acknowledge_fields};
