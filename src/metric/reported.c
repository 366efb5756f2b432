#include "metric/reported.h"

#include "module.h"

static const ReportedSource *source(void)
{
    for (const Module *const *module = modules; *module; module++)
        if ((*module)->reported) return (*module)->reported;
    return NULL;
}

static bool refuse_day(const MetricPlace *place, Str text, Error *error)
{
    return error_code(error, ERROR_USAGE, "invalid_parameter",
                      PHRASE("reported {0}: expected a day as 2026-03-01",
                             "reported {0}\u00A0: attendu\u00A0: un jour comme 2026-03-01"),
                      error_value(place->arena, text));
}

// 2026-Q3 asks for one period of its own: it is a quarter, and was reported as one.
static bool unit_of(const PeriodSpan *span, PeriodUnit *unit)
{
    *unit = span->unit;
    for (int u = 0; span->custom && u < PERIOD_UNIT_COUNT; u++) {
        PeriodNumber number = period_of_day((PeriodUnit)u, span->custom_first);
        *unit = (PeriodUnit)u;
        if (period_first_day(*unit, number) == span->custom_first &&
            period_last_day(*unit, number) == span->custom_last)
            return true;
    }
    return !span->custom;
}

bool reported_read(const MetricPlace *place, const Metric *metric, const MetricWords *words, const PeriodSpan *span,
                   ReportedSeries *series, Error *error)
{
    Day day;
    PeriodUnit unit;
    Str asked = words->word(words->context, "reported");
    *series = (ReportedSeries){0};
    if (!asked.size) return true;
    if (!day_parse(asked, &day)) return refuse_day(place, asked, error);
    if (!unit_of(span, &unit))
        return error_code(error, ERROR_USAGE, "invalid_parameter",
                          PHRASE("reported: figures are kept of whole days, weeks, months, quarters and years; {0} is "
                                 "none of them",
                                 "reported\u00A0: les chiffres sont gardés par jours, semaines, mois, trimestres et "
                                 "années entiers\u00A0; {0} n’en est pas un"),
                          error_value(place->arena, words->word(words->context, "period")));
    const ReportedSource *kept = source();
    return kept && kept->read(place, metric, unit, words, day, series, error);
}

const ReportedFigure *reported_figure(const ReportedSeries *series, Str group_key, Day first_day)
{
    for (size_t i = 0; i < series->count; i++)
        if (series->figure[i].first_day == first_day && str_equal(series->figure[i].group_key, group_key))
            return &series->figure[i];
    return NULL;
}
