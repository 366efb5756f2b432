// kept.h - everybody's health in memory: scores, bands and signals, so that a list or a count does not read all that is
// known of everybody at each ask.
//
// Worked out for all at first, as of then. Whoever the log says something of since, and whoever was merged or parted,
// is worked out anew at the next ask, as of that moment: an event that was acknowledged is in the next answer. What
// time alone does to the others (a silence that grows) is as of when all were worked out: KEPT_SECONDS ago at most,
// usually less, for the job "health" does it again while somebody asks. A new release of the definition, another window
// of inactivity, events that were removed, or more that happened than a small part of all, and all are worked out anew.
#ifndef FIDELE_HEALTH_KEPT_H
#define FIDELE_HEALTH_KEPT_H

#include <stdatomic.h>

#include "health/health.h"

enum { KEPT_SECONDS = 1200, HEALTH_CHANGE_DAYS = 30 };

typedef struct HealthKeeper HealthKeeper;
MUST_USE bool health_keeper_open(HealthKeeper **keeper, Error *error);
void health_keeper_close(HealthKeeper *keeper); // NULL is fine

typedef enum KeptMoment { KEPT_NOW, KEPT_BEFORE /* HEALTH_CHANGE_DAYS earlier */, KEPT_MOMENT_COUNT } KeptMoment;

typedef struct KeptSignal {
    Instant since;
    CustomerId root;
    HealthSignal signal;
} KeptSignal;

// By root; without overrides. Shared and never changed; give back with health_kept_release.
typedef struct KeptHealth {
    HealthDefinition definition; // its note is ""
    HealthMoment moment;         // of those of whom nothing was said since
    Instant made_at;             // when all were worked out
    int64_t seq;                 // of the log: everything up to it is in it
    uint64_t people;             // identity_version
    uint32_t customers;
    double *score;     // NaN: not scored
    uint8_t *band;     // HealthBand, of those with a score
    uint8_t *standing; // HealthStanding
    CustomerId *root;  // of each customer
    KeptSignal *signal;
    size_t signals;
    Arena *arena;
    atomic_int held;
} KeptHealth;

MUST_USE bool health_kept(const HealthPlace *place, KeptMoment which, const KeptHealth **kept, Error *error);
void health_kept_release(const KeptHealth *kept); // NULL is fine

// What was asked for within the last hour is worked out for all again, so that nobody waits for it.
MUST_USE bool health_keeper_renew(const HealthPlace *place, Error *error);

#endif
