// audit_html_groups.c - the same figures by product, channel, country …: where the business keeps its customers.
#include <math.h>

#include "audit/audit_html_parts.h"

static void group_heading(Report *report, const AuditGroup *group)
{
    if (group->other)
        row_begin(report, say(report, PHRASE("all others", "tous les autres")));
    else if (group->name.size == 0)
        row_begin(report, say(report, PHRASE("(none)", "(aucun)")));
    else
        row_begin_name(report, group->name);
}

// A difference always has its sign.
static Str say_change(const Report *report, double difference)
{
    Str points = number_say_points(report->arena, report->locale, difference, 1);
    return difference > 0 ? say(report, PHRASE("+{0}", "+{0}"), points) : points;
}

static void group_row(Report *report, const AuditBreakdown *breakdown, const AuditGroup *group)
{
    group_heading(report, group);
    cell_count(report, group->customers);
    cell_rate(report, group->retention);
    cell_interval(report, group->retention);
    cell_rate(report, group->retention_before);
    if (breakdown->change_observed)
        cell(report, say_change(report, group->change.rate_effect + group->change.mix_effect));
    else
        cell_unobserved(report);
    cell_rate(report, group->repeat_purchase);
    cell(report, say_money_round(report, group->revenue));
    if (group->orders)
        cell(report, say_amount(report->audit, group->average_order_value, report->arena));
    else
        cell_unobserved(report);
    if (group->value.observed)
        cell(report, say_amount(report->audit, group->value.value, report->arena));
    else
        cell_unobserved(report);
    cell_count(report, group->lost);
    if (report->audit->lifetime.observed)
        cell(report, say_money_round(report, group->lost_value));
    else
        cell_unobserved(report);
    row_end(report);
}

static Str sentence_change(const Report *report, const AuditBreakdown *breakdown)
{
    if (!breakdown->change_observed)
        return say(report, PHRASE("Customers are counted where they placed their first order.",
                                  "Les clients sont comptés là où ils ont passé leur première commande."));
    return say(report,
               PHRASE("Customers are counted where they placed their first order. Retention moved by {0} since the "
                      "period before; the column “Part of the change” says how much of it comes from each.",
                      "Les clients sont comptés là où ils ont passé leur première commande. La rétention a bougé de "
                      "{0} depuis la période précédente\u00A0; la colonne «\u00A0Part du changement\u00A0» dit ce qui "
                      "vient de chacun."),
               say_change(report, breakdown->total_change));
}

static void breakdown_card(Report *report, const AuditBreakdown *breakdown)
{
    static const TableColumn columns[] = {
        {PHRASE("Value", "Valeur"), NULL, true},
        {PHRASE("Customers", "Clients"), NULL, false},
        {PHRASE("Retention", "Rétention"), "crr", false},
        {PHRASE("95% interval", "Intervalle à 95\u202F%"), NULL, false},
        {PHRASE("Period before", "Période d’avant"), NULL, false},
        {PHRASE("Part of the change", "Part du changement"), "change_by_segment", false},
        {PHRASE("Ordered twice", "Ont recommandé"), "rpr", false},
        {PHRASE("Revenue", "Chiffre d’affaires"), NULL, false},
        {PHRASE("Average order", "Panier moyen"), "aov", false},
        {PHRASE("Lifetime value", "Valeur vie"), "clv", false},
        {PHRASE("Lost", "Perdus"), NULL, false},
        {PHRASE("Cost of losses", "Coût des pertes"), "lost_value", false}};
    html(report, "<div class=\"card wide\">\n<h3>");
    html_text(report, say(report, PHRASE("By", "Par")));
    html(report, " ");
    html_name(report, breakdown->dimension);
    html(report, "</h3>\n");
    html_in(report, "p class=\"note\"", sentence_change(report, breakdown));
    table_begin(report, say(report, PHRASE("By {0}", "Par {0}"), say_name(report, breakdown->dimension)), columns,
                COUNT_OF(columns));
    for (size_t i = 0; i < breakdown->groups; i++) group_row(report, breakdown, &breakdown->group[i]);
    table_end(report);
    card_end(report);
}

void report_groups(Report *report)
{
    const Audit *audit = report->audit;
    if (audit->breakdowns == 0) return;
    section_begin(report, "groups", say(report, PHRASE("Where you keep them", "Où vous les gardez")),
                  say(report, PHRASE("The same figures by the other columns of the file.",
                                     "Les mêmes chiffres selon les autres colonnes du fichier.")));
    for (size_t i = 0; i < audit->breakdowns; i++) breakdown_card(report, &audit->breakdown[i]);
    section_end(report);
}
