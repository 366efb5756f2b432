// log_parts.h - what the files of the log share.
#ifndef FIDELE_EVENT_LOG_PARTS_H
#define FIDELE_EVENT_LOG_PARTS_H

#include <stdatomic.h>

#include "event/dimension.h"
#include "event/event_names.h"
#include "event/reaction.h"

// Where memory stood: what was added after it is taken back when a piece of work or a transaction fails.
typedef struct LogMark {
    int64_t seq;
    uint16_t names;
    int64_t rates;
    DimensionMark values;
    ActivityMark staged;
} LogMark;

struct EventLog {
    Store *store;
    Activity *activity;
    const Workspace *workspace;
    Dimensions *dimensions; // NULL: none are read
    Arena *scratch;         // for them, on the store's thread
    unsigned char key[16];  // of message ids
    EventNames names;
    uint16_t last; // the class that was looked up last, on the store's thread
    bool shared;   // other servers may write to the store
    int64_t seq;   // the last number given out
    _Atomic int64_t committed;
    LogMark transaction, work;
    int64_t rates; // version of those in memory
    bool same_base;

    const struct House *house;
    const Reaction *const *reactions; // tables
    LogGuard guard[LOG_GUARDS_MAX];
    size_t guards;
    pthread_mutex_t notify_lock; // of the two below
    void (*grown)(void *context);
    void *grown_context;
};

// Brings names and activity up to the log as `session` sees it.
MUST_USE bool log_follow(EventLog *log, StoreSession *session, Error *error);
// What events count for (figure.h): all at the opening, after the columns; then what was said after event `since` (by
// other servers).
MUST_USE bool log_open_figures(EventLog *log, Error *error);
MUST_USE bool log_follow_figures(EventLog *log, StoreSession *session, int64_t since, Error *error);
// Of an event with its number: one in another currency counts for what that is worth.
bool log_is_foreign(const EventLog *log, bool has_amount, Str currency);
MUST_USE bool log_figure_foreign(EventLog *log, StoreSession *session, const Event *event, Error *error);
// The same when the house is opened: columns of another log are forgotten first.
MUST_USE bool log_follow_first(EventLog *log, StoreSession *session, Error *error);

// At the start, before the log is followed: tells activity of the removals its files may not know of yet. *known is
// false when there were some of which too little is left: the index is made anew then.
MUST_USE bool log_follow_removals(EventLog *log, StoreSession *session, bool *known, Error *error);
// Removals that other servers have made since, told of by events after `from`, up to which activity held all events.
MUST_USE bool log_follow_removed(EventLog *log, StoreSession *session, int64_t from, Error *error);

#endif
