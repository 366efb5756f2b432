#include "health/kept.h"

#include <math.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "event/log.h"
#include "house.h"

enum {
    EVENTS_MAX = 20000, // since, above which all are worked out anew
    EVENTS_AT_ONCE = 1000,
    PART = 100, // of all people: of so many at most one by one
    PEOPLE_LEAST = 100,
    ASKED_SECONDS = 3600,
    RENEW_SECONDS = 300
};

typedef struct Slot {
    KeptHealth *current; // NULL: none yet
    Instant asked_at;
    bool working;
} Slot;

struct HealthKeeper {
    pthread_mutex_t lock;
    pthread_cond_t done;
    Slot slot[KEPT_MOMENT_COUNT];
};

bool health_keeper_open(HealthKeeper **opened, Error *error)
{
    HealthKeeper *keeper = calloc(1, sizeof *keeper);
    if (!keeper) return error_say(error, ERROR_FAILED, PHRASE("no memory", "mémoire insuffisante"), STR(""));
    (void)pthread_mutex_init(&keeper->lock, NULL);
    (void)pthread_cond_init(&keeper->done, NULL);
    *opened = keeper;
    return true;
}

void health_keeper_close(HealthKeeper *keeper)
{
    if (!keeper) return;
    for (int i = 0; i < KEPT_MOMENT_COUNT; i++) health_kept_release(keeper->slot[i].current);
    (void)pthread_cond_destroy(&keeper->done);
    (void)pthread_mutex_destroy(&keeper->lock);
    free(keeper);
}

void health_kept_release(const KeptHealth *kept)
{
    KeptHealth *owned = (KeptHealth *)(uintptr_t)kept;
    if (owned && atomic_fetch_sub(&owned->held, 1) == 1) arena_close(owned->arena);
}

// ---- what is asked for ----

typedef struct Wanted {
    KeptMoment which;
    HealthDefinition definition;
    int64_t window_days, seq; // seq: the last of the log that the session sees
    uint64_t people;
    uint32_t customers;
    Instant now;
} Wanted;

static bool want(const HealthPlace *place, KeptMoment which, Wanted *wanted, Error *error)
{
    Rows rows;
    *wanted = (Wanted){.which = which, .now = place->now};
    if (!log_catch_up(place->house->log, place->session, error) ||
        !health_definition_get(place->session, place->arena, &wanted->definition, error) ||
        !health_window(place, &wanted->window_days, error) ||
        !store_select(place->session, &query_event_last, NO_VALUES, &rows, error))
        return false;
    if (rows_next(&rows)) wanted->seq = rows_integer(&rows, 0);
    wanted->people = identity_version(place->house->identity);
    wanted->customers = identity_count(place->house->identity) + 1;
    return rows_close(&rows, error);
}

static bool is_of_same(const KeptHealth *kept, const Wanted *wanted)
{
    return kept && kept->definition.version == wanted->definition.version &&
           kept->moment.window_days == wanted->window_days &&
           wanted->now - kept->made_at < KEPT_SECONDS * MILLISECONDS_PER_SECOND;
}

static bool serves(const KeptHealth *kept, const Wanted *wanted)
{
    return is_of_same(kept, wanted) && kept->seq >= wanted->seq && kept->people >= wanted->people &&
           kept->customers >= wanted->customers;
}

// ---- all of them ----

static KeptHealth *open_kept(const Wanted *wanted, Instant made_at)
{
    Arena *arena = arena_open(0);
    KeptHealth *kept = arena_new(arena, KeptHealth);
    Instant before = wanted->which == KEPT_BEFORE ? HEALTH_CHANGE_DAYS * HEALTH_DAY : 0;
    *kept = (KeptHealth){.definition = wanted->definition,
                         .moment = {made_at - before, wanted->window_days},
                         .made_at = made_at,
                         .seq = wanted->seq,
                         .people = wanted->people,
                         .customers = wanted->customers,
                         .score = arena_array(arena, double, wanted->customers),
                         .band = arena_array(arena, uint8_t, wanted->customers),
                         .standing = arena_array(arena, uint8_t, wanted->customers),
                         .root = arena_array(arena, CustomerId, wanted->customers),
                         .arena = arena};
    kept->definition.note = STR("");
    atomic_init(&kept->held, 1);
    for (uint32_t c = 0; c < kept->customers; c++) {
        kept->score[c] = (double)NAN;
        kept->standing[c] = STANDING_NO_CUSTOMER;
    }
    return kept;
}

static void keep_roots(KeptHealth *kept, const struct Identity *identity)
{
    for (CustomerId c = 1; c < kept->customers; c++) kept->root[c] = identity_root(identity, c);
}

static size_t signals_of(const KeptHealth *kept, const HealthFacts *facts, CustomerId root, const HealthMoment *moment,
                         KeptSignal *signal)
{
    size_t count = 0;
    for (int i = 0; i < HEALTH_SIGNAL_COUNT; i++) {
        SignalScore score = health_signal(&kept->definition, (HealthSignal)i, facts, moment);
        if (!score.stands) continue;
        if (signal) signal[count] = (KeptSignal){score.since, root, (HealthSignal)i};
        count++;
    }
    return count;
}

