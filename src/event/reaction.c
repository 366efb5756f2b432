#include "event/reaction_parts.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

typedef struct Runner {
    const Reaction *reaction;
    int64_t seq;     // everything up to it is done, as this server knows
    int64_t stored;  // of that, what the store knows
    int64_t failing; // the event it stands before; 0: none
    int attempts;
    Instant not_before;
} Runner;

struct Reactions {
    Store *store;
    EventLog *log;
    const struct House *house;
    Runner *runner; // those with an `after`
    size_t runners;
    Arena *scratch;

    bool threaded;
    pthread_t thread;
    pthread_mutex_t lock;
    pthread_cond_t wake;
    bool stopping, grown;
};

bool reaction_wants(const Reaction *reaction, const Event *event)
{
    if (event->customer == 0 && !reaction->event) return false; // of nobody: only who asks for it by name
    return (!reaction->kinds || reaction->kinds & 1U << event->kind) &&
           (!reaction->event || str_equal(str_of(reaction->event), event->name));
}

// ---- one stretch of the log in one transaction ----

typedef struct Stretch {
    Reactions *reactions;
    Runner *runner;
    Arena *arena;
    int64_t until; // the last event to be looked at
    int64_t done;  // how far it came
    int64_t at;    // the event that is being reacted to; 0: none
    Instant now;
    const Error *failed; // set: the event `until` is set aside for this
    int attempts;
} Stretch;

static bool read_cursor(StoreSession *session, const char *name, int64_t *seq, Error *error)
{
    Rows rows;
    if (!store_select(session, &query_reaction_cursor, VALUES(value_text(str_of(name))), &rows, error)) return false;
    if (rows_next(&rows)) *seq = larger(*seq, rows_integer(&rows, 0));
    return rows_close(&rows, error);
}

static bool move_cursor(StoreSession *session, const char *name, int64_t seq, Error *error)
{
    return store_execute(session, &query_reaction_move, VALUES(value_text(str_of(name)), value_integer(seq)), NULL,
                         error);
}

static bool react_to(Stretch *stretch, StoreSession *session, const Event *events, size_t count, Error *error)
{
    const Reaction *reaction = stretch->runner->reaction;
    for (size_t i = 0; i < count && events[i].seq <= stretch->until; i++) {
        stretch->at = events[i].seq;
        if (!(events[i].flags & EVENT_ANONYMOUS) && reaction_wants(reaction, &events[i]) &&
            !reaction->after(stretch->reactions->house, session, &events[i], error))
            return false;
        stretch->done = events[i].seq;
    }
    stretch->at = 0;
    return true;
}

// The cursor is read within the transaction: another server may have done the same stretch before.
static bool run_stretch(StoreSession *session, void *context, Error *error)
{
    Stretch *stretch = context;
    const Reactions *reactions = stretch->reactions;
    const char *name = stretch->runner->reaction->name;
    stretch->at = 0;
    stretch->done = stretch->runner->seq;
    if (!read_cursor(session, name, &stretch->done, error)) return false;
    if (stretch->done >= stretch->until) return true;
    Event *events;
    size_t count;
    return log_read(reactions->log, session, stretch->done, REACTION_BATCH, stretch->arena, &events, &count, error) &&
           react_to(stretch, session, events, count, error) && move_cursor(session, name, stretch->done, error);
}

static bool set_aside(StoreSession *session, void *context, Error *error)
{
    Stretch *stretch = context;
    const char *name = stretch->runner->reaction->name;
    stretch->done = stretch->runner->seq;
    if (!read_cursor(session, name, &stretch->done, error)) return false;
    if (stretch->done >= stretch->until) return true;
    stretch->done = stretch->until;
    return store_execute(session, &query_reaction_fail,
                         VALUES(value_text(str_of(name)), value_integer(stretch->until),
                                value_integer(stretch->attempts),
                                value_text(str_of(stretch->failed->message[LOCALE_EN])), value_integer(stretch->now)),
                         NULL, error) &&
           move_cursor(session, name, stretch->done, error);
}

// ---- one reaction ----

static bool is_of_store(const Error *error)
{
    return error->kind == ERROR_UNAVAILABLE || error->kind == ERROR_STORAGE_FULL;
}

static void moved(Runner *runner, int64_t seq)
{
    runner->seq = runner->stored = seq;
    if (runner->failing && seq >= runner->failing) {
        runner->failing = 0;
        runner->attempts = 0;
    }
}

