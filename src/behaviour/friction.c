#include "behaviour/friction.h"

#include <math.h>
#include <stdlib.h>

#include "behaviour/page_load.h"
#include "behaviour/visits.h"
#include "house.h"
#include "measure/quantile.h"

const char *const friction_names[FRICTION_KINDS] = {"page_load", "errors", "abandonment", "waiting_time"};

typedef enum FrictionLane { LANE_ALL, LANE_ERRORS, LANE_ATTEMPTS, LANE_SUCCESS, FRICTION_LANES } FrictionLane;

typedef struct Reading {
    const MetricPlace *place;
    const FrictionAsk *ask;
    const Grouping *grouping;
    EventLane lane[FRICTION_LANES];
    const Columns *columns[FRICTION_LANES];
    PageLoads loads;
    Second *loaded; // civil second of each load
    Friction *friction;
} Reading;

// ---- what is looked at ----

// All classes of the four, each once: a visit is made of any of them. A refund is nothing that somebody did.
static Lane lane_of_all(const EventLane *lanes, size_t count, Arena *arena)
{
    bool *in = arena_array(arena, bool, ACTIVITY_CLASSES_MAX);
    uint16_t *classes = arena_array(arena, uint16_t, ACTIVITY_CLASSES_MAX);
    Lane all = {classes, NULL, 0, lanes[0].lane.until};
    for (size_t i = 0; i < count; i++)
        for (size_t c = 0; c < lanes[i].lane.class_count; c++) {
            uint16_t number = lanes[i].lane.classes[c];
            if (in[number] || (lanes[i].lane.negative && lanes[i].lane.negative[c])) continue;
            in[number] = true;
            classes[all.class_count++] = number;
        }
    return all;
}

static void find_lanes(Reading *reading)
{
    static const BehaviourEvents events[FRICTION_LANES] = {VISIT_EVENTS, ERROR_EVENTS, ATTEMPT_EVENTS, SUCCESS_EVENTS};
    const MetricPlace *place = reading->place;
    for (int i = 0; i < FRICTION_LANES; i++)
        event_lane_seen(place->house->log, reading->ask->settings.events[events[i]], reading->ask->as_of, place->arena,
                        &reading->lane[i]);
    reading->lane[LANE_ALL].lane = lane_of_all(reading->lane, FRICTION_LANES, place->arena);
}

static Instant day_start(const Reading *reading, Day day)
{
    const Zone *zone = activity_zone(reading->place->house->activity);
    return zone_instant(zone, (int64_t)day * SECONDS_PER_DAY) * MILLISECONDS_PER_SECOND;
}

static Second civil_of(const Reading *reading, Instant at)
{
    int64_t second = at / MILLISECONDS_PER_SECOND - (at % MILLISECONDS_PER_SECOND < 0);
    int64_t civil = zone_civil(activity_zone(reading->place->house->activity), second);
    return (Second)larger(0, smaller(civil, UINT32_MAX));
}

// A day more than is asked for: a visit that begins on the last one may go on.
static bool read_loads(Reading *reading, Error *error)
{
    Day last = (Day)smaller((int64_t)reading->ask->to + 1, reading->ask->as_of);
    if (!page_loads_read(reading->place->house->identity, reading->place->session,
                         day_start(reading, reading->ask->from), day_start(reading, last + 1), reading->place->arena,
                         &reading->loads, error))
        return false;
    reading->loaded = arena_array(reading->place->arena, Second, reading->loads.count + 1);
    for (size_t i = 0; i < reading->loads.count; i++) reading->loaded[i] = civil_of(reading, reading->loads.load[i].at);
    return true;
}

static void release(const Reading *reading)
{
    for (int i = 0; i < FRICTION_LANES && reading->columns[i]; i++)
        reading->place->port->ask->release(reading->place->port, reading->columns[i]);
}

