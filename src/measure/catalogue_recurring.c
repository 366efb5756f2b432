// Recurring revenue: what subscriptions keep, lose and add.
#include <math.h>

#include "measure/catalogue_family.h"

#define EXISTING_ONLY                                                                                                  \
    PHRASE("Customers present at the opening only; new customers are left out.",                                       \
           "Les clients présents à l’ouverture seulement\u00A0; sans les nouveaux.")
#define OPENING_TO_CLOSING PHRASE("One period, from opening to closing.", "Une période, de l’ouverture à la clôture.")

static bool check_opening(const MetricCall *call, double lost, Error *error)
{
    double opening = input(call, "opening");
    if (opening == 0)
        return input_undefined(error, PHRASE("undefined: no recurring revenue at the opening (opening = 0)",
                                             "indéfini\u00A0: aucun revenu récurrent à l’ouverture (opening = 0)"));
    if (lost > opening)
        return input_undefined(error, PHRASE("lost > opening: no more can be lost than there was at the opening",
                                             "lost > opening\u00A0: on ne peut perdre plus qu’à l’ouverture"));
    return true;
}

static bool revenue_churn(const MetricCall *call, MetricResult *result, Error *error)
{
    double lost = input(call, "cancelled") + input(call, "downgraded"), opening = input(call, "opening");
    if (!check_opening(call, lost, error)) return false;
    double gross = lost / opening, net = gross - input_or(call, "expansion", 0) / opening;
    result_part(result, "gross", PHRASE("gross revenue churn", "attrition brute du revenu"), rate(gross));
    result_part(result, "net", PHRASE("net revenue churn", "attrition nette du revenu"), rate(net));
    result_part(result, "grr", PHRASE("gross revenue retention (GRR)", "rétention brute du revenu (GRR)"),
                rate(1 - gross));
    return result_is(result, rate(gross)) &&
           result_say(
               result,
               PHRASE("Of 100 of recurring revenue, {0} were lost; growth of the others leaves a net loss of {1}.",
                      "Sur 100 de revenu récurrent, {0} sont perdus\u00A0; la croissance des autres laisse une perte "
                      "nette de {1}."),
               of_hundred(gross, 1), of_hundred(net, 1));
}

// Upsell and cross-sell may be told apart; together they are the expansion.
static bool find_expansion(const MetricCall *call, MetricResult *result, double *expansion, Error *error)
{
    bool apart = input_given(call, "upsell") || input_given(call, "cross_sell");
    double sum = input_or(call, "upsell", 0) + input_or(call, "cross_sell", 0);
    *expansion = input_or(call, "expansion", sum);
    if (apart && fabs(*expansion - sum) > 0.005)
        return input_undefined(error,
                               PHRASE("expansion is not upsell + cross_sell; leave it out, or correct it",
                                      "expansion n’est pas upsell + cross_sell\u00A0; omettez-la ou corrigez-la"));
    if (apart) {
        result_part(result, "upsell_amount", PHRASE("upsell", "montée en gamme"),
                    net_amount(input_or(call, "upsell", 0)));
        result_part(result, "cross_sell_amount", PHRASE("cross-sell", "vente croisée"),
                    net_amount(input_or(call, "cross_sell", 0)));
        result_part(result, "expansion_amount", PHRASE("expansion in all", "expansion totale"), net_amount(*expansion));
    }
    return true;
}

