// audit_html_revenue.c - revenue of new and returning customers, how it is concentrated, how steady it is.
#include <math.h>

#include "audit/audit_html_parts.h"
#include "chart/bar_chart.h"

static const AuditPeriod *shown_period(const Report *report, size_t i)
{
    return &report->audit->period[report->first_shown + i];
}

static int64_t first_revenue(const AuditPeriod *period)
{
    return period->revenue - period->returning_revenue;
}

static Str revenue_hint(const Report *report, const AuditPeriod *period)
{
    return say(report,
               PHRASE("{0}: {1} of first orders, {2} of later ones",
                      "{0}\u00A0: {1} de premières commandes, {2} de suivantes"),
               say_this_period(report, period), say_money_round(report, first_revenue(period)),
               say_money_round(report, period->returning_revenue));
}

static Axis money_axis(const Report *report, const BarChart *chart, double per_major)
{
    double low, high;
    bar_chart_extent(chart, &low, &high);
    Axis axis = axis_of_values(low, high, 5);
    for (size_t i = 0; i < axis.ticks; i++)
        axis.label[i] = say_money_round(report, (int64_t)llround(axis.at[i] * per_major));
    return axis;
}

static void revenue_chart(Report *report, Str label)
{
    double per_major = (double)currency_minor_per_major(&report->audit->currency);
    double *first = arena_array(report->arena, double, report->shown);
    double *later = arena_array(report->arena, double, report->shown);
    Str *names = arena_array(report->arena, Str, report->shown),
        *hints = arena_array(report->arena, Str, report->shown);
    for (size_t i = 0; i < report->shown; i++) {
        const AuditPeriod *period = shown_period(report, i);
        later[i] = (double)period->returning_revenue / per_major;
        first[i] = (double)first_revenue(period) / per_major;
        names[i] = say_this_period(report, period);
        hints[i] = revenue_hint(report, period);
    }
    BarChart chart = {.label = label,
                      .full = true,
                      .bars = report->shown,
                      .names = names,
                      .hints = hints,
                      .parts = 2,
                      .part = {{say(report, PHRASE("Returning customers", "Clients de retour")), "a", later},
                               {say(report, PHRASE("First orders", "Premières commandes")), "a-hatched", first}},
                      .last_provisional = !shown_period(report, report->shown - 1)->complete};
    chart.y = money_axis(report, &chart, per_major);
    bar_chart(&chart, report->out);
}

static void revenue_table(Report *report, Str title)
{
    static const TableColumn columns[] = {{PHRASE("Period", "Période"), NULL, true},
                                          {PHRASE("Revenue", "Chiffre d’affaires"), NULL, false},
                                          {PHRASE("Returning customers", "Clients de retour"), NULL, false},
                                          {PHRASE("First orders", "Premières commandes"), NULL, false}};
    details_as_table(report, title);
    table_begin(report, title, columns, COUNT_OF(columns));
    for (size_t i = 0; i < report->shown; i++) {
        const AuditPeriod *period = shown_period(report, i);
        row_begin_period(report, period);
        cell_money(report, period->revenue);
        cell_money(report, period->returning_revenue);
        cell_money(report, first_revenue(period));
        row_end(report);
    }
    table_end(report);
    details_end(report);
}

static void revenue_card(Report *report)
{
    Str title = say(report, PHRASE("Revenue, new and returning", "Chiffre d’affaires, nouveau et de retour"));
    card_begin(
        report, "wide", NULL, title,
        say(report, PHRASE("Revenue of each period: first orders, and orders of customers who came back; refunds "
                           "taken off.",
                           "Chiffre d’affaires de chaque période\u00A0: premières commandes, et commandes des clients "
                           "revenus\u00A0; remboursements déduits.")));
    if (report->shown) {
        revenue_chart(report, sentence_returning(report->audit, report->arena));
        revenue_table(report, title);
    }
    card_end(report);
}

static void top_row(Report *report, Customer customer)
{
    const Audit *audit = report->audit;
    row_begin_name(report, audit->columns.ids[customer]);
    cell_money(report, audit->summaries.amount[customer]);
    cell_count(report, audit->summaries.orders[customer]);
    cell(report, day_say(report->arena, report->locale, second_day(audit->summaries.last[customer])));
    cell_text(report, audit_customer_active(audit, customer) ? say(report, PHRASE("active", "actif"))
                                                             : say(report, PHRASE("lost", "perdu")));
    row_end(report);
}

static void top_table(Report *report)
{
    static const TableColumn columns[] = {{PHRASE("Customer", "Client"), NULL, true},
                                          {PHRASE("Revenue", "Chiffre d’affaires"), NULL, false},
                                          {PHRASE("Orders", "Commandes"), NULL, false},
                                          {PHRASE("Last order", "Dernière commande"), NULL, false},
                                          {PHRASE("State", "État"), NULL, true}};
    const Audit *audit = report->audit;
    size_t shown = audit->tops < TOP_SHOWN ? audit->tops : TOP_SHOWN;
    if (shown == 0) return;
    Str title = say(report, PHRASE("The best customers", "Les meilleurs clients"));
    details_begin(
        report,
        say(report, PHRASE("List the best {0}", "Lister les {0} meilleurs"), say_number(report, (int64_t)shown)),
        title);
    table_begin(report, title, columns, COUNT_OF(columns));
    for (size_t i = 0; i < shown; i++) top_row(report, audit->top[i]);
    table_end(report);
    details_end(report);
}

static void concentration_card(Report *report)
{
    const Audit *audit = report->audit;
    card_begin(report, "", "concentration", say(report, PHRASE("Concentration", "Concentration")), STR(""));
    html_in(report, "p", sentence_concentration(audit, report->arena));
    if (audit->profit_concentration.observed)
        html_in(report, "p",
                say(report, PHRASE("They bring {0} of the profit.", "Les plus rentables apportent {0} du bénéfice."),
                    say_rate(report, audit->profit_concentration.value_share)));
    top_table(report);
    card_end(report);
}

void report_revenue(Report *report)
{
    const Audit *audit = report->audit;
    section_begin(report, "revenue", say(report, PHRASE("Revenue", "Chiffre d’affaires")),
                  sentence_returning(audit, report->arena));
    revenue_card(report);
    html(report, "<div class=\"cards two\">\n");
    concentration_card(report);
    card_begin(report, "", "resilience", say(report, PHRASE("Steadiness", "Régularité")), STR(""));
    html_in(report, "p", sentence_resilience(audit, report->arena));
    card_end(report);
    html(report, "</div>\n");
    section_end(report);
}
