// readout.h - what the arms of an experiment did after their exposure.
//
// Everybody who was exposed counts in the arm of their lot, whatever was done to them afterwards (intention to treat).
// Each is watched for the same number of days from the exposure on; whose days have not ended is not observed yet. The
// same stretch before the exposure tells how alike the arms were, and the change of each person from before to after
// takes out what they did anyway.
#ifndef FIDELE_EXPERIMENT_READOUT_H
#define FIDELE_EXPERIMENT_READOUT_H

#include "activity/port.h"
#include "experiment/experiment.h"
#include "measure/two_arms.h"

typedef struct Exposed {
    CustomerId person; // a root
    int arm;
    Instant at;
} Exposed;

typedef struct ReadoutArm {
    int64_t exposed, observed;
} ReadoutArm;

typedef enum Verdict {
    VERDICT_TOO_EARLY,  // nobody's days have ended in one of the arms
    VERDICT_UNBALANCED, // the split is not the one that was planned: trust nothing else
    VERDICT_INCONCLUSIVE,
    VERDICT_BETTER, // the treated arm, at 5 %
    VERDICT_WORSE
} Verdict;
#define VERDICT_WORDS "too_early|unbalanced|inconclusive|better|worse"

typedef struct Readout {
    ReadoutArm arm[EXPERIMENT_ARMS];
    TwoArms after, before, change; // amounts in minor units; change: of each person, after less before
    double balance;                // two_arms_balance
    Verdict verdict;
} Readout;

// Each person once, the earliest exposure of their customers, in the arena.
MUST_USE bool exposed_people(const Identity *identity, StoreSession *session, int64_t experiment, Arena *arena,
                             Exposed **exposed, size_t *count, Error *error);

// What one person did in the days of the experiment from a civil second on: 0 or 1 of a yes or no, orders, minor units.
double outcome_after(const Experiment *experiment, const Columns *columns, CustomerId person, int64_t at);

// Over the rows of what is watched (purchases, or an event), as known at `now`.
Readout readout_of(const Experiment *experiment, const Columns *columns, const Zone *zone, const Exposed *exposed,
                   size_t count, Instant now);

// The same of a data folder: reads who was exposed and what they did. Not on the store's thread.
MUST_USE bool readout_read(const struct House *house, StoreSession *session, const Experiment *experiment, Instant now,
                           Arena *arena, Readout *readout, Error *error);

#endif
