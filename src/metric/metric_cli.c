#include "metric/metric_cli.h"
#include "metric/reading.h"

#include <unistd.h>

#include "base/number.h"
#include "cli/display.h"
#include "base/near.h"
#include "cli/output.h"

typedef enum Format { FORMAT_TEXT, FORMAT_JSON, FORMAT_CSV } Format;

static const Option metric_options[] = {
    {.name = "explain",
     .kind = OPTION_FLAG,
     .help = PHRASE("print the definition: formula, inputs, unit, period, what is left out, source",
                    "afficher la définition\u00A0: formule, données, unité, période, exclusions, source")},
    {.name = "list",
     .kind = OPTION_FLAG,
     .help = PHRASE("list all metrics; the same as no NAME", "lister tous les indicateurs\u00A0; comme sans NOM")},
    {.name = "period",
     .value = "PERIOD",
     .kind = OPTION_TEXT,
     .help = PHRASE("of a data folder: by day, week, month (default), quarter, year; or 2026-Q3, "
                    "2026-07-01..2026-09-30",
                    "d’un dossier de données : par day, week, month (par défaut), quarter, year ; ou "
                    "2026-Q3, 2026-07-01..2026-09-30")},
    {.name = "from",
     .value = "DATE",
     .kind = OPTION_TEXT,
     .help = PHRASE("a day of the first period (default: the first order)",
                    "un jour de la première période (par défaut, la première commande)")},
    {.name = "to",
     .value = "DATE",
     .kind = OPTION_TEXT,
     .help = PHRASE("a day of the last period (default: today)",
                    "un jour de la dernière période (par défaut, aujourd’hui)")},
    {.name = "as-of",
     .value = "DATE",
     .kind = OPTION_TEXT,
     .help = PHRASE("the last day that is known (default: today)", "le dernier jour connu (par défaut, aujourd’hui)")},
    {.name = "window",
     .value = "auto|DAYS|period",
     .kind = OPTION_TEXT,
     .help = PHRASE("a customer is who purchased within so many days; auto: from the data; period: within the period",
                    "est client qui a acheté depuis moins de jours ; auto : d’après les données ; "
                    "period : pendant la période")},
    {.name = "amount",
     .value = "net|gross|margin",
     .kind = OPTION_CHOICE,
     .help = PHRASE("net: less refunds (default); gross: before them; margin: what was earned",
                    "net\u00A0: moins les remboursements (par défaut)\u202F; gross\u00A0: avant eux\u202F; "
                    "margin\u00A0: ce qui a été gagné")},
    {.name = "segment",
     .value = "WHO",
     .kind = OPTION_TEXT,
     .help = PHRASE("who is counted: trait:country=FR, dimension:plan=pro, or a rule as JSON",
                    "qui est compté\u00A0: trait:country=FR, dimension:plan=pro, ou une règle en JSON")},
    {.name = "by",
     .value = "WHAT",
     .kind = OPTION_TEXT,
     .help = PHRASE("groups: a trait, a dimension of events, lifecycle_stage, tag, account, first_DIMENSION",
                    "groupes\u00A0: un attribut, une dimension d’événements, lifecycle_stage, tag, account, "
                    "first_DIMENSION")},
    {.name = "compare",
     .value = "previous|year_ago",
     .kind = OPTION_CHOICE,
     .help = PHRASE("each period beside the one before, or the same a year ago",
                    "chaque période à côté de celle d’avant, ou de la même un an avant")},
    {.name = "currency",
     .value = "constant",
     .kind = OPTION_CHOICE,
     .help = PHRASE("all amounts at one rate: that of the last day that is known",
                    "tous les montants à un seul taux\u00A0: celui du dernier jour connu")},
    {.name = "analyse",
     .value = "breaks,trend",
     .kind = OPTION_TEXT,
     .help = PHRASE("break points and trend of the series", "points de rupture et tendance de la série")},
    {.name = "reported",
     .value = "DATE",
     .kind = OPTION_TEXT,
     .help = PHRASE("each figure beside what was reported on that day, or last before it",
                    "chaque chiffre à côté de ce qui a été rapporté ce jour-là, ou le dernier jour avant")},
    {.name = "people",
     .value = "PART",
     .kind = OPTION_TEXT,
     .help = PHRASE("the customers behind a part of the value in one --period: lost, new, value …",
                    "les clients derrière une partie de la valeur dans une --period\u00A0: lost, new, value…")},
    {.name = "by-value",
     .value = "GROUP",
     .kind = OPTION_TEXT,
     .help = PHRASE("with --people and --by: of which group", "avec --people et --by\u00A0: de quel groupe")},
    {.name = "decompose",
     .value = "BEFORE,AFTER",
     .kind = OPTION_TEXT,
     .help = PHRASE("which groups of --by a change of a share comes from, between two periods: 2026-Q2,2026-Q3",
                    "de quels groupes de --by vient le changement d’une part, entre deux périodes\u00A0: "
                    "2026-Q2,2026-Q3")},
    {.name = "format",
     .value = "text|json|csv",
     .kind = OPTION_CHOICE,
     .help = PHRASE("how the result is written", "forme du résultat")},
    {.name = "markdown",
     .kind = OPTION_FLAG,
     .help = PHRASE("print all definitions as the page docs/metrics.md",
                    "afficher toutes les définitions, comme la page docs/metrics.md")},
    {.name = NULL}};

