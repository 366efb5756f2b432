// forecast_parts.h - what is known at one moment, and what follows from it.
#ifndef FIDELE_PREDICT_FORECAST_PARTS_H
#define FIDELE_PREDICT_FORECAST_PARTS_H

#include "predict/forecast.h"

typedef struct Outlook {
    const ForecastHistory *history;
    size_t origin;  // months known
    double *by_age; // what a customer brings at each age 0 .. origin-1
    double *level;  // of each cohort 0 .. origin-1
    double *won;    // customers of the months ahead, FORECAST_MONTHS_MAX
    double season[12];
    double kept;              // part of a month's revenue that the next one has, of customers won before
    double other;             // a month, of nobody's cohort
    double lost, more, fresh; // recurring: parts of what there is, and new a month
} Outlook;

// forecast_outlook.c. `origin` is at least FORECAST_HISTORY_MIN.
Outlook outlook_of(const ForecastHistory *history, size_t origin, Arena *arena);
// Month origin - 1 + `ahead`, 1 or more; every month `less` of the revenue less is lost (0.01: a point).
double outlook_month(const Outlook *of, size_t ahead, double less);

static inline double cell(const ForecastHistory *history, size_t cohort, size_t age)
{
    return history->revenue ? history->revenue[cohort * history->months + age] : 0;
}
static inline double at_month(const double *series, size_t month)
{
    return series ? series[month] : 0;
}

#endif
