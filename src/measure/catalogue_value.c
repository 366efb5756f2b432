// What customers are worth, what losing them costs, what keeping them would bring.
#include <math.h>

#include "measure/catalogue_family.h"
#include "measure/value.h"

// ---- lifetime value ----

// In periods: Cr as it is given, else 1/churn.
static bool find_duration(const MetricCall *call, double *periods, Error *error)
{
    int ways = input_given(call, "Cr") + input_given(call, "churn") + input_given(call, "crr");
    if (ways != 1)
        return input_undefined(
            error, PHRASE("give only one of Cr, churn and crr", "ne donnez qu’une des données Cr, churn et crr"));
    double churn = input_given(call, "crr") ? 1 - input(call, "crr") : input_or(call, "churn", 1);
    if (churn == 0)
        return input_undefined(
            error, PHRASE("undefined: where nobody ever leaves (churn = 0), the relation has no end",
                          "indéfini\u00A0: si personne ne part jamais (churn = 0), la relation n’a pas de fin"));
    *periods = input_or(call, "Cr", 1 / churn);
    return true;
}

static bool lifetime_by_formula(const MetricCall *call, MetricResult *result, Error *error)
{
    double periods = 0;
    if (!find_duration(call, &periods, error)) return false;
    double orders = input(call, "Cp"), order = input(call, "aov"), value = order * orders * periods;
    result_part(result, "average_order_value", PHRASE("average order value", "panier moyen"), amount(order));
    result_part(result, "purchases_per_period",
                PHRASE("orders of a customer in a period (Cp)", "commandes d’un client par période (Cp)"),
                number(orders, 2));
    result_part(result, "retention_periods", PHRASE("expected duration (Cr)", "durée attendue (Cr)"),
                figure_of(UNIT_PERIODS, periods));
    if (input_given(call, "margin")) {
        result_part(result, "clv_revenue", PHRASE("CLV (revenue)", "valeur vie (revenu)"), amount(value));
        result_part(result, "clv_margin", PHRASE("CLV (margin)", "valeur vie (marge)"),
                    amount(value * input(call, "margin")));
    }
    if (periods < 1)
        result_warn(result,
                    PHRASE("Cr is a duration of {0}, less than one: a retention rate is given as crr",
                           "Cr est une durée de {0}, moins d’une\u00A0: un taux de rétention se donne par crr"),
                    figure_of(UNIT_PERIODS, periods));
    return result_is(result, amount(value)) &&
           result_say(
               result,
               PHRASE("A customer is worth {0} of revenue over the relation: {1} orders of {2} a period, for {3}.",
                      "Un client vaut {0} de revenu sur la relation\u00A0: {1} commandes de {2} par période, pendant "
                      "{3}."),
               amount(value), figure_brief(UNIT_NUMBER, orders), amount(order), figure_of(UNIT_PERIODS, periods));
}

// The sum of m (r / (1 + d))^t for t = 0 … periods - 1, or without end.
static bool future_value(const MetricCall *call, double *future, Error *error)
{
    double kept = input(call, "r") / (1 + input_or(call, "d", 0)), m = input(call, "m");
    if (input_given(call, "periods")) {
        double periods = input(call, "periods");
        *future = kept == 1 ? m * periods : m * (1 - pow(kept, periods)) / (1 - kept);
        return true;
    }
    if (kept >= 1)
        return input_undefined(
            error,
            PHRASE("undefined: with r = 1 and no discount the sum has no end; give periods",
                   "indéfini\u00A0: avec r = 1 et sans actualisation, la somme n’a pas de fin\u00A0; donnez periods"));
    *future = m / (1 - kept);
    return true;
}

