#include "import/import_undo.h"

#include "customer/lifecycle.h"
#include "customer/unsay.h"
#include "event/reaction.h"
#include "event/source.h"
#include "house.h"

enum { EVENTS_AT_ONCE = 500, CUSTOMERS_AT_ONCE = 200, KEY_STRETCHES = 256 };

// ---- may it be ----

static bool refuse(const char *code, Phrase phrase, int64_t number, Error *error)
{
    Arena *scratch = arena_open(0);
    error_say(error, ERROR_CONFLICT, phrase, str_format(scratch, "%lld", (long long)number));
    error->code = code;
    arena_close(scratch);
    return false;
}

static bool later_import(StoreSession *session, int64_t import, int64_t *later, Error *error)
{
    Rows rows;
    if (!store_select(session, &query_import_later, VALUES(value_integer(import)), &rows, error)) return false;
    *later = rows_next(&rows) ? rows_integer(&rows, 0) : 0;
    return rows_close(&rows, error);
}

bool import_undoable(StoreSession *session, const Import *import, Arena *arena, Error *error)
{
    int64_t later;
    (void)arena;
    if (import->kind == IMPORT_CONSENTS)
        return refuse("not_undoable",
                      PHRASE("import {0} brought consents: what was said stays as proof; import what replaces it",
                             "l’importation {0} a apporté des consentements\u00A0: ce qui a été dit reste comme "
                             "preuve\u202F; importez ce qui le remplace"),
                      import->id, error);
    if (import->dry_run || str_equal(import->status, STR("undone")))
        return refuse("nothing_to_undo",
                      PHRASE("import {0} was a dry run, or is undone already",
                             "l’importation {0} était un essai, ou est déjà annulée"),
                      import->id, error);
    if (str_equal(import->status, STR("running")) || str_equal(import->status, STR("queued")))
        return refuse("import_running",
                      PHRASE("import {0} has not ended: cancel its job first",
                             "l’importation {0} n’est pas terminée\u00A0: arrêtez d’abord sa tâche"),
                      import->id, error);
    if (!later_import(session, import->id, &later, error)) return false;
    return !later || refuse("later_import",
                            PHRASE("import {0} has changed what this one brought: undo that one first",
                                   "l’importation {0} a modifié ce que celle-ci a apporté\u00A0: annulez-la d’abord"),
                            later, error);
}

// ---- pieces ----

typedef struct Undoing {
    const House *house;
    const Import *import;
    Instant now;
    Arena *arena;
    int64_t events;       // taken back by the piece
    CustomerId *customer; // of the piece, and whether others have written for each since
    bool *used;
    size_t customers;
    int stretch; // of keys
    bool more;
} Undoing;

// The last events of the last batch, which gets shorter by them.
static bool take_back_events(StoreSession *session, void *context, Error *error)
{
    Undoing *undoing = context;
    Rows rows;
    arena_reset(undoing->arena);
    if (!store_select(session, &query_import_last_batch, VALUES(value_integer(undoing->import->id)), &rows, error))
        return false;
    undoing->more = rows_next(&rows);
    int64_t first = rows_integer(&rows, 0), last = rows_integer(&rows, 1);
    if (!rows_close(&rows, error)) return false;
    if (!undoing->more) return true;
    int64_t from = larger(first, last - EVENTS_AT_ONCE + 1);
    int64_t *seq = arena_array(undoing->arena, int64_t, EVENTS_AT_ONCE);
    size_t count = 0;
    for (int64_t i = from; i <= last; i++) seq[count++] = i;
    undoing->events = (int64_t)count;
    const Query *query = from == first ? &query_import_batch_delete : &query_import_batch_shorten;
    return log_take_back(undoing->house->log, session, seq, count, undoing->now, error) &&
           store_execute(session, query,
                         VALUES(value_integer(undoing->import->id), value_integer(first), value_integer(from - 1)),
                         NULL, error);
}

