// metric_http.c - GET /api/v1/metrics: the catalogue; GET /api/v1/metrics/{name}: a metric, period by period; and the
// people behind a number of it.
#include "metric/metric_http.h"

#include "api/mask.h"
#include "base/thread.h"
#include "customer/customer_http.h"
#include "event/log.h"
#include "house.h"
#include "metric/answer_write.h"
#include "metric/definition.h"
#include "metric/order_readers.h"
#include "module.h"
#include "workspace/workspace.h"

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

static const Field option_fields[] = {
    {.name = "name", .type = FIELD_TEXT, .required = true, .help = PHRASE("its name", "son nom")},
    {.name = "words",
     .type = FIELD_ARRAY,
     .item = FIELD_TEXT,
     .required = true,
     .help = PHRASE("the only values; none: any text", "les seules valeurs ; aucune : tout texte")},
    {.name = "help", .type = FIELD_TEXT, .required = true, .help = PHRASE("what it says", "ce qu’il dit")},
    {.name = NULL}};
static const Shape option_shape = {.name = "MetricOption", .fields = option_fields};

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
        {.name = "available",                                                                                          \
         .type = FIELD_BOOLEAN,                                                                                        \
         .required = true,                                                                                             \
         .help = PHRASE("it can be had from the data folder", "il peut être tiré du dossier de données")},             \
        {.name = "elsewhere",                                                                                          \
         .type = FIELD_TEXT,                                                                                           \
         .required = true,                                                                                             \
         .nullable = true,                                                                                             \
         .help = PHRASE("the route of a table of its own", "la route d’un tableau à part")},                           \
        {.name = "takes",                                                                                              \
         .type = FIELD_ARRAY,                                                                                          \
         .item = FIELD_TEXT,                                                                                           \
         .required = true,                                                                                             \
         .help = PHRASE("parameters that not every metric takes", "paramètres que tous ne prennent pas")},             \
        {.name = "own_by",                                                                                             \
         .type = FIELD_ARRAY,                                                                                          \
         .item = FIELD_TEXT,                                                                                           \
         .required = true,                                                                                             \
         .help = PHRASE("what it alone can be told apart by", "ce que lui seul distingue par by")},                    \
        {.name = "options",                                                                                            \
         .type = FIELD_ARRAY,                                                                                          \
         .shape = &option_shape,                                                                                       \
         .required = true,                                                                                             \
         .help = PHRASE("parameters of its own", "paramètres qui lui sont propres")},                                  \
    {                                                                                                                  \
        .name = "people", .type = FIELD_ARRAY, .item = FIELD_TEXT, .required = true,                                   \
        .help = PHRASE("parts whose people can be listed", "parties dont on peut lister les personnes")                \
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

static const Field previous_fields[] = {
    {.name = "period", .type = FIELD_TEXT, .help = PHRASE("its name", "son nom")},
    {.name = "from", .type = FIELD_DAY, .help = PHRASE("its first day", "son premier jour")},
    {.name = "to", .type = FIELD_DAY, .help = PHRASE("its last day", "son dernier jour")},
    VALUE_FIELDS,
    {.name = NULL}};
static const Shape previous_shape = {.name = "MetricPrevious", .fields = previous_fields};

static const Field reported_fields[] = {VALUE_FIELDS,
                                        {.name = "complete",
                                         .type = FIELD_BOOLEAN,
                                         .required = true,
                                         .help = PHRASE("it had ended", "elle était terminée")},
                                        {.name = NULL}};
static const Shape reported_shape = {.name = "MetricReported", .fields = reported_fields};

static const Field point_fields[] = {
    {.name = "period", .type = FIELD_TEXT, .required = true, .help = PHRASE("2026-07, 2026-Q3 …", "2026-07, 2026-Q3…")},
    {.name = "from", .type = FIELD_DAY, .required = true, .help = PHRASE("its first day", "son premier jour")},
    {.name = "to", .type = FIELD_DAY, .required = true, .help = PHRASE("its last day", "son dernier jour")},
    {.name = "complete", .type = FIELD_BOOLEAN, .required = true, .help = PHRASE("it has ended", "elle est terminée")},
    {.name = "by",
     .type = FIELD_TEXT,
     .required = true,
     .nullable = true,
     .help = PHRASE("value of the group; (none): without one, (other): all others; null without `by`",
                    "valeur du groupe ; (none) : sans valeur, (other) : tous les autres ; null sans "
                    "by")},
    {.name = "by_label", .type = FIELD_TEXT, .help = PHRASE("the group, for people", "le groupe, pour les personnes")},
    VALUE_FIELDS,
    {.name = "small_sample",
     .type = FIELD_BOOLEAN,
     .required = true,
     .help = PHRASE("n is below 30: too few to tell", "n est sous 30 : trop peu pour conclure")},
    {.name = "parts", .type = FIELD_MAP, .required = true, .help = PHRASE("what it is made of", "ce dont il est fait")},
    {.name = "count_formula",
     .type = FIELD_NUMBER,
     .help = PHRASE("the same by the count formula (E-N)/S", "le même par la formule de comptage (E-N)/S")},
    {.name = "note", .type = FIELD_TEXT, .help = PHRASE("what has to be said of it", "ce qu’il faut en dire")},
    {.name = "sentence", .type = FIELD_TEXT, .help = PHRASE("it in plain words", "en clair")},
    {.name = "benchmark_gap",
     .type = FIELD_ANY,
     .help = PHRASE("the value less the benchmark", "la valeur moins le repère")},
    {.name = "benchmark_flag",
     .type = FIELD_TEXT,
     .help = PHRASE("-10.0 pts, below sector", "-10,0 pts, sous le secteur")},
    {.name = "previous",
     .type = FIELD_OBJECT,
     .shape = &previous_shape,
     .help = PHRASE("the period it is compared with", "la période de comparaison")},
    {.name = "change",
     .type = FIELD_ANY,
     .nullable = true,
     .help = PHRASE("the value less the earlier one", "la valeur moins celle d’avant")},
    {.name = "change_rate",
     .type = FIELD_NUMBER,
     .nullable = true,
     .help = PHRASE("change as a share of the earlier value", "le changement en part de la valeur d’avant")},
    {.name = "reported",
     .type = FIELD_OBJECT,
     .nullable = true,
     .shape = &reported_shape,
     .help = PHRASE("with ?reported: as it was reported then; null: it was not",
                    "avec ?reported\u00A0: tel que rapporté alors\u00A0; null\u00A0: il ne l’a pas été")},
    {.name = "restated",
     .type = FIELD_ANY,
     .nullable = true,
     .help = PHRASE("the value less what was reported", "la valeur moins ce qui avait été rapporté")},
    {.name = "late_events",
     .type = FIELD_INTEGER,
     .nullable = true,
     .help = PHRASE("events of the period that came in after the report",
                    "événements de la période arrivés après le rapport")},
    {.name = NULL}};
static const Shape point_shape = {.name = "MetricPoint", .fields = point_fields};

static const Field filter_fields[] = {
    {.name = "segment",
     .type = FIELD_TEXT,
     .required = true,
     .nullable = true,
     .help = PHRASE("who is counted", "qui est compté")},
    {.name = "by", .type = FIELD_TEXT, .required = true, .nullable = true, .help = PHRASE("groups", "groupes")},
    {.name = "compare",
     .type = FIELD_TEXT,
     .required = true,
     .nullable = true,
     .help = PHRASE("previous or year_ago", "previous ou year_ago")},
    {.name = NULL}};
static const Shape filter_shape = {.name = "MetricFilters", .open = true, .fields = filter_fields};

static const Field benchmark_shown_fields[] = {
    {.name = "value", .type = FIELD_ANY, .required = true, .help = PHRASE("what they reach", "ce qu’ils atteignent")},
    {.name = "source", .type = FIELD_TEXT, .required = true, .help = PHRASE("who says so", "qui le dit")},
    {.name = "day", .type = FIELD_DAY, .required = true, .help = PHRASE("of which it speaks", "dont il parle")},
    {.name = NULL}};
static const Shape benchmark_shown_shape = {.name = "MetricBenchmark", .fields = benchmark_shown_fields};

static const Field break_fields[] = {
    {.name = "period", .type = FIELD_TEXT, .required = true, .help = PHRASE("of the new level", "du nouveau niveau")},
    {.name = "from", .type = FIELD_DAY, .required = true, .help = PHRASE("its first day", "son premier jour")},
    {.name = "to", .type = FIELD_DAY, .required = true, .help = PHRASE("its last day", "son dernier jour")},
    {.name = "before", .type = FIELD_ANY, .required = true, .help = PHRASE("level before", "niveau avant")},
    {.name = "after", .type = FIELD_ANY, .required = true, .help = PHRASE("level after", "niveau après")},
    {.name = "p_value",
     .type = FIELD_NUMBER,
     .required = true,
     .help = PHRASE("of the difference", "de la différence")},
    {.name = NULL}};
static const Shape break_shape = {.name = "MetricBreak", .fields = break_fields};

static const Field analysis_fields[] = {
    {.name = "by", .type = FIELD_TEXT, .required = true, .nullable = true, .help = PHRASE("the group", "le groupe")},
    {.name = "by_label", .type = FIELD_TEXT, .help = PHRASE("for people", "pour les personnes")},
    {.name = "breaks",
     .type = FIELD_ARRAY,
     .shape = &break_shape,
     .help = PHRASE("from where the series runs at another level", "d’où la série change de niveau")},
    {.name = "trend",
     .type = FIELD_TEXT,
     .words = "unknown|flat|rising|falling",
     .help = PHRASE("beyond chance", "au-delà du hasard")},
    {.name = "slope",
     .type = FIELD_ANY,
     .nullable = true,
     .help = PHRASE("median change a period", "changement médian par période")},
    {.name = NULL}};
static const Shape analysis_shape = {.name = "MetricAnalysis", .fields = analysis_fields};

static const Field snapshot_shown_fields[] = {
    {.name = "snapshot", .type = FIELD_INTEGER, .required = true, .help = PHRASE("its number", "son numéro")},
    {.name = "day", .type = FIELD_DAY, .required = true, .help = PHRASE("when it was reported", "jour du rapport")},
    {.name = "made_at", .type = FIELD_INSTANT, .required = true, .help = PHRASE("the moment", "l’instant")},
    {.name = NULL}};
static const Shape snapshot_shown_shape = {.name = "MetricSnapshot", .fields = snapshot_shown_fields};

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
    {.name = "window_reason", .type = FIELD_TEXT, .help = PHRASE("why this window", "pourquoi cette fenêtre")},
    {.name = "amount",
     .type = FIELD_TEXT,
     .words = "net|gross|margin",
     .help = PHRASE("what of an order is counted", "ce qui est compté d’une commande")},
    {.name = "unconverted",
     .type = FIELD_INTEGER,
     .help = PHRASE("events in a currency without a rate: their amounts are not counted",
                    "événements dans une devise sans taux : leurs montants ne sont pas comptés")},
    {.name = "data_as_of",
     .type = FIELD_INSTANT,
     .nullable = true,
     .help = PHRASE("when the last event came in", "arrivée du dernier événement")},
    {.name = "filters",
     .type = FIELD_OBJECT,
     .shape = &filter_shape,
     .help = PHRASE("what was asked for besides", "ce qui était demandé en plus")},
    {.name = "reported",
     .type = FIELD_OBJECT,
     .shape = &snapshot_shown_shape,
     .help = PHRASE("with ?reported: the last snapshot up to that day",
                    "avec ?reported\u00A0: le dernier instantané jusqu’à ce jour")},
    {.name = "notes",
     .type = FIELD_ARRAY,
     .item = FIELD_TEXT,
     .help = PHRASE("what has to be said of these figures", "ce qu’il faut dire de ces chiffres")},
    {.name = "benchmark",
     .type = FIELD_OBJECT,
     .shape = &benchmark_shown_shape,
     .help = PHRASE("what others reach, as entered", "ce que d’autres atteignent, tel que saisi")},
    {.name = "analysis",
     .type = FIELD_ARRAY,
     .shape = &analysis_shape,
     .help = PHRASE("with ?analyse: group by group", "avec ?analyse : groupe par groupe")},
    {.name = "version",
     .type = FIELD_TEXT,
     .help = PHRASE("of the program, and so of the definitions", "du programme, donc des définitions")},
    {.name = "hash",
     .type = FIELD_TEXT,
     .help = PHRASE("of the definition and all parameters: equal for equal questions",
                    "de la définition et de tous les paramètres : égale pour des questions égales")},
    {.name = "points",
     .type = FIELD_ARRAY,
     .required = true,
     .shape = &point_shape,
     .help = PHRASE("group by group, period by period", "groupe par groupe, période par période")},
    {.name = NULL}};
