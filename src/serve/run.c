#include "serve/run.h"

#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sysexits.h>
#include <unistd.h>

#include "event/tracking.h"
#include "event/log.h"
#include "http/client.h"
#include "serve/clock.h"
#include "serve/data_folder.h"
#include "serve/exit_code.h"
#include "serve/house_open.h"
#include "serve/privilege.h"
#include "serve/process_figures.h"
#include "serve/sandbox.h"
#include "serve/signals.h"
#include "staff/staff.h"
#include "workspace/workspace.h"

enum { STOP_SECONDS = 10, DRAIN_SECONDS = 7, JOBS_SECONDS = 1, FILES_BESIDES = 56 };

typedef struct Running {
    ServeSettings settings;
    const Options *options;
    Locale locale;
    Arena *arena;
    DataFolder folder;
    SandboxReach reach;
    OpenHouse *open;
    HttpServer *server;
} Running;

// ---- before anything is opened ----

// Nothing that is made can be read by others; a crash leaves no memory behind in a file.
static void guard_process(void)
{
    umask(077);
    setrlimit(RLIMIT_CORE, &(struct rlimit){0, 0});
    prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
}

// Connections need files: as many as the system lets us have, and no more connections than that.
static void fit_connections(Running *running)
{
    struct rlimit limit;
    if (getrlimit(RLIMIT_NOFILE, &limit) != 0) return;
    limit.rlim_cur = limit.rlim_max;
    setrlimit(RLIMIT_NOFILE, &limit);
    int64_t room = (int64_t)(limit.rlim_max > INT32_MAX ? INT32_MAX : limit.rlim_max) - FILES_BESIDES;
    if (running->settings.connections_max <= room) return;
    running->settings.connections_max = (int)larger(room, 1);
    JsonWriter *json;
    if (!journal_begin(JOURNAL_WARN, "few_files", &json)) return;
    json_key(json, "limit");
    json_integer(json, (int64_t)limit.rlim_max);
    json_key(json, "connections");
    json_integer(json, running->settings.connections_max);
    journal_end();
}

// After an error of fsync nothing more may be promised. What was acknowledged is in the log of the store.
static void store_broke(const Error *error)
{
    journal_error(JOURNAL_ERROR, "store_broken", error);
    journal_flush();
    _exit(exit_code_of_server(&(Error){.kind = ERROR_FAILED, .code = "fsync"}));
}

// ---- opening ----

// A command that works on the folder will be done in a moment; a server that answers will not.
static bool take_folder(Running *running, Error *error)
{
    enum { WAIT_MILLISECONDS = 5000, PAUSE_MILLISECONDS = 50 };
    for (int waited = 0;; waited += PAUSE_MILLISECONDS) {
        HttpReply reply;
        Error silence;
        if (data_folder_take(running->settings.folder, running->arena, &running->folder, error)) return true;
        bool taken = error->code && strcmp(error->code, "locked") == 0 && waited < WAIT_MILLISECONDS;
        Str socket = data_folder_socket(running->arena, running->settings.folder);
        if (!taken ||
            http_ask(socket, STR("GET"), STR("/healthz"), STR(""), STR(""), running->arena, &reply, &silence) ||
            signals_stop_within(PAUSE_MILLISECONDS))
            return false;
    }
}

// The folder, then the fences, then the log: what starts a thread comes after what holds for the thread that does it.
static bool take_place(Running *running, Error *error)
{
    const ServeSettings *settings = &running->settings;
    if (!take_folder(running, error) || !privilege_drop(settings->port > 0 && settings->port < 1024, error))
        return false;
    process_figures_open();
    guard_process();
    SandboxRules rules = {.folder = running->folder.path,
                          .journal = settings->journal,
                          .config = settings->config,
                          .database = settings->database,
                          .activity = settings->activity,
                          .outgoing = &settings->outgoing};
    return !settings->sandbox || sandbox_files(&rules, &running->reach, error);
}

static void open_journal(const ServeSettings *settings)
{
    Error error;
    if (!journal_open(settings->journal, settings->level, &error)) journal_error(JOURNAL_WARN, "log", &error);
}

static bool open_house(Running *running, Error *error)
{
    HouseSettings settings = {.folder = running->folder.path,
                              .database = running->settings.database,
                              .questions = running->settings.activity,
                              .workers = running->settings.workers,
                              .outgoing = &running->settings.outgoing,
                              .slow_milliseconds = running->settings.slow_milliseconds,
                              .broken = store_broke};
    return house_open(&settings, &running->open, error);
}

