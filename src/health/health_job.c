// health_job.c - after events that may say something: who has to be looked after (watch.h). Once a day, as soon as it
// has begun: how the scores moved.
#include "health/health_job.h"

#include <math.h>

#include "base/zone.h"
#include "health/kept.h"
#include "health/watch.h"
#include "house.h"

#define WATCH_JOB "health watch"

bool health_watch_follow(const struct House *house, StoreSession *session, const Event *event, Error *error)
{
    bool touched;
    int64_t job;
    if (!watch_touch(session, event, &touched, error)) return false;
    return !touched || !house->jobs ||
           job_queue(house->jobs, session, WATCH_JOB, STR("{}"), STR("watch"), event->received, &job, error);
}

// ---- looking at whom events touched ----

enum { AT_ONCE = 50 };

typedef struct Watching {
    JobCall *call;
    Arena *arena;
    Watched watched[AT_ONCE];
    size_t count;
    int64_t last, told;
    bool more;
} Watching;

static bool seen_already(const Watching *watching, CustomerId root)
{
    for (size_t i = 0; i < watching->count; i++)
        if (watching->watched[i].root == root) return true;
    return false;
}

static bool read_touched(Watching *watching, StoreSession *session, Error *error)
{
    Rows rows;
    const House *house = watching->call->house;
    CustomerId roots[AT_ONCE];
    size_t count = 0;
    if (!store_select(session, &query_watch_touched, VALUES(value_integer(AT_ONCE)), &rows, error)) return false;
    while (count < AT_ONCE && rows_next(&rows)) {
        watching->last = rows_integer(&rows, 0);
        roots[count++] = identity_root(house->identity, (CustomerId)rows_integer(&rows, 1));
    }
    if (!rows_close(&rows, error)) return false;
    const HealthPlace place = {house, session, watching->call->now, watching->arena};
    for (size_t i = 0; i < count; i++) {
        if (seen_already(watching, roots[i])) continue;
        if (!watch_person(&place, roots[i], &watching->watched[watching->count], error)) return false;
        watching->count++;
    }
    return true;
}

static bool tell_touched(StoreSession *session, void *context, Error *error)
{
    Watching *watching = context;
    Rows rows;
    int64_t told = 0;
    const HealthPlace place = {watching->call->house, session, watching->call->now, watching->arena};
    if (!job_hold_within(watching->call, session, error)) return false;
    for (size_t i = 0; i < watching->count; i++)
        if (!watch_tell(&place, &watching->watched[i], &told, error)) return false;
    if (!store_execute(session, &query_watch_untouch, VALUES(value_integer(watching->last)), NULL, error) ||
        !store_select(session, &query_watch_any, NO_VALUES, &rows, error))
        return false;
    watching->more = rows_next(&rows) && rows_integer(&rows, 0) > 0;
    if (!rows_close(&rows, error)) return false;
    watching->told = told;
    // Whoever is touched from here on queues the job anew.
    return watching->more || job_finish_within(watching->call, session, error);
}

static bool watch_some(JobCall *call, Watching *watching, Error *error)
{
    StoreSession *session;
    if (!store_read_begin(call->house->store, &session, error)) return false;
    bool fine = log_catch_up(call->house->log, session, error) && read_touched(watching, session, error);
    store_read_end(session);
    return fine && store_write(call->house->store, tell_touched, watching, error);
}

static bool run_watch(JobCall *call, Error *error)
{
    Watching *watching = arena_new(call->arena, Watching);
    bool fine = true, more = true;
    while (fine && more && !*call->cancelled) {
        *watching = (Watching){.call = call, .arena = arena_open(0)};
        fine = watch_some(call, watching, error);
        more = watching->more;
        arena_close(watching->arena);
    }
    return fine;
}

// ---- how scores move ----

enum { LOOK_SECONDS = 600, ROWS_AT_ONCE = 500, MOVED_TENTHS = 20, WEEKS_BACK = 26, WEEK = 7, BACK_PEOPLE_MAX = 100000 };

typedef struct Moving {
    JobCall *call;
    const PeopleHealth *people;
    int32_t *tenths; // kept last, by root; -1: nothing
    uint8_t *band;
    Day day;         // that is kept; at first the last one that was
    CustomerId next; // where the next transaction goes on
    int64_t kept;
} Moving;

static bool has_moved(const Moving *moving, CustomerId c)
{
    int64_t tenths = (int64_t)(moving->people->score[c] * 10 + 0.5), apart = tenths - moving->tenths[c];
    return moving->tenths[c] < 0 || moving->band[c] != moving->people->band[c] || apart >= MOVED_TENTHS ||
           apart <= -MOVED_TENTHS;
}

// May run twice: what is remembered of what was kept follows after the commit (remember_some).
static bool keep_some(StoreSession *session, void *context, Error *error)
{
    Moving *moving = context;
    const PeopleHealth *people = moving->people;
    if (!job_hold_within(moving->call, session, error)) return false;
    size_t rows = 0;
    CustomerId c = moving->next;
    for (; c < people->customers && rows < ROWS_AT_ONCE; c++) {
        if (isnan(people->score[c]) || !has_moved(moving, c)) continue;
        rows++;
        if (!store_execute_soon(session, &query_health_day_put,
                                VALUES(value_integer(c), value_integer(moving->day),
                                       value_integer((int64_t)(people->score[c] * 10 + 0.5)),
                                       value_integer(people->band[c]), value_integer(people->definition.version)),
                                error))
            return false;
    }
    moving->kept = (int64_t)rows;
    moving->people = people;
    return true;
}

