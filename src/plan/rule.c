#include "plan/rule.h"

#include "health/alert.h"
#include "workspace/workspace.h"

const char *const rule_kind_names[RULE_KIND_COUNT] = {"above", "below", "change", "break", "anomaly", "health"};
const char *const rule_change_names[RULE_CHANGE_COUNT] = {"percent", "points"};
const char *const rule_direction_names[RULE_DIRECTION_COUNT] = {"any", "rise", "fall"};
const char *const rule_certainty_names[RULE_CERTAINTY_COUNT] = {"sample", "interval"};
const char *const rule_every_names[RULE_EVERY_COUNT] = {"hour", "day", "week", "month"};

static int word_of(Str text, const char *const *names, int count)
{
    for (int i = 0; i < count; i++)
        if (str_equal(text, str_of(names[i]))) return i;
    return 0;
}

static Value instant_or_null(Instant at)
{
    return at ? value_integer(at) : value_null();
}

// ---- rules ----

static void read_judge(const Rows *rows, JudgeRule *judge)
{
    *judge = (JudgeRule){
        .kind = (RuleKind)word_of(rows_text(rows, 5), rule_kind_names, RULE_KIND_COUNT),
        .threshold = rows_real(rows, 6),
        .change_by = (RuleChange)word_of(rows_text(rows, 7), rule_change_names, RULE_CHANGE_COUNT),
        .direction = (RuleDirection)word_of(rows_text(rows, 8), rule_direction_names, RULE_DIRECTION_COUNT),
        .recovery = rows_real(rows, 9),
        .certainty = (RuleCertainty)word_of(rows_text(rows, 10), rule_certainty_names, RULE_CERTAINTY_COUNT),
        .sample_min = rows_integer(rows, 11)};
}

static void read_rule(const Rows *rows, Arena *arena, AlertRule *rule)
{
    *rule = (AlertRule){.id = rows_integer(rows, 0),
                        .name = str_copy(arena, rows_text(rows, 1)),
                        .metric = str_copy(arena, rows_text(rows, 2)),
                        .parameters = str_copy(arena, rows_text(rows, 3)),
                        .incomplete = rows_integer(rows, 12),
                        .every = (RuleEvery)word_of(rows_text(rows, 13), rule_every_names, RULE_EVERY_COUNT),
                        .day_max = rows_integer(rows, 14),
                        .recipients = str_copy(arena, rows_text(rows, 15)),
                        .paused = str_equal(rows_text(rows, 17), STR("paused")),
                        .snoozed_until = rows_integer(rows, 18),
                        .next_at = rows_integer(rows, 19),
                        .judged_at = rows_integer(rows, 20),
                        .failure = str_copy(arena, rows_text(rows, 21)),
                        .made_at = rows_integer(rows, 22),
                        .version = rows_integer(rows, 23)};
    read_judge(rows, &rule->judge);
    if (!period_unit_parse(rows_text(rows, 4), &rule->period)) rule->period = PERIOD_MONTH;
    if (!locale_parse(rows_text(rows, 16), &rule->locale)) rule->locale = LOCALE_EN;
}

bool rule_get(StoreSession *session, int64_t id, Arena *arena, AlertRule *rule, Error *error)
{
    Rows rows;
    *rule = (AlertRule){0};
    if (!store_select(session, &query_plan_rule_get, VALUES(value_integer(id)), &rows, error)) return false;
    if (rows_next(&rows)) read_rule(&rows, arena, rule);
    return rows_close(&rows, error);
}

bool rule_list(StoreSession *session, int64_t after, size_t limit, Arena *arena, AlertRule **rules, size_t *count,
               Error *error)
{
    Rows rows;
    *rules = arena_array(arena, AlertRule, limit);
    *count = 0;
    if (!store_select(session, &query_plan_rule_list, VALUES(value_integer(after), value_integer((int64_t)limit)),
                      &rows, error))
        return false;
    while (*count < limit && rows_next(&rows)) read_rule(&rows, arena, &(*rules)[(*count)++]);
    return rows_close(&rows, error);
}

