// report_http.c - the routes of reports and their issues.
#include "event/log.h"
#include "house.h"
#include "metric/metric_http.h"
#include "module.h"
#include "plan/asked_http.h"
#include "plan/report_job.h"
#include "plan/schedule.h"
#include "plan/shapes_http.h"
#include "workspace/workspace.h"

// ---- writing ----

static void write_report(JsonWriter *json, const Report *report, Arena *arena)
{
    json_begin_object(json);
    put_integer(json, "id", report->id);
    put_text(json, "name", report->name);
    put_json(json, "metrics", report->metrics);
    put_text(json, "period", period_unit_name(report->period));
    put_integer(json, "periods", report->periods);
    put_text_or_null(json, "schedule", report->schedule);
    put_lines(json, "recipients", report->recipients);
    put_text(json, "locale", locale_name(report->locale));
    put_text(json, "status", report->paused ? STR("paused") : STR("active"));
    put_instant(json, "next_at", report->next_at, arena);
    put_text_or_null(json, "failure", report->failure);
    put_instant(json, "made_at", report->made_at, arena);
    put_integer(json, "version", report->version);
    json_end_object(json);
}

static bool answer_report(Call *call, const Report *report)
{
    JsonWriter json = call_json(call);
    write_report(&json, report, call->arena);
    call_version(call, report->version);
    call->audit_object = str_format(call->arena, "report:%lld", (long long)report->id);
    return true;
}

// ---- bodies ----

static bool read_schedule(const Call *call, Report *report, Error *error)
{
    JsonValue value;
    Schedule schedule;
    if (json_member(call->body, STR("schedule"), &value)) report->schedule = json_get_string(value, call->arena);
    report->next_at = 0;
    if (!report->schedule.size) return true;
    if (!schedule_parse(report->schedule, &schedule, call->arena, error)) return error_at(error, STR("/schedule"));
    report->schedule = schedule_text(&schedule, call->arena);
    if (!report->paused)
        report->next_at = schedule_next(&schedule, workspace_settings(call->house->workspace)->zone, call->now);
    return true;
}

static bool read_body(const Call *call, Report *report, Error *error)
{
    JsonValue value;
    int64_t number;
    Str period = shape_text(call->body, "period", call->arena), locale = shape_text(call->body, "locale", call->arena);
    Str status = shape_text(call->body, "status", call->arena);
    if (period.size && !period_unit_parse(period, &report->period)) report->period = PERIOD_MONTH;
    if (locale.size && !locale_parse(locale, &report->locale)) report->locale = LOCALE_EN;
    if (status.size) report->paused = str_equal(status, STR("paused"));
    if (json_member(call->body, STR("periods"), &value) && json_get_integer(value, &number)) report->periods = number;
    return body_name(call, &report->name, error) && body_asked(call, &report->metrics, error) &&
           read_schedule(call, report, error) && body_recipients(call, &report->recipients, error);
}

static Report new_report(const Call *call)
{
    return (Report){.metrics = STR("[]"),
                    .period = PERIOD_MONTH,
                    .periods = REPORT_PERIODS,
                    .schedule = STR(""),
                    .recipients = STR(""),
                    .locale = workspace_settings(call->house->workspace)->locale,
                    .failure = STR(""),
                    .made_at = call->now};
}

static bool path_report(Call *call, StoreSession *session, Report *report, Error *error)
{
    int64_t id;
    if (!plan_path(call, 0, &id, error) || !report_get(session, id, call->arena, report, error)) return false;
    return report->id || say_nothing_there(error);
}

// ---- checking, before the transaction: what the metrics take ----

static bool check_report(Call *call, StoreSession *session, const Report *report, Error *error)
{
    MetricPlace place = metric_place(call, session);
    ReportAsk asks;
    Day today = zone_day(workspace_settings(call->house->workspace)->zone, call->now);
    return report_asks(report, today, call->arena, &asks, error) && check_asked(&place, asks.ask, asks.count, error);
}

static bool prepare_new(Call *call, Error *error)
{
    StoreSession *session;
    Report report = new_report(call);
    if (!read_body(call, &report, error) || !store_read_begin(call->house->store, &session, error)) return false;
    bool fine = check_report(call, session, &report, error);
    store_read_end(session);
    return fine;
}

static bool prepare_changed(Call *call, Error *error)
{
    StoreSession *session;
    Report report;
    if (!store_read_begin(call->house->store, &session, error)) return false;
    bool fine = path_report(call, session, &report, error) && read_body(call, &report, error) &&
                check_report(call, session, &report, error);
    store_read_end(session);
    return fine;
}

// ---- routes ----

