// Recurring revenue: what subscriptions keep, lose and add.
#include <math.h>

#include "measure/catalogue_family.h"

#define EXISTING_ONLY                                                                                                  \
    PHRASE("Customers present at the opening only; new customers are left out.",                                       \
           "Les clients présents à l’ouverture seulement\u00A0; sans les nouveaux.")
#define OPENING_TO_CLOSING PHRASE("One period, from opening to closing.", "Une période, de l’ouverture à la clôture.")
#define AT_THE_END PHRASE("At the end of the period.", "À la fin de la période.")
#define NO_REVENUE_YET                                                                                                 \
    PHRASE(                                                                                                            \
        "Trials, free plans, paused and unpaid subscriptions count 0; taxes, usage and one-off items are left out.",   \
        "Essais, formules gratuites, abonnements suspendus ou impayés comptent 0\u00A0; sans taxes, usage ni ventes " \
        "ponctuelles.")

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

static bool annual_recurring_revenue(const MetricCall *call, MetricResult *result, Error *error)
{
    (void)error;
    double monthly = input(call, "mrr");
    return result_is(result, amount(12 * monthly)) &&
           result_say(result,
                      PHRASE("{0} a month are {1} a year, if nothing changes.",
                             "{0} par mois font {1} par an, si rien ne change."),
                      amount(monthly), amount(12 * monthly));
}

static bool per_account(const MetricCall *call, MetricResult *result, Error *error)
{
    (void)error;
    double customers = input(call, "customers"), monthly = input(call, "mrr");
    if (customers == 0)
        return result_not_observed(result, PHRASE("No customer pays: there is no average.",
                                                  "Aucun client ne paie\u00A0: il n’y a pas de moyenne."));
    result->n = (int64_t)customers;
    return result_is(result, amount(monthly / customers)) &&
           result_say(result,
                      PHRASE("A paying customer brings {0} a month.", "Un client payant rapporte {0} par mois."),
                      amount(monthly / customers));
}

static bool sale_price(const MetricCall *call, MetricResult *result, Error *error)
{
    (void)error;
    double customers = input(call, "new"), monthly = input(call, "new_mrr");
    if (customers == 0)
        return result_not_observed(result, PHRASE("Nobody is new: there is no average.",
                                                  "Personne n’est nouveau\u00A0: il n’y a pas de moyenne."));
    result->n = (int64_t)customers;
    return result_is(result, amount(monthly / customers)) &&
           result_say(result,
                      PHRASE("A new customer begins with {0} a month.", "Un nouveau client commence à {0} par mois."),
                      amount(monthly / customers));
}

static bool gross_revenue_retention(const MetricCall *call, MetricResult *result, Error *error)
{
    double opening = input(call, "opening");
    double lost = input(call, "cancelled") + input(call, "downgraded") + input_or(call, "pauses", 0);
    if (!check_opening(call, lost, error)) return false;
    return result_is(result, rate(1 - lost / opening)) &&
           result_say(result,
                      PHRASE("Of 100 of recurring revenue, {0} were kept, growth left aside.",
                             "Sur 100 de revenu récurrent, {0} sont gardés, sans compter la croissance."),
                      of_hundred(opening - lost, opening));
}

static bool quick_ratio(const MetricCall *call, MetricResult *result, Error *error)
{
    (void)error;
    double won = input(call, "new") + input(call, "expansion") + input_or(call, "reactivation", 0);
    double lost = input(call, "contraction") + input(call, "churn");
    if (lost == 0)
        return result_not_observed(result, PHRASE("Nothing was lost: there is nothing to compare with.",
                                                  "Rien n’est perdu\u00A0: il n’y a rien à quoi comparer."));
    return result_is(result, figure_of(UNIT_RATIO, won / lost)) &&
           result_say(result,
                      PHRASE("{0} of recurring revenue are won for each 1.00 lost.",
                             "{0} de revenu récurrent sont gagnés pour 1,00 perdu."),
                      amount(won / lost));
}

static bool annual_churn(const MetricCall *call, MetricResult *result, Error *error)
{
    (void)error;
    double churn = input(call, "churn"), periods = input_or(call, "periods", 12);
    double kept = pow(1 - churn, periods);
    result_part(result, "retention", PHRASE("kept after a year", "gardé après un an"), rate(kept));
    return result_is(result, rate(1 - kept)) &&
           result_say(result,
                      PHRASE("At {0} a period, {1} of 100 are lost after {2} periods: each takes its share of what is "
                             "left.",
                             "À {0} par période, {1} sur 100 sont perdus après {2} périodes\u00A0: chacune prend sa "
                             "part de ce qui reste."),
                      rate(churn), of_hundred(1 - kept, 1), count_of(periods));
}

