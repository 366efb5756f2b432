// watch.h - whose health fell, and who shows a signal that somebody has to look after: told once, with a task.
//
// A person's health fell when its band is lower than it was 14 days before, by the same definition: an alert
// ("band_drop", or "at_risk" when that is where they are), an event "Health Dropped" on the timeline, and a task of
// whoever looks after them. Told again only when it falls further, or after 14 days. Frequent tickets (R116): the
// ticket that makes them too many is told likewise
// ("frequent_tickets", "Signal Raised"), once as long as they are. Who looks after somebody is the trait `owner` (or
// account_manager, agent: an address or a number of the staff); without one the task has no owner yet.
#ifndef FIDELE_HEALTH_WATCH_H
#define FIDELE_HEALTH_WATCH_H

#include "event/log.h"
#include "health/health.h"

enum { WATCH_DAYS = 14 };

// Within the transaction of an event that may say something: its customer is looked at soon. *touched: they are.
MUST_USE bool watch_touch(StoreSession *session, const Event *event, bool *touched, Error *error);

typedef struct Watched {
    CustomerId root;
    bool dropped, too_many_tickets;
    HealthBand from, to;
    double score_before, score;
    Instant since;    // of the tickets
    int64_t tickets;  // within the days of the definition
    Str tickets_said; // "4 tickets in 30 days", in the workspace's language
    uint32_t signals; // 1 << HealthSignal, those that stand
    int64_t owner;    // of the staff; 0: nobody
} Watched;
// What there is to tell of a person; reading.
MUST_USE bool watch_person(const HealthPlace *place, CustomerId root, Watched *watched, Error *error);
// Tells it, unless that was done: within a writing transaction. *told: how many alerts were made.
MUST_USE bool watch_tell(const HealthPlace *place, const Watched *watched, int64_t *told, Error *error);

#endif