static bool net_dollar_retention(const MetricCall *call, MetricResult *result, Error *error)
{
    static const struct {
        const char *name;
        Phrase label;
    } losses[] = {{"downgrades", PHRASE("downgrades", "baisses de formule")},
                  {"cancellations", PHRASE("cancellations", "résiliations")},
                  {"pauses", PHRASE("pauses", "suspensions")}};
    double opening = input(call, "opening"), lost = 0, expansion;
    for (size_t i = 0; i < COUNT_OF(losses); i++) lost += input_or(call, losses[i].name, 0);
    if (!check_opening(call, lost, error) || !find_expansion(call, result, &expansion, error)) return false;
    result_part(result, "expansion", PHRASE("expansion", "expansion"), points(expansion / opening));
    for (size_t i = 0; i < COUNT_OF(losses); i++)
        result_part(result, losses[i].name, losses[i].label, points(0 - input_or(call, losses[i].name, 0) / opening));
    double closing = opening + expansion - lost;
    return result_is(result, rate(closing / opening)) &&
           result_say(
               result,
               PHRASE("Of 100 of recurring revenue at the opening, the same customers bring {0} at the closing.",
                      "Sur 100 de revenu récurrent à l’ouverture, les mêmes clients en apportent {0} à la clôture."),
               of_hundred(closing, opening));
}

static bool monthly_recurring_revenue(const MetricCall *call, MetricResult *result, Error *error)
{
    Numbers prices = input_list(call, "prices"), months = input_list(call, "months"),
            active = input_list(call, "subscriptions");
    if (months.count != prices.count || active.count != prices.count)
        return input_undefined(error, PHRASE("prices, months and subscriptions have one number for each plan",
                                             "prices, months et subscriptions ont un nombre par formule"));
    double monthly = 0, subscriptions = 0;
    for (size_t i = 0; i < prices.count; i++) {
        if (months.at[i] == 0)
            return input_undefined(error, PHRASE("a price is for 1 month or more (months = 0)",
                                                 "un prix vaut pour 1 mois ou plus (months = 0)"));
        monthly += active.at[i] * prices.at[i] / months.at[i];
        subscriptions += active.at[i];
    }
    result_part(result, "arr", PHRASE("ARR, a year of it", "ARR, sur un an"), amount(12 * monthly));
    result_part(result, "subscriptions", PHRASE("active subscriptions", "abonnements actifs"), count_of(subscriptions));
    return result_is(result, amount(monthly)) &&
           result_say(result,
                      PHRASE("Subscriptions bring {0} a month. How well they are kept is told by NDR, not by MRR.",
                             "Les abonnements rapportent {0} par mois. C’est la NDR, et non le MRR, qui dit comment "
                             "ils sont gardés."),
                      amount(monthly));
}

