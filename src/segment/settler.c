// settler.c - the thread that settles segments: a round a second while things happen, fewer when rounds take long.
#include <errno.h>
#include <pthread.h>
#include <stdlib.h>
#include <time.h>

#include "house.h"
#include "segment/settle_parts.h"

enum { PAUSE_MS = 1000, PAUSE_MAX_MS = 60000, PAUSE_TIMES = 9 }; // at most a tenth of the time goes into it

struct Settler {
    const House *house;
    void (*tell)(const Error *error);
    pthread_t thread;
    pthread_mutex_t lock;
    pthread_cond_t wake;
    atomic_bool stopping;
};

static bool wait_for(Settler *settler, int64_t milliseconds)
{
    struct timespec until;
    clock_gettime(CLOCK_REALTIME, &until);
    int64_t nanoseconds = until.tv_nsec + milliseconds % 1000 * 1000000;
    until.tv_sec += milliseconds / 1000 + nanoseconds / 1000000000;
    until.tv_nsec = nanoseconds % 1000000000;
    pthread_mutex_lock(&settler->lock);
    while (!atomic_load(&settler->stopping))
        if (pthread_cond_timedwait(&settler->wake, &settler->lock, &until) == ETIMEDOUT) break;
    bool going_on = !atomic_load(&settler->stopping);
    pthread_mutex_unlock(&settler->lock);
    return going_on;
}

static bool needed(const Settler *settler, Instant now, bool *is_needed, Error *error)
{
    StoreSession *session;
    SettleState state;
    if (!store_read_begin(settler->house->store, &session, error)) return false;
    bool fine = settle_state(session, &state, error);
    store_read_end(session);
    *is_needed = fine && settle_needed(settler->house, &state, now);
    return fine;
}

// How long to wait for the next.
static int64_t round_now(const Settler *settler)
{
    Error error;
    SettleRound round;
    bool is_needed;
    Instant began = instant_now();
    bool fine = needed(settler, began, &is_needed, &error) &&
                (!is_needed || segments_settle(settler->house, began, false, &settler->stopping, &round, &error));
    if (!fine && settler->tell) settler->tell(&error);
    int64_t took = larger(0, instant_now() - began);
    return fine ? smaller(PAUSE_MAX_MS, PAUSE_MS + PAUSE_TIMES * (is_needed ? took : 0)) : PAUSE_TIMES * PAUSE_MS;
}

static void *run(void *context)
{
    Settler *settler = context;
    for (int64_t pause = PAUSE_MS / 4; wait_for(settler, pause);) pause = round_now(settler);
    return NULL;
}

bool settler_open(const House *house, void (*tell)(const Error *error), Settler **settler, Error *error)
{
    Settler *made = calloc(1, sizeof *made);
    if (!made) memory_exhausted(sizeof *made);
    made->house = house;
    made->tell = tell;
    pthread_mutex_init(&made->lock, NULL);
    pthread_cond_init(&made->wake, NULL);
    int fault = pthread_create(&made->thread, NULL, run, made);
    if (fault) {
        free(made);
        return error_set_system(
            error, ERROR_FAILED, fault,
            PHRASE("The thread of segments can't be started", "Le fil des segments ne peut pas être lancé"), NULL, 0);
    }
    *settler = made;
    return true;
}

void settler_close(Settler *settler)
{
    if (!settler) return;
    pthread_mutex_lock(&settler->lock);
    atomic_store(&settler->stopping, true);
    pthread_cond_signal(&settler->wake);
    pthread_mutex_unlock(&settler->lock);
    pthread_join(settler->thread, NULL);
    pthread_mutex_destroy(&settler->lock);
    pthread_cond_destroy(&settler->wake);
    free(settler);
}
