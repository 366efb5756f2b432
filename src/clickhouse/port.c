// The port over ClickHouse. Each question waits for what whoever asks may know of, and is asked while delivery stands
// still. What SQL answers exactly on 18.16 and later is asked in SQL; for the rest the rows of the lanes are read, and
// the questions of activity/ are asked of them here: exact by construction (docs/decisions/0025 says which).
#include "clickhouse/clickhouse.h"

#include <string.h>

#include "base/thread.h"
#include "clickhouse/ask_sql.h"
#include "clickhouse/port_lanes.h"

// ---- standing still ----

bool port_settle(ActivityPort *asked, Settled *settled, Error *error)
{
    settled->port = port_of(asked);
    return delivery_settle(settled->port->delivery, &settled->customers, &settled->seq, &settled->shards, error);
}

void port_let_go(const Settled *settled)
{
    delivery_let_go(settled->port->delivery);
}

Second port_until(const Lane *lane, Day as_of)
{
    int64_t second = ((int64_t)as_of + 1) * SECONDS_PER_DAY - 1;
    Second end = second < 1 ? 1 : (Second)smaller(second, UINT32_MAX);
    return lane->until && lane->until < end ? lane->until : end;
}

bool port_refuse_amounts(Error *error)
{
    return error_code(error, ERROR_FAILED, "amounts_too_large",
                      PHRASE("the amounts of these events are too large to be added up; look for wrong ones",
                             "les montants de ces événements sont trop grands pour être additionnés\u202F; cherchez "
                             "ceux qui sont faux"),
                      STR(""));
}

bool port_hold(const Settled *settled, const Lane *lane, Looked looked, Held **held, Error *error)
{
    ClickhousePort *port = settled->port;
    const HeldAsk ask = {.wire = port->wire,
                         .shards = &settled->shards,
                         .lane = lane,
                         .from = looked.from,
                         .until = looked.until,
                         .times_only = looked.times_only,
                         .seq = settled->seq,
                         .customers = settled->customers,
                         .dimensions = looked.dimensions ? port->dimensions : NULL};
    if (!held_open(&ask, held, error)) return false;
    if ((*held)->magnitude <= INT64_MAX) return true;
    held_close(*held);
    return port_refuse_amounts(error);
}

uint32_t port_groups(const Grouping *grouping, uint32_t customers, Arena *scratch, const uint16_t **group)
{
    *group = NULL;
    if (!grouping || !grouping->group) return grouping && grouping->groups ? grouping->groups : 1;
    uint16_t *all = arena_array(scratch, uint16_t, customers);
    for (uint32_t c = 0; c < customers; c++) all[c] = c < grouping->customers ? grouping->group[c] : UINT16_MAX;
    *group = all;
    return grouping->groups;
}

// ---- in SQL ----

static bool clickhouse_facts(ActivityPort *asked, const Lane *lane, LaneFacts *facts, Error *error)
{
    Settled settled;
    if (!port_settle(asked, &settled, error)) return false;
    bool fine = sql_facts(&settled, lane, lane->until, facts, error);
    port_let_go(&settled);
    return fine;
}

static bool clickhouse_gaps(ActivityPort *asked, const Lane *lane, Day as_of, Arena *arena, Gaps *gaps, Error *error)
{
    Settled settled;
    if (!port_settle(asked, &settled, error)) return false;
    bool fine = sql_gaps(&settled, lane, as_of, arena, gaps, error);
    port_let_go(&settled);
    return fine;
}

static bool clickhouse_totals(ActivityPort *asked, const Lane *lane, uint32_t dimension, Arena *arena,
                              DimensionTotal **total, size_t *count, Error *error)
{
    Settled settled;
    *total = NULL;
    *count = 0;
    if (dimension >= dimension_count(port_of(asked)->dimensions)) return true;
    if (!port_settle(asked, &settled, error)) return false;
    bool fine = sql_totals(&settled, lane, dimension, arena, total, count, error);
    port_let_go(&settled);
    return fine;
}

// ---- the questions of activity/, over rows that are read ----

static bool hold_settled(ActivityPort *asked, const Lane *lane, Second until, bool dimensions, Held **held,
                         Error *error)
{
    Settled settled;
    if (!port_settle(asked, &settled, error)) return false;
    bool fine = port_hold(&settled, lane, (Looked){.until = until, .dimensions = dimensions}, held, error);
    port_let_go(&settled);
    return fine;
}

static bool read_presence(ActivityPort *asked, const PresenceAsk *ask, Arena *arena, Presence **presence, Error *error)
{
    Held *held;
    const uint16_t *group;
    if (!hold_settled(asked, ask->lane, port_until(ask->lane, ask->span->as_of), false, &held, error)) return false;
    Arena *scratch = arena_open(0);
    uint32_t groups = port_groups(ask->grouping, held->columns.customers, scratch, &group);
    *presence = ask_presence(&held->columns, ask->span, ask->window, group, groups, port_of(asked)->threads, arena);
    arena_close(scratch);
    held_close(held);
    return true;
}

