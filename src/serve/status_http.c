// status_http.c - GET /healthz, /readyz and /metrics: for those who watch the server.
#include <dirent.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/statvfs.h>

#include "activity/activity.h"
#include "event/tracking.h"
#include "serve/house_open.h"
#include "serve/process_figures.h"

// ---- alive, ready ----

static const Field status_fields[] = {
    {.name = "status", .type = FIELD_TEXT, .required = true, .help = PHRASE("ok or ready", "ok ou ready")},
    {.name = "version", .type = FIELD_TEXT, .required = true, .help = PHRASE("of the program", "celle du programme")},
    {.name = NULL}};
static const Shape status_shape = {.name = "Status", .fields = status_fields};

static void write_status(Call *call, Str status)
{
    JsonWriter json = call_json(call);
    json_begin_object(&json);
    json_key(&json, "status");
    json_string(&json, status);
    json_key(&json, "version");
    json_string(&json, STR(FIDELE_VERSION));
    json_end_object(&json);
    call_header(call, STR("cache-control"), STR("no-store"));
}

static void answer_alive(Call *call)
{
    write_status(call, STR("ok"));
    call_answer(call);
}

// The store answers (or there is no session) and the log has been followed since the house was opened.
static bool answer_ready(Call *call, StoreSession *session, Error *error)
{
    (void)session;
    if (atomic_load(&open_house_of(call->house)->draining)) {
        (void)error_code(error, ERROR_UNAVAILABLE, "stopping",
                         PHRASE("the server is stopping: {0}", "le serveur s'arrête\u00A0: {0}"), STR("drain"));
        error->retry_seconds = 5;
        return false;
    }
    if (!log_catch_up(call->house->log, session, error)) return false;
    write_status(call, STR("ready"));
    return true;
}

// ---- versions and sizes, for people ----

static const Field system_fields[] = {
    {.name = "version", .type = FIELD_TEXT, .required = true, .help = PHRASE("of the program", "celle du programme")},
    {.name = "store",
     .type = FIELD_TEXT,
     .required = true,
     .words = "sqlite|postgresql",
     .help = PHRASE("where the data is", "où sont les données")},
    {.name = "started_at", .type = FIELD_INSTANT, .required = true, .help = PHRASE("open since", "ouvert depuis")},
    {.name = "events",
     .type = FIELD_INTEGER,
     .required = true,
     .help = PHRASE("in the columns that figures come from", "dans les colonnes d'où viennent les chiffres")},
    {.name = "column_bytes",
     .type = FIELD_INTEGER,
     .required = true,
     .help = PHRASE("of these columns on disk", "ces colonnes sur le disque")},
    {.name = "folder_bytes",
     .type = FIELD_INTEGER,
     .required = true,
     .help = PHRASE("of the files of the data folder itself: the database of SQLite",
                    "les fichiers du dossier de données lui-même\u00A0: la base de SQLite")},
    {.name = "free_bytes",
     .type = FIELD_INTEGER,
     .required = true,
     .nullable = true,
     .help = PHRASE("left on the disk of the data folder; null: not known",
                    "libres sur le disque du dossier\u202F; null\u00A0: inconnu")},
    {.name = "memory_bytes",
     .type = FIELD_INTEGER,
     .required = true,
     .help = PHRASE("of the server", "mémoire du serveur")},
    {.name = "jobs_failed",
     .type = FIELD_INTEGER,
     .required = true,
     .help = PHRASE("since the start", "travaux échoués depuis le démarrage")},
    {.name = NULL}};
static const Shape system_shape = {.name = "System", .fields = system_fields};

// Of the files that lie in the folder itself, without those of its folders.
static int64_t folder_bytes(Arena *arena, Str folder)
{
    DIR *directory = opendir(str_c(arena, folder));
    int64_t bytes = 0;
    if (!directory) return 0;
    for (struct dirent *entry = readdir(directory); entry; entry = readdir(directory)) {
        struct stat status;
        if (fstatat(dirfd(directory), entry->d_name, &status, AT_SYMLINK_NOFOLLOW) == 0 && S_ISREG(status.st_mode))
            bytes += status.st_size;
    }
    closedir(directory);
    return bytes;
}

static void write_free(JsonWriter *json, Arena *arena, Str folder)
{
    struct statvfs disk;
    json_key(json, "free_bytes");
    if (statvfs(str_c(arena, folder), &disk) == 0)
        json_integer(json, (int64_t)(disk.f_bavail * disk.f_frsize));
    else
        json_null(json);
}