static bool next_rule_id(StoreSession *session, int64_t *id, Error *error)
{
    Rows rows;
    int64_t count = 0;
    *id = 1;
    if (!store_select(session, &query_plan_rule_last, NO_VALUES, &rows, error)) return false;
    if (rows_next(&rows)) {
        *id = rows_integer(&rows, 0) + 1;
        count = rows_integer(&rows, 1);
    }
    if (!rows_close(&rows, error)) return false;
    return count < RULES_MAX || error_code(error, ERROR_CONFLICT, "too_many",
                                           PHRASE("there are 500 rules already: delete one first",
                                                  "il y a déjà 500 règles\u00A0: supprimez-en une d’abord"),
                                           STR(""));
}

#define RULE_VALUES(rule)                                                                                              \
    value_integer((rule)->id), value_text((rule)->name), value_text((rule)->metric), value_text((rule)->parameters),   \
        value_text(period_unit_name((rule)->period)), value_text(str_of(rule_kind_names[(rule)->judge.kind])),         \
        value_real((rule)->judge.threshold), value_text(str_of(rule_change_names[(rule)->judge.change_by])),           \
        value_text(str_of(rule_direction_names[(rule)->judge.direction])), value_real((rule)->judge.recovery),         \
        value_text(str_of(rule_certainty_names[(rule)->judge.certainty])), value_integer((rule)->judge.sample_min),    \
        value_integer((rule)->incomplete), value_text(str_of(rule_every_names[(rule)->every])),                        \
        value_integer((rule)->day_max), value_text((rule)->recipients), value_text(locale_name((rule)->locale)),       \
        value_text((rule)->paused ? STR("paused") : STR("active")), instant_or_null((rule)->snoozed_until),            \
        value_integer((rule)->next_at)

bool rule_insert(StoreSession *session, AlertRule *rule, Error *error)
{
    rule->version = 1;
    return next_rule_id(session, &rule->id, error) &&
           store_execute(session, &query_plan_rule_insert, VALUES(RULE_VALUES(rule), value_integer(rule->made_at)),
                         NULL, error);
}

bool rule_update(StoreSession *session, AlertRule *rule, bool anew, Instant now, Error *error)
{
    rule->version++;
    if (!store_execute(session, &query_plan_rule_update, VALUES(RULE_VALUES(rule)), NULL, error)) return false;
    return !anew || (store_execute(session, &query_plan_states_forget, VALUES(value_integer(rule->id)), NULL, error) &&
                     store_execute(session, &query_plan_alerts_close,
                                   VALUES(value_integer(rule->id), value_integer(now)), NULL, error));
}

bool rule_delete(StoreSession *session, int64_t id, Error *error)
{
    return store_execute(session, &query_plan_rule_delete, VALUES(value_integer(id)), NULL, error);
}

bool rule_due(StoreSession *session, Instant now, int64_t *ids, size_t room, size_t *count, Error *error)
{
    Rows rows;
    *count = 0;
    if (!store_select(session, &query_plan_rule_due, VALUES(value_integer(now), value_integer((int64_t)room)), &rows,
                      error))
        return false;
    while (*count < room && rows_next(&rows)) ids[(*count)++] = rows_integer(&rows, 0);
    return rows_close(&rows, error);
}

bool rule_judged(StoreSession *session, const AlertRule *rule, Str failure, Instant next_at, Instant now, Error *error)
{
    return store_execute(
        session, &query_plan_rule_judged,
        VALUES(value_integer(rule->id), value_integer(next_at), value_integer(now), value_text(failure)), NULL, error);
}

bool rule_judged_soon(StoreSession *session, int64_t id, Instant at, Error *error)
{
    return store_execute(session, &query_plan_rule_soon, VALUES(value_integer(id), value_integer(at)), NULL, error);
}

// ---- how far ----

