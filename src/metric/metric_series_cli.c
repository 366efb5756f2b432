// `fidele metric NAME --data DIR`: a metric of a data folder, period by period: GET /api/v1/metrics/{name}, as it
// stands or as a table.
#include "cli/display.h"
#include "cli/reply.h"
#include "cli/table.h"
#include "metric/metric_cli.h"

// ---- the request ----

static const char *const passed[] = {"period", "from",    "to",       "as-of",   "window",   "amount", "segment",
                                     "by",     "compare", "currency", "analyse", "reported", NULL};

// What was given, as parameters.
void add_words(const CommandCall *call, Text *target)
{
    target_add_options(call, passed, target);
    for (size_t i = 0; i < call->options->givens; i++) {
        const OptionGiven *given = &call->options->given[i];
        if (!given->option) target_add(target, str_c(call->arena, given->name), given->value);
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
    static const char *const names[] = {"data", "database", "activity", "people", "decompose"};
    for (size_t i = 0; i < COUNT_OF(names); i++)
        if (option_given(options, names[i])) return true;
    for (size_t i = 0; passed[i]; i++)
        if (option_given(options, passed[i])) return true;
    return false;
}

// ---- a table of the answer ----

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
    return json_member(point, STR("previous"), &previous) ? shown_figure(print, metric->unit, previous, "value")
                                                          : STR("");
}

static bool is_reported(JsonValue points)
{
    JsonValue reported;
    return json_member(json_item(points, 0), STR("reported"), &reported);
}

static Str reported_text(const MetricPrint *print, const Metric *metric, JsonValue point)
{
    JsonValue reported;
    bool there = json_member(point, STR("reported"), &reported) && reported.type == JSON_OBJECT;
    return there ? shown_figure(print, metric->unit, reported, "value")
                 : str_of(said(print, PHRASE("not reported", "non rapporté")));
}

enum { COLUMNS_MAX = 11 };

static void add_column(TableColumn *columns, size_t *count, const char *name, bool number)
{
    columns[(*count)++] = (TableColumn){str_of(name), number};
}

static void print_points(const MetricPrint *print, const Metric *metric, JsonValue points)
{
    bool grouped = is_grouped(points), compared = is_compared(points), reported = is_reported(points);
    TableColumn columns[COLUMNS_MAX];
    size_t count = 0;
    if (grouped) add_column(columns, &count, said(print, PHRASE("by", "par")), false);
    add_column(columns, &count, said(print, PHRASE("period", "période")), false);
    add_column(columns, &count, said(print, PHRASE("value", "valeur")), true);
    add_column(columns, &count, said(print, PHRASE("95 % interval", "intervalle à 95\u202F%")), true);
    add_column(columns, &count, "n", true);
    if (compared) add_column(columns, &count, said(print, PHRASE("before", "avant")), true);
    if (compared) add_column(columns, &count, said(print, PHRASE("change", "écart")), true);
    if (reported) add_column(columns, &count, said(print, PHRASE("reported", "rapporté")), true);
    if (reported) add_column(columns, &count, said(print, PHRASE("restated by", "corrigé de")), true);
    if (reported) add_column(columns, &count, said(print, PHRASE("late events", "événements tardifs")), true);
    add_column(columns, &count, said(print, PHRASE("state", "état")), false);
    Table *table = table_new(print->arena, columns, count);
    JsonValue point;
    for (size_t cursor = 0; json_next(points, &cursor, NULL, &point);) {
        Str cells[COLUMNS_MAX];
        size_t cell = 0;
        if (grouped) cells[cell++] = shown_text(print, point, "by_label");
        cells[cell++] = shown_text(print, point, "period");
        cells[cell++] = shown_figure(print, metric->unit, point, "value");
        cells[cell++] = shown_interval(print, metric->unit, point);
        cells[cell++] = shown_count(print, point, "n");
        if (compared) cells[cell++] = earlier_text(print, metric, point);
        if (compared) cells[cell++] = shown_change(print, metric->unit, point, "change");
        if (reported) cells[cell++] = reported_text(print, metric, point);
        if (reported) cells[cell++] = shown_change(print, metric->unit, point, "restated");
        if (reported) cells[cell++] = shown_count(print, point, "late_events");
        cells[cell++] = state_text(print, point);
        table_row(table, cells);
    }
    table_print(table, print->width, print->out);
}

