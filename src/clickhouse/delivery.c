#include "clickhouse/delivery.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/instant.h"
#include "base/pages.h"
#include "base/secret.h"
#include "clickhouse/delivery_parts.h"

enum {
    LOOK_MILLISECONDS = 1000, // how often it looks for news by itself
    PAUSE_MILLISECONDS_MAX = 30000,
    SETTLE_MILLISECONDS = 20000,
    AGAIN_MILLISECONDS = 1000, // a failure answers for so long
    LAST_EVENTS = 1000         // compared at the beginning
};

// ---- the beginning ----

static uint64_t first_word(Str text)
{
    static const unsigned char key[16];
    uint64_t digest[2];
    digest_short(key, text, digest);
    return digest[0];
}

// The number before the zone is the form of the tables.
static TablesOwner owner_of(const Delivery *delivery, Arena *arena)
{
    const ClickhouseSettings *settings = &delivery->settings;
    Str rules = str_format(arena, "1 %.*s %.*s %llu", STR_ARGS(zone_name(activity_zone(settings->activity))),
                           STR_ARGS(activity_currency(settings->activity)),
                           (unsigned long long)dimension_rules(settings->dimensions));
    return (TablesOwner){.store = first_word((Str){(const char *)settings->store_id, 16}), .rules = first_word(rules)};
}

bool delivery_take_roots(Delivery *delivery, Error *error)
{
    const People *people = &delivery->settings.people;
    uint32_t count = people->count(people->context) + 1;
    Customer *root = pages_array(Customer, count);
    for (Customer c = 0; c < count; c++) root[c] = c;
    pages_release(delivery->root, delivery->customers, sizeof *delivery->root);
    delivery->root = root;
    delivery->customers = count;
    delivery->people = UINT64_MAX; // to be compared
    return tables_roots(delivery->wire, root, count, error);
}

// The last rows are those of this log, and all together those that the cursor counted: ClickHouse does not promise that
// what it acknowledged outlasts a loss of power.
static bool look_whether_right(Delivery *delivery, Error *error)
{
    TablesSum sum;
    if (!tables_sum(delivery->wire, &sum, error)) return false;
    bool unfinished = delivery->highest > delivery->cursor.seq;
    delivery->doubted = !unfinished && (sum.rows != delivery->cursor.rows || sum.sum != delivery->cursor.sum);
    return true;
}

static bool get_ready(Delivery *delivery, Error *error)
{
    Arena *scratch = arena_open(0);
    TablesOwner owner = owner_of(delivery, scratch);
    delivery->ready = tables_open(delivery->wire, &owner, error) &&
                      tables_cursor(delivery->wire, &delivery->cursor, &delivery->version, &delivery->highest, error) &&
                      delivery_take_roots(delivery, error) && look_whether_right(delivery, error) &&
                      (delivery->found || shards_find(delivery->wire, &delivery->shards, error));
    delivery->found |= delivery->ready;
    delivery->erasing = true;
    arena_close(scratch);
    return delivery->ready;
}

// ---- the thread ----

static struct timespec from_now(int64_t milliseconds)
{
    struct timespec until;
    clock_gettime(CLOCK_REALTIME, &until);
    until.tv_sec += milliseconds / 1000;
    until.tv_nsec += milliseconds % 1000 * 1000000;
    if (until.tv_nsec >= 1000000000) {
        until.tv_sec++;
        until.tv_nsec -= 1000000000;
    }
    return until;
}

static void tell(Delivery *delivery, bool fine, const Error *error)
{
    if (fine == !delivery->failed || !delivery->settings.warn) return;
    delivery->settings.warn(fine ? NULL : error);
}

// Under the lock.
static void end_round(Delivery *delivery, bool fine, const Error *error)
{
    tell(delivery, fine, error);
    delivery->done = delivery->begun;
    delivery->failed = !fine;
    delivery->purged = fine && !delivery->erasing;
    delivery->pause = fine ? LOOK_MILLISECONDS : smaller(larger(2 * delivery->pause, 1000), PAUSE_MILLISECONDS_MAX);
    if (!fine) {
        delivery->error = *error;
        delivery->failed_at = steady_milliseconds();
    }
    pthread_cond_broadcast(&delivery->ended);
}

static void run_round(Delivery *delivery)
{
    Error error;
    bool done;
    bool fine = (delivery->ready || get_ready(delivery, &error)) && round_run(delivery, &error);
    if (fine && delivery->erasing) {
        fine = tables_erase(delivery->wire, &done, &error);
        delivery->erasing = !fine || !done;
    }
    // A node that came back may have lost its tables.
    if (!fine && delivery->ready && error.kind == ERROR_UNAVAILABLE) delivery->ready = false;
    pthread_mutex_lock(&delivery->lock);
    end_round(delivery, fine, &error);
    pthread_mutex_unlock(&delivery->lock);
}

