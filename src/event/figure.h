// figure.h - what an event counts for in figures, where that is not what it says; and what currencies are worth.
//
// The log keeps what was said. An order that was sent twice counts once; one that was updated counts for its last
// amount, at its own time; a refund counts for its order's customer and never for more than was paid. Modules say so
// here, within the transaction of the event from which they know it, and every figure follows: those of the activity
// columns (activity/figures.h) and those that are read event by event (log_counted). An amount in another currency than
// the workspace's stands here by itself, and is converted at the last rate up to its civil day when it is read:
//
//     converted = amount × rate, in minor units, half a minor unit rounded away from zero, event by event.
//
// Without a rate it counts as an order of no amount, and figures say how many these are.
#ifndef FIDELE_EVENT_FIGURE_H
#define FIDELE_EVENT_FIGURE_H

#include "event/log.h"

typedef struct EventFigure {
    int64_t seq;
    CustomerId customer; // whose it counts for; 0: for whom it was written
    bool counts;         // false: in no figure
    int64_t amount_minor;
    Str currency; // "" or the workspace's: as it is
} EventFigure;

// Within a writing transaction; replaces what was said of that event before.
MUST_USE bool log_set_figure(EventLog *log, StoreSession *session, const EventFigure *figure, Error *error);
// Within a writing transaction that has changed currency_rate.
MUST_USE bool log_rates_changed(EventLog *log, StoreSession *session, Error *error);

// What an event counts for, in the workspace's currency as this program was started with. COUNTED_UNCONVERTED: there is
// no rate; COUNTED_NOT: it is in no figure. Any thread.
CountedAs log_counted(const EventLog *log, const Event *event, int64_t *amount_minor);

#endif
