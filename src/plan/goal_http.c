// goal_http.c - the routes of goals.
#include "base/number.h"
#include "crm/item_http.h"
#include "customer/customer_http.h"
#include "event/log.h"
#include "house.h"
#include "metric/metric_http.h"
#include "module.h"
#include "plan/cycle.h"
#include "plan/goal_http.h"
#include "plan/goal_job.h"
#include "plan/schedule.h"
#include "plan/shapes_http.h"

// ---- looking ----

bool goal_look(Call *call, StoreSession *session, GoalSeen *seen, Error *error)
{
    MetricPlace place = metric_place(call, session);
    seen->today = zone_day(workspace_settings(call->house->workspace)->zone, call->now);
    if (!goal_figures(&place, &seen->goal, &seen->figures, error)) return false;
    smart_check(&seen->goal, &seen->figures, seen->today, call->locale, call->arena, seen->checks);
    seen->good = smart_good(seen->checks);
    return true;
}

static bool answer_goal(Call *call, const GoalSeen *seen)
{
    JsonWriter json = call_json(call);
    write_goal(&json, call, seen);
    call_version(call, seen->goal.version);
    call->audit_object = str_format(call->arena, "goal:%lld", (long long)seen->goal.id);
    return true;
}

static bool path_goal(Call *call, StoreSession *session, Goal *goal, Error *error)
{
    int64_t id;
    if (!plan_path(call, 0, &id, error) || !goal_get(session, id, call->arena, goal, error)) return false;
    return goal->id || say_nothing_there(error);
}

// ---- bodies ----

static void take_text(const Call *call, const char *name, Str *text)
{
    if (given_has(call, name)) *text = str_trim(given_text(call, name));
}

static void take_day(const Call *call, const char *name, Day *day)
{
    if (!given_has(call, name)) return;
    if (!day_parse(given_text(call, name), day)) *day = GOAL_NONE;
}

static void take_target(const Call *call, Goal *goal)
{
    JsonValue value;
    if (!json_member(call->body, STR("target"), &value)) return;
    goal->has_target = value.type == JSON_NUMBER && json_get_number(value, &goal->target);
}

static bool take_owner(Call *call, StoreSession *session, Goal *goal, Error *error)
{
    Value owner;
    Rows rows;
    if (!given_has(call, "owner")) return true;
    if (!given_staff(call, session, "owner", value_null(), &owner, error)) return false;
    goal->owner = owner.type == VALUE_INTEGER ? owner.integer : 0;
    goal->owner_name = goal->owner_email = STR("");
    if (!goal->owner) return true;
    if (!store_select(session, &query_goal_owner, VALUES(value_integer(goal->owner)), &rows, error)) return false;
    if (rows_next(&rows)) {
        goal->owner_name = str_copy(call->arena, rows_text(&rows, 0));
        goal->owner_email = str_copy(call->arena, rows_text(&rows, 1));
    }
    return rows_close(&rows, error);
}

static bool take_body(Call *call, StoreSession *session, Goal *goal, Error *error)
{
    Str period = given_text(call, "period");
    if (!body_name(call, &goal->name, error)) return false;
    if (given_has(call, "metric")) goal->metric = figures_metric(str_trim(given_text(call, "metric")));
    take_text(call, "segment", &goal->segment);
    take_text(call, "reason", &goal->reason);
    take_text(call, "finding", &goal->finding);
    take_text(call, "justification", &goal->justification);
    take_text(call, "outcome", &goal->outcome);
    take_day(call, "from", &goal->from);
    take_day(call, "deadline", &goal->deadline);
    take_target(call, goal);
    if (period.size && !period_unit_parse(period, &goal->period)) goal->period = PERIOD_MONTH;
    return take_owner(call, session, goal, error);
}

static Goal new_goal(const Call *call)
{
    Str none = STR("");
    return (Goal){.name = none,
                  .metric = none,
                  .segment = none,
                  .period = PERIOD_MONTH,
                  .from = GOAL_NONE,
                  .deadline = GOAL_NONE,
                  .owner_name = none,
                  .owner_email = none,
                  .reason = none,
                  .finding = none,
                  .justification = none,
                  .outcome = none,
                  .failure = none,
                  .made_by = who(call),
                  .made_at = call->now};
}

// ---- activating: all five letters hold ----

