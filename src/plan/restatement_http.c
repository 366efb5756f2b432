// restatement_http.c - figures as they were reported then beside what is known now (MX-22), and the events that came in
// since.
#include <stdlib.h>

#include "base/thread.h"
#include "event/log.h"
#include "house.h"
#include "metric/metric_http.h"
#include "module.h"
#include "plan/asked_http.h"
#include "plan/report_job.h"
#include "plan/schedule.h"
#include "plan/shapes_http.h"
#include "workspace/workspace.h"

enum { SNAPSHOT_PERIODS = 12 };

static void write_snapshot(JsonWriter *json, const Snapshot *snapshot, Arena *arena)
{
    json_begin_object(json);
    put_integer(json, "id", snapshot->id);
    put_text(json, "name", snapshot->name);
    put_instant(json, "made_at", snapshot->made_at, arena);
    put_text(json, "reported", day_name(arena, snapshot->day));
    put_integer(json, "last_event", snapshot->seq);
    put_integer_or_null(json, "issue", snapshot->issue != 0, snapshot->issue);
    json_end_object(json);
}

// ---- making one ----

typedef struct Prepared { // read on a worker, written in the transaction
    ReportFrame frame;
    int64_t seq;
} Prepared;

static bool as_report(const Call *call, Report *report, Error *error)
{
    JsonValue value;
    int64_t number;
    Str period = shape_text(call->body, "period", call->arena);
    *report = (Report){.period = PERIOD_MONTH,
                       .periods = SNAPSHOT_PERIODS,
                       .locale = call->locale,
                       .metrics = STR("[]"),
                       .name = phrase_say(call->arena, call->locale, PHRASE("by hand", "à la main"), )};
    if (period.size && !period_unit_parse(period, &report->period)) report->period = PERIOD_MONTH;
    if (json_member(call->body, STR("periods"), &value) && json_get_integer(value, &number)) report->periods = number;
    return body_name(call, &report->name, error) && body_asked(call, &report->metrics, error);
}

static bool read_snapshot(Call *call, StoreSession *session, Prepared *prepared, Error *error)
{
    Report *report = arena_new(call->arena, Report);
    MetricPlace place = metric_place(call, session);
    Day today = zone_day(workspace_settings(call->house->workspace)->zone, call->now);
    ReportAsk asks;
    if (!as_report(call, report, error) || !log_catch_up(call->house->log, session, error) ||
        !report_asks(report, today, call->arena, &asks, error) || !check_asked(&place, asks.ask, asks.count, error))
        return false;
    prepared->seq = log_last(call->house->log);
    return report_read(&place, report, today, &prepared->frame, error);
}

static bool prepare_snapshot(Call *call, Error *error)
{
    StoreSession *session;
    Prepared *prepared = arena_new(call->arena, Prepared);
    if (!store_read_begin(call->house->store, &session, error)) return false;
    bool fine = read_snapshot(call, session, prepared, error);
    store_read_end(session);
    call->prepared = prepared;
    return fine;
}

static bool make_snapshot(Call *call, StoreSession *session, Error *error)
{
    const Prepared *prepared = call->prepared;
    const ReportFrame *frame = &prepared->frame;
    Snapshot snapshot = {.name = frame->report->name, .made_at = call->now, .day = frame->today, .seq = prepared->seq};
    if (!snapshot_insert(session, &snapshot, error)) return false;
    for (size_t i = 0; i < frame->parts; i++)
        if (!snapshot_put(session, &snapshot, (int64_t)i, &frame->part[i].ask, &frame->part[i].answer, frame->today,
                          error))
            return false;
    JsonWriter json = call_json(call);
    write_snapshot(&json, &snapshot, call->arena);
    call->status = 201;
    call->audit_object = str_format(call->arena, "snapshot:%lld", (long long)snapshot.id);
    return true;
}

static bool list_snapshots(Call *call, StoreSession *session, Error *error)
{
    Snapshot *snapshots;
    size_t count, limit = (size_t)call_limit(call);
    int64_t before;
    if (!plan_cursor(call, &before, error) ||
        !snapshot_list(session, before, limit + 1, call->arena, &snapshots, &count, error))
        return false;
    bool more = count > limit;
    JsonWriter json = call_json(call);
    json_begin_object(&json);
    json_key(&json, "items");
    json_begin_array(&json);
    for (size_t i = 0; i < count - more; i++) write_snapshot(&json, &snapshots[i], call->arena);
    json_end_array(&json);
    put_next_cursor(&json, call, more, more ? snapshots[limit - 1].id : 0);
    json_end_object(&json);
    return true;
}

