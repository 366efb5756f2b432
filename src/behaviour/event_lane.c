#include "behaviour/event_lane.h"

#include "event/vocabulary.h"
#include "order/order_lane.h"

typedef struct Classes {
    uint16_t *number;
    size_t count;
} Classes;

static void add_kind(const EventLog *log, EventKind kind, Classes *classes)
{
    for (uint32_t number = 0; number < ACTIVITY_CLASSES_MAX; number++)
        if (log_class_kind(log, (uint16_t)number) == kind) classes->number[classes->count++] = (uint16_t)number;
}

static bool refuse_name(const char *parameter, Str name, Arena *arena, Error *error)
{
    return error_code(error, ERROR_USAGE, "invalid_parameter",
                      PHRASE("{0}: no event {1} has been seen; orders, any, page, screen, or names of events with |",
                             "{0}\u00A0: aucun événement {1} n’a été vu\u202F; orders, any, page, screen, ou des noms "
                             "d’événements séparés par |"),
                      str_of(parameter), error_value(arena, name));
}

// "page:Pricing"
static EventKind kind_of(Str *name)
{
    static const struct {
        Str prefix;
        EventKind kind;
    } prefixes[] = {{STR("page:"), EVENT_PAGE}, {STR("screen:"), EVENT_SCREEN}};
    for (size_t i = 0; i < COUNT_OF(prefixes); i++)
        if (str_starts_with(*name, prefixes[i].prefix)) {
            *name = (Str){name->data + prefixes[i].prefix.size, name->size - prefixes[i].prefix.size};
            return prefixes[i].kind;
        }
    return EVENT_TRACK;
}

static bool add_name(const EventLog *log, Str name, Classes *classes)
{
    uint16_t number;
    EventKind kind = kind_of(&name);
    if (str_equal(name, STR("page")) || str_equal(name, STR("any"))) add_kind(log, EVENT_PAGE, classes);
    if (str_equal(name, STR("screen")) || str_equal(name, STR("any"))) add_kind(log, EVENT_SCREEN, classes);
    if (str_equal(name, STR("any"))) add_kind(log, EVENT_TRACK, classes);
    if (str_equal(name, STR("page")) || str_equal(name, STR("screen")) || str_equal(name, STR("any"))) return true;
    bool found = log_class(log, kind, name, &number);
    if (found) classes->number[classes->count++] = number;
    if (kind == EVENT_TRACK && log_class(log, EVENT_INTERNAL, name, &number)) {
        classes->number[classes->count++] = number; // "Ticket Solved": written by a module
        found = true;
    }
    return found || happening_of(name) != NULL;
}

static void lane_of_orders(const EventLog *log, Day as_of, Arena *arena, EventLane *lane)
{
    OrderLane *orders = arena_new(arena, OrderLane);
    order_lane(log, as_of, orders);
    lane->lane = orders->lane;
    lane->purchases = true;
}

static bool is_orders(Str said)
{
    return str_equal(said, STR("orders")) || str_equal(said, STR("Order Completed"));
}

bool event_lane(const EventLog *log, const char *parameter, Str said, Day as_of, Arena *arena, EventLane *lane,
                Error *error)
{
    *lane = (EventLane){.said = said};
    if (is_orders(said)) {
        lane_of_orders(log, as_of, arena, lane);
        return true;
    }
    Classes classes = {arena_array(arena, uint16_t, 2 * ACTIVITY_CLASSES_MAX), 0};
    Str rest = said, name;
    while (str_cut(&rest, '|', &name)) {
        if (classes.count >= ACTIVITY_CLASSES_MAX || !add_name(log, name, &classes))
            return refuse_name(parameter, name, arena, error);
    }
    lane->lane = (Lane){classes.number, NULL, classes.count, second_at_end_of(as_of)};
    return true;
}

void event_lane_seen(const EventLog *log, Str said, Day as_of, Arena *arena, EventLane *lane)
{
    *lane = (EventLane){.said = said};
    if (is_orders(said)) {
        lane_of_orders(log, as_of, arena, lane);
        return;
    }
    Classes classes = {arena_array(arena, uint16_t, 2 * ACTIVITY_CLASSES_MAX), 0};
    Str rest = said, name;
    while (classes.count < ACTIVITY_CLASSES_MAX && str_cut(&rest, '|', &name)) (void)add_name(log, name, &classes);
    lane->lane = (Lane){classes.number, NULL, classes.count, second_at_end_of(as_of)};
}

// ---- what customers do themselves ----

void lane_of_activity(const EventLog *log, Day as_of, Arena *arena, EventLane *lane)
{
    *lane = (EventLane){.said = STR("")};
    Classes classes = {arena_array(arena, uint16_t, ACTIVITY_CLASSES_MAX), 0};
    for (uint32_t number = 0; number < ACTIVITY_CLASSES_MAX; number++) {
        EventKind kind = log_class_kind(log, (uint16_t)number);
        bool tracked = kind == EVENT_PAGE || kind == EVENT_SCREEN ||
                       (kind == EVENT_TRACK && !happens_to_customer(log_class_name(log, (uint16_t)number)));
        if (tracked) classes.number[classes.count++] = (uint16_t)number;
    }
    lane->lane = (Lane){classes.number, NULL, classes.count, second_at_end_of(as_of)};
}