static bool lifetime_past_and_future(const MetricCall *call, MetricResult *result, Error *error)
{
    double past = input_or(call, "past", 0), future = input_or(call, "future", 0);
    if (input_given(call, "m")) {
        if (input_given(call, "future"))
            return input_undefined(
                error, PHRASE("give future, or m and r, not both", "donnez future, ou m et r, pas les deux"));
        if (!future_value(call, &future, error)) return false;
    }
    result_part(result, "past", PHRASE("already spent", "déjà dépensé"), amount(past));
    result_part(result, "future", PHRASE("expected", "attendu"), amount(future));
    return result_is(result, amount(past + future)) &&
           result_say(result, PHRASE("{0} (past {1}, future {2})", "{0} (passé {1}, futur {2})"), amount(past + future),
                      amount(past), amount(future));
}

// ---- what losing costs and keeping brings ----

static bool lost_value(const MetricCall *call, MetricResult *result, Error *error)
{
    (void)error;
    double lost = input(call, "lost"), value = input(call, "clv");
    return result_is(result, amount(lost * value)) &&
           result_say(result,
                      PHRASE("{0} customers worth {1} each are gone: {2}.",
                             "{0} clients valant {1} chacun sont partis\u00A0: {2}."),
                      count_of(lost), amount(value), amount(lost * value));
}

static bool revenue_at_risk(const MetricCall *call, MetricResult *result, Error *error)
{
    Numbers p = input_list(call, "p"), values = input_list(call, "clv");
    if (p.count != values.count)
        return input_undefined(
            error, PHRASE("p and clv have one number for each customer", "p et clv ont un nombre par client"));
    double sum = 0;
    for (size_t i = 0; i < p.count; i++) {
        sum += p.at[i] * values.at[i];
        result_part_numbered(result, "customer", PHRASE("customer {0}", "client {0}"), i + 1,
                             amount(p.at[i] * values.at[i]));
    }
    return result_is(result, amount(sum)) &&
           result_say(result,
                      PHRASE("If they leave as they are likely to, {0} go with them.",
                             "S’ils partent comme c’est probable, {0} partent avec eux."),
                      amount(sum));
}

static bool uplift(const MetricCall *call, MetricResult *result, Error *error)
{
    (void)error;
    double before = input(call, "crr"), after = input(call, "target"), revenue = input(call, "revenue_per_customer");
    RetentionUplift won = retention_uplift(after - before, input(call, "S"), revenue);
    result_part(result, "customers", PHRASE("customers kept", "clients gardés"), net_count(won.customers));
    if (input_given(call, "margin"))
        result_part(result, "profit", PHRASE("profit", "marge"), net_amount(won.revenue * input(call, "margin")));
    return result_is(result, net_amount(won.revenue)) &&
           result_say(result,
                      PHRASE("A retention of {0} instead of {1}: {2} customers, {3} revenue.",
                             "Une rétention de {0} au lieu de {1}\u00A0: {2} clients, {3} de revenu."),
                      rate(after), rate(before), net_count(won.customers), net_amount(won.revenue));
}

enum { FORECAST_PERIODS_MAX = 120 };

static bool forecast(const MetricCall *call, MetricResult *result, Error *error)
{
    double periods = input(call, "periods"), loss = input_or(call, "churn", 0) - input_or(call, "expansion", 0);
    if (periods < 1 || periods > FORECAST_PERIODS_MAX)
        return input_undefined(
            error, PHRASE("periods is a whole number from 1 to 120", "periods est un nombre entier de 1 à 120"));
    double by_period[FORECAST_PERIODS_MAX];
    double total = revenue_forecast(input(call, "revenue"), loss, (int)periods, by_period);
    for (size_t i = 0; i < (size_t)periods; i++)
        result_part_numbered(result, "period", PHRASE("period {0}", "période {0}"), i + 1, amount(by_period[i]));
    return result_is(result, amount(total)) &&
           result_say(result,
                      PHRASE("Those who are customers now bring {0} in the next {1}.",
                             "Les clients actuels rapporteront {0} dans les {1} à venir."),
                      amount(total), figure_with(UNIT_PERIODS, periods, 0));
}

// ---- where the value lies ----

