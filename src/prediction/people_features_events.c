// people_features_events.c - features from events: one question over all lanes, and two walks over rows.
#include <math.h>
#include <stdlib.h>

#include "behaviour/behaviour_setting.h"
#include "behaviour/event_lane.h"
#include "event/log.h"
#include "event/vocabulary.h"
#include "house.h"
#include "order/order_lane.h"
#include "prediction/people_features_parts.h"

typedef enum FeatureLane {
    LANE_ORDERS,
    LANE_REFUNDS,
    LANE_VISITS,
    LANE_CARTS,
    LANE_USE,
    LANE_ERRORS,
    LANE_TICKETS,
    LANE_MESSAGES,
    LANE_OPENED,
    LANE_REFERRALS,
    LANE_FAILED_PAYMENTS,
    LANE_PAUSES,
    LANE_DOWNGRADES,
    LANE_OWN, // whatever they did themselves
    FEATURE_LANES
} FeatureLane;

enum { LATE_TIMES = 2, FORTNIGHT_DAYS = 14, ROWS_WALKED_MAX = 50000000, LANE_NAMES_MAX = 4 };

// Lanes of these names alone; the others are made below.
static const char *const lane_names[FEATURE_LANES][LANE_NAMES_MAX] = {
    [LANE_ORDERS] = {"Order Completed"},
    [LANE_REFUNDS] = {"Order Refunded"},
    [LANE_TICKETS] = {"Ticket Opened"},
    [LANE_MESSAGES] = {"Email Delivered", "Text Message Sent", "Chat Message Sent", "Letter Sent"},
    [LANE_OPENED] = {"Email Opened"},
    [LANE_REFERRALS] = {"Referral Completed"},
    [LANE_FAILED_PAYMENTS] = {"Payment Failed"},
    [LANE_PAUSES] = {"Subscription Paused"},
    [LANE_DOWNGRADES] = {"Subscription Downgraded"}};

// What is asked; of those beyond FEATURE_NUMBERS others are made.
enum { ORDERS_180 = FEATURE_NUMBERS, ORDERS_ALL, ORDER_DAYS, AMOUNT_ALL, OPENED_90, ASKED_NUMBERS };

typedef struct AskedFeature {
    int number;
    FeatureMeasure measure;
    FeatureLane lane;
    int32_t days; // 0: all of history
} AskedFeature;

static const AskedFeature asked[] = {
    {ORDERS_30, FEATURE_COUNT, LANE_ORDERS, 30},
    {ORDERS_90, FEATURE_COUNT, LANE_ORDERS, 90},
    {ORDERS_180, FEATURE_COUNT, LANE_ORDERS, 180},
    {ORDERS_365, FEATURE_COUNT, LANE_ORDERS, 365},
    {ORDERS_ALL, FEATURE_COUNT, LANE_ORDERS, 0},
    {ORDER_DAYS, FEATURE_DISTINCT_DAYS, LANE_ORDERS, 0},
    {SINCE_ORDER, FEATURE_RECENCY, LANE_ORDERS, 0},
    {SINCE_FIRST_ORDER, FEATURE_TENURE, LANE_ORDERS, 0},
    {AMOUNT_365, FEATURE_SUM, LANE_ORDERS, 365},
    {AMOUNT_ALL, FEATURE_SUM, LANE_ORDERS, 0},
    {REFUNDS_365, FEATURE_COUNT, LANE_REFUNDS, 365},
    {VISITS_30, FEATURE_COUNT, LANE_VISITS, 30},
    {SINCE_VISIT, FEATURE_RECENCY, LANE_VISITS, 0},
    {CARTS_30, FEATURE_COUNT, LANE_CARTS, 30},
    {USE_30, FEATURE_COUNT, LANE_USE, 30},
    {USE_90, FEATURE_COUNT, LANE_USE, 90},
    {SINCE_USE, FEATURE_RECENCY, LANE_USE, 0},
    {ERRORS_30, FEATURE_COUNT, LANE_ERRORS, 30},
    {ACTIVE_DAYS_30, FEATURE_DISTINCT_DAYS, LANE_OWN, 30},
    {ACTIVE_DAYS_90, FEATURE_DISTINCT_DAYS, LANE_OWN, 90},
    {TICKETS_30, FEATURE_COUNT, LANE_TICKETS, 30},
    {TICKETS_90, FEATURE_COUNT, LANE_TICKETS, 90},
    {TICKETS_365, FEATURE_COUNT, LANE_TICKETS, 365},
    {MESSAGES_90, FEATURE_COUNT, LANE_MESSAGES, 90},
    {OPENED_90, FEATURE_COUNT, LANE_OPENED, 90},
    {REFERRALS, FEATURE_COUNT, LANE_REFERRALS, 0},
    {FAILED_PAYMENTS_90, FEATURE_COUNT, LANE_FAILED_PAYMENTS, 90},
    {PAUSES_365, FEATURE_COUNT, LANE_PAUSES, 365},
    {DOWNGRADES_365, FEATURE_COUNT, LANE_DOWNGRADES, 365},
};

