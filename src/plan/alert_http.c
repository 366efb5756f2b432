// alert_http.c - the routes of early-warning rules and their alerts.
#include "base/number.h"
#include "event/log.h"
#include "house.h"
#include "metric/metric_http.h"
#include "module.h"
#include "plan/alert_job.h"
#include "plan/inbox_http.h"
#include "plan/schedule.h"
#include "plan/shapes_http.h"
#include "workspace/workspace.h"

enum { SAMPLE_MIN = 30, DAY_MAX_DEFAULT = 10 };

// ---- rules as JSON ----

static void write_rule(JsonWriter *json, const AlertRule *rule, Arena *arena)
{
    const JudgeRule *judge = &rule->judge;
    json_begin_object(json);
    put_integer(json, "id", rule->id);
    put_text(json, "name", rule->name);
    put_text_or_null(json, "metric", rule->metric);
    put_json(json, "parameters", rule->parameters);
    put_text(json, "period", period_unit_name(rule->period));
    put_text(json, "kind", str_of(rule_kind_names[judge->kind]));
    put_number_or_null(json, "threshold", judge->kind != RULE_BREAK && judge->kind != RULE_HEALTH, judge->threshold);
    put_text(json, "change_by", str_of(rule_change_names[judge->change_by]));
    put_text(json, "direction", str_of(rule_direction_names[judge->direction]));
    put_number_or_null(json, "recovery", true, judge->recovery);
    put_text(json, "certainty", str_of(rule_certainty_names[judge->certainty]));
    put_integer(json, "sample_min", judge->sample_min);
    put_boolean(json, "incomplete", rule->incomplete);
    put_text(json, "every", str_of(rule_every_names[rule->every]));
    put_integer(json, "max_per_day", rule->day_max);
    put_lines(json, "recipients", rule->recipients);
    put_text(json, "locale", locale_name(rule->locale));
    put_text(json, "status", rule->paused ? STR("paused") : STR("active"));
    put_instant(json, "snoozed_until", rule->snoozed_until, arena);
    put_instant(json, "next_at", rule->next_at, arena);
    put_instant(json, "judged_at", rule->judged_at, arena);
    put_text_or_null(json, "failure", rule->failure);
    put_instant(json, "made_at", rule->made_at, arena);
    put_integer(json, "version", rule->version);
}

static void write_groups(JsonWriter *json, const AlertState *states, size_t count, Arena *arena)
{
    json_key(json, "groups");
    json_begin_array(json);
    for (size_t i = 0; i < count; i++) {
        const AlertState *state = &states[i];
        json_begin_object(json);
        put_text(json, "group", state->group_key);
        put_text(json, "verdict", str_of(verdict_names[state->verdict]));
        put_number_or_null(json, "value", state->observed, state->value);
        put_integer_or_null(json, "n", state->has_n, state->n);
        put_text_or_null(json, "judged", state->judged_day == DAY_MIN ? STR("") : day_name(arena, state->judged_day));
        put_integer_or_null(json, "open_alert", state->open_alert != 0, state->open_alert);
        json_end_object(json);
    }
    json_end_array(json);
}

static bool answer_rule(Call *call, StoreSession *session, const AlertRule *rule, Error *error)
{
    AlertState *states;
    size_t count;
    if (!state_list(session, rule->id, call->arena, &states, &count, error)) return false;
    JsonWriter json = call_json(call);
    write_rule(&json, rule, call->arena);
    write_groups(&json, states, count, call->arena);
    json_end_object(&json);
    call_version(call, rule->version);
    call->audit_object = str_format(call->arena, "alert_rule:%lld", (long long)rule->id);
    return true;
}

// ---- bodies ----

static bool refuse_rule(Error *error, const char *path, const char *code, Phrase phrase)
{
    (void)error_code(error, ERROR_INPUT, code, phrase, STR(""));
    return error_at(error, str_of(path));
}

