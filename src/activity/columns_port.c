// The port (port.h) over the columns of an open Activity.
#include <pthread.h>
#include <stddef.h>
#include <string.h>

#include "activity/lanes.h"
#include "activity/port.h"
#include "base/pages.h"
#include "base/thread.h"

typedef struct ColumnsPort {
    ActivityPort port;
    Activity *activity;
    People people;
    int threads;
    pthread_mutex_t lock;
    PersonRoots *roots; // of the last version that was asked for
} ColumnsPort;

static const ActivityQuestions columns_questions;

static ColumnsPort *columns_port(ActivityPort *port)
{
    return (ColumnsPort *)port;
}

// ---- who is who ----

// A merge may be committed meanwhile: roots of one version are read, never a mixture.
static PersonRoots *read_roots(const People *people)
{
    for (;;) {
        uint64_t version = people->version(people->context);
        uint32_t customers = people->count(people->context) + 1; // numbers begin at 1
        Customer *root = pages_array(Customer, customers);
        for (Customer c = 1; c < customers; c++) root[c] = people->root(people->context, c);
        if (people->version(people->context) == version) return person_roots_open(version, root, customers);
        pages_release(root, customers, sizeof *root);
    }
}

// New customers without a merge are their own roots, and need no new array.
static PersonRoots *hold_roots(ColumnsPort *port)
{
    pthread_mutex_lock(&port->lock);
    if (!port->roots || port->roots->version != port->people.version(port->people.context)) {
        person_roots_release(port->roots);
        port->roots = read_roots(&port->people);
    }
    PersonRoots *roots = person_roots_retain(port->roots);
    pthread_mutex_unlock(&port->lock);
    return roots;
}

// ---- columns of a lane ----

static Second end_of(Day day)
{
    int64_t second = ((int64_t)day + 1) * SECONDS_PER_DAY - 1;
    return second < 1 ? 1 : (Second)smaller(second, UINT32_MAX);
}

// A question knows no row later than its last known day.
static Second until_of(const Lane *lane, Day as_of)
{
    Second end = end_of(as_of);
    return lane->until && lane->until < end ? lane->until : end;
}

static bool refuse_amounts(Error *error)
{
    return error_code(error, ERROR_FAILED, "amounts_too_large",
                      PHRASE("the amounts of these events are too large to be added up; look for wrong ones",
                             "les montants de ces événements sont trop grands pour être additionnés\u202F; cherchez "
                             "ceux qui sont faux"),
                      STR(""));
}

// Lanes of one moment of the log, held.
typedef struct HeldLanes {
    size_t count;
    LaneVersion **version;
    const Columns **columns;
    uint32_t customers; // at least that many in each
} HeldLanes;

static void release_lanes(HeldLanes *held)
{
    for (size_t i = 0; i < held->count; i++) lane_version_release(held->version[i]);
}

// `until` of each; NULL: as the lanes say.
static void hold_any(ColumnsPort *port, const Lane *lanes, const Second *until, size_t count, Arena *scratch,
                     HeldLanes *held)
{
    LaneAsk *ask = arena_array(scratch, LaneAsk, count);
    *held = (HeldLanes){.count = count,
                        .version = arena_array(scratch, LaneVersion *, count),
                        .columns = arena_array(scratch, const Columns *, count)};
    for (size_t i = 0; i < count; i++)
        ask[i] = (LaneAsk){lane_key(lanes[i].classes, lanes[i].negative, lanes[i].class_count, scratch),
                           until ? until[i] : lanes[i].until};
    PersonRoots *roots = hold_roots(port);
    lanes_hold(port->activity, ask, count, roots, held->version);
    person_roots_release(roots);
    for (size_t i = 0; i < count; i++) {
        held->columns[i] = &held->version[i]->shown.columns;
        if (held->columns[i]->customers > held->customers) held->customers = held->columns[i]->customers;
    }
}

static bool hold_lanes(ColumnsPort *port, const Lane *lanes, size_t count, Arena *scratch, HeldLanes *held,
                       Error *error)
{
    hold_any(port, lanes, NULL, count, scratch, held);
    for (size_t i = 0; i < count; i++) {
        if (held->version[i]->shown.magnitude <= INT64_MAX) continue;
        release_lanes(held);
        return refuse_amounts(error);
    }
    return true;
}

static const ActivityView *view_of(ColumnsPort *port, const Lane *lane, Second until)
{
    HeldLanes held;
    Arena *scratch = arena_open(0);
    hold_any(port, lane, &until, 1, scratch, &held);
    const ActivityView *view = &held.version[0]->shown;
    arena_close(scratch);
    return view;
}

static bool hold_until(ColumnsPort *port, const Lane *lane, Second until, const ActivityView **view, Error *error)
{
    *view = view_of(port, lane, until);
    if ((*view)->magnitude <= INT64_MAX) return true;
    activity_release(port->activity, *view);
    return refuse_amounts(error);
}