// The last point in plain words, with its range; and what has to be said of it.
static void print_last(const MetricPrint *print, JsonValue points)
{
    size_t count = json_count(points);
    if (count == 0 || is_grouped(points)) return;
    JsonValue last = json_item(points, count - 1);
    Str from = shown_text(print, last, "from"), to = shown_text(print, last, "to");
    Str range = str_format(print->arena, "%.*s..%.*s", STR_ARGS(from), STR_ARGS(to));
    Str note = shown_text(print, last, "note"), flag = shown_text(print, last, "benchmark_flag");
    Text line = text_in(print->arena);
    text_add(&line, shown_text(print, last, "sentence"));
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
        print_labelled(print, PHRASE("break points", "points de rupture"),
                       str_of(said(print, PHRASE("none", "aucun"))));
    for (size_t cursor = 0; json_next(breaks, &cursor, NULL, &one);)
        print_labelled(print, PHRASE("break point", "point de rupture"), shown_text(print, one, "from"));
}

static void print_analysis(const MetricPrint *print, JsonValue series)
{
    JsonValue analysis, group;
    if (!json_member(series, STR("analysis"), &analysis)) return;
    for (size_t cursor = 0; json_next(analysis, &cursor, NULL, &group);) {
        print_labelled(print, PHRASE("group", "groupe"), shown_text(print, group, "by_label"));
        print_breaks(print, group);
        print_labelled(print, PHRASE("trend", "tendance"), shown_text(print, group, "trend"));
    }
}

// What it is, how it was counted, and what was asked for.
static void print_basis(const MetricPrint *print, JsonValue series)
{
    JsonValue filters, notes, note;
    text_add_byte(print->out, '\n');
    print_labelled(print, PHRASE("definition", "définition"), shown_text(print, series, "definition"));
    print_labelled(print, PHRASE("formula", "formule"), shown_text(print, series, "formula"));
    print_labelled(print, PHRASE("unit", "unité"), shown_text(print, series, "unit"));
    print_labelled(print, PHRASE("left out", "exclusions"), shown_text(print, series, "exclusions"));
    print_labelled(print, PHRASE("source", "source"), shown_text(print, series, "source"));
    print_labelled(print, PHRASE("window", "fenêtre"), shown_text(print, series, "window_reason"));
    if (json_member(series, STR("filters"), &filters)) {
        print_labelled(print, PHRASE("segment", "segment"), shown_text(print, filters, "segment"));
        print_labelled(print, PHRASE("by", "par"), shown_text(print, filters, "by"));
        print_labelled(print, PHRASE("compared with", "comparé à"), shown_text(print, filters, "compare"));
    }
    if (json_member(series, STR("notes"), &notes))
        for (size_t cursor = 0; json_next(notes, &cursor, NULL, &note);)
            print_labelled(print, PHRASE("note", "remarque"), json_get_string(note, print->arena));
    if (json_member(series, STR("reported"), &filters))
        print_labelled(print, PHRASE("reported", "rapporté"), shown_text(print, filters, "made_at"));
    print_labelled(print, PHRASE("data as of", "données au"), shown_text(print, series, "data_as_of"));
    print_labelled(print, PHRASE("version", "version"), shown_text(print, series, "version"));
    print_labelled(print, PHRASE("hash", "empreinte"), shown_text(print, series, "hash"));
}

// Over which days, and who counts as a customer.
static Str terms_text(const MetricPrint *print, JsonValue series)
{
    double days;
    Str as_of = shown_text(print, series, "as_of"), zone = shown_text(print, series, "time_zone");
    if (!known_number(series, "window_days", &days))
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
