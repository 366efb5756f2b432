// audit_html_summary.c - what the file is, the figures at the top, and the findings.
#include "audit/audit_html_parts.h"
#include "chart/sparkline.h"

static void file_names(Report *report)
{
    const OrderReading *reading = &report->audit->reading;
    size_t shown = reading->files < FILES_SHOWN ? reading->files : FILES_SHOWN;
    html(report, "<p class=\"files\">");
    for (size_t i = 0; i < shown; i++) {
        if (i) html(report, ", ");
        html_name(report, say_file(report, &reading->file[i]));
    }
    if (shown < reading->files) {
        html(report, " ");
        html_text(report, say(report, PHRASE("and {0} more", "et {0} autres"),
                              say_number(report, (int64_t)(reading->files - shown))));
    }
    html(report, "</p>\n");
}

static void add_fact(Report *report, Str name, Str value)
{
    html(report, "<div>");
    html_in(report, "dt", name);
    html_in(report, "dd", value);
    html(report, "</div>");
}

static void file_facts(Report *report)
{
    const Audit *audit = report->audit;
    html(report, "<dl class=\"strip\">\n");
    add_fact(report, say(report, PHRASE("Period", "Période")),
             say(report, PHRASE("{0} to {1}", "{0} au {1}"), day_say(report->arena, report->locale, audit->first_day),
                 day_say(report->arena, report->locale, audit->last_day)));
    add_fact(report, say(report, PHRASE("Customers", "Clients")), say_number(report, audit->customers));
    add_fact(report, say(report, PHRASE("Orders", "Commandes")), say_number(report, audit->orders));
    add_fact(report, say(report, PHRASE("Revenue, net of refunds", "Chiffre d’affaires net")),
             say_money_round(report, audit->revenue));
    html(report, "</dl>\n");
}

static void headline_spark(Report *report, Str name)
{
    SparkPoint *points = arena_array(report->arena, SparkPoint, report->shown);
    for (size_t i = 0; i < report->shown; i++) {
        const AuditPeriod *period = &report->audit->period[report->first_shown + i];
        points[i].observed = headline_in_period(report->audit, name, period, &points[i].value);
    }
    sparkline(points, report->shown, report->out);
}

static void headline_basis(Report *report, const Headline *headline)
{
    html(report, "<p class=\"note\">");
    html_text(report, headline->period);
    if (headline->interval.size) {
        html(report, " · ");
        html_text(report,
                  say(report, PHRASE("{0} (95% interval)", "{0} (intervalle à 95\u202F%)"), headline->interval));
    }
    if (headline->n > 0) {
        html(report, " · ");
        html_text(report,
                  say(report, PHRASE("n\u00A0=\u00A0{0}", "n\u00A0=\u00A0{0}"), say_number(report, headline->n)));
        if (headline->n < RATE_SMALL_SAMPLE) {
            html(report, " · ");
            html_text(report, say(report, PHRASE("too few to tell", "trop peu pour conclure")));
        }
    }
    html(report, "</p>\n");
}

static void headline_card(Report *report, Str name)
{
    Headline headline;
    if (!headline_of(report->audit, name, report->arena, &headline)) return;
    html(report, "<div class=\"card figure\">\n<h3>");
    html_defined(report, str_c(report->arena, name), headline.label);
    html(report, "</h3>\n");
    if (headline.observed) {
        html_in(report, "p class=\"value\"", headline.value);
        headline_basis(report, &headline);
        headline_spark(report, name);
        html_in(report, "p", headline.sentence);
    } else {
        html_in(report, "p class=\"value later\"", say(report, PHRASE("not observed yet", "pas encore observé")));
        html_in(report, "p class=\"note\"", headline.sentence);
    }
    card_end(report);
}

void report_summary(Report *report)
{
    const Audit *audit = report->audit;
    static const Str usual[] = {STR("crr"), STR("churn"), STR("clv")};
    html(report, "<section id=\"summary\" aria-labelledby=\"summary-title\">\n");
    html_in(report, "h1 id=\"summary-title\"",
            say(report, PHRASE("How well you keep your customers", "Comment vous gardez vos clients")));
    file_names(report);
    file_facts(report);
    html_in(report, "h2 class=\"unseen\"", say(report, PHRASE("In short", "En bref")));
    html(report, "<div class=\"cards three\">\n");
    if (audit->options.headlines == 0)
        for (size_t i = 0; i < COUNT_OF(usual); i++) headline_card(report, usual[i]);
    for (size_t i = 0; i < audit->options.headlines; i++) headline_card(report, audit->options.headline[i]);
    html(report, "</div>\n");
    html_in(report, "p class=\"note\"", sentence_as_of(audit, report->arena));
    section_end(report);
}

// ---- findings ----

typedef struct SeverityLook {
    const char *style, *sign;
    Phrase word;
} SeverityLook;

static const SeverityLook looks[] = {
    [SEVERITY_INFORMATION] = {"information", "i", PHRASE("For information", "Pour information")},
    [SEVERITY_OPPORTUNITY] = {"opportunity", "↗", PHRASE("Opportunity", "Occasion")},
    [SEVERITY_WARNING] = {"warning", "!", PHRASE("Warning", "Attention")},
    [SEVERITY_CRITICAL] = {"critical", "!!", PHRASE("Critical", "Critique")},
};

static void finding_money(Report *report, const Finding *finding)
{
    if (!finding->has_value) return;
    html(report, "<p class=\"money\"><strong>");
    html_text(report, say_money_round(report, finding->value_at_stake));
    html(report, "</strong> ");
    html_text(report, say(report, finding->value_basis));
    html(report, "</p>\n");
}

static void finding_item(Report *report, const Finding *finding)
{
    const SeverityLook *look = &looks[finding->severity];
    text_addf(report->out,
              "<li class=\"card finding %s\">\n<p class=\"severity\"><span aria-hidden=\"true\">%s</span> ",
              look->style, look->sign);
    html_text(report, say(report, look->word));
    html(report, "</p>\n");
    html_in(report, "h3", finding->title);
    html_in(report, "p", finding->evidence);
    finding_money(report, finding);
    if (finding->action.size) {
        html(report, "<p class=\"action\"><strong>");
        html_text(report, say(report, PHRASE("First action:", "Première action\u00A0:")));
        html(report, "</strong> ");
        html_text(report, finding->action);
        html(report, "</p>\n");
    }
    html(report, "</li>\n");
}

void report_findings(Report *report)
{
    const Audit *audit = report->audit;
    if (audit->findings == 0) return;
    section_begin(report, "findings", say(report, PHRASE("What matters most", "À retenir")),
                  say(report, PHRASE("What is out of the ordinary first, then what could be won.",
                                     "D’abord ce qui sort de l’ordinaire, puis ce qui peut être gagné.")));
    html(report, "<ol class=\"findings\">\n");
    for (size_t i = 0; i < audit->findings; i++) finding_item(report, &audit->finding[i]);
    html(report, "</ol>\n");
    section_end(report);
}
