// days.h - what a question looks up for a day instead of computing it for each row.
//
// Days run from the one of the first row to the last known one (as_of), which no row is later than.
#ifndef FIDELE_ACTIVITY_DAYS_H
#define FIDELE_ACTIVITY_DAYS_H

#include "activity/questions.h"

// The boundaries of a span are days at whose end it is asked who is active: number 0 is the day before its first
// period, number k the last day of its k-th period (counting from 1), none later than as_of.
typedef struct SpanDays {
    Day first;
    uint32_t count;           // periods
    const uint32_t *boundary; // [day - first], to the day after as_of: the first boundary that is not before that day.
                              // So a day lies in the period whose end that is; 0 before the span, count + 1 after it.
} SpanDays;

SpanDays span_days(const Columns *columns, const PeriodSpan *span, Arena *scratch);

static inline uint32_t boundary_of(const SpanDays *days, Second second)
{
    return days->boundary[second_day(second) - days->first];
}

// The last day at whose end a purchase on `day` makes its customer active, but for an end of contract; at most `as_of`.
Day window_reach(Window window, Day day, Day as_of);
const Day *window_reaches(Window window, Day first, Day as_of, Arena *scratch); // [day - first], to as_of

// The same when the customer's contract ended on `ended` (DAY_MIN - 1: it did not).
static inline Day reach_until_end(Day reach, Day day, Day ended)
{
    return day <= ended && ended <= reach ? ended - 1 : reach;
}

static inline Day ended_of(const Columns *columns, Customer customer)
{
    return columns->ended ? columns->ended[customer] : DAY_MIN - 1;
}

#endif
