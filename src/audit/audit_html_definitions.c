// audit_html_definitions.c - what the figures of the report mean, in the words of the catalogue.
#include "audit/audit_html_parts.h"
#include "measure/catalogue.h"

static void add_line(Report *report, Phrase name, Phrase text)
{
    if (!text.in[report->locale][0]) return;
    html(report, "<p class=\"note\"><strong>");
    html_text(report, say(report, name));
    html(report, "</strong> ");
    html_text(report, say(report, text));
    html(report, "</p>\n");
}

static void add_inputs(Report *report, const Metric *metric)
{
    html(report, "<ul class=\"inputs\">\n");
    for (size_t i = 0; i < METRIC_INPUTS_MAX && metric->inputs[i].name; i++) {
        html(report, "<li><code>");
        html_text(report, str_of(metric->inputs[i].name));
        html(report, "</code> ");
        html_text(report, say(report, metric->inputs[i].meaning));
        html(report, "</li>\n");
    }
    html(report, "</ul>\n");
}

static void add_definition(Report *report, const Metric *metric)
{
    text_addf(report->out, "<div class=\"definition\" id=\"def-%s\">\n", metric->name);
    html_in(report, "h3", say(report, metric->label));
    html_in(report, "p", say(report, metric->definition));
    html_in(report, "p class=\"equation\" lang=\"en\"", str_of(metric->formula));
    if (metric->inputs[0].name) add_inputs(report, metric);
    add_line(report, PHRASE("Period:", "Période\u00A0:"), metric->period_rule);
    add_line(report, PHRASE("Left out:", "Exclus\u00A0:"), metric->exclusions);
    html(report, "</div>\n");
}

void report_definitions(Report *report)
{
    section_begin(report, "definitions", say(report, PHRASE("Definitions", "Définitions")),
                  say(report, PHRASE("What each underlined figure means, and how it is computed.",
                                     "Ce que signifie chaque chiffre souligné, et comment il est calculé.")));
    html(report, "<div class=\"card wide definitions\">\n");
    for (size_t i = 0; i < metric_count(); i++)
        if (metric_at(i)->in_audit) add_definition(report, metric_at(i));
    card_end(report);
    section_end(report);
}
