// tickets_read.h - tickets of a stretch of time, and when each was open.
#ifndef FIDELE_SERVICE_TICKETS_READ_H
#define FIDELE_SERVICE_TICKETS_READ_H

#include "service/ticket.h"

typedef struct Tickets {
    Ticket *ticket;
    size_t count;
} Tickets;

// Those that were opened before `to`, and after `from` or not ended before it. `customer` is the root of the person.
MUST_USE bool tickets_read(const Identity *identity, StoreSession *session, Instant from, Instant to, Arena *arena,
                           Tickets *tickets, Error *error);

// When it was open: stretches one after the other, the last one perhaps without an end (INT64_MAX). Of a ticket that
// was reopened its events are asked. Of one whose opening is not known: none.
typedef struct OpenSpells {
    struct OpenSpell {
        Instant from, to; // to: not included
    } * spell;
    size_t count;
} OpenSpells;
MUST_USE bool ticket_spells(StoreSession *session, const Ticket *ticket, Arena *arena, OpenSpells *spells,
                            Error *error);

#endif
