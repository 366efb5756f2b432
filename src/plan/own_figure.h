// own_figure.h - one figure of the workspace's own, for proposals and benefits: a metric over a period, for a segment.
#ifndef FIDELE_PLAN_OWN_FIGURE_H
#define FIDELE_PLAN_OWN_FIGURE_H

#include "metric/answer_write.h"

typedef struct OwnFigure {
    const Metric *metric; // NULL: there is none of that name
    MetricAnswer answer;
    const PeriodValue *value; // NULL: it can't be had, or is not observed yet
    Str reason;               // why there is no value; ""
} OwnFigure;

// `segment` as metrics take it; "" everybody. What a metric refuses is no error here but the reason.
MUST_USE bool own_figure(const MetricPlace *place, const char *metric, Str period, Str segment, OwnFigure *figure,
                         Error *error);
// The 365 days that ended yesterday, as a period.
Str own_year(const MetricPlace *place);

#endif
