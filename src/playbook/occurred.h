// occurred.h - whether people did something since an instant: an event of a name, as figures count them (without bots
// and the company's own people).
#ifndef FIDELE_PLAYBOOK_OCCURRED_H
#define FIDELE_PLAYBOOK_OCCURRED_H

#include "activity/port.h"
#include "event/log.h"

enum { OCCURRED_EVENTS_MAX = 200 };

// Rows of several events, held together. Begin with {.house}; not on the store's thread.
typedef struct Occurred {
    const struct House *house;
    size_t count;
    struct OccurredEvent {
        Str name;
        const Columns *columns; // NULL: nobody ever did it
    } event[OCCURRED_EVENTS_MAX];
} Occurred;

// `name` lasts as long as *occurred. *yes: the person did it, at `since` or later.
MUST_USE bool occurred_since(Occurred *occurred, Str name, CustomerId root, Instant since, bool *yes, Error *error);
void occurred_release(Occurred *occurred);

#endif
