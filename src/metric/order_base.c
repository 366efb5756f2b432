#include "metric/order_base.h"

#include "house.h"

bool order_window(const MetricAsk *ask, const Lane *lane, bool any, MetricTable *table, Error *error)
{
    Gaps gaps;
    table->window = (Window){.days = ask->series.window_days, .unit = ask->series.unit};
    table->window_reason = WINDOW_GIVEN;
    table->window_of_workspace = ask->series.window_of_workspace;
    if (ask->series.window_days != SERIES_WINDOW_AUTO) return true;
    table->window.days = 0;
    if (!any) return true;
    if (!ask->port->ask->gaps(ask->port, lane, ask->series.as_of, ask->arena, &gaps, error)) return false;
    WindowChoice choice = window_choose(gaps.closed, gaps.open, gaps.days);
    table->window.days = choice.days;
    table->window_reason = choice.reason;
    return true;
}

bool order_base_read_of(const MetricAsk *ask, uint32_t back, const Grouping *grouping, Day held_from, OrderBase *base,
                        MetricTable *table, Error *error)
{
    LaneFacts facts;
    PeriodSpan asked;
    order_lane(ask->house->log, ask->series.as_of, &base->orders);
    if (!lane_facts(ask->port, &base->orders.lane, &facts, error)) return false;
    base->held_from = held_from;
    base->any = facts.rows > 0;
    base->first_day = base->any ? second_day(facts.first) : ask->series.as_of;
    Day first_day = (Day)smaller(base->first_day, held_from);
    if (!reading_span(ask, first_day, &asked, error)) return false;
    reading_begin(ask, first_day, &asked, table);
    table->any = base->any || held_from <= ask->series.as_of;
    table->unconverted = facts.unconverted;
    if (!order_window(ask, &base->orders.lane, base->any, table, error)) return false;
    base->window = table->window;
    base->groups = ask->grouping.groups ? ask->grouping.groups : 1;
    base->span = asked;
    base->presence = NULL;
    if (!table->any || !asked.count) return true;
    if (!asked.custom) {
        base->span.first -= (PeriodNumber)back;
        base->span.count += back;
    }
    if (!base->any) {
        base->presence = arena_array(ask->arena, Presence, (size_t)base->groups * base->span.count);
        return true;
    }
    return ask->port->ask->presence(ask->port, &base->orders.lane, &base->span, base->window, grouping, ask->arena,
                                    &base->presence, error);
}

bool order_base_read(const MetricAsk *ask, uint32_t back, OrderBase *base, MetricTable *table, Error *error)
{
    return order_base_read_of(ask, back, &ask->grouping, DAY_MAX, base, table, error);
}

// Who subscribes can be lost from the second day on. Where both count, a loss is observable when it is of both.
PeriodFigures order_base_figures(const OrderBase *base, uint32_t group, uint32_t period)
{
    static const Presence nobody = {0};
    const Presence *presence = base->presence ? &base->presence[(size_t)group * base->span.count + period] : &nobody;
    PeriodFigures orders = period_figures(&base->span, period, presence, base->window, base->first_day);
    if (base->held_from > orders.last_day) return orders;
    PeriodFigures held = period_figures(&base->span, period, presence, (Window){.days = 1}, base->held_from);
    if (!base->any || base->first_day > orders.last_day) return held;
    PeriodFigures both = orders.loss_observable ? held : orders;
    both.settled = orders.settled && held.settled;
    return both;
}

bool order_base_observed(const OrderBase *base, uint32_t period)
{
    Day first_day = (Day)smaller(base->any ? base->first_day : DAY_MAX, base->held_from);
    return span_last_day(&base->span, period) >= first_day && span_first_day(&base->span, period) <= base->span.as_of;
}
