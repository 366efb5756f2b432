// The keeper: once a second it queues what the schedules ask for, says that the jobs of this server go on, and looks
// for jobs whose server has died.
#include <errno.h>
#include <stdlib.h>
#include <time.h>

#include "job/jobs_parts.h"

// ---- beats ----

typedef struct Beat {
    int64_t id;
    Str claim;
    uint64_t done, total;
    bool held, cancel;
} Beat;

typedef struct Beats {
    Beat *beat;
    size_t count;
} Beats;

static Beats collect_beats(Jobs *jobs, Arena *arena)
{
    Beats beats = {.beat = arena_array(arena, Beat, WORKERS_MAX)};
    pthread_mutex_lock(&jobs->lock);
    for (RunningJob *job = jobs->running; job && beats.count < WORKERS_MAX; job = job->next)
        beats.beat[beats.count++] = (Beat){.id = job->job.id,
                                           .claim = str_copy(arena, job->job.claim),
                                           .done = atomic_load(&job->progress.done),
                                           .total = atomic_load(&job->progress.total)};
    pthread_mutex_unlock(&jobs->lock);
    return beats;
}

static bool beat_within(StoreSession *session, void *context, Error *error)
{
    Beats *beats = context;
    for (size_t i = 0; i < beats->count; i++) {
        Beat *beat = &beats->beat[i];
        if (!queue_beat(session, beat->id, beat->claim, beat->done, beat->total, &beat->held, &beat->cancel, error))
            return false;
    }
    return true;
}

// Tells the jobs that somebody wants them to stop, or that another server has taken them up.
static void pass_on_cancels(Jobs *jobs, const Beats *beats)
{
    pthread_mutex_lock(&jobs->lock);
    for (RunningJob *job = jobs->running; job; job = job->next)
        for (size_t i = 0; i < beats->count; i++) {
            const Beat *beat = &beats->beat[i];
            bool same = beat->id == job->job.id && str_equal(beat->claim, job->job.claim);
            if (same && (beat->cancel || !beat->held)) atomic_store(&job->cancelled, true);
        }
    pthread_mutex_unlock(&jobs->lock);
}

bool keeper_beat(Jobs *jobs, Error *error)
{
    Arena *scratch = arena_open(0);
    Beats beats = collect_beats(jobs, scratch);
    bool fine = beats.count == 0 || store_write(jobs->store, beat_within, &beats, error);
    if (fine) pass_on_cancels(jobs, &beats);
    arena_close(scratch);
    return fine;
}

// ---- the schedule ----

typedef struct Schedule {
    Jobs *jobs;
    Instant now;
    bool queued;
} Schedule;

static bool schedule_within(StoreSession *session, void *context, Error *error)
{
    Schedule *schedule = context;
    for (const JobKind *const *table = schedule->jobs->tables; *table; table++)
        for (const JobKind *kind = *table; kind->name; kind++) {
            int64_t id = 0;
            if (kind->every_seconds == 0) continue;
            if (!queue_schedule(session, kind, schedule->now, &id, error)) return false;
            schedule->queued |= id != 0;
        }
    return true;
}

// Whether a period has ended since the keeper looked last, in either direction of the clock.
static bool slot_changed(const Jobs *jobs, Instant before, Instant now)
{
    for (const JobKind *const *table = jobs->tables; *table; table++)
        for (const JobKind *kind = *table; kind->name; kind++)
            if (kind->every_seconds && queue_slot(kind, before) != queue_slot(kind, now)) return true;
    return false;
}

bool keeper_schedule(Jobs *jobs, Instant now, Error *error)
{
    Schedule schedule = {.jobs = jobs, .now = now};
    if (!store_write(jobs->store, schedule_within, &schedule, error)) return false;
    if (schedule.queued) jobs_look(jobs);
    return true;
}

// ---- jobs of servers that died ----

typedef struct Found {
    QueueJob job;
    int64_t beat;
} Found;

typedef struct Survey {
    const Jobs *jobs;
    Arena *arena;
    Found *found;
    size_t count, room;
    Instant now;
} Survey;

static void add_found(Survey *survey, const Rows *rows)
{
    if (survey->count == survey->room) return; // the others are looked at when these have ended
    survey->found[survey->count++] = (Found){.job = {.id = rows_integer(rows, 0),
                                                     .kind = queue_kind(survey->jobs->tables, rows_text(rows, 1)),
                                                     .claim = str_copy(survey->arena, rows_text(rows, 2)),
                                                     .attempts = (int)rows_integer(rows, 4)},
                                             .beat = rows_integer(rows, 3)};
}

