// forecast_http.c - GET /api/v1/forecast/revenue: the revenue of the months to come, with its back-test.
#include <math.h>

#include "api/route.h"
#include "base/json_put.h"
#include "base/number.h"
#include "event/log.h"
#include "house.h"
#include "measure/rate.h"
#include "module.h"
#include "prediction/forecast_read.h"

enum { MONTHS = 12, POINTS_MOST = 20, TRACKED_AHEAD = 3 };

// ---- shapes ----

static const Field observed_fields[] = {
    {.name = "period", .type = FIELD_TEXT, .required = true, .help = PHRASE("a complete month", "un mois complet")},
    {.name = "value", .type = FIELD_MONEY, .required = true, .help = PHRASE("what it brought", "ce qu’il a rapporté")},
    {0}};
static const Shape observed_shape = {.name = "ForecastObserved", .fields = observed_fields};

#define BAND_FIELDS                                                                                                    \
    {.name = "p10",                                                                                                    \
     .type = FIELD_MONEY,                                                                                              \
     .required = true,                                                                                                 \
     .nullable = true,                                                                                                 \
     .help = PHRASE("it will be less in one case of ten", "ce sera moins dans un cas sur dix")},                       \
        {.name = "p50",                                                                                                \
         .type = FIELD_MONEY,                                                                                          \
         .required = true,                                                                                             \
         .nullable = true,                                                                                             \
         .help = PHRASE("as likely more as less", "autant de chances de plus que de moins")},                          \
    {                                                                                                                  \
        .name = "p90", .type = FIELD_MONEY, .required = true, .nullable = true,                                        \
        .help = PHRASE("it will be more in one case of ten", "ce sera plus dans un cas sur dix")                       \
    }

static const Field month_fields[] = {
    {.name = "period", .type = FIELD_TEXT, .required = true, .help = PHRASE("as 2026-12", "comme 2026-12")},
    BAND_FIELDS,
    {0}};
static const Shape month_shape = {.name = "ForecastMonth", .fields = month_fields};

static const Field total_fields[] = {BAND_FIELDS, {0}};
static const Shape total_shape = {.name = "ForecastTotal", .fields = total_fields};

static const Field changed_fields[] = {{.name = "period", .type = FIELD_TEXT, .required = true},
                                       {.name = "p50", .type = FIELD_MONEY, .required = true},
                                       {0}};
static const Shape changed_shape = {.name = "ForecastChangedMonth", .fields = changed_fields};

static const Field what_if_fields[] = {
    {.name = "churn_points",
     .type = FIELD_NUMBER,
     .required = true,
     .help = PHRASE("as asked: -1: every month one point less is lost",
                    "comme demandé\u00A0: -1\u00A0: chaque mois un point de moins est perdu")},
    {.name = "total", .type = FIELD_MONEY, .required = true, .help = PHRASE("of all months", "de tous les mois")},
    {.name = "difference",
     .type = FIELD_MONEY,
     .required = true,
     .help = PHRASE("to the total without the change", "avec le total sans ce changement")},
    {.name = "months", .type = FIELD_ARRAY, .required = true, .shape = &changed_shape},
    {0}};
static const Shape what_if_shape = {.name = "ForecastWhatIf", .fields = what_if_fields};

static const Field coverage_fields[] = {{.name = "value",
                                         .type = FIELD_NUMBER,
                                         .required = true,
                                         .nullable = true,
                                         .help = PHRASE("part of the months within P10 and P90; 0.8 is right",
                                                        "part des mois entre P10 et P90\u202F; 0,8 est juste")},
                                        {.name = "low", .type = FIELD_NUMBER, .required = true, .nullable = true},
                                        {.name = "high", .type = FIELD_NUMBER, .required = true, .nullable = true},
                                        {.name = "n", .type = FIELD_INTEGER, .required = true},
                                        {0}};
static const Shape coverage_shape = {.name = "ForecastCoverage", .fields = coverage_fields};

static const Field point_fields[] = {
    {.name = "period", .type = FIELD_TEXT, .required = true},
    {.name = "actual", .type = FIELD_MONEY, .required = true, .help = PHRASE("what came", "ce qui est venu")},
    BAND_FIELDS,
    {.name = "naive", .type = FIELD_MONEY, .required = true, .help = PHRASE("of the naive rule", "de la règle naïve")},
    {0}};
