// findings_causes.h - what may be the cause of missing returns; internal to the files of findings_causes.c.
#ifndef FIDELE_AUDIT_FINDINGS_CAUSES_H
#define FIDELE_AUDIT_FINDINGS_CAUSES_H

#include "audit/findings.h"

void tally_add(Tally *sum, const Tally *part, double factor); // factor: of what was expected
// The square of a normal deviate by which fewer came than expected: twice the gain of log-likelihood when the region
// has a level of its own. 0 when not fewer.
double tally_gain(const Tally *tally);
double tally_ratio(const Tally *tally); // came / expected, 1 when nothing was

// The season and level of all returns: what a period is expected to differ by without any fault.
typedef struct Calendar {
    double factor[LENS_PERIODS_MAX];  // of the usual year
    double regular[LENS_PERIODS_MAX]; // what those who had bought twice did in the period itself, weather and all
} Calendar;

Tally returns_in_period(const Returns *returns, uint32_t period, uint32_t classes);
Tally returns_in_calendar(const Returns *returns, const Region *region, const double *factor); // by period
Fault fault_of_region(const Returns *returns, FindingKind kind, const Region *region, const double *factor);
double returns_orders_ratio(const Returns *returns, uint32_t from,
                            uint32_t to); // of those who came, beside their habits
// The log of came / expected, with the variance of a log.
void series_set(LensSeries *series, uint32_t at, const Tally *tally);

// Each gives its likeliest fault: gain 0 when there is none, else p_value corrected for all that it looked at. Whether
// it is likely and large enough is for the caller to say.
Fault everybody_fault(const Lens *lens, const Returns *returns, Calendar *calendar); // fills the calendar first
Fault best_customers_fault(const Lens *lens, const Returns *returns, const Calendar *calendar);
Fault second_order_fault(const Lens *lens, const Returns *returns, const Calendar *calendar);
Fault cohort_fault(const Lens *lens, const Returns *returns, const Calendar *calendar);
Fault group_fault(const Lens *lens, const Returns *returns, uint32_t dimension, const Calendar *calendar);

#endif
