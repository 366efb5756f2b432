// record.h - how the program's own parts put what they learnt into the log: imports, connections, staff, rules. One
// call, one event; whose it is, is found or made on the way. Clients come through event/tracking.h; both end in
// log_append, so reactions cannot tell them apart.
#ifndef FIDELE_CUSTOMER_RECORD_H
#define FIDELE_CUSTOMER_RECORD_H

#include "customer/customer.h"
#include "event/log.h"
#include "event/source.h"

// Whom it is about, by what is known: the first of these that belongs to somebody says who (in this order). What is
// new is added to them; what belongs to somebody else becomes a suggestion of a duplicate. "": not known.
typedef struct Who {
    CustomerId customer; // 0: by the ids below
    Str external;        // "shopify:12345"
    Str user_id;
    Str email, phone; // as given: normalised here; what is no address or number is passed over
    Str anonymous_id;
} Who;

typedef struct Record {
    Who who;
    EventKind kind; // EVENT_TRACK, EVENT_IDENTIFY, EVENT_GROUP, EVENT_INTERNAL …
    Str name;       // of a track or internal event; of a group its id
    Instant at, received;
    int64_t source;  // source.h
    uint32_t flags;  // EVENT_IMPORTED …
    Str message_id;  // at most 128 bytes; the same twice is one event. "": none
    Str properties;  // JSON object as text: properties, or of identify and group traits; "": none
    bool has_amount; // of the event, in minor units of `currency`
    int64_t amount_minor;
    Str currency;
} Record;

typedef struct Recorded {
    CustomerId customer; // 0: not admitted
    int64_t seq;         // 0: a duplicate, or not admitted
    bool made;           // the customer is new
    bool duplicate;
    const char *refused; // "suppressed", "no_consent" (log_admits); NULL: taken
} Recorded;

// Within a writing transaction. Errors of the input have code and path as those of tracking; nothing was written then.
MUST_USE bool record(const struct House *house, StoreSession *session, const Record *what, Arena *arena,
                     Recorded *recorded, Error *error);

// Whom `who` means, without making anybody: 0 for nobody. For dry runs; within any session.
MUST_USE bool record_find(const struct House *house, StoreSession *session, const Who *who, Arena *arena,
                          CustomerId *customer, Error *error);

#endif