static void give_up(Stretch *stretch, const Error *failed)
{
    Error error;
    stretch->failed = failed;
    stretch->until = stretch->runner->failing;
    stretch->attempts = stretch->runner->attempts;
    if (store_write(stretch->reactions->store, set_aside, stretch, &error)) moved(stretch->runner, stretch->done);
}

static void pause_after(Runner *runner, Instant now)
{
    int doubled = runner->attempts > 1 ? runner->attempts - 1 : 0;
    runner->not_before = now + ((Instant)REACTION_PAUSE_MS << doubled);
}

static void failed_at(Stretch *stretch, const Error *error, Instant now)
{
    Runner *runner = stretch->runner;
    bool counts = stretch->at && !is_of_store(error);
    if (counts && runner->failing != stretch->at) {
        runner->failing = stretch->at;
        runner->attempts = 0;
    }
    runner->attempts += counts;
    pause_after(runner, now);
    if (counts && runner->attempts >= REACTION_ATTEMPTS) give_up(stretch, error);
}

// The classes of the event name that is wanted; *any when all are.
static size_t classes_wanted(const EventLog *log, const Reaction *reaction, int64_t classes[2])
{
    static const EventKind kinds[] = {EVENT_TRACK, EVENT_INTERNAL};
    size_t count = 0;
    for (size_t i = 0; i < COUNT_OF(kinds); i++) {
        uint16_t event_class;
        if (log_class(log, kinds[i], str_of(reaction->event), &event_class)) classes[count++] = event_class;
    }
    if (count == 1) classes[1] = classes[0];
    return count;
}

// The first event after `from` and up to `to` that may be wanted; 0 when there is none.
static bool next_wanted(const Reactions *reactions, const Reaction *reaction, int64_t from, int64_t to, int64_t *seq,
                        Error *error)
{
    *seq = from + 1;
    int64_t classes[2];
    if (!reaction->event) return true;
    *seq = 0;
    if (classes_wanted(reactions->log, reaction, classes) == 0) return true;
    StoreSession *session;
    Rows rows;
    if (!store_read_begin(reactions->store, &session, error)) return false;
    bool good = store_select(
        session, &query_reaction_next,
        VALUES(value_integer(from), value_integer(to), value_integer(classes[0]), value_integer(classes[1])), &rows,
        error);
    if (good) {
        if (rows_next(&rows)) *seq = rows_integer(&rows, 0);
        good = rows_close(&rows, error);
    }
    store_read_end(session);
    return good;
}

static bool move_only(StoreSession *session, void *context, Error *error)
{
    Stretch *stretch = context;
    stretch->done = stretch->until;
    return read_cursor(session, stretch->runner->reaction->name, &stretch->done, error) &&
           move_cursor(session, stretch->runner->reaction->name, stretch->done, error);
}

// Nothing up to `to` is wanted: known here, and written down now and then.
static void skip_to(Stretch *stretch, int64_t to)
{
    Error error;
    Runner *runner = stretch->runner;
    runner->seq = to;
    if (runner->seq - runner->stored < REACTION_SCAN) return;
    stretch->until = to;
    if (store_write(stretch->reactions->store, move_only, stretch, &error)) moved(runner, stretch->done);
}

// True when it may go on at once.
static bool step(Reactions *reactions, Runner *runner, Instant now)
{
    int64_t last = smaller(log_last(reactions->log), runner->seq + REACTION_SCAN), wanted;
    if (runner->seq >= last || now < runner->not_before) return false;
    arena_reset(reactions->scratch);
    Stretch stretch = {.reactions = reactions, .runner = runner, .arena = reactions->scratch, .now = now};
    Error error;
    if (!next_wanted(reactions, runner->reaction, runner->seq, last, &wanted, &error)) {
        pause_after(runner, now);
        return false;
    }
    if (!wanted) {
        skip_to(&stretch, last);
        return true;
    }
    bool before_failing = runner->failing && runner->failing > runner->seq + 1;
    stretch.until = before_failing ? runner->failing - 1 : runner->failing ? runner->failing : last;
    if (store_write(reactions->store, run_stretch, &stretch, &error))
        moved(runner, stretch.done);
    else
        failed_at(&stretch, &error, now);
    return true;
}

int reactions_step(Reactions *reactions, Instant now)
{
    int64_t wait = REACTION_IDLE_MS;
    for (size_t i = 0; i < reactions->runners; i++) {
        Runner *runner = &reactions->runner[i];
        if (step(reactions, runner, now)) wait = 0;
        if (runner->not_before > now) wait = smaller(wait, runner->not_before - now);
    }
    return (int)wait;
}

// ---- the thread ----