static CustomerId remember_some(Moving *moving)
{
    size_t rows = 0;
    CustomerId c = moving->next;
    for (; c < moving->people->customers && rows < ROWS_AT_ONCE; c++) {
        if (isnan(moving->people->score[c]) || !has_moved(moving, c)) continue;
        rows++;
        moving->tenths[c] = (int32_t)(moving->people->score[c] * 10 + 0.5);
        moving->band[c] = moving->people->band[c];
    }
    return c;
}

static bool keep_all(Moving *moving, int64_t *kept, Error *error)
{
    for (moving->next = 1; moving->next < moving->people->customers && !*moving->call->cancelled;) {
        if (!store_write(moving->call->house->store, keep_some, moving, error)) return false;
        *kept += moving->kept;
        moving->next = remember_some(moving);
    }
    return true;
}

// One day, of today by what holds, of an earlier one by what was known then.
static bool keep_day(Moving *moving, int32_t days_ago, int64_t *kept, Error *error)
{
    StoreSession *session;
    PeopleHealth people;
    Arena *arena = arena_open(0);
    JobCall *call = moving->call;
    const PeopleAsk ask = {.as_of = call->now - days_ago * HEALTH_DAY, .overrides = days_ago == 0};
    if (!store_read_begin(call->house->store, &session, error)) {
        arena_close(arena);
        return false;
    }
    const HealthPlace place = {call->house, session, call->now, arena};
    moving->day = health_today(&place) - days_ago;
    bool fine = log_catch_up(call->house->log, session, error) && health_of_all(&place, &ask, &people, error);
    store_read_end(session);
    moving->people = &people;
    if (fine && people.customers > identity_count(call->house->identity) + 1)
        people.customers = identity_count(call->house->identity) + 1;
    fine = fine && keep_all(moving, kept, error);
    arena_close(arena);
    return fine;
}

static bool read_kept(Moving *moving, uint32_t room, bool *any, Error *error)
{
    StoreSession *session;
    Rows rows;
    if (!store_read_begin(moving->call->house->store, &session, error)) return false;
    bool fine = store_select(session, &query_health_days_last, NO_VALUES, &rows, error);
    while (fine && rows_next(&rows)) {
        CustomerId root = identity_root(moving->call->house->identity, (CustomerId)rows_integer(&rows, 0));
        *any = true;
        moving->day = (Day)larger(moving->day, rows_integer(&rows, 1));
        if (root >= room) continue;
        moving->tenths[root] = (int32_t)rows_integer(&rows, 2);
        moving->band[root] = (uint8_t)rows_integer(&rows, 3);
    }
    fine = fine && rows_close(&rows, error);
    store_read_end(session);
    return fine;
}

static bool renew_kept(JobCall *call, Error *error)
{
    StoreSession *session;
    if (!store_read_begin(call->house->store, &session, error)) return false;
    const HealthPlace place = {call->house, session, call->now, call->arena};
    bool fine = health_keeper_renew(&place, error);
    store_read_end(session);
    return fine;
}

// The first time, what can be known of the half year before is worked out too, a day a week.
static bool run_days(JobCall *call, Error *error)
{
    enum { ROOM = 100000 }; // people who come while it runs
    int64_t kept = 0;
    bool any = false, fine = true;
    if (!renew_kept(call, error)) return false;
    uint32_t room = identity_count(call->house->identity) + ROOM;
    Moving moving = {.call = call,
                     .tenths = arena_array(call->arena, int32_t, room),
                     .band = arena_array(call->arena, uint8_t, room)};
    for (uint32_t c = 0; c < room; c++) moving.tenths[c] = -1;
    if (!read_kept(&moving, room, &any, error)) return false;
    const Zone *zone = workspace_settings(call->house->workspace)->zone;
    Day today = (Day)(zone_civil(zone, call->now / MILLISECONDS_PER_SECOND) / SECONDS_PER_DAY);
    if (any && moving.day >= today) return true; // of today it is kept already
    bool back = !any && identity_count(call->house->identity) <= BACK_PEOPLE_MAX;
    for (int week = back ? WEEKS_BACK : 0; fine && week >= 0 && !*call->cancelled; week--)
        fine = keep_day(&moving, week * WEEK, &kept, error);
    if (!fine) return false;
    JsonWriter json = json_writer(&call->result);
    json_begin_object(&json);
    json_key(&json, "kept");
    json_integer(&json, kept);
    json_end_object(&json);
    return true;
}

const JobKind health_jobs[] = {{.name = "health", .every_seconds = LOOK_SECONDS, .alone = true, .run = run_days},
                               {.name = WATCH_JOB, .every_seconds = 3600, .alone = true, .run = run_watch},
                               {.name = "health past", .every_seconds = 86400, .alone = true, .run = health_read_past},
                               {.name = NULL}};
