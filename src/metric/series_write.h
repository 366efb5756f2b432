// series_write.h - a metric of a data folder as JSON and CSV: INTERFACE's shape, made in one place for API and command
// line.
#ifndef FIDELE_METRIC_SERIES_WRITE_H
#define FIDELE_METRIC_SERIES_WRITE_H

#include "base/json.h"
#include "base/money.h"
#include "metric/series.h"

typedef struct SeriesText {
    const Metric *metric;
    const Series *series; // NULL: the metric can't be had from the log yet
    Currency currency;
    Str time_zone;
    Locale locale;
    Arena *arena;
} SeriesText;

// {"name","unit","definition", …, "points":[{"period","from","to","complete","value","low","high","n","parts"}]}. What
// is not observed is null. Amounts are {"amount","currency"}.
void write_series_json(const SeriesText *text, JsonWriter *json);
// One line a figure: period,from,to,measure,unit,value,low,high,n,state. Amounts are in major units.
void write_series_csv(const SeriesText *text, Text *out);

#endif
