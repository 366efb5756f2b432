// playbook_job.c - once a minute, runs of playbooks go on; every ten minutes, people who may enter one are looked for.
//
// Both are `alone`, and each transaction holds the job: on two servers no step is done twice, and one that dies leaves
// a run where its last transaction left it.
#include "playbook/playbook_job.h"

#include <stdio.h>

#include "event/log.h"
#include "house.h"
#include "message/message_job.h"
#include "playbook/candidates.h"
#include "playbook/occurred.h"
#include "playbook/run.h"

#define STEPS_JOB "playbooks"
#define ENTRY_JOB "playbook entry"
enum { STEPS_SECONDS = 60, ENTRY_SECONDS = 600, AT_ONCE = 50 };

bool playbook_wake(Jobs *jobs, StoreSession *session, Instant now, Error *error)
{
    int64_t id;
    return job_queue(jobs, session, STEPS_JOB, STR("{}"), STR("playbooks"), now, &id, error);
}

bool playbook_look(Jobs *jobs, StoreSession *session, const PlaybookEntry *entry, Error *error)
{
    int64_t id;
    char key[64];
    (void)snprintf(key, sizeof key, "entry:%lld:%lld", (long long)entry->playbook, (long long)entry->version);
    return job_queue(jobs, session, ENTRY_JOB, STR("{}"), str_of(key), entry->changed_at, &id, error);
}

// ---- steps ----

typedef struct Turn {
    JobCall *call;
    Arena *arena;
    Instant now;
    PlaybookRun *runs;
    RunSeen seen[AT_ONCE];
    size_t count;
    bool last;
} Turn;

static bool look_at_run(const PlaybookPlace *place, Occurred *occurred, const PlaybookRun *run, RunSeen *seen,
                        Error *error)
{
    PlaybookStep *plan;
    RunStep *steps;
    size_t planned, count;
    CustomerId root = identity_root(place->house->identity, run->customer);
    *seen = (RunSeen){0};
    if (!occurred_since(occurred, run->goal, root, run->started_at, &seen->goal, error) ||
        !run_release(place, run, &plan, &planned, error) || !run_steps(place, run->id, &steps, &count, error))
        return false;
    for (size_t i = 0; i < count; i++)
        if (steps[i].position == run->step && run->step < (int64_t)planned &&
            !occurred_since(occurred, plan[run->step].event, root, steps[i].began_at, &seen->event, error))
            return false;
    return true;
}

static bool read_due(Turn *turn, StoreSession *session, Error *error)
{
    const PlaybookPlace place = {turn->call->house, session, turn->now, turn->arena};
    Occurred *occurred = arena_new(turn->arena, Occurred);
    occurred->house = turn->call->house;
    bool fine = log_catch_up(turn->call->house->log, session, error) &&
                runs_due(&place, AT_ONCE, &turn->runs, &turn->count, error);
    for (size_t i = 0; fine && i < turn->count; i++)
        fine = look_at_run(&place, occurred, &turn->runs[i], &turn->seen[i], error);
    occurred_release(occurred);
    return fine;
}

// What came up since they were read: whoever wakes the job while it runs queues no other one.
static bool is_last(const Turn *turn, StoreSession *session, bool *last, Error *error)
{
    PlaybookRun *due;
    size_t count;
    const PlaybookPlace place = {turn->call->house, session, instant_now(), turn->arena};
    if (!runs_due(&place, AT_ONCE + 1, &due, &count, error)) return false;
    *last = count <= turn->count;
    return true;
}

static bool advance_within(StoreSession *session, void *context, Error *error)
{
    Turn *turn = context;
    bool mailed = false;
    const PlaybookPlace place = {turn->call->house, session, turn->now, turn->arena};
    if (!is_last(turn, session, &turn->last, error)) return false;
    if (!(turn->last ? job_finish_within(turn->call, session, error) : job_hold_within(turn->call, session, error)))
        return false;
    for (size_t i = 0; i < turn->count; i++)
        if (!run_advance(&place, &turn->runs[i], &turn->seen[i], &mailed, error)) return false;
    return !mailed || mail_wake(turn->call->house->jobs, session, turn->now, error);
}

static bool take_turn(Turn *turn, Error *error)
{
    StoreSession *session;
    turn->now = instant_now();
    if (!store_read_begin(turn->call->house->store, &session, error)) return false;
    bool fine = read_due(turn, session, error);
    store_read_end(session);
    return fine && store_write(turn->call->house->store, advance_within, turn, error);
}