static void keep_all(KeptHealth *kept, const PeopleHealth *people)
{
    size_t room = 0;
    uint32_t customers = people->customers < kept->customers ? people->customers : kept->customers;
    memcpy(kept->score, people->score, customers * sizeof *kept->score);
    memcpy(kept->band, people->band, customers * sizeof *kept->band);
    memcpy(kept->standing, people->standing, customers * sizeof *kept->standing);
    for (CustomerId c = 1; c < customers; c++)
        if (people->standing[c] == STANDING_CUSTOMER)
            room += signals_of(kept, &people->facts[c], c, &kept->moment, NULL);
    kept->signal = arena_array(kept->arena, KeptSignal, room + 1);
    for (CustomerId c = 1; c < customers; c++)
        if (people->standing[c] == STANDING_CUSTOMER)
            kept->signals += signals_of(kept, &people->facts[c], c, &kept->moment, kept->signal + kept->signals);
}

static bool work_out_all(const HealthPlace *place, const Wanted *wanted, KeptHealth **worked_out, Error *error)
{
    PeopleHealth people;
    Arena *scratch = arena_open(0);
    KeptHealth *kept = open_kept(wanted, wanted->now);
    const HealthPlace within = {place->house, place->session, place->now, scratch};
    bool fine = health_of_all(&within, &(PeopleAsk){.as_of = kept->moment.as_of, .definition = &wanted->definition},
                              &people, error);
    keep_roots(kept, place->house->identity);
    if (fine) keep_all(kept, &people);
    arena_close(scratch);
    if (fine)
        *worked_out = kept;
    else
        health_kept_release(kept);
    return fine;
}

// ---- those of whom something was said since ----

typedef struct Touched {
    bool *is; // by root
    CustomerId *root;
    size_t count, room;
    bool all; // too many, or events left the log
} Touched;

static void touch(Touched *touched, uint32_t customers, CustomerId root)
{
    if (!root || root >= customers || touched->is[root]) return;
    touched->is[root] = true;
    touched->all |= touched->count == touched->room;
    if (!touched->all) touched->root[touched->count++] = root;
}

static void touch_by_events(Touched *touched, const HealthPlace *place, uint32_t customers, const Event *events,
                            size_t count)
{
    for (size_t i = 0; i < count; i++) {
        touched->all |= str_equal(events[i].name, STR("Events Removed"));
        touch(touched, customers, identity_root(place->house->identity, events[i].customer));
    }
}

static bool find_by_log(const HealthPlace *place, const KeptHealth *kept, const Wanted *wanted, Touched *touched,
                        Error *error)
{
    int64_t seq = kept->seq, looked = 0;
    bool fine = true;
    while (fine && seq < wanted->seq && !touched->all) {
        Event *events;
        size_t count;
        Arena *scratch = arena_open(0);
        fine = log_read(place->house->log, place->session, seq, EVENTS_AT_ONCE, scratch, &events, &count, error);
        if (fine) touch_by_events(touched, place, wanted->customers, events, count);
        seq = fine && count ? events[count - 1].seq : wanted->seq;
        looked += fine ? (int64_t)count : 0;
        touched->all |= looked > EVENTS_MAX;
        arena_close(scratch);
    }
    return fine;
}

// Merged or parted since: both whom they were with and whom they are with now.
static void find_by_roots(const HealthPlace *place, const KeptHealth *kept, const Wanted *wanted, Touched *touched)
{
    if (kept->people == wanted->people) return;
    for (CustomerId c = 1; c < kept->customers && !touched->all; c++) {
        CustomerId root = identity_root(place->house->identity, c);
        if (root == kept->root[c]) continue;
        touch(touched, wanted->customers, kept->root[c]);
        touch(touched, wanted->customers, root);
    }
}

static bool work_out_one(const HealthPlace *place, KeptHealth *kept, CustomerId root, Error *error)
{
    PersonHealth health;
    const struct Identity *identity = place->house->identity;
    Instant as_of = kept->moment.as_of + (place->now - kept->made_at);
    kept->score[root] = (double)NAN;
    kept->standing[root] = STANDING_NO_CUSTOMER;
    if (identity_root(identity, root) != root || identity_hidden(identity, root)) return true;
    if (!health_of_person_then(place, root, as_of, &health, error)) return false;
    kept->standing[root] = (uint8_t)health.standing;
    if (health.standing != STANDING_CUSTOMER) return true;
    kept->signals += signals_of(kept, &health.facts, root, &health.moment, kept->signal + kept->signals);
    if (!health.score.scored) return true;
    kept->score[root] = health.score.score;
    kept->band[root] = (uint8_t)health.score.band;
    return true;
}

static bool work_out_some(const HealthPlace *place, KeptHealth *kept, const Touched *touched, Error *error)
{
    bool fine = true;
    for (size_t i = 0; fine && i < touched->count; i++) {
        Arena *scratch = arena_open(0);
        const HealthPlace within = {place->house, place->session, place->now, scratch};
        fine = work_out_one(&within, kept, touched->root[i], error);
        arena_close(scratch);
    }
    return fine;
}

