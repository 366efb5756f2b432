// audit_html_value.c - what a customer is worth by the formula, and what follows from it.
#include <math.h>

#include "audit/audit_html_parts.h"
#include "chart/bar_chart.h"

// One factor of the formula, after its sign: its value, and below it what it is and in which unit.
static void add_factor(Report *report, const char *sign, const char *metric, Str value, Str name)
{
    html(report, "<div class=\"factor\"><span class=\"value\">");
    if (sign) text_addf(report->out, "<span class=\"sign\">%s</span> ", sign);
    html_text(report, value);
    html(report, "</span> <span class=\"name\">");
    html_defined(report, metric, name);
    html(report, "</span></div>\n");
}

static void lifetime_card(Report *report)
{
    const Audit *audit = report->audit;
    const LifetimeValue *lifetime = &audit->lifetime;
    card_begin(report, "wide", "clv", say(report, PHRASE("Lifetime value by formula", "Valeur vie par formule")),
               say(report, PHRASE("Revenue a customer brings over the whole relation, by the last year of the file.",
                                  "Chiffre d’affaires d’un client sur toute la relation, d’après la dernière année du "
                                  "fichier.")));
    if (!lifetime->observed) {
        html_in(report, "p class=\"empty\"", sentence_lifetime(audit, report->arena));
        card_end(report);
        return;
    }
    Str unit = say(report, unit_noun(audit->lifetime_unit)), units = say(report, unit_nouns(audit->lifetime_unit));
    html(report, "<div class=\"formula\">\n");
    add_factor(report, NULL, "aov", say_amount(audit, lifetime->average_order_value, report->arena),
               say(report, PHRASE("average order", "panier moyen")));
    add_factor(report, "×", "pf", number_say(report->arena, report->locale, lifetime->purchases_per_period, 2),
               say(report, PHRASE("orders per customer and {0}", "commandes par client et par {0}"), unit));
    add_factor(
        report, "×", NULL, number_say(report->arena, report->locale, lifetime->retention_periods, 1),
        say(report, PHRASE("{0}, the expected duration (1 / churn)", "{0}, durée attendue (1 / attrition)"), units));
    add_factor(report, "=", "clv", say_amount(audit, lifetime->value, report->arena),
               say(report, PHRASE("lifetime value, in revenue", "valeur vie, en chiffre d’affaires")));
    html(report, "</div>\n");
    if (audit->options.margin >= 0)
        html_in(report, "p",
                say(report,
                    PHRASE("In margin, at the {0} you gave: {1}.", "En marge, au taux donné de {0}\u00A0: {1}."),
                    say_rate(report, audit->options.margin),
                    say_amount(audit, lifetime->value * audit->options.margin, report->arena)));
    card_end(report);
}

static PeriodNumber forecast_period(const Audit *audit, int i)
{
    return audit->span.first + (PeriodNumber)audit->span.count + i;
}

static void forecast_chart(Report *report)
{
    const Audit *audit = report->audit;
    size_t count = (size_t)audit->forecast_periods;
    double per_major = (double)currency_minor_per_major(&audit->currency);
    Str *names = arena_array(report->arena, Str, count), *hints = arena_array(report->arena, Str, count);
    double *values = arena_array(report->arena, double, count);
    for (size_t i = 0; i < count; i++) {
        names[i] = period_say_short(report->arena, report->locale, audit->span.unit, forecast_period(audit, (int)i));
        values[i] = audit->forecast[i] / per_major;
        hints[i] = say(report, PHRASE("{0}: {1}", "{0}\u00A0: {1}"), names[i],
                       say_money_round(report, llround(audit->forecast[i])));
    }
    BarChart chart = {
        .label = sentence_forecast(audit, report->arena),
        .bars = count,
        .names = names,
        .hints = hints,
        .parts = 1,
        .part = {{say(report, PHRASE("Expected revenue", "Chiffre d’affaires attendu")), "a-hatched", values}}};
    double low, high;
    bar_chart_extent(&chart, &low, &high);
    chart.y = axis_of_values(low, high, 4);
    for (size_t i = 0; i < chart.y.ticks; i++)
        chart.y.label[i] = say_money_round(report, llround(chart.y.at[i] * per_major));
    bar_chart(&chart, report->out);
}

static void forecast_table(Report *report, Str title)
{
    static const TableColumn columns[] = {{PHRASE("Period", "Période"), NULL, true},
                                          {PHRASE("Expected revenue", "Chiffre d’affaires attendu"), NULL, false}};
    const Audit *audit = report->audit;
    details_as_table(report, title);
    table_begin(report, title, columns, COUNT_OF(columns));
    for (int i = 0; i < audit->forecast_periods; i++) {
        row_begin(report, period_say_short(report->arena, report->locale, audit->span.unit, forecast_period(audit, i)));
        cell(report, say_money_round(report, llround(audit->forecast[i])));
        row_end(report);
    }
    table_end(report);
    details_end(report);
}

static void forecast_card(Report *report)
{
    Str title =
        say(report, PHRASE("Revenue to come from today's customers", "Chiffre d’affaires à venir des clients actuels"));
    card_begin(report, "", "revenue_forecast", title, sentence_forecast(report->audit, report->arena));
    if (report->audit->forecast_observed) {
        forecast_chart(report);
        forecast_table(report, title);
    }
    card_end(report);
}

static void add_consequence(Report *report, const char *metric, Str name, Str sentence)
{
    html(report, "<dt>");
    html_defined(report, metric, name);
    html(report, "</dt>");
    html_in(report, "dd", sentence);
}

static void consequences_card(Report *report)
{
    const Audit *audit = report->audit;
    card_begin(
        report, "", NULL,
        say(report, PHRASE("What losing and keeping customers is worth", "Ce que valent les pertes et la fidélité")),
        STR(""));
    html(report, "<dl>\n");
    add_consequence(report, "lost_value", say(report, PHRASE("Cost of lost customers", "Coût des clients perdus")),
                    sentence_losses(audit, report->arena));
    add_consequence(report, "uplift",
                    say(report, PHRASE("One more point of retention", "Un point de rétention de plus")),
                    sentence_uplift(audit, report->arena));
    add_consequence(report, "replacement_need", say(report, PHRASE("Replacing the losses", "Remplacer les pertes")),
                    sentence_replacement(audit, report->arena));
    html(report, "</dl>\n");
    card_end(report);
}

void report_value(Report *report)
{
    section_begin(report, "value", say(report, PHRASE("What customers are worth", "Ce que valent vos clients")),
                  sentence_uplift(report->audit, report->arena));
    lifetime_card(report);
    html(report, "<div class=\"cards two\">\n");
    consequences_card(report);
    forecast_card(report);
    html(report, "</div>\n");
    section_end(report);
}
