// forecast_parts.h - what is known at one moment, what follows from it, and how sure that is.
#ifndef FIDELE_PREDICT_FORECAST_PARTS_H
#define FIDELE_PREDICT_FORECAST_PARTS_H

#include "predict/forecast.h"

typedef struct Outlook {
    const ForecastHistory *history;
    size_t origin;  // months known
    double *by_age; // what a customer brings at each age 0 .. origin-1
    double *level;  // of each cohort 0 .. origin-1
    double *won;    // customers of the months ahead, FORECAST_MONTHS_MAX
    double *fresh;  // new recurring revenue of the months ahead
    double season[12];
    double kept;       // part of a month's revenue that the next one has, of customers won before
    double other;      // a month, of nobody's cohort
    double lost, more; // recurring: parts of what there is, a month
} Outlook;

// forecast_outlook.c. `origin` is at least FORECAST_HISTORY_MIN.
Outlook outlook_of(const ForecastHistory *history, size_t origin, Arena *arena);
// Month origin - 1 + `ahead`, 1 or more; every month `less` of the revenue less is lost (0.01: a point).
double outlook_month(const Outlook *of, size_t ahead, double less);

// What the errors known at one moment say of the forecast made then.
typedef struct Sureness {
    bool naive, known; // known: there were errors enough; else the widths are a guess
    double width;      // P50 to P90 in the logarithm, a month ahead
    double power;      // of how many months ahead, by which that grows
    double together;   // what a total has of its months' mean width
} Sureness;

// forecast_band.c. Of the errors in months before `known`.
Sureness sureness_of(const ForecastPast *past, size_t pasts, size_t known);
double sureness_width(const Sureness *of, size_t ahead);

static inline double cell(const ForecastHistory *history, size_t cohort, size_t age)
{
    return history->revenue ? history->revenue[cohort * history->months + age] : 0;
}
static inline double at_month(const double *series, size_t month)
{
    return series ? series[month] : 0;
}

#endif