// ---- lanes ----

typedef struct LaneSet {
    Lane lane[FEATURE_LANES];
    bool *negative; // of refunds
} LaneSet;

static Lane named_lane(const EventLog *log, const char *const *names, Arena *arena)
{
    uint16_t *classes = arena_array(arena, uint16_t, LANE_NAMES_MAX);
    size_t count = 0;
    for (size_t i = 0; i < LANE_NAMES_MAX && names[i]; i++)
        count += log_class(log, EVENT_TRACK, str_of(names[i]), &classes[count]);
    return (Lane){.classes = classes, .class_count = count};
}

static bool is_error_name(const Lane *errors, uint16_t number)
{
    for (size_t i = 0; i < errors->class_count; i++)
        if (errors->classes[i] == number) return true;
    return false;
}

// Which of the lanes that are made by kind an event belongs to; FEATURE_LANES: none.
static FeatureLane lane_of_event(const EventLog *log, uint16_t number, const Lane *errors)
{
    EventKind kind = log_class_kind(log, number);
    Str name = log_class_name(log, number);
    if (kind == EVENT_PAGE || kind == EVENT_SCREEN) return LANE_VISITS;
    if (kind != EVENT_TRACK || happens_to_customer(name)) return FEATURE_LANES;
    if (is_error_name(errors, number)) return FEATURE_LANES;
    switch ((int)happening_kind(kind, name)) {
    case HAPPENING_VISIT: return LANE_VISITS;
    case HAPPENING_CART: return LANE_CARTS;
    case HAPPENING_OTHER: return LANE_USE;
    default: return FEATURE_LANES;
    }
}

static void add_class(Lane *lane, uint16_t number, Arena *arena)
{
    if (!lane->classes) lane->classes = arena_array(arena, uint16_t, ACTIVITY_CLASSES_MAX);
    ((uint16_t *)(uintptr_t)lane->classes)[lane->class_count++] = number;
}

static bool make_lanes(const FeatureSource *source, Day as_of, Arena *arena, LaneSet *set, Error *error)
{
    const EventLog *log = source->place.house->log;
    BehaviourSettings settings;
    EventLane errors, own = {0};
    if (!behaviour_settings_read(source->place.session, arena, &settings, error)) return false;
    *set = (LaneSet){0};
    for (int i = 0; i < FEATURE_LANES; i++)
        if (lane_names[i][0]) set->lane[i] = named_lane(log, lane_names[i], arena);
    event_lane_seen(log, settings.events[ERROR_EVENTS], as_of, arena, &errors);
    lane_of_activity(log, as_of, arena, &own);
    set->lane[LANE_ERRORS] = errors.lane;
    set->lane[LANE_OWN] = own.lane;
    for (uint32_t number = 0; number < ACTIVITY_CLASSES_MAX && log_class_kind(log, (uint16_t)number); number++) {
        FeatureLane lane = lane_of_event(log, (uint16_t)number, &errors.lane);
        if (lane != FEATURE_LANES) add_class(&set->lane[lane], (uint16_t)number, arena);
    }
    for (int i = 0; i < FEATURE_LANES; i++) set->lane[i].until = second_at_end_of(as_of);
    return true;
}

// ---- walks over rows ----

// Deliveries belong to the last order before them.
static void match_deliveries(FeatureSource *source, const Columns *orders, const ColumnPiece *piece, uint32_t run)
{
    Customer person = run_customer(piece, run);
    CustomerRows of = columns_find(orders, person);
    uint32_t order = of.from;
    for (uint32_t row = piece->first_row[run]; row < piece->first_row[run + 1]; row++) {
        while (order < of.to && of.piece->second[order] <= piece->second[row]) order++;
        if (order == of.from) continue;
        KeptDelivery kept = {person, piece->second[row],
                             (float)(piece->second[row] - of.piece->second[order - 1]) / SECONDS_PER_DAY};
        by_person_add(&source->deliveries, &kept, sizeof kept, source->arena);
    }
}

