// exit_metrics.c - why customers leave, and to whom: exits that were noted (crm/market.h), in the words of
// crm/reason.h.
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "cost/cost.h"
#include "cost/customer_base.h"
#include "crm/market.h"
#include "crm/reason.h"
#include "house.h"
#include "metric/own_groups.h"

// One exit of a person in a period: the last one.
typedef struct Leaving {
    Customer customer;
    uint32_t group; // of the frame, or of `by`
    uint32_t period;
    ExitReason reason;
    bool to_competitor;
    Str competitor;
    Instant at;
} Leaving;

typedef struct Leavings {
    Leaving *leaving;
    size_t count;
    MetricGroup *group; // of by=reason and by=competitor
    uint32_t groups;
} Leavings;

static Day last_known(const PeriodSpan *span, uint32_t period)
{
    return (Day)smaller(span_last_day(span, period), span->as_of);
}

static bool first_exit(const MetricAsk *ask, bool *any, Day *day, Error *error)
{
    Rows rows;
    if (!store_select(ask->session, &query_market_first_exit, NO_VALUES, &rows, error)) return false;
    *any = rows_next(&rows) && !rows_null(&rows, 0);
    *day = *any ? (Day)smaller(reading_day(ask, rows_integer(&rows, 0)), ask->series.as_of) : ask->series.as_of;
    return rows_close(&rows, error);
}

static uint32_t period_at(const PeriodSpan *span, Day day)
{
    if (day > span->as_of) return UINT32_MAX;
    if (span->custom) return span->custom_first <= day && day <= span->custom_last ? 0 : UINT32_MAX;
    int64_t number = (int64_t)period_of_day(span->unit, day) - span->first;
    return 0 <= number && number < span->count ? (uint32_t)number : UINT32_MAX;
}

static int last_first(const void *a, const void *b)
{
    const Leaving *x = a, *y = b;
    if (x->customer != y->customer) return x->customer < y->customer ? -1 : 1;
    if (x->period != y->period) return x->period < y->period ? -1 : 1;
    return (x->at < y->at) - (x->at > y->at);
}

// Each person once a period, with what was said last.
static void once_each(Leavings *leavings)
{
    size_t kept = 0;
    if (leavings->count) qsort(leavings->leaving, leavings->count, sizeof *leavings->leaving, last_first);
    for (size_t i = 0; i < leavings->count; i++) {
        const Leaving *one = &leavings->leaving[i], *last = kept ? &leavings->leaving[kept - 1] : NULL;
        if (last && last->customer == one->customer && last->period == one->period) continue;
        leavings->leaving[kept++] = *one;
    }
    leavings->count = kept;
}

static bool read_leavings(const MetricAsk *ask, const PeriodSpan *span, Leavings *leavings, Error *error)
{
    Exits exits;
    *leavings = (Leavings){0};
    if (!span->count) return true;
    Instant from = reading_day_start(ask, span_first_day(span, 0));
    Instant to = reading_day_start(ask, last_known(span, span->count - 1) + 1);
    if (!exits_between(ask->session, from, to, ask->arena, &exits, error)) return false;
    leavings->leaving = arena_array(ask->arena, Leaving, exits.count + 1);
    for (size_t i = 0; i < exits.count; i++) {
        const Exit *one = &exits.exit[i];
        Customer root = identity_root(ask->house->identity, one->customer);
        uint16_t group = reading_group(ask, root);
        uint32_t period = period_at(span, reading_day(ask, one->at));
        if (group == UINT16_MAX || period == UINT32_MAX) continue;
        ExitReason reason = exit_reason_of(one->reason, one->competitor.size > 0, ask->arena);
        leavings->leaving[leavings->count++] =
            (Leaving){.customer = root,
                      .group = group,
                      .period = period,
                      .reason = reason,
                      .to_competitor = one->competitor.size > 0 || reason == EXIT_COMPETITOR,
                      .competitor = one->competitor,
                      .at = one->at};
    }
    once_each(leavings);
    return true;
}

// ---- groups of their own ----

static bool by_reason(const MetricAsk *ask)
{
    return str_equal(ask->own_by, STR("reason"));
}

typedef struct Ranked {
    MetricGroup group;
    int64_t exits;
    ExitReason reason;
} Ranked;

static int most_first(const void *a, const void *b)
{
    const Ranked *x = a, *y = b;
    if (x->exits != y->exits) return x->exits > y->exits ? -1 : 1;
    return (x->reason > y->reason) - (x->reason < y->reason);
}