static bool columns_facts(ActivityPort *asked, const Lane *lane, LaneFacts *facts, Error *error)
{
    (void)error;
    ColumnsPort *port = columns_port(asked);
    const ActivityView *view = view_of(port, lane, lane->until);
    *facts = (LaneFacts){.seq = view->seq,
                         .rows = view->columns.rows,
                         .customers = view->columns.customers,
                         .first = view->columns.first,
                         .last = view->columns.last,
                         .magnitude = view->magnitude,
                         .unconverted = view->unconverted};
    activity_release(port->activity, view);
    return true;
}

// ---- groups ----

typedef struct Groups {
    const uint16_t *group; // of all customers of the columns, or NULL
    uint32_t groups;
} Groups;

// Whom the grouping does not know is left out.
static Groups groups_for(const Grouping *grouping, uint32_t customers, Arena *scratch)
{
    if (!grouping || !grouping->group) return (Groups){NULL, grouping && grouping->groups ? grouping->groups : 1};
    if (grouping->customers >= customers) return (Groups){grouping->group, grouping->groups};
    uint16_t *group = arena_array(scratch, uint16_t, customers);
    if (grouping->customers) memcpy(group, grouping->group, grouping->customers * sizeof *group);
    for (uint32_t c = grouping->customers; c < customers; c++) group[c] = UINT16_MAX;
    return (Groups){group, grouping->groups};
}

// ---- the questions ----

static bool columns_presence(ActivityPort *asked, const Lane *lane, const PeriodSpan *span, Window window,
                             const Grouping *grouping, Arena *arena, Presence **presence, Error *error)
{
    ColumnsPort *port = columns_port(asked);
    const ActivityView *view;
    if (!hold_until(port, lane, until_of(lane, span->as_of), &view, error)) return false;
    Arena *scratch = arena_open(0);
    Groups groups = groups_for(grouping, view->columns.customers, scratch);
    *presence = ask_presence(&view->columns, span, window, groups.group, groups.groups, port->threads, arena);
    arena_close(scratch);
    activity_release(port->activity, view);
    return true;
}

static bool columns_cohorts(ActivityPort *asked, const Lane *lane, const PeriodSpan *span, const Grouping *grouping,
                            uint16_t only, Arena *arena, Cohorts *cohorts, Error *error)
{
    ColumnsPort *port = columns_port(asked);
    const ActivityView *view;
    if (!hold_until(port, lane, until_of(lane, span->as_of), &view, error)) return false;
    Arena *scratch = arena_open(0);
    Groups groups = groups_for(grouping, view->columns.customers, scratch);
    *cohorts = ask_cohorts(&view->columns, span, groups.group, only, port->threads, arena);
    arena_close(scratch);
    activity_release(port->activity, view);
    return true;
}

static bool columns_summaries(ActivityPort *asked, const Lane *lane, Day as_of, Arena *arena, Summaries *summaries,
                              Error *error)
{
    ColumnsPort *port = columns_port(asked);
    const ActivityView *view;
    if (!hold_until(port, lane, until_of(lane, as_of), &view, error)) return false;
    *summaries = ask_summaries(&view->columns, as_of, port->threads, arena);
    activity_release(port->activity, view);
    return true;
}

static bool columns_gaps(ActivityPort *asked, const Lane *lane, Day as_of, Arena *arena, Gaps *gaps, Error *error)
{
    ColumnsPort *port = columns_port(asked);
    const ActivityView *view;
    if (!hold_until(port, lane, until_of(lane, as_of), &view, error)) return false;
    *gaps = ask_gaps(&view->columns, as_of, port->threads, arena);
    activity_release(port->activity, view);
    return true;
}

static bool columns_tenures(ActivityPort *asked, const Lane *lane, Window window, Day as_of, const Grouping *grouping,
                            uint16_t only, Arena *arena, Tenures *tenures, Error *error)
{
    ColumnsPort *port = columns_port(asked);
    const ActivityView *view;
    if (!hold_until(port, lane, until_of(lane, as_of), &view, error)) return false;
    Arena *scratch = arena_open(0);
    Groups groups = groups_for(grouping, view->columns.customers, scratch);
    *tenures = ask_tenures(&view->columns, window, as_of, groups.group, only, port->threads, arena);
    arena_close(scratch);
    activity_release(port->activity, view);
    return true;
}

static bool columns_totals(ActivityPort *asked, const Lane *lane, uint32_t dimension, Arena *arena,
                           DimensionTotal **total, size_t *count, Error *error)
{
    ColumnsPort *port = columns_port(asked);
    const ActivityView *view;
    if (!hold_until(port, lane, lane->until, &view, error)) return false;
    *total = NULL;
    *count = 0;
    if (dimension < view->columns.dimensions)
        *total = ask_dimension(&view->columns, dimension, port->threads, arena, count);
    activity_release(port->activity, view);
    return true;
}

// ---- questions over several lanes ----

