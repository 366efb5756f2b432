// audit_html.c - the audit as one HTML file that needs nothing else: no network, no script, no font.
//
// The policy in its head forbids a browser to load or run anything, should a text of the file ever get past the
// escaping.
#include "audit/audit_html_parts.h"
#include "chart/markup.h"
#include "chart/style.h"

typedef struct Section {
    const char *id;
    Phrase name;
    void (*write)(Report *report);
} Section;

static const Section sections[] = {
    {"summary", PHRASE("In short", "En bref"), report_summary},
    {"findings", PHRASE("What matters most", "À retenir"), report_findings},
    {"retention", PHRASE("Retention and churn", "Rétention et attrition"), report_retention},
    {"balance", PHRASE("Won and lost", "Gagnés et perdus"), report_balance},
    {"cohorts", PHRASE("Cohorts", "Cohortes"), report_cohorts},
    {"survival", PHRASE("How long they stay", "Durée de la relation"), report_survival},
    {"rfm", PHRASE("Who they are", "Qui ils sont"), report_rfm},
    {"revenue", PHRASE("Revenue", "Chiffre d’affaires"), report_revenue},
    {"value", PHRASE("What they are worth", "Ce qu’ils valent"), report_value},
    {"prediction", PHRASE("What they will do", "Ce qu’ils feront"), report_prediction},
    {"groups", PHRASE("Where you keep them", "Où vous les gardez"), report_groups},
    {"data", PHRASE("Data quality", "Qualité des données"), report_reading},
    {"definitions", PHRASE("Definitions", "Définitions"), report_definitions},
};

static bool section_shown(const Audit *audit, const Section *section)
{
    if (section->write == report_groups) return audit->breakdowns > 0;
    if (section->write == report_prediction) return audit->prediction.asked;
    if (section->write == report_findings) return audit->findings > 0;
    return true;
}

static Str first_file(const Report *report)
{
    const OrderReading *reading = &report->audit->reading;
    return reading->files ? say_file(report, &reading->file[0]) : STR("");
}

static void add_head(Report *report)
{
    static const char *const languages[LOCALE_COUNT] = {[LOCALE_EN] = "en", [LOCALE_FR] = "fr"};
    text_addf(report->out, "<!DOCTYPE html>\n<html lang=\"%s\">\n<head>\n<meta charset=\"utf-8\">\n",
              languages[report->locale]);
    html(report,
         "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'; "
         "style-src-attr 'none'; img-src data:; base-uri 'none'; form-action 'none'\">\n"
         "<meta name=\"viewport\" content=\"width=device-width,initial-scale=1\">\n"
         "<meta name=\"referrer\" content=\"no-referrer\">\n"
         "<link rel=\"icon\" href=\"data:,\">\n");
    html_in(report, "title",
            say(report, PHRASE("Retention audit: {0}", "Audit de rétention\u00A0: {0}"), first_file(report)));
    html(report, "<style>\n");
    for (const char *const *part = audit_html_style; *part; part++) html(report, *part);
    html(report, chart_style);
    html(report, "</style>\n</head>\n");
}

static void add_rail(Report *report)
{
    html(report, "<a class=\"skip\" href=\"#main\">");
    html_text(report, say(report, PHRASE("Skip to the report", "Aller au rapport")));
    html(report, "</a>\n<div class=\"rail\"><div class=\"sticky\">\n<header class=\"brand\">"
                 "<svg viewBox=\"0 0 28 28\" aria-hidden=\"true\"><rect width=\"28\" height=\"28\" rx=\"7\"/>"
                 "<path d=\"M6 7c1.5 8 6 11 13 11.5\"/><circle cx=\"20.5\" cy=\"18.5\" r=\"2.5\"/></svg> "
                 "Fidèle</header>\n<nav class=\"contents\" aria-label=\"");
    html_text(report, say(report, PHRASE("Contents", "Sommaire")));
    html(report, "\"><ul>\n");
    for (size_t i = 0; i < COUNT_OF(sections); i++) {
        if (!section_shown(report->audit, &sections[i])) continue;
        text_addf(report->out, "<li><a href=\"#%s\">", sections[i].id);
        html_text(report, say(report, sections[i].name));
        html(report, "</a></li>\n");
    }
    html(report, "</ul></nav>\n</div></div>\n");
}

