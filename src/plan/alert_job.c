// alert_job.c - judges the rules that are due: reads their figures, then writes what came of it in one transaction:
// alerts, their event in the log (webhooks are told of it), mails, how far it was judged. A transaction that finds the
// rule changed or judged meanwhile does nothing: so two servers, or a restart in the middle, give one alert.
#include "plan/alert_job.h"

#include "base/seal.h"
#include "base/thread.h"
#include "event/log.h"
#include "house.h"
#include "message/message_job.h"
#include "message/outbox.h"
#include "plan/alert_text.h"
#include "plan/digest.h"
#include "plan/episode.h"
#include "plan/schedule.h"
#include "workspace/workspace.h"

enum {
    RULES_AT_ONCE = 100,
    SECONDS_AN_HOUR = 3600,
    MINUTES_AFTER_MIDNIGHT = 5,
    SECONDS_A_MINUTE = 60,
    DAYS_A_WEEK = 7
};

bool alerts_wake(Jobs *jobs, StoreSession *session, Instant now, Error *error)
{
    int64_t id;
    return job_queue(jobs, session, "alerts", STR("{}"), STR("alerts"), now, &id, error);
}

// Days are looked at when they have been over for a few minutes.
Instant rule_next(const AlertRule *rule, const Zone *zone, Instant now)
{
    Instant hour = (Instant)SECONDS_AN_HOUR * MILLISECONDS_PER_SECOND;
    static const PeriodUnit units[RULE_EVERY_COUNT] = {PERIOD_DAY, PERIOD_DAY, PERIOD_WEEK, PERIOD_MONTH};
    if (rule->every == EVERY_HOUR) return (now / hour + 1) * hour;
    PeriodNumber number = period_of_day(units[rule->every], zone_day(zone, now));
    Day next = period_first_day(units[rule->every], number + 1);
    return zone_day_start(zone, next) + (Instant)MINUTES_AFTER_MIDNIGHT * SECONDS_A_MINUTE * MILLISECONDS_PER_SECOND;
}

FigureAsk rule_ask(const AlertRule *rule, Day today)
{
    PeriodNumber last = period_of_day(rule->period, today);
    return (FigureAsk){.metric = rule->metric,
                       .parameters = rule->parameters,
                       .period = rule->period,
                       .from = period_first_day(rule->period, last - RULE_PERIODS),
                       .to = today};
}

// ---- one rule ----

typedef struct GroupSteps {
    AlertState state;
    MetricGroup group;
    const EpisodePoint *point;
    EpisodeStep *step;
    size_t steps;
} GroupSteps;

typedef struct Looking {
    JobCall *call;
    Arena *arena;
    AlertRule rule;
    MetricAnswer answer;
    const Zone *zone;
    Day today;
    GroupSteps *group;
    size_t groups;
    Digest digest; // of RULE_HEALTH
    Str failure;
    bool queued;
    int64_t fired;
} Looking;

static const AlertState *state_of(const AlertState *states, size_t count, Str key)
{
    for (size_t i = 0; i < count; i++)
        if (str_equal(states[i].group_key, key)) return &states[i];
    return NULL;
}

static const EpisodePoint *points_of(const Looking *looking, uint32_t group)
{
    const MetricAnswer *answer = &looking->answer;
    uint32_t count = answer->table.span.count;
    EpisodePoint *points = arena_array(looking->arena, EpisodePoint, count + 1);
    for (uint32_t p = 0; p < count; p++) {
        FigureNumber number = figure_number(answer, answer_value(answer, group, p));
        points[p] = (EpisodePoint){.first = figures_first_day(answer, p),
                                   .last = figures_last_day(answer, p),
                                   .point = {.observed = number.observed,
                                             .has_n = number.has_n,
                                             .has_interval = number.has_interval,
                                             .value = number.value,
                                             .low = number.low,
                                             .high = number.high,
                                             .n = number.n}};
    }
    return points;
}

