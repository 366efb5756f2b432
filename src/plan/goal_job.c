// goal_job.c - looks at each active goal: keeps what is known of it on the day, says once that it fell behind (an event
// that webhooks are told of, and a mail to who answers for it), and says met or missed when its deadline has passed.
// Of fewer than 30, and of a shortfall that chance explains, nobody is told.
#include "plan/goal_job.h"

#include "base/thread.h"
#include "chart/markup.h"
#include "event/log.h"
#include "house.h"
#include "message/message_job.h"
#include "message/outbox.h"
#include "plan/goal_read.h"
#include "plan/schedule.h"

enum { GOALS_AT_ONCE = 100 };

typedef struct Looking {
    JobCall *call;
    Arena *arena;
    Goal goal;
    GoalFigures figures;
    GoalDay day;
    Str failure;
    const char *event; // to tell; NULL: nothing
    Str text;          // in the language of who answers for it
    bool queued;
} Looking;

static bool read_goal(Looking *looking, StoreSession *session, int64_t id, Error *error)
{
    const House *house = looking->call->house;
    if (!log_catch_up(house->log, session, error) || !goal_get(session, id, looking->arena, &looking->goal, error))
        return false;
    if (!looking->goal.id || looking->goal.status != GOAL_ACTIVE) return true;
    MetricPlace place = {.house = house,
                         .session = session,
                         .port = house->questions,
                         .arena = looking->arena,
                         .locale = looking->goal.owner_locale,
                         .now = looking->call->now,
                         .threads = thread_count_available()};
    return goal_figures(&place, &looking->goal, &looking->figures, error);
}

// ---- what came of it ----

static void end_goal(Looking *looking)
{
    Goal *goal = &looking->goal;
    const GoalFigures *figures = &looking->figures;
    bool met = figures->now.observed && pace_met(&figures->pace, figures->now.value);
    goal->status = met ? GOAL_MET : GOAL_MISSED;
    goal->ended_at = looking->call->now;
    looking->event = met ? "Goal Met" : "Goal Missed";
}

static void conclude(Looking *looking)
{
    Goal *goal = &looking->goal;
    const GoalFigures *figures = &looking->figures;
    Day today = zone_day(workspace_settings(looking->call->house->workspace)->zone, looking->call->now);
    looking->day = goal_day_of(goal, figures, today);
    looking->failure = figures->refusal;
    goal->judged_at = looking->call->now;
    goal->failure = looking->failure;
    goal->state = figures->judgement.state;
    looking->text = goal_say_progress(goal, figures, goal->owner_locale, looking->arena);
    if (figures->ended && figures->has_pace) {
        end_goal(looking);
        return;
    }
    bool behind = goal->state == PACE_BEHIND && figures->judgement.sure;
    if (behind && goal->told != PACE_BEHIND) looking->event = "Goal Behind";
    if (behind || goal->state == PACE_ON_TRACK || goal->state == PACE_AHEAD)
        goal->told = behind ? PACE_BEHIND : goal->state;
}

// ---- telling ----

static Str event_body(const Looking *looking)
{
    const Goal *goal = &looking->goal;
    const GoalFigures *figures = &looking->figures;
    Text text = text_in(looking->arena);
    JsonWriter json = json_writer(&text);
    json_begin_object(&json);
    json_key(&json, "properties");
    json_begin_object(&json);
    json_key(&json, "goal");
    json_integer(&json, goal->id);
    json_key(&json, "name");
    json_string(&json, goal_title(goal, figures->metric, &figures->currency, goal->owner_locale, looking->arena));
    json_key(&json, "metric");
    json_string(&json, goal->metric);
    json_key(&json, "segment");
    json_string(&json, goal->segment);
    json_key(&json, "period");
    json_string(&json, period_name(looking->arena, goal->period, figures->now.period));
    json_key(&json, "target");
    json_number(&json, goal->target);
    json_key(&json, "value");
    if (figures->now.observed)
        json_number(&json, figures->now.value);
    else
        json_null(&json);
    json_key(&json, "expected");
    json_number(&json, figures->judgement.expected);
    json_key(&json, "difference");
    json_number(&json, figures->judgement.difference);
    json_key(&json, "n");
    if (figures->now.has_n)
        json_integer(&json, figures->now.n);
    else
        json_null(&json);
    json_end_object(&json);
    json_end_object(&json);
    return text_str(&text);
}

static bool log_it(Looking *looking, StoreSession *session, Error *error)
{
    Event event = {.kind = EVENT_INTERNAL,
                   .name = str_of(looking->event),
                   .at = looking->call->now,
                   .received = looking->call->now,
                   .flags = EVENT_TRAFFIC_INTERNAL,
                   .body = event_body(looking)};
    return log_append(looking->call->house->log, session, &event, NULL, error);
}

