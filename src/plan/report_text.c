#include "plan/report_text.h"

#include <math.h>

#include "base/csv.h"
#include "base/number.h"
#include "chart/markup.h"
#include "workspace/workspace.h"

#define SOFT "color:#5a5a63"

typedef struct Page {
    const ReportFrame *frame;
    Locale locale;
    Arena *arena;
    Text html, plain;
    const ReportPart *part; // that is being written
} Page;

#define say(page, ...) phrase_say((page)->arena, (page)->locale, __VA_ARGS__)

static void html(Page *page, const char *text)
{
    text_add(&page->html, str_of(text));
}

static void element(Page *page, const char *tag, const char *style, Str content)
{
    text_addf(&page->html, "<%s style=\"%s\">", tag, style);
    markup_add(&page->html, content);
    text_addf(&page->html, "</%s>", tag);
}

// ---- one figure ----

static FigureNumber number_of(const Page *page, uint32_t group, uint32_t period)
{
    return figure_number(&page->part->answer, answer_value(&page->part->answer, group, period));
}

static Str say_value(const Page *page, double value)
{
    const MetricAnswer *answer = &page->part->answer;
    return figure_say(page->arena, page->locale, answer->metric, &answer->table.currency, value);
}

static Str say_figure(const Page *page, const FigureNumber *number)
{
    if (!number->observed) return say(page, PHRASE("not observed yet", "pas encore observé"), );
    return say_value(page, number->value);
}

static Str say_interval(const Page *page, const FigureNumber *number)
{
    if (!number->observed || !number->has_interval) return STR("");
    return say(page, PHRASE("{0} to {1}", "{0} à {1}"), say_value(page, number->low), say_value(page, number->high));
}

static Str say_n(const Page *page, const FigureNumber *number)
{
    enum { TOO_FEW = 30 };
    if (!number->observed || !number->has_n) return STR("");
    Str count = number_say_count(page->arena, page->locale, number->n);
    return number->n < TOO_FEW ? say(page, PHRASE("{0}: too few to tell", "{0}\u00A0: trop peu pour conclure"), count)
                               : count;
}

static Str say_change(const Page *page, const FigureNumber *before, const FigureNumber *number)
{
    const MetricAnswer *answer = &page->part->answer;
    if (!before->observed || !number->observed) return STR("");
    return figure_say_difference(page->arena, page->locale, answer->metric, &answer->table.currency,
                                 number->value - before->value);
}

static Str say_period(const Page *page, uint32_t period)
{
    const PeriodSpan *span = &page->part->answer.table.span;
    return period_say(page->arena, page->locale, span->unit, span->first + (PeriodNumber)period);
}

static Str group_label(const Page *page, uint32_t group)
{
    const MetricTable *table = &page->part->answer.table;
    if (!table->group) return STR("");
    return table->group[group].label.size ? table->group[group].label : say(page, PHRASE("(none)", "(aucun)"), );
}

// ---- tables ----

// A bar of a table's cell: what every mail program draws.
static void add_bar(Page *page, double value, double most)
{
    enum { PIXELS = 120 };
    int width = most > 0 && value > 0 ? (int)lround(value / most * PIXELS) : 0;
    html(page, "<td style=\"padding:3px 0;width:124px\">");
    if (width > 0)
        text_addf(
            &page->html,
            "<table role=\"presentation\" cellpadding=\"0\" cellspacing=\"0\"><tr><td width=\"%d\" height=\"10\" "
            "bgcolor=\"#4b5fc0\" style=\"width:%dpx;height:10px;background:#4b5fc0;font-size:1px;line-height:1px\">"
            "&nbsp;</td></tr></table>",
            width, width);
    html(page, "</td>");
}

static double highest(const Page *page, uint32_t groups)
{
    const MetricTable *table = &page->part->answer.table;
    double most = 0;
    for (uint32_t g = 0; g < groups; g++)
        for (uint32_t p = 0; p < table->span.count; p++) {
            FigureNumber number = number_of(page, g, p);
            if (number.observed) most = fmax(most, number.value);
        }
    return most;
}

static void add_heading_row(Page *page, Str first)
{
    static const char style[] = "text-align:left;padding:3px 16px 3px 0;font-weight:normal;border-bottom:1px solid "
                                "#d4d4dc;" SOFT;
    html(page, "<tr>");
    element(page, "th", style, first);
    element(page, "th", style, say(page, PHRASE("value", "valeur"), ));
    element(page, "th", style, STR(""));
    element(page, "th", style, say(page, PHRASE("95% interval", "intervalle à 95\u202F%"), ));
    element(page, "th", style, STR("n"));
    html(page, "</tr>");
}

