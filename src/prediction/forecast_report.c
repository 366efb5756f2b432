#include "prediction/forecast_report.h"

#include <math.h>

#include "base/json_put.h"
#include "base/number.h"
#include "measure/rate.h"

enum { TRACKED_AHEAD = 3 };

// ---- what is asked ----

ForecastReport forecast_report(const ForecastAsk *ask, ForecastRead *read, Arena *arena)
{
    ForecastReport report = {.ask = *ask, .read = read};
    if (ask->series == FORECAST_MRR) forecast_only_recurring(read);
    if (ask->series == FORECAST_MRR && !read->history.months)
        (void)error_say(
            &report.refusal, ERROR_INPUT,
            PHRASE("there are no subscriptions, or none for a whole month yet: MRR has nothing to go on from",
                   "il n’y a pas d’abonnement, ou pas encore depuis un mois entier\u00A0: le MRR n’a rien "
                   "sur quoi se fonder"), );
    else
        report.made =
            forecast_revenue(&read->history, ask->months, ask->churn_points, arena, &report.forecast, &report.refusal);
    return report;
}

// ---- writing ----

typedef struct Answer {
    const ForecastReport *report;
    const ForecastRead *read;
    const Forecast *forecast;
    Locale locale;
    Arena *arena;
    JsonWriter *json;
} Answer;

static int64_t rounded(double amount)
{
    return llround(fmax(-9e15, fmin(9e15, amount)));
}

static void write_money(Answer *answer, const char *key, double amount)
{
    put_money(answer->json, key, rounded(amount), &answer->report->ask.currency, answer->arena);
}

static void write_period(Answer *answer, size_t month)
{
    put_text(answer->json, "period",
             period_name(answer->arena, PERIOD_MONTH, answer->read->first + (PeriodNumber)month));
}

static void write_band(Answer *answer, double p10, double p50, double p90)
{
    write_money(answer, "p10", p10);
    write_money(answer, "p50", p50);
    write_money(answer, "p90", p90);
}

static void write_observed(Answer *answer)
{
    const ForecastHistory *history = &answer->read->history;
    json_key(answer->json, "observed");
    json_begin_array(answer->json);
    for (size_t month = 0; month < history->months; month++) {
        json_begin_object(answer->json);
        write_period(answer, month);
        write_money(answer, "value", forecast_actual(history, month));
        json_end_object(answer->json);
    }
    json_end_array(answer->json);
}

static void write_months(Answer *answer)
{
    const Forecast *forecast = answer->forecast;
    double p50 = 0;
    json_key(answer->json, "months");
    json_begin_array(answer->json);
    for (size_t i = 0; i < forecast->months; i++) {
        const ForecastMonth *month = &forecast->month[i];
        json_begin_object(answer->json);
        write_period(answer, answer->read->history.months + i);
        write_band(answer, month->p10, month->p50, month->p90);
        json_end_object(answer->json);
        p50 += (double)rounded(month->p50);
    }
    json_end_array(answer->json);
    json_key(answer->json, "total");
    json_begin_object(answer->json);
    write_band(answer, fmin(forecast->total.p10, p50), p50, fmax(p50, forecast->total.p90));
    json_end_object(answer->json);
}

static void write_what_if(Answer *answer)
{
    double churn_points = answer->report->ask.churn_points;
    const Forecast *forecast = answer->forecast;
    double total = 0, plain = 0;
    json_key(answer->json, "what_if");
    if (churn_points == 0) {
        json_null(answer->json);
        return;
    }
    for (size_t i = 0; i < forecast->months; i++) {
        total += (double)rounded(forecast->month[i].what_if);
        plain += (double)rounded(forecast->month[i].p50);
    }
    json_begin_object(answer->json);
    put_number(answer->json, "churn_points", churn_points);
    write_money(answer, "total", total);
    write_money(answer, "difference", total - plain);
    json_key(answer->json, "months");
    json_begin_array(answer->json);
    for (size_t i = 0; i < forecast->months; i++) {
        json_begin_object(answer->json);
        write_period(answer, answer->read->history.months + i);
        write_money(answer, "p50", forecast->month[i].what_if);
        json_end_object(answer->json);
    }
    json_end_array(answer->json);
    json_end_object(answer->json);
}

static void write_point(Answer *answer, const ForecastPast *past)
{
    JsonWriter *json = answer->json;
    json_begin_object(json);
    write_period(answer, past->month);
    write_money(answer, "actual", past->actual);
    if (past->judged) {
        write_band(answer, past->p10, past->p50, past->p90);
    } else {
        json_key(json, "p10");
        json_null(json);
        write_money(answer, "p50", past->p50);
        json_key(json, "p90");
        json_null(json);
    }
    write_money(answer, "naive", past->naive);
    json_end_object(json);
}

// Of each month the forecast made three months before, or the earliest one after that.
static void write_points(Answer *answer)
{
    const Forecast *forecast = answer->forecast;
    json_key(answer->json, "points");
    json_begin_array(answer->json);
    for (size_t month = 0; month < answer->read->history.months; month++) {
        const ForecastPast *best = NULL;
        for (size_t i = 0; i < forecast->pasts; i++) {
            const ForecastPast *past = &forecast->past[i];
            if (past->month != month || month + 1 - past->origin > TRACKED_AHEAD) continue;
            if (!best || past->origin < best->origin) best = past;
        }
        if (best) write_point(answer, best);
    }
    json_end_array(answer->json);
}