static int deliveries_in_order(const void *a, const void *b)
{
    const KeptDelivery *left = a, *right = b;
    if (left->root != right->root) return left->root < right->root ? -1 : 1;
    return (left->at > right->at) - (left->at < right->at);
}

static int by_days(const void *a, const void *b)
{
    float left = *(const float *)a, right = *(const float *)b;
    return (left > right) - (left < right);
}

static float usual_delivery(const FeatureSource *source)
{
    size_t count = source->deliveries.count;
    const KeptDelivery *delivery = source->deliveries.item;
    float *days = arena_array(source->arena, float, count + 1);
    for (size_t i = 0; i < count; i++) days[i] = delivery[i].days;
    if (count) qsort(days, count, sizeof *days, by_days);
    return count ? days[count / 2] : 0;
}

static void see_deliveries(FeatureSource *source, const Columns *orders, const Columns *deliveries)
{
    for (uint32_t p = 0; p < deliveries->pieces; p++)
        for (uint32_t run = 0; run < deliveries->piece[p].runs; run++) {
            const ColumnPiece *piece = &deliveries->piece[p];
            if (run_counts(piece, run) && run_customer(piece, run) < source->customers)
                match_deliveries(source, orders, piece, run);
        }
}

static bool hold_small(ActivityPort *port, const Lane *lane, const Columns **columns, Error *error)
{
    LaneFacts facts;
    *columns = NULL;
    if (!lane->class_count) return true;
    if (!port->ask->facts(port, lane, &facts, error)) return false;
    return facts.rows == 0 || facts.rows > ROWS_WALKED_MAX || port->ask->hold(port, lane, columns, error);
}

static bool read_deliveries(FeatureSource *source, Lane orders, Error *error)
{
    static const char *const names[LANE_NAMES_MAX] = {"Order Delivered"};
    ActivityPort *port = source->place.house->questions;
    const Columns *bought = NULL, *delivered = NULL;
    Lane lane = named_lane(source->place.house->log, names, source->arena);
    lane.until = orders.until;
    bool fine = hold_small(port, &lane, &delivered, error) && (!delivered || hold_small(port, &orders, &bought, error));
    if (fine && bought && delivered) see_deliveries(source, bought, delivered);
    if (bought) port->ask->release(port, bought);
    if (delivered) port->ask->release(port, delivered);
    by_person_close(&source->deliveries, source->customers, deliveries_in_order, source->arena);
    source->usual_delivery = usual_delivery(source);
    return fine;
}

static void count_first_uses(FeatureSource *source, const ColumnPiece *piece, uint32_t run)
{
    Customer person = run_customer(piece, run);
    if (person >= source->customers) return;
    Second from = source->subscribed_from[person];
    for (uint32_t row = piece->first_row[run]; from && row < piece->first_row[run + 1]; row++)
        if (piece->second[row] >= from && piece->second[row] - from < FORTNIGHT_DAYS * SECONDS_PER_DAY &&
            source->first_fortnight[person] < UINT16_MAX)
            source->first_fortnight[person]++;
}

static bool read_first_uses(FeatureSource *source, const Lane *use, Error *error)
{
    ActivityPort *port = source->place.house->questions;
    const Columns *columns;
    if (!source->terms.count) return true;
    if (!hold_small(port, use, &columns, error)) return false;
    if (!columns) return true;
    source->first_fortnight = arena_array(source->arena, uint16_t, source->customers);
    for (uint32_t p = 0; p < columns->pieces; p++)
        for (uint32_t run = 0; run < columns->piece[p].runs; run++)
            if (run_counts(&columns->piece[p], run)) count_first_uses(source, &columns->piece[p], run);
    port->ask->release(port, columns);
    return true;
}

bool events_read(FeatureSource *source, Error *error)
{
    LaneSet lanes;
    Day today = moment_day(moment_now(source->place.house, source->place.now));
    return make_lanes(source, today, source->arena, &lanes, error) &&
           read_deliveries(source, lanes.lane[LANE_ORDERS], error) &&
           read_first_uses(source, &lanes.lane[LANE_USE], error);
}

// ---- as of a moment ----

