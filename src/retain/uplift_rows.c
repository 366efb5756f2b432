#include "retain/uplift_rows.h"

#include <math.h>

#include "activity/person_rows.h"
#include "consent/consents.h"
#include "experiment/readout.h"
#include "house.h"
#include "order/order_lane.h"
#include "segment/figure.h"
#include "workspace/workspace.h"

enum { LANE_ORDERS, LANE_VISITS, LANE_TICKETS };

// ---- lanes ----

static Lane visits_lane(const EventLog *log, Arena *arena)
{
    uint16_t *number = arena_array(arena, uint16_t, ACTIVITY_CLASSES_MAX);
    size_t count = 0;
    for (uint32_t one = 0; one < ACTIVITY_CLASSES_MAX; one++) {
        EventKind kind = log_class_kind(log, (uint16_t)one);
        if (kind && figure_tells_interest(kind, log_class_name(log, (uint16_t)one))) number[count++] = (uint16_t)one;
    }
    return (Lane){.classes = number, .class_count = count};
}

static Lane tickets_lane(const EventLog *log, Arena *arena)
{
    uint16_t *number = arena_array(arena, uint16_t, 1);
    bool any = log_class(log, EVENT_TRACK, STR("Ticket Opened"), number);
    return (Lane){.classes = number, .class_count = any};
}

bool uplift_columns_hold(const House *house, Arena *arena, UpliftColumns *columns, Error *error)
{
    OrderLane *orders = arena_new(arena, OrderLane);
    order_lane(house->log, DAY_MAX, orders);
    const Lane lane[UPLIFT_LANES] = {orders->lane, visits_lane(house->log, arena), tickets_lane(house->log, arena)};
    *columns = (UpliftColumns){.port = house->questions};
    for (int i = 0; i < UPLIFT_LANES; i++) {
        if (!lane[i].class_count || columns->port->ask->hold(columns->port, &lane[i], &columns->lane[i], error))
            continue;
        columns->lane[i] = NULL;
        uplift_columns_release(columns);
        return false;
    }
    return true;
}

void uplift_columns_release(UpliftColumns *columns)
{
    for (int i = 0; i < UPLIFT_LANES; i++)
        if (columns->lane[i]) columns->port->ask->release(columns->port, columns->lane[i]);
    *columns = (UpliftColumns){.port = columns->port};
}

// ---- a person at a moment ----

typedef struct Seen {
    int64_t first, last;                   // seconds; 0: none
    int64_t times, within[3], active_days; // within 30, 90, 365 days; days of the last 30
    double amount, amount_within[3];
} Seen;

static void see_row(Seen *seen, const PersonRows *rows, uint32_t row, int64_t second)
{
    static const int days[] = {30, 90, 365};
    int64_t at = rows->second[row], before = seen->last;
    double amount = (double)person_row_amount(rows, row);
    if (!seen->first) seen->first = at;
    seen->last = at;
    seen->times++;
    seen->amount += amount;
    for (size_t i = 0; i < COUNT_OF(days); i++) {
        if (at < second - days[i] * SECONDS_PER_DAY) continue;
        seen->within[i]++;
        seen->amount_within[i] += amount;
    }
    bool recent = at >= second - days[0] * SECONDS_PER_DAY;
    if (recent && (!before || before / SECONDS_PER_DAY != at / SECONDS_PER_DAY)) seen->active_days++;
}

static Seen see(const UpliftColumns *columns, int lane, CustomerId person, int64_t second)
{
    Seen seen = {0};
    const Columns *held = columns->lane[lane];
    if (!held || person >= held->customers) return seen;
    PersonRows rows = person_rows(held, person, (RowFilter){0});
    for (uint32_t row = 0; row < rows.count && rows.second[row] < second; row++)
        if (lane != LANE_ORDERS || person_row_amount(&rows, row) > 0) see_row(&seen, &rows, row, second);
    return seen;
}

static double days_since(int64_t at, int64_t second)
{
    return at ? (double)(second - at) / SECONDS_PER_DAY : (double)NAN;
}

void uplift_features(const UpliftColumns *columns, CustomerId person, int64_t second, double feature[UPLIFT_FEATURES])
{
    Seen orders = see(columns, LANE_ORDERS, person, second), visits = see(columns, LANE_VISITS, person, second);
    Seen tickets = see(columns, LANE_TICKETS, person, second);
    const double known[UPLIFT_FEATURES] = {
        days_since(orders.last, second),
        days_since(orders.first, second),
        (double)orders.times,
        (double)orders.within[0],
        (double)orders.within[1],
        (double)orders.within[2],
        orders.amount_within[1],
        orders.times ? orders.amount / (double)orders.times : (double)NAN,
        days_since(visits.last, second),
        (double)visits.within[0],
        (double)visits.within[1],
        (double)visits.active_days,
        days_since(tickets.last, second),
        (double)tickets.within[0],
        (double)tickets.within[2],
    };
    for (size_t i = 0; i < UPLIFT_FEATURES; i++) feature[i] = known[i];
}

