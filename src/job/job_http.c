// job_http.c - GET /api/v1/jobs, GET /api/v1/jobs/{id}, POST /api/v1/jobs/{id}/cancel; and the job that forgets jobs.
#include "api/route.h"
#include "base/number.h"
#include "house.h"
#include "job/jobs_parts.h"
#include "module.h"

enum { KEPT_DAYS = 30, ROUTINE_SECONDS = 3600 };

static const Field job_fields[] = {
    {.name = "id", .type = FIELD_INTEGER, .required = true, .help = PHRASE("its number", "son numéro")},
    {.name = "kind", .type = FIELD_TEXT, .required = true, .help = PHRASE("what it does", "ce qu'elle fait")},
    {.name = "status",
     .type = FIELD_TEXT,
     .required = true,
     .words = "queued|running|done|failed|cancelled",
     .help = PHRASE("how far it is", "où elle en est")},
    {.name = "done",
     .type = FIELD_INTEGER,
     .required = true,
     .help = PHRASE("how much of it is done", "ce qui en est fait")},
    {.name = "total",
     .type = FIELD_INTEGER,
     .required = true,
     .nullable = true,
     .help = PHRASE("of how much; null: not known yet", "sur combien\u202F; null\u00A0: pas encore connu")},
    {.name = "result",
     .type = FIELD_MAP,
     .required = true,
     .nullable = true,
     .help = PHRASE("its answer, when it is done", "sa réponse, une fois faite")},
    {.name = "error",
     .type = FIELD_TEXT,
     .required = true,
     .nullable = true,
     .help = PHRASE("why it failed, or why it is tried again", "pourquoi elle a échoué, ou est retentée")},
    {.name = "attempts",
     .type = FIELD_INTEGER,
     .required = true,
     .help = PHRASE("how often it was begun", "combien de fois elle a été commencée")},
    {.name = "queued_at", .type = FIELD_INSTANT, .required = true, .help = PHRASE("when it was asked for", "demandée")},
    {.name = "due_at",
     .type = FIELD_INSTANT,
     .required = true,
     .help = PHRASE("not begun before", "pas commencée avant")},
    {.name = "started_at",
     .type = FIELD_INSTANT,
     .required = true,
     .nullable = true,
     .help = PHRASE("when it was last begun", "commencée pour la dernière fois")},
    {.name = "ended_at",
     .type = FIELD_INSTANT,
     .required = true,
     .nullable = true,
     .help = PHRASE("when it ended", "terminée")},
    {.name = NULL}};
static const Shape job_shape = {.name = "Job", .fields = job_fields};

static const Field list_fields[] = {
    {.name = "items",
     .type = FIELD_ARRAY,
     .required = true,
     .shape = &job_shape,
     .help = PHRASE("the jobs, newest first", "les tâches, les plus récentes d'abord")},
    {.name = "next_cursor",
     .type = FIELD_TEXT,
     .required = true,
     .nullable = true,
     .help = PHRASE("for the next page; null on the last", "pour la page suivante\u202F; null sur la dernière")},
    {.name = NULL}};
static const Shape list_shape = {.name = "JobList", .fields = list_fields};

// ---- writing ----

static void write_instant(JsonWriter *json, const char *key, const Rows *rows, int column, Arena *arena)
{
    json_key(json, key);
    if (rows_null(rows, column))
        json_null(json);
    else
        json_string(json, instant_text(arena, rows_integer(rows, column)));
}

static void write_text_or_null(JsonWriter *json, const char *key, Str text)
{
    json_key(json, key);
    if (text.size)
        json_string(json, text);
    else
        json_null(json);
}

static void write_result(JsonWriter *json, const Rows *rows)
{
    JsonValue result;
    Error error;
    json_key(json, "result");
    bool done = str_equal(rows_text(rows, 2), STR("done")) && json_parse(rows_text(rows, 5), &result, &error);
    if (done)
        json_value(json, result);
    else
        json_null(json);
}