static bool survey_session(StoreSession *session, Survey *survey, Error *error)
{
    enum { ROOM = 1000 };
    Rows rows;
    survey->found = arena_array(survey->arena, Found, ROOM);
    survey->room = ROOM;
    survey->count = 0;
    if (!store_select(session, &query_job_running, NO_VALUES, &rows, error)) return false;
    while (rows_next(&rows)) add_found(survey, &rows);
    return rows_close(&rows, error);
}

static bool survey_running(Survey *survey, Error *error)
{
    StoreSession *session;
    if (!store_read_begin(survey->jobs->store, &session, error)) return false;
    bool fine = survey_session(session, survey, error);
    store_read_end(session);
    return fine;
}

static bool take_over_within(StoreSession *session, void *context, Error *error)
{
    const Survey *dead = context;
    for (size_t i = 0; i < dead->count; i++)
        if (!queue_take_over(session, &dead->found[i].job, dead->now, error)) return false;
    return true;
}

static const WatchedJob *find_watched(const Jobs *jobs, int64_t id)
{
    for (size_t i = 0; i < jobs->watched_count; i++)
        if (jobs->watched[i].id == id) return &jobs->watched[i];
    return NULL;
}

static bool make_room(Jobs *jobs, size_t count)
{
    if (count <= jobs->watched_room) return true;
    WatchedJob *grown = realloc(jobs->watched, count * sizeof *grown);
    if (!grown) return false;
    jobs->watched = grown;
    jobs->watched_room = count;
    return true;
}

// Keeps those of `survey` whose beat has not changed for the lease; remembers the beats of the others.
static void keep_dead(Jobs *jobs, Survey *survey, int64_t steady)
{
    size_t dead = 0, watched = 0;
    WatchedJob *seen = arena_array(survey->arena, WatchedJob, survey->count + 1);
    for (size_t i = 0; i < survey->count; i++) {
        const Found *found = &survey->found[i];
        const WatchedJob *before = find_watched(jobs, found->job.id);
        bool still = before && before->beat == found->beat;
        int64_t since = still ? before->seen_milliseconds : steady;
        if (steady - since >= (int64_t)jobs->lease_seconds * MILLISECONDS_PER_SECOND)
            survey->found[dead++] = *found;
        else
            seen[watched++] = (WatchedJob){found->job.id, found->beat, since};
    }
    survey->count = dead;
    if (!make_room(jobs, watched)) return;
    for (size_t i = 0; i < watched; i++) jobs->watched[i] = seen[i];
    jobs->watched_count = watched;
}

static bool take_over(Jobs *jobs, Survey *dead, Error *error)
{
    if (dead->count == 0) return true;
    if (!store_write(jobs->store, take_over_within, dead, error)) return false;
    jobs_look(jobs);
    return true;
}

bool keeper_look(Jobs *jobs, Instant now, int64_t steady, Error *error)
{
    Survey survey = {.jobs = jobs, .arena = arena_open(0), .now = now};
    bool fine = survey_running(&survey, error);
    if (fine) {
        keep_dead(jobs, &survey, steady);
        fine = take_over(jobs, &survey, error);
    }
    arena_close(survey.arena);
    return fine;
}

bool keeper_recover(Jobs *jobs, Instant now, Error *error)
{
    Survey survey = {.jobs = jobs, .arena = arena_open(0), .now = now};
    bool fine = survey_running(&survey, error) && take_over(jobs, &survey, error);
    arena_close(survey.arena);
    return fine;
}

// ---- the thread ----

// False when the jobs are stopping and nothing runs any more: beats go on until then.
static bool wait_a_second(Jobs *jobs)
{
    struct timespec until;
    clock_gettime(CLOCK_MONOTONIC, &until);
    until.tv_sec += LOOK_SECONDS;
    pthread_mutex_lock(&jobs->lock);
    int reason = 0;
    while (reason != ETIMEDOUT && !(jobs->stopping && !jobs->running))
        reason = pthread_cond_timedwait(&jobs->tick, &jobs->lock, &until);
    bool goes_on = !(jobs->stopping && !jobs->running);
    pthread_mutex_unlock(&jobs->lock);
    return goes_on;
}

void *jobs_keep(void *context)
{
    Jobs *jobs = context;
    Instant scheduled = INT64_MIN / 2; // nothing was looked at yet
    int64_t beaten = steady_milliseconds();
    do {
        Error error; // a store that fails says so to those it serves; the keeper tries again
        Instant now = instant_now();
        if (slot_changed(jobs, scheduled, now) && keeper_schedule(jobs, now, &error)) scheduled = now;
        if (steady_milliseconds() - beaten >= BEAT_SECONDS * MILLISECONDS_PER_SECOND && keeper_beat(jobs, &error))
            beaten = steady_milliseconds();
        if (!jobs->alone && !keeper_look(jobs, now, steady_milliseconds(), &error)) continue;
        jobs_look(jobs);
    } while (wait_a_second(jobs));
    return NULL;
}
