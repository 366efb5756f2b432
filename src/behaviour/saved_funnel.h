// saved_funnel.h - funnels that were kept under a name: the question, not its answer.
#ifndef FIDELE_BEHAVIOUR_SAVED_FUNNEL_H
#define FIDELE_BEHAVIOUR_SAVED_FUNNEL_H

#include "base/instant.h"
#include "store/store.h"

enum { FUNNEL_NAME_BYTES_MAX = 200 };

typedef struct SavedFunnel {
    int64_t id;
    Str name;
    Str question; // a JSON object: steps, window, order, exclude, segment, by
    int64_t made_by;
    Instant made_at;
} SavedFunnel;

// Error not_found.
MUST_USE bool funnel_saved(StoreSession *session, int64_t id, Arena *arena, SavedFunnel *funnel, Error *error);
// Newest first, before number `before`.
MUST_USE bool funnel_saved_list(StoreSession *session, int64_t before, size_t limit, Arena *arena, SavedFunnel **list,
                                size_t *count, Error *error);

// ---- within a writing transaction ----

MUST_USE bool funnel_save(StoreSession *session, SavedFunnel *funnel, Error *error); // sets its id
MUST_USE bool funnel_forget(StoreSession *session, int64_t id, Error *error);

#endif
