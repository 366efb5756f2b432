// report_job.c - makes the reports that are due: each once a due time, also with two servers and after a restart (the
// due time is unique). After a time of not running only the last due time is made up for, and the mail says how many
// were not. What is sent is kept, with a snapshot of its figures.
#include "plan/report_job.h"

#include "base/thread.h"
#include "event/log.h"
#include "house.h"
#include "message/message_job.h"
#include "message/outbox.h"
#include "plan/schedule.h"
#include "workspace/workspace.h"

enum { REPORTS_AT_ONCE = 100, MISSED_MAX = 1000 };

// ---- figures ----

bool report_asks(const Report *report, Day day, Arena *arena, ReportAsk *asks, Error *error)
{
    JsonValue list, item, value;
    PeriodNumber last = period_of_day(report->period, day) - 1;
    if (!json_parse(report->metrics, &list, error)) return false;
    *asks = (ReportAsk){.ask = arena_array(arena, FigureAsk, json_count(list) + 1),
                        .first = period_first_day(report->period, last),
                        .last = period_last_day(report->period, last)};
    for (size_t cursor = 0; json_next(list, &cursor, NULL, &item);) {
        FigureAsk *ask = &asks->ask[asks->count++];
        *ask = (FigureAsk){.parameters = STR("{}"),
                           .period = report->period,
                           .from = period_first_day(report->period, last - (PeriodNumber)report->periods + 1),
                           .to = asks->last};
        if (json_member(item, STR("metric"), &value)) ask->metric = json_get_string(value, arena);
        if (json_member(item, STR("parameters"), &value)) ask->parameters = value.text;
    }
    return true;
}

bool report_read(const MetricPlace *place, const Report *report, Day day, ReportFrame *frame, Error *error)
{
    const WorkspaceSettings *workspace = workspace_settings(place->house->workspace);
    ReportAsk asks;
    if (!report_asks(report, day, place->arena, &asks, error)) return false;
    ReportPart *parts = arena_array(place->arena, ReportPart, asks.count + 1);
    for (size_t i = 0; i < asks.count; i++) {
        parts[i].ask = asks.ask[i];
        if (!figures_read(place, &asks.ask[i], &parts[i].answer, error)) return false;
    }
    *frame = (ReportFrame){.report = report,
                           .part = parts,
                           .parts = asks.count,
                           .first = asks.first,
                           .last = asks.last,
                           .today = zone_day(workspace->zone, place->now),
                           .made_at = place->now,
                           .workspace = workspace->name,
                           .time_zone = zone_name(workspace->zone)};
    return true;
}

// ---- one report ----

typedef struct Making {
    JobCall *call;
    Arena *arena;
    const Zone *zone;
    Report report;
    Instant due_at;
    bool asked;
    ReportFrame frame;
    ReportText text;
    int64_t seq;
    Str failure; // "" when it could be read
    bool made;
} Making;

static bool read_within(Making *making, StoreSession *session, Error *error)
{
    const House *house = making->call->house;
    if (!log_catch_up(house->log, session, error)) return false;
    making->seq = log_last(house->log);
    MetricPlace place = {.house = house,
                         .session = session,
                         .port = house->questions,
                         .arena = making->arena,
                         .locale = making->report.locale,
                         .now = making->call->now,
                         .threads = thread_count_available()};
    if (!report_read(&place, &making->report, zone_day(making->zone, making->due_at), &making->frame, error))
        return false;
    if (!making->asked) {
        Schedule schedule;
        if (!schedule_parse(making->report.schedule, &schedule, making->arena, error)) return false;
        making->frame.missed =
            making->report.next_at && making->report.next_at < making->due_at
                ? schedule_count(&schedule, making->zone, making->report.next_at - 1, making->due_at - 1, MISSED_MAX)
                : 0;
    }
    making->text = report_text(&making->frame, making->arena);
    return true;
}

// What a metric refuses (a segment that is gone) is said beside the report; a store that fails fails the job.
static bool read_figures(Making *making, Error *error)
{
    StoreSession *session;
    if (!store_read_begin(making->call->house->store, &session, error)) return false;
    bool fine = read_within(making, session, error);
    store_read_end(session);
    bool of_report = !fine && (error->kind == ERROR_USAGE || error->kind == ERROR_INPUT ||
                               error->kind == ERROR_NOT_FOUND || error->kind == ERROR_MALFORMED);
    if (of_report) making->failure = str_copy(making->arena, str_of(error->message[making->report.locale]));
    return fine || of_report;
}

static bool keep_figures(const Making *making, StoreSession *session, Issue *issue, Error *error)
{
    Snapshot snapshot = {.name = making->report.name,
                         .made_at = making->call->now,
                         .day = making->frame.today,
                         .seq = making->seq,
                         .issue = issue->id};
    if (!snapshot_insert(session, &snapshot, error)) return false;
    for (size_t i = 0; i < making->frame.parts; i++)
        if (!snapshot_put(session, &snapshot, (int64_t)i, &making->frame.part[i].ask, &making->frame.part[i].answer,
                          making->frame.today, error))
            return false;
    issue->snapshot = snapshot.id;
    return true;
}

