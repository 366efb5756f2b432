// settle_write.c - who came and went, written down: some at a time, so that nobody who writes waits for long.
#include "event/log.h"
#include "house.h"
#include "segment/settle_parts.h"

enum { WRITTEN_AT_ONCE = 500 };

typedef struct Piece {
    Settle *settle;
    const SegmentChanges *changes;
    size_t from, to;
    bool last;  // of the segment
    bool stale; // the segment is another one by now, or gone
    int64_t entered, left_out, told_entered, told_left;
} Piece;

static bool still_the_same(StoreSession *session, const StoredSegment *segment, bool *same, Error *error)
{
    Rows rows;
    *same = false;
    if (!store_select(session, &query_settle_version, VALUES(value_integer(segment->id)), &rows, error)) return false;
    if (rows_next(&rows)) *same = rows_integer(&rows, 0) == segment->version;
    return rows_close(&rows, error);
}

static Str body_of(const StoredSegment *segment, Locale locale, Arena *arena)
{
    Text body = text_in(arena);
    JsonWriter json = json_writer(&body);
    json_begin_object(&json);
    json_key(&json, "properties");
    json_begin_object(&json);
    json_key(&json, "segment");
    json_string(&json, segment->key);
    json_key(&json, "segment_name");
    json_string(&json, stored_name(segment, locale));
    json_end_object(&json);
    json_end_object(&json);
    return text_str(&body);
}

static bool tell(const Piece *piece, StoreSession *session, const MemberChange *change, Error *error)
{
    const Settle *settle = piece->settle;
    Arena *arena = arena_open(0);
    Locale locale = workspace_settings(settle->house->workspace)->locale;
    Event event = {.kind = EVENT_INTERNAL,
                   .name = change->entered ? STR("Segment Entered") : STR("Segment Exited"),
                   .customer = change->customer,
                   .at = change->at,
                   .received = settle->now,
                   .body = body_of(piece->changes->segment, locale, arena)};
    bool fine = log_append(settle->house->log, session, &event, NULL, error);
    arena_close(arena);
    return fine;
}

static bool note(Piece *piece, StoreSession *session, const MemberChange *change, Error *error)
{
    const StoredSegment *segment = piece->changes->segment;
    piece->entered += change->entered;
    piece->left_out += !change->entered;
    if (change->silent) return true;
    piece->told_entered += change->entered;
    piece->told_left += !change->entered;
    return store_execute(session, &query_settle_move,
                         VALUES(value_integer(segment->id), value_integer(change->customer),
                                value_integer(change->entered), value_integer(change->at)),
                         NULL, error) &&
           (!segment->told || tell(piece, session, change, error));
}

static bool write_change(Piece *piece, StoreSession *session, const MemberChange *change, Error *error)
{
    int64_t changed = 0;
    Value segment = value_integer(piece->changes->segment->id), customer = value_integer(change->customer);
    bool fine = change->entered
                    ? store_execute(session, &query_settle_enter,
                                    VALUES(segment, customer, value_integer(change->at), value_integer(change->listed)),
                                    &changed, error)
                    : store_execute(session, &query_settle_leave, VALUES(segment, customer), &changed, error);
    return fine && (!changed || note(piece, session, change, error));
}

static bool write_size(const Piece *piece, StoreSession *session, Error *error)
{
    const SegmentChanges *changes = piece->changes;
    Value id = value_integer(changes->segment->id), now = value_integer(piece->settle->now);
    bool filled = changes->filled && piece->last;
    return store_execute(session, filled ? &query_settle_filled : &query_settle_resize,
                         VALUES(id, value_integer(filled ? changes->size : piece->entered - piece->left_out), now),
                         NULL, error) &&
           store_execute(session, &query_settle_day,
                         VALUES(id, value_integer(piece->settle->today), value_integer(piece->told_entered),
                                value_integer(piece->told_left)),
                         NULL, error);
}

static bool write_piece(StoreSession *session, void *context, Error *error)
{
    bool same;
    Piece *piece = context;
    const StoredSegment *segment = piece->changes->segment;
    piece->entered = piece->left_out = piece->told_entered = piece->told_left = 0;
    if (!still_the_same(session, segment, &same, error)) return false;
    piece->stale = !same;
    for (size_t i = piece->from; same && i < piece->to; i++)
        if (!write_change(piece, session, &piece->changes->change[i], error)) return false;
    return !same || write_size(piece, session, error);
}

bool settle_write(Settle *settle, const SegmentChanges *changes, Error *error)
{
    size_t from = 0;
    do {
        Piece piece = {.settle = settle, .changes = changes, .from = from};
        piece.to = changes->count - from > WRITTEN_AT_ONCE ? from + WRITTEN_AT_ONCE : changes->count;
        piece.last = piece.to == changes->count;
        if (!store_write(settle->house->store, write_piece, &piece, error)) return false;
        if (piece.stale || (settle_stopped(settle) && !piece.last)) return true;
        settle->round->entered += piece.entered;
        settle->round->left_out += piece.left_out;
        from = piece.to;
    } while (from < changes->count);
    return true;
}

static bool write_end(StoreSession *session, void *context, Error *error)
{
    const Settle *settle = context;
    const SettleState *state = &settle->state;
    return store_execute(session, &query_settle_finish,
                         VALUES(value_integer(state->seq), value_integer(state->until),
                                value_integer(settle->whole ? settle->now : state->all_at)),
                         NULL, error) &&
           (!state->touched ||
            store_execute(session, &query_settle_forget_touched, VALUES(value_integer(state->touched)), NULL, error));
}

bool settle_finish(Settle *settle, Error *error)
{
    return store_write(settle->house->store, write_end, settle, error);
}
