// visits.h - visits of people: runs of their events with no longer silence between two of them.
#ifndef FIDELE_BEHAVIOUR_VISITS_H
#define FIDELE_BEHAVIOUR_VISITS_H

#include "activity/person_rows.h"
#include "activity/questions.h"

typedef struct Visit {
    uint32_t from, to; // rows from..to-1
    Second first, last;
} Visit;

// The next visit of the person; begin with {0}. False at the end. A silence of gap_seconds is still the same visit.
static inline bool visit_next(const PersonRows *rows, uint32_t gap_seconds, Visit *visit)
{
    uint32_t row = visit->to;
    if (row >= rows->count) return false;
    *visit = (Visit){row, row + 1, rows->second[row], rows->second[row]};
    for (; visit->to < rows->count && rows->second[visit->to] - visit->last <= gap_seconds; visit->to++)
        visit->last = rows->second[visit->to];
    return true;
}

// Which period of the span a day lies in; below 0: none.
static inline int64_t span_period_of(const PeriodSpan *span, Day day)
{
    if (span->custom) return day >= span->custom_first && day <= span->custom_last ? 0 : -1;
    int64_t period = (int64_t)period_of_day(span->unit, day) - span->first;
    return period < span->count ? period : -1;
}

#endif
