#include "serve/house_open.h"

#include <string.h>

#include "activity/port.h"
#include "base/key_file.h"
#include "clickhouse/clickhouse.h"
#include "consent/consents.h"
#include "event/dimension.h"
#include "event/log.h"
#include "event/reaction.h"
#include "event/tracking.h"
#include "health/kept.h"
#include "module.h"
#include "prediction/scores.h"
#include "privacy/read_log.h"
#include "segment/ready.h"
#include "segment/settle.h"
#include "serve/journal.h"
#include "staff/staff.h"
#include "webhook/delivery.h"
#include "workspace/workspace.h"

enum { JOB_WORKERS = 3 }; // one of them may be waiting for a mail server

// ---- the tables of all modules ----

static size_t module_count(void)
{
    size_t count = 0;
    while (modules[count]) count++;
    return count;
}

static void gather_tables(OpenHouse *open)
{
    size_t room = module_count() + 1, routes = 0, jobs = 0, reactions = 0;
    open->routes = arena_array(open->arena, const Route *, room);
    open->jobs = arena_array(open->arena, const JobKind *, room);
    open->reactions = arena_array(open->arena, const Reaction *, room);
    for (const Module *const *module = modules; *module; module++) {
        if ((*module)->routes) open->routes[routes++] = (*module)->routes;
        if ((*module)->jobs) open->jobs[jobs++] = (*module)->jobs;
        if ((*module)->reactions) open->reactions[reactions++] = (*module)->reactions;
    }
}

// ---- what the log hears of ----

static void warn(const Error *error)
{
    journal_error(JOURNAL_WARN, "store", error);
}

static void tell_job(const JobNews *news)
{
    JsonWriter *json;
    JournalLevel level = news->error ? JOURNAL_WARN : JOURNAL_INFO;
    if (!journal_begin(level, "job", &json)) return;
    json_key(json, "job");
    json_integer(json, news->id);
    json_key(json, "kind");
    json_string(json, str_of(news->kind));
    json_key(json, "status");
    json_string(json, str_of(news->status));
    json_key(json, "attempts");
    json_integer(json, news->attempts);
    json_key(json, "milliseconds");
    json_integer(json, news->milliseconds);
    if (news->error) {
        json_key(json, "message");
        json_string(json, str_of(news->error->message[LOCALE_EN]));
    }
    journal_end();
}

// ---- the api's calls ----

// A line a request. The query is left out, and a path that holds a key: they may hold what should not lie in logs.
static void write_request(JsonWriter *json, const HttpRequest *request, const Route *route, Str request_id, int status,
                          uint64_t bytes, int64_t microseconds)
{
    json_key(json, "id");
    json_string(json, request_id);
    json_key(json, "method");
    json_string(json, request->method);
    json_key(json, "path");
    json_string(json, route && strstr(route->path, "{key}") ? str_of(route->path) : request->path);
    json_key(json, "route");
    if (route)
        json_string(json, str_of(route->name));
    else
        json_null(json);
    json_key(json, "status");
    json_integer(json, status);
    json_key(json, "bytes");
    json_integer(json, (int64_t)bytes);
    json_key(json, "microseconds");
    json_integer(json, microseconds);
    json_key(json, "peer");
    json_string(json, request->local ? STR("local") : request->peer);
    if (!request->broken) return;
    json_key(json, "broken");
    json_string(json, str_of(request->broken));
}

static void write_principal(JsonWriter *json, const Principal *principal)
{
    static const char *const kinds[] = {"nobody", "staff", "key", "local"};
    json_key(json, "as");
    json_string(json, str_of(principal ? kinds[principal->kind] : kinds[PRINCIPAL_NOBODY]));
    if (!principal || principal->id == 0) return;
    json_key(json, "as_id");
    json_integer(json, principal->id);
}

static void call_ended(const House *house, const HttpRequest *request, const Route *route, const Principal *principal,
                       Str request_id, int status, uint64_t bytes, int64_t microseconds)
{
    OpenHouse *open = open_house_of(house);
    meter_count(open->meter, route, status, microseconds);
    bool slow = microseconds > atomic_load_explicit(&open->slow_milliseconds, memory_order_relaxed) * 1000;
    JsonWriter *json;
    if (!journal_begin(slow ? JOURNAL_WARN : JOURNAL_INFO, slow ? "slow_request" : "request", &json)) return;
    write_request(json, request, route, request_id, status, bytes, microseconds);
    write_principal(json, principal);
    journal_end();
}