// ---- reading inputs ----

// "1000", "0.5"; "70%" for a share. A number that cannot be read is the caller's to name.
static bool read_number(Str text, InputKind kind, double *value)
{
    text = str_trim(text);
    bool percent = kind == INPUT_RATE && text.size > 1 && text.data[text.size - 1] == '%';
    if (percent) text = str_trim((Str){text.data, text.size - 1});
    if (!number_parse(text, value)) return false;
    if (percent) *value /= 100;
    return true;
}

static bool read_numbers(const MetricInput *input, const OptionGiven *given, Arena *arena, MetricValue *value,
                         Error *error)
{
    double *numbers = arena_array(arena, double, given->value.size + 1);
    *value = (MetricValue){.name = given->name, .values = numbers};
    Str rest = given->value, item;
    while (str_cut(&rest, input->list ? ',' : '\0', &item))
        if (!read_number(item, input->kind, &numbers[value->count++]))
            return error_say(error, ERROR_USAGE,
                             PHRASE("--{0} {1}: expected a number, written like 12.5",
                                    "--{0} {1}\u00A0: un nombre est attendu, écrit comme 12.5"),
                             given->name, error_value(arena, item));
    return true;
}

// The metric itself refuses names it does not know; their numbers are not read.
static bool read_inputs(const CommandCall *call, const Metric *metric, MetricValue *inputs, size_t *count, Error *error)
{
    *count = 0;
    for (size_t i = 0; i < call->options->givens; i++) {
        const OptionGiven *given = &call->options->given[i];
        if (given->option) continue;
        const MetricInput *input = metric_input(metric, given->name);
        MetricValue *value = &inputs[(*count)++];
        *value = (MetricValue){.name = given->name};
        if (input && !read_numbers(input, given, call->arena, value, error)) return false;
    }
    return true;
}

// ---- finding the metric ----

// Its name and aliases, and those of all others.
static size_t known_names(Str *names, size_t room)
{
    size_t count = 0;
    for (size_t i = 0; i < metric_count(); i++) {
        if (count < room) names[count++] = str_of(metric_at(i)->name);
        Str aliases = str_of(metric_at(i)->aliases ? metric_at(i)->aliases : ""), alias;
        while (str_cut(&aliases, ' ', &alias))
            if (alias.size && count < room) names[count++] = alias;
    }
    return count;
}

