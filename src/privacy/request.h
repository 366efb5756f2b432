// request.h - requests of data subjects (Art. 12 to 22 GDPR): what was asked, until when it has to be answered, what
// was done.
//
// The month runs from the civil day of receipt in the workspace's time zone; it may be extended once, by two months,
// with a reason that the person is told (Art. 12(3)). "human_review" is the right to have an automated decision looked
// at by a person (Art. 22(3)).
#ifndef FIDELE_PRIVACY_REQUEST_H
#define FIDELE_PRIVACY_REQUEST_H

#include "base/calendar.h"
#include "base/instant.h"
#include "store/store.h"

#define REQUEST_KINDS "access|rectification|erasure|restriction|objection|portability|human_review"
#define REQUEST_STATUSES "open|in_progress|done|refused"
#define REQUEST_PROOFS "not_needed|pending|verified|failed"

typedef struct Request {
    int64_t id;
    Str kind, status;
    int64_t customer; // 0: not known (yet)
    Str subject;      // who asks, as they said; "" when the customer says it
    Str channel;
    Instant received;
    Day received_day, due_day;
    Str extension_reason;
    Instant extended; // 0: not
    Str proof, note;
    int64_t assignee;  // of the staff; 0: nobody
    Str outcome, done; // done: what was done: "access-export:3"
    Instant closed;    // 0: open
    int64_t version, made_by;
    Instant made;
} Request;

// Within a writing transaction; sets id, received_day, due_day, status and version.
MUST_USE bool request_make(StoreSession *session, Request *request, Error *error);
// id 0 when there is none.
MUST_USE bool request_get(StoreSession *session, int64_t id, Arena *arena, Request *request, Error *error);
MUST_USE bool request_change(StoreSession *session, Request *request, Error *error);

typedef struct RequestFilter {
    Str status, kind; // "": any
    Day overdue_on;   // those that are open and were due before; 0: all
    int64_t customer; // 0: any
} RequestFilter;
// Newest first, those before `before`.
MUST_USE bool request_page(StoreSession *session, int64_t before, const RequestFilter *filter, int64_t limit,
                           Arena *arena, Request **requests, size_t *count, Error *error);

#endif
