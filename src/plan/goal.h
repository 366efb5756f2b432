// goal.h - objectives: a metric, whom it is of, from where to where, by when, who answers for it, and why (R264).
#ifndef FIDELE_PLAN_GOAL_H
#define FIDELE_PLAN_GOAL_H

#include "base/calendar.h"
#include "base/instant.h"
#include "plan/pace.h"
#include "store/store.h"

enum { GOALS_MAX = 1000, GOAL_TEXT_BYTES_MAX = 4000, GOAL_NONE = INT32_MIN };

typedef enum GoalStatus {
    GOAL_DRAFT,
    GOAL_ACTIVE,
    GOAL_MET,
    GOAL_MISSED,
    GOAL_CLOSED, // given up, before its deadline
    GOAL_STATUS_COUNT
} GoalStatus;
extern const char *const goal_status_names[GOAL_STATUS_COUNT];

typedef struct Goal {
    int64_t id; // 0: none
    Str name, metric, segment;
    PeriodUnit period;
    bool has_target;
    double target;
    Day from, deadline; // GOAL_NONE: none
    int64_t owner;      // 0: nobody
    Str owner_name, owner_email;
    Locale owner_locale;
    Str reason, finding, justification;
    GoalStatus status;
    int64_t cycle;
    PacePoint baseline; // as it was when the goal was activated; period is not stored: that of `from`
    Instant activated_at, ended_at, judged_at; // 0: not yet
    Str outcome;
    PaceState state, told;
    Str failure;
    int64_t made_by;
    Instant made_at;
    int64_t version;
} Goal;

typedef struct GoalDay { // what was known of it on a day
    Day day, period_day;
    PacePoint point;
    bool has_expected, has_probability;
    double expected, probability;
    PaceState state;
} GoalDay;

MUST_USE bool goal_get(StoreSession *session, int64_t id, Arena *arena, Goal *goal, Error *error);
typedef struct GoalPage {
    int64_t before, cycle; // 0: from the newest; of all
    Str status;            // "": any
    size_t limit;
} GoalPage;
MUST_USE bool goal_list(StoreSession *session, const GoalPage *page, Arena *arena, Goal **goals, size_t *count,
                        Error *error);
MUST_USE bool goal_active(StoreSession *session, int64_t after, int64_t *ids, size_t room, size_t *count, Error *error);
MUST_USE bool goal_last_day(StoreSession *session, int64_t id, GoalDay *day, bool *known, Error *error);
MUST_USE bool goal_days(StoreSession *session, int64_t id, Day after, size_t limit, Arena *arena, GoalDay **days,
                        size_t *count, Error *error);

// ---- within a writing transaction ----

MUST_USE bool goal_insert(StoreSession *session, Goal *goal, Error *error); // gives id and version
MUST_USE bool goal_update(StoreSession *session, Goal *goal, Error *error);
MUST_USE bool goal_judged(StoreSession *session, const Goal *goal, Error *error); // state, told, judged_at, status …
MUST_USE bool goal_day_put(StoreSession *session, int64_t id, const GoalDay *day, Error *error);
MUST_USE bool goal_delete(StoreSession *session, int64_t id, Error *error);
// Drafts and active goals of one cycle go over to the next.
MUST_USE bool goal_carry(StoreSession *session, int64_t from, int64_t to, int64_t *count, Error *error);

#endif