// PostgreSQL may start after us: it is given its time.
static bool open_house_in_time(Running *running, Error *error)
{
    enum { FIRST_PAUSE = 100, PAUSE_MAX = 4000 };
    int64_t left = running->settings.database_seconds * MILLISECONDS_PER_SECOND;
    for (int pause = FIRST_PAUSE;; pause = (int)smaller(2 * pause, PAUSE_MAX)) {
        if (open_house(running, error)) return true;
        bool away = error->code && strcmp(error->code, "pg_down") == 0;
        if (!away || left <= 0) return false;
        journal_error(JOURNAL_WARN, "waiting_for_database", error);
        if (signals_stop_within((int)smaller(pause, left))) return false;
        left -= pause;
    }
}

// Names that Host may have. On this machine alone nobody but its own names are expected: a page elsewhere that was
// given our address by a forged name reaches nothing.
static void add_hosts(const Running *running, HttpSettings *http)
{
    const ServeSettings *settings = &running->settings;
    Str *hosts = arena_array(running->arena, Str, settings->host_count + 2), rest = settings->base_url, part;
    size_t count = 0;
    for (size_t i = 0; i < settings->host_count; i++) hosts[count++] = settings->hosts[i];
    if (rest.size && str_cut(&rest, '/', &part) && str_cut(&rest, '/', &part) && str_cut(&rest, '/', &part))
        if (str_cut(&part, ':', &hosts[count])) count++;
    if (count || address_is_loopback(settings->address)) hosts[count++] = STR("localhost");
    http->hosts = hosts;
    http->host_count = count;
}

static bool open_http(Running *running, Error *error)
{
    const ServeSettings *settings = &running->settings;
    HttpSettings http = {.address = settings->address,
                         .port = settings->port,
                         .socket_path = data_folder_socket(running->arena, running->folder.path),
                         .threads = settings->event_threads,
                         .connections_max = (size_t)settings->connections_max,
                         .proxies = settings->proxies,
                         .proxy_count = settings->proxy_count};
    add_hosts(running, &http);
    HttpHandler handler = house_handler(running->open);
    if (!http_open(&http, &handler, &running->server, error)) return false;
    running->open->server = running->server;
    return true;
}

static bool open_all(Running *running, Error *error)
{
    return open_house_in_time(running, error) && open_http(running, error) &&
           jobs_start(running->open->house.jobs, error) && house_deliver(running->open, error) &&
           sandbox_calls(running->reach, error) && sandbox_check(running->reach, error);
}

// ---- what is said at the start ----

static Str base_url(const Running *running)
{
    if (running->settings.base_url.size) return running->settings.base_url;
    Str stored = workspace_settings(running->open->house.workspace)->base_url;
    if (stored.size) return stored;
    Str address = running->settings.address;
    bool six = str_contains(address, STR(":"));
    return str_format(running->arena, six ? "http://[%.*s]:%d" : "http://%.*s:%d", STR_ARGS(address),
                      http_port(running->server));
}

// The code is for the person who starts the server, on their terminal: it is no matter for a log file.
static bool say_setup_link(const Running *running, Error *error)
{
    bool needed;
    Str code;
    if (!staff_setup_code(running->open->house.staff, running->arena, &needed, &code, error)) return false;
    if (!needed) return true;
    Phrase phrase = PHRASE("To begin, open {0}/setup?code={1}\n", "Pour commencer, ouvrez {0}/setup?code={1}\n");
    Str line = phrase_say(running->arena, running->locale, phrase, base_url(running), code);
    journal_flush();
    fprintf(stderr, "%.*s", STR_ARGS(line));
    return true;
}

static const char *reach_name(SandboxReach reach)
{
    static const char *const names[] = {"off", "calls", "whole", "off in a sanitizer build"};
    return names[reach];
}

static void say_listening(const Running *running)
{
    JsonWriter *json;
    if (!journal_begin(JOURNAL_INFO, "listening", &json)) return;
    json_key(json, "address");
    json_string(json, running->settings.address);
    json_key(json, "port");
    json_integer(json, http_port(running->server));
    json_key(json, "url");
    json_string(json, base_url(running));
    json_key(json, "version");
    json_string(json, STR(FIDELE_VERSION));
    json_key(json, "store");
    json_string(json, store_is_postgresql(running->open->house.store) ? STR("postgresql") : STR("sqlite"));
    json_key(json, "sandbox");
    json_string(json, str_of(reach_name(running->reach)));
    json_key(json, "milliseconds");
    json_integer(json, instant_now() - running->open->opened);
    journal_end();
}