static bool columns_match(ActivityPort *asked, const Lane *lanes, size_t lane_count, const MatchRule *rule,
                          Arena *arena, CustomerSet *set, Error *error)
{
    ColumnsPort *port = columns_port(asked);
    HeldLanes held;
    Arena *scratch = arena_open(0);
    bool fine = hold_lanes(port, lanes, lane_count, scratch, &held, error);
    if (fine) {
        uint32_t customers = (uint32_t)larger(held.customers, port->people.count(port->people.context) + 1);
        ask_match(held.columns, lane_count, customers, rule, port->threads, arena, set);
        release_lanes(&held);
    }
    arena_close(scratch);
    return fine;
}

static bool columns_features(ActivityPort *asked, const Lane *lanes, size_t lane_count, const FeatureAsk *ask,
                             Arena *arena, Features *features, Error *error)
{
    ColumnsPort *port = columns_port(asked);
    HeldLanes held;
    Arena *scratch = arena_open(0);
    bool fine = hold_lanes(port, lanes, lane_count, scratch, &held, error);
    if (fine) {
        ask_features(held.columns, lane_count, held.customers, ask, port->threads, arena, features);
        release_lanes(&held);
    }
    arena_close(scratch);
    return fine;
}

static bool columns_retention(ActivityPort *asked, const Lane *lanes, size_t lane_count, const RetentionAsk *ask,
                              const Grouping *grouping, Arena *arena, Retention *retention, Error *error)
{
    ColumnsPort *port = columns_port(asked);
    HeldLanes held;
    Arena *scratch = arena_open(0);
    if (!hold_lanes(port, lanes, lane_count, scratch, &held, error)) {
        arena_close(scratch);
        return false;
    }
    Groups groups = groups_for(grouping, held.customers, scratch);
    ask_retention(held.columns, lane_count, held.customers, ask, groups.group, groups.groups, port->threads, arena,
                  retention);
    release_lanes(&held);
    arena_close(scratch);
    return true;
}

static bool columns_active(ActivityPort *asked, const Lane *lanes, size_t lane_count, const ActiveAsk *ask,
                           const Grouping *grouping, Arena *arena, Active *active, Error *error)
{
    ColumnsPort *port = columns_port(asked);
    HeldLanes held;
    Arena *scratch = arena_open(0);
    if (!hold_lanes(port, lanes, lane_count, scratch, &held, error)) {
        arena_close(scratch);
        return false;
    }
    Groups groups = groups_for(grouping, held.customers, scratch);
    ask_active_people(held.columns, lane_count, held.customers, ask, groups.group, groups.groups, port->threads, arena,
                      active);
    release_lanes(&held);
    arena_close(scratch);
    return true;
}

static bool columns_funnel(ActivityPort *asked, const Lane *lanes, size_t lane_count, const FunnelAsk *ask,
                           const Grouping *grouping, Arena *arena, Funnel *funnel, Error *error)
{
    ColumnsPort *port = columns_port(asked);
    HeldLanes held;
    Arena *scratch = arena_open(0);
    if (!hold_lanes(port, lanes, lane_count, scratch, &held, error)) {
        arena_close(scratch);
        return false;
    }
    Groups groups = groups_for(grouping, held.customers, scratch);
    ask_funnel(held.columns, lane_count, held.customers, ask, groups.group, groups.groups, port->threads, arena,
               funnel);
    release_lanes(&held);
    arena_close(scratch);
    return true;
}

// ---- the rows themselves ----

static bool columns_hold(ActivityPort *asked, const Lane *lane, const Columns **columns, Error *error)
{
    const ActivityView *view;
    if (!hold_until(columns_port(asked), lane, lane->until, &view, error)) return false;
    *columns = &view->columns;
    return true;
}

static void columns_release(ActivityPort *asked, const Columns *columns)
{
    const char *view = (const char *)columns - offsetof(ActivityView, columns);
    activity_release(columns_port(asked)->activity, (const ActivityView *)(const void *)view);
}

// ---- opening and closing ----

static bool columns_purge(ActivityPort *asked, bool *done, Error *error)
{
    (void)asked, (void)error;
    *done = true;
    return true;
}

static void columns_port_close(ActivityPort *asked)
{
    ColumnsPort *port = columns_port(asked);
    person_roots_release(port->roots);
    pthread_mutex_destroy(&port->lock);
    pages_release(port, 1, sizeof *port);
}

ActivityPort *columns_port_open(Activity *activity, const People *people)
{
    ColumnsPort *port = pages_array(ColumnsPort, 1);
    port->port.ask = &columns_questions;
    port->activity = activity;
    port->people = *people;
    port->threads = thread_count_available();
    pthread_mutex_init(&port->lock, NULL);
    return &port->port;
}

static const ActivityQuestions columns_questions = {.name = "columns",
                                                    .facts = columns_facts,
                                                    .presence = columns_presence,
                                                    .cohorts = columns_cohorts,
                                                    .summaries = columns_summaries,
                                                    .gaps = columns_gaps,
                                                    .tenures = columns_tenures,
                                                    .totals = columns_totals,
                                                    .match = columns_match,
                                                    .features = columns_features,
                                                    .funnel = columns_funnel,
                                                    .retention = columns_retention,
                                                    .active = columns_active,
                                                    .hold = columns_hold,
                                                    .release = columns_release,
                                                    .purge = columns_purge,
                                                    .close = columns_port_close};
