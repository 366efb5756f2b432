// forecast_report.h - a forecast of revenue as it is told: the same JSON for the API and for a file.
#ifndef FIDELE_PREDICTION_FORECAST_REPORT_H
#define FIDELE_PREDICTION_FORECAST_REPORT_H

#include "base/json.h"
#include "prediction/forecast_read.h"

typedef enum ForecastSeries {
    FORECAST_REVENUE, // what orders and subscriptions bring in a month
    FORECAST_MRR      // what subscriptions are worth a month, at its end
} ForecastSeries;

typedef struct ForecastAsk {
    ForecastSeries series;
    size_t months;
    double churn_points;
    Currency currency;
} ForecastAsk;

typedef struct ForecastReport {
    ForecastAsk ask;
    const ForecastRead *read;
    Forecast forecast;
    bool made; // else `refusal` says why not
    Error refusal;
} ForecastReport;

// Of FORECAST_MRR, `read` is left with its recurring revenue alone.
ForecastReport forecast_report(const ForecastAsk *ask, ForecastRead *read, Arena *arena);

// Members of an object that is open; docs/forecast.md. Totals of what is shown are the sums of what is shown.
void forecast_report_json(const ForecastReport *report, Locale locale, Arena *arena, JsonWriter *json);

#endif