static bool refuse_goal(const Call *call, const GoalSeen *seen, Error *error)
{
    static const char *const paths[SMART_LETTERS] = {"/metric", "/target", "/justification", "/reason", "/deadline"};
    Text text = text_in(call->arena);
    size_t first = SMART_LETTERS;
    for (size_t i = 0; i < SMART_LETTERS; i++) {
        const SmartCheck *check = &seen->checks[i];
        if (check->good) continue;
        if (first == SMART_LETTERS) first = i;
        text_addf(&text, "%s%c: %.*s", text.size ? " " : "", check->letter, STR_ARGS(check->message));
    }
    (void)error_code(error, ERROR_INPUT, "not_smart",
                     PHRASE("the goal is not SMART yet. {0}", "l’objectif n’est pas encore SMART. {0}"),
                     text_str(&text));
    return error_at(error, str_of(paths[first < SMART_LETTERS ? first : 0]));
}

static bool activate(const Call *call, GoalSeen *seen, Error *error)
{
    Goal *goal = &seen->goal;
    if (!seen->good) return refuse_goal(call, seen, error);
    goal->status = GOAL_ACTIVE;
    goal->activated_at = call->now;
    goal->baseline = seen->figures.baseline;
    goal->from = period_first_day(goal->period, seen->figures.from);
    goal->state = goal->told = seen->figures.judgement.state;
    return true;
}

static bool refuse_change(Error *error, const char *path, Phrase phrase)
{
    (void)error_code(error, ERROR_CONFLICT, "goal_status", phrase, STR(""));
    return error_at(error, str_of(path));
}

// What an active goal is measured by does not change under way.
static bool check_fixed(const Goal *before, const Goal *goal, Error *error)
{
    if (before->status == GOAL_DRAFT) return true;
    if (!str_equal(before->metric, goal->metric) || !str_equal(before->segment, goal->segment) ||
        before->period != goal->period || before->from != goal->from)
        return refuse_change(
            error, "/metric",
            PHRASE("an active goal keeps its metric, segment and periods: close it and make another",
                   "un objectif actif garde son indicateur, son segment et ses périodes\u00A0: closez-le "
                   "et faites-en un autre"));
    return true;
}

static bool change_status(const Call *call, const Goal *before, GoalSeen *seen, Error *error)
{
    Str status = given_text(call, "status");
    Goal *goal = &seen->goal;
    if (str_equal(status, STR("closed"))) {
        goal->status = GOAL_CLOSED;
        goal->ended_at = call->now;
        return true;
    }
    if (str_equal(status, STR("active")) && before->status == GOAL_DRAFT) return activate(call, seen, error);
    if (str_equal(status, STR("draft")) && before->status != GOAL_DRAFT)
        return refuse_change(error, "/status",
                             PHRASE("only a goal that was never active is a draft",
                                    "seul un objectif qui n’a jamais été actif est un brouillon"));
    if (str_equal(status, STR("active")) && before->status != GOAL_ACTIVE)
        return refuse_change(
            error, "/status",
            PHRASE("this goal has ended: make another", "cet objectif est fini\u00A0: faites-en un autre"));
    return before->status != GOAL_ACTIVE || seen->good || refuse_goal(call, seen, error);
}

// ---- preparing, before the transaction ----

static bool prepared(Call *call, bool (*look)(Call *call, StoreSession *session, GoalSeen *seen, Error *error),
                     Error *error)
{
    StoreSession *session;
    GoalSeen *seen = arena_new(call->arena, GoalSeen);
    if (!store_read_begin(call->house->store, &session, error)) return false;
    bool fine = log_catch_up(call->house->log, session, error) && look(call, session, seen, error);
    store_read_end(session);
    call->prepared = seen;
    return fine;
}

static bool look_new(Call *call, StoreSession *session, GoalSeen *seen, Error *error)
{
    seen->goal = new_goal(call);
    if (!take_body(call, session, &seen->goal, error) || !goal_look(call, session, seen, error)) return false;
    return !str_equal(given_text(call, "status"), STR("active")) || activate(call, seen, error);
}

static bool prepare_new(Call *call, Error *error)
{
    return prepared(call, look_new, error);
}

static bool look_changed(Call *call, StoreSession *session, GoalSeen *seen, Error *error)
{
    Goal before;
    if (!path_goal(call, session, &before, error)) return false;
    seen->goal = before;
    return take_body(call, session, &seen->goal, error) && check_fixed(&before, &seen->goal, error) &&
           goal_look(call, session, seen, error) && change_status(call, &before, seen, error);
}

static bool prepare_changed(Call *call, Error *error)
{
    return prepared(call, look_changed, error);
}

// ---- routes ----

