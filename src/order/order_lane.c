#include "order/order_lane.h"

Second second_at_end_of(Day day)
{
    int64_t second = ((int64_t)day + 1) * SECONDS_PER_DAY - 1;
    return second < 1 ? 1 : (Second)smaller(second, UINT32_MAX);
}

void order_lane(const EventLog *log, Day until, OrderLane *orders)
{
    static const Str names[ORDER_LANE_CLASSES] = {STR("Order Completed"), STR("Order Refunded")};
    size_t count = 0;
    for (size_t i = 0; i < COUNT_OF(names); i++)
        if (log_class(log, EVENT_TRACK, names[i], &orders->classes[count])) orders->negative[count++] = i == 1;
    orders->lane = (Lane){orders->classes, orders->negative, count, second_at_end_of(until)};
}

bool lane_facts(ActivityPort *port, const Lane *lane, LaneFacts *facts, Error *error)
{
    if (!port->ask->facts(port, lane, facts, error)) return false;
    if (facts->magnitude <= INT64_MAX) return true;
    return error_code(error, ERROR_FAILED, "amounts_too_large",
                      PHRASE("the amounts of {0} events are too large to be added up; look for wrong ones",
                             "les montants des événements {0} sont trop grands pour être additionnés\u202F; cherchez "
                             "ceux qui sont faux"),
                      STR("Order Completed"));
}
