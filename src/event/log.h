// log.h - the event log: the truth from which everything else is derived. Append within a transaction; read in order.
//
// Numbers rise in the order of commits, also with several servers (store.h), so a reader that has seen number n misses
// nothing by asking for what comes after n. The number is given in C and rows are only ever appended, under no index
// but the number: docs/decisions/0010 has what each index would cost. Events that were removed leave holes.
//
// Message ids are remembered as 128-bit keyed hashes: in memory by activity/ (with its files, so across restarts) and
// in the log's rows, from which activity/ is brought up to date. What a failed transaction had added is forgotten.
#ifndef FIDELE_EVENT_LOG_H
#define FIDELE_EVENT_LOG_H

#include "activity/activity.h"
#include "identity/identity.h"
#include "workspace/workspace.h"

typedef struct EventLog EventLog;
struct House;
struct Reaction;
struct Dimensions;

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
    EVENT_IMPORTED = 1 << 4,
    EVENT_RESTRICTED = 1 << 5, // of somebody who asked that their data be stored and not used (Art. 18 GDPR)
    EVENT_ANONYMOUS = 1 << 6   // stands in figures for one of somebody who was erased: no `after` sees it
} EventFlag;
enum { EVENT_HIDDEN = EVENT_BOT | EVENT_TRAFFIC_INTERNAL | EVENT_RESTRICTED }; // in no figure by default

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
    Str currency;       // "EUR"; "" without an amount. What of it counts: figure.h
    MessageKey message; // to append: log_message_key of the message id; all zero: without one
    Str body; // the JSON object as sent: properties or traits, context … Check it (json_parse) before walking it
} Event;

// Follows the store and brings `activity` up to date from the log before it returns. The identity is open before, so
// that its follower knows the customers before the log's does. `dimensions` (dimension.h), by whose rules `activity`
// was opened, may be NULL: events have none.
MUST_USE bool log_open(Store *store, struct Dimensions *dimensions, Activity *activity, Workspace *workspace,
                       EventLog **log, Error *error);
void log_close(EventLog *log);

// ---- appending: within a writing transaction ----

// Sets event->seq. Reactions with `within` run before it returns. An event whose message was seen is not appended:
// *duplicate is true then. Without `duplicate` it is not looked at: the caller has asked log_seen, or there is no id.
// Error "too_many_event_names": nothing was changed.
MUST_USE bool log_append(EventLog *log, StoreSession *session, Event *event, bool *duplicate, Error *error);
bool log_seen(const EventLog *log, MessageKey message);          // such an event is in the log, or in this transaction
MessageKey log_message_key(const EventLog *log, Str message_id); // any thread; all zero of ""
bool log_takes_name(const EventLog *log, EventKind kind, Str name); // known, or room for one more

// Whether such an event may be kept: asks the guards in turn, before log_append, for events that come from outside
// (tracking and record.h do; the program's own need no leave). *code is NULL when it may, else "suppressed" (of
// somebody who was erased), "no_consent", "restricted": it is counted and not stored.
typedef struct LogGuard {
    const char *name;
    bool (*admit)(void *context, StoreSession *session, const Event *event, const char **code, Error *error);
    uint32_t (*mark)(void *context, const Event *event); // flags that log_append sets; NULL: none
    void *context;
} LogGuard;
enum { LOG_GUARDS_MAX = 8 };
void log_guard(EventLog *log, const LogGuard *guard); // before the first event
bool log_guarded(const EventLog *log);
MUST_USE bool log_admits(const EventLog *log, StoreSession *session, const Event *event, const char **code,
                         Error *error);

// Takes events out of the log, for good: with the commit they leave timelines, views, questions and message ids too
// (undone when the work fails). An event "Events Removed" of nobody (customer 0) tells of it at the end of the log, so
// that other servers learn of it and no number is ever given twice. Numbers in any order; those that are not in the log
// are passed over. The rows of other tables that rest on the events are the caller's to take away.
MUST_USE bool log_remove(EventLog *log, StoreSession *session, const int64_t *seqs, size_t count, Instant at,
                         Error *error);
// Writes the index of events without what was removed, and then forgets which events these were; any thread but the
// store's. Until then (within an hour, by itself) the files still hold numbers of removed events, which nobody sees.
MUST_USE bool log_purge(EventLog *log, Instant now, Error *error);

// ---- reading ----

// Events after `after`, at most `limit`, in order, in the arena.
MUST_USE bool log_read(const EventLog *log, StoreSession *session, int64_t after, size_t limit, Arena *arena,
                       Event **events, size_t *count, Error *error);
// One event by number; seq 0 when there is none.
MUST_USE bool log_get(const EventLog *log, StoreSession *session, int64_t seq, Arena *arena, Event *event,
                      Error *error);

// Several by their numbers, in this order, with few questions to the store; seq 0 for those that are not there.
MUST_USE bool log_get_all(const EventLog *log, StoreSession *session, const int64_t *seqs, size_t count, Arena *arena,
                          Event *events, Error *error);

// The row of a query of event.sql with the columns of `read`, its texts copied into the arena.
void log_take(const EventLog *log, const Rows *rows, Arena *arena, Event *event);

// Brings this server's memory (names, columns, who is who) at least up to what `session` sees: another server may have
// written. For routes that read, before they look into memory; not from the store's thread.
MUST_USE bool log_catch_up(EventLog *log, StoreSession *session, Error *error);
int64_t log_last(const EventLog *log); // the number of the last committed event this server knows of; any thread

// The number of an event name among the classes of activity.h (0..9,999); from memory. False when it has never been
// seen.
bool log_class(const EventLog *log, EventKind kind, Str name, uint16_t *event_class);
Str log_class_name(const EventLog *log, uint16_t event_class);
EventKind log_class_kind(const EventLog *log, uint16_t event_class); // 0 when there is no such class

Str event_kind_name(EventKind kind); // "track" …

// ---- for reactions (reaction.h) ----

// Whose `within` is called by log_append; before the first event. `tables`: one a module, each ending with a reaction
// without a name; the list ends with NULL.
void log_react(EventLog *log, const struct House *house, const struct Reaction *const *tables);
// Called on the store's thread after each commit that brought events.
void log_notify(EventLog *log, void (*grown)(void *context), void *context);

#endif