static bool unsay_customers(StoreSession *session, void *context, Error *error)
{
    Undoing *undoing = context;
    int64_t source = source_of(SOURCE_IMPORT, undoing->import->id);
    for (size_t i = 0; i < undoing->customers; i++) {
        arena_reset(undoing->arena);
        Lifecycle lifecycle = lifecycle_of(undoing->house, undoing->arena);
        if (!lifecycle_settle(&lifecycle, session, undoing->customer[i], undoing->now, undoing->arena, error) ||
            !customer_unsay(undoing->house->identity, session, undoing->customer[i], source, undoing->used[i],
                            undoing->now, undoing->arena, error) ||
            !store_execute(session, &query_import_customer_delete,
                           VALUES(value_integer(undoing->customer[i]), value_integer(undoing->import->id)), NULL,
                           error))
            return false;
    }
    return true;
}

static bool forget_things(StoreSession *session, void *context, Error *error)
{
    const Undoing *undoing = context;
    const unsigned char low = (unsigned char)undoing->stretch;
    return store_execute(session, &query_import_things_delete,
                         VALUES(value_integer(undoing->import->kind), value_integer(undoing->import->id),
                                value_bytes((Str){(const char *)&low, 1}),
                                value_integer(undoing->stretch == KEY_STRETCHES - 1),
                                value_bytes((Str){(const char *)&(unsigned char){(unsigned char)(low + 1)}, 1})),
                         NULL, error);
}

// Customers of the import, a page of them, and which of them have events now that its own are gone.
static bool next_customers(Undoing *undoing, Arena *arena, Error *error)
{
    StoreSession *session = NULL;
    Rows rows;
    undoing->customers = 0;
    bool fine =
        store_read_begin(undoing->house->store, &session, error) &&
        store_select(session, &query_import_customers,
                     VALUES(value_integer(undoing->import->id), value_integer(CUSTOMERS_AT_ONCE)), &rows, error);
    if (fine) {
        while (undoing->customers < CUSTOMERS_AT_ONCE && rows_next(&rows))
            undoing->customer[undoing->customers++] = (CustomerId)rows_integer(&rows, 0);
        fine = rows_close(&rows, error);
    }
    store_read_end(session);
    for (size_t i = 0; i < undoing->customers; i++) {
        size_t count = 0;
        Customer customer = undoing->customer[i];
        activity_timeline(undoing->house->activity, &customer, 1, NULL, 0, NULL, 1, arena, &count);
        undoing->used[i] = count > 0;
    }
    return fine;
}

static bool stops(const atomic_bool *stop, Undone *undone)
{
    undone->stopped = stop && *stop;
    return undone->stopped;
}

static bool undo_events(Undoing *undoing, Progress *progress, const atomic_bool *stop, Undone *undone, Error *error)
{
    for (undoing->more = true; undoing->more && !stops(stop, undone);) {
        undoing->events = 0;
        if (!store_write(undoing->house->store, take_back_events, undoing, error)) return false;
        undone->events += undoing->events;
        progress_add(progress, (uint64_t)undoing->events);
    }
    return true;
}

static bool undo_customers(Undoing *undoing, const atomic_bool *stop, Undone *undone, Error *error)
{
    Arena *scratch = arena_open(0);
    bool fine = true;
    for (undoing->customers = 1; fine && undoing->customers && !stops(stop, undone);) {
        arena_reset(scratch);
        fine = next_customers(undoing, scratch, error) &&
               (!undoing->customers || store_write(undoing->house->store, unsay_customers, undoing, error));
        if (fine) undone->customers += (int64_t)undoing->customers;
    }
    arena_close(scratch);
    return fine;
}

static bool undo_things(Undoing *undoing, const atomic_bool *stop, Undone *undone, Error *error)
{
    for (undoing->stretch = 0; undoing->stretch < KEY_STRETCHES && !stops(stop, undone); undoing->stretch++)
        if (!store_write(undoing->house->store, forget_things, undoing, error)) return false;
    return true;
}

bool import_undo(const House *house, const Import *import, Instant now, Progress *progress, const atomic_bool *stop,
                 Undone *undone, Error *error)
{
    CustomerId customer[CUSTOMERS_AT_ONCE];
    bool used[CUSTOMERS_AT_ONCE];
    Undoing undoing = {
        .house = house, .import = import, .now = now, .arena = arena_open(0), .customer = customer, .used = used};
    *undone = (Undone){0};
    bool fine = undo_events(&undoing, progress, stop, undone, error) &&
                (undone->stopped || undo_customers(&undoing, stop, undone, error)) &&
                (undone->stopped || undo_things(&undoing, stop, undone, error));
    arena_close(undoing.arena);
    return fine;
}
