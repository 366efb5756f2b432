// Questions over several lanes. Rules and features are asked in SQL; for the others the lanes' rows are read, all while
// delivery stands still, so at one moment of the log.
#include "clickhouse/port_lanes.h"

#include "clickhouse/ask_sql.h"

typedef struct HeldLanes {
    Arena *arena; // of what follows
    Held **held;
    const Columns **columns;
    size_t count;
    uint32_t customers;
} HeldLanes;

static void release_lanes(HeldLanes *lanes)
{
    for (size_t i = 0; i < lanes->count; i++) held_close(lanes->held[i]);
    arena_close(lanes->arena);
}

static bool hold_settled(const Settled *settled, const Lane *lanes, size_t count, Looked looked, HeldLanes *held,
                         Error *error)
{
    held->customers = settled->customers;
    for (; held->count < count; held->count++) {
        Held **one = &held->held[held->count];
        const Lane *lane = &lanes[held->count];
        Looked here = looked;
        if (lane->until && (!looked.until || lane->until < looked.until)) here.until = lane->until;
        if (!port_hold(settled, lane, here, one, error)) return false;
        held->columns[held->count] = &(*one)->columns;
        if ((*one)->columns.customers > held->customers) held->customers = (*one)->columns.customers;
    }
    return true;
}

static bool hold_lanes(ActivityPort *asked, const Lane *lanes, size_t count, Looked looked, HeldLanes *held,
                       Error *error)
{
    Settled settled;
    if (!port_settle(asked, &settled, error)) return false;
    *held = (HeldLanes){.arena = arena_open(0)};
    held->held = arena_array(held->arena, Held *, count);
    held->columns = arena_array(held->arena, const Columns *, count);
    bool fine = hold_settled(&settled, lanes, count, looked, held, error);
    port_let_go(&settled);
    if (!fine) release_lanes(held);
    return fine;
}

bool port_match(ActivityPort *asked, const Lane *lanes, size_t lane_count, const MatchRule *rule, Arena *arena,
                CustomerSet *set, Error *error)
{
    Settled settled;
    if (!port_settle(asked, &settled, error)) return false;
    bool fine = sql_match(&settled, lanes, lane_count, rule, arena, set, error);
    port_let_go(&settled);
    return fine;
}

bool port_features(ActivityPort *asked, const Lane *lanes, size_t lane_count, const FeatureAsk *ask, Arena *arena,
                   Features *features, Error *error)
{
    Settled settled;
    if (!port_settle(asked, &settled, error)) return false;
    bool fine = sql_features(&settled, lanes, lane_count, ask, arena, features, error);
    port_let_go(&settled);
    return fine;
}

// Rows are known before that second. Second 0 of 1970 is in no log.
static Second last_known(Second known_to)
{
    return known_to > 1 ? known_to - 1 : 1;
}

bool port_retention(ActivityPort *asked, const Lane *lanes, size_t lane_count, const RetentionAsk *ask,
                    const Grouping *grouping, Arena *arena, Retention *retention, Error *error)
{
    HeldLanes held;
    const uint16_t *group;
    const Looked looked = {.until = last_known(ask->cohorts.known_to),
                           .dimensions = ask->start.dimension || ask->returning.dimension};
    if (!hold_lanes(asked, lanes, lane_count, looked, &held, error)) return false;
    Arena *scratch = arena_open(0);
    uint32_t groups = port_groups(grouping, held.customers, scratch, &group);
    ask_retention(held.columns, lane_count, held.customers, ask, group, groups, port_of(asked)->threads, arena,
                  retention);
    arena_close(scratch);
    release_lanes(&held);
    return true;
}

bool port_active(ActivityPort *asked, const Lane *lanes, size_t lane_count, const ActiveAsk *ask,
                 const Grouping *grouping, Arena *arena, Active *active, Error *error)
{
    HeldLanes held;
    const uint16_t *group;
    const Looked looked = {.until = last_known(ask->span.known_to), .dimensions = ask->filter.dimension};
    if (!hold_lanes(asked, lanes, lane_count, looked, &held, error)) return false;
    Arena *scratch = arena_open(0);
    uint32_t groups = port_groups(grouping, held.customers, scratch, &group);
    ask_active_people(held.columns, lane_count, held.customers, ask, group, groups, port_of(asked)->threads, arena,
                      active);
    arena_close(scratch);
    release_lanes(&held);
    return true;
}

// Times alone, from the first start on and to the last moment of the last window; values only where a step has a
// filter.
static Looked looked_at_by(const FunnelAsk *ask)
{
    Looked looked = {.from = ask->from, .times_only = true};
    int64_t end = (int64_t)ask->to + ask->window_seconds;
    if (ask->to && end < UINT32_MAX) looked.until = (Second)end;
    for (uint32_t step = 0; step < ask->steps; step++) looked.dimensions |= ask->filter[step].dimension > 0;
    return looked;
}

bool port_funnel(ActivityPort *asked, const Lane *lanes, size_t lane_count, const FunnelAsk *ask,
                 const Grouping *grouping, Arena *arena, Funnel *funnel, Error *error)
{
    HeldLanes held;
    const uint16_t *group;
    if (!hold_lanes(asked, lanes, lane_count, looked_at_by(ask), &held, error)) return false;
    Arena *scratch = arena_open(0);
    uint32_t groups = port_groups(grouping, held.customers, scratch, &group);
    ask_funnel(held.columns, lane_count, held.customers, ask, group, groups, port_of(asked)->threads, arena, funnel);
    arena_close(scratch);
    release_lanes(&held);
    return true;
}
