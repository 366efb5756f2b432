// page_load.h - how long pages took to load, as page and screen events say: properties.load_ms (or page_load_ms,
// load_time_ms), in milliseconds.
//
// Kept event by event as they come in, so that a question over a month reads no log. What came in before this table was
// there is not in it.
#ifndef FIDELE_BEHAVIOUR_PAGE_LOAD_H
#define FIDELE_BEHAVIOUR_PAGE_LOAD_H

#include "event/reaction.h"
#include "identity/personal.h"

enum { PAGE_LOAD_MS_MAX = 3600000 }; // longer ones, and those below 0, are no measurement

typedef struct PageLoad {
    CustomerId customer; // root of the person
    Instant at;
    uint16_t page; // log_class
    int64_t load_ms;
} PageLoad;

typedef struct PageLoads {
    PageLoad *load;
    size_t count;
} PageLoads;

// Of from <= at < to, in the order of people and then of time.
MUST_USE bool page_loads_read(const Identity *identity, StoreSession *session, Instant from, Instant to, Arena *arena,
                              PageLoads *loads, Error *error);

// What an event says; false: nothing.
MUST_USE bool page_load_of(const Event *event, Arena *arena, int64_t *load_ms);

extern const Reaction page_load_reactions[];
extern const PersonalTable page_load_personal[];

#endif
