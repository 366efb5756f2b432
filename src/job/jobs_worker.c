// A worker: claims a job, runs it, says how it ended.
#include <string.h>

#include "job/jobs_parts.h"

// ---- claiming ----

typedef struct Claim {
    Jobs *jobs;
    Instant now;
    Arena *arena;
    QueueJob job;
} Claim;

static bool claim_within(StoreSession *session, void *context, Error *error)
{
    Claim *claim = context;
    return queue_claim(session, claim->jobs->tables, str_of(claim->jobs->server), claim->now, claim->arena, &claim->job,
                       error);
}

// Whether it is worth a writing transaction to claim.
static bool something_waits(Jobs *jobs, Instant now, bool *waits, Error *error)
{
    StoreSession *session;
    Rows rows;
    if (!store_read_begin(jobs->store, &session, error)) return false;
    bool fine = store_select(session, &query_job_waits, VALUES(value_integer(now)), &rows, error);
    if (fine) {
        *waits = rows_next(&rows);
        fine = rows_close(&rows, error);
    }
    store_read_end(session);
    return fine;
}

// ---- ending ----

typedef struct Ending {
    const Jobs *jobs;
    const RunningJob *running;
    QueueEnd end;
    bool again; // the failure may pass
    Instant now;
    bool held;
} Ending;

static bool end_within(StoreSession *session, void *context, Error *error)
{
    Ending *ending = context;
    const QueueJob *job = &ending->running->job;
    if (ending->again) return queue_retry(session, job, &ending->end, ending->now, &ending->held, error);
    return queue_finish(session, job->id, job->claim, &ending->end, ending->now, &ending->held, error);
}

static bool may_pass(const Error *error)
{
    return error->kind == ERROR_FAILED || error->kind == ERROR_UNAVAILABLE || error->kind == ERROR_STORAGE_FULL ||
           error->kind == ERROR_RATE_LIMITED;
}

static void tell(const Jobs *jobs, const RunningJob *running, const char *status, const Error *error)
{
    JobNews news = {.id = running->job.id,
                    .kind = running->job.kind->name,
                    .status = status,
                    .attempts = running->job.attempts,
                    .milliseconds = steady_milliseconds() - running->began_milliseconds,
                    .error = error};
    if (jobs->tell) jobs->tell(&news);
}

static void count_end(Jobs *jobs, const char *status)
{
    pthread_mutex_lock(&jobs->lock);
    uint64_t *count = strcmp(status, "done") == 0        ? &jobs->counts.done
                      : strcmp(status, "cancelled") == 0 ? &jobs->counts.cancelled
                      : strcmp(status, "retried") == 0   ? &jobs->counts.retried
                                                         : &jobs->counts.failed;
    ++*count;
    pthread_mutex_unlock(&jobs->lock);
}

// `failure` NULL: it went well. A job that was asked to stop and failed is cancelled; when the server is stopping, it
// goes back into the queue instead.
static void end_job(Jobs *jobs, RunningJob *running, Str result, const Error *failure)
{
    pthread_mutex_lock(&jobs->lock);
    bool stopping = jobs->stopping;
    pthread_mutex_unlock(&jobs->lock);
    bool asked = failure && atomic_load(&running->cancelled);
    Ending ending = {.jobs = jobs, .running = running, .now = instant_now()};
    ending.again = failure && (asked ? stopping : may_pass(failure));
    ending.end = (QueueEnd){.status = !failure ? "done"
                                      : asked  ? "cancelled"
                                               : "failed",
                            .result = result,
                            .error = failure ? str_of(failure->message[LOCALE_EN]) : STR(""),
                            .done = atomic_load(&running->progress.done),
                            .total = atomic_load(&running->progress.total)};
    Error error;
    bool written = store_write(jobs->store, end_within, &ending, &error);
    bool retried = ending.again && running->job.attempts < queue_attempts_max(running->job.kind);
    const char *status = retried ? "retried" : ending.end.status;
    count_end(jobs, status);
    tell(jobs, running, status, written ? failure : &error);
}