static bool hold(Reading *reading, Error *error)
{
    for (int i = 0; i < FRICTION_LANES; i++)
        if (!reading->place->port->ask->hold(reading->place->port, &reading->lane[i].lane, &reading->columns[i],
                                             error)) {
            reading->columns[i] = NULL;
            release(reading);
            return false;
        }
    return true;
}

static uint32_t group_of(const Reading *reading, Customer person)
{
    const Grouping *grouping = reading->grouping;
    if (!grouping->group) return 0;
    return person < grouping->customers ? grouping->group[person] : UINT16_MAX;
}

static FrictionItem *item_of(const Reading *reading, uint32_t group, FrictionKind kind)
{
    return &reading->friction->item[(size_t)group * FRICTION_KINDS + kind];
}

static void affect(const Reading *reading, uint32_t group, FrictionKind kind, Customer person)
{
    FrictionItem *item = item_of(reading, group, kind);
    uint8_t bit = (uint8_t)(1U << kind);
    item->affected++;
    if (person >= reading->friction->customers || reading->friction->affected[person] & bit) return;
    reading->friction->affected[person] |= bit;
    item->people++;
}

// ---- visits ----

// The rows of a person in a lane, read along with their visits.
typedef struct Along {
    PersonRows rows;
    bool purchases;
    uint32_t row;
} Along;

static Along along(const Reading *reading, FrictionLane lane, Customer person)
{
    const Columns *columns = reading->columns[lane];
    Along read = {.purchases = reading->lane[lane].purchases};
    if (person < columns->customers) read.rows = person_rows(columns, person, (RowFilter){0});
    return read;
}

// The first row from `first` to `last`; those before are left behind.
static bool along_find(Along *along, Second first, Second last, Second *at)
{
    const PersonRows *rows = &along->rows;
    while (along->row < rows->count &&
           (rows->second[along->row] < first || !person_row_counts(rows, along->row, (RowFilter){0}, along->purchases)))
        along->row++;
    if (along->row == rows->count || rows->second[along->row] > last) return false;
    *at = rows->second[along->row];
    return true;
}

typedef struct PersonReading {
    Customer person;
    uint32_t group;
    Along errors, attempts, success;
    size_t load, loads_to; // those of the person
} PersonReading;

static void count_loads(const Reading *reading, PersonReading *of, const Visit *visit)
{
    bool any = false, slow = false;
    while (of->load < of->loads_to && reading->loaded[of->load] < visit->first) of->load++;
    for (; of->load < of->loads_to && reading->loaded[of->load] <= visit->last; of->load++) {
        any = true;
        double load_ms = (double)reading->loads.load[of->load].load_ms;
        slow = slow || load_ms > reading->ask->settings.number[PAGE_LOAD_MS];
    }
    item_of(reading, of->group, FRICTION_PAGE_LOAD)->of += any;
    if (slow) affect(reading, of->group, FRICTION_PAGE_LOAD, of->person);
}

static void count_visit(const Reading *reading, PersonReading *of, const Visit *visit)
{
    Second at;
    count_loads(reading, of, visit);
    item_of(reading, of->group, FRICTION_ERRORS)->of++;
    if (along_find(&of->errors, visit->first, visit->last, &at))
        affect(reading, of->group, FRICTION_ERRORS, of->person);
    if (!along_find(&of->attempts, visit->first, visit->last, &at)) return;
    item_of(reading, of->group, FRICTION_ABANDONMENT)->of++;
    if (!along_find(&of->success, at, visit->last, &at)) affect(reading, of->group, FRICTION_ABANDONMENT, of->person);
}

