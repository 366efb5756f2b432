// uplift_kept.h - uplift models of experiments, as they are kept: one record each training, the newest counts.
#ifndef FIDELE_RETAIN_UPLIFT_KEPT_H
#define FIDELE_RETAIN_UPLIFT_KEPT_H

#include "retain/uplift_rows.h"

typedef enum UpliftStatus { UPLIFT_REFUSED, UPLIFT_OFF, UPLIFT_ON } UpliftStatus;
#define UPLIFT_STATUS_WORDS "refused|off|on"

typedef struct KeptUplift {
    int64_t id, experiment;
    Instant trained_at;
    UpliftStatus status;
    Str refusal[LOCALE_COUNT]; // of UPLIFT_REFUSED
    UpliftModel *model;        // NULL of UPLIFT_REFUSED
    UpliftReport *report;
} KeptUplift;

// The newest of each experiment that was ever trained. A record of another release counts as refused.
MUST_USE bool uplift_newest(StoreSession *session, Arena *arena, KeptUplift **list, size_t *count, Error *error);
const KeptUplift *uplift_of(const KeptUplift *list, size_t count, int64_t experiment); // NULL: none

// Learns from the experiment as it stands. Too few people, or an unfair split, is a refusal that is kept, no error.
// *record is "" then.
MUST_USE bool uplift_learn(const struct House *house, StoreSession *session, const Experiment *experiment, Instant now,
                           Arena *arena, KeptUplift *kept, Str *record, Error *error);

// Within a writing transaction; gives it its number. Nothing is written, and id stays 0, when the newest says the same.
MUST_USE bool uplift_keep(StoreSession *session, KeptUplift *kept, Str record, Error *error);

#endif
