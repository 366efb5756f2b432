// revenue_reading.h - what all readers of recurring revenue begin with: the table, its groups, and stretches of days.
#ifndef FIDELE_REVENUE_REVENUE_READING_H
#define FIDELE_REVENUE_REVENUE_READING_H

#include "metric/reading.h"
#include "revenue/recurring_read.h"

typedef enum StretchKind {
    STRETCH_PERIOD, // from the day before the period to its end
    STRETCH_YEAR,   // the 12 months up to the end of the period
    STRETCH_QUARTER // the 3 months up to it
} StretchKind;

typedef struct RevenueReading {
    RecurringTable recurring;
    RecurringRule rule;
    RecurringGrouping grouping;
    const uint16_t *group_of; // RecurringSums.group
    PeriodSpan span;
    uint32_t groups;
    const MetricGroup *group; // with own_by
} RevenueReading;

// Reads the table and finds the groups; `of_opening`: by=plan puts a person where they were at the opening. Begins
// `table`; with nothing observed, or no period, table->any is false or the span empty.
MUST_USE bool revenue_begin(const MetricAsk *ask, bool of_opening, RevenueReading *reading, MetricTable *table,
                            Error *error);
Stretch revenue_stretch(const RevenueReading *reading, uint32_t period, StretchKind kind);
bool revenue_observed(const RevenueReading *reading, uint32_t period);
double revenue_periods_a_year(const PeriodSpan *span, uint32_t period);
Day months_before(Day day, int months); // the last day of a month stays the last one

// Totals [group * span.count + period]; `daily`: movements day by day, added up.
RecurringTotals *revenue_totals(const RevenueReading *reading, StretchKind kind, bool daily, Arena *arena);
// The days of a stretch, each a stretch of its own.
Stretch *revenue_days(Stretch stretch, Arena *arena, uint32_t *count);

#endif