static const Shape point_shape = {.name = "ForecastBacktestMonth", .fields = point_fields};

static const Field backtest_fields[] = {
    {.name = "origins",
     .type = FIELD_INTEGER,
     .required = true,
     .help = PHRASE("months from which it was forecast as if they were today",
                    "mois depuis lesquels la prévision a été faite comme s’ils étaient aujourd’hui")},
    {.name = "months",
     .type = FIELD_INTEGER,
     .required = true,
     .help = PHRASE("forecasts held against what came", "prévisions comparées à ce qui est venu")},
    {.name = "coverage", .type = FIELD_OBJECT, .required = true, .shape = &coverage_shape},
    {.name = "mae",
     .type = FIELD_MONEY,
     .required = true,
     .help = PHRASE("mean absolute error of the model, a month", "erreur absolue moyenne du modèle, par mois")},
    {.name = "naive_mae",
     .type = FIELD_MONEY,
     .required = true,
     .help = PHRASE("of the naive rule: the same month a year before, else the last one known",
                    "de la règle naïve\u00A0: le même mois un an avant, sinon le dernier connu")},
    {.name = "points",
     .type = FIELD_ARRAY,
     .required = true,
     .shape = &point_shape,
     .help = PHRASE("each month as it was forecast at most three months before",
                    "chaque mois tel que prévu trois mois avant au plus")},
    {0}};
static const Shape backtest_shape = {.name = "ForecastBacktest", .fields = backtest_fields};

static const Field fields[] = {
    {.name = "as_of",
     .type = FIELD_DAY,
     .required = true,
     .help = PHRASE("the last day of the last complete month", "dernier jour du dernier mois complet")},
    {.name = "method",
     .type = FIELD_TEXT,
     .required = true,
     .nullable = true,
     .help = PHRASE("what it rests on, in a sentence", "sur quoi elle repose, en une phrase")},
    {.name = "naive",
     .type = FIELD_BOOLEAN,
     .required = true,
     .help = PHRASE("the naive rule erred less, and is the forecast", "la règle naïve s’est moins trompée\u00A0: c’est "
                                                                      "elle qui prévoit")},
    {.name = "monthly_churn",
     .type = FIELD_NUMBER,
     .required = true,
     .nullable = true,
     .help = PHRASE("part of the revenue of customers there that the next month no longer has",
                    "part du chiffre d’affaires des clients présents que le mois suivant n’a plus")},
    {.name = "refusal",
     .type = FIELD_TEXT,
     .required = true,
     .nullable = true,
     .help = PHRASE("why there is no forecast", "pourquoi il n’y a pas de prévision")},
    {.name = "observed", .type = FIELD_ARRAY, .required = true, .shape = &observed_shape},
    {.name = "months", .type = FIELD_ARRAY, .required = true, .shape = &month_shape},
    {.name = "total",
     .type = FIELD_OBJECT,
     .required = true,
     .nullable = true,
     .shape = &total_shape,
     .help = PHRASE("as if all months erred the same way", "comme si tous les mois se trompaient dans le même sens")},
    {.name = "what_if", .type = FIELD_OBJECT, .required = true, .nullable = true, .shape = &what_if_shape},
    {.name = "backtest", .type = FIELD_OBJECT, .required = true, .nullable = true, .shape = &backtest_shape},
    {0}};
static const Shape shape = {.name = "RevenueForecast", .fields = fields};

static const Parameter parameters[] = {
    {.name = "months",
     .type = FIELD_INTEGER,
     .low = 1,
     .high = FORECAST_MONTHS_MAX,
     .help = PHRASE("how many months ahead (default: 12)", "nombre de mois (par défaut\u00A0: 12)")},
    {.name = "churn_points",
     .type = FIELD_TEXT,
     .high = 10,
     .help = PHRASE("what if every month so many points more were lost: -20 to 20, as -0.5",
                    "et si chaque mois autant de points de plus étaient perdus\u00A0: -20 à 20, comme -0.5")},
    {0}};

// ---- writing ----

typedef struct Answer {
    Call *call;
    JsonWriter json;
    const ForecastRead *read;
    const Forecast *forecast;
    const Currency *currency;
} Answer;