static bool check_judge(const AlertRule *rule, Error *error)
{
    const JudgeRule *judge = &rule->judge;
    if (judge->recovery < 0)
        return refuse_rule(error, "/recovery", "out_of_range",
                           PHRASE("recovery can't be below 0", "recovery ne peut pas être négatif"));
    if ((judge->kind == RULE_CHANGE || judge->kind == RULE_ANOMALY) && judge->threshold <= 0)
        return refuse_rule(error, "/threshold", "out_of_range",
                           PHRASE("the threshold of a change or an anomaly is above 0; direction says which way",
                                  "le seuil d’une variation ou d’une anomalie est supérieur à 0\u00A0; direction dit "
                                  "dans quel sens"));
    return true;
}

static bool read_threshold(const Call *call, bool made, AlertRule *rule, Error *error)
{
    JsonValue value;
    bool given = json_member(call->body, STR("threshold"), &value) && value.type == JSON_NUMBER;
    if (given && !json_get_number(value, &rule->judge.threshold)) given = false;
    if (json_member(call->body, STR("recovery"), &value) && !json_get_number(value, &rule->judge.recovery)) return true;
    if (!given && made && rule->judge.kind == RULE_ANOMALY) rule->judge.threshold = judge_anomaly_threshold;
    if (given || !made || rule->judge.kind == RULE_BREAK || rule->judge.kind == RULE_ANOMALY ||
        rule->judge.kind == RULE_HEALTH)
        return check_judge(rule, error);
    return refuse_rule(error, "/threshold", "required",
                       PHRASE("a rule needs a threshold, but for a break or an anomaly",
                              "une règle a besoin d’un seuil, sauf pour une rupture ou une anomalie"));
}

static bool read_parameters(const Call *call, AlertRule *rule, Error *error)
{
    JsonValue value;
    if (!json_member(call->body, STR("parameters"), &value)) return true;
    return figures_parameters(value, STR("/parameters"), call->arena, &rule->parameters, error);
}

// A rule is of a figure, or of customers' health and of no figure.
static bool check_metric(AlertRule *rule, Error *error)
{
    if (rule->judge.kind == RULE_HEALTH) {
        rule->metric = STR("");
        rule->parameters = STR("{}");
    } else if (!rule->metric.size) {
        return refuse_rule(error, "/metric", "required",
                           PHRASE("a rule needs a metric, but one of the kind health",
                                  "une règle a besoin d’un indicateur, sauf du genre health"));
    }
    return true;
}

static void read_words(const Call *call, AlertRule *rule)
{
    int kind = (int)rule->judge.kind, change = (int)rule->judge.change_by, direction = (int)rule->judge.direction;
    int certainty = (int)rule->judge.certainty, every = (int)rule->every;
    Str period = shape_text(call->body, "period", call->arena), locale = shape_text(call->body, "locale", call->arena);
    body_word(call, "kind", rule_kind_names, RULE_KIND_COUNT, &kind);
    body_word(call, "change_by", rule_change_names, RULE_CHANGE_COUNT, &change);
    body_word(call, "direction", rule_direction_names, RULE_DIRECTION_COUNT, &direction);
    body_word(call, "certainty", rule_certainty_names, RULE_CERTAINTY_COUNT, &certainty);
    body_word(call, "every", rule_every_names, RULE_EVERY_COUNT, &every);
    rule->judge.kind = (RuleKind)kind;
    rule->judge.change_by = (RuleChange)change;
    rule->judge.direction = (RuleDirection)direction;
    rule->judge.certainty = (RuleCertainty)certainty;
    rule->every = (RuleEvery)every;
    if (period.size && !period_unit_parse(period, &rule->period)) rule->period = PERIOD_MONTH;
    if (locale.size && !locale_parse(locale, &rule->locale)) rule->locale = LOCALE_EN;
}

