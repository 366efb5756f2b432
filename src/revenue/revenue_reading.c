#include "revenue/revenue_reading.h"

#include <stdlib.h>
#include <string.h>

#include "house.h"

// ---- groups ----

static void group_by_people(const MetricAsk *ask, RevenueReading *reading)
{
    const RecurringTable *recurring = &reading->recurring;
    reading->groups = ask->grouping.groups ? ask->grouping.groups : 1;
    if (!ask->grouping.group) return;
    uint16_t *group = arena_array(ask->arena, uint16_t, recurring->persons + 1);
    for (size_t p = 0; p < recurring->persons; p++) group[p] = reading_group(ask, recurring->person[p].root);
    reading->group_of = group;
}

// The 49 plans with most subscriptions ever, in the order of their names; the others together.
typedef struct PlanRank {
    uint16_t plan;
    uint32_t subscriptions;
    Str name;
} PlanRank;

static int by_subscriptions(const void *a, const void *b)
{
    const PlanRank *one = a, *other = b;
    if (one->subscriptions != other->subscriptions) return one->subscriptions > other->subscriptions ? -1 : 1;
    return str_compare(one->name, other->name);
}

static int by_name(const void *a, const void *b)
{
    return str_compare(((const PlanRank *)a)->name, ((const PlanRank *)b)->name);
}

static PlanRank *rank_plans(const RecurringTable *recurring, Arena *arena)
{
    PlanRank *rank = arena_array(arena, PlanRank, recurring->plans + 1);
    for (size_t p = 0; p < recurring->plans; p++) rank[p] = (PlanRank){(uint16_t)p, 0, recurring->plan[p]};
    for (size_t s = 0; s < recurring->subscriptions; s++) {
        const RecurringSubscription *of = &recurring->subscription[s];
        if (of->steps) rank[recurring->step[of->step + of->steps - 1].plan].subscriptions++;
    }
    qsort(rank, recurring->plans, sizeof *rank, by_subscriptions);
    return rank;
}

static void group_by_plan(const MetricAsk *ask, bool of_opening, RevenueReading *reading)
{
    const RecurringTable *recurring = &reading->recurring;
    size_t plans = recurring->plans, own = plans > METRIC_GROUPS_MAX ? METRIC_GROUPS_MAX - 1 : plans;
    PlanRank *rank = rank_plans(recurring, ask->arena);
    uint16_t *group = arena_array(ask->arena, uint16_t, plans + 1);
    MetricGroup *named = arena_array(ask->arena, MetricGroup, METRIC_GROUPS_MAX);
    qsort(rank, own, sizeof *rank, by_name);
    for (size_t i = 0; i < plans; i++) group[rank[i].plan] = (uint16_t)(i < own ? i : own);
    for (size_t i = 0; i < own; i++)
        named[i] = (MetricGroup){rank[i].name, rank[i].name.size ? rank[i].name : reading_none_label(ask->locale)};
    reading->groups = (uint32_t)own;
    if (own < plans) named[reading->groups++] = (MetricGroup){METRIC_REST, reading_rest_label(ask->locale)};
    reading->group = named;
    reading->group_of = group;
    reading->grouping = of_opening ? RECURRING_BY_HOME_PLAN : RECURRING_BY_PLAN;
}