static int64_t rounded(double amount)
{
    return llround(fmax(-9e15, fmin(9e15, amount)));
}

static void write_money(Answer *answer, const char *key, double amount)
{
    put_money(&answer->json, key, rounded(amount), answer->currency, answer->call->arena);
}

static void write_period(Answer *answer, size_t month)
{
    put_text(&answer->json, "period",
             period_name(answer->call->arena, PERIOD_MONTH, answer->read->first + (PeriodNumber)month));
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
    json_key(&answer->json, "observed");
    json_begin_array(&answer->json);
    for (size_t month = 0; month < history->months; month++) {
        json_begin_object(&answer->json);
        write_period(answer, month);
        write_money(answer, "value", forecast_actual(history, month));
        json_end_object(&answer->json);
    }
    json_end_array(&answer->json);
}

// Totals are the sums of what is shown.
static void write_months(Answer *answer)
{
    const Forecast *forecast = answer->forecast;
    double p10 = 0, p50 = 0, p90 = 0;
    json_key(&answer->json, "months");
    json_begin_array(&answer->json);
    for (size_t i = 0; i < forecast->months; i++) {
        const ForecastMonth *month = &forecast->month[i];
        json_begin_object(&answer->json);
        write_period(answer, answer->read->history.months + i);
        write_band(answer, month->p10, month->p50, month->p90);
        json_end_object(&answer->json);
        p10 += (double)rounded(month->p10);
        p50 += (double)rounded(month->p50);
        p90 += (double)rounded(month->p90);
    }
    json_end_array(&answer->json);
    json_key(&answer->json, "total");
    json_begin_object(&answer->json);
    write_band(answer, p10, p50, p90);
    json_end_object(&answer->json);
}

static void write_what_if(Answer *answer, double churn_points)
{
    const Forecast *forecast = answer->forecast;
    double total = 0, plain = 0;
    json_key(&answer->json, "what_if");
    if (churn_points == 0) {
        json_null(&answer->json);
        return;
    }
    for (size_t i = 0; i < forecast->months; i++) {
        total += (double)rounded(forecast->month[i].what_if);
        plain += (double)rounded(forecast->month[i].p50);
    }
    json_begin_object(&answer->json);
    put_number(&answer->json, "churn_points", churn_points);
    write_money(answer, "total", total);
    write_money(answer, "difference", total - plain);
    json_key(&answer->json, "months");
    json_begin_array(&answer->json);
    for (size_t i = 0; i < forecast->months; i++) {
        json_begin_object(&answer->json);
        write_period(answer, answer->read->history.months + i);
        write_money(answer, "p50", forecast->month[i].what_if);
        json_end_object(&answer->json);
    }
    json_end_array(&answer->json);
    json_end_object(&answer->json);
}

