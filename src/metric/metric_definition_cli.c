#include "base/csv.h"
#include "base/json.h"
#include "cli/display.h"
#include "cli/table.h"
#include "metric/definition.h"
#include "metric/metric_cli.h"
#include "metric/reading.h"

static const char *colon(const MetricPrint *print)
{
    return said(print, PHRASE(":", "\u00A0:"));
}

// ---- a definition as terms: what text and Markdown share ----

enum { TERMS_MAX = METRIC_INPUTS_MAX + 10 };

typedef struct Term {
    Phrase name; // "" in a line that belongs to the term above it
    Str text;
} Term;

typedef struct Terms {
    size_t count;
    Term term[TERMS_MAX];
    const char *tick; // around what is typed: "`" in Markdown
} Terms;

static void add_term(Terms *terms, Phrase name, Str text)
{
    if (text.size) terms->term[terms->count++] = (Term){name, text};
}

static Str ticked(const MetricPrint *print, const Terms *terms, const char *text)
{
    return text ? str_format(print->arena, "%s%s%s", terms->tick, text, terms->tick) : (Str){0};
}

// As it is typed: --n-before.
static Str option_text_of(const MetricPrint *print, const Terms *terms, const char *name)
{
    Text option = text_in(print->arena);
    text_addf(&option, "%s--", terms->tick);
    for (; *name; name++) text_add_byte(&option, *name == '_' ? '-' : *name);
    text_add(&option, str_of(terms->tick));
    return text_str(&option);
}

static Str input_text(const MetricPrint *print, const Terms *terms, const MetricInput *input)
{
    Text line = text_in(print->arena);
    text_add(&line, option_text_of(print, terms, input->name));
    if (input->alias) {
        text_add(&line, STR(", "));
        text_add(&line, option_text_of(print, terms, input->alias));
    }
    text_addf(&line, "%s %s", colon(print), said(print, input->meaning));
    if (input->list) text_addf(&line, " %s", said(print, PHRASE("(list: 1,2,3)", "(liste\u00A0: 1,2,3)")));
    if (input->optional) text_addf(&line, " %s", said(print, PHRASE("(optional)", "(facultatif)")));
    return text_str(&line);
}

static void add_inputs(const MetricPrint *print, const Metric *metric, Terms *terms)
{
    Phrase name = PHRASE("Inputs", "Données");
    for (const MetricInput *input = NULL; (input = next_input(metric, input)) != NULL; name = PHRASE("", ""))
        add_term(terms, name, input_text(print, terms, input));
    if (metric->ways) add_term(terms, PHRASE("Give", "Donner"), metric_needs(metric, print->arena));
}

static Str example_text(const MetricPrint *print, const Terms *terms, const Metric *metric)
{
    if (!metric->example) return (Str){0};
    return str_format(print->arena, "%sfidele metric %s %s%s → %s", terms->tick, metric->name, metric->example,
                      terms->tick, metric->example_value);
}

static Str optional_text(const char *text)
{
    return text ? str_of(text) : (Str){0};
}

static Terms definition_terms(const MetricPrint *print, const Metric *metric, const char *tick)
{
    Terms terms = {.tick = tick};
    add_term(&terms, PHRASE("Formula", "Formule"), ticked(print, &terms, metric->formula));
    add_inputs(print, metric, &terms);
    add_term(&terms, PHRASE("Unit", "Unité"), str_of(said(print, unit_label(metric->unit))));
    add_term(&terms, PHRASE("Period", "Période"), optional_text(said(print, metric->period_rule)));
    add_term(&terms, PHRASE("Left out", "Exclusions"), optional_text(said(print, metric->exclusions)));
    add_term(&terms, PHRASE("Source", "Source"), optional_text(metric->source));
    add_term(&terms, PHRASE("Example", "Exemple"), example_text(print, &terms, metric));
    add_term(&terms, PHRASE("Also called", "Autres noms"), optional_text(metric->aliases));
    if (metric->in_audit)
        add_term(&terms, PHRASE("Shown by", "Montré par"), ticked(print, &terms, "fidele audit FILE"));
    return terms;
}

// ---- text ----

enum { TERM_COLUMN = 13 };

void print_definition_text(const MetricPrint *print, const Metric *metric)
{
    Terms terms = definition_terms(print, metric, "");
    text_addf(print->out, "%s%s %s\n", metric->name, colon(print), said(print, metric->label));
    display_wrap(print->out, str_of(said(print, metric->definition)), 0, print->width);
    text_add(print->out, STR("\n\n"));
    for (size_t i = 0; i < terms.count; i++) {
        Str name = str_of(said(print, terms.term[i].name));
        text_add(print->out, name);
        display_pad(print->out, TERM_COLUMN - display_width(name));
        display_wrap(print->out, terms.term[i].text, TERM_COLUMN, print->width);
        text_add_byte(print->out, '\n');
    }
}

// Where its value comes from.
static Str origin(const MetricPrint *print, const Metric *metric)
{
    const Phrase from[] = {PHRASE("inputs", "saisie"), PHRASE("audit", "audit"), PHRASE("data", "données")};
    const bool is_from[] = {metric->calculate, metric->in_audit, metric_has_reader(metric)};
    Str all = STR("");
    for (size_t i = 0; i < COUNT_OF(from); i++)
        if (is_from[i])
            all = str_format(print->arena, "%.*s%s%s", STR_ARGS(all), all.size ? ", " : "", said(print, from[i]));
    return all;
}