// ---- then and now ----

typedef struct Comparing {
    Call *call;
    StoreSession *session;
    const Zone *zone;
    FigureAsk ask;
    Reported reported;
    SnapshotFigure *figure;
    size_t figures;
    MetricAnswer answer;
    Day today;
} Comparing;

static bool read_ask(Call *call, FigureAsk *ask, Day *day, Error *error)
{
    MetricWords words = metric_words(call);
    *ask = (FigureAsk){.metric = figures_metric(call_query(call, "metric")), .period = PERIOD_MONTH};
    if (!figures_asked(&words, call->arena, &ask->parameters, error)) return false;
    Str period = call_query(call, "period");
    if (period.size && !period_unit_parse(period, &ask->period)) ask->period = PERIOD_MONTH;
    return day_parse(call_query(call, "reported"), day) ||
           error_code(error, ERROR_USAGE, "invalid_parameter",
                      PHRASE("reported: a day as 2026-03-01 is expected", "reported\u00A0: on attend un jour comme "
                                                                          "2026-03-01"),
                      STR(""));
}

static bool find_snapshot(Comparing *comparing, Day day, Error *error)
{
    Arena *arena = comparing->call->arena;
    if (!snapshot_find(comparing->session, &comparing->ask, day, arena, &comparing->reported, error)) return false;
    if (!comparing->reported.snapshot.id)
        return error_code(error, ERROR_NOT_FOUND, "not_reported",
                          PHRASE("{0} was not reported with these parameters on {1} or before: reports and POST "
                                 "/api/v1/restatements/snapshots keep figures",
                                 "{0} n’a pas été rapporté avec ces paramètres le {1} ou avant\u00A0: les rapports et "
                                 "POST /api/v1/restatements/snapshots gardent les chiffres"),
                          error_value(arena, comparing->ask.metric), day_name(arena, day));
    return snapshot_figures(comparing->session, &comparing->reported, arena, &comparing->figure, &comparing->figures,
                            error);
}

static bool read_now(Comparing *comparing, Error *error)
{
    Call *call = comparing->call;
    MetricPlace place = metric_place(call, comparing->session);
    FigureAsk *ask = &comparing->ask;
    ask->from = DAY_MAX;
    ask->to = DAY_MIN;
    for (size_t i = 0; i < comparing->figures; i++) {
        ask->from = (Day)smaller(ask->from, comparing->figure[i].first_day);
        ask->to = (Day)larger(ask->to, comparing->figure[i].first_day);
    }
    if (!comparing->figures) ask->from = ask->to = comparing->today;
    return log_catch_up(call->house->log, comparing->session, error) &&
           figures_read(&place, ask, &comparing->answer, error);
}

static bool find_now(const Comparing *comparing, const SnapshotFigure *figure, FigureNumber *number)
{
    const MetricTable *table = &comparing->answer.table;
    for (uint32_t g = 0; g < table->groups; g++) {
        if (!str_equal(table->group ? table->group[g].key : STR(""), figure->group_key)) continue;
        for (uint32_t p = 0; p < table->span.count; p++)
            if (figures_first_day(&comparing->answer, p) == figure->first_day) {
                *number = figure_number(&comparing->answer, answer_value(&comparing->answer, g, p));
                return true;
            }
    }
    return false;
}

static void write_number(JsonWriter *json, const FigureNumber *number, bool complete)
{
    bool interval = number->observed && number->has_interval;
    json_begin_object(json);
    put_number_or_null(json, "value", number->observed, number->value);
    put_number_or_null(json, "low", interval, number->low);
    put_number_or_null(json, "high", interval, number->high);
    put_integer_or_null(json, "n", number->observed && number->has_n, number->n);
    put_boolean(json, "complete", complete);
    json_end_object(json);
}