static bool read_system(Call *call, StoreSession *session, Error *error)
{
    (void)session, (void)error;
    const OpenHouse *open = open_house_of(call->house);
    ActivityState state = activity_state(open->house.activity);
    JsonWriter json = call_json(call);
    json_begin_object(&json);
    json_key(&json, "version"), json_string(&json, STR(FIDELE_VERSION));
    json_key(&json, "store");
    json_string(&json, store_is_postgresql(open->house.store) ? STR("postgresql") : STR("sqlite"));
    json_key(&json, "started_at"), json_string(&json, instant_text(call->arena, open->opened));
    json_key(&json, "events"), json_integer(&json, (int64_t)state.events);
    json_key(&json, "column_bytes"), json_integer(&json, (int64_t)state.file_bytes);
    json_key(&json, "folder_bytes"), json_integer(&json, folder_bytes(call->arena, open->house.folder));
    write_free(&json, call->arena, open->house.folder);
    json_key(&json, "memory_bytes"), json_integer(&json, process_figures().resident_bytes);
    json_key(&json, "jobs_failed"), json_integer(&json, (int64_t)jobs_counts(open->house.jobs).failed);
    json_end_object(&json);
    return true;
}

// ---- figures ----

static void write_figure(Text *out, const char *name, const char *type, const char *help, double value)
{
    text_addf(out, "# HELP %s %s\n# TYPE %s %s\n%s %.15g\n", name, help, name, type, name, value);
}

static void write_counter(Text *out, const char *name, const char *help, uint64_t value)
{
    write_figure(out, name, "counter", help, (double)value);
}

static void write_gauge(Text *out, const char *name, const char *help, double value)
{
    write_figure(out, name, "gauge", help, value);
}

static void write_http(const OpenHouse *open, Text *out)
{
    const HttpServer *server = open->server;
    if (!server) return;
    HttpCounts counts = http_counts(server);
    write_gauge(out, "fidele_http_connections", "Connections that are open.", (double)counts.connections);
    write_counter(out, "fidele_http_accepted_total", "Connections accepted.", counts.accepted);
    write_counter(out, "fidele_http_requests_total", "Requests read whole.", counts.requests);
    write_counter(out, "fidele_http_refused_total", "Requests refused before any route.", counts.refused);
    write_counter(out, "fidele_http_received_bytes_total", "Bytes received.", counts.bytes_in);
    write_counter(out, "fidele_http_sent_bytes_total", "Bytes sent.", counts.bytes_out);
}

static void write_events(const OpenHouse *open, Text *out)
{
    TrackingCounts counts = tracking_counts(open->house.tracking);
    write_counter(out, "fidele_events_accepted_total", "Events acknowledged.", counts.accepted);
    write_counter(out, "fidele_events_rejected_total", "Events refused.", counts.rejected);
    write_counter(out, "fidele_events_duplicate_total", "Events known already.", counts.duplicates);
    write_counter(out, "fidele_tracking_shed_total", "Tracking requests refused for waiting work.", counts.shed);
    write_counter(out, "fidele_message_id_conflicts_total", "Message ids used again for something else.",
                  counts.conflicts);
    write_counter(out, "fidele_store_commits_total", "Transactions committed, each with one or more pieces of work.",
                  atomic_load(&open->commits));
    write_gauge(out, "fidele_store_writes_waiting", "Pieces of work that wait for the writing thread.",
                (double)store_writes_waiting(open->house.store));
}

static void write_activity(const OpenHouse *open, Text *out)
{
    ActivityState state = activity_state(open->house.activity);
    write_gauge(out, "fidele_activity_events", "Events in the activity columns.", (double)state.events);
    write_gauge(out, "fidele_activity_tail_events", "Of these, in memory alone.", (double)state.tail_events);
    write_gauge(out, "fidele_activity_files", "Column files.", (double)state.files);
    write_gauge(out, "fidele_activity_file_bytes", "Bytes of the column files.", (double)state.file_bytes);
    write_gauge(out, "fidele_activity_memory_bytes", "Bytes of the columns in memory.", (double)state.memory_bytes);
    write_counter(out, "fidele_activity_lanes_damaged_total", "Lane files found damaged while in use, and made anew.",
                  state.lanes_damaged);
}