// What an intruder could do in here, so that it is known and not believed.
static void say_sandbox(SandboxReach reach)
{
    JsonWriter *json;
    bool works[16] = {false};
    for (size_t i = 0; sandbox_probes[i].name; i++) works[i] = sandbox_probes[i].works();
    if (!journal_begin(reach == SANDBOX_WHOLE ? JOURNAL_INFO : JOURNAL_WARN, "sandbox", &json)) return;
    json_key(json, "reach");
    json_string(json, str_of(reach_name(reach)));
    json_key(json, "allowed");
    json_begin_array(json);
    for (size_t i = 0; sandbox_probes[i].name; i++)
        if (works[i]) json_string(json, str_of(sandbox_probes[i].name));
    json_end_array(json);
    journal_end();
}

// The log goes on in order whatever the clock says, and schedules wait until it has come up again.
static bool compare_clock(const Running *running, Error *error)
{
    enum { TOLERATED_MILLISECONDS = 60000 };
    const House *house = &running->open->house;
    StoreSession *session;
    Event last = {0};
    if (!store_read_begin(house->store, &session, error)) return false;
    bool fine = log_get(house->log, session, log_last(house->log), running->arena, &last, error);
    store_read_end(session);
    if (fine && last.received > instant_now() + TOLERATED_MILLISECONDS)
        journal_text(JOURNAL_WARN, "clock_went_back", "last_event", instant_text(running->arena, last.received));
    return fine;
}

// ---- running ----

static void reload(Running *running)
{
    ServeSettings fresh;
    Error error;
    Arena *scratch = arena_open(0);
    if (!settings_read(running->options, scratch, &fresh, &error))
        journal_error(JOURNAL_ERROR, "reload_failed", &error); // the old one stays
    else {
        journal_level(fresh.level);
        atomic_store(&running->open->slow_milliseconds, fresh.slow_milliseconds);
        if (!journal_reopen(&error)) journal_error(JOURNAL_WARN, "log", &error);
        journal_text(JOURNAL_INFO, "reloaded", "config", running->settings.config);
    }
    arena_close(scratch);
}

static void skip_drain(bool asked)
{
    journal_text(JOURNAL_WARN, "stopped", "how", asked ? STR("second signal") : STR("time is over"));
    journal_flush();
}

static void stop(Running *running)
{
    atomic_store(&running->open->draining, true);
    journal_text(JOURNAL_INFO, "stopping", "how", STR("drain"));
    signals_insist(STOP_SECONDS, skip_drain);
    tracking_stop(running->open->house.tracking);
    http_stop(running->server, DRAIN_SECONDS);
    jobs_stop(running->open->house.jobs, JOBS_SECONDS);
}

static void close_all(Running *running)
{
    if (running->server) http_stop(running->server, 0);
    if (running->open) house_close(running->open); // answers what was admitted, to nobody if need be
    if (running->server) http_close(running->server);
    data_folder_release(&running->folder);
}

static bool run_until_stopped(Running *running, Error *error)
{
    if (!open_all(running, error) || !compare_clock(running, error) || !say_setup_link(running, error)) return false;
    say_sandbox(running->reach);
    say_listening(running);
    while (signals_wait() == SIGNAL_RELOAD) reload(running);
    stop(running);
    return true;
}

bool serve_run(const ServeSettings *settings, const Options *options, Locale locale, Arena *arena, Error *error)
{
    Running running = {.settings = *settings, .options = options, .locale = locale, .arena = arena};
    running.folder.lock = -1;
    memory_exhausted_exit(EX_OSERR);
    if (!clock_check(instant_now(), error) || !signals_open(error) || !take_place(&running, error)) return false;
    open_journal(settings);
    fit_connections(&running);
    bool fine = run_until_stopped(&running, error);
    if (!fine && settings->journal.size) journal_error(JOURNAL_ERROR, "failed", error);
    close_all(&running);
    if (fine) journal_text(JOURNAL_INFO, "stopped", "how", STR("drained"));
    journal_close();
    return fine;
}