static double value_of(const Features *features, size_t i, const AskedFeature *of, Customer person, double minors)
{
    if (person >= features->customers)
        return of->measure == FEATURE_RECENCY || of->measure == FEATURE_TENURE ? (double)NAN : 0;
    int64_t value = feature_value(features, i, person);
    if (of->measure == FEATURE_RECENCY || of->measure == FEATURE_TENURE)
        return value < 0 ? (double)NAN : (double)value / SECONDS_PER_DAY;
    return of->measure == FEATURE_SUM ? (double)value / minors : (double)value;
}

// Those that are made of others.
static void fill_made(const FeatureSource *source, Moment moment, const FeatureRows *rows, size_t r,
                      const double *value)
{
    size_t row = rows->row + r;
    double **number = rows->number;
    double gaps = value[ORDER_DAYS] - 1, span = value[SINCE_FIRST_ORDER] - value[SINCE_ORDER];
    if (value[ORDERS_ALL] > 0) number[AVERAGE_ORDER][row] = value[AMOUNT_ALL] / value[ORDERS_ALL];
    if (gaps > 0 && span > 0) {
        number[ORDER_GAP][row] = span / gaps;
        number[SILENCE][row] = value[SINCE_ORDER] / (span / gaps);
    }
    number[ORDERS_BEFORE][row] = value[ORDERS_180] - value[ORDERS_90];
    if (value[MESSAGES_90] > 0) number[OPENED_SHARE][row] = fmin(1, value[OPENED_90] / value[MESSAGES_90]);
    const void *items = NULL;
    size_t count = by_person_of(&source->deliveries, rows->person[r], &items);
    const KeptDelivery *delivery = items;
    for (size_t i = 0; i < count && delivery[i].at < moment.second; i++)
        number[LATE_DELIVERY][row] = delivery[i].days > LATE_TIMES * source->usual_delivery;
}

static void fill_person(const FeatureSource *source, Moment moment, const FeatureRows *rows, size_t r,
                        const Features *features, double minors)
{
    double value[ASKED_NUMBERS] = {0};
    for (size_t i = 0; i < COUNT_OF(asked); i++) {
        value[asked[i].number] = value_of(features, i, &asked[i], rows->person[r], minors);
        if (asked[i].number < FEATURE_NUMBERS) rows->number[asked[i].number][rows->row + r] = value[asked[i].number];
    }
    fill_made(source, moment, rows, r, value);
}

bool events_fill(const FeatureSource *source, Moment moment, const FeatureRows *rows, Error *error)
{
    LaneSet lanes;
    Features features = {0};
    Feature feature[COUNT_OF(asked)];
    Arena *scratch = arena_open(0);
    ActivityPort *port = source->place.house->questions;
    Currency currency = workspace_first(source->place.house->workspace)->currency;
    for (size_t i = 0; i < COUNT_OF(asked); i++)
        feature[i] = (Feature){
            asked[i].measure, asked[i].lane,
            asked[i].days ? (Second)larger(1, (int64_t)moment.second - (int64_t)asked[i].days * SECONDS_PER_DAY) : 0};
    const FeatureAsk ask = {feature, COUNT_OF(asked), moment.second};
    bool fine = make_lanes(source, moment_day(moment), scratch, &lanes, error) &&
                port->ask->features(port, lanes.lane, FEATURE_LANES, &ask, scratch, &features, error);
    for (size_t r = 0; fine && r < rows->count; r++)
        fill_person(source, moment, rows, r, &features, (double)currency_minor_per_major(&currency));
    arena_close(scratch);
    return fine;
}

// ---- of messages and what came of them ----

bool response_columns(const FeatureSource *source, const Columns **sent, const Columns **orders, Error *error)
{
    const EventLog *log = source->place.house->log;
    ActivityPort *port = source->place.house->questions;
    Lane messages = named_lane(log, lane_names[LANE_MESSAGES], source->arena);
    Lane bought = named_lane(log, lane_names[LANE_ORDERS], source->arena);
    *orders = NULL;
    return hold_small(port, &messages, sent, error) && (!*sent || hold_small(port, &bought, orders, error));
}

void response_release(const FeatureSource *source, const Columns *sent, const Columns *orders)
{
    ActivityPort *port = source->place.house->questions;
    if (sent) port->ask->release(port, sent);
    if (orders) port->ask->release(port, orders);
}

bool first_within(const Columns *columns, CustomerId person, int64_t from, int64_t to, Second *at)
{
    CustomerRows rows = columns_find(columns, person);
    for (uint32_t row = rows.from; row < rows.to; row++)
        if (rows.piece->second[row] >= from) {
            *at = rows.piece->second[row];
            return *at < to;
        }
    return false;
}
