// Checks the inputs one by one, runs the formula, and holds the tools that formulas build their results with.
#include <math.h>
#include <string.h>

#include "base/number.h"
#include "measure/catalogue_family.h"
#include "measure/rate.h"

static const double INPUT_MAX = 1e15;  // whole numbers are exact up to here
static const double RESULT_MAX = 1e30; // beyond that nobody could read it: a mistake in the inputs

// ---- what a person has to give ----

static size_t input_count(const Metric *metric)
{
    size_t count = 0;
    while (count < METRIC_INPUTS_MAX && metric->inputs[count].name) count++;
    return count;
}

static void add_input(Text *text, const MetricInput *input, bool first)
{
    text_addf(text, "%s%s", first ? "" : ", ", input->name);
    if (input->alias) text_addf(text, " (%s)", input->alias);
}

static void add_way(const Metric *metric, Str way, Text *text)
{
    Str name;
    for (bool first = true; str_cut(&way, ' ', &name); first = false)
        add_input(text, metric_input(metric, name), first);
}

Str metric_needs(const Metric *metric, Arena *arena)
{
    Text text = text_in(arena);
    Str ways = metric->ways ? str_of(metric->ways) : (Str){0}, way;
    while (str_cut(&ways, '|', &way)) {
        if (text.size) text_add(&text, STR(" | "));
        add_way(metric, way, &text);
    }
    for (size_t i = 0; i < input_count(metric) && !metric->ways; i++)
        if (!metric->inputs[i].optional) add_input(&text, &metric->inputs[i], text.size == 0);
    return text_str(&text);
}

static Str all_inputs(const Metric *metric, Arena *arena)
{
    Text text = text_in(arena);
    for (size_t i = 0; i < input_count(metric); i++) add_input(&text, &metric->inputs[i], i == 0);
    return text_str(&text);
}

// ---- checking inputs one by one ----

static bool number_fits(InputKind kind, double value)
{
    if (!(fabs(value) <= INPUT_MAX)) return false;
    switch (kind) {
    case INPUT_COUNT: return value >= 0 && value == floor(value);
    case INPUT_AMOUNT: return value >= 0;
    case INPUT_RATE: return 0 <= value && value <= 1;
    case INPUT_NUMBER: return true;
    }
    return false;
}

static Phrase number_refusal(InputKind kind)
{
    static const Phrase refusals[] = {
        [INPUT_COUNT] = PHRASE("{0} is a whole number of 0 or more, not {1}",
                               "{0} est un nombre entier positif ou nul, et non {1}"),
        [INPUT_AMOUNT] =
            PHRASE("{0} is a number of 0 or more, not {1}", "{0} est un nombre positif ou nul, et non {1}"),
        [INPUT_RATE] = PHRASE("{0} is a share between 0 and 1 (or 0% and 100%), not {1}",
                              "{0} est une part entre 0 et 1 (ou 0% et 100%), et non {1}"),
        [INPUT_NUMBER] = PHRASE("{0} is a number up to 1e15, not {1}", "{0} est un nombre d’au plus 1e15, et non {1}"),
    };
    return refusals[kind];
}

static bool check_values(const MetricInput *input, const MetricValue *value, Arena *arena, Error *error)
{
    if (value->count == 0)
        return error_say(error, ERROR_USAGE, PHRASE("{0} has no number", "{0} n’a aucun nombre"), str_of(input->name));
    if (value->count > 1 && !input->list)
        return error_say(error, ERROR_USAGE, PHRASE("{0} is one number, not {1}", "{0} est un seul nombre, et non {1}"),
                         str_of(input->name), error_number(arena, value->count));
    for (size_t i = 0; i < value->count; i++)
        if (!number_fits(input->kind, value->values[i]))
            return error_say(error, ERROR_USAGE, number_refusal(input->kind), str_of(input->name),
                             isfinite(value->values[i]) ? number_decimal(arena, value->values[i], 15) : STR("NaN"));
    return true;
}

static bool take_input(MetricCall *call, const MetricValue *value, Arena *arena, Error *error)
{
    const Metric *metric = call->metric;
    const MetricInput *input = metric_input(metric, value->name);
    if (!input)
        return error_say(error, ERROR_USAGE,
                         PHRASE("{0} has no input {1}; it takes {2}", "{0} n’a pas de donnée {1}\u00A0; il prend {2}"),
                         str_of(metric->name), error_value(arena, value->name), all_inputs(metric, arena));
    const MetricValue **place = &call->given[input - metric->inputs];
    if (*place)
        return error_say(error, ERROR_USAGE,
                         PHRASE("{0} is given twice: as {1} and as {2}", "{0} est donné deux fois\u00A0: {1} et {2}"),
                         str_of(input->name), (*place)->name, value->name);
    *place = value;
    return check_values(input, value, arena, error);
}

// Whether all of one way (its names separated by spaces) is there; if not, what is missing of it.
static bool way_complete(const MetricCall *call, Str way)
{
    Str name;
    while (str_cut(&way, ' ', &name))
        if (!call->given[metric_input(call->metric, name) - call->metric->inputs]) return false;
    return true;
}

static bool is_complete(const MetricCall *call)
{
    const Metric *metric = call->metric;
    Str ways = metric->ways ? str_of(metric->ways) : (Str){0}, way;
    while (str_cut(&ways, '|', &way))
        if (way_complete(call, way)) return true;
    for (size_t i = 0; i < input_count(metric) && !metric->ways; i++)
        if (!metric->inputs[i].optional && !call->given[i]) return false;
    return !metric->ways;
}

static bool is_writable(double value)
{
    return fabs(value) <= RESULT_MAX; // false for NaN
}

