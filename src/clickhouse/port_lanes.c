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

static bool hold_settled(const Settled *settled, const Lane *lanes, size_t count, HeldLanes *held, Error *error)
{
    held->customers = settled->customers;
    for (; held->count < count; held->count++) {
        Held **one = &held->held[held->count];
        if (!port_hold(settled, &lanes[held->count], lanes[held->count].until, true, one, error)) return false;
        held->columns[held->count] = &(*one)->columns;
        if ((*one)->columns.customers > held->customers) held->customers = (*one)->columns.customers;
    }
    return true;
}

static bool hold_lanes(ActivityPort *asked, const Lane *lanes, size_t count, HeldLanes *held, Error *error)
{
    Settled settled;
    if (!port_settle(asked, &settled, error)) return false;
    *held = (HeldLanes){.arena = arena_open(0)};
    held->held = arena_array(held->arena, Held *, count);
    held->columns = arena_array(held->arena, const Columns *, count);
    bool fine = hold_settled(&settled, lanes, count, held, error);
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

bool port_retention(ActivityPort *asked, const Lane *lanes, size_t lane_count, const RetentionAsk *ask,
                    const Grouping *grouping, Arena *arena, Retention *retention, Error *error)
{
    HeldLanes held;
    const uint16_t *group;
    if (!hold_lanes(asked, lanes, lane_count, &held, error)) return false;
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
    if (!hold_lanes(asked, lanes, lane_count, &held, error)) return false;
    Arena *scratch = arena_open(0);
    uint32_t groups = port_groups(grouping, held.customers, scratch, &group);
    ask_active_people(held.columns, lane_count, held.customers, ask, group, groups, port_of(asked)->threads, arena,
                      active);
    arena_close(scratch);
    release_lanes(&held);
    return true;
}

bool port_funnel(ActivityPort *asked, const Lane *lanes, size_t lane_count, const FunnelAsk *ask,
                 const Grouping *grouping, Arena *arena, Funnel *funnel, Error *error)
{
    HeldLanes held;
    const uint16_t *group;
    if (!hold_lanes(asked, lanes, lane_count, &held, error)) return false;
    Arena *scratch = arena_open(0);
    uint32_t groups = port_groups(grouping, held.customers, scratch, &group);
    ask_funnel(held.columns, lane_count, held.customers, ask, group, groups, port_of(asked)->threads, arena, funnel);
    arena_close(scratch);
    release_lanes(&held);
    return true;
}
