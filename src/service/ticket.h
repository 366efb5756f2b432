// ticket.h - tickets of a help desk, as the events of the log say: docs/feedback.md names events and properties.
//
// "Ticket Opened", "Ticket Replied", "Ticket Solved", "Ticket Reopened" and "Ticket Closed" name a ticket by ticket_id,
// over the whole workspace. What each said is a row; the state is made of those rows in the order of their own time,
// then of their kind, then of their numbers, so that any order of arrival ends in the same state. A ticket belongs to
// the customer of its first event, and is read for the person. One without a ticket_id is known by its opening alone,
// and nothing can be said of it later. What bots and the company's own traffic say counts for nothing.
//
// Times are of the clock on the wall: nights and weekends count.
#ifndef FIDELE_SERVICE_TICKET_H
#define FIDELE_SERVICE_TICKET_H

#include "event/log.h"

// In the order in which words of one instant are taken.
typedef enum TicketWord {
    TICKET_OPENED = 1,
    TICKET_REOPENED,
    TICKET_REPLIED,
    TICKET_SOLVED,
    TICKET_CLOSED, // without a solution it ends the ticket all the same
    TICKET_WORD_END
} TicketWord;

typedef enum TicketStatus {
    TICKET_UNKNOWN = 1, // its opening has not been heard of: in no figure
    TICKET_OPEN,
    TICKET_DONE, // solved or closed
    TICKET_STATUS_END
} TicketStatus;
extern const char *const ticket_status_names[TICKET_STATUS_END]; // "unknown" … (from 1)
#define TICKET_STATUSES "unknown|open|solved"

enum { TICKET_REFERENCE_BYTES_MAX = 200, TICKET_TEXT_BYTES_MAX = 200, TICKET_EVENTS_MAX = 10000 };

typedef struct MaybeInstant {
    bool known;
    Instant at;
} MaybeInstant;

// What one event said.
typedef struct TicketNews {
    int64_t event;
    CustomerId customer;
    Str reference;
    TicketWord word;
    Instant at;
    Str channel, agent, topic, priority; // "": not said
    bool has_reply;
    int64_t reply_milli; // minutes to the first reply, thousandths
} TicketNews;

// Texts in the arena. False: it says nothing of a ticket.
bool ticket_news(const Event *event, Arena *arena, TicketNews *news);

typedef struct Ticket {
    int64_t id;
    Str reference;
    CustomerId customer;
    TicketStatus status;
    MaybeInstant opened, replied, solved;
    int64_t reopened;
    Str channel, agent, topic, priority; // channel and topic as first said, agent and priority as last
    Instant last_at;
} Ticket;

// The state after `count` news, which are put in order. Of none: all zero.
Ticket ticket_of_news(TicketNews *news, size_t count);

// Within a writing transaction: the ticket of that reference is made anew from its rows; without any it goes.
MUST_USE bool ticket_settle(StoreSession *session, Str reference, Error *error);

#endif
