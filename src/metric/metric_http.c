// metric_http.c - GET /api/v1/metrics: the catalogue; GET /api/v1/metrics/{name}: a metric, period by period.
#include "api/route.h"
#include "base/number.h"
#include "base/thread.h"
#include "house.h"
#include "metric/definition.h"
#include "metric/order_columns.h"
#include "order/margin.h"
#include "metric/series_write.h"
#include "module.h"

// ---- shapes ----

static const Field variable_fields[] = {
    {.name = "name",
     .type = FIELD_TEXT,
     .required = true,
     .help = PHRASE("as in the formula", "comme dans la formule")},
    {.name = "alias",
     .type = FIELD_TEXT,
     .required = true,
     .nullable = true,
     .help = PHRASE("its other name", "son autre nom")},
    {.name = "meaning", .type = FIELD_TEXT, .required = true, .help = PHRASE("what it is", "ce que c’est")},
    {.name = "optional",
     .type = FIELD_BOOLEAN,
     .required = true,
     .help = PHRASE("the formula does without it", "la formule s’en passe")},
    {.name = "list", .type = FIELD_BOOLEAN, .required = true, .help = PHRASE("several numbers", "plusieurs nombres")},
    {.name = NULL}};
static const Shape variable_shape = {.name = "MetricVariable", .fields = variable_fields};

#define DEFINITION_FIELDS                                                                                              \
    {.name = "name", .type = FIELD_TEXT, .required = true, .help = PHRASE("its name", "son nom")},                     \
        {.name = "aliases",                                                                                            \
         .type = FIELD_ARRAY,                                                                                          \
         .item = FIELD_TEXT,                                                                                           \
         .required = true,                                                                                             \
         .help = PHRASE("other names it is found by", "autres noms sous lesquels on le trouve")},                      \
        {.name = "label",                                                                                              \
         .type = FIELD_TEXT,                                                                                           \
         .required = true,                                                                                             \
         .help = PHRASE("its name for people", "son nom pour les personnes")},                                         \
        {.name = "definition", .type = FIELD_TEXT, .required = true, .help = PHRASE("what it is", "ce que c’est")},    \
        {.name = "formula",                                                                                            \
         .type = FIELD_TEXT,                                                                                           \
         .required = true,                                                                                             \
         .help = PHRASE("how it is calculated", "comment il se calcule")},                                             \
        {.name = "unit",                                                                                               \
         .type = FIELD_TEXT,                                                                                           \
         .required = true,                                                                                             \
         .help = PHRASE("rate (0 to 1), count, amount …", "rate (de 0 à 1), count, amount…")},                         \
        {.name = "variables",                                                                                          \
         .type = FIELD_ARRAY,                                                                                          \
         .shape = &variable_shape,                                                                                     \
         .required = true,                                                                                             \
         .help = PHRASE("of the formula", "de la formule")},                                                           \
        {.name = "period_rule",                                                                                        \
         .type = FIELD_TEXT,                                                                                           \
         .required = true,                                                                                             \
         .help = PHRASE("what a period is to it", "ce qu’est une période pour lui")},                                  \
        {.name = "exclusions",                                                                                         \
         .type = FIELD_TEXT,                                                                                           \
         .required = true,                                                                                             \
         .help = PHRASE("what is left out", "ce qui est laissé de côté")},                                             \
        {.name = "source",                                                                                             \
         .type = FIELD_TEXT,                                                                                           \
         .required = true,                                                                                             \
         .nullable = true,                                                                                             \
         .help = PHRASE("paper or document it is from", "article ou document d’où il vient")},                         \
        {.name = "example",                                                                                            \
         .type = FIELD_TEXT,                                                                                           \
         .required = true,                                                                                             \
         .nullable = true,                                                                                             \
         .help = PHRASE("of fidele metric NAME", "de fidele metric NOM")},                                             \
        {.name = "in_audit",                                                                                           \
         .type = FIELD_BOOLEAN,                                                                                        \
         .required = true,                                                                                             \
         .help = PHRASE("fidele audit shows it", "fidele audit le montre")},                                           \
    {                                                                                                                  \
        .name = "available", .type = FIELD_BOOLEAN, .required = true,                                                  \
        .help = PHRASE("it can be had from the events", "il peut être tiré des événements")                            \
    }

