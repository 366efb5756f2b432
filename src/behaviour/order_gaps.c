#include "behaviour/order_gaps.h"

#include "activity/person_rows.h"

enum { ORDER_GAP_COUNTERS_MAX = 20000000 };

// ---- counting ----

static size_t place_of(const OrderGaps *gaps, uint32_t group, uint32_t number)
{
    return ((size_t)group * (gaps->numbers + 1) + number) * gaps->days;
}

static void count_gap(const OrderGapsAsk *ask, OrderGaps *gaps, uint32_t group, uint32_t number, Day begun, Day ended,
                      bool open)
{
    int64_t *counts = open ? gaps->open : gaps->ended;
    if (begun < ask->from || begun > ask->to) return;
    counts[place_of(gaps, group, 0) + (size_t)(ended - begun)]++;
    if (number <= ask->numbers) counts[place_of(gaps, group, number) + (size_t)(ended - begun)]++;
}

static void count_person(const OrderGapsAsk *ask, const PersonRows *rows, uint32_t group, OrderGaps *gaps)
{
    uint32_t orders = 0;
    Day last = 0;
    for (uint32_t row = 0; row < rows->count; row++) {
        if (person_row_amount(rows, row) <= 0) continue;
        Day day = second_day(rows->second[row]);
        if (orders > 0) count_gap(ask, gaps, group, orders, last, day, false);
        last = day;
        orders++;
    }
    if (orders > 0) count_gap(ask, gaps, group, orders, last, ask->as_of, true);
}

OrderGaps order_gaps_count(const Columns *columns, const OrderGapsAsk *ask, const Grouping *grouping, Arena *arena,
                           bool *refused)
{
    OrderGaps gaps = {.groups = grouping->groups ? grouping->groups : 1, .numbers = ask->numbers};
    *refused = false;
    if (columns->rows == 0) return gaps;
    gaps.days = (uint32_t)(ask->as_of - second_day(columns->first)) + 1;
    uint64_t counters = (uint64_t)gaps.groups * (gaps.numbers + 1) * gaps.days;
    *refused = counters > ORDER_GAP_COUNTERS_MAX;
    if (*refused) return gaps;
    gaps.ended = arena_array(arena, int64_t, (size_t)counters);
    gaps.open = arena_array(arena, int64_t, (size_t)counters);
    for (Customer person = 0; person < columns->customers; person++) {
        uint32_t group = !grouping->group ? 0 : person < grouping->customers ? grouping->group[person] : UINT16_MAX;
        if (group >= gaps.groups) continue;
        PersonRows rows = person_rows(columns, person, (RowFilter){0});
        count_person(ask, &rows, group, &gaps);
    }
    return gaps;
}

const int64_t *order_gap_ended(const OrderGaps *gaps, uint32_t group, uint32_t number)
{
    return gaps->ended + place_of(gaps, group, number);
}

// ---- what they come to ----

// The first day by which at least `share` have ordered again.
static OrderGapQuantile quantile_at(const Survival *survival, double share)
{
    OrderGapQuantile quantile = {.share = share};
    for (size_t i = 0; i < survival->count && !quantile.reached; i++)
        if (1 - survival->points[i].survival >= share - 1e-12) {
            quantile.reached = true;
            quantile.days = survival->points[i].day;
        }
    return quantile;
}

// Known where somebody was still looked at on that day, or nobody was left to order.
static OrderGapDelay delay_at(const Survival *survival, int32_t days)
{
    OrderGapDelay delay = {.days = days};
    if (survival->count == 0) return delay;
    const SurvivalPoint *last = &survival->points[survival->count - 1], *point = NULL;
    for (size_t i = 0; i < survival->count && survival->points[i].day <= days; i++) point = &survival->points[i];
    delay.known = last->day >= days || last->survival <= 0;
    if (!delay.known) return delay;
    delay.value = point ? 1 - point->survival : 0;
    bool interval = point && point->survival > 0;
    delay.low = interval ? 1 - point->high : delay.value;
    delay.high = interval ? 1 - point->low : delay.value;
    return delay;
}

OrderGapSummary order_gap_summary(const OrderGaps *gaps, uint32_t group, uint32_t number, Arena *arena)
{
    static const double shares[ORDER_GAP_QUANTILES] = {0.25, 0.5, 0.75, 0.9};
    static const int32_t delays[ORDER_GAP_DELAYS] = {30, 60, 90};
    OrderGapSummary summary = {0};
    Survival survival = {0};
    if (gaps->days > 0) {
        size_t place = place_of(gaps, group, number);
        survival = survival_of(gaps->ended + place, gaps->open + place, gaps->days, arena);
        for (uint32_t day = 0; day < gaps->days; day++) {
            summary.ended += gaps->ended[place + day];
            summary.open += gaps->open[place + day];
        }
    }
    summary.n = summary.ended + summary.open;
    for (int i = 0; i < ORDER_GAP_QUANTILES; i++) summary.quantile[i] = quantile_at(&survival, shares[i]);
    for (int i = 0; i < ORDER_GAP_DELAYS; i++) summary.delay[i] = delay_at(&survival, delays[i]);
    return summary;
}
