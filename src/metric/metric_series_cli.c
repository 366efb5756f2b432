// `fidele metric NAME --data DIR`: a metric of a data folder, period by period: GET /api/v1/metrics/{name}, as it
// stands or as a table.
#include <string.h>

#include "base/csv.h"
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

// What was given, as parameters.
static void add_words(const CommandCall *call, Text *target)
{
    for (size_t i = 0; i < COUNT_OF(passed); i++) {
        if (!option_given(call->options, passed[i].option)) continue;
        text_addf(target, "&%s=", passed[i].parameter);
        add_encoded(target, option_text(call->options, passed[i].option, STR("")));
    }
    for (size_t i = 0; i < call->options->givens; i++) {
        const OptionGiven *given = &call->options->given[i];
        if (given->option) continue;
        text_add_byte(target, '&');
        add_encoded(target, underscored(given->name, call->arena));
        text_add_byte(target, '=');
        add_encoded(target, given->value);
    }
}

static Str target_of(const CommandCall *call, const Metric *metric, bool csv)
{
    Text target = text_in(call->arena);
    text_addf(&target, "/api/v1/metrics/%s?format=%s", metric->name, csv ? "csv" : "json");
    add_words(call, &target);
    return text_str(&target);
}

bool series_asked(const Options *options)
{
    static const char *const names[] = {"data", "database", "activity", "people"};
    for (size_t i = 0; i < COUNT_OF(names); i++)
        if (option_given(options, names[i])) return true;
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

static bool is_grouped(JsonValue points)
{
    JsonValue by;
    return json_member(json_item(points, 0), STR("by"), &by) && by.type == JSON_STRING;
}

static bool is_compared(JsonValue points)
{
    JsonValue previous;
    return json_member(json_item(points, 0), STR("previous"), &previous);
}

static Str earlier_text(const MetricPrint *print, const Metric *metric, JsonValue point)
{
    JsonValue previous;
    return json_member(point, STR("previous"), &previous) ? value_text(print, metric, previous) : STR("");
}

static Str change_text(const MetricPrint *print, const Metric *metric, JsonValue point)
{
    JsonValue change;
    double number;
    if (!json_member(point, STR("change"), &change) || change.type == JSON_NULL) return STR("");
    if (change.type == JSON_OBJECT) return money_text(print, change);
    MetricUnit unit = metric->unit == UNIT_RATE    ? UNIT_POINTS
                      : metric->unit == UNIT_COUNT ? UNIT_NET_COUNT
                                                   : metric->unit;
    return json_get_number(change, &number) ? figure_text(print->arena, print->locale, figure_of(unit, number))
                                            : STR("");
}

enum { COLUMNS_MAX = 8 };

static void add_column(TableColumn *columns, size_t *count, const char *name, bool number)
{
    columns[(*count)++] = (TableColumn){str_of(name), number};
}

static void print_points(const MetricPrint *print, const Metric *metric, JsonValue points)
{
    bool grouped = is_grouped(points), compared = is_compared(points);
    TableColumn columns[COLUMNS_MAX];
    size_t count = 0;
    if (grouped) add_column(columns, &count, said(print, PHRASE("by", "par")), false);
    add_column(columns, &count, said(print, PHRASE("period", "période")), false);
    add_column(columns, &count, said(print, PHRASE("value", "valeur")), true);
    add_column(columns, &count, said(print, PHRASE("95 % interval", "intervalle à 95\u202F%")), true);
    add_column(columns, &count, "n", true);
    if (compared) add_column(columns, &count, said(print, PHRASE("before", "avant")), true);
    if (compared) add_column(columns, &count, said(print, PHRASE("change", "écart")), true);
    add_column(columns, &count, said(print, PHRASE("state", "état")), false);
    Table *table = table_new(print->arena, columns, count);
    JsonValue point;
    for (size_t cursor = 0; json_next(points, &cursor, NULL, &point);) {
        Str cells[COLUMNS_MAX];
        size_t cell = 0;
        if (grouped) cells[cell++] = display_clean(print->arena, text_of(print, point, "by_label"));
        cells[cell++] = display_clean(print->arena, text_of(print, point, "period"));
        cells[cell++] = value_text(print, metric, point);
        cells[cell++] = interval_text(print, metric, point);
        cells[cell++] = sample_text(print, point);
        if (compared) cells[cell++] = earlier_text(print, metric, point);
        if (compared) cells[cell++] = change_text(print, metric, point);
        cells[cell++] = state_text(print, point);
        table_row(table, cells);
    }
    table_print(table, print->width, print->out);
}

static void print_line(const MetricPrint *print, Phrase label, Str text)
{
    if (text.size == 0) return;
    Str line =
        phrase_say(print->arena, print->locale, PHRASE("{0}: {1}", "{0}\u00A0: {1}"), str_of(said(print, label)), text);
    display_wrap(print->out, display_clean(print->arena, line), 0, print->width);
    text_add_byte(print->out, '\n');
}

// The last point in plain words, with its range; and what has to be said of it.
static void print_last(const MetricPrint *print, JsonValue points)
{
    size_t count = json_count(points);
    if (count == 0 || is_grouped(points)) return;
    JsonValue last = json_item(points, count - 1);
    Str from = text_of(print, last, "from"), to = text_of(print, last, "to");
    Str range = str_format(print->arena, "%.*s..%.*s", STR_ARGS(from), STR_ARGS(to));
    Str note = text_of(print, last, "note"), flag = text_of(print, last, "benchmark_flag");
    Text line = text_in(print->arena);
    text_add(&line, text_of(print, last, "sentence"));
    if (note.size) text_addf(&line, " (%.*s)", STR_ARGS(note));
    if (flag.size) text_addf(&line, " %.*s", STR_ARGS(flag));
    display_wrap(
        print->out,
        display_clean(print->arena, str_format(print->arena, "%.*s  %.*s", STR_ARGS(range), STR_ARGS(text_str(&line)))),
        0, print->width);
    text_add_byte(print->out, '\n');
}

static void print_breaks(const MetricPrint *print, JsonValue group)
{
    JsonValue breaks, one;
    if (!json_member(group, STR("breaks"), &breaks)) return;
    if (json_count(breaks) == 0)
        print_line(print, PHRASE("break points", "points de rupture"), str_of(said(print, PHRASE("none", "aucun"))));
    for (size_t cursor = 0; json_next(breaks, &cursor, NULL, &one);)
        print_line(print, PHRASE("break point", "point de rupture"), text_of(print, one, "from"));
}

static void print_analysis(const MetricPrint *print, JsonValue series)
{
    JsonValue analysis, group;
    if (!json_member(series, STR("analysis"), &analysis)) return;
    for (size_t cursor = 0; json_next(analysis, &cursor, NULL, &group);) {
        print_line(print, PHRASE("group", "groupe"), text_of(print, group, "by_label"));
        print_breaks(print, group);
        print_line(print, PHRASE("trend", "tendance"), text_of(print, group, "trend"));
    }
}

// What it is, how it was counted, and what was asked for.
static void print_basis(const MetricPrint *print, JsonValue series)
{
    JsonValue filters, notes, note;
    text_add_byte(print->out, '\n');
    print_line(print, PHRASE("definition", "définition"), text_of(print, series, "definition"));
    print_line(print, PHRASE("formula", "formule"), text_of(print, series, "formula"));
    print_line(print, PHRASE("unit", "unité"), text_of(print, series, "unit"));
    print_line(print, PHRASE("left out", "exclusions"), text_of(print, series, "exclusions"));
    print_line(print, PHRASE("source", "source"), text_of(print, series, "source"));
    print_line(print, PHRASE("window", "fenêtre"), text_of(print, series, "window_reason"));
    if (json_member(series, STR("filters"), &filters)) {
        print_line(print, PHRASE("segment", "segment"), text_of(print, filters, "segment"));
        print_line(print, PHRASE("by", "par"), text_of(print, filters, "by"));
        print_line(print, PHRASE("compared with", "comparé à"), text_of(print, filters, "compare"));
    }
    if (json_member(series, STR("notes"), &notes))
        for (size_t cursor = 0; json_next(notes, &cursor, NULL, &note);)
            print_line(print, PHRASE("note", "remarque"), json_get_string(note, print->arena));
    print_line(print, PHRASE("data as of", "données au"), text_of(print, series, "data_as_of"));
    print_line(print, PHRASE("hash", "empreinte"), text_of(print, series, "hash"));
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
    if (json_member(series, STR("points"), &points)) {
        print_points(print, metric, points);
        text_add_byte(print->out, '\n');
        print_last(print, points);
    }
    print_analysis(print, series);
    print_basis(print, series);
    return true;
}

// ---- the people behind a number ----

static Str people_target(const CommandCall *call, const Metric *metric, Str cursor)
{
    Text target = text_in(call->arena);
    text_addf(&target, "/api/v1/metrics/%s/customers?limit=1000", metric->name);
    add_words(call, &target);
    text_add(&target, STR("&part="));
    add_encoded(&target, option_text(call->options, "people", STR("")));
    if (option_given(call->options, "by-value")) {
        text_add(&target, STR("&by_value="));
        add_encoded(&target, option_text(call->options, "by-value", STR("")));
    }
    if (cursor.size) text_addf(&target, "&cursor=%.*s", STR_ARGS(cursor));
    return text_str(&target);
}

static Str person_amount(const MetricPrint *print, JsonValue person, bool plain)
{
    JsonValue amount;
    if (!json_member(person, STR("amount"), &amount) || amount.type != JSON_OBJECT) return STR("");
    return plain ? text_of(print, amount, "amount") : money_text(print, amount);
}

static Str person_id(const MetricPrint *print, JsonValue person)
{
    double id;
    return number_of(person, "id", &id) ? str_format(print->arena, "%.0f", id) : STR("");
}

static void add_person_csv(const MetricPrint *print, JsonValue person)
{
    csv_add_number(print->out, person_id(print, person));
    csv_add(print->out, text_of(print, person, "email"));
    csv_add_number(print->out, person_amount(print, person, true));
    csv_add(print->out, text_of(print, person, "at"));
    csv_add(print->out, text_of(print, person, "detail"));
    csv_end_record(print->out);
}

static void add_person_row(const MetricPrint *print, JsonValue person, Table *table)
{
    const Str cells[] = {person_id(print, person), display_clean(print->arena, text_of(print, person, "email")),
                         person_amount(print, person, false), text_of(print, person, "at"),
                         display_clean(print->arena, text_of(print, person, "detail"))};
    table_row(table, cells);
}

typedef struct PeopleOut {
    const MetricPrint *print;
    SeriesForm form;
    Table *table;
    JsonWriter json;
} PeopleOut;

static void add_person(PeopleOut *out, JsonValue person)
{
    if (out->form == SERIES_CSV)
        add_person_csv(out->print, person);
    else if (out->form == SERIES_TABLE)
        add_person_row(out->print, person, out->table);
    else
        json_value(&out->json, person);
}

// Page by page.
static bool print_pages(const CommandCall *call, const Metric *metric, PeopleOut *out, Error *error)
{
    Str cursor = STR("");
    do {
        CommandReply reply;
        JsonValue page, items, person, next;
        if (!call->door->request(call, STR("GET"), people_target(call, metric, cursor), STR(""), STR(""), &reply,
                                 error) ||
            !json_parse(reply.body, &page, error))
            return false;
        if (!json_member(page, STR("items"), &items)) return true;
        for (size_t at = 0; json_next(items, &at, NULL, &person);) add_person(out, person);
        cursor = json_member(page, STR("next_cursor"), &next) ? json_get_string(next, call->arena) : STR("");
    } while (cursor.size);
    return true;
}

bool print_people(const CommandCall *call, const MetricPrint *print, const Metric *metric, SeriesForm form,
                  Error *error)
{
    const TableColumn columns[] = {{str_of(said(print, PHRASE("customer", "client"))), true},
                                   {str_of(said(print, PHRASE("e-mail", "e-mail"))), false},
                                   {str_of(said(print, PHRASE("amount", "montant"))), true},
                                   {str_of(said(print, PHRASE("at", "quand"))), false},
                                   {str_of(said(print, PHRASE("what", "quoi"))), false}};
    PeopleOut out = {print, form, table_new(print->arena, columns, COUNT_OF(columns)), json_writer(print->out)};
    if (form == SERIES_CSV) text_add(print->out, STR("customer,email,amount,at,detail\n"));
    if (form == SERIES_JSON) json_begin_array(&out.json);
    if (!print_pages(call, metric, &out, error)) return false;
    if (form == SERIES_TABLE) table_print(out.table, print->width, print->out);
    if (form == SERIES_JSON) {
        json_end_array(&out.json);
        text_add_byte(print->out, '\n');
    }
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
