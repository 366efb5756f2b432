// span.c - spans of periods, and what they say of each day.
#include "activity/days.h"

Day span_first_day(const PeriodSpan *span, uint32_t period)
{
    assert(period < span->count);
    return span->custom ? span->custom_first : period_first_day(span->unit, span->first + (PeriodNumber)period);
}

Day span_last_day(const PeriodSpan *span, uint32_t period)
{
    assert(period < span->count);
    return span->custom ? span->custom_last : period_last_day(span->unit, span->first + (PeriodNumber)period);
}

bool span_complete(const PeriodSpan *span, uint32_t period)
{
    return span_last_day(span, period) <= span->as_of;
}

PeriodSpan span_of_columns(const Columns *columns, PeriodUnit unit, Day as_of)
{
    Day first_day = columns->rows ? second_day(columns->first) : as_of;
    PeriodNumber first = period_of_day(unit, first_day), last = period_of_day(unit, as_of);
    assert(first <= last);
    return (PeriodSpan){.unit = unit, .first = first, .count = (uint32_t)(last - first) + 1, .as_of = as_of};
}

static Day boundary_day(const PeriodSpan *span, uint32_t boundary)
{
    Day day = boundary == 0 ? span_first_day(span, 0) - 1 : span_last_day(span, boundary - 1);
    return day < span->as_of ? day : span->as_of;
}

SpanDays span_days(const Columns *columns, const PeriodSpan *span, Arena *scratch)
{
    Day first = second_day(columns->first), end = span->as_of + 1;
    assert(second_day(columns->last) < end && span->count > 0);
    uint32_t *boundary = arena_array(scratch, uint32_t, (size_t)(end - first) + 1), next = 0;
    for (Day day = first; day <= end; day++) {
        while (next <= span->count && boundary_day(span, next) < day) next++;
        boundary[day - first] = next;
    }
    return (SpanDays){first, span->count, boundary};
}

Day window_reach(Window window, Day day, Day as_of)
{
    int64_t reach = window.days > 0 ? (int64_t)day + window.days - 1
                                    : period_last_day(window.unit, period_of_day(window.unit, day));
    return (Day)smaller(reach, as_of);
}

const Day *window_reaches(Window window, Day first, Day as_of, Arena *scratch)
{
    Day *reach = arena_array(scratch, Day, (size_t)(as_of - first) + 1);
    for (Day day = first; day <= as_of; day++) reach[day - first] = window_reach(window, day, as_of);
    return reach;
}
