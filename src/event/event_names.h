// event_names.h - event names and their numbers among the classes of activity.h, in memory. The store's thread adds and
// takes back; any thread looks up.
#ifndef FIDELE_EVENT_EVENT_NAMES_H
#define FIDELE_EVENT_EVENT_NAMES_H

#include <pthread.h>

#include "activity/activity.h"
#include "event/log.h"

enum {
    EVENT_NAME_SLOTS = 1 << 15,
    EVENT_PAGE_NAMES_MAX = 2000 // pages and screens of more names are counted as pages without one
};

typedef struct EventName {
    EventKind kind;
    Str name;
} EventName;

typedef struct EventNames {
    pthread_rwlock_t lock;
    unsigned char key[16];
    EventName *name; // by class
    uint16_t count, page_names;
    uint16_t *slot; // class + 1, 0 where free
} EventNames;

void event_names_open(EventNames *names, const unsigned char key[16]);
void event_names_close(EventNames *names);

bool event_names_find(const EventNames *names, EventKind kind, Str name, uint16_t *event_class);
EventName event_names_of(const EventNames *names, uint16_t event_class); // kind 0 when there is none
void event_names_add(EventNames *names, EventKind kind, Str name);       // the next number; there must be one left
void event_names_cut(EventNames *names, uint16_t count);                 // forgets those from number `count` on

#endif
