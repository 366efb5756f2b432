#include "job/queue.h"

enum { DAY_MILLISECONDS = 86400000 };

const JobKind *queue_kind(const JobKind *const *tables, Str name)
{
    for (; *tables; tables++)
        for (const JobKind *kind = *tables; kind->name; kind++)
            if (str_equal(name, str_of(kind->name))) return kind;
    return NULL;
}

// The first column of the first row; `otherwise` when there is none.
static bool select_integer(StoreSession *session, const Query *query, const Value *values, size_t count,
                           int64_t otherwise, int64_t *number, Error *error)
{
    Rows rows;
    if (!store_select(session, query, values, count, &rows, error)) return false;
    *number = rows_next(&rows) ? rows_integer(&rows, 0) : otherwise;
    return rows_close(&rows, error);
}

// ---- queueing ----

bool queue_put(StoreSession *session, const char *kind, Str argument, Str key, Instant at, Instant now, int64_t *id,
               Error *error)
{
    if (!select_integer(session, &query_job_of_key, VALUES(value_text(str_of(kind)), value_text(key)), 0, id, error))
        return false;
    if (*id != 0) return true;
    return select_integer(session, &query_job_next_id, NO_VALUES, 1, id, error) &&
           store_execute(session, &query_job_insert,
                         VALUES(value_integer(*id), value_text(str_of(kind)), value_text(key), value_text(argument),
                                value_integer(at), value_integer(now)),
                         NULL, error);
}

// ---- claiming ----

static bool find_due(StoreSession *session, const JobKind *const *tables, Instant now, Arena *arena, QueueJob *job,
                     Error *error)
{
    Rows rows;
    *job = (QueueJob){0};
    if (!store_select(session, &query_job_due, VALUES(value_integer(now)), &rows, error)) return false;
    while (job->id == 0 && rows_next(&rows)) {
        job->kind = queue_kind(tables, rows_text(&rows, 1));
        bool waits = job->kind && job->kind->alone && rows_integer(&rows, 4) > 0;
        if (!job->kind || waits) continue;
        job->id = rows_integer(&rows, 0);
        job->argument = str_copy(arena, rows_text(&rows, 2));
        job->attempts = (int)rows_integer(&rows, 3) + 1;
    }
    return rows_close(&rows, error);
}

bool queue_claim(StoreSession *session, const JobKind *const *tables, Str server, Instant now, Arena *arena,
                 QueueJob *job, Error *error)
{
    if (!find_due(session, tables, now, arena, job, error)) return false;
    if (job->id == 0) return true;
    job->claim = str_format(arena, "%.*s/%d", STR_ARGS(server), job->attempts);
    return store_execute(session, &query_job_claim,
                         VALUES(value_integer(job->id), value_text(job->claim), value_integer(now)), NULL, error);
}

bool queue_beat(StoreSession *session, int64_t id, Str claim, uint64_t done, uint64_t total, bool *held, bool *cancel,
                Error *error)
{
    int64_t changed, asked;
    if (!store_execute(
            session, &query_job_beat,
            VALUES(value_integer(id), value_text(claim), value_integer((int64_t)done), value_integer((int64_t)total)),
            &changed, error) ||
        !select_integer(session, &query_job_cancel_asked, VALUES(value_integer(id), value_text(claim)), 0, &asked,
                        error))
        return false;
    *held = changed == 1;
    *cancel = asked != 0;
    return true;
}

// ---- ending ----

bool queue_finish(StoreSession *session, int64_t id, Str claim, const QueueEnd *end, Instant now, bool *held,
                  Error *error)
{
    int64_t changed;
    Str result = end->result.size ? end->result : STR("{}");
    if (!store_execute(session, &query_job_finish,
                       VALUES(value_integer(id), value_text(claim), value_text(str_of(end->status)), value_text(result),
                              value_text(end->error), value_integer((int64_t)end->done),
                              value_integer((int64_t)end->total), value_integer(now)),
                       &changed, error))
        return false;
    *held = changed == 1;
    return true;
}

int queue_attempts_max(const JobKind *kind)
{
    return kind && kind->attempts_max ? kind->attempts_max : QUEUE_ATTEMPTS_MAX;
}

static int64_t pause_milliseconds(int attempts)
{
    int64_t seconds = QUEUE_PAUSE_SECONDS;
    for (int i = 1; i < attempts && seconds < QUEUE_PAUSE_SECONDS_MAX; i++) seconds *= 4;
    return smaller(seconds, QUEUE_PAUSE_SECONDS_MAX) * MILLISECONDS_PER_SECOND;
}

static bool put_back(StoreSession *session, const QueueJob *job, Instant at, Str reason, bool *held, Error *error)
{
    int64_t changed;
    if (!store_execute(session, &query_job_put_back,
                       VALUES(value_integer(job->id), value_text(job->claim), value_integer(at), value_text(reason)),
                       &changed, error))
        return false;
    *held = changed == 1;
    return true;
}

bool queue_retry(StoreSession *session, const QueueJob *job, const QueueEnd *end, Instant now, bool *held, Error *error)
{
    if (job->attempts >= queue_attempts_max(job->kind))
        return queue_finish(session, job->id, job->claim, end, now, held, error);
    return put_back(session, job, now + pause_milliseconds(job->attempts), end->error, held, error);
}

bool queue_take_over(StoreSession *session, const QueueJob *dead, Instant now, Error *error)
{
    bool held;
    QueueEnd end = {.status = "failed", .error = STR("its server ended while it ran")};
    if (dead->attempts < queue_attempts_max(dead->kind)) return put_back(session, dead, now, end.error, &held, error);
    return queue_finish(session, dead->id, dead->claim, &end, now, &held, error);
}

bool queue_cancel(StoreSession *session, int64_t id, Instant now, QueueCancel *cancel, Error *error)
{
    int64_t stopped, asked, found;
    if (!store_execute(session, &query_job_cancel_queued, VALUES(value_integer(id), value_integer(now)), &stopped,
                       error) ||
        !store_execute(session, &query_job_cancel_running, VALUES(value_integer(id)), &asked, error) ||
        !select_integer(session, &query_job_get, VALUES(value_integer(id)), 0, &found, error))
        return false;
    *cancel = stopped ? QUEUE_CANCELLED : asked ? QUEUE_CANCEL_ASKED : found ? QUEUE_CANCEL_LATE : QUEUE_CANCEL_UNKNOWN;
    return true;
}

// ---- schedules ----

Instant queue_slot(const JobKind *kind, Instant now)
{
    int64_t every = kind->every_seconds * MILLISECONDS_PER_SECOND;
    return now - now % every;
}

static bool set_slot(StoreSession *session, const JobKind *kind, Instant slot, Error *error)
{
    return store_execute(session, &query_job_set_slot, VALUES(value_text(str_of(kind->name)), value_integer(slot)),
                         NULL, error);
}

bool queue_schedule(StoreSession *session, const JobKind *kind, Instant now, int64_t *id, Error *error)
{
    int64_t last, slot = queue_slot(kind, now);
    *id = 0;
    if (!select_integer(session, &query_job_slot, VALUES(value_text(str_of(kind->name))), -1, &last, error))
        return false;
    bool unknown = last<0, clock_was_wrong = last> slot + DAY_MILLISECONDS + kind->every_seconds * 1000;
    if (unknown || clock_was_wrong) return set_slot(session, kind, slot, error);
    if (slot <= last) return true;
    return set_slot(session, kind, slot, error) &&
           queue_put(session, kind->name, STR("{}"), STR("schedule"), slot, now, id, error);
}