static bool put_today(StoreSession *session, const GoalSeen *seen, Error *error)
{
    if (seen->goal.status != GOAL_ACTIVE) return true;
    GoalDay day = goal_day_of(&seen->goal, &seen->figures, seen->today);
    return goal_day_put(session, seen->goal.id, &day, error);
}

static bool create_goal(Call *call, StoreSession *session, Error *error)
{
    GoalSeen seen = *(const GoalSeen *)call->prepared;
    Cycle cycle;
    if (!cycle_ensure(session, call->now, call->arena, &cycle, error)) return false;
    seen.goal.cycle = cycle.id;
    if (!goal_insert(session, &seen.goal, error) || !put_today(session, &seen, error)) return false;
    call->status = 201;
    return answer_goal(call, &seen);
}

static bool change_goal(Call *call, StoreSession *session, Error *error)
{
    GoalSeen seen = *(const GoalSeen *)call->prepared;
    Goal before;
    if (!path_goal(call, session, &before, error) || !call_if_match(call, before.version, error)) return false;
    if (before.version != seen.goal.version)
        return error_code(error, ERROR_CONFLICT, "version_conflict",
                          PHRASE("somebody changed it meanwhile: look at it again",
                                 "quelqu’un l’a changé entre-temps\u00A0: regardez-le de nouveau"),
                          STR(""));
    return goal_update(session, &seen.goal, error) && put_today(session, &seen, error) && answer_goal(call, &seen);
}

static bool delete_goal(Call *call, StoreSession *session, Error *error)
{
    Goal goal;
    if (!path_goal(call, session, &goal, error)) return false;
    call->audit_object = str_format(call->arena, "goal:%lld", (long long)goal.id);
    return goal_delete(session, goal.id, error);
}

static bool look_path(Call *call, StoreSession *session, GoalSeen *seen, Error *error)
{
    return path_goal(call, session, &seen->goal, error) && log_catch_up(call->house->log, session, error) &&
           goal_look(call, session, seen, error);
}

static bool get_goal(Call *call, StoreSession *session, Error *error)
{
    GoalSeen *seen = arena_new(call->arena, GoalSeen);
    return look_path(call, session, seen, error) && answer_goal(call, seen);
}

static bool get_progress(Call *call, StoreSession *session, Error *error)
{
    GoalSeen *seen = arena_new(call->arena, GoalSeen);
    if (!look_path(call, session, seen, error)) return false;
    JsonWriter json = call_json(call);
    write_progress(&json, call, seen);
    return true;
}

static bool check_goal(Call *call, StoreSession *session, Error *error)
{
    GoalSeen *seen = arena_new(call->arena, GoalSeen);
    seen->goal = new_goal(call);
    if (!log_catch_up(call->house->log, session, error) || !take_body(call, session, &seen->goal, error) ||
        !goal_look(call, session, seen, error))
        return false;
    JsonWriter json = call_json(call);
    write_checked(&json, call, seen);
    return true;
}

static bool list_goals(Call *call, StoreSession *session, Error *error)
{
    GoalPage page = {.status = call_query(call, "status"), .limit = (size_t)call_limit(call) + 1};
    Goal *goals;
    size_t count;
    if (!call_query_integer(call, "cycle", &page.cycle)) page.cycle = 0;
    if (!plan_cursor(call, &page.before, error) || !log_catch_up(call->house->log, session, error) ||
        !goal_list(session, &page, call->arena, &goals, &count, error))
        return false;
    bool more = count == page.limit;
    JsonWriter json = call_json(call);
    json_begin_object(&json);
    json_key(&json, "items");
    json_begin_array(&json);
    for (size_t i = 0; i < count - more; i++) {
        GoalSeen seen = {.goal = goals[i]};
        if (!goal_look(call, session, &seen, error)) return false;
        write_goal(&json, call, &seen);
    }
    json_end_array(&json);
    put_next_cursor(&json, call, more, more ? goals[count - 2].id : 0);
    json_end_object(&json);
    return true;
}

static void write_day(JsonWriter *json, const Call *call, PeriodUnit unit, const GoalDay *day)
{
    const PacePoint *point = &day->point;
    json_begin_object(json);
    put_text(json, "day", day_name(call->arena, day->day));
    put_text(json, "period", period_name(call->arena, unit, period_of_day(unit, day->period_day)));
    put_number_or_null(json, "value", point->observed, point->value);
    put_number_or_null(json, "low", point->has_interval, point->low);
    put_number_or_null(json, "high", point->has_interval, point->high);
    put_integer_or_null(json, "n", point->has_n, point->n);
    put_number_or_null(json, "expected", day->has_expected, day->expected);
    put_text(json, "state", str_of(pace_state_names[day->state]));
    put_number_or_null(json, "probability", day->has_probability, day->probability);
    json_end_object(json);
}