static void add_row(Page *page, Str name, const FigureNumber *number, double most)
{
    static const char style[] = "padding:3px 16px 3px 0;vertical-align:top";
    html(page, "<tr>");
    element(page, "td", style, name);
    element(page, "td", number->observed ? "padding:3px 16px 3px 0;text-align:right;white-space:nowrap" : SOFT,
            say_figure(page, number));
    add_bar(page, number->observed ? number->value : 0, most);
    element(page, "td", "padding:3px 16px;white-space:nowrap;" SOFT, say_interval(page, number));
    element(page, "td", "padding:3px 0;" SOFT, say_n(page, number));
    html(page, "</tr>");
    phrase_add(&page->plain, page->locale, PHRASE("  {0}: {1}", "  {0}\u00A0: {1}"),
               (const Str[]){name, say_figure(page, number)}, 2);
    Str interval = say_interval(page, number), n = say_n(page, number);
    if (interval.size) text_addf(&page->plain, " (%.*s; n = %.*s)", STR_ARGS(interval), STR_ARGS(n));
    text_add_byte(&page->plain, '\n');
}

static void begin_table(Page *page)
{
    html(page, "<table style=\"border-collapse:collapse;font-size:14px;margin:8px 0 4px\">");
}

static void add_periods(Page *page)
{
    const MetricTable *table = &page->part->answer.table;
    double most = highest(page, 1);
    begin_table(page);
    add_heading_row(page, say(page, PHRASE("period", "période"), ));
    for (uint32_t p = 0; p < table->span.count; p++) {
        FigureNumber number = number_of(page, 0, p);
        add_row(page, say_period(page, p), &number, most);
    }
    html(page, "</table>");
}

static void add_groups(Page *page)
{
    enum { GROUPS_SHOWN = 40 };
    const MetricTable *table = &page->part->answer.table;
    double most = highest(page, table->groups);
    begin_table(page);
    add_heading_row(page, figures_parameter(page->part->ask.parameters, "by", page->arena));
    for (uint32_t g = 0; g < table->groups && g < GROUPS_SHOWN; g++) {
        FigureNumber number = number_of(page, g, table->span.count - 1);
        add_row(page, group_label(page, g), &number, most);
    }
    html(page, "</table>");
    if (table->groups > GROUPS_SHOWN)
        element(page, "p", "margin:0;" SOFT,
                say(page,
                    PHRASE("The others are in the CSV file.", "Les autres sont dans le "
                                                              "fichier CSV."), ));
}

// ---- a metric ----

static void add_value(Page *page)
{
    const MetricTable *table = &page->part->answer.table;
    uint32_t last = table->span.count - 1;
    FigureNumber number = number_of(page, 0, last), before = {0};
    if (last > 0) before = number_of(page, 0, last - 1);
    Str change = say_change(page, &before, &number);
    html(page, "<p style=\"font-size:24px;margin:4px 0\">");
    markup_add(&page->html, say_figure(page, &number));
    if (change.size) {
        html(page, " <span style=\"font-size:14px;" SOFT "\">");
        markup_add(
            &page->html,
            say(page, PHRASE("{0} against the period before", "{0} par rapport à la période précédente"), change));
        html(page, "</span>");
    }
    html(page, "</p>");
}

static void add_notes(Page *page)
{
    const MetricAnswer *answer = &page->part->answer;
    const MetricTable *table = &answer->table;
    for (size_t i = 0; i < table->notes; i++) {
        element(page, "p", "margin:2px 0;font-size:13px;" SOFT, table->note[i]);
        text_addf(&page->plain, "  %.*s\n", STR_ARGS(table->note[i]));
    }
    if (table->unconverted)
        element(page, "p", "margin:2px 0;font-size:13px;" SOFT,
                say(page,
                    PHRASE("{0} amounts in a currency without a rate are not counted.",
                           "{0} montants dans une devise sans taux ne sont pas comptés."),
                    number_say_count(page->arena, page->locale, (int64_t)table->unconverted)));
}

static void add_part(Page *page)
{
    const MetricAnswer *answer = &page->part->answer;
    const Metric *metric = answer->metric;
    Str label = str_of(metric->label.in[page->locale]), definition = str_of(metric->definition.in[page->locale]);
    Str segment = figures_parameter(page->part->ask.parameters, "segment", page->arena);
    element(page, "h2", "font-size:17px;margin:28px 0 2px", label);
    element(page, "p", "margin:0;font-size:13px;" SOFT, definition);
    text_addf(&page->plain, "\n%.*s\n  %.*s\n", STR_ARGS(label), STR_ARGS(definition));
    if (segment.size) {
        Str who = say(page, PHRASE("Segment: {0}", "Segment\u00A0: {0}"), segment);
        element(page, "p", "margin:2px 0;font-size:13px;" SOFT, who);
        text_addf(&page->plain, "  %.*s\n", STR_ARGS(who));
    }
    if (answer->table.span.count == 0 || answer->table.groups == 0) {
        element(page, "p", "margin:8px 0", say(page, PHRASE("not observed yet", "pas encore observé"), ));
        return;
    }
    if (answer->table.group) {
        add_groups(page);
    } else {
        add_value(page);
        add_periods(page);
    }
    add_notes(page);
}

// ---- the whole ----

static Str reported(const Page *page)
{
    const ReportFrame *frame = page->frame;
    return period_say(page->arena, page->locale, frame->report->period,
                      period_of_day(frame->report->period, frame->first));
}

