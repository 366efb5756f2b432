// period_metrics.h - which figure of a period (measure/period_figures.h) a metric is.
#ifndef FIDELE_METRIC_PERIOD_METRICS_H
#define FIDELE_METRIC_PERIOD_METRICS_H

#include "measure/period_figures.h"
#include "metric/series.h"

// Of the orders of a period of which the margin is known.
typedef struct PeriodMargin {
    int64_t minor;  // in the currency of the table
    int64_t orders; // of which it is the margin
} PeriodMargin;

typedef struct PeriodMetric {
    const char *name; // in the catalogue
    void (*read)(const PeriodFigures *period, PeriodValue *value);
    // Of READS_MARGIN; NULL else.
    void (*margin)(const PeriodFigures *period, const PeriodMargin *margin, PeriodValue *value);
} PeriodMetric;

const PeriodMetric *period_metric(const Metric *metric); // NULL: it is none of them

#endif