static bool create_report(Call *call, StoreSession *session, Error *error)
{
    Report report = new_report(call);
    if (!read_body(call, &report, error) || !report_insert(session, &report, error)) return false;
    call->status = 201;
    return answer_report(call, &report);
}

static bool get_report(Call *call, StoreSession *session, Error *error)
{
    Report report;
    return path_report(call, session, &report, error) && answer_report(call, &report);
}

static bool change_report(Call *call, StoreSession *session, Error *error)
{
    Report report;
    return path_report(call, session, &report, error) && call_if_match(call, report.version, error) &&
           read_body(call, &report, error) && report_update(session, &report, error) && answer_report(call, &report);
}

static bool delete_report(Call *call, StoreSession *session, Error *error)
{
    Report report;
    if (!path_report(call, session, &report, error)) return false;
    call->audit_object = str_format(call->arena, "report:%lld", (long long)report.id);
    return report_delete(session, report.id, error);
}

static bool list_reports(Call *call, StoreSession *session, Error *error)
{
    Report *reports;
    size_t count, limit = (size_t)call_limit(call);
    int64_t after;
    if (!plan_cursor(call, &after, error) ||
        !report_list(session, after, limit + 1, call->arena, &reports, &count, error))
        return false;
    bool more = count > limit;
    JsonWriter json = call_json(call);
    json_begin_object(&json);
    json_key(&json, "items");
    json_begin_array(&json);
    for (size_t i = 0; i < count - more; i++) write_report(&json, &reports[i], call->arena);
    json_end_array(&json);
    put_next_cursor(&json, call, more, more ? reports[limit - 1].id : 0);
    json_end_object(&json);
    return true;
}

static bool send_report(Call *call, StoreSession *session, Error *error)
{
    Report report;
    int64_t job;
    if (!path_report(call, session, &report, error)) return false;
    Str argument =
        str_format(call->arena, "{\"report\":%lld,\"due_at\":%lld}", (long long)report.id, (long long)call->now);
    if (!job_queue(call->house->jobs, session, "report", argument, STR(""), call->now, &job, error)) return false;
    JsonWriter json = call_json(call);
    json_begin_object(&json);
    put_integer(&json, "job", job);
    json_end_object(&json);
    call->status = 202;
    call->audit_object = str_format(call->arena, "report:%lld", (long long)report.id);
    return true;
}

// ---- what it looks like ----

// A page of its own, with nothing from elsewhere and no script.
static void answer_as(Call *call, Str format, Str html, Str plain, Str csv)
{
    bool text = str_equal(format, STR("text")), table = str_equal(format, STR("csv"));
    call->type = table  ? STR("text/csv; charset=utf-8; header=present")
                 : text ? STR("text/plain; charset=utf-8")
                        : STR("text/html; charset=utf-8");
    if (!table && !text)
        call_header(call, STR("content-security-policy"),
                    STR("default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; "
                        "frame-ancestors 'none'; sandbox"));
    text_add(&call->text, table ? csv : text ? plain : html);
}

static bool preview_report(Call *call, StoreSession *session, Error *error)
{
    Report report;
    ReportFrame frame;
    MetricPlace place = metric_place(call, session);
    if (!path_report(call, session, &report, error) || !log_catch_up(call->house->log, session, error)) return false;
    place.locale = report.locale;
    Day today = zone_day(workspace_settings(call->house->workspace)->zone, call->now);
    if (!report_read(&place, &report, today, &frame, error)) return false;
    ReportText text = report_text(&frame, call->arena);
    answer_as(call, call_query(call, "format"), text.html, text.plain, text.csv);
    return true;
}

static void write_issue(JsonWriter *json, const Issue *issue, Arena *arena)
{
    json_begin_object(json);
    put_integer(json, "id", issue->id);
    put_integer(json, "report", issue->report);
    put_text(json, "kind", issue->asked ? STR("asked") : STR("scheduled"));
    put_instant(json, "due_at", issue->due_at, arena);
    put_text(json, "from", day_name(arena, issue->first_day));
    put_text(json, "to", day_name(arena, issue->last_day));
    put_instant(json, "made_at", issue->made_at, arena);
    put_integer(json, "missed", issue->missed);
    put_integer(json, "snapshot", issue->snapshot);
    put_text(json, "subject", issue->subject);
    put_lines(json, "recipients", issue->recipients);
}

