// Works are pushed on a list without a lock; the thread takes all of them at once and turns them round. What came while
// it wrote makes the next group, so groups grow with the load by themselves.
#include "store/writer.h"

#include <errno.h>
#include <pthread.h>
#include <semaphore.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/instant.h"

enum {
    GROUP_WORKS_MAX = 2048,
    GROUP_MILLISECONDS_MAX = 50, // begins no further work after that, so that nobody waits long for the others
    FOLLOWERS_MAX = 32,
    TRIES_MAX = 5,
    PAUSE_MILLISECONDS_MAX = 1000
};

typedef struct Outcome {
    StoreWrite *write;
    const Error *failure; // NULL: kept
} Outcome;

struct Writer {
    const StoreSettings *settings;
    const Engine *engine;
    StoreSession *session; // NULL: not connected
    StoreFollower follower[FOLLOWERS_MAX];
    size_t followers;
    pthread_t thread;
    _Atomic(StoreWrite *) queue; // newest first
    atomic_size_t waiting;
    atomic_bool closing;
    sem_t awake;              // posted when the queue stops being empty
    StoreWrite *first, *last; // taken from the queue, oldest first
    bool refusing;            // for good, because of `refusal`
    Error refusal;
    int pause_milliseconds;     // between two tries to connect
    int64_t no_connect_before;  // milliseconds of the monotonic clock
    size_t begun;               // followers whose begin was called
    pthread_mutex_t scrub_lock; // one at a time
    struct Scrub *_Atomic scrub;
    Outcome outcome[GROUP_WORKS_MAX];
    size_t outcomes;
    Arena *failures; // of the group
};

