// cycle.h - rounds of the method: audit, objectives, resources, actions, results, and again with what was learnt
// (R272).
#ifndef FIDELE_PLAN_CYCLE_H
#define FIDELE_PLAN_CYCLE_H

#include "base/instant.h"
#include "store/store.h"

enum { LESSONS_BYTES_MAX = 20000 };

typedef enum MethodStep {
    STEP_AUDIT,
    STEP_GOALS,
    STEP_RESOURCES,
    STEP_ACTIONS,
    STEP_RESULTS,
    METHOD_STEP_COUNT
} MethodStep;
extern const char *const method_step_names[METHOD_STEP_COUNT];

typedef struct Cycle {
    int64_t id; // 0: none; 1, 2 … is also its number
    Instant opened_at, closed_at;
    Str lessons, carried; // JSON
    int64_t version;
} Cycle;

MUST_USE bool cycle_get(StoreSession *session, int64_t id, Arena *arena, Cycle *cycle, Error *error);
MUST_USE bool cycle_open(StoreSession *session, Arena *arena, Cycle *cycle, Error *error); // the one that goes on; id 0
MUST_USE bool cycle_list(StoreSession *session, int64_t before, size_t limit, Arena *arena, Cycle **cycles,
                         size_t *count, Error *error);

typedef struct StepMark {
    bool done;
    Str note;
    Instant done_at;
} StepMark;
MUST_USE bool step_marks(StoreSession *session, int64_t cycle, Arena *arena, StepMark marks[METHOD_STEP_COUNT],
                         Error *error);

typedef struct GoalCounts {
    int64_t drafts, active, behind, met, missed, closed;
} GoalCounts;
MUST_USE bool goal_counts(StoreSession *session, int64_t cycle, GoalCounts *counts, Error *error);

typedef struct ActionCounts {
    int64_t drafts, pilots, active; // initiatives that have not ended
    int64_t experiments, read_out;  // that run, and that were stopped
} ActionCounts;
MUST_USE bool action_counts(StoreSession *session, ActionCounts *counts, Error *error);

// ---- within a writing transaction ----

// The one that goes on, made when there is none.
MUST_USE bool cycle_ensure(StoreSession *session, Instant now, Arena *arena, Cycle *cycle, Error *error);
MUST_USE bool cycle_insert(StoreSession *session, Cycle *cycle, Error *error); // gives the id
MUST_USE bool cycle_carried(StoreSession *session, int64_t id, Str carried, Error *error);
MUST_USE bool cycle_close(StoreSession *session, int64_t id, Str lessons, Instant now, Error *error);
MUST_USE bool step_mark(StoreSession *session, int64_t cycle, MethodStep step, Str note, int64_t by, Instant now,
                        Error *error);
MUST_USE bool step_unmark(StoreSession *session, int64_t cycle, MethodStep step, Error *error);

#endif