static bool run_due_steps(JobCall *call, Error *error)
{
    Turn *turn = arena_new(call->arena, Turn);
    bool fine = true;
    while (fine && !turn->last && !*call->cancelled) {
        *turn = (Turn){.call = call, .arena = arena_open(0)};
        fine = take_turn(turn, error);
        arena_close(turn->arena);
    }
    return fine;
}

// ---- entering ----

typedef struct Entering {
    JobCall *call;
    Arena *arena;
    Instant now;
    PlaybookEntry entry;
    CustomerId *people;
    size_t count, next;
    int64_t entered;
} Entering;

static bool find_people(Entering *entering, Error *error)
{
    StoreSession *session;
    if (!store_read_begin(entering->call->house->store, &session, error)) return false;
    const PlaybookPlace place = {entering->call->house, session, entering->now, entering->arena};
    bool fine = log_catch_up(entering->call->house->log, session, error) &&
                candidates(&place, &entering->entry, &entering->people, &entering->count, error);
    store_read_end(session);
    return fine;
}

// Of the playbook as it stands now; nobody enters one that was changed or switched off meanwhile.
static bool enter_within(StoreSession *session, void *context, Error *error)
{
    Entering *entering = context;
    PlaybookEntry entry;
    PlaybookText playbook;
    int64_t room = 0, entered = 0;
    const PlaybookPlace place = {entering->call->house, session, entering->now, entering->arena};
    if (!job_hold_within(entering->call, session, error) ||
        !entry_of(session, entering->entry.playbook, entering->arena, &entry, error) ||
        !candidates_room(&place, &entry, &room, error))
        return false;
    bool same = entry.active && entry.version == entering->entry.version;
    if (!same || !playbook_text(&place, entry.playbook, &playbook, error)) return !same;
    size_t last = entering->next + AT_ONCE < entering->count ? entering->next + AT_ONCE : entering->count;
    for (size_t i = entering->next; i < last && entered < room; i++) {
        PlaybookRun run;
        const char *obstacle;
        CustomerId root = identity_root(place.house->identity, entering->people[i]);
        if (!run_may_enter(&place, entry.playbook, root, &obstacle, error)) return false;
        if (obstacle) continue;
        if (!run_enter(&place, &playbook, &entry, root, RUN_BY_ITSELF, &run, error)) return false;
        entered++;
    }
    entering->entered = entered;
    return entry_looked(session, entry.playbook, entering->now, error) &&
           (!entered || playbook_wake(place.house->jobs, session, entering->now, error));
}

static bool enter_people(JobCall *call, const PlaybookEntry *entry, int64_t *entered, Error *error)
{
    Entering entering = {.call = call, .arena = arena_open(0), .now = instant_now(), .entry = *entry};
    bool fine = find_people(&entering, error), first = true;
    while (fine && (first || entering.next < entering.count) && !*call->cancelled) {
        first = false;
        entering.entered = 0;
        fine = store_write(call->house->store, enter_within, &entering, error);
        entering.next += AT_ONCE;
        *entered += entering.entered;
    }
    arena_close(entering.arena);
    return fine;
}

static bool list_entries(JobCall *call, PlaybookEntry **list, size_t *count, Error *error)
{
    StoreSession *session;
    if (!store_read_begin(call->house->store, &session, error)) return false;
    bool fine = entry_list(session, call->arena, list, count, error);
    store_read_end(session);
    return fine;
}

static bool look_for_people(JobCall *call, Error *error)
{
    PlaybookEntry *list;
    size_t count;
    int64_t entered = 0;
    if (!list_entries(call, &list, &count, error)) return false;
    for (size_t i = 0; i < count && !*call->cancelled; i++)
        if (list[i].active && list[i].kind != ENTRY_BY_HAND && !enter_people(call, &list[i], &entered, error))
            return false;
    text_addf(&call->result, "{\"entered\":%lld}", (long long)entered);
    return true;
}

const JobKind playbook_jobs[] = {
    {.name = STEPS_JOB, .every_seconds = STEPS_SECONDS, .alone = true, .run = run_due_steps},
    {.name = ENTRY_JOB, .every_seconds = ENTRY_SECONDS, .alone = true, .run = look_for_people},
    {.name = NULL}};
