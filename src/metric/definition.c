#include "metric/definition.h"

const MetricInput *next_input(const Metric *metric, const MetricInput *input)
{
    const MetricInput *next = input ? input + 1 : metric->inputs;
    return next < metric->inputs + METRIC_INPUTS_MAX && next->name ? next : NULL;
}

static void write_text(JsonWriter *json, const char *key, const char *text)
{
    json_key(json, key);
    if (text)
        json_string(json, str_of(text));
    else
        json_null(json);
}

static void write_variables(JsonWriter *json, const Metric *metric, Locale locale)
{
    json_key(json, "variables");
    json_begin_array(json);
    for (const MetricInput *input = NULL; (input = next_input(metric, input)) != NULL;) {
        json_begin_object(json);
        write_text(json, "name", input->name);
        write_text(json, "alias", input->alias);
        write_text(json, "meaning", input->meaning.in[locale]);
        json_key(json, "optional");
        json_boolean(json, input->optional);
        json_key(json, "list");
        json_boolean(json, input->list);
        json_end_object(json);
    }
    json_end_array(json);
}

static void write_aliases(JsonWriter *json, const Metric *metric)
{
    Str aliases = str_of(metric->aliases ? metric->aliases : ""), alias;
    json_key(json, "aliases");
    json_begin_array(json);
    while (str_cut(&aliases, ' ', &alias))
        if (alias.size) json_string(json, alias);
    json_end_array(json);
}

void write_definition(JsonWriter *json, const Metric *metric, Locale locale)
{
    write_text(json, "name", metric->name);
    write_aliases(json, metric);
    write_text(json, "label", metric->label.in[locale]);
    write_text(json, "definition", metric->definition.in[locale]);
    write_text(json, "formula", metric->formula);
    json_key(json, "unit");
    json_string(json, unit_name(metric->unit));
    write_variables(json, metric, locale);
    write_text(json, "period_rule", metric->period_rule.in[locale]);
    write_text(json, "exclusions", metric->exclusions.in[locale]);
    write_text(json, "source", metric->source);
    write_text(json, "example", metric->example);
    json_key(json, "in_audit");
    json_boolean(json, metric->in_audit);
}

// ---- from a data folder ----

static void write_takes(JsonWriter *json, const MetricReader *reader)
{
    static const struct {
        uint32_t reads;
        const char *parameter;
    } words[] = {{READS_GROUPS, "segment"},
                 {READS_GROUPS, "by"},
                 {READS_ROW_DIMENSION, "by_dimension"},
                 {READS_AMOUNT, "amount"},
                 {READS_MARGIN, "margin"},
                 {READS_WINDOW, "window"},
                 {READS_CONSTANT_CURRENCY, "constant_currency"}};
    json_key(json, "takes");
    json_begin_array(json);
    for (size_t i = 0; reader && metric_reads_itself(reader) && i < COUNT_OF(words); i++)
        if (reader->reads & words[i].reads) json_string(json, str_of(words[i].parameter));
    json_end_array(json);
}

static void write_words(JsonWriter *json, const char *key, const char *words)
{
    Str rest = str_of(words ? words : ""), word;
    json_key(json, key);
    json_begin_array(json);
    while (rest.size && str_cut(&rest, '|', &word)) json_string(json, word);
    json_end_array(json);
}

static void write_options(JsonWriter *json, const MetricReader *reader, Locale locale)
{
    json_key(json, "options");
    json_begin_array(json);
    for (size_t i = 0; reader && i < METRIC_OPTIONS_MAX && reader->options[i].name; i++) {
        const MetricOption *option = &reader->options[i];
        json_begin_object(json);
        write_text(json, "name", option->name);
        write_words(json, "words", option->words);
        write_text(json, "help", option->help.in[locale]);
        json_end_object(json);
    }
    json_end_array(json);
}

void write_reading(JsonWriter *json, const MetricReader *reader, Locale locale)
{
    json_key(json, "available");
    json_boolean(json, metric_reads_itself(reader));
    write_text(json, "elsewhere", reader ? reader->elsewhere : NULL);
    write_takes(json, reader);
    write_words(json, "own_by", reader ? reader->own_by : NULL);
    write_options(json, reader, locale);
    write_words(json, "people", reader && reader->people ? reader->parts : NULL);
}
