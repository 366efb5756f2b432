// The port over ClickHouse. Each question waits for what whoever asks may know of, and is asked while delivery stands
// still. What SQL answers exactly on 18.16 and later is asked in SQL; for the rest the rows of the lanes are read, and
// the questions of activity/ are asked of them here: exact by construction (docs/decisions/0025 says which).
#include "clickhouse/clickhouse.h"

#include <string.h>

#include "base/thread.h"
#include "clickhouse/port_parts.h"
#include "clickhouse/stream.h"

// ---- standing still ----

bool port_settle(ActivityPort *asked, Settled *settled, Error *error)
{
    settled->port = port_of(asked);
    return delivery_settle(settled->port->delivery, &settled->customers, &settled->seq, error);
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

bool port_hold(const Settled *settled, const Lane *lane, Second until, bool dimensions, Held **held, Error *error)
{
    ClickhousePort *port = settled->port;
    if (!held_open(port->wire, lane, until, settled->customers, dimensions ? port->dimensions : NULL, held, error))
        return false;
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

// ---- facts ----

enum { FACTS_BYTES = 8 + 4 + 4 + 8 + 8 + 8 };

static bool take_facts(void *context, const unsigned char *row)
{
    LaneFacts *facts = context;
    double magnitude;
    memcpy(&magnitude, row + 24, sizeof magnitude);
    facts->rows = stream_u64(row);
    facts->first = stream_u32(row + 8);
    facts->last = stream_u32(row + 12);
    // The sum of whole numbers goes round; the rough one says when.
    facts->magnitude = magnitude > 1.8e19 ? UINT64_MAX : stream_u64(row + 16);
    facts->unconverted = stream_u64(row + 32);
    return true;
}

static bool ask_facts(const Settled *settled, const Lane *lane, LaneFacts *facts, Error *error)
{
    Arena *scratch = arena_open(0);
    Str rows = lane_sql(settled->port->wire, lane, lane->until, ", counts", scratch);
    Str query = str_format(scratch,
                           "SELECT toUInt64(count()), min(second), max(second), sum(toUInt64(abs(money))), "
                           "sum(toFloat64(abs(money))), toUInt64(countIf(counts = 2)) FROM (%.*s)",
                           STR_ARGS(rows));
    bool fine =
        !rows.size ||
        stream_ask(settled->port->wire,
                   &(StreamAsk){.query = query, .row_bytes = FACTS_BYTES, .take = take_facts, .context = facts}, error);
    arena_close(scratch);
    return fine;
}

static bool clickhouse_facts(ActivityPort *asked, const Lane *lane, LaneFacts *facts, Error *error)
{
    Settled settled;
    if (!port_settle(asked, &settled, error)) return false;
    *facts = (LaneFacts){.seq = settled.seq, .customers = settled.customers};
    bool fine = ask_facts(&settled, lane, facts, error);
    port_let_go(&settled);
    return fine;
}

// ---- the questions of activity/, over rows that are read ----

static bool hold_settled(ActivityPort *asked, const Lane *lane, Second until, bool dimensions, Held **held,
                         Error *error)
{
    Settled settled;
    if (!port_settle(asked, &settled, error)) return false;
    bool fine = port_hold(&settled, lane, until, dimensions, held, error);
    port_let_go(&settled);
    return fine;
}

static bool clickhouse_presence(ActivityPort *asked, const Lane *lane, const PeriodSpan *span, Window window,
                                const Grouping *grouping, Arena *arena, Presence **presence, Error *error)
{
    Held *held;
    const uint16_t *group;
    if (!hold_settled(asked, lane, port_until(lane, span->as_of), false, &held, error)) return false;
    Arena *scratch = arena_open(0);
    uint32_t groups = port_groups(grouping, held->columns.customers, scratch, &group);
    *presence = ask_presence(&held->columns, span, window, group, groups, port_of(asked)->threads, arena);
    arena_close(scratch);
    held_close(held);
    return true;
}

static bool clickhouse_cohorts(ActivityPort *asked, const Lane *lane, const PeriodSpan *span, const Grouping *grouping,
                               uint16_t only, Arena *arena, Cohorts *cohorts, Error *error)
{
    Held *held;
    const uint16_t *group;
    if (!hold_settled(asked, lane, port_until(lane, span->as_of), false, &held, error)) return false;
    Arena *scratch = arena_open(0);
    (void)port_groups(grouping, held->columns.customers, scratch, &group);
    *cohorts = ask_cohorts(&held->columns, span, group, only, port_of(asked)->threads, arena);
    arena_close(scratch);
    held_close(held);
    return true;
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

static bool clickhouse_gaps(ActivityPort *asked, const Lane *lane, Day as_of, Arena *arena, Gaps *gaps, Error *error)
{
    Held *held;
    if (!hold_settled(asked, lane, port_until(lane, as_of), false, &held, error)) return false;
    *gaps = ask_gaps(&held->columns, as_of, port_of(asked)->threads, arena);
    held_close(held);
    return true;
}

static bool clickhouse_tenures(ActivityPort *asked, const Lane *lane, Window window, Day as_of,
                               const Grouping *grouping, uint16_t only, Arena *arena, Tenures *tenures, Error *error)
{
    Held *held;
    const uint16_t *group;
    if (!hold_settled(asked, lane, port_until(lane, as_of), false, &held, error)) return false;
    Arena *scratch = arena_open(0);
    (void)port_groups(grouping, held->columns.customers, scratch, &group);
    *tenures = ask_tenures(&held->columns, window, as_of, group, only, port_of(asked)->threads, arena);
    arena_close(scratch);
    held_close(held);
    return true;
}

static bool clickhouse_totals(ActivityPort *asked, const Lane *lane, uint32_t dimension, Arena *arena,
                              DimensionTotal **total, size_t *count, Error *error)
{
    Held *held;
    if (!hold_settled(asked, lane, lane->until, true, &held, error)) return false;
    *total = NULL;
    *count = 0;
    if (dimension < held->columns.dimensions)
        *total = ask_dimension(&held->columns, dimension, port_of(asked)->threads, arena, count);
    held_close(held);
    return true;
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
                                                       .hold = clickhouse_hold,
                                                       .release = clickhouse_release,
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
