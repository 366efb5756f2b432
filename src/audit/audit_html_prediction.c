// audit_html_prediction.c - what customers will do, by the models, and whose business is in doubt.
#include <math.h>

#include "audit/audit_html_parts.h"

enum { AT_RISK_SHOWN = 25 };

static void add_line(Report *report, Phrase name, Str sentence)
{
    if (!sentence.size) return;
    html(report, "<dt>");
    html_text(report, say(report, name));
    html(report, "</dt>");
    html_in(report, "dd", sentence);
}

static void outlook_card(Report *report)
{
    const Audit *audit = report->audit;
    card_begin(report, "wide", NULL, say(report, PHRASE("Purchases to come, by model", "Achats à venir, par modèle")),
               sentence_model(audit, report->arena));
    html(report, "<dl>\n");
    add_line(report, PHRASE("Still customers", "Encore clients"), sentence_alive(audit, report->arena));
    add_line(report, PHRASE("Was the model right?", "Le modèle avait-il raison\u202F?"),
             sentence_holdout(audit, report->arena));
    html(report, "</dl>\n");
    card_end(report);
}

static void add_at_risk(Report *report, const AuditAtRisk *one)
{
    const Audit *audit = report->audit;
    row_begin_name(report, audit_customer_name(audit, one->customer, report->arena));
    cell(report, number_say_rate(report->arena, report->locale, one->alive, 0));
    cell(report, number_say(report->arena, report->locale, one->purchases, 1));
    if (audit->prediction.has_amounts) {
        cell(report, say_money_round(report, llround(one->future)));
        cell(report, say_money_round(report, llround(one->past + one->future)));
    } else {
        cell_unobserved(report);
        cell_unobserved(report);
    }
    cell(report, day_name(report->arena, one->last_order));
    html(report, "<td class=\"text wrap\">");
    html_text(report, say_at_risk(audit, one, report->arena));
    html(report, "</td>");
    row_end(report);
}

static void at_risk_card(Report *report)
{
    static const TableColumn columns[] = {{PHRASE("Customer", "Client"), NULL, true},
                                          {PHRASE("Still active", "Encore actif"), NULL, false},
                                          {PHRASE("Orders to come", "Commandes à venir"), NULL, false},
                                          {PHRASE("Their value", "Leur valeur"), NULL, false},
                                          {PHRASE("Past and future", "Passé et avenir"), "clv", false},
                                          {PHRASE("Last order", "Dernière commande"), NULL, false},
                                          {PHRASE("Why", "Pourquoi"), NULL, true}};
    const AuditPrediction *prediction = &report->audit->prediction;
    Str title = say(report, PHRASE("Customers at risk", "Clients à risque"));
    card_begin(report, "wide", NULL, title, sentence_at_risk(report->audit, report->arena));
    if (prediction->at_risks) {
        size_t shown = prediction->at_risks < AT_RISK_SHOWN ? prediction->at_risks : AT_RISK_SHOWN;
        table_begin(report, title, columns, COUNT_OF(columns));
        for (size_t i = 0; i < shown; i++) add_at_risk(report, &prediction->at_risk[i]);
        table_end(report);
        if (shown < prediction->at_risk_customers)
            html_in(
                report, "p class=\"note\"",
                say(report,
                    PHRASE("The {0} with the most money in doubt; --format json and csv hold {1}.",
                           "Les {0} dont le plus d’argent est en jeu\u202F; --format json et csv en contiennent {1}."),
                    say_number(report, (int64_t)shown), say_number(report, (int64_t)prediction->at_risks)));
    }
    card_end(report);
}

void report_prediction(Report *report)
{
    section_begin(report, "prediction", say(report, PHRASE("What customers will do", "Ce que feront vos clients")),
                  sentence_prediction(report->audit, report->arena));
    if (report->audit->prediction.observed) {
        outlook_card(report);
        at_risk_card(report);
    }
    section_end(report);
}