static Str made_sentence(const Page *page)
{
    const ReportFrame *frame = page->frame;
    return say(page,
               PHRASE("Figures as they were known on {0}, days in the time zone {1}.",
                      "Chiffres tels qu’ils étaient connus le {0}, jours dans le fuseau {1}."),
               day_say(page->arena, page->locale, frame->today), frame->time_zone);
}

static Str missed_sentence(const Page *page)
{
    int64_t missed = page->frame->missed;
    if (!missed) return STR("");
    return missed == 1 ? say(page,
                             PHRASE("One report before this one was not made: the server was not running then.",
                                    "Un rapport précédent n’a pas été fait\u00A0: le serveur ne fonctionnait pas."), )
                       : say(page,
                             PHRASE("{0} reports before this one were not made: the server was not running then.",
                                    "{0} rapports précédents n’ont pas été faits\u00A0: le serveur ne fonctionnait "
                                    "pas."),
                             number_say_count(page->arena, page->locale, missed));
}

static void add_head(Page *page, Str title)
{
    text_addf(&page->html,
              "<!doctype html><html lang=\"%.*s\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" "
              "content=\"width=device-width\"><title>",
              STR_ARGS(locale_name(page->locale)));
    markup_add(&page->html, title);
    html(page, "</title></head><body style=\"margin:0;padding:24px;background:#ffffff;color:#1b1b1f;"
               "font:15px/1.5 system-ui,Arial,sans-serif\">");
    element(page, "h1", "font-size:22px;margin:0", title);
    text_addf(&page->plain, "%.*s\n", STR_ARGS(title));
    Str sentences[] = {made_sentence(page), missed_sentence(page)};
    for (size_t i = 0; i < COUNT_OF(sentences); i++) {
        if (!sentences[i].size) continue;
        element(page, "p", "margin:4px 0;" SOFT, sentences[i]);
        text_addf(&page->plain, "%.*s\n", STR_ARGS(sentences[i]));
    }
}

// ---- CSV ----

static void add_csv_number(Text *csv, bool has, double number)
{
    enum { DIGITS = 12 };
    csv_add_number(csv, has ? number_decimal(csv->arena, number, DIGITS) : STR(""));
}

static void add_csv_figure(Text *csv, const Page *page, uint32_t group, uint32_t period)
{
    const MetricAnswer *answer = &page->part->answer;
    FigureNumber number = number_of(page, group, period);
    Day last = figures_last_day(answer, period);
    bool complete = last < page->frame->today;
    csv_add(csv, str_of(answer->metric->name));
    csv_add(csv, answer_period_name(answer, &answer->table, period));
    csv_add(csv, day_name(page->arena, figures_first_day(answer, period)));
    csv_add(csv, day_name(page->arena, last));
    csv_add(csv, answer->table.group ? answer->table.group[group].key : STR(""));
    csv_add(csv, unit_name(answer->metric->unit));
    csv_add(csv, unit_is_amount(answer->metric->unit) ? str_of(answer->table.currency.code) : STR(""));
    add_csv_number(csv, number.observed, number.value);
    add_csv_number(csv, number.observed && number.has_interval, number.low);
    add_csv_number(csv, number.observed && number.has_interval, number.high);
    csv_add_number(csv,
                   number.observed && number.has_n ? str_format(page->arena, "%lld", (long long)number.n) : STR(""));
    csv_add(csv, !number.observed ? STR("not_observed") : complete ? STR("complete") : STR("incomplete"));
    csv_add(csv, page->part->ask.parameters);
    csv_end_record(csv);
}

static Str csv_of(Page *page)
{
    static const char *const columns[] = {"metric", "period", "from", "to", "group", "unit",      "currency",
                                          "value",  "low",    "high", "n",  "state", "parameters"};
    Text csv = text_in(page->arena);
    for (size_t i = 0; i < COUNT_OF(columns); i++) csv_add(&csv, str_of(columns[i]));
    csv_end_record(&csv);
    for (size_t i = 0; i < page->frame->parts; i++) {
        page->part = &page->frame->part[i];
        const MetricTable *table = &page->part->answer.table;
        for (uint32_t g = 0; g < table->groups; g++)
            for (uint32_t p = 0; p < table->span.count; p++) add_csv_figure(&csv, page, g, p);
    }
    return text_str(&csv);
}

ReportText report_text(const ReportFrame *frame, Arena *arena)
{
    Page page = {.frame = frame, .locale = frame->report->locale, .arena = arena};
    page.html = text_in(arena);
    page.plain = text_in(arena);
    Str title =
        phrase_say(arena, page.locale, PHRASE("{0}: {1}", "{0}\u00A0: {1}"), frame->report->name, reported(&page));
    add_head(&page, title);
    for (size_t i = 0; i < frame->parts; i++) {
        page.part = &frame->part[i];
        add_part(&page);
    }
    html(&page, "</body></html>\n");
    Str subject =
        frame->workspace.size ? str_format(arena, "[%.*s] %.*s", STR_ARGS(frame->workspace), STR_ARGS(title)) : title;
    return (ReportText){
        .subject = subject, .html = text_str(&page.html), .plain = text_str(&page.plain), .csv = csv_of(&page)};
}