static void grown(void *context)
{
    Reactions *reactions = context;
    pthread_mutex_lock(&reactions->lock);
    reactions->grown = true;
    pthread_cond_signal(&reactions->wake);
    pthread_mutex_unlock(&reactions->lock);
}

// True while it goes on.
static bool wait_for(Reactions *reactions, int milliseconds)
{
    struct timespec until;
    clock_gettime(CLOCK_REALTIME, &until);
    int64_t nanoseconds = until.tv_nsec + (int64_t)milliseconds * 1000000;
    until.tv_sec += nanoseconds / 1000000000;
    until.tv_nsec = nanoseconds % 1000000000;
    pthread_mutex_lock(&reactions->lock);
    while (!reactions->stopping && !reactions->grown)
        if (pthread_cond_timedwait(&reactions->wake, &reactions->lock, &until) != 0) break;
    reactions->grown = false;
    bool going_on = !reactions->stopping;
    pthread_mutex_unlock(&reactions->lock);
    return going_on;
}

static void *work(void *context)
{
    Reactions *reactions = context;
    int wait;
    do {
        wait = reactions_step(reactions, instant_now());
    } while (wait_for(reactions, wait));
    return NULL;
}

// ---- opening ----

static void collect(Reactions *reactions, const Reaction *const *tables)
{
    for (int pass = 0; pass < 2; pass++) {
        reactions->runners = 0;
        for (const Reaction *const *table = tables; *table; table++)
            for (const Reaction *reaction = *table; reaction->name; reaction++) {
                if (!reaction->after) continue;
                if (reactions->runner) reactions->runner[reactions->runners] = (Runner){.reaction = reaction};
                reactions->runners++;
            }
        if (!reactions->runner) reactions->runner = calloc(reactions->runners + 1, sizeof(Runner));
    }
}

static bool begin_cursors(StoreSession *session, void *context, Error *error)
{
    const Reactions *reactions = context;
    for (size_t i = 0; i < reactions->runners; i++) {
        Runner *runner = &reactions->runner[i];
        runner->seq = 0;
        if (!store_execute(session, &query_reaction_begin,
                           VALUES(value_text(str_of(runner->reaction->name)), value_integer(log_last(reactions->log))),
                           NULL, error) ||
            !read_cursor(session, runner->reaction->name, &runner->seq, error))
            return false;
        runner->stored = runner->seq;
    }
    return true;
}

bool reactions_prepare(Store *store, EventLog *log, const struct House *house, const Reaction *const *tables,
                       Reactions **result, Error *error)
{
    Reactions *reactions = calloc(1, sizeof *reactions);
    if (!reactions)
        return error_set(error, ERROR_FAILED,
                         PHRASE("There is no memory for reactions", "La mémoire manque pour les réactions"), NULL, 0);
    *reactions = (Reactions){.store = store, .log = log, .house = house, .scratch = arena_open(0)};
    pthread_mutex_init(&reactions->lock, NULL);
    pthread_cond_init(&reactions->wake, NULL);
    collect(reactions, tables);
    log_react(log, house, tables);
    *result = reactions;
    if (!reactions->runners || store_write(store, begin_cursors, reactions, error)) return true;
    reactions_close(reactions);
    return false;
}

bool reactions_open(Store *store, EventLog *log, const struct House *house, const Reaction *const *tables,
                    Reactions **result, Error *error)
{
    if (!reactions_prepare(store, log, house, tables, result, error)) return false;
    Reactions *reactions = *result;
    if (!reactions->runners) return true;
    log_notify(log, grown, reactions);
    int fault = pthread_create(&reactions->thread, NULL, work, reactions);
    reactions->threaded = fault == 0;
    if (reactions->threaded) return true;
    reactions_close(reactions);
    return error_set_system(
        error, ERROR_FAILED, fault,
        PHRASE("The thread of reactions can't be started", "Le fil des réactions ne peut pas être lancé"), NULL, 0);
}

void reactions_close(Reactions *reactions)
{
    if (!reactions) return;
    if (reactions->threaded) {
        pthread_mutex_lock(&reactions->lock);
        reactions->stopping = true;
        pthread_cond_signal(&reactions->wake);
        pthread_mutex_unlock(&reactions->lock);
        pthread_join(reactions->thread, NULL);
    }
    log_notify(reactions->log, NULL, NULL);
    pthread_mutex_destroy(&reactions->lock);
    pthread_cond_destroy(&reactions->wake);
    arena_close(reactions->scratch);
    free(reactions->runner);
    free(reactions);
}
