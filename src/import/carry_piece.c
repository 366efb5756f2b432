// carry_piece.c - one piece of an import in one piece of work on the store: its events, what each said of which thing,
// the rows that were left out, and how far the import is.
#include <string.h>

#include "base/secret.h"
#include "customer/lifecycle.h"
#include "house.h"
#include "import/carry_parts.h"

typedef struct PieceWork {
    Carrying *carrying;
    const Piece *piece;
    Arena *arena; // of this attempt
    ImportCounts counts;
    int64_t rejects;
} PieceWork;

static bool last_seq(StoreSession *session, int64_t *seq, Error *error)
{
    Rows rows;
    if (!store_select(session, &query_event_last, NO_VALUES, &rows, error)) return false;
    *seq = rows_next(&rows) ? rows_integer(&rows, 0) : 0;
    return rows_close(&rows, error);
}

// ---- one draft ----

static bool is_of_row(const Error *error)
{
    return error->code && (error->kind == ERROR_INPUT || error->kind == ERROR_CONFLICT);
}

// The same record of the same thing has one id, whichever import says it, until the import that said it first is
// undone.
static Str message_id(const PieceWork *work, const Draft *draft, const Record *record, int64_t first_import)
{
    uint64_t digest[2];
    Text text = text_in(work->arena);
    text_addf(&text, "%d %lld ", (int)record->kind, (long long)record->at);
    text_add(&text, record->name);
    text_add_byte(&text, '\n');
    text_add(&text, record->properties);
    digest_short(work->carrying->drafting.key, text_str(&text), digest);
    return str_format(work->arena, "import-%lld-%016llx-%016llx", (long long)first_import,
                      (unsigned long long)(draft->key.word[0] ^ draft->key.word[1]), (unsigned long long)digest[0]);
}

static bool put_records(PieceWork *work, StoreSession *session, const Draft *draft, const ThingKnown *known,
                        Recorded *recorded, Error *error)
{
    const House *house = work->carrying->call->house;
    int64_t first_import = known->import ? known->import : work->carrying->call->import.id;
    for (size_t i = 0; i < draft->records; i++) {
        Record one = draft->record[i];
        Recorded put;
        if (i == 0 && known->import && draft->updated.size) one.name = draft->updated;
        if (!one.message_id.size) one.message_id = message_id(work, draft, &one, first_import);
        if (!record(house, session, &one, work->arena, &put, error)) return false;
        if (put.refused) {
            *recorded = put;
            return true;
        }
        recorded->made |= put.made;
        recorded->customer = put.customer;
        work->counts.events += put.seq > 0;
    }
    return true;
}

static bool note_customer(const PieceWork *work, StoreSession *session, CustomerId customer, Error *error)
{
    return !customer ||
           store_execute_soon(session, &query_import_customer_put,
                              VALUES(value_integer(customer), value_integer(work->carrying->call->import.id)), error);
}

// A customer who was taken away since is a new one again.
static bool still_there(const PieceWork *work, StoreSession *session, const Draft *draft, bool *there, Error *error)
{
    CustomerId customer = 0;
    *there = true;
    if (work->carrying->reading.options.kind != IMPORT_CUSTOMERS) return true;
    if (!record_find(work->carrying->call->house, session, &draft->who, work->arena, &customer, error)) return false;
    *there = customer != 0;
    return true;
}

static bool refuse_draft(PieceWork *work, StoreSession *session, const Draft *draft, const char *code, Error *error)
{
    Draft refused = *draft;
    draft_refuse(work->carrying, &refused, code);
    work->counts.skipped += (int64_t)refused.rejects;
    return piece_put_rejects(work->carrying, session, &refused, &work->rejects, error);
}

static bool put_draft(PieceWork *work, StoreSession *session, const Draft *draft, Error *error)
{
    ImportKind kind = work->carrying->reading.options.kind;
    ThingKnown known;
    Recorded recorded = {0};
    bool there;
    if (!import_thing(session, kind, draft->key, &known, error) || !still_there(work, session, draft, &there, error))
        return false;
    bool same = known.import && there && memcmp(&known.digest, &draft->digest, sizeof known.digest) == 0;
    if (same) {
        count_outcome(&work->counts, draft, OUTCOME_UNCHANGED);
        return true;
    }
    if (!put_records(work, session, draft, &known, &recorded, error))
        return is_of_row(error) && refuse_draft(work, session, draft, error->code, error);
    if (recorded.refused) return refuse_draft(work, session, draft, recorded.refused, error);
    bool created = kind == IMPORT_CUSTOMERS ? recorded.made : !known.import;
    count_outcome(&work->counts, draft, created ? OUTCOME_CREATED : OUTCOME_UPDATED);
    work->counts.customers += recorded.made;
    return note_customer(work, session, recorded.customer, error) &&
           import_thing_put(session, kind, draft, work->carrying->call->import.id, error);
}