static LateAsk late_of(const Comparing *comparing, Day first, Day last)
{
    return (LateAsk){.seq = comparing->reported.snapshot.seq,
                     .from = zone_day_start(comparing->zone, first),
                     .to = zone_day_start(comparing->zone, last + 1)};
}

static bool write_point(const Comparing *comparing, const SnapshotFigure *figure, JsonWriter *json, Error *error)
{
    Arena *arena = comparing->call->arena;
    FigureNumber now = {0};
    bool found = find_now(comparing, figure, &now);
    LateAsk late = late_of(comparing, figure->first_day, figure->last_day);
    int64_t count;
    if (!late_count(comparing->session, &late, &count, error)) return false;
    json_begin_object(json);
    put_text(json, "period",
             period_name(arena, comparing->ask.period, period_of_day(comparing->ask.period, figure->first_day)));
    put_text(json, "from", day_name(arena, figure->first_day));
    put_text(json, "to", day_name(arena, figure->last_day));
    put_text(json, "group", figure->group_key);
    json_key(json, "as_reported");
    write_number(json, &figure->number, figure->complete);
    json_key(json, "as_known_now");
    if (found)
        write_number(json, &now, figure->last_day < comparing->today);
    else
        json_null(json);
    put_number_or_null(json, "difference", found && now.observed && figure->number.observed,
                       now.value - figure->number.value);
    put_integer(json, "late_events", count);
    json_end_object(json);
    return true;
}

static bool begin_comparing(Call *call, StoreSession *session, Comparing *comparing, Error *error)
{
    Day day;
    *comparing =
        (Comparing){.call = call, .session = session, .zone = workspace_settings(call->house->workspace)->zone};
    comparing->today = zone_day(comparing->zone, call->now);
    return read_ask(call, &comparing->ask, &day, error) && find_snapshot(comparing, day, error);
}

static bool compare(Call *call, StoreSession *session, Error *error)
{
    Comparing comparing;
    if (!begin_comparing(call, session, &comparing, error) || !read_now(&comparing, error)) return false;
    const Metric *metric = comparing.answer.metric;
    JsonWriter json = call_json(call);
    json_begin_object(&json);
    put_text(&json, "metric", str_of(metric->name));
    put_text(&json, "label", str_of(metric->label.in[call->locale]));
    put_text(&json, "unit", unit_name(metric->unit));
    put_text_or_null(&json, "currency", unit_is_amount(metric->unit) ? comparing.reported.currency : STR(""));
    put_json(&json, "parameters", comparing.ask.parameters);
    json_key(&json, "snapshot");
    write_snapshot(&json, &comparing.reported.snapshot, call->arena);
    json_key(&json, "points");
    json_begin_array(&json);
    for (size_t i = 0; i < comparing.figures; i++)
        if (!write_point(&comparing, &comparing.figure[i], &json, error)) return false;
    json_end_array(&json);
    json_end_object(&json);
    return true;
}

// ---- the events that came in since ----

static bool refuse_days(Error *error)
{
    return error_code(error, ERROR_USAGE, "invalid_parameter",
                      PHRASE("from and to: days as 2026-03-01 are expected",
                             "from et to\u00A0: on attend des jours comme "
                             "2026-03-01"),
                      STR(""));
}

