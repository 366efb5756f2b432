// series.h - what customers did, period by period, in figures (measure/period_figures.h), and the metrics of the
// catalogue that are read off them.
//
// A period that lies wholly before the first order, or after as_of, is not observed: its figures are none, not 0.
#ifndef FIDELE_METRIC_SERIES_H
#define FIDELE_METRIC_SERIES_H

#include "measure/catalogue.h"
#include "measure/period_figures.h"
#include "measure/window.h"

enum { SERIES_WINDOW_AUTO = -1, SERIES_WINDOW_PERIOD = 0, SERIES_PERIODS_MAX = COHORT_PERIODS_MAX };

// What of an order is counted as its amount.
typedef enum SeriesAmount {
    SERIES_NET,    // what it brought, less refunds
    SERIES_GROSS,  // before refunds
    SERIES_MARGIN, // what it earned (order/margin.h), less the share of refunds; of orders of which that is known
    SERIES_AMOUNT_END
} SeriesAmount;
extern const char *const series_amount_names[SERIES_AMOUNT_END]; // "net" …

// Of the orders of a period of which the margin is known.
typedef struct PeriodMargin {
    int64_t minor;  // in the currency of the series
    int64_t orders; // of which it is the margin
} PeriodMargin;

typedef struct SeriesAsk {
    SeriesAmount amount;
    PeriodUnit unit;
    bool custom; // one period of its own, from custom_first to custom_last
    Day custom_first, custom_last;
    bool has_from, has_to;    // without: from the first order, to as_of
    Day from, to;             // the periods that hold them, and those between
    Day as_of;                // no row of the columns is later
    int32_t window_days;      // or SERIES_WINDOW_…
    bool window_of_workspace; // window_days is what the workspace says (preset.h)
    int threads;
} SeriesAsk;

typedef struct Series {
    bool any; // there is an order or a refund
    Day first_day, as_of;
    Window window; // days 0 also when there is nothing to choose one from
    WindowReason window_reason;
    bool window_of_workspace;
    PeriodSpan span;
    PeriodFigures *period; // span.count
    SeriesAmount amount;
    PeriodMargin *margin; // span.count, to be filled by the caller; NULL unless asked for
    uint64_t unconverted; // orders and refunds in a currency without a rate: they count with an amount of 0
} Series;

// Errors (ERROR_USAGE): from after to; more than SERIES_PERIODS_MAX periods.
MUST_USE bool series_fill(const Columns *columns, const SeriesAsk *ask, Arena *arena, Series *series, Error *error);
bool series_observed(const Series *series, const PeriodFigures *period);

// ---- metrics ----

enum { PERIOD_PARTS_MAX = 16 };

typedef struct PeriodPart {
    const char *name;
    MetricUnit unit;
    int64_t quantity; // of counts and amounts: customers, orders, minor units
    double number;    // of all other units: rates, points
} PeriodPart;

typedef struct PeriodValue {
    bool observed;
    double number;        // of all units but amounts
    int64_t amount_minor; // of amounts
    bool has_interval, has_n;
    double low, high;
    int64_t n; // of how many it is a share or a mean
    size_t parts;
    PeriodPart part[PERIOD_PARTS_MAX];
} PeriodValue;

// Whether the metric is read off orders; and its value in one period of the series.
bool metric_from_orders(const Metric *metric);
bool metric_has_margin(const Metric *metric);
PeriodValue metric_of_period(const Metric *metric, const Series *series, const PeriodFigures *period);

#endif