static void read_rest(const Call *call, AlertRule *rule)
{
    JsonValue value;
    int64_t number;
    Str status = shape_text(call->body, "status", call->arena);
    if (json_member(call->body, STR("sample_min"), &value) && json_get_integer(value, &number))
        rule->judge.sample_min = number;
    if (json_member(call->body, STR("max_per_day"), &value) && json_get_integer(value, &number)) rule->day_max = number;
    if (json_member(call->body, STR("incomplete"), &value)) rule->incomplete = json_get_boolean(value);
    if (status.size) rule->paused = str_equal(status, STR("paused"));
    if (!json_member(call->body, STR("snoozed_until"), &value)) return;
    rule->snoozed_until = 0;
    if (value.type == JSON_STRING &&
        instant_parse(json_get_string(value, call->arena), &rule->snoozed_until) != INSTANT_FINE)
        rule->snoozed_until = 0;
}

// Who sets a threshold wants to know that it was crossed, and whether chance is ruled out is said beside it; a change
// between two periods is mostly chance, so it has to be proven.
static void choose_certainty(const Call *call, AlertRule *rule)
{
    JsonValue value;
    if (json_member(call->body, STR("certainty"), &value)) return;
    rule->judge.certainty = rule->judge.kind == RULE_CHANGE ? JUDGE_BY_INTERVAL : JUDGE_BY_SAMPLE;
}

// Who has to be looked after is told soon.
static void choose_rhythm(const Call *call, AlertRule *rule)
{
    JsonValue value;
    if (rule->judge.kind == RULE_HEALTH && !json_member(call->body, STR("every"), &value)) rule->every = EVERY_HOUR;
}

static bool read_body(const Call *call, bool made, AlertRule *rule, Error *error)
{
    Str metric = shape_text(call->body, "metric", call->arena);
    if (metric.size) rule->metric = figures_metric(metric);
    read_words(call, rule);
    if (made) choose_certainty(call, rule);
    if (made) choose_rhythm(call, rule);
    read_rest(call, rule);
    return body_name(call, &rule->name, error) && read_parameters(call, rule, error) && check_metric(rule, error) &&
           read_threshold(call, made, rule, error) && body_recipients(call, &rule->recipients, error);
}

static AlertRule new_rule(const Call *call)
{
    return (AlertRule){.parameters = STR("{}"),
                       .period = PERIOD_MONTH,
                       .judge = {.sample_min = SAMPLE_MIN},
                       .every = EVERY_DAY,
                       .day_max = DAY_MAX_DEFAULT,
                       .recipients = STR(""),
                       .locale = workspace_settings(call->house->workspace)->locale,
                       .next_at = call->now,
                       .failure = STR(""),
                       .made_at = call->now};
}

// ---- checking, before the transaction: what the metric takes ----

static bool check_rule(Call *call, StoreSession *session, const AlertRule *rule, Error *error)
{
    if (rule->judge.kind == RULE_HEALTH) return true;
    MetricPlace place = metric_place(call, session);
    const WorkspaceSettings *workspace = workspace_settings(call->house->workspace);
    FigureAsk ask = rule_ask(rule, zone_day(workspace->zone, call->now));
    return figures_check(&place, &ask, error);
}

static bool prepare_with(Call *call, bool (*check)(Call *call, StoreSession *session, Error *error), Error *error)
{
    StoreSession *session;
    if (!store_read_begin(call->house->store, &session, error)) return false;
    bool fine = check(call, session, error);
    store_read_end(session);
    return fine;
}

static bool check_new(Call *call, StoreSession *session, Error *error)
{
    AlertRule rule = new_rule(call);
    return read_body(call, true, &rule, error) && check_rule(call, session, &rule, error);
}

static bool prepare_new(Call *call, Error *error)
{
    return prepare_with(call, check_new, error);
}

static bool path_rule(Call *call, StoreSession *session, AlertRule *rule, Error *error)
{
    int64_t id;
    if (!plan_path(call, 0, &id, error) || !rule_get(session, id, call->arena, rule, error)) return false;
    return rule->id || say_nothing_there(error);
}

static bool check_changed(Call *call, StoreSession *session, Error *error)
{
    AlertRule rule;
    return path_rule(call, session, &rule, error) && read_body(call, false, &rule, error) &&
           check_rule(call, session, &rule, error);
}

static bool prepare_changed(Call *call, Error *error)
{
    return prepare_with(call, check_changed, error);
}

