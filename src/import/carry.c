#include "import/carry.h"

#include <string.h>
#include <time.h>

#include "base/pages.h"
#include "house.h"
#include "import/carry_parts.h"

// A piece is written within about this time, so that nobody else waits long for the store's thread.
enum { PIECE_MICROSECONDS = 12000, PIECE_UNITS_FIRST = 64, PIECE_BYTES_MAX = 8 << 20 };

static int64_t microseconds_now(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000;
}

void count_outcome(ImportCounts *counts, const Draft *draft, Outcome outcome)
{
    if (outcome == OUTCOME_UNCHANGED)
        counts->unchanged++;
    else if (draft->repeats && outcome != OUTCOME_REFUSED)
        counts->repeated++;
    else if (outcome != OUTCOME_REFUSED)
        ++*(outcome == OUTCOME_CREATED ? &counts->created : &counts->updated);
}

void draft_refuse(const Carrying *carrying, Draft *draft, const char *code)
{
    draft->usable = false;
    draft->rejects = 0;
    for (size_t i = 0; i < unit_rows(&carrying->units, draft->unit); i++)
        draft->reject[draft->rejects++] =
            (RowReject){(uint32_t)unit_row(&carrying->units, draft->unit, i), {code, -1, STR("")}};
}

bool piece_put_rejects(const Carrying *carrying, StoreSession *session, const Draft *draft, int64_t *number,
                       Error *error)
{
    for (size_t i = 0; i < draft->rejects; i++)
        if (!import_reject_put(session, &carrying->call->import, ++*number, &carrying->reading, &draft->reject[i],
                               error))
            return false;
    if (!draft->usable || !draft->repeats) return true;
    Str earlier = str_format(carrying->drafting.row.arena, "%u", draft->repeats);
    const RowReject note = {(uint32_t)unit_row(&carrying->units, draft->unit, 0), {"duplicate_row", -1, earlier}};
    return import_reject_put(session, &carrying->call->import, ++*number, &carrying->reading, &note, error);
}

// ---- pieces ----

static size_t draft_bytes(const Piece *piece)
{
    return arena_used_bytes(piece->arena);
}

static void make_piece(Carrying *carrying, size_t unit, Piece *piece)
{
    arena_reset(piece->arena);
    piece->draft = arena_array(piece->arena, Draft, carrying->piece_units);
    piece->count = 0;
    piece->rows = 0;
    piece->first_unit = (int64_t)unit;
    while (piece->count < carrying->piece_units && unit < carrying->units.count &&
           draft_bytes(piece) < PIECE_BYTES_MAX) {
        piece->rows += unit_rows(&carrying->units, unit);
        draft_make(&carrying->drafting, unit++, piece->arena, &piece->draft[piece->count++]);
    }
}

// The next piece takes as long as it should, by how long this one took.
static void adapt(Carrying *carrying, const Piece *piece, int64_t microseconds)
{
    size_t fitting =
        microseconds > 0 ? (size_t)((int64_t)piece->count * PIECE_MICROSECONDS / microseconds) : piece->count;
    size_t most = carrying->piece_units * 2;
    size_t next = fitting < most ? fitting : most;
    carrying->piece_units = next < 1 ? 1 : next > PIECE_UNITS_MAX ? PIECE_UNITS_MAX : next;
}

static bool write_piece(Carrying *carrying, const Piece *piece, Error *error)
{
    int64_t begun = microseconds_now();
    bool fine = carrying->rehearsal ? piece_rehearse(carrying, piece, error) : piece_carry(carrying, piece, error);
    adapt(carrying, piece, microseconds_now() - begun);
    progress_add(carrying->call->progress, piece->rows);
    return fine;
}

// Units that are done already are drafted all the same: what they said decides what repeats them.
static bool carry_all(Carrying *carrying, bool *stopped, Error *error)
{
    Piece piece = {.arena = arena_open(0)};
    bool fine = true;
    size_t unit = 0, done = (size_t)carrying->next_unit;
    while (fine && unit < carrying->units.count && !*stopped) {
        size_t most = carrying->piece_units;
        bool behind = unit < done;
        if (behind) carrying->piece_units = done - unit < PIECE_UNITS_MAX ? done - unit : PIECE_UNITS_MAX;
        make_piece(carrying, unit, &piece);
        carrying->piece_units = most;
        if (behind)
            progress_add(carrying->call->progress, piece.rows);
        else
            fine = write_piece(carrying, &piece, error);
        unit += piece.count;
        *stopped = carrying->call->stop && *carrying->call->stop;
    }
    *stopped = *stopped && unit < carrying->units.count;
    arena_close(piece.arena);
    return fine;
}

static bool read_counts(Carrying *carrying, Error *error)
{
    JsonValue counts;
    const Import *import = &carrying->call->import;
    if (!json_parse(import->counts, &counts, error)) return false;
    if (import->dry_run) return true; // begins anew
    import_counts_read(counts, &carrying->counts);
    carrying->next_unit = import->units;
    carrying->rejects = import->rejects;
    return true;
}

bool import_carry(const CarryCall *call, Bytes *bytes, Carried *carried, Error *error)
{
    Arena *arena = arena_open(0);
    Carrying carrying = {.call = call, .piece_units = PIECE_UNITS_FIRST};
    const unsigned char *key = workspace_settings(call->house->workspace)->key;
    *carried = (Carried){0};
    if (!reading_open(bytes, call->import.name, &call->options, arena, &carrying.reading, error)) {
        arena_close(arena);
        return false;
    }
    units_find(&carrying.reading, key, &carrying.units);
    carrying.drafting.key = key;
    carrying.drafting.source = source_of(SOURCE_IMPORT, call->import.id);
    carrying.drafting.at = call->import.made_at;
    drafting_open(&carrying.drafting, &carrying.reading, &carrying.units, arena);
    if (call->import.dry_run) carrying.rehearsal = rehearsal_open();
    if (call->progress) atomic_store(&call->progress->total, carrying.reading.table.rows);
    bool fine = read_counts(&carrying, error) && carry_all(&carrying, &carried->stopped, error);
    if (fine && !call->import.dry_run && !carried->stopped) fine = carry_settle(call, error);
    carried->counts = carrying.counts;
    carried->rejects = carrying.rejects;
    carried->rows = (int64_t)carrying.reading.table.rows;
    rehearsal_close(carrying.rehearsal);
    drafting_close(&carrying.drafting);
    units_close(&carrying.units);
    reading_close(&carrying.reading);
    arena_close(arena);
    return fine;
}
