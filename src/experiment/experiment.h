// experiment.h - a trial that is decided by lot: who may take part, in which arms, what is watched and for how long.
//
// The lot of a customer is a number from the key of the experiment and the number of the customer: always the same, and
// independent of all other experiments. Arms get shares of it, the control group first; who is beyond them takes no
// part. Whoever came into contact with the experiment once (an *exposure*) stays in that arm, also when customers are
// merged: the earliest exposure of a person counts.
//
// Every lever that touches a customer asks experiment_assign first.
#ifndef FIDELE_EXPERIMENT_EXPERIMENT_H
#define FIDELE_EXPERIMENT_EXPERIMENT_H

#include "event/log.h"

struct House;

enum {
    EXPERIMENT_ARMS = 2, // the control group, and the one that is treated
    EXPERIMENT_KEY_BYTES_MAX = 60,
    EXPERIMENT_FOLLOW_DAYS_MAX = 730
};

typedef enum Outcome { OUTCOME_PURCHASE, OUTCOME_ORDERS, OUTCOME_REVENUE, OUTCOME_EVENT, OUTCOME_COUNT } Outcome;
#define OUTCOME_WORDS "purchase|orders|revenue|event"

typedef enum ExperimentStatus { EXPERIMENT_DRAFT, EXPERIMENT_RUNNING, EXPERIMENT_STOPPED } ExperimentStatus;
#define EXPERIMENT_STATUS_WORDS "draft|running|stopped"

typedef enum Decision { DECISION_OPEN, DECISION_ADOPTED, DECISION_NOT_ADOPTED } Decision;
#define DECISION_WORDS "open|adopted|not_adopted"

typedef struct ExperimentArm {
    Str key, name;
    double share;
} ExperimentArm;

typedef struct Experiment {
    int64_t id;
    Str key, name, hypothesis, segment;
    Outcome outcome;
    Str event; // "" but for OUTCOME_EVENT
    int64_t follow_days;
    bool has_criterion;
    double criterion; // rates 0..1, amounts in major units
    ExperimentStatus status;
    Instant started_at, stopped_at; // 0: not yet
    Decision decision;
    Str lesson;
    int64_t made_by;
    Instant made_at;
    int64_t version;
    ExperimentArm arm[EXPERIMENT_ARMS];
} Experiment;

MUST_USE bool experiment_get(StoreSession *session, int64_t id, Arena *arena, Experiment *experiment, Error *error);
// id 0 when there is none of that key.
MUST_USE bool experiment_find(StoreSession *session, Str key, Arena *arena, Experiment *experiment, Error *error);
// Those with numbers below `before`, newest first, at most `limit`.
MUST_USE bool experiment_list(StoreSession *session, int64_t before, size_t limit, Arena *arena, Experiment **list,
                              size_t *count, Error *error);

// ---- within a writing transaction ----

// Gives it its number. Error key_taken.
MUST_USE bool experiment_add(StoreSession *session, Experiment *experiment, Error *error);
MUST_USE bool experiment_change(StoreSession *session, Experiment *experiment, Error *error);
MUST_USE bool experiment_remove(StoreSession *session, int64_t id, Error *error);

// ---- the lot ----

// The arm of a customer, -1: takes no part.
int experiment_draw(const Experiment *experiment, CustomerId customer);

typedef struct Exposure {
    int arm; // -1: none yet
    Instant at;
} Exposure;
// The earliest of the person.
MUST_USE bool experiment_exposure(const Identity *identity, StoreSession *session, const Experiment *experiment,
                                  CustomerId customer, Arena *arena, Exposure *exposure, Error *error);

// The arm of a customer who is about to be treated, by the key of the experiment; within any session. -1: takes no part
// (or it does not run): the lever does what it does without an experiment. Whether they are in the segment is not
// asked: levers have asked that.
MUST_USE bool experiment_assign(const struct House *house, StoreSession *session, Str key, CustomerId customer,
                                Arena *arena, int *arm, Error *error);
// Within a writing transaction: writes "Experiment Viewed" to the log, from which the exposure is kept.
MUST_USE bool experiment_expose(const struct House *house, StoreSession *session, const Experiment *experiment,
                                CustomerId customer, int arm, Instant now, Arena *arena, Error *error);

#endif