static void write_point(Answer *answer, const ForecastPast *past)
{
    JsonWriter *json = &answer->json;
    json_begin_object(json);
    write_period(answer, past->month);
    write_money(answer, "actual", past->actual);
    double told = answer->forecast->naive ? past->naive : past->predicted;
    if (past->judged) {
        write_band(answer, past->p10, told, past->p90);
    } else {
        json_key(json, "p10");
        json_null(json);
        write_money(answer, "p50", told);
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
    json_key(&answer->json, "points");
    json_begin_array(&answer->json);
    for (size_t month = 0; month < answer->read->history.months; month++) {
        const ForecastPast *best = NULL;
        for (size_t i = 0; i < forecast->pasts; i++) {
            const ForecastPast *past = &forecast->past[i];
            if (past->month != month || month + 1 - past->origin > TRACKED_AHEAD) continue;
            if (!best || past->origin < best->origin) best = past;
        }
        if (best) write_point(answer, best);
    }
    json_end_array(&answer->json);
}

static void write_backtest(Answer *answer)
{
    const Forecast *forecast = answer->forecast;
    JsonWriter *json = &answer->json;
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

static Str method_of(const Answer *answer)
{
    Arena *arena = answer->call->arena;
    Locale locale = answer->call->locale;
    Str months = number_say_count(arena, locale, (int64_t)answer->read->history.months);
    if (answer->forecast->naive)
        return phrase_say(
            arena, locale,
            PHRASE("From {0} complete months: the same month a year before, else the last one. Cohorts of "
                   "customers erred more when they were held against what came.",
                   "D’après {0} mois complets\u00A0: le même mois un an avant, sinon le dernier. Les "
                   "cohortes de clients se sont plus trompées, comparées à ce qui est venu."),
            months);
    if (!answer->read->has_recurring)
        return phrase_say(
            arena, locale,
            PHRASE("From {0} complete months: what each cohort of customers brings at its age, and as many "
                   "new customers as lately.",
                   "D’après {0} mois complets\u00A0: ce que rapporte chaque cohorte de clients à son âge, et "
                   "autant de nouveaux clients que ces derniers temps."),
            months);
    return phrase_say(
        arena, locale,
        PHRASE("From {0} complete months: what each cohort of customers brings at its age, as many new ones "
               "as lately, and subscriptions at their losses and gains of the last year.",
               "D’après {0} mois complets\u00A0: ce que rapporte chaque cohorte de clients à son âge, autant "
               "de nouveaux que ces derniers temps, et les abonnements avec leurs pertes et gains de la "
               "dernière année."),
        months);
}

static void write_refusal(Answer *answer, const Error *refusal)
{
    JsonWriter *json = &answer->json;
    put_text_or_null(json, "method", STR(""));
    put_boolean(json, "naive", false);
    put_number_or_null(json, "monthly_churn", false, 0);
    put_text(json, "refusal", str_of(refusal->message[answer->call->locale]));
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

static void write_forecast(Answer *answer, double churn_points)
{
    JsonWriter *json = &answer->json;
    put_text(json, "method", method_of(answer));
    put_boolean(json, "naive", answer->forecast->naive);
    put_number(json, "monthly_churn", answer->forecast->churn);
    put_text_or_null(json, "refusal", STR(""));
    write_observed(answer);
    write_months(answer);
    write_what_if(answer, churn_points);
    write_backtest(answer);
}

// ---- the route ----

static bool read_points(const Call *call, double *points, Error *error)
{
    Str given = call_query(call, "churn_points");
    *points = 0;
    if (!given.size || (number_parse(given, points) && fabs(*points) <= POINTS_MOST)) return true;
    return error_code(error, ERROR_USAGE, "invalid_parameter",
                      PHRASE("churn_points: {0} is no number of points: expected -20 to 20",
                             "churn_points\u00A0: {0} n’est pas un nombre de points\u00A0: attendu -20 à 20"),
                      error_value(call->arena, given)) ||
           error_at(error, STR("/churn_points"));
}

static bool get_revenue(Call *call, StoreSession *session, Error *error)
{
    double churn_points;
    int64_t months = MONTHS;
    ForecastRead read;
    Forecast forecast = {0};
    Error refusal;
    (void)call_query_integer(call, "months", &months);
    if (!read_points(call, &churn_points, error)) return false;
    const House *house = call->house;
    ForecastSource source = {house->questions, house->log,
                             recurring_source(house->workspace, house->identity, call->now)};
    if (!forecast_read(&source, session, call->arena, &read, error)) return false;
    bool fine = forecast_revenue(&read.history, (size_t)months, churn_points, call->arena, &forecast, &refusal);
    Answer answer = {.call = call,
                     .json = call_json(call),
                     .read = &read,
                     .forecast = &forecast,
                     .currency = &source.recurring.base};
    json_begin_object(&answer.json);
    put_text(&answer.json, "as_of", day_name(call->arena, read.as_of));
    if (fine)
        write_forecast(&answer, churn_points);
    else
        write_refusal(&answer, &refusal);
    json_end_object(&answer.json);
    return true;
}

static const Route routes[] = {
    {.method = "GET",
     .path = "/api/v1/forecast/revenue",
     .name = "getRevenueForecast",
     .access = ACCESS_READ,
     .cost = COST_REPORT,
     .summary = PHRASE("revenue of the months to come: P10, P50, P90, with what its earlier forecasts were worth",
                       "chiffre d’affaires des mois à venir\u00A0: P10, P50, P90, et ce que valaient ses prévisions "
                       "passées"),
     .parameters = parameters,
     .answer = &shape,
     .read = get_revenue},
    {0}};

const Module forecast_module = {.name = "forecast", .routes = routes};
