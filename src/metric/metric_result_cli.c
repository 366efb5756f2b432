#include "base/csv.h"
#include "base/json.h"
#include "base/number.h"
#include "cli/display.h"
#include "metric/metric_cli.h"
#include "measure/rate.h"

enum { MACHINE_DIGITS = 12 };

// ---- text ----

static void add_line(const MetricPrint *print, Str line)
{
    display_wrap(print->out, line, 0, print->width);
    text_add_byte(print->out, '\n');
}

static Str figure_says(const MetricPrint *print, Figure figure)
{
    return figure_text(print->arena, print->locale, figure);
}

static void print_parts(const MetricPrint *print, const MetricResult *result)
{
    size_t widest = 0;
    for (size_t i = 0; i < result->parts; i++) {
        size_t width = display_width(str_of(result->part[i].label.in[print->locale]));
        widest = width > widest ? width : widest;
    }
    for (size_t i = 0; i < result->parts; i++) {
        Str label = str_of(result->part[i].label.in[print->locale]), value = figure_says(print, result->part[i].figure);
        text_addf(print->out, "  %.*s", STR_ARGS(label));
        display_pad(print->out, widest - display_width(label) + 2);
        text_addf(print->out, "%.*s\n", STR_ARGS(value));
    }
}

static void print_sample(const MetricPrint *print, const MetricResult *result)
{
    if (result->n == 0) return;
    Str n = error_number(print->arena, (uint64_t)result->n);
    if (!result->has_interval) {
        add_line(print, str_format(print->arena, "n=%.*s", STR_ARGS(n)));
        return;
    }
    Figure low = result->value, high = result->value;
    low.value = result->low;
    high.value = result->high;
    Phrase interval = PHRASE("95 % interval: {0} to {1} (n={2})", "intervalle à 95\u202F%\u00A0: {0} à {1} (n={2})");
    add_line(print,
             phrase_say(print->arena, print->locale, interval, figure_says(print, low), figure_says(print, high), n));
    if (result->n < RATE_SMALL_SAMPLE)
        add_line(print,
                 phrase_say(print->arena, print->locale,
                            PHRASE("With n={0} that is too few to tell.", "Avec n={0}, c’est trop peu pour conclure."),
                            n));
}

void print_result_text(const MetricPrint *print, const MetricResult *result)
{
    static const Phrase not_observed = {{"n/a", "n/d"}};
    add_line(print, result->observed ? figure_says(print, result->value) : str_of(not_observed.in[print->locale]));
    print_parts(print, result);
    add_line(print, result->sentence[print->locale]);
    print_sample(print, result);
    Str warning = result->warning[print->locale];
    if (warning.size)
        add_line(print,
                 phrase_say(print->arena, print->locale, PHRASE("Warning: {0}", "Attention\u00A0: {0}"), warning));
}

// ---- for machines ----

static Str machine_number(const MetricPrint *print, double value)
{
    return number_decimal(print->arena, value, MACHINE_DIGITS);
}

void print_result_csv(const MetricPrint *print, const Metric *metric, const MetricResult *result)
{
    Text *out = print->out;
    text_add(out, STR("name,unit,value,low,high,n\n"));
    csv_add(out, str_of(metric->name));
    csv_add(out, unit_name(result->value.unit));
    csv_add_number(out, result->observed ? machine_number(print, result->value.value) : STR(""));
    csv_add_number(out, result->has_interval ? machine_number(print, result->low) : STR(""));
    csv_add_number(out, result->has_interval ? machine_number(print, result->high) : STR(""));
    csv_add_number(out, result->n ? error_number(print->arena, (uint64_t)result->n) : STR(""));
    csv_end_record(out);
    for (size_t i = 0; i < result->parts; i++) {
        csv_add(out, str_of(result->part[i].name));
        csv_add(out, unit_name(result->part[i].figure.unit));
        csv_add_number(out, machine_number(print, result->part[i].figure.value));
        for (int empty = 0; empty < 3; empty++) csv_add_number(out, STR("")); // low, high, n
        csv_end_record(out);
    }
}

static void json_number_or_null(JsonWriter *writer, const char *key, bool observed, double value)
{
    json_key(writer, key);
    if (observed)
        json_number(writer, value);
    else
        json_null(writer);
}

void print_result_json(const MetricPrint *print, const Metric *metric, const MetricResult *result)
{
    JsonWriter writer = json_writer(print->out);
    json_begin_object(&writer);
    json_key(&writer, "name");
    json_string(&writer, str_of(metric->name));
    json_key(&writer, "unit");
    json_string(&writer, unit_name(result->value.unit));
    json_number_or_null(&writer, "value", result->observed, result->value.value);
    json_number_or_null(&writer, "low", result->has_interval, result->low);
    json_number_or_null(&writer, "high", result->has_interval, result->high);
    json_number_or_null(&writer, "n", result->n > 0, (double)result->n);
    json_key(&writer, "parts");
    json_begin_object(&writer);
    for (size_t i = 0; i < result->parts; i++)
        json_number_or_null(&writer, result->part[i].name, true, result->part[i].figure.value);
    json_end_object(&writer);
    json_key(&writer, "sentence");
    json_string(&writer, result->sentence[print->locale]);
    json_key(&writer, "warning");
    if (result->warning[print->locale].size)
        json_string(&writer, result->warning[print->locale]);
    else
        json_null(&writer);
    json_end_object(&writer);
    text_add_byte(print->out, '\n');
}
