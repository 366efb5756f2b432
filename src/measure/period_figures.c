#include "measure/period_figures.h"

static bool loss_possible_by(Day day, Window window, Day observed_from)
{
    return window.days == 0 || day - window.days >= observed_from;
}

static void fill_rates(PeriodFigures *period)
{
    const Presence *presence = &period->presence;
    if (period->loss_observable) {
        period->retention = rate_of(presence->retained, presence->start);
        period->churn = rate_of(presence->lost, presence->start);
    } else {
        period->retention = period->churn = rate_unobserved();
        period->retention.n = period->churn.n = presence->start;
    }
    if (period->retention.observed) {
        period->count_formula = (double)(presence->end - presence->new_) / (double)presence->start;
        period->count_formula_valid = presence->end - presence->new_ <= presence->start;
    }
    period->repeat_purchase = rate_of(presence->repeat_buyers, presence->buyers);
}

static void fill_revenue(PeriodFigures *period)
{
    const Presence *presence = &period->presence;
    period->revenue = presence->purchase_amount + presence->refund_amount;
    period->returning_revenue = presence->purchase_amount - presence->first_amount;
    period->has_orders = presence->orders > 0;
    if (!period->has_orders) return;
    period->average_order_value = (double)period->revenue / (double)presence->orders;
    period->purchase_frequency = (double)presence->orders / (double)presence->buyers;
    period->revenue_per_customer = (double)period->revenue / (double)presence->buyers;
}

PeriodFigures period_figures(const PeriodSpan *span, uint32_t number, const Presence *presence, Window window,
                             Day observed_from)
{
    PeriodFigures period = {
        .number = span->first + (PeriodNumber)number,
        .first_day = span_first_day(span, number),
        .last_day = span_last_day(span, number),
        .complete = span_complete(span, number),
        .presence = *presence,
    };
    Day seen_until = period.complete ? period.last_day : span->as_of;
    period.loss_observable = loss_possible_by(seen_until, window, observed_from);
    period.settled =
        period.complete && presence->start > 0 && loss_possible_by(period.first_day, window, observed_from);
    fill_rates(&period);
    fill_revenue(&period);
    return period;
}
