// tracking.h - POST /v1/*: from what Segment clients send to events in the log.
#ifndef FIDELE_EVENT_TRACKING_H
#define FIDELE_EVENT_TRACKING_H

#include "event/log.h"

typedef struct Tracking Tracking; // tracking plan, internal addresses, bots, the debugger's listeners

MUST_USE bool tracking_open(Store *store, EventLog *log, Workspace *workspace, Tracking **tracking, Error *error);
void tracking_close(Tracking *tracking);

typedef struct TrackingItemResult {
    uint32_t index;
    const char *code; // NULL: accepted (or a duplicate)
    Error error;      // when refused
} TrackingItemResult;

typedef struct TrackingBatch TrackingBatch;

// Reads a body of POST /v1/PATH ("batch", "track" …; the browser's "b", "t" …): all checks that need no store. False:
// nothing of it can be read.
MUST_USE bool tracking_read(Tracking *tracking, Str path, Str body, Instant now, int64_t source, Str peer,
                            Str user_agent, Arena *arena, TrackingBatch **batch, Error *error);
// The work of one batch, for store_write (context: the batch).
bool tracking_store(StoreSession *session, void *batch, Error *error);
// What became of it, as JSON: {"success":true,"accepted":n,"rejected":[…]}; and the status.
int tracking_answer(const TrackingBatch *batch, Locale locale, Text *out);

#endif