// All reasons of the list that were ever given, the most frequent first.
static bool rank_reasons(const MetricAsk *ask, Leavings *leavings, Error *error)
{
    Rows rows;
    Ranked ranked[EXIT_REASON_COUNT];
    for (ExitReason r = 0; r < EXIT_REASON_COUNT; r++)
        ranked[r] = (Ranked){{exit_reason_name(r), str_of(exit_reason_label(r).in[ask->locale])}, 0, r};
    if (!store_select(ask->session, &query_market_said, NO_VALUES, &rows, error)) return false;
    while (rows_next(&rows))
        ranked[exit_reason_of(rows_text(&rows, 0), rows_integer(&rows, 1) != 0, ask->arena)].exits +=
            rows_integer(&rows, 2);
    qsort(ranked, EXIT_REASON_COUNT, sizeof *ranked, most_first);
    leavings->group = arena_array(ask->arena, MetricGroup, EXIT_REASON_COUNT);
    for (size_t r = 0; r < EXIT_REASON_COUNT && ranked[r].exits; r++)
        leavings->group[leavings->groups++] = ranked[r].group;
    return rows_close(&rows, error);
}

static bool own_groups(const MetricAsk *ask, OwnGroups *competitors, Leavings *leavings, Error *error)
{
    *competitors = (OwnGroups){0};
    if (!ask->own_by.size) return true;
    if (by_reason(ask)) return rank_reasons(ask, leavings, error);
    if (!own_groups_read(ask, &query_market_named, NO_VALUES, competitors, error)) return false;
    leavings->group = competitors->group;
    leavings->groups = competitors->count;
    return true;
}

static uint32_t group_named(const Leavings *leavings, Str key)
{
    uint32_t g = 0;
    while (g < leavings->groups && !str_equal(leavings->group[g].key, key)) g++;
    return g;
}

static void regroup(const MetricAsk *ask, const OwnGroups *competitors, Leavings *leavings)
{
    for (size_t i = 0; ask->own_by.size && i < leavings->count; i++) {
        Leaving *one = &leavings->leaving[i];
        one->group = by_reason(ask)         ? group_named(leavings, exit_reason_name(one->reason))
                     : one->competitor.size ? own_group_of(competitors, one->competitor)
                                            : UINT32_MAX;
    }
}

// ---- figures ----

typedef struct Leavers {
    Leavings leavings;
    PeriodSpan span;
    int64_t *all; // exits of each period and group of the frame; with own groups of each period
} Leavers;

static int64_t *all_of(const MetricAsk *ask, Leavers *leavers, uint32_t group, uint32_t period)
{
    return &leavers->all[(size_t)(ask->own_by.size ? 0 : group) * leavers->span.count + period];
}

static bool begin(const MetricAsk *ask, Leavers *leavers, MetricTable *table, Error *error)
{
    bool any;
    Day first_day;
    OwnGroups competitors;
    Leavings named = {0};
    if (!first_exit(ask, &any, &first_day, error) || !reading_span(ask, first_day, &leavers->span, error) ||
        !own_groups(ask, &competitors, &named, error) || !read_leavings(ask, &leavers->span, &leavers->leavings, error))
        return false;
    leavers->leavings.group = named.group;
    leavers->leavings.groups = named.groups;
    if (ask->own_by.size) {
        table->groups = named.groups;
        table->group = named.group;
    }
    reading_begin(ask, first_day, &leavers->span, table);
    table->any = any && (!ask->own_by.size || named.groups);
    leavers->all = arena_array(ask->arena, int64_t, ((size_t)table->groups + 1) * leavers->span.count + 1);
    for (size_t i = 0; i < leavers->leavings.count; i++) {
        const Leaving *one = &leavers->leavings.leaving[i];
        ++*all_of(ask, leavers, one->group, one->period);
    }
    regroup(ask, &competitors, &leavers->leavings);
    return true;
}

static void add_cumulative(const MetricTable *table, uint32_t period, uint32_t group, int64_t exits, int64_t all)
{
    PeriodValue *value = reading_value(table, group, period);
    if (!value->observed || !all) return;
    value_part_number(value, "cumulative_share", UNIT_RATE, (double)exits / (double)all);
}

// Pareto: the reasons of the period one after the other, the most frequent first.
static void add_pareto(const MetricTable *table, const int64_t *counts, uint32_t period, int64_t all)
{
    bool done[EXIT_REASON_COUNT] = {false};
    int64_t sum = 0;
    for (uint32_t turn = 0; turn < table->groups; turn++) {
        uint32_t best = UINT32_MAX;
        for (uint32_t g = 0; g < table->groups; g++)
            if (!done[g] && (best == UINT32_MAX || counts[(size_t)g * table->span.count + period] >
                                                       counts[(size_t)best * table->span.count + period]))
                best = g;
        done[best] = true;
        sum += counts[(size_t)best * table->span.count + period];
        add_cumulative(table, period, best, sum, all);
    }
}

