// `fidele metric NAME --data DIR`: a metric of a data folder, period by period: GET /api/v1/metrics/{name}, as it
// stands or as a table.
#include <string.h>

#include "base/json.h"
#include "base/money.h"
#include "cli/display.h"
#include "cli/table.h"
#include "metric/metric_cli.h"

static const char *said(const MetricPrint *print, Phrase phrase)
{
    return phrase.in[print->locale];
}

// ---- the request ----

static void add_encoded(Text *target, Str value)
{
    for (size_t i = 0; i < value.size; i++) {
        unsigned char byte = (unsigned char)value.data[i];
        bool plain = (byte >= '0' && byte <= '9') || (byte >= 'A' && byte <= 'Z') || (byte >= 'a' && byte <= 'z') ||
                     strchr("-._~", byte);
        if (plain && byte)
            text_add_byte(target, (char)byte);
        else
            text_addf(target, "%%%02X", byte);
    }
}

static const struct {
    const char *option, *parameter;
} passed[] = {{"period", "period"},   {"from", "from"},         {"to", "to"},           {"as-of", "as_of"},
              {"window", "window"},   {"amount", "amount"},     {"segment", "segment"}, {"by", "by"},
              {"compare", "compare"}, {"currency", "currency"}, {"analyse", "analyse"}};

// "reason-kind" is "reason_kind" in an address.
static Str underscored(Str name, Arena *arena)
{
    Text text = text_in(arena);
    for (size_t i = 0; i < name.size; i++) text_add_byte(&text, name.data[i] == '-' ? '_' : name.data[i]);
    return text_str(&text);
}

static Str target_of(const CommandCall *call, const Metric *metric, bool csv)
{
    Text target = text_in(call->arena);
    text_addf(&target, "/api/v1/metrics/%s?format=%s", metric->name, csv ? "csv" : "json");
    for (size_t i = 0; i < COUNT_OF(passed); i++) {
        if (!option_given(call->options, passed[i].option)) continue;
        text_addf(&target, "&%s=", passed[i].parameter);
        add_encoded(&target, option_text(call->options, passed[i].option, STR("")));
    }
    for (size_t i = 0; i < call->options->givens; i++) {
        const OptionGiven *given = &call->options->given[i];
        if (given->option) continue;
        text_add_byte(&target, '&');
        add_encoded(&target, underscored(given->name, call->arena));
        text_add_byte(&target, '=');
        add_encoded(&target, given->value);
    }
    return text_str(&target);
}

bool series_asked(const Options *options)
{
    if (option_given(options, "data") || option_given(options, "database")) return true;
    for (size_t i = 0; i < COUNT_OF(passed); i++)
        if (option_given(options, passed[i].option)) return true;
    return false;
}

// ---- a table of the answer ----

static Str text_of(const MetricPrint *print, JsonValue object, const char *name)
{
    JsonValue value;
    return json_member(object, str_of(name), &value) ? json_get_string(value, print->arena) : STR("");
}

static bool number_of(JsonValue object, const char *name, double *number)
{
    JsonValue value;
    return json_member(object, str_of(name), &value) && json_get_number(value, number);
}

static Str money_text(const MetricPrint *print, JsonValue money)
{
    Currency currency;
    int64_t minor;
    Str amount = text_of(print, money, "amount");
    if (!currency_find(text_of(print, money, "currency"), &currency) || !money_parse(amount, &currency, &minor))
        return display_clean(print->arena, amount);
    return money_say(print->arena, print->locale, minor, &currency);
}

static Str value_text(const MetricPrint *print, const Metric *metric, JsonValue point)
{
    JsonValue value;
    double number;
    if (!json_member(point, STR("value"), &value)) return STR("");
    if (value.type == JSON_OBJECT) return money_text(print, value);
    if (!json_get_number(value, &number)) return str_of(said(print, PHRASE("not observed", "non observé")));
    return figure_text(print->arena, print->locale, figure_of(metric->unit, number));
}

