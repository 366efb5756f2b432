// order_lane.h - what the people of a data folder bought, as a lane: "Order Completed" is a purchase, "Order Refunded"
// a refund.
//
// An order counts once, for what was said of it last, and a refund never for more than was left (event/figure.h);
// amounts in another currency are converted at the rate of their day. Events of bots and of the company's own people
// are not in it.
#ifndef FIDELE_ORDER_ORDER_LANE_H
#define FIDELE_ORDER_ORDER_LANE_H

#include "activity/port.h"
#include "event/log.h"

enum { ORDER_LANE_CLASSES = 2 };

typedef struct OrderLane {
    uint16_t classes[ORDER_LANE_CLASSES];
    bool negative[ORDER_LANE_CLASSES];
    Lane lane; // of the two above: OrderLane must stay where it is
} OrderLane;

// Up to the end of the day `until`.
void order_lane(const EventLog *log, Day until, OrderLane *orders);
Second second_at_end_of(Day day);

// Error: amounts that no sum can hold.
MUST_USE bool lane_facts(ActivityPort *port, const Lane *lane, LaneFacts *facts, Error *error);

#endif
