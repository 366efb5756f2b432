// reported.c - what snapshots say of a metric that is asked with `reported` (metric/reported.h).
#include "house.h"
#include "metric/reported.h"
#include "plan/report.h"
#include "plan/schedule.h"
#include "workspace/workspace.h"

static bool refuse(const MetricPlace *place, const FigureAsk *ask, Day day, Error *error)
{
    return error_code(error, ERROR_NOT_FOUND, "not_reported",
                      PHRASE("{0} was not reported by {1} with these parameters ({2}) on {3} or before: reports and "
                             "POST /api/v1/restatements/snapshots keep figures",
                             "{0} n’a pas été rapporté par {1} avec ces paramètres ({2}) le {3} ou avant\u00A0: les "
                             "rapports et POST /api/v1/restatements/snapshots gardent les chiffres"),
                      error_value(place->arena, ask->metric), period_unit_name(ask->period), ask->parameters,
                      day_name(place->arena, day));
}

static bool take_figure(const MetricPlace *place, const Zone *zone, const Reported *reported,
                        const SnapshotFigure *known, ReportedFigure *figure, Error *error)
{
    LateAsk late = {.seq = reported->snapshot.seq,
                    .from = zone_day_start(zone, known->first_day),
                    .to = zone_day_start(zone, known->last_day + 1)};
    *figure = (ReportedFigure){.group_key = known->group_key,
                               .first_day = known->first_day,
                               .complete = known->complete,
                               .observed = known->number.observed,
                               .has_interval = known->number.has_interval,
                               .has_n = known->number.has_n,
                               .value = known->number.value,
                               .low = known->number.low,
                               .high = known->number.high,
                               .n = known->number.n};
    return late_count(place->session, &late, &figure->late_events, error);
}

static bool read_reported(const MetricPlace *place, const Metric *metric, PeriodUnit unit, const MetricWords *words,
                          Day day, ReportedSeries *series, Error *error)
{
    FigureAsk ask = {.metric = str_of(metric->name), .period = unit};
    Reported reported;
    SnapshotFigure *known;
    const Zone *zone = workspace_settings(place->house->workspace)->zone;
    if (!figures_asked(words, place->arena, &ask.parameters, error) ||
        !snapshot_find(place->session, &ask, day, place->arena, &reported, error))
        return false;
    if (!reported.snapshot.id) return refuse(place, &ask, day, error);
    if (!snapshot_figures(place->session, &reported, place->arena, &known, &series->count, error)) return false;
    series->snapshot = reported.snapshot.id;
    series->made_at = reported.snapshot.made_at;
    series->day = reported.snapshot.day;
    if (!currency_find(reported.currency, &series->currency)) series->currency = currency_unknown;
    series->figure = arena_array(place->arena, ReportedFigure, series->count + 1);
    for (size_t i = 0; i < series->count; i++)
        if (!take_figure(place, zone, &reported, &known[i], &series->figure[i], error)) return false;
    return true;
}

const ReportedSource snapshots_reported = {.read = read_reported};
