// The thread behind: times of last use are written now and then instead of with every request, what has expired is
// dropped, and with several servers the changes of the others are followed.
#include <errno.h>
#include <stdlib.h>
#include <time.h>

#include "staff/staff_parts.h"

enum { FOLLOW_MILLISECONDS = 400, FLUSH_SECONDS = 30, SWEEP_HOURS = 1, DEVICE_DAYS = 180, MILLION = 1000000 };

// ---- times of last use ----

typedef struct Time {
    int64_t id;
    Instant at;
} Time;

typedef struct Times {
    Arena *arena;
    Time *key, *session;
    size_t keys, sessions;
} Times;

static void collect(Staff *staff, Instant since, Times *times)
{
    const Directory *directory = staff_directory_begin(staff);
    times->key = arena_array(times->arena, Time, directory->keys + 1);
    times->session = arena_array(times->arena, Time, directory->sessions + 1);
    for (size_t i = 0; i < directory->keys; i++) {
        Instant used = atomic_load_explicit(&directory->key[i].used, memory_order_relaxed);
        if (used >= since) times->key[times->keys++] = (Time){directory->key[i].id, used};
    }
    for (size_t i = 0; i < directory->sessions; i++) {
        Instant seen = atomic_load_explicit(&directory->session[i].seen, memory_order_relaxed);
        if (seen >= since) times->session[times->sessions++] = (Time){directory->session[i].id, seen};
    }
    staff_directory_end(staff);
}

static bool write_times(StoreSession *session, void *context, Error *error)
{
    const Times *times = context;
    for (size_t i = 0; i < times->keys; i++)
        if (!store_execute(session, &query_key_used,
                           VALUES(value_integer(times->key[i].id), value_integer(times->key[i].at)), NULL, error))
            return false;
    for (size_t i = 0; i < times->sessions; i++)
        if (!store_execute(session, &query_keeper_session_seen,
                           VALUES(value_integer(times->session[i].id), value_integer(times->session[i].at)), NULL,
                           error))
            return false;
    return true;
}

// What was used since `since`. A store that can't write now gets the times at the next turn, or they are later ones.
static void flush(Staff *staff, Instant since)
{
    Times times = {.arena = arena_open(0)};
    Error error;
    collect(staff, since, &times);
    if ((times.keys || times.sessions) && !store_write(staff->store, write_times, &times, &error)) times.keys = 0;
    arena_close(times.arena);
}

// ---- what has expired ----

static bool drop_expired(StoreSession *session, void *context, Error *error)
{
    Instant now = *(const Instant *)context;
    return store_execute(session, &query_keeper_sessions_over,
                         VALUES(value_integer(now - INSTANT_DAYS(SESSION_DAYS + 1))), NULL, error) &&
           store_execute(session, &query_keeper_links_over, VALUES(value_integer(now)), NULL, error) &&
           store_execute(session, &query_keeper_devices_over, VALUES(value_integer(now - INSTANT_DAYS(DEVICE_DAYS))),
                         NULL, error);
}

// ---- other servers ----

static bool version_changed(Staff *staff, StoreSession *session)
{
    Rows rows;
    Error error;
    int64_t version = 0;
    if (!store_select(session, &query_staff_version, NO_VALUES, &rows, &error)) return false;
    if (rows_next(&rows)) version = rows_integer(&rows, 0);
    if (!rows_close(&rows, &error)) return false;
    bool changed = staff_directory_begin(staff)->version < version;
    staff_directory_end(staff);
    return changed;
}

static void follow(Staff *staff, Instant now)
{
    StoreSession *session = NULL;
    Directory *directory = NULL;
    Error error;
    if (!store_read_begin(staff->store, &session, &error)) return;
    bool changed = version_changed(staff, session) &&
                   directory_load(session, now - INSTANT_DAYS(SESSION_DAYS + 1), &directory, &error);
    store_read_end(session);
    if (changed) staff_take_directory(staff, directory);
}

// ---- the thread ----

// False when it is time to stop.
static bool rest(Staff *staff, int64_t milliseconds)
{
    struct timespec until;
    clock_gettime(CLOCK_MONOTONIC, &until);
    until.tv_sec += milliseconds / MILLISECONDS_PER_SECOND;
    until.tv_nsec += milliseconds % MILLISECONDS_PER_SECOND * MILLION;
    if (until.tv_nsec >= MILLION * MILLISECONDS_PER_SECOND) {
        until.tv_sec++;
        until.tv_nsec -= MILLION * MILLISECONDS_PER_SECOND;
    }
    pthread_mutex_lock(&staff->keeper_lock);
    while (!staff->keeper_stop &&
           pthread_cond_timedwait(&staff->keeper_wake, &staff->keeper_lock, &until) != ETIMEDOUT) {
    }
    bool go_on = !staff->keeper_stop;
    pthread_mutex_unlock(&staff->keeper_lock);
    return go_on;
}

static void *keep(void *context)
{
    Staff *staff = context;
    Instant flushed = instant_now(), swept = 0;
    bool several = store_is_postgresql(staff->store);
    while (rest(staff, several ? FOLLOW_MILLISECONDS : INSTANT_SECONDS(FLUSH_SECONDS))) {
        Instant now = instant_now();
        if (several) follow(staff, now);
        if (now - flushed >= INSTANT_SECONDS(FLUSH_SECONDS) || now < flushed) {
            flush(staff, flushed);
            flushed = now;
        }
        if (now - swept < INSTANT_HOURS(SWEEP_HOURS) && now >= swept) continue;
        Error error;
        if (store_write(staff->store, drop_expired, &now, &error)) swept = now;
    }
    flush(staff, flushed);
    return NULL;
}

void keeper_start(Staff *staff)
{
    pthread_condattr_t clock;
    pthread_condattr_init(&clock);
    pthread_condattr_setclock(&clock, CLOCK_MONOTONIC);
    pthread_cond_init(&staff->keeper_wake, &clock);
    pthread_condattr_destroy(&clock);
    pthread_mutex_init(&staff->keeper_lock, NULL);
    if (pthread_create(&staff->keeper, NULL, keep, staff) != 0) abort();
}

void keeper_stop(Staff *staff)
{
    pthread_mutex_lock(&staff->keeper_lock);
    staff->keeper_stop = true;
    pthread_cond_signal(&staff->keeper_wake);
    pthread_mutex_unlock(&staff->keeper_lock);
    pthread_join(staff->keeper, NULL);
    pthread_mutex_destroy(&staff->keeper_lock);
    pthread_cond_destroy(&staff->keeper_wake);
}