// Months of the first paid day; quarters, then years when there are too many.
static void group_by_cohort(const MetricAsk *ask, RevenueReading *reading)
{
    const RecurringTable *recurring = &reading->recurring;
    uint16_t *group = arena_array(ask->arena, uint16_t, recurring->persons + 1);
    Day first = DAY_MAX, last = DAY_MIN;
    for (size_t p = 0; p < recurring->persons; p++) {
        Day day = recurring->person[p].first_paid;
        first = (Day)smaller(first, day);
        if (day != DAY_MAX) last = (Day)larger(last, day);
    }
    PeriodUnit unit = PERIOD_MONTH;
    while (first <= last && unit < PERIOD_YEAR &&
           period_of_day(unit, last) - period_of_day(unit, first) >= METRIC_GROUPS_MAX)
        unit++;
    reading->groups = first <= last ? (uint32_t)(period_of_day(unit, last) - period_of_day(unit, first) + 1) : 0;
    if (reading->groups > METRIC_GROUPS_MAX) reading->groups = METRIC_GROUPS_MAX;
    MetricGroup *named = arena_array(ask->arena, MetricGroup, METRIC_GROUPS_MAX);
    for (uint32_t g = 0; g < reading->groups; g++) {
        PeriodNumber number = period_of_day(unit, first) + (PeriodNumber)g;
        named[g] =
            (MetricGroup){period_name(ask->arena, unit, number), period_say(ask->arena, ask->locale, unit, number)};
    }
    for (size_t p = 0; p < recurring->persons; p++) {
        Day day = recurring->person[p].first_paid;
        group[p] = day == DAY_MAX ? UINT16_MAX : (uint16_t)(period_of_day(unit, day) - period_of_day(unit, first));
    }
    reading->group = named;
    reading->group_of = group;
}

// ---- beginning ----

static void say_unpriced(const MetricAsk *ask, const RevenueReading *reading, MetricTable *table)
{
    int64_t unpriced = 0;
    const RecurringTable *recurring = &reading->recurring;
    for (size_t s = 0; s < recurring->subscriptions; s++) {
        const RecurringSubscription *of = &recurring->subscription[s];
        unpriced += of->steps && recurring->step[of->step + of->steps - 1].unpriced;
    }
    if (unpriced == 0) return;
    reading_note(
        table, ask->locale == LOCALE_FR
                   ? str_format(ask->arena, "abonnements sans prix, qui comptent 0\u00A0: %lld", (long long)unpriced)
                   : str_format(ask->arena, "subscriptions without a price, which count 0: %lld", (long long)unpriced));
}

static void count_unconverted(const RevenueReading *reading, MetricTable *table)
{
    const RecurringTable *recurring = &reading->recurring;
    for (size_t s = 0; s < recurring->subscriptions; s++) {
        const RecurringSubscription *of = &recurring->subscription[s];
        const RecurringStep *last = of->steps ? &recurring->step[of->step + of->steps - 1] : NULL;
        int64_t converted;
        table->unconverted +=
            last && !recurring_convert(recurring, last->currency, reading->span.as_of, last->monthly_minor, &converted);
    }
}

static void find_groups(const MetricAsk *ask, bool of_opening, RevenueReading *reading)
{
    if (str_equal(ask->own_by, STR("plan")))
        group_by_plan(ask, of_opening, reading);
    else if (str_equal(ask->own_by, STR("cohort")))
        group_by_cohort(ask, reading);
    else
        group_by_people(ask, reading);
}

bool revenue_begin(const MetricAsk *ask, bool of_opening, RevenueReading *reading, MetricTable *table, Error *error)
{
    RecurringSource source = recurring_source(ask->house->workspace, ask->house->identity, ask->now);
    *reading = (RevenueReading){0};
    source.as_of = ask->series.as_of;
    if (ask->constant_currency) source.constant = ask->series.as_of;
    if (!recurring_read(&source, ask->session, ask->arena, &reading->recurring, error)) return false;
    Day first_day = reading->recurring.any ? reading->recurring.first_day : ask->series.as_of;
    if (!reading_span(ask, first_day, &reading->span, error)) return false;
    find_groups(ask, of_opening, reading);
    const WorkspaceSettings *settings = workspace_settings(ask->house->workspace);
    reading->rule = (RecurringRule){.grid = reading->span.custom ? PERIOD_DAY : reading->span.unit,
                                    .partial_is_churn = settings->partial_loss == PARTIAL_IS_CHURN};
    table->groups = reading->groups;
    if (reading->group) table->group = reading->group;
    reading_begin(ask, first_day, &reading->span, table);
    table->any = reading->recurring.any;
    table->currency = source.base;
    count_unconverted(reading, table);
    say_unpriced(ask, reading, table);
    return true;
}

// ---- stretches ----