static const Field definition_fields[] = {
    DEFINITION_FIELDS,
    {.name = "default",
     .type = FIELD_BOOLEAN,
     .required = true,
     .help = PHRASE("of the business model of the workspace", "du modèle d’activité de l’espace de travail")},
    {.name = "rank",
     .type = FIELD_INTEGER,
     .required = true,
     .nullable = true,
     .help = PHRASE("of a default: its place, from 1", "d’un indicateur par défaut\u00A0: sa place, à partir de 1")},
    {.name = NULL}};
static const Shape definition_shape = {.name = "Metric", .fields = definition_fields};

static const Field list_fields[] = {{.name = "items",
                                     .type = FIELD_ARRAY,
                                     .required = true,
                                     .shape = &definition_shape,
                                     .help = PHRASE("all metrics, by family", "tous les indicateurs, par famille")},
                                    {.name = "next_cursor",
                                     .type = FIELD_TEXT,
                                     .required = true,
                                     .nullable = true,
                                     .help = PHRASE("null: there is one page", "null\u00A0: il n’y a qu’une page")},
                                    {.name = NULL}};
static const Shape list_shape = {.name = "MetricList", .fields = list_fields};

static const Field point_fields[] = {
    {.name = "period", .type = FIELD_TEXT, .required = true, .help = PHRASE("2026-07, 2026-Q3 …", "2026-07, 2026-Q3…")},
    {.name = "from", .type = FIELD_DAY, .required = true, .help = PHRASE("its first day", "son premier jour")},
    {.name = "to", .type = FIELD_DAY, .required = true, .help = PHRASE("its last day", "son dernier jour")},
    {.name = "complete", .type = FIELD_BOOLEAN, .required = true, .help = PHRASE("it has ended", "elle est terminée")},
    {.name = "value",
     .type = FIELD_ANY,
     .required = true,
     .nullable = true,
     .help = PHRASE("a number, or an amount with its currency; null: not observed yet",
                    "un nombre, ou un montant avec sa devise\u00A0; null\u00A0: pas encore observé")},
    {.name = "low",
     .type = FIELD_NUMBER,
     .required = true,
     .nullable = true,
     .help = PHRASE("95 % interval: from", "intervalle à 95\u202F%\u00A0: de")},
    {.name = "high",
     .type = FIELD_NUMBER,
     .required = true,
     .nullable = true,
     .help = PHRASE("95 % interval: to", "intervalle à 95\u202F%\u00A0: à")},
    {.name = "n",
     .type = FIELD_INTEGER,
     .required = true,
     .nullable = true,
     .help = PHRASE("of how many it is a share or a mean", "sur combien portent la part ou la moyenne")},
    {.name = "parts", .type = FIELD_MAP, .required = true, .help = PHRASE("what it is made of", "ce dont il est fait")},
    {.name = NULL}};
static const Shape point_shape = {.name = "MetricPoint", .fields = point_fields};

static const Field series_fields[] = {
    DEFINITION_FIELDS,
    {.name = "period",
     .type = FIELD_TEXT,
     .words = "day|week|month|quarter|year|custom",
     .help = PHRASE("of the points", "des points")},
    {.name = "as_of", .type = FIELD_DAY, .help = PHRASE("the last day that is known", "le dernier jour connu")},
    {.name = "time_zone",
     .type = FIELD_TIME_ZONE,
     .help = PHRASE("in which days begin and end", "dans lequel les jours commencent et finissent")},
    {.name = "currency", .type = FIELD_CURRENCY, .help = PHRASE("of the amounts", "des montants")},
    {.name = "window",
     .type = FIELD_TEXT,
     .words = "auto|given|period|workspace",
     .help = PHRASE("where the window comes from", "d’où vient la fenêtre")},
    {.name = "window_days",
     .type = FIELD_INTEGER,
     .nullable = true,
     .help =
         PHRASE("a customer is who purchased within so many days", "est client qui a acheté depuis moins de jours")},
    {.name = "amount",
     .type = FIELD_TEXT,
     .words = "net|gross|margin",
     .help = PHRASE("what of an order is counted", "ce qui est compté d’une commande")},
    {.name = "unconverted",
     .type = FIELD_INTEGER,
     .help = PHRASE("orders and refunds in a currency without a rate: their amounts are not counted",
                    "commandes et remboursements dans une devise sans taux\u00A0: leurs montants ne sont pas comptés")},
    {.name = "points",
     .type = FIELD_ARRAY,
     .required = true,
     .shape = &point_shape,
     .help = PHRASE("period by period", "période par période")},
    {.name = NULL}};