// What was computed of inputs in range may still be too large for a number.
static bool check_result(const Metric *metric, const MetricResult *result, Error *error)
{
    bool writable = is_writable(result->value.value);
    if (result->has_interval) writable = writable && is_writable(result->low) && is_writable(result->high);
    for (size_t i = 0; i < result->parts; i++) writable = writable && is_writable(result->part[i].figure.value);
    return writable || error_say(error, ERROR_USAGE,
                                 PHRASE("undefined: {0} of these inputs is too large to be written",
                                        "indéfini\u00A0: {0} de ces données est trop grand pour être écrit"),
                                 str_of(metric->name));
}

bool metric_calculate(const Metric *metric, const MetricValue *inputs, size_t count, Arena *arena, MetricResult *result,
                      Error *error)
{
    MetricCall call = {.metric = metric};
    assert(metric->calculate && "this metric needs data");
    for (size_t i = 0; i < count; i++)
        if (!take_input(&call, &inputs[i], arena, error)) return false;
    if (!is_complete(&call))
        return error_say(error, ERROR_USAGE,
                         PHRASE("{0} needs its inputs: {1}", "il faut à {0} ses données\u00A0: {1}"),
                         str_of(metric->name), metric_needs(metric, arena));
    MetricResult made = {.arena = arena, .observed = true, .value = figure_of(metric->unit, 0)};
    if (!metric->calculate(&call, &made, error) || !check_result(metric, &made, error)) return false;
    *result = made;
    return true;
}

// ---- for formulas: reading inputs ----

static const MetricValue *given_value(const MetricCall *call, const char *name)
{
    const MetricInput *found = metric_input(call->metric, str_of(name));
    assert(found && "the formula asks for an input the metric does not list");
    return call->given[found - call->metric->inputs];
}

bool input_given(const MetricCall *call, const char *name)
{
    return given_value(call, name) != NULL;
}

double input(const MetricCall *call, const char *name)
{
    const MetricValue *value = given_value(call, name);
    assert(value && "the formula reads an input that was left out");
    return value->values[0];
}

double input_or(const MetricCall *call, const char *name, double otherwise)
{
    return input_given(call, name) ? input(call, name) : otherwise;
}

Numbers input_list(const MetricCall *call, const char *name)
{
    const MetricValue *value = given_value(call, name);
    return value ? (Numbers){value->values, value->count} : (Numbers){0};
}

bool input_undefined(Error *error, Phrase phrase)
{
    return error_set(error, ERROR_USAGE, phrase, NULL, 0);
}

bool input_within(const MetricCall *call, const char *part, const char *whole, Error *error)
{
    if (input(call, part) <= input(call, whole)) return true;
    Arena *scratch = arena_open(0);
    error_say(error, ERROR_USAGE,
              PHRASE("{0} > {1}: {2} cannot be part of {3}", "{0} > {1}\u00A0: {2} ne peut pas faire partie de {3}"),
              str_of(part), str_of(whole), number_decimal(scratch, input(call, part), 15),
              number_decimal(scratch, input(call, whole), 15));
    arena_close(scratch);
    return false;
}

// ---- for formulas: building the result ----

bool result_is(MetricResult *result, Figure value)
{
    result->value = value;
    return true;
}

bool result_share(MetricResult *result, double count, double n)
{
    Rate found = rate_of((int64_t)count, (int64_t)n);
    result->observed = found.observed;
    result->value.value = found.value;
    result->n = found.n;
    if (found.observed) result_interval(result, found.low, found.high);
    return true;
}

void result_interval(MetricResult *result, double low, double high)
{
    result->has_interval = true;
    result->low = low;
    result->high = high;
}

void result_part(MetricResult *result, const char *name, Phrase label, Figure figure)
{
    if (result->parts == result->parts_room) {
        size_t room = result->parts_room ? 2 * result->parts_room : 8;
        MetricPart *grown = arena_array(result->arena, MetricPart, room);
        if (result->parts) memcpy(grown, result->part, result->parts * sizeof *grown);
        result->part = grown;
        result->parts_room = room;
    }
    result->part[result->parts++] = (MetricPart){name, label, figure};
}

void result_part_numbered(MetricResult *result, const char *name, Phrase label, size_t number, Figure figure)
{
    Str digits = error_number(result->arena, number);
    Phrase numbered;
    for (Locale locale = 0; locale < LOCALE_COUNT; locale++)
        numbered.in[locale] = str_c(result->arena, phrase_say(result->arena, locale, label, digits));
    const char *numbered_name = str_c(result->arena, str_format(result->arena, "%s_%zu", name, number));
    result_part(result, numbered_name, numbered, figure);
}

static void say_figures(MetricResult *result, Str said[LOCALE_COUNT], Phrase phrase, const Figure *figures,
                        size_t count)
{
    enum { FIGURES_MAX = 8 };
    assert(count <= FIGURES_MAX);
    for (Locale locale = 0; locale < LOCALE_COUNT; locale++) {
        Str arguments[FIGURES_MAX] = {0};
        for (size_t i = 0; i < count; i++)
            if (is_writable(figures[i].value)) // check_result refuses the others
                arguments[i] = figure_text(result->arena, locale, figures[i]);
        said[locale] = phrase_str(result->arena, locale, phrase, arguments, count);
    }
}

bool result_sentence(MetricResult *result, Phrase phrase, const Figure *figures, size_t count)
{
    say_figures(result, result->sentence, phrase, figures, count);
    return true;
}

void result_warning(MetricResult *result, Phrase phrase, const Figure *figures, size_t count)
{
    say_figures(result, result->warning, phrase, figures, count);
}

bool result_not_observed(MetricResult *result, Phrase why)
{
    result->observed = false;
    return result_sentence(result, why, NULL, 0);
}
