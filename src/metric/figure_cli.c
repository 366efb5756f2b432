#include "metric/figure_cli.h"

#include <unistd.h>

#include "base/money.h"
#include "base/number.h"
#include "cli/display.h"
#include "measure/catalogue.h"

MetricPrint metric_print(const CommandCall *call, Text *out)
{
    return (MetricPrint){
        .locale = call->locale, .width = display_columns(STDOUT_FILENO), .arena = call->arena, .out = out};
}

const char *said(const MetricPrint *print, Phrase phrase)
{
    return phrase.in[print->locale];
}

// ---- members of an answer ----

Str shown_text(const MetricPrint *print, JsonValue object, const char *name)
{
    JsonValue value;
    if (!json_member(object, str_of(name), &value)) return STR("");
    return display_clean(print->arena, json_get_string(value, print->arena));
}

bool known_number(JsonValue object, const char *name, double *number)
{
    JsonValue value;
    return json_member(object, str_of(name), &value) && json_get_number(value, number);
}

Str shown_count(const MetricPrint *print, JsonValue object, const char *name)
{
    double number;
    return known_number(object, name, &number) ? str_format(print->arena, "%.0f", number) : STR("");
}

static Str money_text(const MetricPrint *print, JsonValue money)
{
    Currency currency;
    int64_t minor;
    Str amount = shown_text(print, money, "amount");
    if (!currency_find(shown_text(print, money, "currency"), &currency) || !money_parse(amount, &currency, &minor))
        return amount;
    return money_say(print->arena, print->locale, minor, &currency);
}

Str shown_figure(const MetricPrint *print, MetricUnit unit, JsonValue object, const char *name)
{
    JsonValue value;
    double number;
    if (!json_member(object, str_of(name), &value)) return STR("");
    if (value.type == JSON_OBJECT) return money_text(print, value);
    if (!json_get_number(value, &number)) return str_of(said(print, PHRASE("not observed", "non observé")));
    return figure_text(print->arena, print->locale, figure_of(unit, number));
}

static bool is_known(JsonValue object, const char *name)
{
    JsonValue value;
    return json_member(object, str_of(name), &value) && value.type != JSON_NULL;
}

Str shown_interval(const MetricPrint *print, MetricUnit unit, JsonValue object)
{
    if (!is_known(object, "low") || !is_known(object, "high")) return STR("");
    return phrase_say(print->arena, print->locale, PHRASE("{0} to {1}", "{0} à {1}"),
                      shown_figure(print, unit, object, "low"), shown_figure(print, unit, object, "high"));
}

Str shown_change(const MetricPrint *print, MetricUnit unit, JsonValue object, const char *name)
{
    MetricUnit of_change = unit == UNIT_RATE ? UNIT_POINTS : unit == UNIT_COUNT ? UNIT_NET_COUNT : unit;
    return is_known(object, name) ? shown_figure(print, of_change, object, name) : STR("");
}

MetricUnit unit_of_metric(Str name)
{
    const Metric *metric;
    return metric_find(name, &metric) ? metric->unit : UNIT_RATE;
}

// ---- lines ----

void print_wrapped(const MetricPrint *print, Str text)
{
    display_wrap(print->out, display_clean(print->arena, text), 0, print->width);
    text_add_byte(print->out, '\n');
}

void print_labelled(const MetricPrint *print, Phrase label, Str text)
{
    if (text.size == 0) return;
    print_wrapped(print, phrase_say(print->arena, print->locale, PHRASE("{0}: {1}", "{0}\u00A0: {1}"),
                                    str_of(said(print, label)), text));
}