static void call_gave(const Call *call)
{
    static const ReaderKind kinds[] = {[PRINCIPAL_NOBODY] = READER_NOBODY,
                                       [PRINCIPAL_STAFF] = READER_STAFF,
                                       [PRINCIPAL_KEY] = READER_KEY,
                                       [PRINCIPAL_LOCAL] = READER_LOCAL};
    read_log_note(call->house->reads, &(PersonalRead){.at = call->now,
                                                      .kind = kinds[call->principal.kind],
                                                      .reader = call->principal.id,
                                                      .route = str_of(call->route->name),
                                                      .customers = call->read,
                                                      .count = call->reads});
}

static void call_failed(const House *house, const Route *route, Str request_id, const Error *error)
{
    (void)house;
    JsonWriter *json;
    if (!journal_begin(JOURNAL_ERROR, "request_failed", &json)) return;
    json_key(json, "id");
    json_string(json, request_id);
    json_key(json, "route");
    json_string(json, str_of(route ? route->name : ""));
    json_key(json, "code");
    json_string(json, str_of(error->code ? error->code : ""));
    json_key(json, "message");
    json_string(json, str_of(error->message[LOCALE_EN]));
    json_key(json, "detail");
    json_string(json, str_of(error->detail));
    journal_end();
}

// What can't be read has no route, no caller and perhaps no path.
static void request_refused(void *context, const HttpRequest *request, int status, const Error *error)
{
    (void)context;
    JsonWriter *json;
    if (!journal_begin(JOURNAL_INFO, "refused", &json)) return;
    json_key(json, "method");
    json_string(json, request->method);
    json_key(json, "path");
    json_string(json, request->path);
    json_key(json, "status");
    json_integer(json, status);
    json_key(json, "code");
    json_string(json, str_of(error->code ? error->code : ""));
    json_key(json, "peer");
    json_string(json, request->local ? STR("local") : request->peer);
    journal_end();
}

HttpHandler house_handler(OpenHouse *open)
{
    HttpHandler handler = api_handler(open->house.api);
    handler.refused = request_refused;
    return handler;
}

// ---- opening, in order: each part needs those before it ----

static void count_commit(void *open)
{
    atomic_fetch_add_explicit(&((OpenHouse *)open)->commits, 1, memory_order_relaxed);
}

static bool open_store(OpenHouse *open, const HouseSettings *settings, Error *error)
{
    StoreSettings store = {
        .folder = open->house.folder, .database = settings->database, .broken = settings->broken, .warn = warn};
    if (!store_open(&store, &open->house.store, error)) return false;
    store_follow(open->house.store, &(StoreFollower){.context = open, .commit = count_commit});
    return workspace_open(open->house.store, &open->house.workspace, error) &&
           identity_open(open->house.store, workspace_settings(open->house.workspace)->key, &open->house.identity,
                         error);
}

static bool open_activity(OpenHouse *open, Error *error)
{
    const WorkspaceSettings *workspace = workspace_settings(open->house.workspace);
    ActivitySettings settings = {.folder = str_format(open->arena, "%.*s/activity", STR_ARGS(open->house.folder)),
                                 .zone = workspace->zone,
                                 .currency = str_of(workspace->currency.code)};
    // The key is made once with the store, so a part of it says which store this is.
    for (size_t i = 0; i < sizeof settings.store_id; i++) settings.store_id[i] = workspace->key[i];
    if (!dimensions_open(open->house.store, workspace->key, &open->house.dimensions, error)) return false;
    settings.dimensions = dimension_count(open->house.dimensions);
    settings.dimension_rules = dimension_rules(open->house.dimensions);
    return activity_open(&settings, &open->house.activity, error);
}

// ---- who answers the questions over events ----

static uint64_t people_version(const void *identity)
{
    return identity_version(identity);
}

static uint32_t people_count(const void *identity)
{
    return identity_count(identity);
}

static Customer people_root(const void *identity, Customer customer)
{
    return identity_root(identity, customer);
}

static void tell_activity(const Error *error)
{
    JsonWriter *json;
    if (error) {
        journal_error(JOURNAL_WARN, "activity", error);
    } else if (journal_begin(JOURNAL_INFO, "activity_back", &json)) {
        journal_end();
    }
}

static bool open_questions(OpenHouse *open, const HouseSettings *settings, Error *error)
{
    const People people = {
        .context = open->house.identity, .version = people_version, .count = people_count, .root = people_root};
    if (!settings->questions.size) {
        open->house.questions = columns_port_open(open->house.activity, &people);
        return true;
    }
    const ClickhouseSettings clickhouse = {.url = settings->questions,
                                           .store = open->house.store,
                                           .log = open->house.log,
                                           .activity = open->house.activity,
                                           .dimensions = open->house.dimensions,
                                           .people = people,
                                           .store_id = workspace_settings(open->house.workspace)->key,
                                           .warn = tell_activity};
    return clickhouse_port_open(&clickhouse, &open->house.questions, error);
}

