#include "predict/forecast.h"

#include <math.h>

#include "predict/forecast_parts.h"

enum { YEAR = 12 };
static const double largest = 1e18;

double forecast_actual(const ForecastHistory *history, size_t month)
{
    double sum = at_month(history->other, month) + at_month(history->recurring, month);
    for (size_t cohort = 0; cohort <= month; cohort++) sum += cell(history, cohort, month - cohort);
    return sum;
}

// ---- what is refused ----

static bool finite_series(const double *series, size_t count)
{
    for (size_t i = 0; series && i < count; i++)
        if (!(fabs(series[i]) <= largest)) return false;
    return true;
}

static bool check(const ForecastHistory *history, Error *error)
{
    const double *const series[] = {
        history->won,          history->other, history->recurring, history->recurring_lost, history->recurring_more,
        history->recurring_new};
    if (history->months < FORECAST_HISTORY_MIN || history->months > FORECAST_HISTORY_MAX)
        return error_say(error, ERROR_INPUT,
                         PHRASE("a forecast needs six complete months of revenue",
                                "une prévision a besoin de six mois complets de chiffre d’affaires"), );
    bool fine = finite_series(history->revenue, history->months * history->months);
    for (size_t i = 0; i < COUNT_OF(series); i++) fine = fine && finite_series(series[i], history->months);
    if (!fine)
        return error_say(
            error, ERROR_INPUT,
            PHRASE("an amount is too large to be reckoned with", "un montant est trop grand pour le calcul"), );
    for (size_t month = history->months - FORECAST_HISTORY_MIN; month < history->months; month++)
        if (forecast_actual(history, month) > 0) return true;
    return error_say(error, ERROR_INPUT,
                     PHRASE("nothing was earned in the last six months: there is nothing to go on from",
                            "rien n’a été gagné ces six derniers mois\u00A0: il n’y a rien sur quoi se fonder"), );
}

// ---- the naive rule ----

static double naive_month(const ForecastHistory *history, size_t origin, size_t ahead)
{
    size_t month = origin - 1 + ahead;
    while (month >= origin && month >= YEAR && !history->standing) month -= YEAR;
    return forecast_actual(history, month < origin ? month : origin - 1);
}

// ---- back-test ----

static void band(double p50, double width, double *p10, double *p90)
{
    double off = exp(width);
    *p10 = p50 / off;
    *p90 = p50 * off;
}

static void go_back(const ForecastHistory *history, Arena *arena, Forecast *forecast)
{
    size_t first = history->months / 2 > FORECAST_HISTORY_MIN ? history->months / 2 : FORECAST_HISTORY_MIN;
    if (history->months > FORECAST_ORIGINS_MAX && first < history->months - FORECAST_ORIGINS_MAX)
        first = history->months - FORECAST_ORIGINS_MAX;
    forecast->past = arena_array(arena, ForecastPast, (size_t)FORECAST_ORIGINS_MAX * YEAR);
    for (size_t origin = first; origin < history->months; origin++) {
        Arena *scratch = arena_open(0);
        Outlook outlook = outlook_of(history, origin, scratch);
        forecast->origins++;
        for (size_t ahead = 1; ahead <= YEAR && origin - 1 + ahead < history->months; ahead++)
            forecast->past[forecast->pasts++] = (ForecastPast){.origin = origin,
                                                               .month = origin - 1 + ahead,
                                                               .actual = forecast_actual(history, origin - 1 + ahead),
                                                               .predicted = outlook_month(&outlook, ahead, 0),
                                                               .naive = naive_month(history, origin, ahead)};
        arena_close(scratch);
    }
}

// What would have been told at each origin, by the errors known there.
static void judge(Forecast *forecast)
{
    Sureness then = {0};
    for (size_t i = 0, origin = 0; i < forecast->pasts; i++) {
        ForecastPast *past = &forecast->past[i];
        forecast->mae += fabs(past->actual - past->predicted) / (double)forecast->pasts;
        forecast->naive_mae += fabs(past->actual - past->naive) / (double)forecast->pasts;
        if (past->origin != origin) then = sureness_of(forecast->past, forecast->pasts, origin = past->origin);
        past->p50 = fmax(0, then.naive ? past->naive : past->predicted);
        if (!then.known) continue;
        band(past->p50, sureness_width(&then, past->month - past->origin + 1), &past->p10, &past->p90);
        past->judged = true;
        forecast->judged++;
        forecast->covered += past->actual >= past->p10 && past->actual <= past->p90;
    }
}

// ---- the months to come ----

static void look_ahead(const ForecastHistory *history, double less, Arena *scratch, Forecast *forecast)
{
    Outlook outlook = outlook_of(history, history->months, scratch);
    Sureness sureness = sureness_of(forecast->past, forecast->pasts, history->months);
    double kept = at_month(history->recurring, history->months - 1),
           all = forecast_actual(history, history->months - 1), widths = 0;
    double recurring = all > 0 ? fmin(fmax(kept / all, 0), 1) : 0;
    ForecastMonth *total = &forecast->total;
    forecast->naive = sureness.naive;
    forecast->churn = recurring * outlook.lost + (1 - recurring) * (1 - outlook.kept);
    for (size_t ahead = 1; ahead <= forecast->months; ahead++) {
        ForecastMonth *month = &forecast->month[ahead - 1];
        double plain = outlook_month(&outlook, ahead, 0), changed = outlook_month(&outlook, ahead, less);
        double width = sureness_width(&sureness, ahead);
        month->p50 = sureness.naive ? fmax(0, naive_month(history, history->months, ahead)) : plain;
        month->what_if = plain > 0 ? month->p50 * changed / plain : month->p50;
        band(month->p50, width, &month->p10, &month->p90);
        total->p50 += month->p50;
        total->what_if += month->what_if;
        widths += month->p50 * width;
    }
    band(total->p50, total->p50 > 0 ? widths / total->p50 * sureness.together : 0, &total->p10, &total->p90);
}

bool forecast_revenue(const ForecastHistory *history, size_t months, double churn_points, Arena *arena,
                      Forecast *forecast, Error *error)
{
    if (!check(history, error)) return false;
    *forecast = (Forecast){.months = months < FORECAST_MONTHS_MAX ? months : FORECAST_MONTHS_MAX};
    go_back(history, arena, forecast);
    judge(forecast);
    Arena *scratch = arena_open(0);
    look_ahead(history, -churn_points / 100, scratch, forecast);
    arena_close(scratch);
    return true;
}