// ---- routes of rules ----

static bool create_rule(Call *call, StoreSession *session, Error *error)
{
    AlertRule rule = new_rule(call);
    if (!read_body(call, true, &rule, error) || !rule_insert(session, &rule, error) ||
        !alerts_wake(call->house->jobs, session, call->now, error))
        return false;
    call->status = 201;
    return answer_rule(call, session, &rule, error);
}

// What is judged otherwise is judged from the beginning.
static bool judged_anew(const AlertRule *before, const AlertRule *rule)
{
    const JudgeRule *a = &before->judge, *b = &rule->judge;
    return !str_equal(before->metric, rule->metric) || !str_equal(before->parameters, rule->parameters) ||
           before->period != rule->period || a->kind != b->kind || a->threshold != b->threshold ||
           a->change_by != b->change_by || a->direction != b->direction || a->certainty != b->certainty ||
           a->sample_min != b->sample_min;
}

static bool change_rule(Call *call, StoreSession *session, Error *error)
{
    AlertRule before, rule;
    if (!path_rule(call, session, &before, error) || !call_if_match(call, before.version, error)) return false;
    rule = before;
    rule.next_at = call->now;
    return read_body(call, false, &rule, error) &&
           rule_update(session, &rule, judged_anew(&before, &rule), call->now, error) &&
           alerts_wake(call->house->jobs, session, call->now, error) && answer_rule(call, session, &rule, error);
}

static bool get_rule(Call *call, StoreSession *session, Error *error)
{
    AlertRule rule;
    return path_rule(call, session, &rule, error) && answer_rule(call, session, &rule, error);
}

static bool delete_rule(Call *call, StoreSession *session, Error *error)
{
    AlertRule rule;
    if (!path_rule(call, session, &rule, error)) return false;
    call->audit_object = str_format(call->arena, "alert_rule:%lld", (long long)rule.id);
    return rule_delete(session, rule.id, error);
}

static bool list_rules(Call *call, StoreSession *session, Error *error)
{
    AlertRule *rules;
    size_t count, limit = (size_t)call_limit(call);
    int64_t after;
    if (!plan_cursor(call, &after, error) || !rule_list(session, after, limit + 1, call->arena, &rules, &count, error))
        return false;
    bool more = count > limit;
    JsonWriter json = call_json(call);
    json_begin_object(&json);
    json_key(&json, "items");
    json_begin_array(&json);
    for (size_t i = 0; i < count - more; i++) {
        write_rule(&json, &rules[i], call->arena);
        json_end_object(&json);
    }
    json_end_array(&json);
    put_next_cursor(&json, call, more, more ? rules[limit - 1].id : 0);
    json_end_object(&json);
    return true;
}

static bool check_now(Call *call, StoreSession *session, Error *error)
{
    AlertRule rule;
    int64_t job;
    if (!path_rule(call, session, &rule, error)) return false;
    if (!rule_judged_soon(session, rule.id, call->now, error) ||
        !job_queue(call->house->jobs, session, "alerts", STR("{}"), STR("alerts"), call->now, &job, error))
        return false;
    JsonWriter json = call_json(call);
    json_begin_object(&json);
    put_integer(&json, "job", job);
    json_end_object(&json);
    call->status = 202;
    call->audit_object = str_format(call->arena, "alert_rule:%lld", (long long)rule.id);
    return true;
}

// ---- the table ----

#define PAGE_PARAMETERS                                                                                                \
    {.name = "limit", .type = FIELD_INTEGER, .low = 1, .high = 1000, .help = PHRASE("how many", "combien")},           \
    {                                                                                                                  \
        .name = "cursor", .type = FIELD_TEXT,                                                                          \
        .help = PHRASE("next_cursor of the page before", "next_cursor de la page précédente")                          \
    }

