// settle.h - what is kept of who is in which segment follows what happens: who came and went since it was looked at
// last is written down with its time, as events of the person where the segment tells them, and the size of each day.
//
// The log says whom to look at: people of events since the last round (and those of touch.h). Rules are asked for these
// alone, and for everybody where time alone changes who is in (once an hour, and when a day begins), after events were
// removed, and of a segment that is new or whose rule was changed. The first filling of a segment, and what an import
// brings, are no entries: they are written without a move and without an event, so that no timeline is flooded.
//
// A round reads one snapshot and writes in small transactions, each of which checks what it rests on, so two servers on
// one store, or a crash between them, write nothing twice.
#ifndef FIDELE_SEGMENT_SETTLE_H
#define FIDELE_SEGMENT_SETTLE_H

#include <stdatomic.h>

#include "segment/stored.h"

typedef struct SettleRound {
    bool needed; // there was something to do
    bool whole;  // everybody was looked at
    int64_t segments, people, entered, left_out;
} SettleRound;

// One round: for tests and commands; a server does it by itself. `whole`: everybody, whatever the time.
// `stop` (may be NULL): what is left is left to the next round.
MUST_USE bool segments_settle(const struct House *house, Instant now, bool whole, const atomic_bool *stop,
                              SettleRound *round, Error *error);

// ---- the thread of a server ----

typedef struct Settler Settler;
// `tell` (may be NULL) is for the operator's log: a round that failed, on the settler's thread.
MUST_USE bool settler_open(const struct House *house, void (*tell)(const Error *error), Settler **settler,
                           Error *error);
void settler_close(Settler *settler); // NULL is fine

#endif
