#include "metric/order_base.h"

#include "house.h"

static bool choose_window(const MetricAsk *ask, const OrderBase *base, MetricTable *table, Error *error)
{
    Gaps gaps;
    table->window = (Window){.days = ask->series.window_days, .unit = ask->series.unit};
    table->window_reason = WINDOW_GIVEN;
    table->window_of_workspace = ask->series.window_of_workspace;
    if (ask->series.window_days != SERIES_WINDOW_AUTO) return true;
    table->window.days = 0;
    if (!base->any) return true;
    if (!ask->port->ask->gaps(ask->port, &base->orders.lane, ask->series.as_of, ask->arena, &gaps, error)) return false;
    WindowChoice choice = window_choose(gaps.closed, gaps.open, gaps.days);
    table->window.days = choice.days;
    table->window_reason = choice.reason;
    return true;
}

bool order_base_read(const MetricAsk *ask, uint32_t back, OrderBase *base, MetricTable *table, Error *error)
{
    LaneFacts facts;
    PeriodSpan asked;
    order_lane(ask->house->log, ask->series.as_of, &base->orders);
    if (!lane_facts(ask->port, &base->orders.lane, &facts, error)) return false;
    base->any = facts.rows > 0;
    base->first_day = base->any ? second_day(facts.first) : ask->series.as_of;
    if (!reading_span(ask, base->first_day, &asked, error)) return false;
    reading_begin(ask, base->first_day, &asked, table);
    table->any = base->any;
    table->unconverted = facts.unconverted;
    if (!choose_window(ask, base, table, error)) return false;
    base->window = table->window;
    base->groups = ask->grouping.groups ? ask->grouping.groups : 1;
    base->span = asked;
    base->presence = NULL;
    if (!base->any || !asked.count) return true;
    if (!asked.custom) {
        base->span.first -= (PeriodNumber)back;
        base->span.count += back;
    }
    return ask->port->ask->presence(ask->port, &base->orders.lane, &base->span, base->window, &ask->grouping,
                                    ask->arena, &base->presence, error);
}

PeriodFigures order_base_figures(const OrderBase *base, uint32_t group, uint32_t period)
{
    static const Presence nobody = {0};
    const Presence *presence = base->presence ? &base->presence[(size_t)group * base->span.count + period] : &nobody;
    return period_figures(&base->span, period, presence, base->window, base->first_day);
}

bool order_base_observed(const OrderBase *base, uint32_t period)
{
    return base->any && span_last_day(&base->span, period) >= base->first_day &&
           span_first_day(&base->span, period) <= base->span.as_of;
}