static const Parameter page_parameters[] = {PAGE_PARAMETERS, {0}};
static const Parameter alert_parameters[] = {
    {.name = "rule",
     .type = FIELD_INTEGER,
     .low = 1,
     .high = INT64_MAX,
     .help = PHRASE("only of this rule", "seulement de cette règle")},
    {.name = "status",
     .type = FIELD_TEXT,
     .words = "open|unacknowledged",
     .help =
         PHRASE("open: the figure has not come back, or nobody has seen to the customer; unacknowledged: nobody has "
                "seen to it",
                "open\u00A0: le chiffre n’est pas revenu, ou personne ne s’est occupé du client\u00A0; "
                "unacknowledged\u00A0: personne ne s’en est occupé")},
    {.name = "about",
     .type = FIELD_TEXT,
     .words = "figure|customer",
     .help = PHRASE("only of figures, or only of a customer’s health",
                    "seulement sur des chiffres, ou seulement sur la santé d’un client")},
    PAGE_PARAMETERS,
    {0},
};

#define ROUTE(method_, path_, name_, access_, english, french)                                                         \
    .method = (method_), .path = "/api/v1" path_, .name = (name_), .access = (access_),                                \
    .summary = PHRASE(english, french)

static const Route routes[] = {
    {ROUTE("GET", "/alert-rules", "listAlertRules", ACCESS_READ, "Early-warning rules on figures",
           "Les règles d’alerte sur les chiffres"),
     .cost = COST_READ, .parameters = page_parameters, .answer = &alert_rule_list_shape, .read = list_rules},
    {ROUTE("POST", "/alert-rules", "createAlertRule", ACCESS_WRITE, "Makes a rule; it is judged at once",
           "Crée une règle\u00A0; elle est jugée aussitôt"),
     .cost = COST_WRITE, .body = &alert_rule_create_shape, .answer = &alert_rule_shape, .prepare = prepare_new,
     .write = create_rule},
    {ROUTE("GET", "/alert-rules/{id}", "getAlertRule", ACCESS_READ, "One rule, and how each group stands",
           "Une règle et l’état de chaque groupe"),
     .cost = COST_READ, .answer = &alert_rule_shape, .read = get_rule},
    {ROUTE("PATCH", "/alert-rules/{id}", "changeAlertRule", ACCESS_WRITE, "Changes, pauses or snoozes it",
           "La change, la suspend ou la met en sommeil"),
     .cost = COST_WRITE, .body = &alert_rule_change_shape, .answer = &alert_rule_shape, .prepare = prepare_changed,
     .write = change_rule},
    {ROUTE("DELETE", "/alert-rules/{id}", "deleteAlertRule", ACCESS_WRITE, "Deletes it; its alerts stay",
           "La supprime\u00A0; ses alertes restent"),
     .cost = COST_WRITE, .write = delete_rule},
    {ROUTE("POST", "/alert-rules/{id}/check", "checkAlertRule", ACCESS_WRITE, "Judges it now", "La juge maintenant"),
     .cost = COST_WRITE, .answer = &alert_check_shape, .write = check_now},
    {ROUTE("GET", "/alerts", "listAlerts", ACCESS_READ, "Alerts on figures and on customers’ health, newest first",
           "Les alertes sur les chiffres et sur la santé des clients, les dernières d’abord"),
     .cost = COST_READ, .parameters = alert_parameters, .answer = &alert_list_shape, .read = list_alerts},
    {ROUTE("GET", "/alerts/{id}", "getAlert", ACCESS_READ, "One alert", "Une alerte"), .cost = COST_READ,
     .answer = &alert_shape, .read = get_alert},
    {ROUTE("POST", "/alerts/{id}/acknowledge", "acknowledgeAlert", ACCESS_WRITE, "Says that somebody sees to it",
           "Dit que quelqu’un s’en occupe"),
     .cost = COST_WRITE, .body = &alert_acknowledge_shape, .answer = &alert_shape, .write = acknowledge_alert},
    {0},
};

static const JobKind jobs[] = {{.name = "alerts", .every_seconds = 60, .alone = true, .run = alerts_judge},
                               {.name = NULL}};

extern const struct Command *const alert_commands[];

const Module alert_module = {.name = "alert", .commands = alert_commands, .routes = routes, .jobs = jobs};