static bool list_late(Call *call, StoreSession *session, Error *error)
{
    Snapshot snapshot;
    Day first, last;
    LateEvent *events;
    size_t count, limit = (size_t)call_limit(call);
    int64_t after, id = 0;
    const Zone *zone = workspace_settings(call->house->workspace)->zone;
    if (!call_query_integer(call, "snapshot", &id)) id = 0;
    if (!snapshot_get(session, id, call->arena, &snapshot, error) || !plan_cursor(call, &after, error)) return false;
    if (!snapshot.id) return say_nothing_there(error);
    if (!day_parse(call_query(call, "from"), &first) || !day_parse(call_query(call, "to"), &last))
        return refuse_days(error);
    LateAsk late = {snapshot.seq, zone_day_start(zone, first), zone_day_start(zone, last + 1)};
    if (!late_list(session, &late, after, limit + 1, call->arena, &events, &count, error)) return false;
    bool more = count > limit;
    JsonWriter json = call_json(call);
    json_begin_object(&json);
    json_key(&json, "items");
    json_begin_array(&json);
    for (size_t i = 0; i < count - more; i++) {
        json_begin_object(&json);
        put_integer(&json, "id", events[i].seq);
        put_text(&json, "event", log_class_name(call->house->log, events[i].event_class));
        put_integer(&json, "customer", identity_root(call->house->identity, (CustomerId)events[i].customer));
        put_instant(&json, "at", events[i].at, call->arena);
        put_instant(&json, "received_at", events[i].received, call->arena);
        json_end_object(&json);
        call_reads(call, (uint32_t)events[i].customer);
    }
    json_end_array(&json);
    put_next_cursor(&json, call, more, more ? events[limit - 1].seq : 0);
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
static const Parameter compare_parameters[] = {
    {.name = "metric",
     .type = FIELD_TEXT,
     .high = 100,
     .help = PHRASE("a name of GET /api/v1/metrics", "un nom de GET /api/v1/metrics")},
    {.name = "reported",
     .type = FIELD_DAY,
     .help =
         PHRASE("as reported on that day: the last snapshot up to it", "tel que rapporté ce jour-là\u00A0: le dernier "
                                                                       "instantané jusque-là")},
    {.name = "period",
     .type = FIELD_TEXT,
     .words = "day|week|month|quarter|year",
     .help = PHRASE("of the figures; default month", "des chiffres\u00A0; par défaut month")},
    {.name = "segment", .type = FIELD_TEXT, .high = 16384, .help = PHRASE("as it was reported", "comme rapporté")},
    {.name = "by", .type = FIELD_TEXT, .help = PHRASE("as it was reported", "comme rapporté")},
    {.name = "window", .type = FIELD_TEXT, .help = PHRASE("as it was reported", "comme rapporté")},
    {.name = "amount", .type = FIELD_TEXT, .help = PHRASE("as it was reported", "comme rapporté")},
    {.name = "currency", .type = FIELD_TEXT, .help = PHRASE("as it was reported", "comme rapporté")},
    {0},
};
static const Parameter late_parameters[] = {
    {.name = "snapshot",
     .type = FIELD_INTEGER,
     .low = 1,
     .high = INT64_MAX,
     .help = PHRASE("what came in after it", "ce qui est arrivé après lui")},
    {.name = "from", .type = FIELD_DAY, .help = PHRASE("first day of the period", "premier jour de la période")},
    {.name = "to", .type = FIELD_DAY, .help = PHRASE("last day of the period", "dernier jour de la période")},
    PAGE_PARAMETERS,
    {0},
};

#define ROUTE(method_, path_, name_, access_, english, french)                                                         \
    .method = (method_), .path = "/api/v1/restatements" path_, .name = (name_), .access = (access_),                   \
    .summary = PHRASE(english, french)

static const Route routes[] = {
    {ROUTE("GET", "", "getRestatement", ACCESS_READ, "A metric as it was reported then and as it is known now",
           "Un indicateur tel que rapporté alors et tel que connu maintenant"),
     .cost = COST_REPORT, .parameters = compare_parameters, .further = metric_further_parameter,
     .answer = &restatement_shape, .read = compare},
    {ROUTE("GET", "/late-events", "listLateEvents", ACCESS_READ, "Events of a period that came in after a snapshot",
           "Les événements d’une période arrivés après un instantané"),
     .cost = COST_REPORT, .parameters = late_parameters, .answer = &late_event_list_shape, .read = list_late},
    {ROUTE("GET", "/snapshots", "listSnapshots", ACCESS_READ, "Figures that were kept, newest first",
           "Les chiffres gardés, les derniers d’abord"),
     .cost = COST_READ, .parameters = page_parameters, .answer = &snapshot_list_shape, .read = list_snapshots},
    {ROUTE("POST", "/snapshots", "makeSnapshot", ACCESS_WRITE, "Keeps figures as they are known now",
           "Garde des chiffres tels qu’ils sont connus maintenant"),
     .cost = COST_REPORT, .body = &snapshot_create_shape, .answer = &snapshot_shape, .prepare = prepare_snapshot,
     .write = make_snapshot},
    {0},
};

extern const struct Command *const restatement_commands[];

const Module restatement_module = {
    .name = "restatement", .commands = restatement_commands, .routes = routes, .reported = &snapshots_reported};
