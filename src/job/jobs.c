#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/secret.h"
#include "job/jobs_parts.h"

enum { LEASE_SECONDS = 30 };

void jobs_look(Jobs *jobs)
{
    pthread_mutex_lock(&jobs->lock);
    jobs->look = true;
    pthread_cond_signal(&jobs->wake);
    pthread_mutex_unlock(&jobs->lock);
}

// ---- the workers hear of commits ----

static void heard_rollback(void *context)
{
    ((Jobs *)context)->staged = false;
}

static void heard_commit(void *context)
{
    Jobs *jobs = context;
    if (!jobs->staged) return;
    jobs->staged = false;
    jobs_look(jobs);
}

// ---- opening ----

static void name_server(Jobs *jobs)
{
    unsigned char bytes[12];
    secret_random(bytes, sizeof bytes);
    Arena *scratch = arena_open(0);
    Str name = hex_text(scratch, (Str){(const char *)bytes, sizeof bytes});
    memcpy(jobs->server, name.data, name.size);
    arena_close(scratch);
}

static void open_conditions(Jobs *jobs)
{
    pthread_condattr_t steady;
    pthread_condattr_init(&steady);
    pthread_condattr_setclock(&steady, CLOCK_MONOTONIC);
    pthread_mutex_init(&jobs->lock, NULL);
    pthread_cond_init(&jobs->wake, &steady);
    pthread_cond_init(&jobs->idle, &steady);
    pthread_cond_init(&jobs->tick, &steady);
    pthread_condattr_destroy(&steady);
}

static bool refuse_start(Error *error, int reason)
{
    return error_set_system(
        error, ERROR_FAILED, reason,
        PHRASE("no memory or no threads for the jobs", "pas assez de mémoire ou de fils d'exécution pour les tâches"),
        NULL, 0);
}

bool jobs_open(Store *store, const struct House *house, const JobKind *const *tables, int workers,
               void (*tell)(const JobNews *news), Jobs **jobs, Error *error)
{
    Jobs *opened = calloc(1, sizeof *opened);
    if (!opened) return refuse_start(error, ENOMEM);
    *opened = (Jobs){.store = store,
                     .house = house,
                     .tables = tables,
                     .tell = tell,
                     .worker_count = (int)smaller(larger(workers, 1), WORKERS_MAX),
                     .lease_seconds = LEASE_SECONDS,
                     .alone = !store_is_postgresql(store)};
    name_server(opened);
    open_conditions(opened);
    store_follow(store, &(StoreFollower){.context = opened, .commit = heard_commit, .rollback = heard_rollback});
    *jobs = opened;
    return true;
}

bool jobs_start(Jobs *jobs, Error *error)
{
    if (jobs->alone && !keeper_recover(jobs, instant_now(), error)) return false;
    int reason = pthread_create(&jobs->keeper, NULL, jobs_keep, jobs);
    jobs->keeps = reason == 0;
    while (reason == 0 && jobs->started < jobs->worker_count) {
        reason = pthread_create(&jobs->workers[jobs->started], NULL, jobs_work, jobs);
        jobs->started += reason == 0;
    }
    if (reason == 0) return true;
    jobs_stop(jobs, 0);
    return refuse_start(error, reason);
}

// ---- closing ----

void jobs_stop(Jobs *jobs, int seconds)
{
    struct timespec until;
    clock_gettime(CLOCK_MONOTONIC, &until);
    until.tv_sec += seconds;
    pthread_mutex_lock(&jobs->lock);
    jobs->stopping = true;
    pthread_cond_broadcast(&jobs->wake);
    pthread_cond_broadcast(&jobs->tick);
    while (jobs->running && pthread_cond_timedwait(&jobs->idle, &jobs->lock, &until) != ETIMEDOUT) continue;
    for (RunningJob *running = jobs->running; running; running = running->next) atomic_store(&running->cancelled, true);
    pthread_mutex_unlock(&jobs->lock);
}

void jobs_join(Jobs *jobs)
{
    jobs_stop(jobs, 0);
    for (; jobs->started; jobs->started--) pthread_join(jobs->workers[jobs->started - 1], NULL);
    if (jobs->keeps) pthread_join(jobs->keeper, NULL);
    jobs->keeps = false;
}

void jobs_close(Jobs *jobs)
{
    if (!jobs) return;
    pthread_cond_destroy(&jobs->wake);
    pthread_cond_destroy(&jobs->idle);
    pthread_cond_destroy(&jobs->tick);
    pthread_mutex_destroy(&jobs->lock);
    free(jobs->watched);
    free(jobs);
}

// ---- for those who queue ----

bool job_queue(Jobs *jobs, StoreSession *session, const char *kind, Str argument, Str key, Instant at, int64_t *id,
               Error *error)
{
    assert(queue_kind(jobs->tables, str_of(kind)));
    jobs->staged = true;
    return queue_put(session, kind, argument, key, at, instant_now(), id, error);
}

JobCounts jobs_counts(const Jobs *jobs)
{
    Jobs *shared = (Jobs *)(uintptr_t)jobs; // the lock is no part of what is promised not to change
    pthread_mutex_lock(&shared->lock);
    JobCounts counts = jobs->counts;
    counts.running = 0;
    for (const RunningJob *running = jobs->running; running; running = running->next) counts.running++;
    pthread_mutex_unlock(&shared->lock);
    return counts;
}