static bool refuse_metric(Str name, Arena *arena, Error *error)
{
    enum { NAMES_MAX = 512 };
    Str known[NAMES_MAX], near[NEAR_MAX];
    size_t found = names_near(name, known, known_names(known, NAMES_MAX), near);
    Text list = text_in(arena);
    for (size_t i = 0; i < found; i++) text_addf(&list, "%s%.*s", i ? ", " : "", STR_ARGS(near[i]));
    if (found == 0)
        return error_say(error, ERROR_USAGE,
                         PHRASE("unknown metric {0}; `fidele metric` lists them all",
                                "indicateur inconnu\u00A0: {0}\u00A0; `fidele metric` les liste tous"),
                         error_value(arena, name));
    return error_say(error, ERROR_USAGE,
                     PHRASE("unknown metric {0}; did you mean {1}?",
                            "indicateur inconnu\u00A0: {0}\u00A0; vouliez-vous dire {1}\u00A0?"),
                     error_value(arena, name), text_str(&list));
}

static bool refuse_without_inputs(const Metric *metric, Arena *arena, Error *error)
{
    Str name = str_of(metric->name);
    if (!metric->calculate) {
        Phrase from = metric->in_audit && !metric_has_reader(metric)
                          ? PHRASE("{0} comes from data: `fidele audit FILE` shows it; `fidele metric {0} --explain` "
                                   "prints its definition",
                                   "{0} vient de données\u00A0: `fidele audit FICHIER` le montre\u00A0; `fidele metric "
                                   "{0} --explain` donne sa définition")
                          : PHRASE("{0} comes from data: `fidele metric {0} --data DIR` reads it; `fidele metric {0} "
                                   "--explain` prints its definition",
                                   "{0} vient de données\u00A0: `fidele metric {0} --data DOSSIER` le lit\u00A0; "
                                   "`fidele metric {0} --explain` donne sa définition");
        return error_say(error, ERROR_USAGE, from, name);
    }
    Phrase phrase = metric->in_audit
                        ? PHRASE("{0} needs its inputs: {1}; for example `fidele metric {0} {2}`; from orders, `fidele "
                                 "audit FILE` shows it",
                                 "il faut à {0} ses données\u00A0: {1}\u00A0; par exemple `fidele metric {0} "
                                 "{2}`\u00A0; à partir de commandes, `fidele audit FICHIER` le montre")
                        : PHRASE("{0} needs its inputs: {1}; for example `fidele metric {0} {2}`",
                                 "il faut à {0} ses données\u00A0: {1}\u00A0; par exemple `fidele metric {0} {2}`");
    return error_say(error, ERROR_USAGE, phrase, name, metric_needs(metric, arena), str_of(metric->example));
}

// ---- what was asked for ----

static bool has_inputs(const Options *options)
{
    for (size_t i = 0; i < options->givens; i++)
        if (!options->given[i].option) return true;
    return false;
}

// Of its formula; what is not, or is an option of its reader too, may be meant for the reader.
static bool has_inputs_of(const Options *options, const Metric *metric)
{
    for (size_t i = 0; i < options->givens; i++) {
        Str name = options->given[i].name;
        if (!options->given[i].option && metric_input(metric, name) && !metric_has_option(metric, name)) return true;
    }
    return false;
}

static void print_list(const MetricPrint *print, Format format)
{
    void (*const printers[])(const MetricPrint *) = {print_list_text, print_list_json, print_list_csv};
    printers[format](print);
}

static void print_definition(const MetricPrint *print, const Metric *metric, Format format)
{
    void (*const printers[])(const MetricPrint *, const Metric *) = {print_definition_text, print_definition_json,
                                                                     print_definition_csv};
    printers[format](print, metric);
}

static bool print_calculation(const CommandCall *call, const MetricPrint *print, const Metric *metric, Format format,
                              Error *error)
{
    MetricValue *inputs = arena_array(call->arena, MetricValue, call->options->givens);
    size_t count;
    MetricResult result;
    if (!metric->calculate || !has_inputs(call->options)) return refuse_without_inputs(metric, call->arena, error);
    if (!read_inputs(call, metric, inputs, &count, error) ||
        !metric_calculate(metric, inputs, count, call->arena, &result, error))
        return false;
    if (format == FORMAT_TEXT)
        print_result_text(print, &result);
    else if (format == FORMAT_JSON)
        print_result_json(print, metric, &result);
    else
        print_result_csv(print, metric, &result);
    return true;
}