Day months_before(Day day, int months)
{
    PeriodNumber month = period_of_day(PERIOD_MONTH, day), earlier = month - months;
    Day first = period_first_day(PERIOD_MONTH, earlier), last = period_last_day(PERIOD_MONTH, earlier);
    if (day == period_last_day(PERIOD_MONTH, month)) return last;
    return (Day)smaller(first + (day - period_first_day(PERIOD_MONTH, month)), last);
}

Stretch revenue_stretch(const RevenueReading *reading, uint32_t period, StretchKind kind)
{
    enum { MONTHS_OF_YEAR = 12, MONTHS_OF_QUARTER = 3 };
    Day closing = (Day)smaller(span_last_day(&reading->span, period), reading->span.as_of);
    Day opening = span_first_day(&reading->span, period) - 1;
    if (kind == STRETCH_YEAR) opening = months_before(closing, MONTHS_OF_YEAR);
    if (kind == STRETCH_QUARTER) opening = months_before(closing, MONTHS_OF_QUARTER);
    return (Stretch){(Day)smaller(opening, closing), closing};
}

bool revenue_observed(const RevenueReading *reading, uint32_t period)
{
    return reading->recurring.any && span_last_day(&reading->span, period) >= reading->recurring.first_day &&
           span_first_day(&reading->span, period) <= reading->span.as_of;
}

double revenue_periods_a_year(const PeriodSpan *span, uint32_t period)
{
    static const double units[PERIOD_UNIT_COUNT] = {365, 365.0 / 7, 12, 4, 1};
    if (!span->custom) return units[span->unit];
    return 365.0 / (double)(span_last_day(span, period) - span_first_day(span, period) + 1);
}

Stretch *revenue_days(Stretch stretch, Arena *arena, uint32_t *count)
{
    *count = (uint32_t)(stretch.closing - stretch.opening);
    Stretch *days = arena_array(arena, Stretch, (size_t)*count + 1);
    for (uint32_t d = 0; d < *count; d++) days[d] = (Stretch){stretch.opening + (Day)d, stretch.opening + (Day)d + 1};
    return days;
}

static RecurringSums sums_of(const RevenueReading *reading, uint32_t count)
{
    return (RecurringSums){.table = &reading->recurring,
                           .grouping = reading->grouping,
                           .group = reading->group_of,
                           .groups = reading->groups,
                           .count = count};
}

static RecurringTotals *by_period(const RevenueReading *reading, StretchKind kind, Arena *arena)
{
    uint32_t count = reading->span.count;
    Stretch *stretches = arena_array(arena, Stretch, (size_t)count + 1);
    for (uint32_t p = 0; p < count; p++) stretches[p] = revenue_stretch(reading, p, kind);
    RecurringSums sums = sums_of(reading, count);
    recurring_sum(&sums, stretches, reading->rule, arena);
    return sums.totals;
}

// One period after the other: days of many years need not stand in memory at once.
static RecurringTotals *by_day(const RevenueReading *reading, Arena *arena)
{
    uint32_t count = reading->span.count;
    RecurringTotals *totals = arena_array(arena, RecurringTotals, (size_t)reading->groups * count + 1);
    RecurringRule rule = {.grid = PERIOD_DAY, .partial_is_churn = reading->rule.partial_is_churn};
    Arena *scratch = arena_open(0);
    for (uint32_t p = 0; p < count; p++) {
        uint32_t days = 0;
        arena_reset(scratch);
        Stretch *stretches = revenue_days(revenue_stretch(reading, p, STRETCH_PERIOD), scratch, &days);
        RecurringSums sums = sums_of(reading, days);
        recurring_sum(&sums, stretches, rule, scratch);
        for (uint32_t g = 0; days && g < reading->groups; g++) {
            RecurringTotals *into = &totals[(size_t)g * count + p];
            *into = sums.totals[(size_t)g * days];
            for (uint32_t d = 1; d < days; d++) (void)recurring_join(into, &sums.totals[(size_t)g * days + d]);
        }
    }
    arena_close(scratch);
    return totals;
}

RecurringTotals *revenue_totals(const RevenueReading *reading, StretchKind kind, bool daily, Arena *arena)
{
    return daily ? by_day(reading, arena) : by_period(reading, kind, arena);
}