static Str mail_html(const Looking *looking, Str title)
{
    Text text = text_in(looking->arena);
    text_addf(&text,
              "<!doctype html><html lang=\"%s\"><head><meta charset=\"utf-8\"></head>"
              "<body style=\"margin:0;padding:24px;font:15px/1.5 system-ui,Arial,sans-serif;color:#1b1b1f\">"
              "<h1 style=\"font-size:20px;margin:0 0 16px\">",
              looking->goal.owner_locale == LOCALE_FR ? "fr" : "en");
    markup_add(&text, title);
    text_add(&text, STR("</h1><p>"));
    markup_add(&text, looking->text);
    text_add(&text, STR("</p></body></html>\n"));
    return text_str(&text);
}

static Str say_event(const Looking *looking)
{
    Str title = goal_title(&looking->goal, looking->figures.metric, &looking->figures.currency,
                           looking->goal.owner_locale, looking->arena);
    Str event = str_of(looking->event);
    Phrase phrase = str_equal(event, STR("Goal Met")) ? PHRASE("Goal met: {0}", "Objectif tenu\u00A0: {0}")
                    : str_equal(event, STR("Goal Missed"))
                        ? PHRASE("Goal missed: {0}", "Objectif manqué\u00A0: {0}")
                        : PHRASE("Goal behind: {0}", "Objectif en retard\u00A0: {0}");
    return phrase_str(looking->arena, looking->goal.owner_locale, phrase, &title, 1);
}

static bool mail_it(Looking *looking, StoreSession *session, Error *error)
{
    const House *house = looking->call->house;
    int64_t id;
    bool fresh;
    Str title = say_event(looking);
    if (!looking->goal.owner_email.size) return true;
    OutboxMail mail = {
        .key = str_format(looking->arena, "goal:%lld:%s:%d", (long long)looking->goal.id, looking->event,
                          (int)looking->day.day),
        .kind = STR("goal"),
        .now = looking->call->now,
        .text = {.to = {STR(""), looking->goal.owner_email},
                 .subject = title,
                 .list_id = STR("goals.fidele"),
                 .plain = str_format(looking->arena, "%.*s\n\n%.*s\n", STR_ARGS(title), STR_ARGS(looking->text)),
                 .html = mail_html(looking, title)}};
    looking->queued = true;
    return outbox_queue(session, house->secret, &mail, looking->arena, &id, &fresh, error);
}

// A goal that was changed or looked at meanwhile is left to the next look.
static bool write_within(StoreSession *session, void *context, Error *error)
{
    Looking *looking = context;
    Goal now;
    if (!goal_get(session, looking->goal.id, looking->arena, &now, error)) return false;
    if (!now.id || now.version != looking->goal.version || now.status != GOAL_ACTIVE) return true;
    if (!goal_judged(session, &looking->goal, error) || !goal_day_put(session, looking->goal.id, &looking->day, error))
        return false;
    if (!looking->event) return true;
    if (!log_it(looking, session, error) || !mail_it(looking, session, error)) return false;
    return !looking->queued || mail_wake(looking->call->house->jobs, session, looking->call->now, error);
}

static bool look_at(JobCall *call, int64_t id, Error *error)
{
    StoreSession *session;
    Looking looking = {.call = call, .arena = arena_open(0), .failure = STR("")};
    bool fine = store_read_begin(call->house->store, &session, error);
    if (fine) {
        fine = read_goal(&looking, session, id, error);
        store_read_end(session);
    }
    if (fine && looking.goal.id && looking.goal.status == GOAL_ACTIVE) {
        conclude(&looking);
        fine = store_write(call->house->store, write_within, &looking, error);
    }
    arena_close(looking.arena);
    return fine;
}

static bool active_after(JobCall *call, int64_t after, int64_t *ids, size_t *count, Error *error)
{
    StoreSession *session;
    if (!store_read_begin(call->house->store, &session, error)) return false;
    bool fine = goal_active(session, after, ids, GOALS_AT_ONCE, count, error);
    store_read_end(session);
    return fine;
}

bool goals_look(JobCall *call, Error *error)
{
    int64_t ids[GOALS_AT_ONCE], after = 0, looked = 0;
    size_t count = GOALS_AT_ONCE;
    while (count == GOALS_AT_ONCE && !atomic_load(call->cancelled)) {
        if (!active_after(call, after, ids, &count, error)) return false;
        for (size_t i = 0; i < count && !atomic_load(call->cancelled); i++, looked++) {
            if (!look_at(call, ids[i], error)) return false;
            after = ids[i];
        }
    }
    JsonWriter json = json_writer(&call->result);
    json_begin_object(&json);
    json_key(&json, "looked_at");
    json_integer(&json, looked);
    json_end_object(&json);
    return true;
}
