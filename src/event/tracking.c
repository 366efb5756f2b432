// What tracking keeps in memory, and how it follows the store.
#include "event/tracking_parts.h"

#include <stdlib.h>
#include <string.h>

// ---- internal people ----

bool internals_have(const Tracking *tracking, CustomerId customer)
{
    const Internals *internals = &tracking->internals;
    return customer / 64 < internals->words && internals->bits[customer / 64] >> customer % 64 & 1;
}

static void *grow(void *old, size_t from, size_t to, size_t size)
{
    char *grown = realloc(old, to * size);
    if (!grown) memory_exhausted(0);
    memset(grown + from * size, 0, (to - from) * size);
    return grown;
}

static void note(Internals *internals, CustomerId customer)
{
    size_t word = customer / 64;
    if (word >= internals->words) {
        internals->bits = grow(internals->bits, internals->words, word + 1024, sizeof *internals->bits);
        internals->words = word + 1024;
    }
    if (internals->count == internals->capacity) {
        size_t capacity = internals->capacity ? internals->capacity * 2 : 64;
        internals->customer = grow(internals->customer, internals->capacity, capacity, sizeof *internals->customer);
        internals->capacity = capacity;
    }
    internals->bits[word] |= (uint64_t)1 << customer % 64;
    internals->customer[internals->count++] = customer;
}

static void forget_after(Internals *internals, size_t count)
{
    while (internals->count > count) {
        CustomerId customer = internals->customer[--internals->count];
        internals->bits[customer / 64] &= ~((uint64_t)1 << customer % 64);
    }
}

bool internals_add(Tracking *tracking, StoreSession *session, CustomerId customer, Instant at, Error *error)
{
    if (internals_have(tracking, customer)) return true;
    if (!store_execute(session, &query_plan_internal_add, VALUES(value_integer(customer), value_integer(at)), NULL,
                       error))
        return false;
    note(&tracking->internals, customer);
    return true;
}

static bool read_internals(Tracking *tracking, StoreSession *session, Error *error)
{
    Rows rows;
    forget_after(&tracking->internals, 0);
    if (!store_select(session, &query_plan_internal, NO_VALUES, &rows, error)) return false;
    while (rows_next(&rows)) note(&tracking->internals, (CustomerId)rows_integer(&rows, 0));
    return rows_close(&rows, error);
}

// ---- following ----

static bool read_state(StoreSession *session, int64_t *version, int64_t *internals, Error *error)
{
    Rows rows;
    if (!store_select(session, &query_plan_state, NO_VALUES, &rows, error)) return false;
    if (rows_next(&rows)) {
        *version = rows_integer(&rows, 0);
        *internals = rows_integer(&rows, 1);
    }
    return rows_close(&rows, error);
}

static void put_in_force(Tracking *tracking, TrackingRules *rules)
{
    atomic_store(&tracking->rules, rules);
}

static bool read_all(Tracking *tracking, StoreSession *session, Error *error)
{
    int64_t version = 0, internals = 0;
    TrackingRules *rules;
    if (!read_state(session, &version, &internals, error)) return false;
    if (internals != (int64_t)tracking->internals.count && !read_internals(tracking, session, error)) return false;
    if (version == tracking->version && atomic_load(&tracking->rules)) return true;
    if (!rules_read(session, atomic_load(&tracking->rules), &rules, error)) return false;
    put_in_force(tracking, rules);
    tracking->version = version;
    return true;
}

bool tracking_changed(Tracking *tracking, StoreSession *session, Error *error)
{
    TrackingRules *rules;
    const TrackingRules *current = tracking->changed ? tracking->changed : atomic_load(&tracking->rules);
    if (!rules_read(session, current, &rules, error)) return false;
    tracking->changed = rules;
    return true;
}

static bool follow_begin(void *context, StoreSession *session, Error *error)
{
    Tracking *tracking = context;
    if (tracking->shared && !read_all(tracking, session, error)) return false;
    tracking->internals.transaction = tracking->internals.work = tracking->internals.count;
    return true;
}

static void follow_kept(void *context)
{
    Tracking *tracking = context;
    tracking->internals.work = tracking->internals.count;
}

static void follow_undone(void *context)
{
    Tracking *tracking = context;
    forget_after(&tracking->internals, tracking->internals.work);
}

static void follow_commit(void *context)
{
    Tracking *tracking = context;
    if (!tracking->changed) return;
    put_in_force(tracking, tracking->changed);
    tracking->changed = NULL;
}

static void drop_changed(Tracking *tracking)
{
    const TrackingRules *current = atomic_load(&tracking->rules);
    while (tracking->changed && tracking->changed != current) {
        const TrackingRules *previous = tracking->changed->previous;
        arena_close(tracking->changed->arena);
        tracking->changed = previous == current ? NULL : (TrackingRules *)(uintptr_t)previous;
    }
}

static void follow_rollback(void *context)
{
    Tracking *tracking = context;
    forget_after(&tracking->internals, tracking->internals.transaction);
    drop_changed(tracking);
}

// ---- opening ----

static bool open_within(Tracking *tracking, Error *error)
{
    StoreSession *session;
    if (!store_read_begin(tracking->store, &session, error)) return false;
    bool good = read_all(tracking, session, error);
    store_read_end(session);
    return good;
}

bool tracking_open(Store *store, EventLog *log, Identity *identity, Workspace *workspace, Tracking **tracking,
                   Error *error)
{
    Tracking *made = calloc(1, sizeof *made);
    if (!made)
        return error_set(error, ERROR_FAILED,
                         PHRASE("There is no memory for tracking", "La mémoire manque pour le suivi"), NULL, 0);
    made->store = store;
    made->log = log;
    made->identity = identity;
    made->workspace = workspace;
    made->shared = store_is_postgresql(store);
    made->marks = grow(NULL, 0, MARKS, sizeof *made->marks);
    made->live = live_open();
    if (!open_within(made, error)) {
        tracking_close(made);
        return false;
    }
    store_follow(store, &(StoreFollower){.context = made,
                                         .begin = follow_begin,
                                         .work_kept = follow_kept,
                                         .work_undone = follow_undone,
                                         .commit = follow_commit,
                                         .rollback = follow_rollback});
    *tracking = made;
    return true;
}

void tracking_stop(Tracking *tracking)
{
    live_stop(tracking->live);
}

static bool nothing(StoreSession *session, void *context, Error *error)
{
    (void)session, (void)context, (void)error;
    return true;
}

void tracking_finish(Tracking *tracking)
{
    Error error;
    (void)!store_write(tracking->store, nothing, NULL, &error); // what was queued before it has ended then, either way
}

void tracking_close(Tracking *tracking)
{
    if (!tracking) return;
    live_close(tracking->live);
    rules_close(atomic_load(&tracking->rules));
    free(tracking->marks);
    free(tracking->internals.bits);
    free(tracking->internals.customer);
    free(tracking);
}

TrackingCounts tracking_counts(const Tracking *tracking)
{
    return (TrackingCounts){atomic_load(&tracking->accepted), atomic_load(&tracking->rejected),
                            atomic_load(&tracking->duplicates), atomic_load(&tracking->conflicts),
                            atomic_load(&tracking->shed)};
}