static bool concentration(const MetricCall *call, MetricResult *result, Error *error)
{
    enum { MINOR = 100 };
    Numbers values = input_list(call, "values");
    double top = input_or(call, "top", 0.2);
    if (top == 0)
        return input_undefined(
            error, PHRASE("top is a share above 0, such as 20%", "top est une part au-dessus de 0, par exemple 20%"));
    int64_t *minor = arena_array(result->arena, int64_t, values.count);
    double all = 0;
    for (size_t i = 0; i < values.count; i++) {
        minor[i] = (int64_t)round(values.at[i] * MINOR);
        if (minor[i] > 0) all += (double)minor[i];
    }
    Concentration found = concentration_of(minor, values.count, top);
    if (!found.observed)
        return result_not_observed(result, PHRASE("Nobody brought anything.", "Personne n’a rien rapporté."));
    result->n = (int64_t)values.count;
    result_part(result, "customers", PHRASE("customers in the top", "clients en tête"),
                count_of((double)found.customers));
    result_part(result, "threshold", PHRASE("the least of them brings", "le moindre d’entre eux rapporte"),
                amount((double)found.threshold / MINOR));
    return result_is(result, share(found.value_share)) &&
           result_say(result,
                      PHRASE("top {0} = {1}: {2} of {3} customers bring {4} of {5}.",
                             "top {0} = {1}\u00A0: {2} clients sur {3} rapportent {4} sur {5}."),
                      figure_brief(UNIT_RATE, top), share(found.value_share), count_of((double)found.customers),
                      count_of((double)values.count), amount(found.value_share * all / MINOR), amount(all / MINOR));
}

static bool customer_profit(const MetricCall *call, MetricResult *result, Error *error)
{
    (void)error;
    double profit = input(call, "revenue") - input_or(call, "goods", 0) - input_or(call, "service", 0) -
                    input_or(call, "rewards", 0);
    return result_is(result, amount(profit)) &&
           result_say(result, PHRASE("Of {0} of revenue, {1} are left.", "Sur {0} de revenu, il reste {1}."),
                      amount(input(call, "revenue")), amount(profit));
}