static bool list_days(Call *call, StoreSession *session, Error *error)
{
    Goal goal;
    GoalDay *days;
    size_t count, limit = (size_t)call_limit(call);
    int64_t after;
    if (!path_goal(call, session, &goal, error) || !plan_cursor(call, &after, error) ||
        !goal_days(session, goal.id, after ? (Day)after : GOAL_NONE, limit + 1, call->arena, &days, &count, error))
        return false;
    bool more = count > limit;
    JsonWriter json = call_json(call);
    json_begin_object(&json);
    json_key(&json, "items");
    json_begin_array(&json);
    for (size_t i = 0; i < count - more; i++) write_day(&json, call, goal.period, &days[i]);
    json_end_array(&json);
    put_next_cursor(&json, call, more, more ? days[limit - 1].day : 0);
    json_end_object(&json);
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
static const Parameter list_parameters[] = {
    {.name = "status",
     .type = FIELD_TEXT,
     .words = "draft|active|met|missed|closed",
     .help = PHRASE("only these", "seulement ceux-ci")},
    {.name = "cycle",
     .type = FIELD_INTEGER,
     .low = 1,
     .high = INT64_MAX,
     .help = PHRASE("of one round of the method", "d’un tour de la méthode")},
    PAGE_PARAMETERS,
    {0},
};

#define ROUTE(method_, path_, name_, access_, english, french)                                                         \
    .method = (method_), .path = "/api/v1" path_, .name = (name_), .access = (access_),                                \
    .summary = PHRASE(english, french)

static const Route routes[] = {
    {ROUTE("GET", "/goals", "listGoals", ACCESS_READ, "Goals with their progress, newest first",
           "Les objectifs et leur avancement, les derniers d’abord"),
     .cost = COST_REPORT, .parameters = list_parameters, .answer = &goal_list_shape, .read = list_goals},
    {ROUTE("POST", "/goals", "createGoal", ACCESS_WRITE, "Makes a goal, a draft or active",
           "Crée un objectif, brouillon ou actif"),
     .cost = COST_WRITE, .body = &goal_create_shape, .answer = &goal_shape, .prepare = prepare_new,
     .write = create_goal},
    {ROUTE("POST", "/goals/check", "checkGoal", ACCESS_READ, "The five letters of what is typed; nothing is stored",
           "Les cinq lettres de ce qui est saisi\u00A0; rien n’est enregistré"),
     .cost = COST_REPORT, .body = &goal_check_shape, .answer = &goal_checked_shape, .read = check_goal},
    {ROUTE("GET", "/goals/{id}", "getGoal", ACCESS_READ, "One goal, its progress and forecast",
           "Un objectif, son avancement et sa prévision"),
     .cost = COST_REPORT, .answer = &goal_shape, .read = get_goal},
    {ROUTE("PATCH", "/goals/{id}", "changeGoal", ACCESS_WRITE, "Changes, activates or closes it",
           "Le change, l’active ou le clôt"),
     .cost = COST_WRITE, .body = &goal_change_shape, .answer = &goal_shape, .prepare = prepare_changed,
     .write = change_goal},
    {ROUTE("DELETE", "/goals/{id}", "deleteGoal", ACCESS_WRITE, "Deletes it", "Le supprime"), .cost = COST_WRITE,
     .write = delete_goal},
    {ROUTE("GET", "/goals/{id}/progress", "getGoalProgress", ACCESS_READ, "Its figure and its way, period by period",
           "Son chiffre et son chemin, période par période"),
     .cost = COST_REPORT, .answer = &goal_progress_shape, .read = get_progress},
    {ROUTE("GET", "/goals/{id}/days", "listGoalDays", ACCESS_READ, "What was known of it day by day",
           "Ce qu’on en savait jour après jour"),
     .cost = COST_READ, .parameters = page_parameters, .answer = &goal_day_list_shape, .read = list_days},
    {0},
};

enum { EVERY_SECONDS = 3600 };
static const JobKind jobs[] = {{.name = "goals", .every_seconds = EVERY_SECONDS, .alone = true, .run = goals_look},
                               {.name = NULL}};

extern const struct Command *const goal_commands[];
extern const Module goal_module;
const Module goal_module = {.name = "goal", .routes = routes, .jobs = jobs, .commands = goal_commands};
