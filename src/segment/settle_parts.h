// settle_parts.h - a round in its steps: whom to look at (settle_look.c), who is in now (settle.c), writing it down
// (settle_write.c).
#ifndef FIDELE_SEGMENT_SETTLE_PARTS_H
#define FIDELE_SEGMENT_SETTLE_PARTS_H

#include <stdatomic.h>

#include "segment/settle.h"

typedef struct SettleState {
    int64_t seq, until; // events after seq, up to until, are to be looked at
    Instant all_at;
    int64_t touched; // number of the last one
    int64_t unsettled;
} SettleState;

typedef struct TouchedPerson {
    CustomerId root;
    Instant at;
    bool silent; // by an import alone
} TouchedPerson;

typedef struct Settle {
    const struct House *house;
    StoreSession *session;
    Instant now;
    Day today;
    Arena *arena;
    SettleState state;
    bool whole;
    bool crowd; // so much has happened that nobody is told apart
    const atomic_bool *stop;
    TouchedPerson *person; // by root, each once
    size_t people;
    CustomerSet only; // the same
    SettleRound *round;
} Settle;

static inline bool settle_stopped(const Settle *settle)
{
    return settle->stop && atomic_load(settle->stop);
}

MUST_USE bool settle_state(StoreSession *session, SettleState *state, Error *error);
Day settle_day(const struct House *house, Instant at);
// Whether there is anything to do.
bool settle_needed(const struct House *house, const SettleState *state, Instant now);
// Whom the events and touches since the last round are about; `whole` becomes true when they are too many.
MUST_USE bool settle_look(Settle *settle, Error *error);

typedef struct MemberChange {
    CustomerId customer;
    bool entered, listed, silent;
    Instant at;
} MemberChange;

typedef struct SegmentChanges {
    const StoredSegment *segment;
    MemberChange *change;
    size_t count;
    bool filled; // everybody was looked at: `size` is true
    int64_t size;
} SegmentChanges;
MUST_USE bool settle_write(Settle *settle, const SegmentChanges *changes, Error *error);
// All is written: this is how far it is true.
MUST_USE bool settle_finish(Settle *settle, Error *error);

#endif