static int64_t milliseconds_now(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static void pause_for(int milliseconds)
{
    struct timespec time = {milliseconds / 1000, (long)(milliseconds % 1000) * 1000000};
    while (nanosleep(&time, &time) != 0 && errno == EINTR) {
    }
}

// ---- the queue ----

void writer_queue(Writer *writer, StoreWrite *write)
{
    atomic_fetch_add_explicit(&writer->waiting, 1, memory_order_relaxed);
    StoreWrite *newest = atomic_load_explicit(&writer->queue, memory_order_relaxed);
    do {
        write->next = newest;
    } while (!atomic_compare_exchange_weak(&writer->queue, &newest, write));
    if (!newest) sem_post(&writer->awake);
}

static void queue_take(Writer *writer)
{
    StoreWrite *newest = atomic_exchange(&writer->queue, NULL), *oldest = NULL;
    StoreWrite *last = newest;
    while (newest) {
        StoreWrite *older = newest->next;
        newest->next = oldest;
        oldest = newest;
        newest = older;
    }
    if (!oldest) return;
    if (writer->first)
        writer->last->next = oldest;
    else
        writer->first = oldest;
    writer->last = last;
}

// ---- telling ----

static void tell(Writer *writer, StoreWrite *write, const Error *failure)
{
    atomic_fetch_sub_explicit(&writer->waiting, 1, memory_order_relaxed);
    write->done(write, !failure, failure);
}

static void tell_all_taken(Writer *writer, const Error *failure)
{
    while (writer->first) {
        StoreWrite *write = writer->first;
        writer->first = write->next;
        tell(writer, write, failure);
    }
}

// The works of the group have run, and were committed, or failed with `failure`.
static void tell_group(Writer *writer, const Error *failure)
{
    for (size_t i = 0; i < writer->outcomes; i++) {
        const Error *own = writer->outcome[i].failure;
        tell(writer, writer->outcome[i].write, failure ? failure : own);
    }
    writer->outcomes = 0;
}

// ---- followers ----

static bool followers_begin(Writer *writer, Error *error)
{
    for (; writer->begun < writer->followers; writer->begun++) {
        const StoreFollower *follower = &writer->follower[writer->begun];
        if (follower->begin && !follower->begin(follower->context, writer->session, error)) {
            writer->begun++; // is told of the rollback too
            return false;
        }
    }
    return true;
}

static void followers_commit(Writer *writer)
{
    for (size_t i = 0; i < writer->begun; i++)
        if (writer->follower[i].commit) writer->follower[i].commit(writer->follower[i].context);
    writer->begun = 0;
}

static void followers_rollback(Writer *writer)
{
    for (size_t i = writer->begun; i-- > 0;)
        if (writer->follower[i].rollback) writer->follower[i].rollback(writer->follower[i].context);
    writer->begun = 0;
}

static void followers_hear(Writer *writer, bool kept)
{
    for (size_t i = 0; i < writer->begun; i++) {
        const StoreFollower *follower = &writer->follower[i];
        void (*hear)(void *) = kept ? follower->work_kept : follower->work_undone;
        if (hear) hear(follower->context);
    }
}

// ---- one group ----

static const Error *failure_keep(Writer *writer, const Error *error)
{
    Error *kept = arena_new(writer->failures, Error);
    *kept = *error;
    return kept;
}

// False when the transaction can't go on; session->failure says why.
static bool work_run(Writer *writer, Outcome *outcome)
{
    StoreSession *session = writer->session;
    Error error = {0};
    outcome->failure = NULL;
    if (!session_step(session, STEP_MARK, &error)) return false;
    bool kept = outcome->write->work(session, outcome->write->context, &error);
    session_settle(session);
    if (session->trouble > TROUBLE_STATEMENT) return false;
    if (session->trouble == TROUBLE_STATEMENT && kept) error = session->failure;
    kept = kept && session->trouble == TROUBLE_NONE;
    if (!kept) outcome->failure = failure_keep(writer, &error);
    if (!session_step(session, kept ? STEP_KEEP : STEP_UNDO, &error)) return false;
    followers_hear(writer, kept);
    return true;
}

static bool works_run(Writer *writer)
{
    int64_t begun = milliseconds_now();
    for (size_t i = 0; i < writer->outcomes; i++)
        if (!work_run(writer, &writer->outcome[i])) return false;
    while (writer->first && writer->outcomes < GROUP_WORKS_MAX && milliseconds_now() - begun < GROUP_MILLISECONDS_MAX) {
        Outcome *outcome = &writer->outcome[writer->outcomes++];
        outcome->write = writer->first;
        writer->first = writer->first->next;
        if (!work_run(writer, outcome)) return false;
    }
    return true;
}

static bool transaction_run(Writer *writer, Error *error)
{
    StoreSession *session = writer->session;
    if (!session_step(session, STEP_BEGIN, error)) return false;
    if (!followers_begin(writer, error)) return false;
    if (!session_settle(session) || !works_run(writer)) {
        *error = session->failure;
        return false;
    }
    return session_step(session, STEP_COMMIT, error);
}

static void refuse_from_now(Writer *writer, Trouble trouble, const Error *error)
{
    writer->refusing = true;
    writer->refusal = *error;
    if (trouble != TROUBLE_DISK) return;
    if (!writer->settings->broken) abort();
    writer->settings->broken(error);
}

// ---- connections that are lost ----

static bool writer_connect(Writer *writer, Error *error)
{
    int64_t now = milliseconds_now();
    if (now < writer->no_connect_before) {
        *error = writer->refusal;
        return false;
    }
    if (writer->engine->connect(writer->settings, true, &writer->session, error)) {
        writer->pause_milliseconds = 0;
        if (writer->engine->count_turns) writer->engine->count_turns(writer->session);
        return true;
    }
    writer->session = NULL;
    writer->refusal = *error;
    writer->pause_milliseconds = (int)smaller(PAUSE_MILLISECONDS_MAX, larger(50, 2 * writer->pause_milliseconds));
    writer->no_connect_before = now + writer->pause_milliseconds;
    return false;
}

static void writer_disconnect(Writer *writer)
{
    if (writer->session) writer->engine->close(writer->session);
    writer->session = NULL;
}

// Whether the transaction that was lost during its COMMIT was committed is asked until somebody answers: those who wait
// are told what happened, not what is likely. Whoever comes meanwhile is refused.
static bool doubt_settle(Writer *writer, bool *committed, Error *error)
{
    StoreSession *lost = writer->session;
    bool settled = false;
    writer->session = NULL;
    while (!settled && !atomic_load(&writer->closing)) {
        if (writer_connect(writer, error)) {
            settled = session_step(writer->session, STEP_BEGIN, error) &&
                      writer->engine->was_committed(writer->session, lost, committed) &&
                      session_step(writer->session, STEP_ROLLBACK, error);
            if (!settled) writer_disconnect(writer);
        }
        if (settled) break;
        queue_take(writer);
        tell_all_taken(writer, error);
        pause_for(50);
    }
    writer->engine->close(lost);
    return settled;
}

static bool say_in_doubt(Error *error)
{
    return failure_say(error, ERROR_FAILED, "in_doubt",
                       PHRASE("the database was lost while it committed: it is not known whether this was stored",
                              "la base a été perdue pendant l’enregistrement\u00A0: on ignore s’il a eu lieu"));
}

// ---- the thread ----

typedef enum Verdict { VERDICT_COMMITTED, VERDICT_FAILED, VERDICT_AGAIN } Verdict;

static Verdict verdict_after(Writer *writer, Trouble trouble, Error *error)
{
    bool committed = false;
    switch (trouble) {
    case TROUBLE_DOUBT:
        if (!doubt_settle(writer, &committed, error)) return say_in_doubt(error), VERDICT_FAILED;
        return committed ? VERDICT_COMMITTED : VERDICT_AGAIN;
    case TROUBLE_CONNECTION: writer_disconnect(writer); return VERDICT_AGAIN;
    case TROUBLE_AGAIN: session_step(writer->session, STEP_ROLLBACK, &(Error){0}); return VERDICT_AGAIN;
    case TROUBLE_DAMAGED:
    case TROUBLE_DISK: refuse_from_now(writer, trouble, error); break;
    case TROUBLE_NONE:
    case TROUBLE_STATEMENT:
    case TROUBLE_TRANSACTION: break;
    }
    if (!session_step(writer->session, STEP_ROLLBACK, &(Error){0})) writer_disconnect(writer);
    return VERDICT_FAILED;
}

static Verdict group_try(Writer *writer, Error *error)
{
    arena_reset(writer->failures);
    if (!writer->session && !writer_connect(writer, error)) return VERDICT_FAILED;
    if (transaction_run(writer, error)) {
        followers_commit(writer);
        return VERDICT_COMMITTED;
    }
    Verdict verdict = verdict_after(writer, writer->session->trouble, error);
    if (verdict == VERDICT_COMMITTED)
        followers_commit(writer);
    else
        followers_rollback(writer);
    return verdict;
}

static void group_run(Writer *writer)
{
    Error error = {0};
    Verdict verdict = VERDICT_AGAIN;
    for (int tries = 0; verdict == VERDICT_AGAIN && tries < TRIES_MAX; tries++) {
        if (tries > 1) pause_for(10 << tries);
        verdict = group_try(writer, &error);
    }
    if (verdict != VERDICT_COMMITTED && writer->outcomes == 0 && writer->first) {
        writer->outcome[writer->outcomes++] = (Outcome){.write = writer->first}; // it failed before the first work
        writer->first = writer->first->next;
    }
    tell_group(writer, verdict == VERDICT_COMMITTED ? NULL : &error);
    if (writer->session && writer->engine->tidy) writer->engine->tidy(writer->session);
}

typedef struct Scrub {
    bool fully, done, fine;
    Error *error;
    sem_t ended;
} Scrub;

static void scrub_run(Writer *writer)
{
    Scrub *scrub = atomic_exchange(&writer->scrub, NULL);
    if (!scrub) return;
    scrub->fine = (writer->session || writer_connect(writer, scrub->error)) &&
                  (!writer->engine->scrub || writer->engine->scrub(writer->session, scrub->fully, &scrub->done));
    if (!scrub->fine && writer->session) {
        *scrub->error = writer->session->failure;
        writer->session->trouble = TROUBLE_NONE;
    }
    sem_post(&scrub->ended);
}

bool writer_scrub(Writer *writer, bool fully, bool *done, Error *error)
{
    pthread_mutex_lock(&writer->scrub_lock);
    Scrub scrub = {.fully = fully, .error = error};
    sem_init(&scrub.ended, 0, 0);
    atomic_store(&writer->scrub, &scrub);
    sem_post(&writer->awake);
    while (sem_wait(&scrub.ended) != 0) {
    }
    sem_destroy(&scrub.ended);
    pthread_mutex_unlock(&writer->scrub_lock);
    *done = scrub.done;
    return scrub.fine;
}

static void *writer_run(void *context)
{
    Writer *writer = context;
    for (;;) {
        scrub_run(writer);
        queue_take(writer);
        if (writer->first) {
            if (writer->refusing)
                tell_all_taken(writer, &writer->refusal);
            else
                group_run(writer);
        } else if (atomic_load(&writer->closing)) {
            return NULL;
        } else {
            while (sem_wait(&writer->awake) != 0) {
            }
        }
    }
}

bool writer_open(const StoreSettings *settings, StoreSession *session, Writer **opened, Error *error)
{
    Writer *writer = calloc(1, sizeof *writer);
    if (!writer) memory_exhausted(0);
    writer->settings = settings;
    writer->engine = session->engine;
    writer->session = session;
    writer->failures = arena_open(0);
    if (writer->engine->count_turns) writer->engine->count_turns(session);
    sem_init(&writer->awake, 0, 0);
    pthread_mutex_init(&writer->scrub_lock, NULL);
    int failed = pthread_create(&writer->thread, NULL, writer_run, writer);
    if (failed) {
        pthread_mutex_destroy(&writer->scrub_lock);
        sem_destroy(&writer->awake);
        arena_close(writer->failures);
        free(writer);
        return error_set_system(error, ERROR_FAILED, failed,
                                PHRASE("no thread could be started", "aucun fil n’a pu être lancé"), NULL, 0);
    }
    *opened = writer;
    return true;
}

void writer_close(Writer *writer)
{
    atomic_store(&writer->closing, true);
    sem_post(&writer->awake);
    pthread_join(writer->thread, NULL);
    writer_disconnect(writer);
    pthread_mutex_destroy(&writer->scrub_lock);
    sem_destroy(&writer->awake);
    arena_close(writer->failures);
    free(writer);
}

void writer_follow(Writer *writer, const StoreFollower *follower)
{
    if (writer->followers == FOLLOWERS_MAX) abort();
    writer->follower[writer->followers++] = *follower;
}

bool writer_is_this_thread(const Writer *writer)
{
    return pthread_equal(pthread_self(), writer->thread);
}

size_t writer_waiting(const Writer *writer)
{
    return atomic_load_explicit(&writer->waiting, memory_order_relaxed);
}