static bool counts_for(const MetricAsk *ask, const Leaving *one, bool competitors)
{
    return competitors ? one->to_competitor : ask->own_by.size || one->reason != EXIT_OTHER;
}

static bool read_shares(const MetricAsk *ask, MetricTable *table, bool competitors, Error *error)
{
    Leavers leavers;
    if (!begin(ask, &leavers, table, error)) return false;
    int64_t *counts = arena_array(ask->arena, int64_t, (size_t)table->groups * table->span.count + 1);
    for (size_t i = 0; i < leavers.leavings.count; i++) {
        const Leaving *one = &leavers.leavings.leaving[i];
        if (one->group < table->groups && counts_for(ask, one, competitors))
            counts[(size_t)one->group * table->span.count + one->period]++;
    }
    for (uint32_t p = 0; p < table->span.count; p++) {
        for (uint32_t g = 0; g < table->groups; g++) {
            PeriodValue *value = reading_value(table, g, p);
            value_share(value, counts[(size_t)g * table->span.count + p], *all_of(ask, &leavers, g, p));
            value_part(value, "exits", UNIT_COUNT, counts[(size_t)g * table->span.count + p]);
        }
        if (by_reason(ask)) add_pareto(table, counts, p, *all_of(ask, &leavers, 0, p));
    }
    return true;
}

bool read_churn_reasons(const MetricAsk *ask, MetricTable *table, Error *error)
{
    return read_shares(ask, table, false, error);
}

bool read_competitor_losses(const MetricAsk *ask, MetricTable *table, Error *error)
{
    return read_shares(ask, table, true, error);
}

// FORMULAS F25 by reason: exits that were noted, each with what a customer was expected to bring.
bool read_lost_value_by_reason(const MetricAsk *ask, MetricTable *table, Error *error)
{
    Leavers leavers;
    CustomerBase base;
    MetricTable whole = {0};
    uint32_t back = ask->series.custom ? 0 : periods_of_year(ask->series.unit) - 1;
    if (!begin(ask, &leavers, table, error)) return false;
    MetricAsk orders = *ask; // of the same periods
    orders.own_by = STR("");
    orders.grouping = (Grouping){.groups = 1};
    orders.series.has_from = orders.series.has_to = true;
    orders.series.from = table->span.count ? span_first_day(&table->span, 0) : ask->series.as_of;
    orders.series.to = table->span.count ? span_last_day(&table->span, table->span.count - 1) : ask->series.as_of;
    if (!customer_base_read(&orders, back, &base, &whole, error)) return false;
    for (size_t i = 0; i < leavers.leavings.count; i++)
        if (leavers.leavings.leaving[i].group < table->groups)
            reading_value(table, leavers.leavings.leaving[i].group, leavers.leavings.leaving[i].period)->n++;
    for (uint32_t g = 0; g < table->groups; g++)
        for (uint32_t p = 0; p < table->span.count; p++) {
            PeriodValue *value = reading_value(table, g, p);
            int64_t exits = value->n;
            LifetimeValue lifetime = lifetime_at(&base.orders, 0, p + back);
            value->n = 0;
            if (!lifetime.observed || !*all_of(ask, &leavers, g, p)) continue;
            value_amount(value, llround((double)exits * lifetime.value));
            value_part(value, "lost", UNIT_COUNT, exits);
            value_part(value, "clv", UNIT_AMOUNT, llround(lifetime.value));
        }
    return true;
}

bool exit_people(const MetricAsk *ask, uint32_t group, uint32_t period, Str part, MetricPeople *people, Error *error)
{
    Leavers leavers;
    MetricTable table = {0};
    (void)part;
    *people = (MetricPeople){0};
    bool competitors = strcmp(ask->metric->name, "competitor_losses") == 0;
    if (!begin(ask, &leavers, &table, error)) return false;
    people->person = arena_array(ask->arena, MetricPerson, leavers.leavings.count + 1);
    for (size_t i = 0; i < leavers.leavings.count; i++) {
        const Leaving *one = &leavers.leavings.leaving[i];
        if (one->group != group || one->period != period || !counts_for(ask, one, competitors)) continue;
        people->person[people->count++] =
            (MetricPerson){.customer = one->customer,
                           .at = one->at,
                           .detail = one->competitor.size ? one->competitor : exit_reason_name(one->reason)};
    }
    return true;
}
