// event_test.h - a log with all that it stands on, for tests; and bodies sent to it without a socket.
#ifndef FIDELE_EVENT_EVENT_TEST_H
#define FIDELE_EVENT_EVENT_TEST_H

#include "event/dimension.h"
#include "event/reaction_parts.h"
#include "event/tracking.h"
#include "store/store_test.h"

typedef struct EventHouse {
    Store *store;
    Workspace *workspace;
    Identity *identity;
    Dimensions *dimensions;
    Activity *activity;
    EventLog *log;
    Tracking *tracking;
} EventHouse;

enum { EVENT_TEST_NOW = 1795334400 }; // seconds: 2026-11-22T08:00:00Z
static const Instant event_test_now = (Instant)EVENT_TEST_NOW * MILLISECONDS_PER_SECOND;

EventHouse event_house_open(StoreKind kind);
void event_house_close(EventHouse *house);
void event_house_reopen(EventHouse *house, StoreKind kind);     // as after a stop of the program
void event_house_open_again(EventHouse *house, StoreKind kind); // after event_house_close
void event_house_lose_files(EventHouse *house, StoreKind kind); // the same, and the activity files are gone

// {"success":…} of a body for POST PATH at event_test_now; "400 code path" when it can't be read.
Str track(EventHouse *house, const char *path, const char *body);
// "accepted" and the code and path of each that was not: "2 | 1 required /batch/1/event".
Str track_short(EventHouse *house, const char *path, const char *body);
// All events of the log after `after`: "1 track Order Completed c1 25.50 EUR bot" a line.
Str log_text(EventHouse *house, int64_t after);

#endif
