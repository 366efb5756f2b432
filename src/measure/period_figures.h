// period_figures.h - what the counts of a period say: rates with their intervals, means, revenue. The audit and the
// figures of a data folder are made here, so that they are the same.
//
// A customer can first be lost `window` days after the first day that was observed: before that nobody can be, and a
// churn of 0 would say nothing. With a window of periods, the second period is the first that can lose anybody: start
// says so.
#ifndef FIDELE_MEASURE_PERIOD_FIGURES_H
#define FIDELE_MEASURE_PERIOD_FIGURES_H

#include "activity/questions.h"
#include "measure/rate.h"

typedef struct PeriodFigures {
    PeriodNumber number;
    Day first_day, last_day; // last_day not cut by as_of
    bool complete;           // has ended by as_of
    Presence presence;
    bool loss_observable;     // somebody could have been lost by its end: observing began at least a window before it
    bool settled;             // complete, and observing began at least a window before its start: fit for averages
    Rate retention, churn;    // identity-based; unobserved when start is 0 or the loss is not observable
    bool count_formula_valid; // F01 with N = new only: (end - new) / start
    double count_formula;     // differs from retention.value by reactivated / start
    Rate repeat_purchase;     // repeat_buyers / buyers
    bool has_orders;
    double average_order_value, purchase_frequency, revenue_per_customer; // of minor units; revenue net of refunds
    int64_t revenue;                                                      // purchases + refunds
    int64_t returning_revenue;                                            // of orders that are not the customer's first
    int64_t lost_value; // lost * clv.future per customer, minor units; 0 until it is priced (measure/value.h)
} PeriodFigures;

// Of period `number` of the span; `observed_from` is the first day of the data.
PeriodFigures period_figures(const PeriodSpan *span, uint32_t number, const Presence *presence, Window window,
                             Day observed_from);

#endif
