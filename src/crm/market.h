// market.h - who left, to whom and why. Exits come from the log: "Exit Recorded" and "Subscription Cancelled" with
// `competitor` or `reason`. A competitor is known by its name, in whatever case it is written; exits that name one that
// is only written down later count for it then.
#ifndef FIDELE_CRM_MARKET_H
#define FIDELE_CRM_MARKET_H

#include "crm/crm.h"
#include "event/reaction.h"

enum { REASON_BYTES_MAX = 200 };

extern const Reaction market_reactions[];

// Exits from one instant on and before another, oldest first, texts in the arena.
typedef struct Exit {
    int64_t id;
    CustomerId customer;
    Str competitor, reason; // folded name; as it was said. "": not said
    Instant at;
} Exit;
typedef struct Exits {
    Exit *exit;
    size_t count;
} Exits;
MUST_USE bool exits_between(StoreSession *session, Instant from, Instant to, Arena *arena, Exits *exits, Error *error);

#endif