static const Metric metrics[] = {
    {
        .name = "clv",
        .aliases = "lifetime_value cltv ltv customer_lifetime_value",
        .label = PHRASE("Customer lifetime value (CLV), by formula", "Valeur vie client, par la formule"),
        .definition = PHRASE("The revenue of a customer over the whole relation: what an order brings, times the "
                             "orders of a period, times the periods the relation lasts.",
                             "Le revenu d’un client sur toute la relation\u00A0: ce que rapporte une commande, fois "
                             "les commandes d’une période, fois les périodes que dure la relation."),
        .formula = "aov*Cp*Cr, Cr = 1/churn = 1/(1-crr)",
        .unit = UNIT_AMOUNT,
        .period_rule =
            PHRASE("Cp and Cr are counted in the same periods, usually years. Cr is a duration, never a percentage.",
                   "Cp et Cr se comptent dans les mêmes périodes, le plus souvent en années. Cr est une durée, jamais "
                   "un pourcentage."),
        .exclusions =
            PHRASE("Revenue, unless a margin is given; not discounted. The audit counts only complete "
                   "periods whose churn is observed. In a data folder who subscribes is a customer too: a "
                   "subscription brings its monthly value, day by day, each period of it is one purchase, and "
                   "an order that is what it costs is its payment, not counted beside it.",
                   "En revenu, sauf si une marge est donnée\u00A0; sans actualisation. L’audit ne compte que "
                   "les périodes complètes dont l’attrition est observée. Dans un dossier de données, les "
                   "abonnés sont aussi des clients\u00A0: un abonnement rapporte sa valeur mensuelle, jour par "
                   "jour, chaque période en est un achat, et une commande qui vaut ce qu’il coûte en est le "
                   "paiement et ne s’ajoute pas."),
        .in_audit = true,
        .example = "--aov 50 --Cp 4 --Cr 3",
        .example_value = "600.00",
        .ways = "aov Cp Cr|aov Cp churn|aov Cp crr",
        .inputs = {{"aov", NULL, INPUT_AMOUNT, false, false, PHRASE("average order value", "panier moyen")},
                   {"Cp", "purchases_per_period", INPUT_AMOUNT, false, false,
                    PHRASE("purchases of a customer in a period", "achats d’un client par période")},
                   {"Cr", "retention_periods", INPUT_AMOUNT, false, false,
                    PHRASE("average retention duration, in the same periods",
                           "durée moyenne de rétention, dans les mêmes périodes")},
                   {"churn", NULL, INPUT_RATE, false, false,
                    PHRASE("churn rate of a period, instead of Cr", "taux d’attrition par période, au lieu de Cr")},
                   {"crr", NULL, INPUT_RATE, false, false,
                    PHRASE("retention rate of a period, instead of Cr",
                           "taux de rétention par période, au lieu de Cr")},
                   {"margin", NULL, INPUT_RATE, true, false,
                    PHRASE("margin as a share of revenue: adds CLV (margin)",
                           "marge en part du revenu\u00A0: ajoute la valeur vie (marge)")}},
        .calculate = lifetime_by_formula,
    },
    {
        .name = "clv_total",
        .aliases = "clv_past_future clv_discounted",
        .label = PHRASE("Customer lifetime value, past and future", "Valeur vie client, passée et future"),
        .definition = PHRASE("What a customer has spent already, and what they are expected to spend, told apart.",
                             "Ce qu’un client a déjà dépensé, et ce qu’on attend encore de lui, distingués."),
        .formula = "past+future; future = Σ m*r^t/(1+d)^t, t = 0, 1, … = m*(1+d)/(1+d-r)",
        .unit = UNIT_AMOUNT,
        .period_rule =
            PHRASE("m, r and d are of one period; without a number of periods the sum has no end.",
                   "m, r et d valent pour une période\u00A0; sans nombre de périodes, la somme est sans fin."),
        .exclusions = PHRASE(
            "Past: orders less refunds, and of subscriptions the payments that were heard of (Invoice Paid less "
            "Payment Refunded) or, without any of the customer, their monthly value day by day. Future, of who "
            "subscribes: what they hold a period, times the periods expected.",
            "Passé\u00A0: les commandes moins les remboursements, et des abonnements les paiements connus (Invoice "
            "Paid moins Payment Refunded) ou, sans aucun de ce client, leur valeur mensuelle jour par jour. "
            "Futur des abonnés\u00A0: ce que vaut par période ce qu’ils détiennent, fois les périodes attendues."),
        .source = "Berger & Nasr 1998, J. Interactive Marketing 12:17",
        .example = "--past 420 --future 180",
        .example_value = "600.00",
        .ways = "past future|m r",
        .inputs = {{"past", NULL, INPUT_AMOUNT, false, false, PHRASE("revenue so far", "revenu à ce jour")},
                   {"future", NULL, INPUT_AMOUNT, false, false, PHRASE("expected revenue", "revenu attendu")},
                   {"m", NULL, INPUT_AMOUNT, false, false,
                    PHRASE("revenue or margin of a period", "revenu ou marge d’une période")},
                   {"r", "crr", INPUT_RATE, false, false,
                    PHRASE("retention rate of a period", "taux de rétention par période")},
                   {"d", NULL, INPUT_RATE, true, false,
                    PHRASE("discount rate of a period (default 0)", "taux d’actualisation par période (par défaut 0)")},
                   {"periods", NULL, INPUT_COUNT, true, false,
                    PHRASE("horizon, in periods (default: no end)",
                           "horizon, en périodes (par défaut\u00A0: sans fin)")}},
        .calculate = lifetime_past_and_future,
    },
    {
        .name = "lost_value",
        .aliases = "cost_of_lost_customers",
        .label = PHRASE("Cost of lost customers", "Coût des clients perdus"),
        .definition =
            PHRASE("The value that leaves with the customers lost.", "La valeur qui part avec les clients perdus."),
        .formula = "lost*clv",
        .unit = UNIT_AMOUNT,
        .period_rule = PHRASE("Customers lost in the period.", "Les clients perdus dans la période."),
        .exclusions = PHRASE("Only the future part of the value is lost, where it is known apart.",
                             "Seule la part future de la valeur est perdue, quand elle est connue à part."),
        .in_audit = true,
        .example = "--lost 30 --clv 600",
        .example_value = "18000.00",
        .inputs = {{"lost", "Cl", INPUT_COUNT, false, false, PHRASE("customers lost", "clients perdus")},
                   {"clv", NULL, INPUT_AMOUNT, false, false,
                    PHRASE("mean lifetime value (its future part where known)",
                           "valeur vie moyenne (sa part future si elle est connue)")}},
        .calculate = lost_value,
    },
    {
        .name = "revenue_at_risk",
        .aliases = "value_at_risk",
        .label = PHRASE("Revenue at risk", "Revenu menacé"),
        .definition = PHRASE("The value of customers, each weighed by how likely they are to leave.",
                             "La valeur des clients, pesée par leur probabilité de départ."),
        .formula = "Σ p*clv",
        .unit = UNIT_AMOUNT,
        .period_rule = NONE,
        .exclusions = NONE,
        .example = "--p 0.5,0.9 --clv 600,100",
        .example_value = "390.00",
        .inputs = {{"p", NULL, INPUT_RATE, false, true,
                    PHRASE("probability of leaving, of each customer", "probabilité de départ de chaque client")},
                   {"clv", NULL, INPUT_AMOUNT, false, true,
                    PHRASE("lifetime value of each customer", "valeur vie de chaque client")}},
        .calculate = revenue_at_risk,
    },
    {
        .name = "uplift",
        .aliases = "what_if retention_uplift",
        .label = PHRASE("What a higher retention would bring", "Ce que rapporterait une meilleure rétention"),
        .definition = PHRASE("The customers kept and the revenue won by a change of the retention rate.",
                             "Les clients gardés et le revenu gagné par une variation du taux de rétention."),
        .formula = "(target-crr)*S*revenue_per_customer",
        .unit = UNIT_NET_AMOUNT,
        .period_rule = PHRASE(
            "One period; revenue per customer of the same length. The audit shows one point of retention over a year.",
            "Une période\u00A0; revenu par client de même durée. L’audit montre un point de rétention sur un an."),
        .exclusions = NONE,
        .in_audit = true,
        .example = "--S 1000 --revenue-per-customer 200 --crr 70% --target 75%",
        .example_value = "+10000.00",
        .inputs = {{"S", "Cb", INPUT_COUNT, false, false, PHRASE("customers at the start", "clients au début")},
                   {"revenue_per_customer", "arpc", INPUT_AMOUNT, false, false,
                    PHRASE("revenue of a customer in the period", "revenu d’un client dans la période")},
                   {"crr", NULL, INPUT_RATE, false, false, PHRASE("retention rate now", "taux de rétention actuel")},
                   {"target", NULL, INPUT_RATE, false, false,
                    PHRASE("retention rate to compare with", "taux de rétention visé")},
                   {"margin", NULL, INPUT_RATE, true, false,
                    PHRASE("margin as a share of revenue: adds the profit",
                           "marge en part du revenu\u00A0: ajoute la marge gagnée")}},
        .calculate = uplift,
    },
    {
        .name = "revenue_forecast",
        .aliases = "forecast",
        .label = PHRASE("Revenue to come from the existing base", "Revenu à venir de la base actuelle"),
        .definition = PHRASE("What those who are customers now will bring in the next periods if they leave and spend "
                             "as before; new customers are left out.",
                             "Ce que les clients actuels rapporteront dans les périodes à venir s’ils partent et "
                             "dépensent comme avant\u00A0; sans les nouveaux clients."),
        .formula = "Σ revenue*(1-churn+expansion)^k, k = 1 … periods",
        .unit = UNIT_AMOUNT,
        .period_rule = PHRASE("Whole periods after the last one; churn and expansion are of one period.",
                              "Périodes entières après la dernière\u00A0; churn et expansion valent pour une période."),
        .exclusions = PHRASE("No new customers, no discount.", "Sans nouveaux clients, sans actualisation."),
        .in_audit = true,
        .example = "--revenue 240 --churn 10% --periods 3",
        .example_value = "585.36",
        .inputs = {{"revenue", "mrr", INPUT_AMOUNT, false, false,
                    PHRASE("revenue of the last period", "revenu de la dernière période")},
                   {"churn", NULL, INPUT_RATE, true, false,
                    PHRASE("churn rate of a period (default 0)", "taux d’attrition par période (par défaut 0)")},
                   {"expansion", NULL, INPUT_RATE, true, false,
                    PHRASE("growth of those who stay, per period (default 0)",
                           "croissance de ceux qui restent, par période (par défaut 0)")},
                   {"periods", "months", INPUT_COUNT, false, false, PHRASE("how many periods", "nombre de périodes")}},
        .calculate = forecast,
    },
    {
        .name = "concentration",
        .aliases = "revenue_concentration pareto",
        .label = PHRASE("Concentration of revenue or profit", "Concentration du revenu ou de la marge"),
        .definition = PHRASE("What part of all revenue (or profit) the most valuable customers bring.",
                             "La part de tout le revenu (ou de la marge) que rapportent les meilleurs clients."),
        .formula = "Σ top(ceil(q*n))/Σ (values > 0)*100, q = 20 %",
        .unit = UNIT_RATE,
        .period_rule = PHRASE("All the time observed.", "Tout le temps observé."),
        .exclusions = PHRASE("Customers whose refunds exceed their purchases count as customers, and bring nothing.",
                             "Les clients plus remboursés qu’acheteurs comptent comme clients, sans rien rapporter."),
        .in_audit = true,
        .example = "--values 500,300,50,40,30,30,20,10,10,10",
        .example_value = "80.0 %",
        .inputs = {{"values", NULL, INPUT_NUMBER, false, true,
                    PHRASE("revenue or profit of each customer, to the cent",
                           "revenu ou marge de chaque client, au centime près")},
                   {"top", "q", INPUT_RATE, true, false,
                    PHRASE("share of customers in the top (default 20%)",
                           "part des clients en tête (par défaut 20%)")}},
        .calculate = concentration,
    },
    {
        .name = "customer_profit",
        .aliases = "profit",
        .label = PHRASE("Customer profit", "Profit par client"),
        .definition = PHRASE("What a customer leaves after goods, service and rewards are paid.",
                             "Ce que laisse un client une fois payés marchandises, service et avantages."),
        .formula = "revenue-goods-service-rewards",
        .unit = UNIT_AMOUNT,
        .period_rule = NONE,
        .exclusions = NONE,
        .example = "--revenue 500 --goods 200 --service 50 --rewards 30",
        .example_value = "220.00",
        .inputs = {{"revenue", NULL, INPUT_NUMBER, false, false, PHRASE("revenue", "revenu")},
                   {"goods", NULL, INPUT_AMOUNT, true, false, PHRASE("cost of goods", "coût des marchandises")},
                   {"service", NULL, INPUT_AMOUNT, true, false, PHRASE("cost to serve", "coût du service")},
                   {"rewards", NULL, INPUT_AMOUNT, true, false,
                    PHRASE("rewards and incentives", "avantages et incitations")}},
        .calculate = customer_profit,
    },
};

const MetricFamily value_family = {
    .name = "value",
    .label = PHRASE("What customers are worth", "Ce que valent les clients"),
    .metrics = metrics,
    .count = COUNT_OF(metrics),
};
