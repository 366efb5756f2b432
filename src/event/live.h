// live.h - who watches events come in (CD-18): streams of Server-Sent Events, one message an item of what clients send,
// accepted or not, with its reason.
//
// Bounded: so many listeners at a time, none of which is waited for: who does not read is cut off by its `send`.
#ifndef FIDELE_EVENT_LIVE_H
#define FIDELE_EVENT_LIVE_H

#include "event/tracking.h"

typedef struct Live Live;

enum { LIVE_LISTENERS_MAX = 20 };

typedef struct LiveFilter {
    Str event, user; // "": any. user: a user id or an anonymous id
    Str anonymous;   // of an item: its anonymous id
    int64_t source;  // 0: any
    bool rejected;   // only what was refused
    bool bodies;     // what was sent is shown, too
} LiveFilter;

// Where the messages go; both are called from any thread.
typedef struct LiveStream {
    void *context;
    bool (*send)(void *context, Str bytes); // false: nobody is there any more
    void (*end)(void *context);             // once
} LiveStream;

MUST_USE Live *live_open(void);
void live_close(Live *live);

MUST_USE bool live_listen(Live *live, LiveStream stream, const LiveFilter *filter); // false: too many listen already
bool live_heard(const Live *live);                                                  // somebody listens; any thread
// Sends to those whose filter lets it through. Any thread.
void live_tell(Live *live, const LiveFilter *of_the_item, Str without_body, Str with_body);
void live_stop(Live *live); // ends all streams: before the HTTP server stops

#endif