static void write_jobs(const OpenHouse *open, Text *out)
{
    JobCounts counts = jobs_counts(open->house.jobs);
    write_gauge(out, "fidele_jobs_running", "Jobs that run here.", (double)counts.running);
    write_counter(out, "fidele_jobs_done_total", "Jobs done here.", counts.done);
    write_counter(out, "fidele_jobs_failed_total", "Jobs that failed here.", counts.failed);
    write_counter(out, "fidele_jobs_retried_total", "Jobs put back after a failure.", counts.retried);
    write_counter(out, "fidele_jobs_cancelled_total", "Jobs cancelled here.", counts.cancelled);
}

static void write_process(const OpenHouse *open, Text *out)
{
    ProcessFigures figures = process_figures();
    write_gauge(out, "process_resident_memory_bytes", "Resident memory.", (double)figures.resident_bytes);
    write_gauge(out, "process_open_fds", "Open files and connections.", (double)figures.open_files);
    write_figure(out, "process_cpu_seconds_total", "counter", "Processor time.", figures.cpu_seconds);
    write_gauge(out, "process_start_time_seconds", "When the server was opened.",
                (double)open->opened / MILLISECONDS_PER_SECOND);
    write_gauge(out, "process_uptime_seconds", "How long the server has been open.",
                (double)(instant_now() - open->opened) / MILLISECONDS_PER_SECOND);
}

// From this machine itself, as far as one can tell: nothing says that a proxy stands between.
static bool is_from_here(const HttpRequest *request)
{
    static const char *const forwarded[] = {"x-forwarded-for", "x-forwarded-proto", "x-forwarded-host",
                                            "x-real-ip",       "forwarded",         "via"};
    for (size_t i = 0; i < COUNT_OF(forwarded); i++)
        if (http_header(request, str_of(forwarded[i])).size) return false;
    return request->local || str_equal(request->peer, STR("::1")) || str_starts_with(request->peer, STR("127."));
}

static bool refuse_metrics(const Call *call, Error *error)
{
    bool nobody = call->principal.kind == PRINCIPAL_NOBODY;
    return error_code(error, nobody ? ERROR_UNAUTHENTICATED : ERROR_FORBIDDEN, nobody ? "unauthenticated" : "forbidden",
                      PHRASE("{0} is open to this machine and to keys that may read",
                             "{0} est ouvert à cette machine et aux clés qui peuvent lire"),
                      call->request->path);
}

static bool answer_metrics(Call *call, StoreSession *session, Error *error)
{
    (void)session;
    if (!is_from_here(call->request) && !(call->principal.access & ACCESS_READ)) return refuse_metrics(call, error);
    const OpenHouse *open = open_house_of(call->house);
    call->type = STR("text/plain; version=0.0.4; charset=utf-8");
    text_addf(&call->text,
              "# HELP fidele_build The program.\n# TYPE fidele_build gauge\nfidele_build{version=\"%s\"} 1\n",
              FIDELE_VERSION);
    meter_write(open->meter, &call->text);
    write_http(open, &call->text);
    write_events(open, &call->text);
    write_activity(open, &call->text);
    write_jobs(open, &call->text);
    write_process(open, &call->text);
    return true;
}

const Route status_routes[] = {
    {.method = "GET",
     .path = "/healthz",
     .name = "getHealth",
     .access = ACCESS_PUBLIC,
     .cost = COST_READ,
     .summary = PHRASE("Whether the server is alive", "Le serveur est-il en vie\u202F?"),
     .answer = &status_shape,
     .start = answer_alive},
    {.method = "GET",
     .path = "/readyz",
     .name = "getReadiness",
     .access = ACCESS_PUBLIC,
     .cost = COST_READ,
     .summary = PHRASE("Whether the server can do its work: 503 while it can't, and when it stops",
                       "Le serveur peut-il travailler\u202F? 503 tant qu'il ne peut pas, et quand il s'arrête"),
     .answer = &status_shape,
     .read = answer_ready},
    {.method = "GET",
     .path = "/metrics",
     .name = "getServerMetrics",
     .access = ACCESS_PUBLIC,
     .cost = COST_READ,
     .summary =
         PHRASE("Figures of operation in the Prometheus text format, for this machine or with a key that may read",
                "Chiffres d'exploitation au format texte de Prometheus, pour cette machine ou avec une clé qui "
                "peut lire"),
     .read = answer_metrics},
    {.method = "GET",
     .path = "/api/v1/system",
     .name = "getSystem",
     .access = ACCESS_ADMIN,
     .cost = COST_READ,
     .summary = PHRASE("Versions and sizes of what runs here", "Versions et tailles de ce qui tourne ici"),
     .answer = &system_shape,
     .read = read_system},
    {.method = NULL}};
