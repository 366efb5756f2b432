#include "plan/figures.h"

#include <math.h>
#include <stdlib.h>

#include "base/number.h"

// ---- parameters ----

typedef struct Words {
    const FigureAsk *ask;
    Arena *arena;
} Words;

Str figures_parameter(Str parameters, const char *name, Arena *arena)
{
    JsonValue object, value;
    Error error;
    if (!json_parse(parameters, &object, &error) || !json_member(object, str_of(name), &value)) return STR("");
    return json_get_string(value, arena);
}

static Str word(const void *context, const char *name)
{
    const Words *words = context;
    const FigureAsk *ask = words->ask;
    Str said = str_of(name);
    if (str_equal(said, STR("period"))) return period_unit_name(ask->period);
    if (str_equal(said, STR("from"))) return day_name(words->arena, ask->from);
    if (str_equal(said, STR("to"))) return day_name(words->arena, ask->to);
    return figures_parameter(ask->parameters, name, words->arena);
}

static bool refuse_name(Str path, Str name, Arena *arena, Error *error)
{
    (void)error_code(error, ERROR_INPUT, "invalid_parameter",
                     PHRASE("{0} can't be set here: segment, by, window, amount, currency and the metric's own "
                            "parameters can, as texts",
                            "{0} ne peut pas être indiqué ici\u00A0: segment, by, window, amount, currency et les "
                            "paramètres propres à l’indicateur le peuvent, en textes"),
                     error_value(arena, name));
    return error_at(error, path);
}

static int by_name(const void *a, const void *b)
{
    return str_compare(((const Str *)a)[0], ((const Str *)b)[0]);
}

static bool settable(Str name)
{
    static const Str ours[] = {STR("period"), STR("from"),    STR("to"),    STR("as_of"),  STR("compare"),
                               STR("format"), STR("analyse"), STR("limit"), STR("cursor"), STR("reported")};
    for (size_t i = 0; i < COUNT_OF(ours); i++)
        if (str_equal(name, ours[i])) return false;
    return true;
}

bool figures_parameters(JsonValue given, Str path, Arena *arena, Str *stored, Error *error)
{
    size_t count = 0, room = json_count(given);
    Str(*pair)[2] = arena_alloc(arena, room + 1, sizeof *pair);
    JsonValue key, value;
    for (size_t cursor = 0; json_next(given, &cursor, &key, &value);) {
        Str name = json_get_string(key, arena);
        if (!settable(name) || value.type != JSON_STRING) return refuse_name(path, name, arena, error);
        Str said = json_get_string(value, arena);
        if (!said.size) continue;
        pair[count][0] = name;
        pair[count++][1] = said;
    }
    qsort(pair, count, sizeof *pair, by_name);
    Text text = text_in(arena);
    JsonWriter json = json_writer(&text);
    json_begin_object(&json);
    for (size_t i = 0; i < count; i++) {
        json_key(&json, str_c(arena, pair[i][0]));
        json_string(&json, pair[i][1]);
    }
    json_end_object(&json);
    *stored = text_str(&text);
    return stored->size <= PARAMETERS_BYTES_MAX || refuse_name(path, STR("…"), arena, error);
}

static void add_word(const MetricWords *words, const char *name, JsonWriter *json)
{
    Str said = words->word(words->context, name);
    if (!said.size) return;
    json_key(json, name);
    json_string(json, said);
}

bool figures_asked(const MetricWords *words, Arena *arena, Str *stored, Error *error)
{
    static const char *const names[] = {"amount", "by", "currency", "segment", "window"};
    const MetricOption *option;
    JsonValue object;
    Text text = text_in(arena);
    JsonWriter json = json_writer(&text);
    json_begin_object(&json);
    for (size_t i = 0; i < COUNT_OF(names); i++) add_word(words, names[i], &json);
    for (size_t i = 0; metric_further_option(i, &option); i++) add_word(words, option->name, &json);
    json_end_object(&json);
    return json_parse(text_str(&text), &object, error) && figures_parameters(object, STR(""), arena, stored, error);
}

Str figures_metric(Str name)
{
    const Metric *metric;
    return metric_find(name, &metric) ? str_of(metric->name) : name;
}

// ---- reading ----