static bool list_issues(Call *call, StoreSession *session, Error *error)
{
    Report report;
    Issue *issues;
    size_t count, limit = (size_t)call_limit(call);
    int64_t before;
    if (!path_report(call, session, &report, error) || !plan_cursor(call, &before, error) ||
        !issue_list(session, report.id, before, limit + 1, call->arena, &issues, &count, error))
        return false;
    bool more = count > limit;
    JsonWriter json = call_json(call);
    json_begin_object(&json);
    json_key(&json, "items");
    json_begin_array(&json);
    for (size_t i = 0; i < count - more; i++) {
        write_issue(&json, &issues[i], call->arena);
        json_end_object(&json);
    }
    json_end_array(&json);
    put_next_cursor(&json, call, more, more ? issues[limit - 1].id : 0);
    json_end_object(&json);
    return true;
}

static bool get_issue(Call *call, StoreSession *session, Error *error)
{
    Report report;
    Issue issue;
    int64_t id;
    Str format = call_query(call, "format");
    if (!path_report(call, session, &report, error) || !plan_path(call, 1, &id, error) ||
        !issue_get(session, id, call->arena, &issue, error))
        return false;
    if (!issue.id || issue.report != report.id) return say_nothing_there(error);
    if (format.size && !str_equal(format, STR("json"))) {
        answer_as(call, format, issue.html, issue.plain, issue.csv);
        return true;
    }
    JsonWriter json = call_json(call);
    write_issue(&json, &issue, call->arena);
    put_text(&json, "plain", issue.plain);
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
static const Parameter preview_parameters[] = {
    {.name = "format",
     .type = FIELD_TEXT,
     .words = "html|text|csv",
     .help = PHRASE("html (default), text or csv", "html (par défaut), text ou csv")},
    {0},
};
static const Parameter issue_parameters[] = {
    {.name = "format",
     .type = FIELD_TEXT,
     .words = "json|html|text|csv",
     .help = PHRASE("json (default), or as it was sent", "json (par défaut), ou tel qu’envoyé")},
    {0},
};

#define ROUTE(method_, path_, name_, access_, english, french)                                                         \
    .method = (method_), .path = "/api/v1/reports" path_, .name = (name_), .access = (access_),                        \
    .summary = PHRASE(english, french)

static const Route routes[] = {
    {ROUTE("GET", "", "listReports", ACCESS_READ, "Reports", "Les rapports"), .cost = COST_READ,
     .parameters = page_parameters, .answer = &report_list_shape, .read = list_reports},
    {ROUTE("POST", "", "createReport", ACCESS_WRITE, "Makes a report that is sent by itself",
           "Crée un rapport qui s’envoie de lui-même"),
     .cost = COST_WRITE, .body = &report_create_shape, .answer = &report_shape, .prepare = prepare_new,
     .write = create_report},
    {ROUTE("GET", "/{id}", "getReport", ACCESS_READ, "One report", "Un rapport"), .cost = COST_READ,
     .answer = &report_shape, .read = get_report},
    {ROUTE("PATCH", "/{id}", "changeReport", ACCESS_WRITE, "Changes or pauses it", "Le change ou le suspend"),
     .cost = COST_WRITE, .body = &report_change_shape, .answer = &report_shape, .prepare = prepare_changed,
     .write = change_report},
    {ROUTE("DELETE", "/{id}", "deleteReport", ACCESS_WRITE, "Deletes it with its issues",
           "Le supprime avec ses "
           "éditions"),
     .cost = COST_WRITE, .write = delete_report},
    {ROUTE("GET", "/{id}/preview", "previewReport", ACCESS_READ, "As it would be sent now",
           "Tel qu’il serait envoyé "
           "maintenant"),
     .cost = COST_REPORT, .parameters = preview_parameters, .read = preview_report},
    {ROUTE("POST", "/{id}/send", "sendReport", ACCESS_WRITE, "Makes and sends it now",
           "Le fait et l’envoie maintenant"),
     .cost = COST_WRITE, .answer = &report_sent_shape, .write = send_report},
    {ROUTE("GET", "/{id}/issues", "listReportIssues", ACCESS_READ, "As it was made each time, newest first",
           "Tel qu’il a été fait chaque fois, les derniers d’abord"),
     .cost = COST_READ, .parameters = page_parameters, .answer = &report_issue_list_shape, .read = list_issues},
    {ROUTE("GET", "/{id}/issues/{issue}", "getReportIssue", ACCESS_READ, "One issue, as it was sent",
           "Une édition, telle qu’envoyée"),
     .cost = COST_READ, .parameters = issue_parameters, .answer = &report_issue_shape, .read = get_issue},
    {0},
};

static const JobKind jobs[] = {{.name = "reports", .every_seconds = 60, .alone = true, .run = reports_make},
                               {.name = "report", .run = report_make},
                               {.name = NULL}};

extern const struct Command *const report_commands[];

const Module report_module = {.name = "report", .commands = report_commands, .routes = routes, .jobs = jobs};
