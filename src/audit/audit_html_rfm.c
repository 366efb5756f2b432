// audit_html_rfm.c - the grid of recency against frequency and spending, and the eleven groups made of it.
#include "audit/audit_html_parts.h"
#include "chart/heat_table.h"

enum { SCORES = 5 };

static int64_t grid_most(const Audit *audit)
{
    int64_t most = 0;
    for (int recency = 0; recency < SCORES; recency++)
        for (int worth = 0; worth < SCORES; worth++) most = larger(most, audit->rfm_grid[recency][worth]);
    return most;
}

// `worth` is the mean of frequency and monetary scores.
static HeatCell grid_cell(const Report *report, int recency, int worth, int64_t most)
{
    const Audit *audit = report->audit;
    int64_t customers = audit->rfm_grid[recency - 1][worth - 1];
    RfmGroup group = rfm_group(recency, worth, worth);
    return (HeatCell){.state = customers ? HEAT_SHADED : HEAT_PLAIN,
                      .shade = heat_shade((double)customers, 0, (double)most + 1),
                      .text = say_number(report, customers),
                      .note = say(report, rfm_group_label(group)),
                      .hint = say(report, PHRASE("{0} of revenue", "{0} de chiffre d’affaires"),
                                  say_money_round(report, audit->rfm_grid_revenue[recency - 1][worth - 1]))};
}

static void grid_card(Report *report)
{
    Str title = say(report, PHRASE("Customers by recency and worth", "Clients par récence et valeur"));
    Str columns[SCORES], rows[SCORES];
    HeatCell cells[SCORES * SCORES];
    int64_t most = grid_most(report->audit);
    for (int i = 0; i < SCORES; i++) {
        columns[i] = say(report, PHRASE("R {0}", "R {0}"), say_number(report, i + 1));
        rows[i] = say(report, PHRASE("FM {0}", "FM {0}"), say_number(report, SCORES - i));
        for (int recency = 1; recency <= SCORES; recency++)
            cells[i * SCORES + recency - 1] = grid_cell(report, recency, SCORES - i, most);
    }
    HeatTable table = {.style = "grid",
                       .corner = say(report, PHRASE("Score", "Score")),
                       .columns = SCORES,
                       .rows = SCORES,
                       .column = columns,
                       .row = rows,
                       .cells = cells};
    Str sentence =
        say(report, PHRASE("From left to right, the last order is more recent (R 5: the most recent fifth). From "
                           "bottom to top, customers order more often and spend more (FM 5: the best fifth).",
                           "De gauche à droite, la dernière commande est plus récente (R 5\u00A0: le cinquième le plus "
                           "récent). De bas en haut, les clients commandent plus souvent et dépensent plus (FM "
                           "5\u00A0: le meilleur cinquième)."));
    card_begin(report, "wide", "rfm", title, sentence);
    scroll_begin(report, title);
    heat_table(&table, report->out);
    scroll_end(report);
    card_end(report);
}

// The groups by revenue, most first; equal ones in the usual order.
static void rank_groups(const Audit *audit, RfmGroup ranked[RFM_GROUP_COUNT])
{
    for (RfmGroup group = 0; group < RFM_GROUP_COUNT; group++) {
        int place = (int)group;
        while (place > 0 && audit->rfm[ranked[place - 1]].revenue < audit->rfm[group].revenue) {
            ranked[place] = ranked[place - 1];
            place--;
        }
        ranked[place] = group;
    }
}

static void group_row(Report *report, const AuditRfmGroup *group)
{
    row_begin(report, say(report, rfm_group_label(group->group)));
    cell_count(report, group->customers);
    cell(report, say_rate(report, group->customer_share));
    cell(report, say_money_round(report, group->revenue));
    cell(report, say_rate(report, group->revenue_share));
    if (report->audit->lifetime.observed)
        cell(report, say_money_round(report, group->future_value));
    else
        cell_unobserved(report);
    html(report, "<td class=\"text wrap\">");
    html_text(report, say(report, rfm_group_meaning(group->group)));
    html(report, " <strong>");
    html_text(report, say(report, rfm_group_action(group->group)));
    html(report, "</strong></td>");
    row_end(report);
}

static void groups_card(Report *report)
{
    static const TableColumn columns[] = {
        {PHRASE("Group", "Groupe"), NULL, true},
        {PHRASE("Customers", "Clients"), NULL, false},
        {PHRASE("Share", "Part"), NULL, false},
        {PHRASE("Revenue", "Chiffre d’affaires"), NULL, false},
        {PHRASE("Share", "Part"), NULL, false},
        {PHRASE("Value to come", "Valeur à venir"), "clv", false},
        {PHRASE("Who they are, and what to do first", "Qui ils sont, et que faire d’abord"), NULL, true}};
    Str title = say(report, PHRASE("The eleven groups", "Les onze groupes"));
    RfmGroup ranked[RFM_GROUP_COUNT];
    rank_groups(report->audit, ranked);
    card_begin(report, "wide", NULL, title,
               say(report, PHRASE("Ranked by the revenue they have brought.",
                                  "Classés par le chiffre d’affaires qu’ils ont apporté.")));
    table_begin(report, title, columns, COUNT_OF(columns));
    for (int i = 0; i < RFM_GROUP_COUNT; i++) group_row(report, &report->audit->rfm[ranked[i]]);
    table_end(report);
    card_end(report);
}

static Str sentence_best_group(const Report *report)
{
    RfmGroup ranked[RFM_GROUP_COUNT];
    rank_groups(report->audit, ranked);
    const AuditRfmGroup *best = &report->audit->rfm[ranked[0]];
    if (best->customers == 0 || best->revenue <= 0) return STR("");
    return say(report,
               PHRASE("Your most valuable group, “{0}”, is {1} of the customers and {2} of the revenue.",
                      "Votre groupe le plus précieux, «\u00A0{0}\u00A0», représente {1} des clients et {2} du chiffre "
                      "d’affaires."),
               say(report, rfm_group_label(best->group)), say_rate(report, best->customer_share),
               say_rate(report, best->revenue_share));
}

void report_rfm(Report *report)
{
    section_begin(report, "rfm", say(report, PHRASE("Who your customers are (RFM)", "Qui sont vos clients (RFM)")),
                  sentence_best_group(report));
    if (report->audit->customers) {
        grid_card(report);
        groups_card(report);
    } else {
        html_in(report, "p class=\"empty\"", say(report, PHRASE("No customer to group.", "Aucun client à grouper.")));
    }
    section_end(report);
}