void print_list_text(const MetricPrint *print)
{
    for (size_t f = 0; f < metric_family_count(); f++) {
        const MetricFamily *family = metric_family_at(f);
        TableColumn columns[] = {{str_of(said(print, family->label)), false}, {STR(""), false}, {STR(""), false}};
        Table *table = table_new(print->arena, columns, COUNT_OF(columns));
        for (size_t i = 0; i < family->count; i++)
            table_row(table, (Str[]){str_of(family->metrics[i].name), str_of(said(print, family->metrics[i].label)),
                                     origin(print, &family->metrics[i])});
        table_print(table, print->width, print->out);
        text_add_byte(print->out, '\n');
    }
    Phrase foot = PHRASE(
        "`fidele metric NAME --explain` prints a definition. Figures come from inputs typed here, from orders by "
        "`fidele audit FILE`, or from a data folder with `--data DIR`.",
        "`fidele metric NOM --explain` donne une définition. Les chiffres viennent de ce qu’on saisit, de commandes "
        "par `fidele audit FICHIER`, ou d’un dossier de données avec `--data DOSSIER`.");
    display_wrap(print->out, str_of(said(print, foot)), 0, print->width);
    text_add_byte(print->out, '\n');
}

// ---- Markdown ----

// A term with lines of its own below it stands alone, and its text is the first of them.
static void print_term_markdown(const MetricPrint *print, const Terms *terms, size_t i)
{
    const char *name = said(print, terms->term[i].name);
    bool has_lines = i + 1 < terms->count && !said(print, terms->term[i + 1].name)[0];
    if (name[0]) text_addf(print->out, "- %s%s", name, colon(print));
    if (name[0] && has_lines) text_add_byte(print->out, '\n');
    text_addf(print->out, "%s%.*s\n", name[0] && !has_lines ? " " : "  - ", STR_ARGS(terms->term[i].text));
}

static void print_metric_markdown(const MetricPrint *print, const Metric *metric)
{
    Terms terms = definition_terms(print, metric, "`");
    text_addf(print->out, "\n### %s\n\n", metric->name);
    text_addf(print->out, "**%s.** %s\n\n", said(print, metric->label), said(print, metric->definition));
    for (size_t i = 0; i < terms.count; i++) print_term_markdown(print, &terms, i);
}

void print_markdown(const MetricPrint *print)
{
    static const Phrase head = {
        {"# Metrics\n\n"
         "Every figure the product shows, with its definition. `fidele metric NAME` calculates those with inputs.\n"
         "This page is printed by `fidele metric --markdown`; the texts are in `src/measure/catalogue_*.c`.\n",
         "# Indicateurs\n\n"
         "Chaque chiffre que montre le produit, avec sa définition. `fidele metric NOM` calcule ceux qui prennent des "
         "données.\n"
         "Cette page est écrite par `fidele metric --markdown`\u00A0; les textes sont dans "
         "`src/measure/catalogue_*.c`.\n"}};
    text_add(print->out, str_of(said(print, head)));
    for (size_t f = 0; f < metric_family_count(); f++) {
        const MetricFamily *family = metric_family_at(f);
        text_addf(print->out, "\n## %s\n", said(print, family->label));
        for (size_t i = 0; i < family->count; i++) print_metric_markdown(print, &family->metrics[i]);
    }
}

// ---- JSON and CSV ----

static void json_definition(const MetricPrint *print, JsonWriter *writer, const Metric *metric)
{
    json_begin_object(writer);
    write_definition(writer, metric, print->locale);
    json_end_object(writer);
}

void print_definition_json(const MetricPrint *print, const Metric *metric)
{
    JsonWriter writer = json_writer(print->out);
    json_definition(print, &writer, metric);
    text_add_byte(print->out, '\n');
}

void print_list_json(const MetricPrint *print)
{
    JsonWriter writer = json_writer(print->out);
    json_begin_object(&writer);
    json_key(&writer, "items");
    json_begin_array(&writer);
    for (size_t i = 0; i < metric_count(); i++) json_definition(print, &writer, metric_at(i));
    json_end_array(&writer);
    json_end_object(&writer);
    text_add_byte(print->out, '\n');
}

static const char *const csv_titles = "family,name,label,unit,formula,definition,period_rule,exclusions,source\n";

static void csv_row(const MetricPrint *print, const MetricFamily *family, const Metric *metric)
{
    const Str cells[] = {str_of(family->name),
                         str_of(metric->name),
                         str_of(said(print, metric->label)),
                         unit_name(metric->unit),
                         str_of(metric->formula),
                         str_of(said(print, metric->definition)),
                         str_of(said(print, metric->period_rule)),
                         str_of(said(print, metric->exclusions)),
                         optional_text(metric->source)};
    for (size_t i = 0; i < COUNT_OF(cells); i++) csv_add(print->out, cells[i]);
    csv_end_record(print->out);
}

// All metrics, or `only` that one.
static void print_rows_csv(const MetricPrint *print, const Metric *only)
{
    text_add(print->out, str_of(csv_titles));
    for (size_t f = 0; f < metric_family_count(); f++) {
        const MetricFamily *family = metric_family_at(f);
        for (size_t i = 0; i < family->count; i++)
            if (!only || only == &family->metrics[i]) csv_row(print, family, &family->metrics[i]);
    }
}

void print_list_csv(const MetricPrint *print)
{
    print_rows_csv(print, NULL);
}

void print_definition_csv(const MetricPrint *print, const Metric *metric)
{
    print_rows_csv(print, metric);
}