static void walk_group(Looking *looking, uint32_t group, const AlertState *states, size_t count)
{
    const MetricTable *table = &looking->answer.table;
    GroupSteps *one = &looking->group[group];
    JudgeRule judge = looking->rule.judge;
    judge.share = looking->answer.metric->unit == UNIT_RATE;
    judge.season = looking->rule.period == PERIOD_DAY ? DAYS_A_WEEK : 1;
    if (table->group) one->group = table->group[group];
    const AlertState *known = state_of(states, count, one->group.key);
    one->state =
        known ? *known : (AlertState){.group_key = one->group.key, .judged_day = DAY_MIN, .broken_day = DAY_MIN};
    one->point = points_of(looking, group);
    EpisodeWalk walk = {.rule = &judge,
                        .incomplete = looking->rule.incomplete,
                        .today = looking->today,
                        .point = one->point,
                        .count = table->span.count};
    one->steps = episode_walk(&walk, &one->state, looking->arena, &one->step);
}

static bool read_rule(Looking *looking, StoreSession *session, int64_t id, Error *error)
{
    const House *house = looking->call->house;
    AlertState *states;
    size_t count;
    if (!log_catch_up(house->log, session, error) || !rule_get(session, id, looking->arena, &looking->rule, error) ||
        !looking->rule.id)
        return looking->rule.id == 0;
    if (looking->rule.judge.kind == RULE_HEALTH)
        return digest_read(house, session, &looking->rule, looking->arena, &looking->digest, error);
    MetricPlace place = {.house = house,
                         .session = session,
                         .port = house->questions,
                         .arena = looking->arena,
                         .locale = looking->rule.locale,
                         .now = looking->call->now,
                         .threads = thread_count_available()};
    FigureAsk ask = rule_ask(&looking->rule, looking->today);
    if (!state_list(session, id, looking->arena, &states, &count, error) ||
        !figures_read(&place, &ask, &looking->answer, error))
        return false;
    looking->groups = looking->answer.table.groups;
    looking->group = arena_array(looking->arena, GroupSteps, looking->groups + 1);
    for (uint32_t g = 0; g < looking->groups; g++) walk_group(looking, g, states, count);
    return true;
}

// What a metric refuses (a segment that is gone) is said beside the rule; a store that fails fails the job.
static bool look(Looking *looking, int64_t id, Error *error)
{
    StoreSession *session;
    if (!store_read_begin(looking->call->house->store, &session, error)) return false;
    bool fine = read_rule(looking, session, id, error);
    store_read_end(session);
    bool of_rule = !fine && looking->rule.id &&
                   (error->kind == ERROR_USAGE || error->kind == ERROR_INPUT || error->kind == ERROR_NOT_FOUND);
    if (!of_rule) return fine;
    looking->groups = 0;
    looking->failure = str_copy(looking->arena, str_of(error->message[looking->rule.locale]));
    return true;
}

// ---- writing ----

static Alert alert_of(const Looking *looking, const GroupSteps *group, const EpisodeStep *step)
{
    const MetricAnswer *answer = &looking->answer;
    const EpisodePoint *point = &group->point[step->at];
    const AlertRule *rule = &looking->rule;
    return (Alert){.rule = rule->id,
                   .rule_version = rule->version,
                   .rule_name = rule->name,
                   .metric = rule->metric,
                   .parameters = rule->parameters,
                   .kind = rule->judge.kind,
                   .group_key = group->group.key,
                   .group_label = group->group.label,
                   .period = answer_period_name(answer, &answer->table, (uint32_t)step->at),
                   .first_day = point->first,
                   .last_day = point->last,
                   .complete = point->last < looking->today,
                   .value = point->point.value,
                   .before = step->judgement.before,
                   .threshold = rule->judge.threshold,
                   .has_before = step->judgement.has_before,
                   .has_interval = point->point.has_interval,
                   .has_n = point->point.has_n,
                   .includes_threshold = step->judgement.includes_threshold,
                   .unit = unit_name(answer->metric->unit),
                   .currency = unit_is_amount(answer->metric->unit) ? str_of(answer->table.currency.code) : STR(""),
                   .low = point->point.low,
                   .high = point->point.high,
                   .n = point->point.n,
                   .made_at = looking->call->now,
                   .withheld = STR("")};
}

static void write_number(JsonWriter *json, const char *key, bool has, double number)
{
    json_key(json, key);
    if (has)
        json_number(json, number);
    else
        json_null(json);
}

static void write_text(JsonWriter *json, const char *key, Str text)
{
    json_key(json, key);
    json_string(json, text);
}