static bool mail_issue(const Making *making, StoreSession *session, const Issue *issue, Error *error)
{
    const House *house = making->call->house;
    Str rest = making->report.recipients, address;
    const Attachment attachment = {.name = str_format(making->arena, "report-%lld-%.*s.csv", (long long)issue->report,
                                                      STR_ARGS(day_name(making->arena, issue->last_day))),
                                   .media = STR("text/csv; charset=utf-8"),
                                   .content = making->text.csv};
    while (rest.size && str_cut(&rest, '\n', &address)) {
        int64_t id;
        bool fresh;
        OutboxMail mail = {
            .key = str_format(making->arena, "report:%lld:%.*s", (long long)issue->id, STR_ARGS(address)),
            .kind = STR("report"),
            .now = making->call->now,
            .text = {.to = {STR(""), address},
                     .subject = making->text.subject,
                     .list_id = str_format(making->arena, "report-%lld.fidele", (long long)issue->report),
                     .plain = making->text.plain,
                     .html = making->text.html,
                     .attachment = &attachment,
                     .attachments = 1}};
        if (!outbox_queue(session, house->secret, &mail, making->arena, &id, &fresh, error)) return false;
    }
    return mail_wake(house->jobs, session, making->call->now, error);
}

static bool set_next(const Making *making, StoreSession *session, Error *error)
{
    Schedule schedule;
    Error refusal;
    if (making->asked) return true;
    Instant next = schedule_parse(making->report.schedule, &schedule, making->arena, &refusal)
                       ? schedule_next(&schedule, making->zone, making->due_at)
                       : 0;
    return report_set_next(session, making->report.id, next, making->failure, error);
}

// The id comes with the snapshot, the snapshot with the id: the issue is given its number first.
static bool write_issue(Making *making, StoreSession *session, Error *error)
{
    Issue issue = {.report = making->report.id,
                   .due_at = making->due_at,
                   .asked = making->asked,
                   .first_day = making->frame.first,
                   .last_day = making->frame.last,
                   .made_at = making->call->now,
                   .missed = making->frame.missed,
                   .subject = making->text.subject,
                   .html = making->text.html,
                   .plain = making->text.plain,
                   .csv = making->text.csv,
                   .recipients = making->report.recipients};
    if (!issue_number(session, &issue, &making->made, error)) return false;
    if (!making->made) return true;
    return keep_figures(making, session, &issue, error) && issue_insert(session, &issue, error) &&
           mail_issue(making, session, &issue, error);
}

static bool write_within(StoreSession *session, void *context, Error *error)
{
    Making *making = context;
    Report now;
    if (!report_get(session, making->report.id, making->arena, &now, error)) return false;
    bool same =
        now.id && (making->asked || (now.version == making->report.version && now.next_at == making->report.next_at));
    if (!same) return true; // deleted, changed, or made by another server
    if (making->failure.size == 0 && !write_issue(making, session, error)) return false;
    return set_next(making, session, error);
}

static bool make(Making *making, Error *error)
{
    return read_figures(making, error) && store_write(making->call->house->store, write_within, making, error);
}

// ---- those that are due ----

static bool get_report(const JobCall *call, int64_t id, Arena *arena, Report *report, Error *error)
{
    StoreSession *session;
    if (!store_read_begin(call->house->store, &session, error)) return false;
    bool fine = report_get(session, id, arena, report, error);
    store_read_end(session);
    return fine;
}

static bool make_due(JobCall *call, int64_t id, int64_t *made, Error *error)
{
    Making making = {.call = call,
                     .arena = arena_open(0),
                     .zone = workspace_settings(call->house->workspace)->zone,
                     .failure = STR("")};
    Schedule schedule;
    bool fine = get_report(call, id, making.arena, &making.report, error);
    bool due = fine && making.report.id && making.report.next_at && making.report.next_at <= call->now;
    if (due && schedule_parse(making.report.schedule, &schedule, making.arena, error)) {
        making.due_at = larger(schedule_last(&schedule, making.zone, call->now), making.report.next_at);
        fine = make(&making, error);
    }
    *made += making.made;
    arena_close(making.arena);
    return fine;
}

static bool due_reports(JobCall *call, int64_t *ids, size_t *count, Error *error)
{
    StoreSession *session;
    if (!store_read_begin(call->house->store, &session, error)) return false;
    bool fine = report_due(session, call->now, ids, REPORTS_AT_ONCE, count, error);
    store_read_end(session);
    return fine;
}

static void tell(JobCall *call, int64_t made)
{
    JsonWriter json = json_writer(&call->result);
    json_begin_object(&json);
    json_key(&json, "made");
    json_integer(&json, made);
    json_end_object(&json);
}

bool reports_make(JobCall *call, Error *error)
{
    int64_t ids[REPORTS_AT_ONCE], made = 0;
    size_t count;
    if (!due_reports(call, ids, &count, error)) return false;
    for (size_t i = 0; i < count && !atomic_load(call->cancelled); i++)
        if (!make_due(call, ids[i], &made, error)) return false;
    tell(call, made);
    return true;
}

static int64_t argument(const JobCall *call, const char *name)
{
    JsonValue value;
    int64_t number = 0;
    return json_member(call->argument, str_of(name), &value) && json_get_integer(value, &number) ? number : 0;
}

bool report_make(JobCall *call, Error *error)
{
    Making making = {.call = call,
                     .arena = call->arena,
                     .zone = workspace_settings(call->house->workspace)->zone,
                     .due_at = argument(call, "due_at"),
                     .asked = true,
                     .failure = STR("")};
    if (!get_report(call, argument(call, "report"), call->arena, &making.report, error)) return false;
    if (making.report.id && !make(&making, error)) return false;
    if (making.failure.size)
        return error_code(error, ERROR_INPUT, "report_unreadable", PHRASE("{0}", "{0}"), making.failure);
    tell(call, making.made);
    return true;
}