static bool clickhouse_presence(ActivityPort *asked, const Lane *lane, const PeriodSpan *span, Window window,
                                const Grouping *grouping, Arena *arena, Presence **presence, Error *error)
{
    Settled settled;
    const PresenceAsk ask = {lane, span, window, grouping};
    if (!sql_presence_fits(span, window)) return read_presence(asked, &ask, arena, presence, error);
    if (!port_settle(asked, &settled, error)) return false;
    bool fine = sql_presence(&settled, &ask, arena, presence, error);
    port_let_go(&settled);
    return fine;
}

static bool read_cohorts(ActivityPort *asked, const CohortsAsk *ask, Arena *arena, Cohorts *cohorts, Error *error)
{
    Held *held;
    const uint16_t *group;
    if (!hold_settled(asked, ask->lane, port_until(ask->lane, ask->span->as_of), false, &held, error)) return false;
    Arena *scratch = arena_open(0);
    (void)port_groups(ask->grouping, held->columns.customers, scratch, &group);
    *cohorts = ask_cohorts(&held->columns, ask->span, group, ask->only, port_of(asked)->threads, arena);
    arena_close(scratch);
    held_close(held);
    return true;
}

static bool clickhouse_cohorts(ActivityPort *asked, const Lane *lane, const PeriodSpan *span, const Grouping *grouping,
                               uint16_t only, Arena *arena, Cohorts *cohorts, Error *error)
{
    Settled settled;
    const CohortsAsk ask = {lane, span, grouping, only};
    if (!sql_span_fits(span)) return read_cohorts(asked, &ask, arena, cohorts, error);
    if (!port_settle(asked, &settled, error)) return false;
    bool fine = sql_cohorts(&settled, &ask, arena, cohorts, error);
    port_let_go(&settled);
    return fine;
}

static bool clickhouse_summaries(ActivityPort *asked, const Lane *lane, Day as_of, Arena *arena, Summaries *summaries,
                                 Error *error)
{
    Held *held;
    if (!hold_settled(asked, lane, port_until(lane, as_of), true, &held, error)) return false;
    *summaries = ask_summaries(&held->columns, as_of, port_of(asked)->threads, arena);
    held_close(held);
    return true;
}

static bool clickhouse_tenures(ActivityPort *asked, const Lane *lane, Window window, Day as_of,
                               const Grouping *grouping, uint16_t only, Arena *arena, Tenures *tenures, Error *error)
{
    Settled settled;
    const TenuresAsk ask = {lane, window, as_of, grouping, only};
    if (!port_settle(asked, &settled, error)) return false;
    bool fine = sql_tenures(&settled, &ask, arena, tenures, error);
    port_let_go(&settled);
    return fine;
}

static bool clickhouse_hold(ActivityPort *asked, const Lane *lane, const Columns **columns, Error *error)
{
    Held *held;
    if (!hold_settled(asked, lane, lane->until, true, &held, error)) return false;
    *columns = &held->columns;
    return true;
}

static void clickhouse_release(ActivityPort *asked, const Columns *columns)
{
    (void)asked;
    held_close(held_of(columns));
}

static bool clickhouse_purge(ActivityPort *asked, bool *done, Error *error)
{
    return delivery_purge(port_of(asked)->delivery, done, error);
}

// ---- opening and closing ----

static void clickhouse_close(ActivityPort *asked)
{
    ClickhousePort *port = port_of(asked);
    delivery_end(port->delivery);
    wire_close(port->wire);
    arena_close(port->arena);
}

static const ActivityQuestions clickhouse_questions = {.name = "clickhouse",
                                                       .facts = clickhouse_facts,
                                                       .presence = clickhouse_presence,
                                                       .cohorts = clickhouse_cohorts,
                                                       .summaries = clickhouse_summaries,
                                                       .gaps = clickhouse_gaps,
                                                       .tenures = clickhouse_tenures,
                                                       .totals = clickhouse_totals,
                                                       .match = port_match,
                                                       .features = port_features,
                                                       .funnel = port_funnel,
                                                       .retention = port_retention,
                                                       .active = port_active,
                                                       .hold = clickhouse_hold,
                                                       .release = clickhouse_release,
                                                       .purge = clickhouse_purge,
                                                       .close = clickhouse_close};

bool clickhouse_port_open(const ClickhouseSettings *settings, ActivityPort **opened, Error *error)
{
    Arena *arena = arena_open(0);
    ClickhousePort *port = arena_new(arena, ClickhousePort);
    *port = (ClickhousePort){.port.ask = &clickhouse_questions,
                             .arena = arena,
                             .dimensions = settings->dimensions,
                             .threads = thread_count_available()};
    if (!clickhouse_address_parse(str_copy(arena, settings->url), arena, &port->address, error)) {
        arena_close(arena);
        return false;
    }
    port->wire = wire_open(&port->address);
    port->delivery = delivery_start(settings, port->wire);
    *opened = &port->port;
    return true;
}