bool state_list(StoreSession *session, int64_t rule, Arena *arena, AlertState **states, size_t *count, Error *error)
{
    Rows rows;
    size_t room = 0;
    AlertState *list = NULL;
    *count = 0;
    if (!store_select(session, &query_plan_states, VALUES(value_integer(rule)), &rows, error)) return false;
    while (rows_next(&rows)) {
        if (*count == room) {
            AlertState *grown = arena_array(arena, AlertState, room = room ? 2 * room : 16);
            for (size_t i = 0; i < *count; i++) grown[i] = list[i];
            list = grown;
        }
        list[(*count)++] = (AlertState){.group_key = str_copy(arena, rows_text(&rows, 0)),
                                        .judged_day = (Day)rows_integer(&rows, 1),
                                        .broken_day = rows_null(&rows, 2) ? DAY_MIN : (Day)rows_integer(&rows, 2),
                                        .open_alert = rows_integer(&rows, 3),
                                        .verdict = (Verdict)word_of(rows_text(&rows, 4), verdict_names, VERDICT_COUNT),
                                        .observed = !rows_null(&rows, 5),
                                        .value = rows_real(&rows, 5),
                                        .has_n = !rows_null(&rows, 6),
                                        .n = rows_integer(&rows, 6)};
    }
    *states = list;
    return rows_close(&rows, error);
}

bool state_put(StoreSession *session, int64_t rule, const AlertState *state, Error *error)
{
    return store_execute(session, &query_plan_state_put,
                         VALUES(value_integer(rule), value_text(state->group_key), value_integer(state->judged_day),
                                state->broken_day == DAY_MIN ? value_null() : value_integer(state->broken_day),
                                value_integer(state->open_alert), value_text(str_of(verdict_names[state->verdict])),
                                state->observed ? value_real(state->value) : value_null(),
                                state->has_n ? value_integer(state->n) : value_null()),
                         NULL, error);
}

// ---- alerts ----

static bool find_integer(StoreSession *session, const Query *query, const Value *values, size_t count, int64_t *number,
                         Error *error)
{
    Rows rows;
    *number = 0;
    if (!store_select(session, query, values, count, &rows, error)) return false;
    if (rows_next(&rows)) *number = rows_integer(&rows, 0);
    return rows_close(&rows, error);
}

static Value real_or_null(bool has, double number)
{
    return has ? value_real(number) : value_null();
}

bool alert_insert(StoreSession *session, Alert *alert, bool *made, Error *error)
{
    int64_t before;
    if (!find_integer(session, &query_plan_alert_of,
                      VALUES(value_integer(alert->rule), value_integer(alert->rule_version),
                             value_text(alert->group_key), value_integer(alert->first_day)),
                      &before, error))
        return false;
    *made = before == 0;
    if (!*made) {
        alert->id = before;
        return true;
    }
    if (!alert_number(session, &alert->id, error)) return false;
    return store_execute(
        session, &query_plan_alert_insert,
        VALUES(value_integer(alert->id), value_integer(alert->rule), value_integer(alert->rule_version),
               value_text(alert->rule_name), value_text(alert->metric), value_text(alert->parameters),
               value_text(str_of(rule_kind_names[alert->kind])), value_text(alert->group_key),
               value_text(alert->group_label), value_text(alert->period), value_integer(alert->first_day),
               value_integer(alert->last_day), value_integer(alert->complete), value_real(alert->value),
               real_or_null(alert->has_before, alert->before), value_real(alert->threshold), value_text(alert->unit),
               value_text(alert->currency), real_or_null(alert->has_interval, alert->low),
               real_or_null(alert->has_interval, alert->high), alert->has_n ? value_integer(alert->n) : value_null(),
               value_integer(alert->includes_threshold), value_integer(alert->made_at)),
        NULL, error);
}

bool alert_told(StoreSession *session, const Alert *alert, Error *error)
{
    return store_execute(session, &query_plan_alert_told,
                         VALUES(value_integer(alert->id), value_integer(alert->notified), value_text(alert->withheld),
                                value_integer(alert->event)),
                         NULL, error);
}

