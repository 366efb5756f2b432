// sign.h - events that say how somebody fares and of which no other module keeps more than the event: deliveries that
// are promised, delayed, made or late, thumbs down, errors they met, and messages that reached them.
//
// Kept by reactions within the transaction of the event; docs/health.md names events and properties. What bots and the
// company's own traffic say counts for nothing. Events of before are read once (past_job.c).
#ifndef FIDELE_HEALTH_SIGN_H
#define FIDELE_HEALTH_SIGN_H

#include "event/log.h"

typedef enum SignKind {
    SIGN_THUMBS_DOWN = 1, // "Thumbs Down"; "Feedback Given" and "Content Rated" with a rating that says so
    SIGN_PROMISED,        // a day of delivery, of an order
    SIGN_DELAYED,         // another, later one
    SIGN_DELIVERED,       // flag: late
    SIGN_NOT_DELIVERED,   // the order was cancelled: nothing is waited for
    SIGN_TROUBLE,         // "App Error" and the like
    SIGN_MESSAGE,         // that reached them; flag: an offer; without a flag it is not known what it was
    SIGN_KIND_END
} SignKind;

enum { SIGN_REFERENCE_BYTES_MAX = 200 };

typedef struct Sign {
    int64_t event;
    CustomerId customer;
    SignKind kind;
    Instant at;
    Str reference; // of the order or message; "": none
    Instant due;   // promised for; 0: none
    int64_t delay; // milliseconds later than was promised, where no day is named; 0: not said
    bool has_flag, flag;
} Sign;

// What an event says, its text in the arena. False: it is no such sign.
bool sign_of_event(const Event *event, Arena *arena, Sign *sign);

#endif