static bool open_log(OpenHouse *open, Error *error)
{
    House *house = &open->house;
    return log_open(house->store, house->dimensions, house->activity, house->workspace, &house->log, error) &&
           consents_open(house->store, house->identity, house->workspace, house->log, &house->consents, error) &&
           tracking_open(house->store, house->log, house->identity, house->workspace, &house->tracking, error);
}

static void tell_delivery(const DeliveryNews *news)
{
    JsonWriter *json;
    if (!journal_begin(JOURNAL_WARN, news->webhook_stopped ? "webhook_stopped" : "webhook_failed", &json)) return;
    json_key(json, "webhook");
    json_integer(json, news->webhook);
    json_key(json, "message_id");
    json_integer(json, news->message);
    json_key(json, "status");
    json_integer(json, news->status);
    json_key(json, "code");
    json_string(json, str_of(news->code ? news->code : ""));
    journal_end();
}

static void tell_settler(const Error *failed)
{
    journal_error(JOURNAL_WARN, "segments", failed);
}

bool house_deliver(OpenHouse *opened, Error *error)
{
    return delivery_open(&opened->house, tell_delivery, &opened->delivery, error) &&
           settler_open(&opened->house, tell_settler, &opened->settler, error);
}

static bool open_edges(OpenHouse *open, const HouseSettings *settings, Error *error)
{
    House *house = &open->house;
    ApiSettings api = {.house = house,
                       .tables = open->routes,
                       .store = house->store,
                       .key = workspace_settings(house->workspace)->key,
                       .authenticate = staff_authenticate,
                       .authenticate_key = staff_authenticate_key,
                       .audit = staff_audit,
                       .ended = call_ended,
                       .gave = call_gave,
                       .failed = call_failed,
                       .workers = settings->workers};
    const FetchPolicy *outgoing = settings->outgoing ? settings->outgoing : &fetch_policy_default;
    house->outgoing = outgoing;
    return read_log_open(house->store, &house->reads, error) &&
           webhooks_open(house->store, outgoing, &house->webhooks, error) &&
           staff_open(house->store, house->workspace, house->secret, &house->staff, error) &&
           ready_open(house->store, error) &&
           jobs_open(house->store, house, open->jobs, JOB_WORKERS, tell_job, &house->jobs, error) &&
           reactions_open(house->store, house->log, house, open->reactions, &open->reactor, error) &&
           api_open(&api, &house->api, error);
}

bool house_open(const HouseSettings *settings, OpenHouse **opened, Error *error)
{
    Arena *arena = arena_open(0);
    OpenHouse *open = arena_new(arena, OpenHouse);
    open->arena = arena;
    open->opened = instant_now();
    open->slow_milliseconds = settings->slow_milliseconds;
    open->house.folder = str_copy(arena, settings->folder);
    gather_tables(open);
    open->meter = meter_open(open->routes);
    bool fine = key_file_open(open->house.folder, open->house.secret, error) && open_store(open, settings, error) &&
                open_activity(open, error) && open_log(open, error) && open_questions(open, settings, error) &&
                predictions_open(&open->house.predictions, error) && health_keeper_open(&open->house.health, error) &&
                (settings->asked_only || open_edges(open, settings, error));
    if (fine)
        *opened = open;
    else
        house_close(open);
    return fine;
}

void house_close(OpenHouse *open)
{
    House *house = &open->house;
    Error error;
    if (house->api) api_close(house->api);
    if (house->reads) read_log_close(house->reads);
    if (house->tracking) tracking_finish(house->tracking);
    if (open->reactor) reactions_close(open->reactor);
    delivery_close(open->delivery);
    settler_close(open->settler);
    if (house->jobs) jobs_join(house->jobs);
    predictions_close(house->predictions);
    health_keeper_close(house->health);
    if (house->questions) house->questions->ask->close(house->questions);
    if (house->staff) staff_close(house->staff);
    if (house->tracking) tracking_close(house->tracking);
    if (house->log) log_close(house->log);
    dimensions_close(house->dimensions);
    if (house->store) store_close(house->store);
    if (house->consents) consents_close(house->consents);
    jobs_close(house->jobs);
    if (house->activity && !activity_close(house->activity, &error)) journal_error(JOURNAL_WARN, "activity", &error);
    if (house->identity) identity_close(house->identity);
    webhooks_close(house->webhooks);
    if (house->workspace) workspace_close(house->workspace);
    meter_close(open->meter);
    secret_wipe(house->secret, sizeof house->secret);
    arena_close(open->arena);
}
