// forecast_http.c - GET /api/v1/forecast/revenue: the revenue of the months to come, with its back-test.
#include <math.h>

#include "api/route.h"
#include "base/number.h"
#include "event/log.h"
#include "house.h"
#include "module.h"
#include "prediction/forecast_report.h"

enum { MONTHS = 12, POINTS_MOST = 20 };

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
    {.name = "series", .type = FIELD_TEXT, .required = true, .words = "revenue|mrr"},
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
     .help = PHRASE("the months together; its band is held to the errors of earlier totals",
                    "les mois ensemble\u202F; sa bande se règle sur les erreurs de totaux passés")},
    {.name = "what_if", .type = FIELD_OBJECT, .required = true, .nullable = true, .shape = &what_if_shape},
    {.name = "backtest", .type = FIELD_OBJECT, .required = true, .nullable = true, .shape = &backtest_shape},
    {0}};
static const Shape shape = {.name = "RevenueForecast", .fields = fields};

static const Parameter parameters[] = {
    {.name = "series",
     .type = FIELD_TEXT,
     .words = "revenue|mrr",
     .help = PHRASE("revenue of each month (default), or what subscriptions are worth a month at its end",
                    "chiffre d’affaires de chaque mois (par défaut), ou ce que valent les abonnements par mois, à sa "
                    "fin")},
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
    int64_t months = MONTHS;
    ForecastRead read;
    ForecastAsk ask = {.series = str_equal(call_query(call, "series"), STR("mrr")) ? FORECAST_MRR : FORECAST_REVENUE};
    (void)call_query_integer(call, "months", &months);
    if (!read_points(call, &ask.churn_points, error)) return false;
    const House *house = call->house;
    ForecastSource source = {house->questions, house->log,
                             recurring_source(house->workspace, house->identity, call->now)};
    if (!forecast_read(&source, session, call->arena, &read, error)) return false;
    ask.months = (size_t)months;
    ask.currency = source.recurring.base;
    ForecastReport report = forecast_report(&ask, &read, call->arena);
    JsonWriter json = call_json(call);
    json_begin_object(&json);
    forecast_report_json(&report, call->locale, call->arena, &json);
    json_end_object(&json);
    return true;
}

static const Route routes[] = {
    {.method = "GET",
     .path = "/api/v1/forecast/revenue",
     .name = "getRevenueForecast",
     .access = ACCESS_READ,
     .cost = COST_REPORT,
     .summary =
         PHRASE("revenue or MRR of the months to come: P10, P50, P90, with what its earlier forecasts were worth",
                "chiffre d’affaires ou MRR des mois à venir\u00A0: P10, P50, P90, et ce que valaient ses "
                "prévisions passées"),
     .parameters = parameters,
     .answer = &shape,
     .read = get_revenue},
    {0}};

const Module forecast_module = {.name = "forecast", .routes = routes};
