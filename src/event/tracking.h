// tracking.h - POST /v1/*: from what Segment clients send to events in the log.
//
// A body is read on the event thread (tracking_read, tracking_check): all that needs no store, walking slices of the
// text. Then one piece of work on the store's thread (tracking_store) finds customers, drops what was sent twice and
// appends. An item that is refused leaves the others alone; the answer lists it with its index, code and reason.
//
// Understood: Segment's HTTP API and its clients (also the browser's, Rudder's), and of PostHog's protocol what
// server-side clients send to /batch/ and /capture/. docs/tracking.md is the manual for the person who points a client
// here.
#ifndef FIDELE_EVENT_TRACKING_H
#define FIDELE_EVENT_TRACKING_H

#include "event/log.h"

typedef struct Tracking Tracking; // tracking plan, internal traffic, the debugger's listeners
typedef struct TrackingBatch TrackingBatch;

enum { TRACKING_BODY_BYTES_MAX = 500 * 1024, TRACKING_EVENT_BYTES_MAX = 32 * 1024, TRACKING_EVENTS_MAX = 1000 };

MUST_USE bool tracking_open(Store *store, EventLog *log, Identity *identity, Workspace *workspace, Tracking **tracking,
                            Error *error);
void tracking_stop(Tracking *tracking);   // ends the live streams: before the HTTP server stops
void tracking_finish(Tracking *tracking); // waits until all that was taken is stored: before what follows the store
void tracking_close(Tracking *tracking);

// The body of POST PATH ("/v1/batch", "/v1/t" …), in the arena. False: nothing of it can be read. Messages are in
// `locale`.
MUST_USE bool tracking_read(Tracking *tracking, Str path, Str body, Locale locale, Arena *arena, TrackingBatch **batch,
                            Error *error);
Str tracking_key(const TrackingBatch *batch); // the write key in the body; "" when there is none

typedef struct TrackingSender {
    int64_t source; // the key
    Str peer;       // address; the arena's
    Str user_agent;
    bool browser; // the request comes from a page: peer and user agent are the customer's own
    Instant received;
} TrackingSender;

// Checks each item; false: there is nothing to store.
bool tracking_check(TrackingBatch *batch, const TrackingSender *sender);
// The work of one batch, for store_write (context: the batch). May run again: it begins anew.
bool tracking_store(StoreSession *session, void *batch, Error *error);
// What became of it: {"success","accepted","rejected":[{"index","code","message"}],"withheld":{"CODE":n},
// "warnings":[…]}; and the status: 200, 202 when nothing but what is withheld came, 400 when nothing could be taken.
int tracking_answer(const TrackingBatch *batch, Text *out);

// ---- what became of each item ----

typedef struct TrackingResult {
    const char *code; // NULL: accepted
    Str path, message;
    bool duplicate;       // accepted, and known already
    const char *withheld; // not stored, as the customer wishes: "suppressed", "no_consent"; NULL: stored
} TrackingResult;

size_t tracking_count(const TrackingBatch *batch);
TrackingResult tracking_result(const TrackingBatch *batch, size_t index);

typedef struct TrackingCounts {
    uint64_t accepted, rejected, duplicates, conflicts; // conflicts: a message id used again for something else
    uint64_t shed;                                      // requests refused because too much work was waiting
} TrackingCounts;
TrackingCounts tracking_counts(const Tracking *tracking); // any thread

#endif