// What is kept, but for those who were touched.
static KeptHealth *copy_rest(const HealthPlace *place, const KeptHealth *before, const Wanted *wanted,
                             const Touched *touched)
{
    KeptHealth *kept = open_kept(wanted, before->made_at);
    memcpy(kept->score, before->score, before->customers * sizeof *kept->score);
    memcpy(kept->band, before->band, before->customers * sizeof *kept->band);
    memcpy(kept->standing, before->standing, before->customers * sizeof *kept->standing);
    keep_roots(kept, place->house->identity);
    kept->signal = arena_array(kept->arena, KeptSignal, before->signals + touched->count * HEALTH_SIGNAL_COUNT + 1);
    for (size_t i = 0; i < before->signals; i++)
        if (!touched->is[before->signal[i].root]) kept->signal[kept->signals++] = before->signal[i];
    return kept;
}

static bool follow(const HealthPlace *place, const KeptHealth *before, const Wanted *wanted, KeptHealth **worked_out,
                   Error *error)
{
    Arena *scratch = arena_open(0);
    Touched touched = {.is = arena_array(scratch, bool, wanted->customers),
                       .room = wanted->customers / PART + PEOPLE_LEAST};
    touched.root = arena_array(scratch, CustomerId, touched.room);
    bool fine = find_by_log(place, before, wanted, &touched, error);
    if (fine) find_by_roots(place, before, wanted, &touched);
    if (fine && touched.all) {
        fine = work_out_all(place, wanted, worked_out, error);
    } else if (fine) {
        KeptHealth *kept = copy_rest(place, before, wanted, &touched);
        fine = work_out_some(place, kept, &touched, error);
        if (fine)
            *worked_out = kept;
        else
            health_kept_release(kept);
    }
    arena_close(scratch);
    return fine;
}

// ---- once for all who ask ----

// Who asked a moment ago may have seen less than what is kept by now: it never goes back.
static bool work_out(const HealthPlace *place, const KeptHealth *before, const Wanted *wanted, KeptHealth **kept,
                     Error *error)
{
    Wanted now = *wanted;
    if (!is_of_same(before, wanted)) return work_out_all(place, wanted, kept, error);
    now.seq = larger(now.seq, before->seq);
    now.people = before->people > now.people ? before->people : now.people;
    now.customers = before->customers > now.customers ? before->customers : now.customers;
    return follow(place, before, &now, kept, error);
}

// Under the lock, which it leaves while it works; `anew`: for all, whatever there is.
static bool make_current(HealthKeeper *keeper, const HealthPlace *place, const Wanted *wanted, bool anew, Error *error)
{
    Slot *slot = &keeper->slot[wanted->which];
    KeptHealth *kept = NULL, *before = slot->current;
    slot->working = true;
    (void)pthread_mutex_unlock(&keeper->lock);
    bool fine = work_out(place, anew ? NULL : before, wanted, &kept, error);
    (void)pthread_mutex_lock(&keeper->lock);
    slot->working = false;
    if (fine) {
        slot->current = kept;
        health_kept_release(before);
    }
    (void)pthread_cond_broadcast(&keeper->done);
    return fine;
}

bool health_kept(const HealthPlace *place, KeptMoment which, const KeptHealth **acquired, Error *error)
{
    Wanted wanted;
    KeptHealth *kept = NULL;
    HealthKeeper *keeper = place->house->health;
    bool fine = true;
    if (!want(place, which, &wanted, error)) return false;
    if (!keeper) {
        if (!work_out_all(place, &wanted, &kept, error)) return false;
        *acquired = kept;
        return true;
    }
    Slot *slot = &keeper->slot[which];
    (void)pthread_mutex_lock(&keeper->lock);
    while (!serves(slot->current, &wanted) && slot->working) (void)pthread_cond_wait(&keeper->done, &keeper->lock);
    if (!serves(slot->current, &wanted)) fine = make_current(keeper, place, &wanted, false, error);
    if (fine) {
        slot->asked_at = place->now;
        atomic_fetch_add(&slot->current->held, 1);
        *acquired = slot->current;
    }
    (void)pthread_mutex_unlock(&keeper->lock);
    return fine;
}

static bool is_due(const Slot *slot, Instant now)
{
    return slot->current && !slot->working && now - slot->asked_at < ASKED_SECONDS * MILLISECONDS_PER_SECOND &&
           now - slot->current->made_at > RENEW_SECONDS * MILLISECONDS_PER_SECOND;
}

bool health_keeper_renew(const HealthPlace *place, Error *error)
{
    HealthKeeper *keeper = place->house->health;
    bool fine = true;
    for (int i = 0; keeper && fine && i < KEPT_MOMENT_COUNT; i++) {
        Wanted wanted;
        if (!want(place, (KeptMoment)i, &wanted, error)) return false;
        (void)pthread_mutex_lock(&keeper->lock);
        if (is_due(&keeper->slot[i], place->now)) fine = make_current(keeper, place, &wanted, true, error);
        (void)pthread_mutex_unlock(&keeper->lock);
    }
    return fine;
}