// ---- running ----

static void enter(Jobs *jobs, RunningJob *running)
{
    pthread_mutex_lock(&jobs->lock);
    running->next = jobs->running;
    jobs->running = running;
    pthread_mutex_unlock(&jobs->lock);
}

static void leave(Jobs *jobs, const RunningJob *running)
{
    pthread_mutex_lock(&jobs->lock);
    RunningJob **link = &jobs->running;
    while (*link != running) link = &(*link)->next;
    *link = running->next;
    if (!jobs->running) pthread_cond_broadcast(&jobs->idle);
    pthread_mutex_unlock(&jobs->lock);
}

static void run_job(Jobs *jobs, const QueueJob *job, Arena *arena)
{
    RunningJob running = {.job = *job, .arena = arena, .began_milliseconds = steady_milliseconds()};
    JobCall call = {.house = jobs->house,
                    .id = job->id,
                    .claim = job->claim,
                    .now = instant_now(),
                    .arena = arena,
                    .progress = &running.progress,
                    .cancelled = &running.cancelled,
                    .result = text_in(arena)};
    Error error = {.kind = ERROR_NONE};
    enter(jobs, &running);
    bool fine = json_parse(job->argument, &call.argument, &error) && job->kind->run(&call, &error);
    end_job(jobs, &running, text_str(&call.result), fine ? NULL : &error);
    leave(jobs, &running);
}

static bool refuse_taken(const JobCall *call, Error *error)
{
    return error_code(
        error, ERROR_CONFLICT, "job_taken",
        PHRASE("job {0} was taken up by another server", "la tâche {0} a été reprise par un autre serveur"),
        error_number(call->arena, (uint64_t)call->id));
}

bool job_hold_within(JobCall *call, StoreSession *session, Error *error)
{
    bool held, cancel;
    if (!queue_beat(session, call->id, call->claim, atomic_load(&call->progress->done),
                    atomic_load(&call->progress->total), &held, &cancel, error))
        return false;
    return held || refuse_taken(call, error);
}

bool job_finish_within(JobCall *call, StoreSession *session, Error *error)
{
    bool held;
    QueueEnd end = {.status = "done",
                    .result = text_str(&call->result),
                    .done = atomic_load(&call->progress->done),
                    .total = atomic_load(&call->progress->total)};
    if (!queue_finish(session, call->id, call->claim, &end, instant_now(), &held, error)) return false;
    return held || refuse_taken(call, error);
}

bool jobs_run_one(Jobs *jobs, Instant now, bool *ran, Error *error)
{
    *ran = false;
    bool waits = false;
    if (!something_waits(jobs, now, &waits, error)) return false;
    if (!waits) return true;
    Claim claim = {.jobs = jobs, .now = now, .arena = arena_open(0)};
    bool fine = store_write(jobs->store, claim_within, &claim, error);
    *ran = fine && claim.job.id != 0;
    if (*ran) jobs_look(jobs); // there may be more, for another worker
    if (*ran) run_job(jobs, &claim.job, claim.arena);
    arena_close(claim.arena);
    return fine;
}

bool jobs_run_due(Jobs *jobs, Instant now, Error *error)
{
    for (bool ran = true; ran;)
        if (!jobs_run_one(jobs, now, &ran, error)) return false;
    return true;
}

// ---- the thread ----

static bool wait_for_work(Jobs *jobs)
{
    pthread_mutex_lock(&jobs->lock);
    while (!jobs->look && !jobs->stopping) pthread_cond_wait(&jobs->wake, &jobs->lock);
    bool goes_on = !jobs->stopping;
    jobs->look = false;
    pthread_mutex_unlock(&jobs->lock);
    return goes_on;
}

void *jobs_work(void *context)
{
    Jobs *jobs = context;
    while (wait_for_work(jobs)) {
        bool ran;
        Error error;
        if (jobs_run_one(jobs, instant_now(), &ran, &error) && ran) jobs_look(jobs); // else the keeper will, soon
    }
    return NULL;
}
