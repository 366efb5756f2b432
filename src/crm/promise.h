// promise.h - what a customer was promised or expects, by when, and whether it was kept.
//
// A promise that is open one second after its due instant is broken. Whoever reads sees it so from that moment on; the
// job that follows within a minute writes it down, and says "Promise Broken" on the timeline, once, at that moment.
// What is done afterwards is kept late: that it was broken stays known.
#ifndef FIDELE_CRM_PROMISE_H
#define FIDELE_CRM_PROMISE_H

#include "crm/crm.h"

#define PROMISE_KINDS "promise|expectation"
#define PROMISE_STATUSES "open|kept|broken|kept_late|withdrawn"
typedef enum PromiseStatus {
    PROMISE_OPEN,
    PROMISE_KEPT,
    PROMISE_BROKEN,
    PROMISE_KEPT_LATE,
    PROMISE_WITHDRAWN
} PromiseStatus;

enum { PROMISE_GRACE = MILLISECONDS_PER_SECOND };

typedef struct Promise {
    int64_t id;
    CustomerId customer;
    int64_t kind;
    Instant due_at;
} Promise;

static inline bool promise_overdue(Instant due_at, Instant now)
{
    return now - due_at >= PROMISE_GRACE;
}
// As it stands at `now`, whatever has been written down.
PromiseStatus promise_status(PromiseStatus written, Instant due_at, Instant now);

// Within a writing transaction. `event`: "Promise Made", "Promise Kept" … What may not be said of the customer any more
// is written down all the same.
MUST_USE bool promise_say(const struct House *house, StoreSession *session, const Promise *promise, const char *event,
                          const Hand *hand, Instant at, Arena *arena, Error *error);
MUST_USE bool promise_break(const struct House *house, StoreSession *session, const Promise *promise, Instant now,
                            Arena *arena, Error *error);
// The first ones that are overdue; *count of them were broken.
MUST_USE bool promise_break_overdue(const struct House *house, StoreSession *session, Instant now, Arena *arena,
                                    size_t *count, Error *error);
enum { PROMISES_AT_ONCE = 200 };

#endif