// Of a job that runs here, memory knows more than the store.
static void find_progress(const Call *call, int64_t id, uint64_t *done, uint64_t *total)
{
    Jobs *jobs = call->house->jobs;
    pthread_mutex_lock(&jobs->lock);
    for (RunningJob *running = jobs->running; running; running = running->next)
        if (running->job.id == id) {
            *done = atomic_load(&running->progress.done);
            *total = atomic_load(&running->progress.total);
        }
    pthread_mutex_unlock(&jobs->lock);
}

static void write_job(Call *call, JsonWriter *json, const Rows *rows)
{
    uint64_t done = (uint64_t)rows_integer(rows, 3), total = (uint64_t)rows_integer(rows, 4);
    find_progress(call, rows_integer(rows, 0), &done, &total);
    json_begin_object(json);
    json_key(json, "id");
    json_integer(json, rows_integer(rows, 0));
    json_key(json, "kind");
    json_string(json, rows_text(rows, 1));
    json_key(json, "status");
    json_string(json, rows_text(rows, 2));
    json_key(json, "done");
    json_integer(json, (int64_t)done);
    json_key(json, "total");
    if (total)
        json_integer(json, (int64_t)total);
    else
        json_null(json);
    write_result(json, rows);
    write_text_or_null(json, "error", rows_text(rows, 6));
    json_key(json, "attempts");
    json_integer(json, rows_integer(rows, 7));
    write_instant(json, "queued_at", rows, 8, call->arena);
    write_instant(json, "due_at", rows, 11, call->arena);
    write_instant(json, "started_at", rows, 9, call->arena);
    write_instant(json, "ended_at", rows, 10, call->arena);
    json_end_object(json);
}

// ---- reading ----

static bool refuse_unknown(const Call *call, Error *error)
{
    return error_code(error, ERROR_NOT_FOUND, "not_found", PHRASE("there is no job {0}", "il n'y a pas de tâche {0}"),
                      error_value(call->arena, call->path_value[0]));
}

static bool read_id(const Call *call, int64_t *id, Error *error)
{
    return (number_parse_count(call->path_value[0], id) && *id > 0) || refuse_unknown(call, error);
}

static bool answer_job(Call *call, StoreSession *session, int64_t id, Error *error)
{
    Rows rows;
    if (!store_select(session, &query_job_get, VALUES(value_integer(id)), &rows, error)) return false;
    bool found = rows_next(&rows);
    JsonWriter json = call_json(call);
    if (found) write_job(call, &json, &rows);
    if (!rows_close(&rows, error)) return false;
    return found || refuse_unknown(call, error);
}

static bool get_job(Call *call, StoreSession *session, Error *error)
{
    int64_t id;
    return read_id(call, &id, error) && answer_job(call, session, id, error);
}

// What runs by itself every hour or more often, as ",mail,alerts,".
static Str routine_kinds(const Call *call)
{
    Text text = text_in(call->arena);
    text_add_byte(&text, ',');
    for (const JobKind *const *table = call->house->jobs->tables; *table; table++)
        for (const JobKind *kind = *table; kind->name; kind++)
            if (kind->every_seconds > 0 && kind->every_seconds <= ROUTINE_SECONDS) text_addf(&text, "%s,", kind->name);
    return text_str(&text);
}

static bool select_jobs(const Call *call, StoreSession *session, int64_t below, int64_t limit, Rows *rows, Error *error)
{
    if (str_equal(call_query(call, "routine"), STR("false")))
        return store_select(session, &query_job_list_asked,
                            VALUES(value_integer(below), value_integer(limit), value_text(routine_kinds(call))), rows,
                            error);
    return store_select(session, &query_job_list, VALUES(value_integer(below), value_integer(limit)), rows, error);
}

