// policy_log.h - what was chosen with what chance, and what came of it: what other ways of choosing would have brought.
//
// The reward of a choice is what the person bought in the days after it (net of refunds) less what the action cost.
// Choices whose days have not ended are not observed yet; those that somebody made by themselves, of people who object
// to profiling, and of the control group of an action's experiment are left out.
#ifndef FIDELE_RETAIN_POLICY_LOG_H
#define FIDELE_RETAIN_POLICY_LOG_H

#include "predict/policy.h"
#include "retain/next_action.h"

struct House;

enum { POLICIES_MAX = NEXT_ACTIONS_MAX + 3 };

typedef enum PolicyKind { POLICY_LOGGED, POLICY_BEST, POLICY_NOTHING, POLICY_ACTION } PolicyKind;
#define POLICY_KIND_WORDS "logged|best|nothing|action"

typedef struct JudgedPolicy {
    PolicyKind kind;
    const NextAction *action; // of POLICY_ACTION: that one wherever it could be chosen, else the best
    PolicyValue value;        // minor units a choice
} JudgedPolicy;

typedef struct PolicyLog {
    int64_t observed, waiting, own, left_out;
    JudgedPolicy policy[POLICIES_MAX];
    size_t count;
} PolicyLog;
MUST_USE bool policy_log(const struct House *house, StoreSession *session, int64_t follow_days, Instant now,
                         Arena *arena, PolicyLog *log, Error *error);

#endif