static void *run(void *context)
{
    Delivery *delivery = context;
    pthread_mutex_lock(&delivery->lock);
    while (!delivery->stop) {
        if (delivery->wanted <= delivery->done) {
            struct timespec until = from_now(delivery->pause);
            pthread_cond_timedwait(&delivery->wake, &delivery->lock, &until);
        }
        if (delivery->stop) break;
        delivery->begun = delivery->done + 1;
        pthread_mutex_unlock(&delivery->lock);
        run_round(delivery);
        pthread_mutex_lock(&delivery->lock);
    }
    pthread_mutex_unlock(&delivery->lock);
    return NULL;
}

Delivery *delivery_start(const ClickhouseSettings *settings, Wire *wire)
{
    Delivery *delivery = calloc(1, sizeof *delivery);
    if (!delivery) memory_exhausted(sizeof *delivery);
    pthread_rwlockattr_t writers;
    delivery->settings = *settings;
    delivery->wire = wire;
    delivery->pause = 1;
    pthread_rwlockattr_init(&writers);
    pthread_rwlockattr_setkind_np(&writers, PTHREAD_RWLOCK_PREFER_WRITER_NONRECURSIVE_NP);
    pthread_rwlock_init(&delivery->steady, &writers);
    pthread_rwlockattr_destroy(&writers);
    pthread_mutex_init(&delivery->lock, NULL);
    pthread_cond_init(&delivery->wake, NULL);
    pthread_cond_init(&delivery->ended, NULL);
    if (pthread_create(&delivery->thread, NULL, run, delivery) != 0) memory_exhausted(0);
    return delivery;
}

void delivery_end(Delivery *delivery)
{
    pthread_mutex_lock(&delivery->lock);
    delivery->stop = true;
    pthread_cond_signal(&delivery->wake);
    pthread_mutex_unlock(&delivery->lock);
    pthread_join(delivery->thread, NULL);
    pages_release(delivery->root, delivery->customers, sizeof *delivery->root);
    pthread_rwlock_destroy(&delivery->steady);
    pthread_mutex_destroy(&delivery->lock);
    pthread_cond_destroy(&delivery->wake);
    pthread_cond_destroy(&delivery->ended);
    free(delivery);
}

// ---- for questions ----

static bool is_behind(Error *error)
{
    (void)error_code(
        error, ERROR_UNAVAILABLE, "activity_behind",
        PHRASE("ClickHouse is being brought up to date with the log; figures come when it is: try again in "
               "a moment. `fidele serve` says in its log how far it is",
               "ClickHouse est en cours de mise à jour d’après le journal\u00A0; les chiffres viendront "
               "ensuite\u00A0: réessayez dans un instant. Le journal de `fidele serve` dit où il en est"),
        STR(""));
    error->retry_seconds = 10;
    return false;
}

// Under the lock. A round that has failed just now need not be tried again for each question.
static bool wait_for_round(Delivery *delivery, const struct timespec *until, Error *error)
{
    if (delivery->failed && steady_milliseconds() - delivery->failed_at < AGAIN_MILLISECONDS) {
        *error = delivery->error;
        return false;
    }
    uint64_t round = delivery->begun + 1;
    if (delivery->wanted < round) delivery->wanted = round;
    pthread_cond_signal(&delivery->wake);
    while (delivery->done < round)
        if (pthread_cond_timedwait(&delivery->ended, &delivery->lock, until) == ETIMEDOUT && delivery->done < round)
            return is_behind(error);
    if (delivery->failed) *error = delivery->error;
    return !delivery->failed;
}

bool delivery_settle(Delivery *delivery, uint32_t *customers, int64_t *seq, Shards *shards, Error *error)
{
    struct timespec until = from_now(SETTLE_MILLISECONDS);
    pthread_mutex_lock(&delivery->lock);
    bool fine = wait_for_round(delivery, &until, error);
    pthread_mutex_unlock(&delivery->lock);
    if (!fine) return false;
    if (pthread_rwlock_timedrdlock(&delivery->steady, &until) != 0) return is_behind(error);
    const People *people = &delivery->settings.people;
    *customers = (uint32_t)larger(delivery->customers, (int64_t)people->count(people->context) + 1);
    *seq = delivery->cursor.seq;
    *shards = delivery->shards;
    return true;
}

void delivery_let_go(Delivery *delivery)
{
    pthread_rwlock_unlock(&delivery->steady);
}

bool delivery_purge(Delivery *delivery, bool *done, Error *error)
{
    struct timespec until = from_now(SETTLE_MILLISECONDS);
    pthread_mutex_lock(&delivery->lock);
    bool fine = wait_for_round(delivery, &until, error);
    *done = fine && delivery->purged;
    pthread_mutex_unlock(&delivery->lock);
    return fine;
}

DeliveryState delivery_state(Delivery *delivery)
{
    pthread_mutex_lock(&delivery->lock);
    DeliveryState state = {.reachable = !delivery->failed};
    pthread_mutex_unlock(&delivery->lock);
    pthread_rwlock_rdlock(&delivery->steady);
    state.delivered = delivery->cursor.seq;
    state.rows = delivery->cursor.rows;
    pthread_rwlock_unlock(&delivery->steady);
    state.last = log_last(delivery->settings.log);
    return state;
}