static const Shape series_shape = {.name = "MetricSeries", .fields = series_fields};

// ---- the catalogue ----

static void write_listed(JsonWriter *json, const Call *call, const Metric *metric, int rank)
{
    json_begin_object(json);
    write_definition(json, metric, call->locale);
    write_reading(json, metric_reader(metric, workspace_settings(call->house->workspace)), call->locale);
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

// ---- a metric ----

static Str query_word(const void *context, const char *name)
{
    return call_query(context, name);
}

MetricWords metric_words(const Call *call)
{
    return (MetricWords){call, query_word};
}

static bool hides_trait(const void *context, Str name)
{
    const Call *call = context;
    return call->principal.masked & trait_mask(name);
}

MetricPlace metric_place(const Call *call, StoreSession *session)
{
    return (MetricPlace){.house = call->house,
                         .session = session,
                         .port = call->house->questions,
                         .arena = call->arena,
                         .locale = call->locale,
                         .now = call->now,
                         .threads = thread_count_available(),
                         .hides_amounts = call->principal.masked & MASK_AMOUNTS,
                         .hides_trait = hides_trait,
                         .hides_context = call};
}

bool path_metric(const Call *call, const Metric **metric, Error *error)
{
    return metric_find(call->path_value[0], metric) ||
           error_code(error, ERROR_NOT_FOUND, "not_found",
                      PHRASE("there is no metric {0}; GET /api/v1/metrics lists them all",
                             "il n’y a pas d’indicateur {0} ; GET /api/v1/metrics les liste tous"),
                      error_value(call->arena, call->path_value[0]));
}

static bool get_metric(Call *call, StoreSession *session, Error *error)
{
    const Metric *metric;
    MetricAnswer answer;
    MetricPlace place = metric_place(call, session);
    MetricWords words = metric_words(call);
    if (!path_metric(call, &metric, error) || !log_catch_up(call->house->log, session, error) ||
        !metric_answer(&place, metric, &words, &answer, error))
        return false;
    if (str_equal(call_query(call, "format"), STR("csv"))) {
        call->type = STR("text/csv; charset=utf-8; header=present");
        write_answer_csv(&answer, &call->text);
        return true;
    }
    JsonWriter json = call_json(call);
    write_answer_json(&answer, &json);
    return true;
}

bool metric_further_parameter(size_t index, Parameter *parameter)
{
    const MetricOption *option;
    if (!metric_further_option(index, &option)) return false;
    *parameter = (Parameter){.name = option->name, .type = FIELD_TEXT, .help = option->help};
    return true;
}

// ---- routes ----

static const Parameter metric_parameters[] = {
    METRIC_PARAMETERS,
    {.name = "compare",
     .type = FIELD_TEXT,
     .words = "previous|year_ago",
     .help = PHRASE("each point beside the period before, or the same a year ago",
                    "chaque point à côté de la période d’avant, ou de la même un an avant")},
    {.name = "analyse",
     .type = FIELD_ARRAY,
     .words = "breaks|trend",
     .help = PHRASE("break points and trend of the series", "points de rupture et tendance de la série")},
    {.name = "reported",
     .type = FIELD_DAY,
     .help = PHRASE("each point beside what was reported on that day, or last before it",
                    "chaque point à côté de ce qui a été rapporté ce jour-là, ou le dernier jour avant")},
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
     .further = metric_further_parameter,
     .answer = &series_shape,
     .read = get_metric},
    {.method = NULL}};

extern const Module metric_figures_module;
const Module metric_figures_module = {.name = "metric_figures", .routes = routes, .metrics = order_readers};