static bool list_jobs(Call *call, StoreSession *session, Error *error)
{
    Str after;
    int64_t below = INT64_MAX, limit = call_limit(call), count = 0, last = 0;
    Rows rows;
    if (!call_cursor(call, &after, error)) return false;
    if (after.size && !number_parse_count(after, &below)) return refuse_unknown(call, error);
    if (!select_jobs(call, session, below, limit + 1, &rows, error)) return false;
    JsonWriter json = call_json(call);
    json_begin_object(&json);
    json_key(&json, "items");
    json_begin_array(&json);
    while (rows_next(&rows) && ++count <= limit) {
        last = rows_integer(&rows, 0);
        write_job(call, &json, &rows);
    }
    json_end_array(&json);
    Str next = count > limit ? call_next_cursor(call, error_number(call->arena, (uint64_t)last)) : STR("");
    write_text_or_null(&json, "next_cursor", next);
    json_end_object(&json);
    return rows_close(&rows, error);
}

static bool cancel_job(Call *call, StoreSession *session, Error *error)
{
    int64_t id;
    QueueCancel cancel;
    if (!read_id(call, &id, error) || !queue_cancel(session, id, call->now, &cancel, error)) return false;
    if (cancel == QUEUE_CANCEL_UNKNOWN) return refuse_unknown(call, error);
    if (cancel == QUEUE_CANCEL_LATE)
        return error_code(error, ERROR_CONFLICT, "job_ended",
                          PHRASE("job {0} has ended already", "la tâche {0} est déjà terminée"),
                          error_number(call->arena, (uint64_t)id));
    call->audit_object = str_format(call->arena, "job:%lld", (long long)id);
    return answer_job(call, session, id, error);
}

static const Parameter list_parameters[] = {
    {.name = "limit",
     .type = FIELD_INTEGER,
     .low = 1,
     .high = 1000,
     .help = PHRASE("how many at most (default: 50)", "combien au plus (par défaut\u00A0: 50)")},
    {.name = "cursor",
     .type = FIELD_TEXT,
     .help = PHRASE("next_cursor of the page before", "next_cursor de la page "
                                                      "précédente")},
    {.name = "routine",
     .type = FIELD_BOOLEAN,
     .help = PHRASE("false: without what runs by itself every hour or more often and went well",
                    "false\u00A0: sans ce qui tourne de soi-même toutes les heures ou plus souvent, et sans incident")},
    {.name = NULL}};

static const Route job_routes[] = {
    {.method = "GET",
     .path = "/api/v1/jobs",
     .name = "listJobs",
     .access = ACCESS_READ,
     .cost = COST_READ,
     .summary = PHRASE("Work that is queued, runs or has ended", "Le travail en attente, en cours ou terminé"),
     .parameters = list_parameters,
     .answer = &list_shape,
     .read = list_jobs},
    {.method = "GET",
     .path = "/api/v1/jobs/{id}",
     .name = "getJob",
     .access = ACCESS_READ,
     .cost = COST_READ,
     .summary = PHRASE("One piece of work, and how far it is", "Un travail, et où il en est"),
     .answer = &job_shape,
     .read = get_job},
    {.method = "POST",
     .path = "/api/v1/jobs/{id}/cancel",
     .name = "cancelJob",
     .access = ACCESS_WRITE,
     .cost = COST_WRITE,
     .summary =
         PHRASE("Keep it from beginning, or ask it to stop", "L'empêcher de commencer, ou lui demander d'arrêter"),
     .answer = &job_shape,
     .write = cancel_job},
    {.method = NULL}};

// ---- forgetting ----

static bool forget_within(StoreSession *session, void *context, Error *error)
{
    JobCall *call = context;
    int64_t kept = (int64_t)KEPT_DAYS * 86400 * MILLISECONDS_PER_SECOND, count;
    if (!store_execute(session, &query_job_forget, VALUES(value_integer(call->now - kept)), &count, error))
        return false;
    call->result = text_in(call->arena); // it may run again
    text_addf(&call->result, "{\"forgotten\":%lld}", (long long)count);
    return true;
}

static bool forget_jobs(JobCall *call, Error *error)
{
    return store_write(call->house->store, forget_within, call, error);
}

static const JobKind job_kinds[] = {{.name = "forget_jobs", .every_seconds = 86400, .run = forget_jobs},
                                    {.name = NULL}};

extern const Module job_module;
const Module job_module = {.name = "job", .routes = job_routes, .jobs = job_kinds};