static Str event_body(const Alert *alert, Arena *arena)
{
    Text text = text_in(arena);
    JsonWriter json = json_writer(&text);
    json_begin_object(&json);
    json_key(&json, "properties");
    json_begin_object(&json);
    json_key(&json, "alert");
    json_integer(&json, alert->id);
    json_key(&json, "rule");
    json_integer(&json, alert->rule);
    write_text(&json, "rule_name", alert->rule_name);
    write_text(&json, "metric", alert->metric);
    write_text(&json, "kind", str_of(rule_kind_names[alert->kind]));
    write_text(&json, "segment", figures_parameter(alert->parameters, "segment", arena));
    write_text(&json, "by", figures_parameter(alert->parameters, "by", arena));
    write_text(&json, "group", alert->group_key);
    write_text(&json, "period", alert->period);
    write_text(&json, "from", day_name(arena, alert->first_day));
    write_text(&json, "to", day_name(arena, alert->last_day));
    json_key(&json, "complete");
    json_boolean(&json, alert->complete);
    write_number(&json, "value", true, alert->value);
    write_number(&json, "before", alert->has_before, alert->before);
    write_number(&json, "threshold", alert->kind != RULE_BREAK, alert->threshold);
    write_text(&json, "unit", alert->unit);
    if (alert->currency.size) write_text(&json, "currency", alert->currency);
    write_number(&json, "low", alert->has_interval, alert->low);
    write_number(&json, "high", alert->has_interval, alert->high);
    write_number(&json, "n", alert->has_n, (double)alert->n);
    json_end_object(&json);
    json_end_object(&json);
    return text_str(&text);
}

// Of nobody, and in no figure: only who asks for it by name sees it (webhooks do).
static bool log_it(Looking *looking, StoreSession *session, const char *name, Alert *alert, Error *error)
{
    Event event = {.kind = EVENT_INTERNAL,
                   .name = str_of(name),
                   .at = looking->call->now,
                   .received = looking->call->now,
                   .flags = EVENT_TRAFFIC_INTERNAL,
                   .body = event_body(alert, looking->arena)};
    if (!log_append(looking->call->house->log, session, &event, NULL, error)) return false;
    alert->event = event.seq;
    return true;
}

static bool mail_it(Looking *looking, StoreSession *session, Alert *alert, Error *error)
{
    const House *house = looking->call->house;
    AlertText text =
        alert_text(alert, looking->rule.locale, workspace_settings(house->workspace)->name, looking->arena);
    Str rest = looking->rule.recipients, address;
    while (rest.size && str_cut(&rest, '\n', &address)) {
        int64_t id;
        bool fresh;
        OutboxMail mail = {.key =
                               str_format(looking->arena, "alert:%lld:%.*s", (long long)alert->id, STR_ARGS(address)),
                           .kind = STR("alert"),
                           .now = looking->call->now,
                           .text = {.to = {STR(""), address},
                                    .subject = text.subject,
                                    .list_id = STR("alerts.fidele"),
                                    .plain = text.plain,
                                    .html = text.html}};
        if (!outbox_queue(session, house->secret, &mail, looking->arena, &id, &fresh, error)) return false;
        alert->notified++;
    }
    looking->queued |= alert->notified > 0;
    return true;
}

// "" when it is told. What began and ended while the rule was asleep is not.
static bool withhold(Looking *looking, StoreSession *session, Alert *alert, bool over, Error *error)
{
    int64_t today;
    if (!alert_told_since(session, alert->rule, zone_day_start(looking->zone, looking->today), &today, error))
        return false;
    if (today >= looking->rule.day_max) alert->withheld = STR("daily_limit");
    if (over && looking->rule.snoozed_until) alert->withheld = STR("snoozed");
    return true;
}

static bool tell(Looking *looking, StoreSession *session, Alert *alert, bool over, Error *error)
{
    if (!withhold(looking, session, alert, over, error)) return false;
    looking->fired++;
    if (alert->withheld.size) return alert_told(session, alert, error);
    return log_it(looking, session, "Alert Fired", alert, error) && mail_it(looking, session, alert, error) &&
           alert_told(session, alert, error);
}

