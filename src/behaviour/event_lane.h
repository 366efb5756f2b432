// event_lane.h - events as one writes them in a question about what people do.
//
//   orders                         "Order Completed" (a purchase: an amount above 0), less "Order Refunded"
//   Order Completed                the same
//   Product Viewed|Product Added   any of them
//   any                            every track, page and screen event
//   page, screen                   every one; page:Pricing is one of them
#ifndef FIDELE_BEHAVIOUR_EVENT_LANE_H
#define FIDELE_BEHAVIOUR_EVENT_LANE_H

#include "activity/port.h"
#include "event/log.h"

typedef struct EventLane {
    Str said;
    Lane lane; // nothing in it when none of the events has been seen yet
    bool purchases;
} EventLane;

// Up to the end of `as_of`. Error (ERROR_USAGE): a name that was never seen and has no meaning of its own.
MUST_USE bool event_lane(const EventLog *log, const char *parameter, Str said, Day as_of, Arena *arena, EventLane *lane,
                         Error *error);

// The same of names that stand in a setting: those that were never seen are passed over.
void event_lane_seen(const EventLog *log, Str said, Day as_of, Arena *arena, EventLane *lane);

// Whatever customers themselves did: every track, page and screen event but those that happen to them (a message that
// reaches them, a renewal, a refund …) and those that modules of this program write.
void lane_of_activity(const EventLog *log, Day as_of, Arena *arena, EventLane *lane);

#endif