static Str interval_text(const MetricPrint *print, const Metric *metric, JsonValue point)
{
    double low, high;
    if (!number_of(point, "low", &low) || !number_of(point, "high", &high)) return STR("");
    return phrase_say(print->arena, print->locale, PHRASE("{0} to {1}", "{0} à {1}"),
                      figure_text(print->arena, print->locale, figure_of(metric->unit, low)),
                      figure_text(print->arena, print->locale, figure_of(metric->unit, high)));
}

static Str sample_text(const MetricPrint *print, JsonValue point)
{
    double n;
    return number_of(point, "n", &n) ? str_format(print->arena, "%.0f", n) : STR("");
}

static Str state_text(const MetricPrint *print, JsonValue point)
{
    JsonValue complete;
    bool ended = json_member(point, STR("complete"), &complete) && json_get_boolean(complete);
    return str_of(ended ? "" : said(print, PHRASE("in progress", "en cours")));
}

static void print_points(const MetricPrint *print, const Metric *metric, JsonValue points)
{
    const TableColumn columns[] = {{str_of(said(print, PHRASE("period", "période"))), false},
                                   {str_of(said(print, PHRASE("value", "valeur"))), true},
                                   {str_of(said(print, PHRASE("95 % interval", "intervalle à 95\u202F%"))), true},
                                   {STR("n"), true},
                                   {str_of(said(print, PHRASE("state", "état"))), false}};
    Table *table = table_new(print->arena, columns, COUNT_OF(columns));
    JsonValue point;
    for (size_t cursor = 0; json_next(points, &cursor, NULL, &point);) {
        const Str cells[] = {display_clean(print->arena, text_of(print, point, "period")),
                             value_text(print, metric, point), interval_text(print, metric, point),
                             sample_text(print, point), state_text(print, point)};
        table_row(table, cells);
    }
    table_print(table, print->width, print->out);
}

// Over which days, and who counts as a customer.
static Str terms_text(const MetricPrint *print, JsonValue series)
{
    double days;
    Str as_of = text_of(print, series, "as_of"), zone = text_of(print, series, "time_zone");
    if (!number_of(series, "window_days", &days))
        return phrase_say(print->arena, print->locale,
                          PHRASE("As of {0}, time zone {1}.", "Au {0}, fuseau horaire {1}."), as_of, zone);
    return phrase_say(print->arena, print->locale,
                      PHRASE("As of {0}, time zone {1}. A customer is who purchased within {2} days.",
                             "Au {0}, fuseau horaire {1}. Est client qui a acheté depuis moins de {2} jours."),
                      as_of, zone, str_format(print->arena, "%.0f", days));
}

static bool refuse_unavailable(const Metric *metric, Error *error)
{
    return error_say(error, ERROR_USAGE,
                     PHRASE("{0} can't be had from a data folder yet; `fidele metric {0} --explain` prints its "
                            "definition",
                            "{0} ne peut pas encore être tiré d’un dossier de données\u00A0; `fidele metric {0} "
                            "--explain` donne sa définition"),
                     str_of(metric->name));
}

static bool print_table(const MetricPrint *print, const Metric *metric, Str body, Error *error)
{
    JsonValue series, available, points = {0};
    if (!json_parse(body, &series, error)) return false;
    if (!json_member(series, STR("available"), &available) || !json_get_boolean(available))
        return refuse_unavailable(metric, error);
    text_addf(print->out, "%s\n", said(print, metric->label));
    display_wrap(print->out, display_clean(print->arena, terms_text(print, series)), 0, print->width);
    text_add(print->out, STR("\n\n"));
    if (json_member(series, STR("points"), &points)) print_points(print, metric, points);
    return true;
}

bool print_series(const CommandCall *call, const MetricPrint *print, const Metric *metric, SeriesForm form,
                  Error *error)
{
    CommandReply reply;
    if (!call->door->request(call, STR("GET"), target_of(call, metric, form == SERIES_CSV), STR(""), STR(""), &reply,
                             error))
        return false;
    if (form == SERIES_TABLE) return print_table(print, metric, reply.body, error);
    text_add(print->out, reply.body);
    if (form == SERIES_JSON) text_add_byte(print->out, '\n');
    return true;
}