static const Shape series_shape = {.name = "MetricSeries", .fields = series_fields};

// ---- the catalogue ----

static void write_listed(JsonWriter *json, const Call *call, const Metric *metric, int rank)
{
    json_begin_object(json);
    write_definition(json, metric, call->locale);
    json_key(json, "available");
    json_boolean(json, metric_from_orders(metric));
    json_key(json, "default");
    json_boolean(json, rank > 0);
    json_key(json, "rank");
    if (rank)
        json_integer(json, rank);
    else
        json_null(json);
    json_end_object(json);
}

// Those of the business model first, then the others by family.
static bool list_metrics(Call *call, StoreSession *session, Error *error)
{
    (void)session, (void)error;
    BusinessModel model = workspace_settings(call->house->workspace)->business_model;
    const Metric *metric;
    JsonWriter json = call_json(call);
    json_begin_object(&json);
    json_key(&json, "items");
    json_begin_array(&json);
    for (size_t i = 0; i < preset_metrics(model); i++)
        if (metric_find(str_of(presets[model].metrics[i]), &metric)) write_listed(&json, call, metric, (int)i + 1);
    for (size_t i = 0; i < metric_count(); i++)
        if (!preset_rank(model, metric_at(i)->name)) write_listed(&json, call, metric_at(i), 0);
    json_end_array(&json);
    json_key(&json, "next_cursor");
    json_null(&json);
    json_end_object(&json);
    return true;
}

// ---- what is asked ----

static bool refuse(Call *call, const char *name, Phrase expected, Error *error)
{
    return error_code(error, ERROR_USAGE, "invalid_parameter",
                      PHRASE("{0} {1}: expected {2}", "{0} {1}\u00A0: attendu\u00A0: {2}"), str_of(name),
                      error_value(call->arena, call_query(call, name)), str_of(expected.in[call->locale]));
}

static bool read_period(Call *call, SeriesAsk *ask, Error *error)
{
    Str period = call_query(call, "period");
    ask->unit = PERIOD_MONTH;
    if (period.size == 0 || period_unit_parse(period, &ask->unit)) return true;
    if (!period_parse(period, &ask->custom_first, &ask->custom_last))
        return refuse(call, "period",
                      PHRASE("day, week, month, quarter, year, or one period as 2026-Q3 or 2026-07-01..2026-09-30",
                             "day, week, month, quarter, year, ou une période comme 2026-Q3 ou "
                             "2026-07-01..2026-09-30"),
                      error);
    ask->custom = true;
    if (call_query(call, "from").size == 0 && call_query(call, "to").size == 0) return true;
    return refuse(call, "period",
                  PHRASE("day, week, month, quarter or year beside from and to",
                         "day, week, month, quarter ou year avec from et to"),
                  error);
}

// What the workspace calls inactive, unless the question says otherwise.
static void use_workspace_window(const Call *call, SeriesAsk *ask)
{
    const WorkspaceSettings *settings = workspace_settings(call->house->workspace);
    if (settings->churn_rule != CHURN_BY_INACTIVITY || !settings->window_days) return;
    ask->window_days = settings->window_days;
    ask->window_of_workspace = true;
}

