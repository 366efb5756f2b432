#include "metric/series.h"

static bool refuse_order(const SeriesAsk *ask, Error *error)
{
    Arena *scratch = arena_open(0);
    (void)error_code(error, ERROR_USAGE, "invalid_parameter",
                     PHRASE("from ({0}) lies after to ({1})", "from ({0}) est après to ({1})"),
                     day_name(scratch, ask->from), day_name(scratch, ask->to));
    arena_close(scratch);
    return false;
}

static bool refuse_count(int64_t count, Error *error)
{
    Arena *scratch = arena_open(0);
    (void)error_code(error, ERROR_USAGE, "invalid_parameter",
                     PHRASE("from and to span {0} periods, at most {1} can be shown: choose a longer period",
                            "from et to couvrent {0} périodes, {1} au plus peuvent être montrées\u00A0: choisissez "
                            "une période plus longue"),
                     error_number(scratch, (uint64_t)count), error_number(scratch, SERIES_PERIODS_MAX));
    arena_close(scratch);
    return false;
}

static bool choose_span(const SeriesAsk *ask, Series *series, Error *error)
{
    series->span = (PeriodSpan){.unit = ask->unit, .as_of = ask->as_of};
    if (ask->custom) {
        series->span.count = 1;
        series->span.custom = true;
        series->span.custom_first = ask->custom_first;
        series->span.custom_last = ask->custom_last;
        return true;
    }
    Day from = ask->has_from ? ask->from : series->first_day, to = ask->has_to ? ask->to : ask->as_of;
    if (from > to && ask->has_from && ask->has_to) return refuse_order(ask, error);
    series->span.first = period_of_day(ask->unit, from);
    int64_t count = from > to ? 0 : (int64_t)period_of_day(ask->unit, to) - series->span.first + 1;
    if (count > SERIES_PERIODS_MAX) return refuse_count(count, error);
    series->span.count = (uint32_t)count;
    return true;
}

static void choose_window(const Columns *columns, const SeriesAsk *ask, Arena *arena, Series *series)
{
    series->window = (Window){.days = ask->window_days, .unit = ask->unit};
    series->window_reason = WINDOW_GIVEN;
    series->window_of_workspace = ask->window_of_workspace;
    if (ask->window_days != SERIES_WINDOW_AUTO) return;
    series->window.days = 0;
    if (!series->any) return;
    Gaps gaps = ask_gaps(columns, ask->as_of, ask->threads, arena);
    WindowChoice choice = window_choose(gaps.closed, gaps.open, gaps.days);
    series->window.days = choice.days;
    series->window_reason = choice.reason;
}

const char *const series_amount_names[SERIES_AMOUNT_END] = {"net", "gross", "margin"};

bool series_fill(const Columns *columns, const SeriesAsk *ask, Arena *arena, Series *series, Error *error)
{
    *series = (Series){.any = columns->rows > 0, .as_of = ask->as_of, .amount = ask->amount};
    series->first_day = series->any ? second_day(columns->first) : ask->as_of;
    if (!choose_span(ask, series, error)) return false;
    choose_window(columns, ask, arena, series);
    if (series->span.count == 0) return true;
    Presence *presence = ask_presence(columns, &series->span, series->window, NULL, 1, ask->threads, arena);
    series->period = arena_array(arena, PeriodFigures, series->span.count);
    if (ask->amount == SERIES_MARGIN) series->margin = arena_array(arena, PeriodMargin, series->span.count);
    for (uint32_t p = 0; ask->amount == SERIES_GROSS && p < series->span.count; p++) presence[p].refund_amount = 0;
    for (uint32_t p = 0; p < series->span.count; p++)
        series->period[p] = period_figures(&series->span, p, &presence[p], series->window, series->first_day);
    return true;
}

bool series_observed(const Series *series, const PeriodFigures *period)
{
    return series->any && period->last_day >= series->first_day && period->first_day <= series->as_of;
}