static void write_backtest(Answer *answer)
{
    const Forecast *forecast = answer->forecast;
    JsonWriter *json = answer->json;
    json_key(json, "backtest");
    if (!forecast->pasts) {
        json_null(json);
        return;
    }
    Rate coverage = rate_of((int64_t)forecast->covered, (int64_t)forecast->judged);
    json_begin_object(json);
    put_integer(json, "origins", (int64_t)forecast->origins);
    put_integer(json, "months", (int64_t)forecast->pasts);
    json_key(json, "coverage");
    json_begin_object(json);
    put_number_or_null(json, "value", coverage.observed, coverage.value);
    put_number_or_null(json, "low", coverage.observed, coverage.low);
    put_number_or_null(json, "high", coverage.observed, coverage.high);
    put_integer(json, "n", coverage.n);
    json_end_object(json);
    write_money(answer, "mae", forecast->mae);
    write_money(answer, "naive_mae", forecast->naive_mae);
    write_points(answer);
    json_end_object(json);
}

static Phrase method_of(const Answer *answer)
{
    if (answer->forecast->naive && answer->report->ask.series == FORECAST_MRR)
        return (Phrase)PHRASE(
            "From {0} complete months: as much as at the end of the last one. What is lost and won in "
            "a month erred more when it was held against what came.",
            "D’après {0} mois complets\u00A0: autant qu’à la fin du dernier. Les pertes et gains "
            "mensuels se sont plus trompés, comparés à ce qui est venu.");
    if (answer->forecast->naive)
        return (Phrase)PHRASE("From {0} complete months: the same month a year before, else the last one. Cohorts of "
                              "customers erred more when they were held against what came.",
                              "D’après {0} mois complets\u00A0: le même mois un an avant, sinon le dernier. Les "
                              "cohortes de clients se sont plus trompées, comparées à ce qui est venu.");
    if (answer->report->ask.series == FORECAST_MRR)
        return (Phrase)PHRASE("From {0} complete months: subscriptions at the end of each month, with their losses of "
                              "the last year, and new ones as lately.",
                              "D’après {0} mois complets\u00A0: les abonnements à la fin de chaque mois, avec leurs "
                              "pertes de la dernière année, et de nouveaux comme ces derniers temps.");
    if (!answer->read->has_recurring)
        return (Phrase)PHRASE(
            "From {0} complete months: what each cohort of customers brings at its age, and as many "
            "new customers as lately.",
            "D’après {0} mois complets\u00A0: ce que rapporte chaque cohorte de clients à son âge, et "
            "autant de nouveaux clients que ces derniers temps.");
    return (Phrase)PHRASE(
        "From {0} complete months: what each cohort of customers brings at its age, as many new ones "
        "as lately, and subscriptions at their losses of the last year with new ones as lately.",
        "D’après {0} mois complets\u00A0: ce que rapporte chaque cohorte de clients à son âge, autant "
        "de nouveaux que ces derniers temps, et les abonnements avec leurs pertes de la dernière "
        "année et de nouveaux comme ces derniers temps.");
}

static void write_refusal(Answer *answer)
{
    JsonWriter *json = answer->json;
    put_text_or_null(json, "method", STR(""));
    put_boolean(json, "naive", false);
    put_number_or_null(json, "monthly_churn", false, 0);
    put_text(json, "refusal", str_of(answer->report->refusal.message[answer->locale]));
    write_observed(answer);
    json_key(json, "months");
    json_begin_array(json);
    json_end_array(json);
    static const char *const absent[] = {"total", "what_if", "backtest"};
    for (size_t i = 0; i < COUNT_OF(absent); i++) {
        json_key(json, absent[i]);
        json_null(json);
    }
}

static void write_forecast(Answer *answer)
{
    JsonWriter *json = answer->json;
    put_text(json, "method",
             phrase_say(answer->arena, answer->locale, method_of(answer),
                        number_say_count(answer->arena, answer->locale, (int64_t)answer->read->history.months)));
    put_boolean(json, "naive", answer->forecast->naive);
    put_number(json, "monthly_churn", answer->forecast->churn);
    put_text_or_null(json, "refusal", STR(""));
    write_observed(answer);
    write_months(answer);
    write_what_if(answer);
    write_backtest(answer);
}

void forecast_report_json(const ForecastReport *report, Locale locale, Arena *arena, JsonWriter *json)
{
    static const Str series[] = {[FORECAST_REVENUE] = STR("revenue"), [FORECAST_MRR] = STR("mrr")};
    Answer answer = {.report = report,
                     .read = report->read,
                     .forecast = &report->forecast,
                     .locale = locale,
                     .arena = arena,
                     .json = json};
    put_text(json, "as_of", day_name(arena, report->read->as_of));
    put_text(json, "series", series[report->ask.series]);
    if (report->made)
        write_forecast(&answer);
    else
        write_refusal(&answer);
}