// ---- trials ----

typedef struct Trying {
    const House *house;
    StoreSession *session;
    const Experiment *experiment;
    const Columns *watched; // what the outcome is read from; NULL: never seen
    UpliftColumns columns;
    const Exposed *exposed;
    size_t count;
    Instant now;
    Arena *arena;
    double *feature, *outcome; // of the rows so far
    bool *treated, *stayed;
} Trying;

static bool add_person(const Trying *trying, const Exposed *exposed, UpliftTrial *trial, Error *error)
{
    static const Columns nothing;
    const Zone *zone = workspace_first(trying->house->workspace)->zone;
    int64_t known = zone_civil(zone, trying->now / MILLISECONDS_PER_SECOND);
    int64_t at = zone_civil(zone, exposed->at / MILLISECONDS_PER_SECOND);
    bool allowed = false;
    trial->exposed[exposed->arm]++;
    if (at + trying->experiment->follow_days * SECONDS_PER_DAY > known) {
        trial->unobserved++;
        return true;
    }
    if (!consent_profiling_allowed(trying->house->identity, trying->session, exposed->person, trying->now,
                                   trying->arena, &allowed, error))
        return false;
    if (!allowed) {
        trial->objected++;
        return true;
    }
    size_t row = trial->rows.count++;
    const Columns *watched = trying->watched ? trying->watched : &nothing;
    trying->outcome[row] = outcome_after(trying->experiment, watched, exposed->person, at);
    trying->stayed[row] = trying->outcome[row] > 0;
    trying->treated[row] = exposed->arm == 1;
    uplift_features(&trying->columns, exposed->person, at, trying->feature + row * UPLIFT_FEATURES);
    return true;
}

static bool add_people(Trying *trying, UpliftTrial *trial, Error *error)
{
    Outcome outcome = trying->experiment->outcome;
    trying->feature = arena_array(trying->arena, double, trying->count *UPLIFT_FEATURES);
    trying->outcome = arena_array(trying->arena, double, trying->count);
    trying->treated = arena_array(trying->arena, bool, trying->count);
    trying->stayed = arena_array(trying->arena, bool, trying->count);
    trial->rows = (UpliftRows){.features = UPLIFT_FEATURES,
                               .feature = trying->feature,
                               .treated = trying->treated,
                               .outcome = trying->outcome,
                               .stayed = trying->stayed,
                               .shares = outcome == OUTCOME_PURCHASE || outcome == OUTCOME_EVENT};
    for (size_t i = 0; i < trying->count; i++)
        if (!add_person(trying, &trying->exposed[i], trial, error)) return false;
    return true;
}

// What the outcome is read from: purchases, or an event of clients or of the program.
static bool hold_watched(Trying *trying, Error *error)
{
    const EventLog *log = trying->house->log;
    ActivityPort *port = trying->house->questions;
    OrderLane orders;
    uint16_t number = 0;
    Lane lane = {.classes = &number};
    order_lane(log, DAY_MAX, &orders);
    Str event = trying->experiment->event;
    if (trying->experiment->outcome == OUTCOME_EVENT)
        lane.class_count =
            log_class(log, EVENT_TRACK, event, &number) || log_class(log, EVENT_INTERNAL, event, &number);
    else
        lane = orders.lane;
    return !lane.class_count || port->ask->hold(port, &lane, &trying->watched, error);
}

bool uplift_trial(const House *house, StoreSession *session, const Experiment *experiment, Instant now, Arena *arena,
                  UpliftTrial *trial, Error *error)
{
    Exposed *exposed;
    Trying trying = {.house = house, .session = session, .experiment = experiment, .now = now, .arena = arena};
    *trial = (UpliftTrial){0};
    if (!exposed_people(house->identity, session, experiment->id, arena, &exposed, &trying.count, error)) return false;
    trying.exposed = exposed;
    if (!uplift_columns_hold(house, arena, &trying.columns, error)) return false;
    bool fine = hold_watched(&trying, error) && add_people(&trying, trial, error);
    if (trying.watched) house->questions->ask->release(house->questions, trying.watched);
    uplift_columns_release(&trying.columns);
    double both = experiment->arm[0].share + experiment->arm[1].share;
    trial->balance = two_arms_balance(trial->exposed[0], trial->exposed[1], experiment->arm[0].share / both);
    return fine;
}
