// timeline.h - what happened to a person, newest first, by kind, name, origin, channel and time.
//
// Kinds and names are answered from memory (activity.h); what only the event itself says (its source, its channel) is
// looked at one by one, at most TIMELINE_LOOKED of them for a page: a page may be short, or empty, and have a next one.
#ifndef FIDELE_CUSTOMER_TIMELINE_H
#define FIDELE_CUSTOMER_TIMELINE_H

#include "customer/customer.h"
#include "customer/touch.h"
#include "event/source.h"

enum { TIMELINE_LOOKED = 2000 };

typedef struct TimelineFilter {
    uint32_t kinds;   // 1 << HappeningKind; 0: all
    Str event;        // a name; "": all
    Str channel;      // of touch.h; "": all
    Str source;       // "key", "key:3", "connection:2", "import", "program"; "": all
    Instant from, to; // from <= at < to; 0: no bound
} TimelineFilter;

typedef struct TimelineAsked {
    const EventLog *log;
    Activity *activity;
    StoreSession *session;
    const Person *person;
    TimelineFilter filter;
    const TimelineEntry *after; // the last one that was looked at for the page before; NULL: from the newest on
    size_t limit;
    Arena *arena;
} TimelineAsked;

typedef struct TimelineItems {
    Event *event;
    JsonValue *body; // of each; JSON_NULL when it can't be read
    size_t count;
    bool more;
    TimelineEntry last; // that was looked at, with `more`
} TimelineItems;

MUST_USE bool timeline_read(const TimelineAsked *ask, TimelineItems *items, Error *error);

// Names of sources are checked where they enter.
bool timeline_source_valid(Str source);

// The classes of events of these kinds (1 << HappeningKind), in the arena.
size_t timeline_classes(const EventLog *log, uint32_t kinds, Arena *arena, uint16_t **classes);

#endif