static bool read_window(Call *call, SeriesAsk *ask, Error *error)
{
    enum { WINDOW_DAYS_MAX = 36500 };
    Str window = call_query(call, "window");
    int64_t days;
    ask->window_days = SERIES_WINDOW_AUTO;
    if (window.size == 0) use_workspace_window(call, ask);
    if (window.size == 0 || str_equal(window, STR("auto"))) return true;
    if (str_equal(window, STR("period"))) {
        ask->window_days = SERIES_WINDOW_PERIOD;
        return true;
    }
    if (!number_parse_count(window, &days) || days < 1 || days > WINDOW_DAYS_MAX)
        return refuse(call, "window", PHRASE("auto, period or a number of days", "auto, period ou un nombre de jours"),
                      error);
    ask->window_days = (int32_t)days;
    return true;
}

static bool read_day(const Call *call, const char *name, Day *day)
{
    return day_parse(call_query(call, name), day);
}

static bool read_days(Call *call, SeriesAsk *ask, Error *error)
{
    Instant second = call->now / MILLISECONDS_PER_SECOND;
    Day today = (Day)(zone_civil(activity_zone(call->house->activity), second) / SECONDS_PER_DAY);
    ask->has_from = read_day(call, "from", &ask->from);
    ask->has_to = read_day(call, "to", &ask->to);
    if (!read_day(call, "as_of", &ask->as_of)) ask->as_of = today;
    if (ask->as_of <= today && ask->as_of >= 0) return true;
    return refuse(call, "as_of", PHRASE("a day that has come", "un jour qui est venu"), error);
}

static bool read_amount(Call *call, const Metric *metric, SeriesAsk *ask, Error *error)
{
    Str amount = call_query(call, "amount");
    for (int one = SERIES_NET; one < SERIES_AMOUNT_END; one++)
        if (str_equal(amount, str_of(series_amount_names[one]))) ask->amount = (SeriesAmount)one;
    if (ask->amount != SERIES_MARGIN || metric_has_margin(metric)) return true;
    return refuse(call, "amount",
                  PHRASE("net or gross; revenue and aov know margin", "net ou gross\u202F; revenue et "
                                                                      "aov connaissent margin"),
                  error);
}

static bool read_ask(Call *call, const Metric *metric, SeriesAsk *ask, Error *error)
{
    *ask = (SeriesAsk){.threads = thread_count_available()};
    return read_amount(call, metric, ask, error) && read_period(call, ask, error) && read_window(call, ask, error) &&
           read_days(call, ask, error);
}

// ---- a metric ----

static void answer_series(Call *call, const SeriesText *text)
{
    if (str_equal(call_query(call, "format"), STR("csv"))) {
        call->type = STR("text/csv; charset=utf-8; header=present");
        write_series_csv(text, &call->text);
        return;
    }
    JsonWriter json = call_json(call);
    write_series_json(text, &json);
}

typedef struct Margins {
    Activity *activity;
    Series *series;
} Margins;

static void add_margin(void *context, const MarginPart *part)
{
    const Margins *margins = context;
    const Series *series = margins->series;
    int64_t minor = part->minor, second = part->at / MILLISECONDS_PER_SECOND;
    Day day = (Day)(zone_civil(activity_zone(margins->activity), second) / SECONDS_PER_DAY);
    if (day > series->as_of || !activity_worth(margins->activity, part->currency->code, part->at, &minor)) return;
    int64_t period = series->span.custom ? 0 : (int64_t)period_of_day(series->span.unit, day) - series->span.first;
    if (period < 0 || period >= series->span.count) return;
    if (day < series->period[period].first_day || day > series->period[period].last_day) return; // a custom one
    series->margin[period].minor += minor;
    series->margin[period].orders += part->order;
}

static bool fill_margins(Call *call, StoreSession *session, Series *series, Error *error)
{
    Margins margins = {call->house->activity, series};
    return !series->margin || order_margins(session, add_margin, &margins, error);
}

static bool fill_series(Call *call, const SeriesAsk *ask, Series *series, Error *error)
{
    const struct House *house = call->house;
    const OrderSources sources = {house->log, house->identity, house->activity};
    const ActivityView *view;
    if (!order_columns(&sources, ask->as_of, call->arena, &view, error)) return false;
    bool filled = series_fill(&view->columns, ask, call->arena, series, error);
    series->unconverted = view->unconverted;
    activity_release(house->activity, view);
    return filled;
}