// ---- the piece ----

static bool put_drafts(PieceWork *work, StoreSession *session, Error *error)
{
    for (size_t i = 0; i < work->piece->count; i++) {
        const Draft *draft = &work->piece->draft[i];
        work->counts.skipped += (int64_t)draft->rejects;
        if (!piece_put_rejects(work->carrying, session, draft, &work->rejects, error)) return false;
        if (draft->usable && !put_draft(work, session, draft, error)) return false;
    }
    return true;
}

static bool note_batch(StoreSession *session, int64_t import, int64_t first, int64_t last, Error *error)
{
    int64_t changed;
    if (last < first) return true;
    return store_execute(session, &query_import_batch_extend,
                         VALUES(value_integer(import), value_integer(first), value_integer(last)), &changed, error) &&
           (changed ||
            store_execute(session, &query_import_batch_insert,
                          VALUES(value_integer(import), value_integer(first), value_integer(last)), NULL, error));
}

// Only who knows how far it is may go on.
static bool advance(const PieceWork *work, StoreSession *session, Error *error)
{
    int64_t changed, next = work->piece->first_unit + (int64_t)work->piece->count;
    if (!store_execute(session, &query_import_advance,
                       VALUES(value_integer(work->carrying->call->import.id), value_integer(work->piece->first_unit),
                              value_integer(next)),
                       &changed, error))
        return false;
    return changed == 1 ||
           error_code(error, ERROR_CONFLICT, "import_taken",
                      PHRASE("another server carries this import out", "un autre serveur effectue cette importation"),
                      STR(""));
}

static bool put_piece(StoreSession *session, void *context, Error *error)
{
    PieceWork *work = context;
    int64_t before, after;
    arena_reset(work->arena);
    work->counts = work->carrying->counts;
    work->rejects = work->carrying->rejects;
    return advance(work, session, error) && last_seq(session, &before, error) && put_drafts(work, session, error) &&
           last_seq(session, &after, error) &&
           note_batch(session, work->carrying->call->import.id, before + 1, after, error) &&
           import_set_progress(session, work->carrying->call->import.id, &work->counts, work->rejects, error);
}

bool piece_carry(Carrying *carrying, const Piece *piece, Error *error)
{
    PieceWork work = {.carrying = carrying, .piece = piece, .arena = arena_open(0)};
    bool fine = store_write(carrying->call->house->store, put_piece, &work, error);
    if (fine) {
        carrying->counts = work.counts;
        carrying->rejects = work.rejects;
        carrying->next_unit = piece->first_unit + (int64_t)piece->count;
    }
    arena_close(work.arena);
    return fine;
}

// ---- the end ----

enum { SETTLED_AT_ONCE = 200 };

typedef struct Settling {
    const CarryCall *call;
    size_t count;
} Settling;

// What it tells of stages is the import's too, and is taken back with it.
static bool settle_some(StoreSession *session, void *context, Error *error)
{
    Settling *settling = context;
    int64_t before, after;
    Arena *arena = arena_open(0);
    Lifecycle lifecycle = lifecycle_of(settling->call->house, arena);
    bool fine = last_seq(session, &before, error) &&
                lifecycle_settle_imported(&lifecycle, session, settling->call->import.made_at, SETTLED_AT_ONCE, arena,
                                          &settling->count, error) &&
                last_seq(session, &after, error) &&
                note_batch(session, settling->call->import.id, before + 1, after, error);
    arena_close(arena);
    return fine;
}

bool carry_settle(const CarryCall *call, Error *error)
{
    Settling settling = {.call = call};
    do {
        if (!store_write(call->house->store, settle_some, &settling, error)) return false;
    } while (settling.count == SETTLED_AT_ONCE);
    return true;
}