// `over`: the episode has ended too since the rule was looked at last.
static bool begin(Looking *looking, StoreSession *session, GroupSteps *group, const EpisodeStep *step, Error *error)
{
    bool made, over = step + 1 < group->step + group->steps;
    Alert alert = alert_of(looking, group, step);
    if (!alert_insert(session, &alert, &made, error)) return false;
    if (looking->rule.judge.kind != RULE_BREAK) group->state.open_alert = alert.id;
    return !made || tell(looking, session, &alert, over, error);
}

static bool finish(Looking *looking, StoreSession *session, GroupSteps *group, const EpisodeStep *step, Error *error)
{
    Alert alert;
    int64_t id = group->state.open_alert;
    group->state.open_alert = 0;
    if (!alert_recovered(session, id, group->point[step->at].first, looking->call->now, error) ||
        !alert_get(session, id, looking->arena, &alert, error))
        return false;
    bool told = alert.id && alert.withheld.size == 0;
    return !told || log_it(looking, session, "Alert Recovered", &alert, error);
}

static bool write_group(Looking *looking, StoreSession *session, GroupSteps *group, Error *error)
{
    for (size_t i = 0; i < group->steps; i++) {
        const EpisodeStep *step = &group->step[i];
        if (step->begins ? !begin(looking, session, group, step, error) : !finish(looking, session, group, step, error))
            return false;
    }
    return state_put(session, looking->rule.id, &group->state, error);
}

static bool write_within(StoreSession *session, void *context, Error *error)
{
    Looking *looking = context;
    AlertRule now;
    const AlertRule *rule = &looking->rule;
    looking->queued = false;
    looking->fired = 0;
    if (!rule_get(session, rule->id, looking->arena, &now, error)) return false;
    if (!now.id || now.version != rule->version || now.judged_at != rule->judged_at) return true; // somebody else did
    for (size_t g = 0; g < looking->groups; g++) {
        GroupSteps copy = looking->group[g]; // this may run twice
        if (!write_group(looking, session, &copy, error)) return false;
    }
    const DigestTelling telling = {.house = looking->call->house,
                                   .rule = rule,
                                   .digest = &looking->digest,
                                   .now = looking->call->now,
                                   .since = zone_day_start(looking->zone, looking->today),
                                   .arena = looking->arena};
    if (!digest_tell(session, &telling, &looking->queued, error)) return false;
    Instant next = rule_next(rule, looking->zone, looking->call->now);
    if (!rule_judged(session, rule, looking->failure, next, looking->call->now, error)) return false;
    return !looking->queued || mail_wake(looking->call->house->jobs, session, looking->call->now, error);
}

static bool judge_rule(JobCall *call, int64_t id, int64_t *fired, Error *error)
{
    const Zone *zone = workspace_settings(call->house->workspace)->zone;
    Looking looking = {
        .call = call, .arena = arena_open(0), .zone = zone, .today = zone_day(zone, call->now), .failure = STR("")};
    bool fine = look(&looking, id, error) &&
                (!looking.rule.id || store_write(call->house->store, write_within, &looking, error));
    *fired += looking.fired;
    arena_close(looking.arena);
    return fine;
}

static bool due_rules(JobCall *call, int64_t *ids, size_t *count, Error *error)
{
    StoreSession *session;
    if (!store_read_begin(call->house->store, &session, error)) return false;
    bool fine = rule_due(session, call->now, ids, RULES_AT_ONCE, count, error);
    store_read_end(session);
    return fine;
}

bool alerts_judge(JobCall *call, Error *error)
{
    int64_t ids[RULES_AT_ONCE], fired = 0, judged = 0;
    size_t count = RULES_AT_ONCE;
    while (count == RULES_AT_ONCE && !atomic_load(call->cancelled)) {
        if (!due_rules(call, ids, &count, error)) return false;
        for (size_t i = 0; i < count && !atomic_load(call->cancelled); i++, judged++)
            if (!judge_rule(call, ids[i], &fired, error)) return false;
    }
    JsonWriter json = json_writer(&call->result);
    json_begin_object(&json);
    json_key(&json, "judged");
    json_integer(&json, judged);
    json_key(&json, "fired");
    json_integer(&json, fired);
    json_end_object(&json);
    return true;
}