static const Metric metrics[] = {
    {
        .name = "revenue_churn",
        .aliases = "mrr_churn grr gross_revenue_retention",
        .label = PHRASE("Revenue churn, gross and net", "Attrition du revenu, brute et nette"),
        .definition =
            PHRASE("The part of the opening recurring revenue lost by cancellations and downgrades; net of what the "
                   "same customers added. Its complement is gross revenue retention (GRR).",
                   "La part du revenu récurrent d’ouverture perdue par résiliations et baisses de formule\u00A0; nette "
                   "de ce que les mêmes clients ont ajouté. Son complément est la rétention brute du revenu (GRR)."),
        .formula = "gross = (cancelled+downgraded)/opening; net = gross-expansion/opening; GRR = 1-gross",
        .unit = UNIT_RATE,
        .period_rule = OPENING_TO_CLOSING,
        .exclusions = EXISTING_ONLY,
        .example = "--opening 10000 --cancelled 500 --downgraded 300 --expansion 200",
        .example_value = "8.00 %",
        .inputs = {{"opening", NULL, INPUT_AMOUNT, false, false,
                    PHRASE("recurring revenue at the opening", "revenu récurrent à l’ouverture")},
                   {"cancelled", "cancellations", INPUT_AMOUNT, false, false,
                    PHRASE("lost by cancellations", "perdu par résiliations")},
                   {"downgraded", "downgrades", INPUT_AMOUNT, false, false,
                    PHRASE("lost by downgrades", "perdu par baisses de formule")},
                   {"expansion", NULL, INPUT_AMOUNT, true, false,
                    PHRASE("added by the same customers (default 0)", "ajouté par les mêmes clients (par défaut 0)")}},
        .calculate = revenue_churn,
    },
    {
        .name = "ndr",
        .aliases = "net_dollar_retention nrr net_revenue_retention",
        .label = PHRASE("Net dollar retention (NDR)", "Rétention nette du revenu récurrent (NDR)"),
        .definition =
            PHRASE("The recurring revenue of the customers of the opening, at the closing, as a share of what it was. "
                   "Above 100 % those who stay add more than those who leave take away.",
                   "Le revenu récurrent des clients de l’ouverture, à la clôture, en part de ce qu’il était. Au-dessus "
                   "de 100\u202F%, ceux qui restent ajoutent plus que n’emportent ceux qui partent."),
        .formula = "(opening+expansion-downgrades-cancellations-pauses)/opening*100",
        .unit = UNIT_RATE,
        .period_rule = OPENING_TO_CLOSING,
        .exclusions = PHRASE("New customers are left out. A pause counts as lost until it is resumed.",
                             "Sans les nouveaux clients. Une suspension compte comme perdue jusqu’à la reprise."),
        .example = "--opening 100000 --expansion 15000 --downgrades 5000 --cancellations 3000",
        .example_value = "107.00 %",
        .inputs = {{"opening", NULL, INPUT_AMOUNT, false, false,
                    PHRASE("recurring revenue at the opening", "revenu récurrent à l’ouverture")},
                   {"expansion", NULL, INPUT_AMOUNT, true, false,
                    PHRASE("added by the same customers", "ajouté par les mêmes clients")},
                   {"upsell", NULL, INPUT_AMOUNT, true, false,
                    PHRASE("of the expansion, larger plans", "dans l’expansion, formules supérieures")},
                   {"cross_sell", NULL, INPUT_AMOUNT, true, false,
                    PHRASE("of the expansion, other products", "dans l’expansion, autres produits")},
                   {"downgrades", "contraction", INPUT_AMOUNT, true, false,
                    PHRASE("lost by smaller plans", "perdu par baisses de formule")},
                   {"cancellations", "churn", INPUT_AMOUNT, true, false,
                    PHRASE("lost by cancellations", "perdu par résiliations")},
                   {"pauses", NULL, INPUT_AMOUNT, true, false, PHRASE("lost by pauses", "perdu par suspensions")}},
        .calculate = net_dollar_retention,
    },
    {
        .name = "mrr",
        .aliases = "arr monthly_recurring_revenue",
        .label =
            PHRASE("Monthly and annual recurring revenue (MRR, ARR)", "Revenu récurrent mensuel et annuel (MRR, ARR)"),
        .definition = PHRASE("The price of all active subscriptions, brought to a month. It tells the size of the "
                             "business; how well customers are kept is told by NDR.",
                             "Le prix de tous les abonnements actifs, ramené au mois. Il dit la taille de "
                             "l’activité\u00A0; c’est la NDR qui dit comment les clients sont gardés."),
        .formula = "MRR = Σ subscriptions*price/months; ARR = 12*MRR",
        .unit = UNIT_AMOUNT,
        .period_rule = PHRASE("As of one day.", "À un jour donné."),
        .exclusions = PHRASE("Paused plans count 0. One-off sales are left out.",
                             "Les formules suspendues comptent 0. Sans les ventes ponctuelles."),
        .example = "--prices 20,240 --months 1,12 --subscriptions 10,2",
        .example_value = "240.00",
        .inputs = {{"prices", NULL, INPUT_AMOUNT, false, true, PHRASE("price of each plan", "prix de chaque formule")},
                   {"months", NULL, INPUT_COUNT, false, true,
                    PHRASE("months that price is for", "mois que couvre ce prix")},
                   {"subscriptions", NULL, INPUT_COUNT, false, true,
                    PHRASE("active subscriptions of each plan", "abonnements actifs de chaque formule")}},
        .calculate = monthly_recurring_revenue,
    },
};

const MetricFamily recurring_family = {
    .name = "recurring",
    .label = PHRASE("Recurring revenue", "Revenu récurrent"),
    .metrics = metrics,
    .count = COUNT_OF(metrics),
};