static bool subscriber_value(const MetricCall *call, MetricResult *result, Error *error)
{
    (void)error;
    double churn = input(call, "churn"), value = input(call, "arpa") * input_or(call, "margin", 1);
    if (churn == 0)
        return result_not_observed(result, PHRASE("Nobody leaves: how long they stay is not known yet.",
                                                  "Personne ne part\u00A0: la durée n’est pas encore connue."));
    result_part(result, "months", PHRASE("expected months", "mois attendus"), number(1 / churn, 1));
    return result_is(result, amount(value / churn)) &&
           result_say(result,
                      PHRASE("A subscriber stays {0} months on average and brings {1}.",
                             "Un abonné reste {0} mois en moyenne et rapporte {1}."),
                      number(1 / churn, 1), amount(value / churn));
}

static const Metric metrics[] = {
    {
        .name = "revenue_churn",
        .aliases = "mrr_churn gross_mrr_churn net_mrr_churn",
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
        .aliases = "monthly_recurring_revenue",
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
    {
        .name = "arr",
        .aliases = "annual_recurring_revenue",
        .label = PHRASE("Annual recurring revenue (ARR)", "Revenu récurrent annuel (ARR)"),
        .definition = PHRASE("What a year of the present monthly recurring revenue is: a run rate, no forecast.",
                             "Ce que donne en un an le revenu récurrent mensuel du moment\u00A0: un rythme, pas une "
                             "prévision."),
        .formula = "12*MRR",
        .unit = UNIT_AMOUNT,
        .period_rule = AT_THE_END,
        .exclusions = NO_REVENUE_YET,
        .example = "--mrr 240",
        .example_value = "2880.00",
        .inputs = {{"mrr", NULL, INPUT_AMOUNT, false, false,
                    PHRASE("monthly recurring revenue", "revenu récurrent mensuel")}},
        .calculate = annual_recurring_revenue,
    },
    {
        .name = "arpa",
        .aliases = "average_revenue_per_account arpa_mrr",
        .label = PHRASE("Average revenue per account (ARPA)", "Revenu moyen par compte (ARPA)"),
        .definition = PHRASE("What a paying customer brings a month.", "Ce que rapporte par mois un client payant."),
        .formula = "MRR/paying customers",
        .unit = UNIT_AMOUNT,
        .period_rule = AT_THE_END,
        .exclusions = NO_REVENUE_YET,
        .source = "95 % interval of the mean: Student's t (1908, Biometrika 6:1)",
        .example = "--mrr 12000 --customers 240",
        .example_value = "50.00",
        .inputs = {{"mrr", NULL, INPUT_AMOUNT, false, false,
                    PHRASE("monthly recurring revenue", "revenu récurrent mensuel")},
                   {"customers", NULL, INPUT_COUNT, false, false, PHRASE("paying customers", "clients payants")}},
        .calculate = per_account,
    },
    {
        .name = "asp",
        .aliases = "average_sale_price",
        .label = PHRASE("Average sale price (ASP)", "Prix de vente moyen (ASP)"),
        .definition = PHRASE("The monthly value with which new customers begin, on average.",
                             "La valeur mensuelle avec laquelle commencent les nouveaux clients, en moyenne."),
        .formula = "new MRR/new customers",
        .unit = UNIT_AMOUNT,
        .period_rule = OPENING_TO_CLOSING,
        .exclusions = PHRASE("Reactivated customers are not new.", "Les clients réactivés ne sont pas nouveaux."),
        .example = "--new-mrr 900 --new 30",
        .example_value = "30.00",
        .inputs = {{"new_mrr", NULL, INPUT_AMOUNT, false, false,
                    PHRASE("monthly value of new customers", "valeur mensuelle des nouveaux clients")},
                   {"new", NULL, INPUT_COUNT, false, false, PHRASE("new customers", "nouveaux clients")}},
        .calculate = sale_price,
    },
    {
        .name = "grr",
        .aliases = "gross_revenue_retention gross_mrr_retention",
        .label = PHRASE("Gross revenue retention (GRR)", "Rétention brute du revenu (GRR)"),
        .definition = PHRASE("The part of the opening recurring revenue that was not lost: of each customer at most "
                             "what there was at the opening, so never above 100 %.",
                             "La part du revenu récurrent d’ouverture qui n’est pas perdue\u00A0: de chaque client au "
                             "plus ce qu’il y avait à l’ouverture, donc jamais plus de 100\u202F%."),
        .formula = "Σ min(opening, closing)/Σ opening = 1-(cancelled+downgraded+paused)/opening",
        .unit = UNIT_RATE,
        .period_rule = OPENING_TO_CLOSING,
        .exclusions = EXISTING_ONLY,
        .example = "--opening 10000 --cancelled 500 --downgraded 300",
        .example_value = "92.00 %",
        .inputs = {{"opening", NULL, INPUT_AMOUNT, false, false,
                    PHRASE("recurring revenue at the opening", "revenu récurrent à l’ouverture")},
                   {"cancelled", "cancellations", INPUT_AMOUNT, false, false,
                    PHRASE("lost by cancellations", "perdu par résiliations")},
                   {"downgraded", "downgrades", INPUT_AMOUNT, false, false,
                    PHRASE("lost by downgrades", "perdu par baisses de formule")},
                   {"pauses", NULL, INPUT_AMOUNT, true, false, PHRASE("lost by pauses", "perdu par suspensions")}},
        .calculate = gross_revenue_retention,
    },
    {
        .name = "quick_ratio",
        .aliases = "saas_quick_ratio",
        .label = PHRASE("Quick ratio", "Quick ratio (gagné pour perdu)"),
        .definition = PHRASE("How much recurring revenue is won for each unit that is lost.",
                             "Combien de revenu récurrent est gagné pour chaque unité perdue."),
        .formula = "(new+expansion+reactivation+resumed)/(contraction+churn+paused)",
        .unit = UNIT_RATIO,
        .period_rule = OPENING_TO_CLOSING,
        .exclusions = NONE,
        .example = "--new 500 --expansion 300 --contraction 100 --churn 100",
        .example_value = "4.0x",
        .inputs = {{"new", NULL, INPUT_AMOUNT, false, false, PHRASE("of new customers", "des nouveaux clients")},
                   {"expansion", NULL, INPUT_AMOUNT, false, false,
                    PHRASE("added by existing customers", "ajouté par les clients existants")},
                   {"reactivation", "resumed", INPUT_AMOUNT, true, false,
                    PHRASE("of customers who came back (default 0)", "des clients revenus (par défaut 0)")},
                   {"contraction", "downgrades", INPUT_AMOUNT, false, false,
                    PHRASE("lost by downgrades", "perdu par baisses de formule")},
                   {"churn", "cancellations", INPUT_AMOUNT, false, false,
                    PHRASE("lost by cancellations", "perdu par résiliations")}},
        .calculate = quick_ratio,
    },
    {
        .name = "annual_churn",
        .aliases = "churn_annual",
        .label = PHRASE("Churn of a period, over a year", "Attrition d’une période, sur un an"),
        .definition =
            PHRASE("What is lost after a year at a churn rate of each period: by compounding, since each "
                   "period takes its share of what is left; never 12 times the rate.",
                   "Ce qui est perdu après un an à un taux d’attrition par période\u00A0: composé, car chaque "
                   "période prend sa part de ce qui reste\u202F; jamais 12 fois le taux."),
        .formula = "1-(1-churn)^periods",
        .unit = UNIT_RATE,
        .period_rule = PHRASE("Periods in a year: 12 months, 4 quarters.", "Périodes de l’année\u00A0: 12 mois, 4 "
                                                                           "trimestres."),
        .exclusions = NONE,
        .example = "--churn 2% --periods 12",
        .example_value = "21.53 %",
        .inputs = {{"churn", NULL, INPUT_RATE, false, false,
                    PHRASE("churn rate of a period", "taux d’attrition d’une période")},
                   {"periods", NULL, INPUT_COUNT, true, false,
                    PHRASE("periods in a year (default 12)", "périodes par an (par défaut 12)")}},
        .calculate = annual_churn,
    },
    {
        .name = "subscriber_ltv",
        .aliases = "ltv_mrr subscription_ltv",
        .label = PHRASE("Lifetime value of a subscriber", "Valeur vie d’un abonné"),
        .definition = PHRASE("What a subscriber brings until they leave, at the present monthly value and churn.",
                             "Ce que rapporte un abonné jusqu’à son départ, à la valeur mensuelle et à l’attrition du "
                             "moment."),
        .formula = "ARPA/churn of subscribers a month",
        .unit = UNIT_AMOUNT,
        .period_rule = PHRASE("One month; of longer or shorter periods the churn is brought to a month by compounding.",
                              "Un mois\u00A0; l’attrition de périodes plus longues ou plus courtes est ramenée au mois "
                              "par composition."),
        .exclusions = PHRASE("Revenue, not margin; no expansion.", "Revenu et non marge\u00A0; sans expansion."),
        .example = "--arpa 50 --churn 5%",
        .example_value = "1000.00",
        .inputs =
            {{"arpa", NULL, INPUT_AMOUNT, false, false,
              PHRASE("monthly revenue of a customer", "revenu mensuel d’un client")},
             {"churn", NULL, INPUT_RATE, false, false, PHRASE("churn rate of a month", "taux d’attrition d’un mois")},
             {"margin", NULL, INPUT_RATE, true, false,
              PHRASE("margin as a share of revenue (default 1)", "marge en part du revenu (par défaut 1)")}},
        .calculate = subscriber_value,
    },
};

const MetricFamily recurring_family = {
    .name = "recurring",
    .label = PHRASE("Recurring revenue", "Revenu récurrent"),
    .metrics = metrics,
    .count = COUNT_OF(metrics),
};
