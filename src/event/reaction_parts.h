// reaction_parts.h - the engine without its thread and clock, for tests.
#ifndef FIDELE_EVENT_REACTION_PARTS_H
#define FIDELE_EVENT_REACTION_PARTS_H

#include "event/reaction.h"

enum {
    REACTION_BATCH = 100,     // events in one transaction
    REACTION_SCAN = 20000,    // events looked through at once for one that is wanted
    REACTION_ATTEMPTS = 5,    // then the event is set aside
    REACTION_PAUSE_MS = 1000, // after the first failure; doubled each time
    REACTION_IDLE_MS = 1000   // another server's events are looked for so often
};

// Does what is due at `now`. The milliseconds until there may be something again; 0: at once.
int reactions_step(Reactions *reactions, Instant now);
// As reactions_open, without the thread.
MUST_USE bool reactions_prepare(Store *store, EventLog *log, const struct House *house, const Reaction *const *tables,
                                Reactions **reactions, Error *error);

#endif
