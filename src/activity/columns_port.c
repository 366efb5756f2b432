// The port (port.h) over the columns of an open Activity.
#include <pthread.h>
#include <stddef.h>
#include <string.h>

#include "activity/port.h"
#include "base/pages.h"
#include "base/thread.h"

// Who is who at one version of People: made once, shared by those who ask.
typedef struct Roots {
    uint32_t references; // under `lock`
    uint64_t version;
    uint32_t customers;
    Customer *root; // of each customer 0..customers-1
} Roots;

typedef struct ColumnsPort {
    ActivityPort port;
    Activity *activity;
    People people;
    int threads;
    pthread_mutex_t lock;
    Roots *roots; // of the last version that was asked for
} ColumnsPort;

static const ActivityQuestions columns_questions;

static ColumnsPort *columns_port(ActivityPort *port)
{
    return (ColumnsPort *)port;
}

// ---- who is who ----

static void roots_drop(Roots *roots) // with `lock` held
{
    if (!roots || --roots->references) return;
    pages_release(roots->root, roots->customers, sizeof *roots->root);
    pages_release(roots, 1, sizeof *roots);
}

// A merge may be committed meanwhile: roots of one version are read, never a mixture.
static Roots *roots_read(const People *people)
{
    Roots *roots = pages_array(Roots, 1);
    for (;;) {
        roots->version = people->version(people->context);
        roots->customers = people->count(people->context) + 1; // numbers begin at 1
        roots->root = pages_array(Customer, roots->customers);
        for (Customer c = 1; c < roots->customers; c++) roots->root[c] = people->root(people->context, c);
        if (people->version(people->context) == roots->version) return roots;
        pages_release(roots->root, roots->customers, sizeof *roots->root);
    }
}

// New customers without a merge are their own roots, and need no new array.
static Roots *roots_hold(ColumnsPort *port)
{
    pthread_mutex_lock(&port->lock);
    if (!port->roots || port->roots->version != port->people.version(port->people.context)) {
        roots_drop(port->roots);
        port->roots = roots_read(&port->people);
        port->roots->references = 1;
    }
    Roots *roots = port->roots;
    roots->references++;
    pthread_mutex_unlock(&port->lock);
    return roots;
}

static void roots_release(ColumnsPort *port, Roots *roots)
{
    pthread_mutex_lock(&port->lock);
    roots_drop(roots);
    pthread_mutex_unlock(&port->lock);
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

static const ActivityView *view_of(ColumnsPort *port, const Lane *lane, Second until)
{
    Roots *roots = roots_hold(port);
    ActivityAsk ask = {.classes = lane->classes,
                       .negative = lane->negative,
                       .class_count = lane->class_count,
                       .root = roots->root,
                       .customers = roots->customers,
                       .root_version = roots->version,
                       .until = until};
    const ActivityView *view = activity_view(port->activity, &ask);
    roots_release(port, roots);
    return view;
}

static bool refuse_amounts(Error *error)
{
    return error_code(error, ERROR_FAILED, "amounts_too_large",
                      PHRASE("the amounts of these events are too large to be added up; look for wrong ones",
                             "les montants de ces événements sont trop grands pour être additionnés\u202F; cherchez "
                             "ceux qui sont faux"),
                      STR(""));
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

typedef struct HeldLanes {
    const ActivityView *view[FUNNEL_LANES_MAX];
    const Columns *columns[FUNNEL_LANES_MAX];
    size_t count;
    uint32_t customers;
} HeldLanes;

static void release_lanes(ColumnsPort *port, HeldLanes *held)
{
    for (size_t i = 0; i < held->count; i++) activity_release(port->activity, held->view[i]);
}

static bool hold_lanes(ColumnsPort *port, const Lane *lanes, size_t count, HeldLanes *held, Error *error)
{
    assert(count <= FUNNEL_LANES_MAX);
    *held = (HeldLanes){0};
    for (; held->count < count; held->count++) {
        const ActivityView **view = &held->view[held->count];
        if (!hold_until(port, &lanes[held->count], lanes[held->count].until, view, error)) {
            release_lanes(port, held);
            return false;
        }
        held->columns[held->count] = &(*view)->columns;
        if ((*view)->columns.customers > held->customers) held->customers = (*view)->columns.customers;
    }
    return true;
}

static bool columns_retention(ActivityPort *asked, const Lane *lanes, size_t lane_count, const RetentionAsk *ask,
                              const Grouping *grouping, Arena *arena, Retention *retention, Error *error)
{
    ColumnsPort *port = columns_port(asked);
    HeldLanes held;
    if (!hold_lanes(port, lanes, lane_count, &held, error)) return false;
    Arena *scratch = arena_open(0);
    Groups groups = groups_for(grouping, held.customers, scratch);
    ask_retention(held.columns, lane_count, held.customers, ask, groups.group, groups.groups, port->threads, arena,
                  retention);
    arena_close(scratch);
    release_lanes(port, &held);
    return true;
}

static bool columns_active(ActivityPort *asked, const Lane *lanes, size_t lane_count, const ActiveAsk *ask,
                           const Grouping *grouping, Arena *arena, Active *active, Error *error)
{
    ColumnsPort *port = columns_port(asked);
    HeldLanes held;
    if (!hold_lanes(port, lanes, lane_count, &held, error)) return false;
    Arena *scratch = arena_open(0);
    Groups groups = groups_for(grouping, held.customers, scratch);
    ask_active_people(held.columns, lane_count, held.customers, ask, groups.group, groups.groups, port->threads, arena,
                      active);
    arena_close(scratch);
    release_lanes(port, &held);
    return true;
}

static bool columns_funnel(ActivityPort *asked, const Lane *lanes, size_t lane_count, const FunnelAsk *ask,
                           const Grouping *grouping, Arena *arena, Funnel *funnel, Error *error)
{
    ColumnsPort *port = columns_port(asked);
    HeldLanes held;
    if (!hold_lanes(port, lanes, lane_count, &held, error)) return false;
    Arena *scratch = arena_open(0);
    Groups groups = groups_for(grouping, held.customers, scratch);
    ask_funnel(held.columns, lane_count, held.customers, ask, groups.group, groups.groups, port->threads, arena,
               funnel);
    arena_close(scratch);
    release_lanes(port, &held);
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

static void columns_port_close(ActivityPort *asked)
{
    ColumnsPort *port = columns_port(asked);
    roots_drop(port->roots);
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
                                                    .funnel = columns_funnel,
                                                    .retention = columns_retention,
                                                    .active = columns_active,
                                                    .hold = columns_hold,
                                                    .release = columns_release,
                                                    .close = columns_port_close};
