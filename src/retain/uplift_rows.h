// uplift_rows.h - what is known of people at a moment, for uplift models, and the trials they learn from.
//
// Each person of an experiment is described as they stood at their exposure: nothing that happened afterwards is seen.
// The outcome is that of the experiment (experiment/readout.h), over its days from the exposure on. People whose days
// have not ended are left out, as are those who object to profiling (PV-06).
#ifndef FIDELE_RETAIN_UPLIFT_ROWS_H
#define FIDELE_RETAIN_UPLIFT_ROWS_H

#include "activity/port.h"
#include "experiment/experiment.h"
#include "predict/uplift.h"

struct House;

enum { UPLIFT_LANES = 3, UPLIFT_FEATURES = 15 };

// Orders, visits and tickets, held until they are released.
typedef struct UpliftColumns {
    ActivityPort *port;
    const Columns *lane[UPLIFT_LANES]; // NULL: nothing of the kind has ever been seen
} UpliftColumns;
MUST_USE bool uplift_columns_hold(const struct House *house, Arena *arena, UpliftColumns *columns, Error *error);
void uplift_columns_release(UpliftColumns *columns);

// As of a civil second; NaN where it is not known.
void uplift_features(const UpliftColumns *columns, CustomerId person, int64_t second, double feature[UPLIFT_FEATURES]);

typedef struct UpliftTrial {
    UpliftRows rows;
    int64_t exposed[2];           // by arm, all of them
    int64_t objected, unobserved; // left out
    double balance;               // two_arms_balance of the exposures
} UpliftTrial;
MUST_USE bool uplift_trial(const struct House *house, StoreSession *session, const Experiment *experiment, Instant now,
                           Arena *arena, UpliftTrial *trial, Error *error);

#endif