bool alert_recovered(StoreSession *session, int64_t id, Day day, Instant now, Error *error)
{
    return store_execute(session, &query_plan_alert_recovered,
                         VALUES(value_integer(id), value_integer(now), value_integer(day)), NULL, error);
}

bool alert_acknowledge(StoreSession *session, int64_t id, Str by, Str note, Instant now, Error *error)
{
    return store_execute(session, &query_plan_alert_acknowledge,
                         VALUES(value_integer(id), value_integer(now), value_text(by), value_text(note)), NULL, error);
}

bool alert_told_since(StoreSession *session, int64_t rule, Instant since, int64_t *count, Error *error)
{
    return find_integer(session, &query_plan_alert_told_since, VALUES(value_integer(rule), value_integer(since)), count,
                        error);
}

static void read_alert(const Rows *rows, Arena *arena, Alert *alert)
{
    *alert = (Alert){.id = rows_integer(rows, 0),
                     .rule = rows_integer(rows, 1),
                     .rule_name = str_copy(arena, rows_text(rows, 2)),
                     .metric = str_copy(arena, rows_text(rows, 3)),
                     .parameters = str_copy(arena, rows_text(rows, 4)),
                     .kind = (RuleKind)word_of(rows_text(rows, 5), rule_kind_names, RULE_KIND_COUNT),
                     .group_key = str_copy(arena, rows_text(rows, 6)),
                     .group_label = str_copy(arena, rows_text(rows, 7)),
                     .period = str_copy(arena, rows_text(rows, 8)),
                     .first_day = (Day)rows_integer(rows, 9),
                     .last_day = (Day)rows_integer(rows, 10),
                     .complete = rows_integer(rows, 11),
                     .value = rows_real(rows, 12),
                     .has_before = !rows_null(rows, 13),
                     .before = rows_real(rows, 13),
                     .threshold = rows_real(rows, 14),
                     .unit = str_copy(arena, rows_text(rows, 15)),
                     .currency = str_copy(arena, rows_text(rows, 16)),
                     .has_interval = !rows_null(rows, 17),
                     .low = rows_real(rows, 17),
                     .high = rows_real(rows, 18),
                     .has_n = !rows_null(rows, 19),
                     .n = rows_integer(rows, 19),
                     .includes_threshold = rows_integer(rows, 20),
                     .made_at = rows_integer(rows, 21),
                     .recovered_at = rows_integer(rows, 22),
                     .recovered_day = (Day)rows_integer(rows, 23),
                     .acknowledged_at = rows_integer(rows, 24),
                     .acknowledged_by = str_copy(arena, rows_text(rows, 25)),
                     .note = str_copy(arena, rows_text(rows, 26)),
                     .notified = rows_integer(rows, 27),
                     .withheld = str_copy(arena, rows_text(rows, 28)),
                     .event = rows_integer(rows, 29)};
}

bool alert_get(StoreSession *session, int64_t id, Arena *arena, Alert *alert, Error *error)
{
    Rows rows;
    *alert = (Alert){0};
    if (!store_select(session, &query_plan_alert_get, VALUES(value_integer(id)), &rows, error)) return false;
    if (rows_next(&rows)) read_alert(&rows, arena, alert);
    return rows_close(&rows, error);
}

bool alert_list(StoreSession *session, const AlertPage *page, Arena *arena, Alert **alerts, size_t *count, Error *error)
{
    Rows rows;
    *alerts = arena_array(arena, Alert, page->limit);
    *count = 0;
    if (!store_select(session, &query_plan_alert_list,
                      VALUES(value_integer(page->before ? page->before : INT64_MAX), value_integer(page->rule),
                             value_integer(page->open), value_integer(page->unseen),
                             value_integer((int64_t)page->limit)),
                      &rows, error))
        return false;
    while (*count < page->limit && rows_next(&rows)) read_alert(&rows, arena, &(*alerts)[(*count)++]);
    return rows_close(&rows, error);
}
