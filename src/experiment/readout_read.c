#include "experiment/readout.h"
#include "house.h"
#include "order/order_lane.h"

typedef struct Watched {
    OrderLane orders;
    uint16_t class_number;
    Lane lane;
    bool any; // has ever been seen
} Watched;

static void find_watched(const House *house, const Experiment *experiment, Watched *watched)
{
    if (experiment->outcome == OUTCOME_EVENT) {
        watched->any = log_class(house->log, EVENT_TRACK, experiment->event, &watched->class_number) ||
                       log_class(house->log, EVENT_INTERNAL, experiment->event, &watched->class_number);
        watched->lane = (Lane){.classes = &watched->class_number, .class_count = watched->any};
        return;
    }
    order_lane(house->log, DAY_MAX, &watched->orders);
    watched->lane = watched->orders.lane;
    watched->any = watched->lane.class_count > 0;
}

bool readout_read(const struct House *house, StoreSession *session, const Experiment *experiment, Instant now,
                  Arena *arena, Readout *readout, Error *error)
{
    static const Columns nothing;
    Exposed *exposed;
    size_t count;
    ActivityPort *port = house->questions;
    const Columns *columns = &nothing;
    Watched *watched = arena_new(arena, Watched);
    const Zone *zone = workspace_first(house->workspace)->zone;
    find_watched(house, experiment, watched);
    if (!exposed_people(house->identity, session, experiment->id, arena, &exposed, &count, error) ||
        (watched->any && !port->ask->hold(port, &watched->lane, &columns, error)))
        return false;
    *readout = readout_of(experiment, columns, zone, exposed, count, now);
    if (watched->any) port->ask->release(port, columns);
    return true;
}
