// log_take_back.c - events taken back with all that reactions made of them within their transactions (reaction.h).
#include <stdlib.h>
#include <string.h>

#include "event/log_parts.h"

static int newest_first(const void *a, const void *b)
{
    int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
    return x < y ? 1 : x > y ? -1 : 0;
}

static bool undo_one(const EventLog *log, StoreSession *session, const Event *event, Error *error)
{
    for (const Reaction *const *table = log->reactions; table && *table; table++)
        for (const Reaction *reaction = *table; reaction->name; reaction++)
            if (reaction->undo && reaction_wants(reaction, event) && !reaction->undo(log->house, session, event, error))
                return false;
    return true;
}

bool log_take_back(EventLog *log, StoreSession *session, const int64_t *seqs, size_t count, Instant at, Error *error)
{
    if (!count) return true;
    Arena *arena = arena_open(0), *scratch = arena_open(0);
    int64_t *sorted = arena_array(arena, int64_t, count);
    memcpy(sorted, seqs, count * sizeof *sorted);
    qsort(sorted, count, sizeof *sorted, newest_first);
    bool fine = true;
    for (size_t i = 0; fine && i < count; i++) {
        Event event;
        arena_reset(scratch);
        fine = log_get(log, session, sorted[i], scratch, &event, error) &&
               (!event.seq || undo_one(log, session, &event, error));
    }
    arena_close(scratch);
    arena_close(arena);
    return fine && log_remove(log, session, seqs, count, at, error);
}
