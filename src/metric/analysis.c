#include "metric/analysis.h"

const char *trend_name(Trend trend)
{
    static const char *const names[] = {
        [TREND_UNKNOWN] = "unknown", [TREND_FLAT] = "flat", [TREND_RISING] = "rising", [TREND_FALLING] = "falling"};
    return names[trend];
}

SeriesAnalysis metric_analysis(const MetricAnswer *answer, uint32_t group)
{
    enum { POINTS_MAX = 5000 };
    Arena *arena = answer->question.ask.arena;
    const PeriodSpan *span = &answer->table.span;
    MetricUnit unit = answer->metric->unit;
    SeriesAnalysis analysis = {0};
    size_t count = (size_t)smaller(span->count, POINTS_MAX), skipped = span->count - count;
    SeriesPoint *points = arena_array(arena, SeriesPoint, count);
    bool share = unit == UNIT_RATE;
    for (size_t i = 0; i < count; i++) {
        const PeriodValue *value = answer_value(answer, group, (uint32_t)(i + skipped));
        share &= !value->observed || (value->has_interval && value->number <= 1);
        points[i] = (SeriesPoint){.observed = value->observed && span_complete(span, (uint32_t)(i + skipped)),
                                  .value = unit_is_amount(unit) ? (double)value->amount_minor : value->number,
                                  .weight = value->has_n ? (double)value->n : 1};
    }
    if (answer->question.analyse & ANALYSE_BREAKS)
        analysis.break_count = series_breaks(points, count, share, arena, &analysis.breaks);
    for (size_t i = 0; i < analysis.break_count; i++) analysis.breaks[i].at += skipped;
    if (answer->question.analyse & ANALYSE_TREND) analysis.trend = series_trend(points, count, &analysis.slope);
    return analysis;
}
