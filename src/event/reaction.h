// reaction.h - what a module does when something has happened. Reactions see the log in order, each event once in
// effect.
//
// `within` runs in the transaction that appends the event: for what the next read must see (traits, memberships). It
// has to be quick and may refuse nothing but a failing store. `after` runs later, from a cursor of its own that is
// stored in the same transaction as its effects: after a crash it goes on where it was, and nothing is done twice, also
// with two servers on one store. An event whose reaction keeps failing is set aside (reaction_failure) and named in the
// log; the others go on. A reaction that is new begins at the end of the log: what happened before it was there is not
// its business.
#ifndef FIDELE_EVENT_REACTION_H
#define FIDELE_EVENT_REACTION_H

#include "event/log.h"

struct House;

typedef struct Reaction {
    const char *name;  // of the cursor: never changes
    uint32_t kinds;    // 1 << EventKind, or-ed; 0: all
    const char *event; // only events of this name; NULL: all
    bool (*within)(const struct House *house, StoreSession *session, const Event *event, Error *error);
    bool (*after)(const struct House *house, StoreSession *session, const Event *event, Error *error);
    // Takes back what `within` made of an event that is about to leave the log as if it had never been there (an import
    // is undone); later ones are taken back before. NULL: nothing rests on the event, or it goes another way.
    bool (*undo)(const struct House *house, StoreSession *session, const Event *event, Error *error);
} Reaction;

// Within a writing transaction: events leave the log (log_remove), and what reactions made of them is taken back, the
// newest first.
MUST_USE bool log_take_back(EventLog *log, StoreSession *session, const int64_t *seqs, size_t count, Instant at,
                            Error *error);

// ---- the engine: one thread that runs `after` ----

typedef struct Reactions Reactions;

// Tells the log whose `within` to call, and starts the thread when there is an `after`. Before the first event; after
// the parts of the house that reactions use. `tables`: one a module, each ending with a reaction without a name; the
// list ends with NULL.
MUST_USE bool reactions_open(Store *store, EventLog *log, const struct House *house, const Reaction *const *tables,
                             Reactions **reactions, Error *error);
void reactions_close(Reactions *reactions); // before the store; what is under way ends

bool reaction_wants(const Reaction *reaction, const Event *event);

#endif
