// log.h - the event log: the truth from which everything else is derived. Append within a transaction; read in order.
//
// Numbers rise in the order of commits, also with several servers (store.h), so a reader that has seen number n misses
// nothing by asking for what comes after n.
#ifndef FIDELE_EVENT_LOG_H
#define FIDELE_EVENT_LOG_H

#include "activity/activity.h"
#include "identity/identity.h"
#include "workspace/workspace.h"

typedef struct EventLog EventLog;

typedef enum EventKind {
    EVENT_TRACK = 1,
    EVENT_IDENTIFY,
    EVENT_PAGE,
    EVENT_SCREEN,
    EVENT_GROUP,
    EVENT_ALIAS,
    EVENT_INTERNAL // written by a module: "Customers Merged", "Ticket Solved"
} EventKind;

typedef enum EventFlag {
    EVENT_BOT = 1 << 0,
    EVENT_TRAFFIC_INTERNAL = 1 << 1, // of the company's own people, or test traffic
    EVENT_CLOCK_CORRECTED = 1 << 2,
    EVENT_UNPLANNED = 1 << 3, // not as the tracking plan says
    EVENT_IMPORTED = 1 << 4
} EventFlag;
enum { EVENT_HIDDEN = EVENT_BOT | EVENT_TRAFFIC_INTERNAL }; // in no figure by default

typedef struct Event {
    int64_t seq; // 0 before it is appended
    EventKind kind;
    Str name;            // "Order Completed"; of a page its name; "Identify" and so on for the others
    CustomerId customer; // it was written for; the person is identity_root of it
    Instant at, received;
    int64_t source; // the key that sent it; 0: this program
    uint32_t flags; // EventFlag
    bool has_amount;
    int64_t amount_minor;
    Str currency;   // "EUR"; "" without an amount
    Str message_id; // as sent, or made here
    Str body;       // the JSON object as sent: properties or traits, context …
} Event;

// Follows the store and brings `activity` up to date from the log before it returns.
MUST_USE bool log_open(Store *store, Identity *identity, Activity *activity, Workspace *workspace, EventLog **log,
                       Error *error);
void log_close(EventLog *log);

// Within a writing transaction. Sets event->seq. Reactions with `within` run before it returns. An event whose message
// id was seen is not appended: *duplicate (may be NULL when that cannot be) is true then.
MUST_USE bool log_append(EventLog *log, StoreSession *session, Event *event, bool *duplicate, Error *error);

// Events after `after`, at most `limit`, in order, in the arena.
MUST_USE bool log_read(StoreSession *session, int64_t after, size_t limit, Arena *arena, Event **events, size_t *count,
                       Error *error);
// One event by number; seq 0 when there is none.
MUST_USE bool log_get(StoreSession *session, int64_t seq, Arena *arena, Event *event, Error *error);

// Brings this server's memory up to what is committed (another server may have written): before answering a read.
MUST_USE bool log_catch_up(EventLog *log, Error *error);

// The number of an event name among the classes of activity.h; from memory. False when it has never been seen.
bool log_class(const EventLog *log, EventKind kind, Str name, uint16_t *event_class);
Str log_class_name(const EventLog *log, uint16_t event_class);

#endif