static size_t first_load_of(const Reading *reading, Customer person)
{
    size_t low = 0, high = reading->loads.count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (reading->loads.load[middle].customer < person)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

static void count_person(const Reading *reading, Customer person, uint32_t group)
{
    enum { MINUTE = 60 };
    PersonRows rows = person_rows(reading->columns[LANE_ALL], person, (RowFilter){0});
    if (rows.count == 0) return;
    uint32_t gap = (uint32_t)lround(reading->ask->settings.number[SESSION_MINUTES] * MINUTE);
    PersonReading of = {person,
                        group,
                        along(reading, LANE_ERRORS, person),
                        along(reading, LANE_ATTEMPTS, person),
                        along(reading, LANE_SUCCESS, person),
                        first_load_of(reading, person),
                        first_load_of(reading, person + 1)};
    for (Visit visit = {0}; visit_next(&rows, gap, &visit);) {
        Day day = second_day(visit.first);
        if (day >= reading->ask->from && day <= reading->ask->to) count_visit(reading, &of, &visit);
    }
}

static bool count_visits(Reading *reading, Error *error)
{
    if (!hold(reading, error)) return false;
    for (Customer person = 0; person < reading->columns[LANE_ALL]->customers; person++) {
        uint32_t group = group_of(reading, person);
        if (group < reading->friction->groups) count_person(reading, person, group);
    }
    release(reading);
    return true;
}

// ---- load times ----

static int by_page(const void *a, const void *b)
{
    const PageLoad *x = a, *y = b;
    return (x->page > y->page) - (x->page < y->page);
}

static int slowest_first(const void *a, const void *b)
{
    const FrictionPage *x = a, *y = b;
    if (x->p95 != y->p95) return x->p95 > y->p95 ? -1 : 1;
    return (x->page > y->page) - (x->page < y->page);
}

static double p95_of(const PageLoad *loads, size_t count, int64_t *room)
{
    for (size_t i = 0; i < count; i++) room[i] = loads[i].load_ms;
    return quantile_of(room, count, 0.95);
}

static void find_slowest(PageLoad *loads, size_t count, int64_t *room, Arena *arena, FrictionItem *item)
{
    item->page = arena_array(arena, FrictionPage, count);
    qsort(loads, count, sizeof *loads, by_page);
    for (size_t i = 0, n; i < count; i += n) {
        for (n = 0; i + n < count && loads[i + n].page == loads[i].page; n++) {
        }
        item->page[item->pages++] = (FrictionPage){loads[i].page, p95_of(loads + i, n, room), (int64_t)n};
    }
    qsort(item->page, item->pages, sizeof *item->page, slowest_first);
    if (item->pages > FRICTION_PAGES_MAX) item->pages = FRICTION_PAGES_MAX;
}

static void tell_loads(const Reading *reading, uint32_t group, PageLoad *loads, int64_t *room)
{
    FrictionItem *item = item_of(reading, group, FRICTION_PAGE_LOAD);
    size_t count = 0;
    for (size_t i = 0; i < reading->loads.count; i++) {
        Day day = second_day(reading->loaded[i]);
        bool asked = day >= reading->ask->from && day <= reading->ask->to;
        if (asked && group_of(reading, reading->loads.load[i].customer) == group)
            loads[count++] = reading->loads.load[i];
    }
    item->n = (int64_t)count;
    item->observed = count > 0;
    if (!count) return;
    item->value = p95_of(loads, count, room);
    find_slowest(loads, count, room, reading->place->arena, item);
}

// ---- waiting ----

static void take_ticket(const Reading *reading, const Rows *rows, int64_t *waits, uint32_t *groups, size_t *count)
{
    Customer person = identity_root(reading->place->house->identity, (CustomerId)rows_integer(rows, 0));
    uint32_t group = group_of(reading, person);
    if (group >= reading->friction->groups) return;
    Instant opened = rows_integer(rows, 1), known = day_start(reading, reading->ask->as_of + 1);
    known = smaller(known, reading->place->now);
    bool replied = !rows_null(rows, 2) && rows_integer(rows, 2) <= known;
    int64_t wait = larger(0, (replied ? rows_integer(rows, 2) : known) - opened);
    double threshold = reading->ask->settings.number[WAITING_MINUTES] * 60 * MILLISECONDS_PER_SECOND;
    item_of(reading, group, FRICTION_WAITING)->of++;
    if ((double)wait > threshold) affect(reading, group, FRICTION_WAITING, person);
    if (!replied) return;
    groups[*count] = group;
    waits[(*count)++] = wait;
}

static void tell_waits(const Reading *reading, const int64_t *waits, const uint32_t *groups, size_t count)
{
    enum { MINUTE = 60000 };
    int64_t *room = arena_array(reading->place->arena, int64_t, count + 1);
    for (uint32_t group = 0; group < reading->friction->groups; group++) {
        FrictionItem *item = item_of(reading, group, FRICTION_WAITING);
        size_t n = 0;
        for (size_t i = 0; i < count; i++)
            if (groups[i] == group) room[n++] = waits[i];
        item->n = (int64_t)n;
        item->observed = n > 0;
        if (n) item->value = quantile_of(room, n, 0.95) / MINUTE;
    }
}

static bool read_waits(const Reading *reading, Error *error)
{
    Rows rows;
    Value from = value_integer(day_start(reading, reading->ask->from)),
          to = value_integer(day_start(reading, (Day)smaller(reading->ask->to, reading->ask->as_of) + 1));
    int64_t tickets = 0;
    if (!store_select(reading->place->session, &query_friction_tickets, VALUES(from, to), &rows, error)) return false;
    if (rows_next(&rows)) tickets = rows_integer(&rows, 0);
    if (!rows_close(&rows, error)) return false;
    int64_t *waits = arena_array(reading->place->arena, int64_t, (size_t)tickets + 1);
    uint32_t *groups = arena_array(reading->place->arena, uint32_t, (size_t)tickets + 1);
    size_t count = 0;
    if (!store_select(reading->place->session, &query_friction_waits, VALUES(from, to), &rows, error)) return false;
    while (count < (size_t)tickets && rows_next(&rows)) take_ticket(reading, &rows, waits, groups, &count);
    if (!rows_close(&rows, error)) return false;
    tell_waits(reading, waits, groups, count);
    return true;
}

// ---- all of it ----

static void tell_share(FrictionItem *item)
{
    item->n = item->of;
    item->observed = item->of > 0;
    if (item->observed) item->value = (double)item->affected / (double)item->of;
}

static void tell(const Reading *reading)
{
    enum { FIVE = 5, PERCENT = 100 };
    static const BehaviourNumber thresholds[FRICTION_KINDS] = {PAGE_LOAD_MS, ERROR_RATE, ABANDONMENT_RATE,
                                                               WAITING_MINUTES};
    PageLoad *loads = arena_array(reading->place->arena, PageLoad, reading->loads.count + 1);
    int64_t *room = arena_array(reading->place->arena, int64_t, reading->loads.count + 1);
    for (uint32_t group = 0; group < reading->friction->groups; group++) {
        tell_loads(reading, group, loads, room);
        tell_share(item_of(reading, group, FRICTION_ERRORS));
        tell_share(item_of(reading, group, FRICTION_ABANDONMENT));
        for (int kind = 0; kind < FRICTION_KINDS; kind++) {
            FrictionItem *item = item_of(reading, group, (FrictionKind)kind);
            item->threshold = reading->ask->settings.number[thresholds[kind]];
            item->over = item->observed && item->value > item->threshold;
            if (kind == FRICTION_WAITING && item->affected * PERCENT > FIVE * item->of) item->over = true; // wait yet
        }
    }
}

bool friction_read(const MetricPlace *place, const FrictionAsk *ask, const Grouping *grouping, Friction *friction,
                   Error *error)
{
    *friction = (Friction){.groups = grouping->groups ? grouping->groups : 1,
                           .customers = identity_count(place->house->identity) + 1};
    friction->item = arena_array(place->arena, FrictionItem, (size_t)friction->groups * FRICTION_KINDS);
    friction->affected = arena_array(place->arena, uint8_t, friction->customers);
    Reading *reading = arena_new(place->arena, Reading);
    *reading = (Reading){.place = place, .ask = ask, .grouping = grouping, .friction = friction};
    find_lanes(reading);
    if (!read_loads(reading, error) || !count_visits(reading, error) || !read_waits(reading, error)) return false;
    tell(reading);
    return true;
}
