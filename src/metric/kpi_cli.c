// `fidele kpis` and `fidele headline`: a thin edge over the routes of kpi_http.c.
#include "cli/reply.h"
#include "cli/table.h"
#include "metric/figure_cli.h"

extern const Command *const kpi_commands[];

#define KPI_OPTIONS                                                                                                    \
    {.name = "period",                                                                                                 \
     .value = "PERIOD",                                                                                                \
     .kind = OPTION_TEXT,                                                                                              \
     .help =                                                                                                           \
         PHRASE("one period: 2026-Q3, 2026-07-01..2026-09-30 (default: the last month that has ended)",                \
                "une période\u00A0: 2026-Q3, 2026-07-01..2026-09-30 (par défaut\u00A0: le dernier mois terminé)")},    \
        {.name = "as-of",                                                                                              \
         .value = "DATE",                                                                                              \
         .kind = OPTION_TEXT,                                                                                          \
         .help = PHRASE("the last day that is known (default: today)",                                                 \
                        "le dernier jour connu (par défaut, aujourd’hui)")},                                           \
    {                                                                                                                  \
        .name = "format", .value = "text|json|csv", .kind = OPTION_CHOICE,                                             \
        .help = PHRASE("how the result is written", "forme du résultat")                                               \
    }

static const char *const passed[] = {"period", "as-of", NULL};

static Str target_of(const CommandCall *call, const char *path)
{
    Text target = text_in(call->arena);
    text_add(&target, str_of(path));
    target_add_options(call, passed, &target);
    if (reply_form(call) == REPLY_CSV) target_add(&target, "format", STR("csv"));
    return text_str(&target);
}

// ---- as text ----

static void add_row(const MetricPrint *print, JsonValue item, Table *table)
{
    MetricUnit unit = unit_of_metric(shown_text(print, item, "name"));
    const Str cells[] = {shown_text(print, item, "label"), shown_figure(print, unit, item, "value"),
                         shown_interval(print, unit, item), shown_count(print, item, "n"),
                         shown_text(print, item, "period")};
    table_row(table, cells);
}

// What has to be said of each: in plain words, or why there is no value.
static void add_sentence(const MetricPrint *print, JsonValue item)
{
    Str reason = shown_text(print, item, "reason"), label = shown_text(print, item, "label");
    Str sentence = reason.size ? reason : shown_text(print, item, "sentence");
    if (str_starts_with(sentence, label)) // "Customer lifetime value (CLV): €245.78."
        print_wrapped(print, sentence);
    else
        print_labelled(print, (Phrase){{str_c(print->arena, label), str_c(print->arena, label)}}, sentence);
}

static void print_items(const MetricPrint *print, JsonValue answer)
{
    const TableColumn columns[] = {{str_of(said(print, PHRASE("figure", "chiffre"))), false},
                                   {str_of(said(print, PHRASE("value", "valeur"))), true},
                                   {str_of(said(print, PHRASE("95 % interval", "intervalle à 95\u202F%"))), true},
                                   {STR("n"), true},
                                   {str_of(said(print, PHRASE("period", "période"))), false}};
    Table *table = table_new(print->arena, columns, COUNT_OF(columns));
    JsonValue items, item;
    if (!json_member(answer, STR("items"), &items)) return;
    for (size_t cursor = 0; json_next(items, &cursor, NULL, &item);) add_row(print, item, table);
    table_print(table, print->width, print->out);
    text_add_byte(print->out, '\n');
    for (size_t cursor = 0; json_next(items, &cursor, NULL, &item);) add_sentence(print, item);
}

static bool show(const CommandCall *call, const char *path, Error *error)
{
    JsonValue answer;
    Text out = text_in(call->arena);
    MetricPrint print = metric_print(call, &out);
    Str target = target_of(call, path);
    if (reply_form(call) != REPLY_TEXT) return reply_pass_on(call, target, error);
    if (!reply_ask(call, "GET", target, STR(""), &answer, error)) return false;
    print_items(&print, answer);
    return reply_print(call, text_str(&out), error);
}

// ---- kpis ----

static const Option kpis_options[] = {KPI_OPTIONS, {.name = NULL}};

static bool run_kpis(const CommandCall *call, Error *error)
{
    return show(call, "/api/v1/kpis", error);
}

static const Command kpis_command = {
    .name = "kpis",
    .summary = PHRASE("the five key figures of a period: churn, lifetime value, NPS, retention, engagement",
                      "les cinq chiffres clés d’une période\u00A0: attrition, valeur vie, NPS, rétention, engagement"),
    .options = kpis_options,
    .common = COMMON_DATA | COMMON_DATABASE | COMMON_ACTIVITY | COMMON_OUTPUT,
    .details = PHRASE("What is not observed yet says why.", "Ce qui n’est pas encore observé dit pourquoi."),
    .examples = "fidele kpis\nfidele kpis --period 2026-Q3 --format csv",
    .run = run_kpis,
};

// ---- headline ----

static const Option headline_options[] = {
    {.name = "default",
     .kind = OPTION_FLAG,
     .help = PHRASE("choose the usual figures again", "choisir de nouveau les chiffres habituels")},
    KPI_OPTIONS,
    {.name = NULL}};

static bool choose(const CommandCall *call, Error *error)
{
    JsonValue answer;
    Text body = text_in(call->arena);
    JsonWriter json = json_writer(&body);
    json_begin_object(&json);
    json_key(&json, "metrics");
    json_begin_array(&json);
    for (size_t i = 0; i < call->options->arguments; i++) json_string(&json, call->options->argument[i]);
    json_end_array(&json);
    json_end_object(&json);
    return reply_ask(call, "PUT", STR("/api/v1/headline"), text_str(&body), &answer, error);
}

static bool run_headline(const CommandCall *call, Error *error)
{
    bool chosen = call->options->arguments > 0 || option_given(call->options, "default");
    if (call->options->arguments && option_given(call->options, "default"))
        return option_refuse(call->options, "default",
                             PHRASE("--{0}: either name the figures, or choose the usual ones",
                                    "--{0}\u00A0: nommez les chiffres, ou choisissez les habituels"),
                             error);
    return (!chosen || choose(call, error)) && show(call, "/api/v1/headline", error);
}

static const Command headline_command = {
    .name = "headline",
    .summary = PHRASE("the few figures that stand first: show them, or choose them",
                      "les quelques chiffres en tête\u00A0: les montrer, ou les choisir"),
    .arguments = "[METRIC…]",
    .arguments_max = 6,
    .options = headline_options,
    .common = COMMON_DATA | COMMON_DATABASE | COMMON_ACTIVITY | COMMON_OUTPUT,
    .details = PHRASE("With names of metrics (`fidele metric` lists them) these are chosen, in that order.",
                      "Avec des noms d’indicateurs (`fidele metric` les liste), ils sont choisis, dans cet ordre."),
    .examples = "fidele headline\nfidele headline crr aov ndr\nfidele headline --default",
    .run = run_headline,
};

const Command *const kpi_commands[] = {&kpis_command, &headline_command, NULL};