static bool print_metric(const CommandCall *call, const MetricPrint *print, Format format, Error *error)
{
    const Metric *metric;
    Str name = call->options->argument[0];
    if (!metric_find(name, &metric)) return refuse_metric(name, call->arena, error);
    if (option_given(call->options, "explain")) {
        print_definition(print, metric, format);
        return true;
    }
    if (option_given(call->options, "decompose")) return print_change(call, print, metric, (SeriesForm)format, error);
    if (option_given(call->options, "people")) return print_people(call, print, metric, (SeriesForm)format, error);
    if (series_asked(call->options) && !has_inputs_of(call->options, metric))
        return print_series(call, print, metric, (SeriesForm)format, error);
    return print_calculation(call, print, metric, format, error);
}

static bool run_metric(const CommandCall *call, Error *error)
{
    Text out = text_in(call->arena);
    MetricPrint print = {
        .locale = call->locale, .width = display_columns(STDOUT_FILENO), .arena = call->arena, .out = &out};
    Format format = (Format)option_choice(call->options, "format", FORMAT_TEXT);
    bool named = call->options->arguments > 0 && !option_given(call->options, "list");
    if (!named && has_inputs(call->options))
        return error_say(
            error, ERROR_USAGE,
            PHRASE("--{0}: name the metric first, as in `fidele metric crr --S 1000 --E 900 --N 200`",
                   "--{0}\u00A0: nommez d’abord l’indicateur, comme dans `fidele metric crr --S 1000 --E 900 --N 200`"),
            call->options->given[0].name);
    if (option_given(call->options, "markdown"))
        print_markdown(&print);
    else if (!named)
        print_list(&print, format);
    else if (!print_metric(call, &print, format, error))
        return false;
    return output_write(option_text(call->options, "output", STR("")), text_str(&out), error);
}

static const Command metric_command = {
    .name = "metric",
    .summary = PHRASE("a figure from its inputs or from a data folder, or how it is defined",
                      "un chiffre à partir de ses données ou d’un dossier, ou comment il est défini"),
    .arguments = "[NAME]",
    .arguments_max = 1,
    .options = metric_options,
    .common = COMMON_OUTPUT | COMMON_DATA | COMMON_DATABASE | COMMON_ACTIVITY,
    .unlisted_options = true,
    .details = PHRASE(
        "Without NAME, all metrics are listed. With --data DIR, or one of --period, --from, --to, --as-of, --window, "
        "--segment, --by and the like, the figures come from the events of a data folder, period by period. Inputs are "
        "given by name, as --S 1000 or "
        "--Cb "
        "1000, never by place; lists are separated by commas, shares may be written 0.7 or 70%.",
        "Sans NOM, tous les indicateurs sont listés. Avec --data DOSSIER, ou l’un de --period, --from, --to, --as-of, "
        "--window, les chiffres viennent des événements d’un dossier de données, période par période. Les données se "
        "donnent par leur nom, comme --S 1000 ou --Cb 1000, jamais par leur place\u00A0; les listes sont séparées par "
        "des virgules, les parts s’écrivent 0.7 ou 70%."),
    .examples = "fidele metric crr --S 1000 --E 900 --N 200\nfidele metric clv --aov 50 --Cp 4 --churn 25%\nfidele "
                "metric crr --explain\nfidele metric crr --data ./fidele-data --period quarter\nfidele metric churn "
                "--by country --compare previous\nfidele "
                "metric churn --people lost --period 2026-Q3\nfidele metric churn --by country --decompose "
                "2026-Q2,2026-Q3",
    .run = run_metric,
};

static const Command *const metric_commands[] = {&metric_command, NULL};
const Module metric_module = {.name = "metric", .commands = metric_commands};
