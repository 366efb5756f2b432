#include "identity/identity.h"

#include <string.h>

#include "base/pages.h"
#include "identity/parts.h"

static _Thread_local const Identity
    *writing; // set on the writing thread from the beginning of a transaction to its end

bool identity_writes(const Identity *identity)
{
    return writing == identity;
}

// ---- following the store ----

void identity_note(Identity *identity, Change change)
{
    if (identity->change_count == identity->change_room) {
        size_t room = identity->change_room ? identity->change_room * 2 : 256;
        identity->changes = pages_resize(identity->changes, identity->change_room, room, sizeof change);
        identity->change_room = room;
    }
    identity->changes[identity->change_count++] = change;
}

static void undo_to(Identity *identity, size_t mark, Numbers numbers)
{
    while (identity->change_count > mark) {
        Change change = identity->changes[--identity->change_count];
        if (change.type == CHANGE_JOINED) graph_split(identity->graph, change.edge);
        if (change.type == CHANGE_SPLIT) graph_join(identity->graph, change.edge);
        if (change.type == CHANGE_KNOWN) known_forget(identity->known, change.key);
        if (change.type == CHANGE_SUPPRESSED) suppressed_drop(identity->suppressed, change.key);
        if (change.type == CHANGE_LIFTED) suppressed_put(identity->suppressed, change.key);
    }
    identity->numbers = numbers;
}

static void publish(Identity *identity)
{
    size_t count = 0;
    const CustomerId *touched = graph_touched(identity->graph, &count);
    if (count) {
        roots_lock(identity->roots);
        for (size_t i = 0; i < count; i++)
            roots_put(identity->roots, touched[i], graph_root(identity->graph, touched[i]),
                      graph_next(identity->graph, touched[i]));
        roots_unlock(identity->roots);
    }
    graph_forget_touched(identity->graph);
    identity->committed = identity->kept = identity->numbers;
    atomic_store(&identity->version, (uint64_t)identity->numbers.change);
    atomic_store(&identity->count, identity->numbers.customer);
}

static bool customer_number(int64_t number)
{
    return 0 < number && number < CUSTOMERS_MAX;
}

static bool damaged(Error *error, const char *what)
{
    return error_code(error, ERROR_FAILED, "corrupt",
                      PHRASE("the data folder is damaged: {0} makes no sense; restore a backup",
                             "le dossier de données est endommagé\u00A0: {0} est incohérent\u202F; restaurez une "
                             "sauvegarde"),
                      str_of(what));
}

static bool read_numbers(StoreSession *session, Numbers *numbers, Error *error)
{
    Rows rows;
    if (!store_select(session, &query_identity_state, NO_VALUES, &rows, error)) return false;
    bool sane = rows_next(&rows) && 0 <= rows_integer(&rows, 0) && rows_integer(&rows, 0) < CUSTOMERS_MAX;
    *numbers = (Numbers){.customer = (CustomerId)rows_integer(&rows, 0),
                         .identity = rows_integer(&rows, 1),
                         .change = rows_integer(&rows, 2),
                         .edge = rows_integer(&rows, 3),
                         .removal = rows_integer(&rows, 4),
                         .suppression = rows_integer(&rows, 5),
                         .hidden = rows_integer(&rows, 6)};
    if (!rows_close(&rows, error)) return false;
    return sane || damaged(error, "customer");
}

static bool edge_of(const Rows *rows, GraphEdge *edge)
{
    if (!customer_number(rows_integer(rows, 1)) || !customer_number(rows_integer(rows, 2))) return false;
    *edge = (GraphEdge){.id = rows_integer(rows, 0),
                        .winner = (CustomerId)rows_integer(rows, 1),
                        .loser = (CustomerId)rows_integer(rows, 2)};
    return true;
}

// What other servers have merged and unmerged since.
static bool follow_merges(Identity *identity, StoreSession *session, int64_t since, Error *error)
{
    Rows rows;
    if (!store_select(session, &query_identity_merges_changed, VALUES(value_integer(since)), &rows, error))
        return false;
    bool sane = true;
    GraphEdge edge;
    while (sane && rows_next(&rows)) {
        sane = edge_of(&rows, &edge);
        if (sane) graph_split(identity->graph, edge);
        if (sane && rows_null(&rows, 3)) graph_join(identity->graph, edge);
    }
    if (!rows_close(&rows, error)) return false;
    return sane || damaged(error, "customer_merge");
}

