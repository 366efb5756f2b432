#include "audit/audit_parts.h"

AuditPeriod audit_period_of(const Audit *audit, const PeriodSpan *span, uint32_t number, const Presence *presence)
{
    return period_figures(span, number, presence, audit->window, audit->first_day);
}

static void fill_period_list(Audit *audit, Arena *arena)
{
    const Presence *presence =
        ask_presence(&audit->columns, &audit->span, audit->window, NULL, 1, audit->options.threads, arena);
    audit->periods = audit->span.count;
    audit->period = arena_array(arena, AuditPeriod, audit->periods);
    for (uint32_t p = 0; p < audit->span.count; p++)
        audit->period[p] = audit_period_of(audit, &audit->span, p, &presence[p]);
}

static void fill_study(Audit *audit, Arena *arena)
{
    PeriodSpan span = {.unit = audit->span.unit,
                       .count = 1,
                       .as_of = audit->as_of,
                       .custom = true,
                       .custom_first = audit->options.custom_first,
                       .custom_last = audit->options.custom_last};
    const Presence *presence =
        ask_presence(&audit->columns, &span, audit->window, NULL, 1, audit->options.threads, arena);
    audit->study = arena_new(arena, AuditPeriod);
    *audit->study = audit_period_of(audit, &span, 0, presence);
}

static void fill_breaks(Audit *audit, Arena *arena)
{
    SeriesPoint *points = arena_array(arena, SeriesPoint, audit->periods);
    for (size_t p = 0; p < audit->periods; p++) {
        const AuditPeriod *period = &audit->period[p];
        bool observed = period->settled && period->retention.observed;
        points[p] = (SeriesPoint){observed, period->retention.value, (double)period->retention.n};
    }
    audit->retention_breaks = series_breaks(points, audit->periods, true, arena, &audit->retention_break);
    audit->retention_trend = series_trend(points, audit->periods, &audit->retention_slope);
}

// R054: how much the revenue of returning and of new customers varies from one complete period to the next.
static void fill_variation(Audit *audit, Arena *arena)
{
    double *loyal = arena_array(arena, double, audit->periods), *fresh = arena_array(arena, double, audit->periods);
    size_t count = 0;
    for (size_t p = 0; p < audit->periods; p++) {
        if (!audit->period[p].complete || audit->period[p].first_day < audit->first_day) continue;
        loyal[count] = (double)audit->period[p].returning_revenue;
        fresh[count++] = (double)audit->period[p].presence.first_amount;
    }
    audit->loyal_variation_observed = series_variation(loyal, count, &audit->loyal_variation);
    audit->new_variation_observed = series_variation(fresh, count, &audit->new_variation);
}

static bool too_many_periods(Error *error, uint32_t count)
{
    Arena *scratch = arena_open(0);
    error_say(
        error, ERROR_USAGE,
        PHRASE("the orders span {0} periods, and at most {1} can be shown: choose a longer --period",
               "les commandes s'étendent sur {0} périodes, et {1} au plus peuvent être montrées\u00A0: choisissez un "
               "--period plus long"),
        error_number(scratch, count), error_number(scratch, COHORT_PERIODS_MAX));
    arena_close(scratch);
    return false;
}

bool audit_fill_periods(Audit *audit, Arena *arena, Error *error)
{
    audit->span = span_of_columns(&audit->columns, audit->options.unit, audit->as_of);
    if (audit->span.count > COHORT_PERIODS_MAX) return too_many_periods(error, audit->span.count);
    fill_period_list(audit, arena);
    if (audit->options.custom_period) fill_study(audit, arena);
    audit->cohort_span = audit->span;
    audit->cohorts = ask_cohorts(&audit->columns, &audit->cohort_span, NULL, 0, audit->options.threads, arena);
    fill_breaks(audit, arena);
    fill_variation(audit, arena);
    return true;
}
