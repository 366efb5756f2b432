// contact_reason.h - why somebody will probably get in touch (R130), out of what stands open with them, and a message
// that says it before they have to ask.
//
// In this order, the first that stands: an order that is two days late or more; a payment that failed; a ticket of
// theirs that has been open for two days; errors they met twice or more in 30 days; a subscription that is to end.
// The message is a draft, in the customer's language: nobody sends it but a person.
#ifndef FIDELE_HEALTH_CONTACT_REASON_H
#define FIDELE_HEALTH_CONTACT_REASON_H

#include "base/json.h"
#include "health/health.h"

typedef enum ContactReasonKind {
    REASON_NONE,
    REASON_WHERE_IS_MY_ORDER,
    REASON_PAYMENT,
    REASON_OPEN_TICKET,
    REASON_TROUBLE,
    REASON_CANCELLATION,
    REASON_KIND_END
} ContactReasonKind;

typedef struct ContactReason {
    ContactReasonKind kind;
    Instant since;
    int64_t days;    // late, open, unpaid
    Str reference;   // of the order
    Rate likelihood; // of those before in the same place, who opened a ticket within a week; not observed: not known
} ContactReason;
Str contact_reason_key(ContactReasonKind kind); // "where_is_my_order"

MUST_USE bool contact_reason(const HealthPlace *place, CustomerId root, const HealthFacts *facts, ContactReason *reason,
                             Error *error);
// "contact_reason": an object, or null.
MUST_USE bool put_contact_reason(JsonWriter *json, const HealthPlace *place, CustomerId root, const HealthFacts *facts,
                                 Locale locale, Error *error);

#endif