static bool get_metric(Call *call, StoreSession *session, Error *error)
{
    const Activity *activity = call->house->activity;
    SeriesText text = {.time_zone = zone_name(activity_zone(activity)), .locale = call->locale, .arena = call->arena};
    if (!currency_find(activity_currency(activity), &text.currency)) text.currency = currency_unknown;
    if (!metric_find(call->path_value[0], &text.metric))
        return error_code(error, ERROR_NOT_FOUND, "not_found",
                          PHRASE("there is no metric {0}; GET /api/v1/metrics lists them all",
                                 "il n’y a pas d’indicateur {0}\u00A0; GET /api/v1/metrics les liste tous"),
                          error_value(call->arena, call->path_value[0]));
    SeriesAsk ask;
    Series series;
    if (!read_ask(call, text.metric, &ask, error)) return false;
    if (metric_from_orders(text.metric)) {
        if (!log_catch_up(call->house->log, session, error) || !fill_series(call, &ask, &series, error) ||
            !fill_margins(call, session, &series, error))
            return false;
        text.series = &series;
    }
    answer_series(call, &text);
    return true;
}

// ---- routes ----

static const Parameter metric_parameters[] = {
    {.name = "period",
     .type = FIELD_TEXT,
     .help = PHRASE("day, week, month (default), quarter, year; or one period: 2026-Q3, 2026-07-01..2026-09-30",
                    "day, week, month (par défaut), quarter, year\u00A0; ou une période\u00A0: 2026-Q3, "
                    "2026-07-01..2026-09-30")},
    {.name = "from",
     .type = FIELD_DAY,
     .help = PHRASE("a day of the first period; default: the first order",
                    "un jour de la première période\u00A0; par défaut la première commande")},
    {.name = "to",
     .type = FIELD_DAY,
     .help =
         PHRASE("a day of the last period; default: as_of", "un jour de la dernière période\u00A0; par défaut as_of")},
    {.name = "as_of",
     .type = FIELD_DAY,
     .help =
         PHRASE("the last day that is known; default: today", "le dernier jour connu\u00A0; par défaut aujourd’hui")},
    {.name = "window",
     .type = FIELD_TEXT,
     .help = PHRASE("a customer is who purchased within so many days; auto (default): from the data; period: within "
                    "the period",
                    "est client qui a acheté depuis moins de jours\u00A0; auto (par défaut)\u00A0: d’après les "
                    "données\u00A0; period\u00A0: pendant la période")},
    {.name = "amount",
     .type = FIELD_TEXT,
     .words = "net|gross|margin",
     .help = PHRASE("net (default): less refunds; gross: before refunds; margin: what revenue and aov earned",
                    "net (par défaut)\u00A0: moins les remboursements\u202F; gross\u00A0: avant eux\u202F; "
                    "margin\u00A0: ce que revenue et aov ont gagné")},
    {.name = "format", .type = FIELD_TEXT, .words = "json|csv", .help = PHRASE("of the answer", "de la réponse")},
    {.name = NULL}};

static const Route routes[] = {
    {.method = "GET",
     .path = "/api/v1/metrics",
     .name = "listMetrics",
     .access = ACCESS_READ,
     .cost = COST_READ,
     .summary = PHRASE("all metrics with their definitions", "tous les indicateurs avec leurs définitions"),
     .answer = &list_shape,
     .read = list_metrics},
    {.method = "GET",
     .path = "/api/v1/metrics/{name}",
     .name = "getMetric",
     .access = ACCESS_READ,
     .cost = COST_REPORT,
     .summary = PHRASE("a metric, period by period", "un indicateur, période par période"),
     .parameters = metric_parameters,
     .answer = &series_shape,
     .read = get_metric},
    {.method = NULL}};

extern const Module metric_figures_module;
const Module metric_figures_module = {.name = "metric_figures", .routes = routes};
