// forecast_read.h - the history of a data folder's revenue, month by month, for predict/forecast.h.
#ifndef FIDELE_PREDICTION_FORECAST_READ_H
#define FIDELE_PREDICTION_FORECAST_READ_H

#include "activity/port.h"
#include "predict/forecast.h"
#include "revenue/recurring_read.h"

typedef struct ForecastSource {
    ActivityPort *port;
    const EventLog *log;
    RecurringSource recurring; // of the workspace
} ForecastSource;

typedef struct ForecastRead {
    ForecastHistory history;
    PeriodNumber first; // the month 0
    Day as_of;          // the last day of the last complete month
    bool has_orders, has_recurring;
} ForecastRead;

// Complete months only, from the first order or subscription on, the last FORECAST_HISTORY_MAX of them; customers won
// before are in no cohort and their revenue is `other`. Errors: what the questions say.
MUST_USE bool forecast_read(const ForecastSource *source, StoreSession *session, Arena *arena, ForecastRead *read,
                            Error *error);

// The same of the orders of a file whose data end with day `last`. Subscriptions are not in it.
void forecast_read_columns(const Columns *columns, Day last, int threads, Arena *arena, ForecastRead *read);

// Leaves the recurring revenue alone, from the first month on that has any; no month where there is none.
void forecast_only_recurring(ForecastRead *read);

#endif