// A word of a command line, fit to be pasted into a shell.
static Str shell_word(const Report *report, Str word)
{
    Text quoted = text_in(report->arena);
    text_add_byte(&quoted, '\'');
    for (size_t i = 0; i < word.size; i++) {
        if (word.data[i] == '\'')
            text_add(&quoted, STR("'\\''"));
        else
            text_add_byte(&quoted, word.data[i]);
    }
    text_add_byte(&quoted, '\'');
    return text_str(&quoted);
}

static Str period_option(const Report *report)
{
    const AuditOptions *options = &report->audit->options;
    if (!options->custom_period) return period_unit_name(options->unit);
    return str_format(report->arena, "%.*s..%.*s", STR_ARGS(day_name(report->arena, options->custom_first)),
                      STR_ARGS(day_name(report->arena, options->custom_last)));
}

// What was chosen by itself is named too, so that the same figures come out of a file that has grown since.
static Str command_line(const Report *report)
{
    const Audit *audit = report->audit;
    Text line = text_in(report->arena);
    text_add(&line, STR("fidele audit"));
    for (size_t i = 0; i < audit->reading.files && i < FILES_SHOWN; i++) {
        Str word = shell_word(report, say_name(report, audit->reading.file[i].source.name));
        text_addf(&line, " %.*s", STR_ARGS(word));
    }
    text_addf(&line, " --period %.*s", STR_ARGS(period_option(report)));
    text_addf(&line, " --as-of %.*s", STR_ARGS(day_name(report->arena, audit->as_of)));
    if (audit->window.days == 0)
        text_add(&line, STR(" --window period"));
    else
        text_addf(&line, " --window %d", audit->window.days);
    if (audit->prediction.asked) text_addf(&line, " --horizon %d", audit->prediction.horizon_days);
    if (audit->options.calibrated)
        text_addf(&line, " --calibration-end %.*s", STR_ARGS(day_name(report->arena, audit->options.calibration_end)));
    if (audit->options.read.layout.columns.size)
        text_addf(&line, " --columns %.*s",
                  STR_ARGS(shell_word(report, say_name(report, audit->options.read.layout.columns))));
    text_addf(&line, " --format html --locale %s", report->locale == LOCALE_FR ? "fr" : "en");
    return text_str(&line);
}

static void add_footer(Report *report)
{
    html(report, "<footer>\n");
    html_in(report, "p",
            say(report,
                PHRASE("Fidèle {0}. This file needs no network and sends nothing anywhere.",
                       "Fidèle {0}. Ce fichier n’a besoin d’aucun réseau et n’envoie rien nulle part."),
                STR(FIDELE_VERSION)));
    html(report, "<p>");
    html_text(report, say(report, PHRASE("To compute it again:", "Pour le recalculer\u00A0:")));
    html(report, " <code>");
    html_text(report, command_line(report));
    html(report, "</code></p>\n</footer>\n");
}

void audit_html(const Audit *audit, Arena *arena, Text *out)
{
    size_t shown = audit->periods < PERIODS_SHOWN ? audit->periods : PERIODS_SHOWN;
    Report report = {.audit = audit,
                     .arena = arena,
                     .out = out,
                     .locale = audit->options.locale,
                     .first_shown = audit->periods - shown,
                     .shown = shown};
    add_head(&report);
    html(&report, "<body>\n");
    add_rail(&report);
    html(&report, "<main id=\"main\" tabindex=\"-1\">\n");
    chart_patterns(out);
    for (size_t i = 0; i < COUNT_OF(sections); i++)
        if (section_shown(audit, &sections[i])) sections[i].write(&report);
    html(&report, "</main>\n");
    add_footer(&report);
    html(&report, "</body>\n</html>\n");
}