static bool begin(void *context, StoreSession *session, Error *error)
{
    Identity *identity = context;
    Numbers numbers;
    if (!read_numbers(session, &numbers, error)) return false;
    if (numbers.change != identity->committed.change &&
        !follow_merges(identity, session, identity->committed.change, error))
        return false;
    if (numbers.removal != identity->committed.removal) known_forget_all(identity->known);
    if ((numbers.suppression != identity->committed.suppression || numbers.hidden != identity->committed.hidden) &&
        !identity_follow_erasures(identity, session, &identity->committed, error))
        return false;
    identity->numbers = numbers;
    publish(identity);
    writing = identity;
    return true;
}

static void work_kept(void *context)
{
    Identity *identity = context;
    identity->change_kept = identity->change_count;
    identity->kept = identity->numbers;
}

static void work_undone(void *context)
{
    Identity *identity = context;
    undo_to(identity, identity->change_kept, identity->kept);
}

static void commit(void *context)
{
    Identity *identity = context;
    publish(identity);
    for (size_t i = 0; i < identity->change_count; i++)
        if (identity->changes[i].type == CHANGE_HIDDEN) hidden_put(identity->hidden, identity->changes[i].customer);
    identity->change_count = identity->change_kept = 0;
    writing = NULL;
}

static void rollback(void *context)
{
    Identity *identity = context;
    undo_to(identity, 0, identity->committed);
    identity->change_kept = 0;
    identity->kept = identity->committed;
    graph_forget_touched(identity->graph); // as published
    writing = NULL;
}

// ---- opening ----

static bool load(Identity *identity, StoreSession *session, Error *error)
{
    if (!read_numbers(session, &identity->numbers, error)) return false;
    Rows rows;
    if (!store_select(session, &query_identity_merges, NO_VALUES, &rows, error)) return false;
    bool sane = true;
    GraphEdge edge;
    while (sane && rows_next(&rows)) {
        sane = edge_of(&rows, &edge);
        if (sane) graph_join(identity->graph, edge);
    }
    if (!rows_close(&rows, error)) return false;
    if (!sane) return damaged(error, "customer_merge");
    if (!identity_follow_erasures(identity, session, &(Numbers){0}, error)) return false;
    publish(identity);
    return true;
}

bool identity_open(Store *store, const unsigned char *key, Identity **opened, Error *error)
{
    Identity *identity = pages_array(Identity, 1);
    identity->store = store;
    memcpy(identity->key, key, sizeof identity->key);
    identity->roots = roots_open();
    identity->graph = graph_open();
    identity->known = known_open();
    identity->suppressed = suppressed_open();
    identity->hidden = hidden_open();
    StoreSession *session = NULL;
    bool fine = store_read_begin(store, &session, error) && load(identity, session, error);
    store_read_end(session);
    if (!fine) {
        identity_close(identity);
        return false;
    }
    store_follow(store, &(StoreFollower){identity, begin, work_kept, work_undone, commit, rollback});
    *opened = identity;
    return true;
}

void identity_close(Identity *identity)
{
    if (!identity) return;
    roots_close(identity->roots);
    graph_close(identity->graph);
    known_close(identity->known);
    suppressed_close(identity->suppressed);
    hidden_close(identity->hidden);
    secret_wipe(identity->secret, sizeof identity->secret);
    pages_release(identity->changes, identity->change_room, sizeof *identity->changes);
    secret_wipe(identity->key, sizeof identity->key);
    pages_release(identity, 1, sizeof *identity);
}

// ---- of the person ----

CustomerId identity_root(const Identity *identity, CustomerId customer)
{
    return identity_writes(identity) ? graph_root(identity->graph, customer) : roots_get(identity->roots, customer);
}

size_t identity_members(const Identity *identity, CustomerId root, Arena *arena, CustomerId **members)
{
    if (!identity_writes(identity)) return roots_members(identity->roots, root, arena, members);
    root = graph_root(identity->graph, root);
    size_t count = 0;
    CustomerId at = root;
    do {
        count++;
        at = graph_next(identity->graph, at);
    } while (at != root);
    *members = arena_array(arena, CustomerId, count);
    for (size_t i = 0; i < count; i++, at = graph_next(identity->graph, at)) (*members)[i] = at;
    return count;
}

CustomerId identity_count(const Identity *identity)
{
    return identity_writes(identity) ? identity->numbers.customer : atomic_load(&identity->count);
}

uint64_t identity_version(const Identity *identity)
{
    return identity_writes(identity) ? (uint64_t)identity->numbers.change : atomic_load(&identity->version);
}