static bool find_metric(const MetricPlace *place, const FigureAsk *ask, const Metric **metric, Error *error)
{
    if (!metric_find(ask->metric, metric))
        return error_code(error, ERROR_INPUT, "unknown_metric",
                          PHRASE("there is no metric {0}; GET /api/v1/metrics lists them all",
                                 "il n’y a pas d’indicateur {0}\u00A0; GET /api/v1/metrics les liste tous"),
                          error_value(place->arena, ask->metric));
    const MetricReader *reader = place_reader(place, *metric);
    if (reader && reader->read) return true;
    return error_code(error, ERROR_INPUT, "metric_elsewhere",
                      PHRASE("{0} is no series of figures of the data folder: it can't be judged or reported",
                             "{0} n’est pas une série de chiffres du dossier de données\u00A0: il ne peut être ni "
                             "surveillé ni mis en rapport"),
                      error_value(place->arena, ask->metric));
}

bool figures_read(const MetricPlace *place, const FigureAsk *ask, MetricAnswer *answer, Error *error)
{
    const Metric *metric;
    Words context = {ask, place->arena};
    MetricWords words = {&context, word};
    return find_metric(place, ask, &metric, error) && metric_answer(place, metric, &words, answer, error);
}

bool figures_check(const MetricPlace *place, const FigureAsk *ask, Error *error)
{
    const Metric *metric;
    MetricQuestion question;
    Words context = {ask, place->arena};
    MetricWords words = {&context, word};
    return find_metric(place, ask, &metric, error) && metric_question(place, metric, &words, &question, error);
}

FigureNumber figure_number(const MetricAnswer *answer, const PeriodValue *value)
{
    FigureNumber number = {.observed = value->observed,
                           .has_interval = value->has_interval,
                           .has_n = value->has_n,
                           .value = value->number,
                           .low = value->low,
                           .high = value->high,
                           .n = value->n};
    if (!unit_is_amount(answer->metric->unit)) return number;
    double scale = (double)currency_minor_per_major(&answer->table.currency);
    number.value = (double)value->amount_minor / scale;
    number.low /= scale;
    number.high /= scale;
    return number;
}

Day figures_first_day(const MetricAnswer *answer, uint32_t period)
{
    const PeriodSpan *span = &answer->table.span;
    return span->custom ? span->custom_first : period_first_day(span->unit, span->first + (PeriodNumber)period);
}

Day figures_last_day(const MetricAnswer *answer, uint32_t period)
{
    const PeriodSpan *span = &answer->table.span;
    return span->custom ? span->custom_last : period_last_day(span->unit, span->first + (PeriodNumber)period);
}

// ---- saying ----

static Str say_amount(Arena *arena, Locale locale, const Currency *currency, double number)
{
    double minor = number * (double)currency_minor_per_major(currency);
    if (!(fabs(minor) < 9e15)) return number_say(arena, locale, number, 2);
    return money_say(arena, locale, llround(minor), currency);
}

Str figure_say(Arena *arena, Locale locale, const Metric *metric, const Currency *currency, double number)
{
    if (unit_is_amount(metric->unit)) return say_amount(arena, locale, currency, number);
    if (unit_is_count(metric->unit) && fabs(number) < 9e15) return number_say_count(arena, locale, llround(number));
    if (metric->unit == UNIT_RATE || metric->unit == UNIT_CHANGE) return number_say_rate(arena, locale, number, 1);
    if (metric->unit == UNIT_POINTS) return number_say_points(arena, locale, number, 1);
    return figure_text(arena, locale, figure_of(metric->unit, number));
}

Str figure_say_difference(Arena *arena, Locale locale, const Metric *metric, const Currency *currency, double number)
{
    bool rate = metric->unit == UNIT_RATE || metric->unit == UNIT_CHANGE;
    Str said = rate ? number_say_points(arena, locale, number, 1) : figure_say(arena, locale, metric, currency, number);
    bool signed_already = said.size && said.data[0] == '+';
    return number > 0 && !signed_already ? str_format(arena, "+%.*s", STR_ARGS(said)) : said;
}

Str figures_group_say(Arena *arena, Locale locale, Str parameters, Str group_label)
{
    Str segment = figures_parameter(parameters, "segment", arena), by = figures_parameter(parameters, "by", arena);
    Text text = text_in(arena);
    if (segment.size) phrase_add(&text, locale, PHRASE("segment {0}", "segment {0}"), &segment, 1);
    if (!by.size) return text_str(&text);
    if (text.size) text_add(&text, STR(", "));
    Str none = phrase_str(arena, locale, PHRASE("(none)", "(aucun)"), NULL, 0);
    text_addf(&text, "%.*s %.*s", STR_ARGS(by), STR_ARGS(group_label.size ? group_label : none));
    return text_str(&text);
}
