// What customers order, how often, and who comes back for more.
#include <math.h>

#include "measure/catalogue_family.h"
#include "measure/quantile.h"
#include "measure/rate.h"

#define NO_ORDERS                                                                                                      \
    PHRASE("Without an order there is no average order value.", "Sans commande, il n’y a pas de panier moyen.")
#define NO_BUYERS                                                                                                      \
    PHRASE("Nobody bought, so there is nothing to divide by.", "Personne n’a acheté\u00A0: il n’y a rien à diviser.")
#define PURCHASES_ONLY                                                                                                 \
    PHRASE("Purchases only: rows of an amount above 0. Refunds and cancelled orders are no orders.",                   \
           "Les achats seuls\u00A0: lignes d’un montant positif. Remboursements et commandes annulées ne sont pas " \
           "des commandes.")
#define ANY_PERIOD                                                                                                     \
    PHRASE("Any period, the same for all inputs.", "Une période quelconque, la même pour toutes les données.")

static bool order_value(const MetricCall *call, MetricResult *result, Error *error)
{
    Numbers amounts = input_list(call, "amounts");
    if (amounts.count == 0) {
        double orders = input(call, "orders");
        if (orders == 0) return result_not_observed(result, NO_ORDERS);
        result->n = (int64_t)orders;
        return result_is(result, amount(input(call, "revenue") / orders)) &&
               result_say(result, PHRASE("An order brings {0} on average.", "Une commande rapporte {0} en moyenne."),
                          result->value);
    }
    if (input_given(call, "revenue") || input_given(call, "orders"))
        return input_undefined(error, PHRASE("give amounts, or revenue and orders, not both",
                                             "donnez amounts, ou revenue et orders, pas les deux"));
    double sum = 0, squares = 0;
    for (size_t i = 0; i < amounts.count; i++) {
        sum += amounts.at[i];
        squares += amounts.at[i] * amounts.at[i];
    }
    Mean mean = mean_of((int64_t)amounts.count, sum, squares);
    result->n = mean.n;
    if (mean.interval_observed) result_interval(result, mean.low, mean.high);
    return result_is(result, amount(mean.value)) &&
           result_say(result, PHRASE("An order brings {0} on average.", "Une commande rapporte {0} en moyenne."),
                      result->value);
}

static bool purchase_frequency(const MetricCall *call, MetricResult *result, Error *error)
{
    double orders = input(call, "orders"), buyers = input(call, "buyers");
    if (!input_within(call, "buyers", "orders", error)) return false;
    if (buyers == 0) return result_not_observed(result, NO_BUYERS);
    result->n = (int64_t)buyers;
    return result_is(result, number(orders / buyers, 2)) &&
           result_say(
               result,
               PHRASE("A buyer orders {0} times in the period.", "Un acheteur commande {0} fois dans la période."),
               result->value);
}

static bool repeat_purchase_rate(const MetricCall *call, MetricResult *result, Error *error)
{
    double repeat = input(call, "repeat_buyers"), buyers = input(call, "buyers");
    if (!input_within(call, "repeat_buyers", "buyers", error)) return false;
    if (buyers == 0) return result_not_observed(result, NO_BUYERS);
    result_part(result, "one_order", PHRASE("with one order only", "avec une seule commande"),
                count_of(buyers - repeat));
    return result_share(result, repeat, buyers) &&
           result_say(result,
                      PHRASE("Of 100 buyers, {0} ordered at least twice.",
                             "Sur 100 acheteurs, {0} ont commandé au moins deux fois."),
                      of_hundred(repeat, buyers));
}

static bool second_order_conversion(const MetricCall *call, MetricResult *result, Error *error)
{
    double second = input(call, "second_orders"), first = input(call, "first_buyers");
    if (!input_within(call, "second_orders", "first_buyers", error)) return false;
    if (first == 0) return result_not_observed(result, NO_BUYERS);
    result_share(result, second, first);
    if (!input_given(call, "days"))
        return result_say(
            result,
            PHRASE("Of 100 first-time buyers, {0} ordered again.", "Sur 100 premiers acheteurs, {0} ont recommandé."),
            of_hundred(second, first));
    return result_say(result,
                      PHRASE("Of 100 first-time buyers, {0} ordered again within {1}.",
                             "Sur 100 premiers acheteurs, {0} ont recommandé en {1}."),
                      of_hundred(second, first), figure_of(UNIT_DAYS, input(call, "days")));
}

static bool revenue_per_customer(const MetricCall *call, MetricResult *result, Error *error)
{
    (void)error;
    double customers = input(call, "customers"), before = input_or(call, "customers_before", 0);
    if (customers == 0) return result_not_observed(result, NO_BUYERS);
    result->n = (int64_t)customers;
    result_is(result, amount(input(call, "revenue") / customers));
    if (before > 0 && input_or(call, "revenue_before", 0) > 0) {
        double value_before = input(call, "revenue_before") / before;
        result_part(result, "before", PHRASE("the period before", "période précédente"), amount(value_before));
        result_part(result, "growth", PHRASE("growth", "évolution"), change(result->value.value / value_before - 1));
    }
    return result_say(result, PHRASE("A customer brings {0} in the period.", "Un client rapporte {0} dans la période."),
                      result->value);
}

static bool spend_premium(const MetricCall *call, MetricResult *result, Error *error)
{
    (void)error;
    double returning = input(call, "mean_returning"), first = input(call, "mean_new");
    if (first == 0)
        return result_not_observed(result,
                                   PHRASE("Without a mean order of new customers there is nothing to compare with.",
                                          "Sans commande moyenne des nouveaux clients, il n’y a rien à comparer."));
    return result_is(result, change(returning / first - 1)) &&
           result_say(result,
                      PHRASE("An order of a returning customer is worth {0}, a first order {1}.",
                             "Une commande d’un client qui revient vaut {0}, une première commande {1}."),
                      amount(returning), amount(first));
}

static bool returning_share(const MetricCall *call, MetricResult *result, Error *error)
{
    double returning = input(call, "returning_revenue"), revenue = input(call, "revenue");
    if (!input_within(call, "returning_revenue", "revenue", error)) return false;
    if (revenue == 0)
        return result_not_observed(
            result, PHRASE("Without revenue there is no share of it.", "Sans revenu, il n’y a pas de part."));
    result_part(result, "new_revenue", PHRASE("from first orders", "des premières commandes"),
                amount(revenue - returning));
    return result_is(result, share(returning / revenue)) &&
           result_say(result,
                      PHRASE("Of 100 of revenue, {0} come from customers who came back.",
                             "Sur 100 de revenu, {0} viennent de clients revenus."),
                      of_hundred(returning, revenue));
}

static bool incentive_dependence(const MetricCall *call, MetricResult *result, Error *error)
{
    double incentive = input(call, "incentive_orders"), repeat = input(call, "repeat_orders"),
           limit = input_or(call, "threshold", 0.5);
    if (!input_within(call, "incentive_orders", "repeat_orders", error)) return false;
    if (repeat == 0)
        return result_not_observed(result,
                                   PHRASE("There is no repeat order yet.", "Il n’y a pas encore de commande répétée."));
    result_share(result, incentive, repeat);
    result->value.decimals = 1;
    if (incentive / repeat > limit)
        result_warn(result,
                    PHRASE("{0} incentive-driven, above the threshold of {1}: try rewards that are not money, such as "
                           "service, early access or recognition",
                           "{0} portés par une incitation, au-dessus du seuil de {1}\u00A0: essayez des avantages non "
                           "monétaires (service, accès anticipé, reconnaissance)"),
                    figure_brief(UNIT_RATE, incentive / repeat), figure_brief(UNIT_RATE, limit));
    return result_say(result,
                      PHRASE("Of 100 repeat orders, {0} used a short-term incentive.",
                             "Sur 100 commandes répétées, {0} ont profité d’une incitation ponctuelle."),
                      of_hundred(incentive, repeat));
}

// In hundredths: what a quantile sorts are whole numbers.
static int64_t *in_hundredths(const MetricCall *call, MetricResult *result, size_t *count)
{
    enum { HUNDREDTHS = 100 };
    Numbers values = input_list(call, "values");
    int64_t *whole = arena_array(result->arena, int64_t, values.count + 1);
    *count = values.count;
    for (size_t i = 0; i < values.count; i++) whole[i] = llround(values.at[i] * HUNDREDTHS);
    result->n = (int64_t)values.count;
    return whole;
}

static bool too_large(const MetricCall *call, Error *error)
{
    static const double most = 1e15;
    Numbers values = input_list(call, "values");
    for (size_t i = 0; i < values.count; i++)
        if (fabs(values.at[i]) > most)
            return !input_undefined(error, PHRASE("a value is at most 10^15", "une valeur vaut au plus 10^15"));
    return false;
}

static bool median_value(const MetricCall *call, MetricResult *result, Error *error)
{
    size_t n;
    if (too_large(call, error)) return false;
    int64_t *values = in_hundredths(call, result, &n);
    if (!n) return result_not_observed(result, PHRASE("There is no order.", "Il n’y a pas de commande."));
    return result_is(result, amount(quantile_of(values, n, 0.5) / 100)) &&
           result_say(result,
                      PHRASE("Half of the orders are worth more than {0}, half less.",
                             "La moitié des commandes valent plus de {0}, l’autre moins."),
                      result->value);
}

static bool trimmed_value(const MetricCall *call, MetricResult *result, Error *error)
{
    size_t n;
    if (too_large(call, error)) return false;
    int64_t *values = in_hundredths(call, result, &n);
    if (!n) return result_not_observed(result, PHRASE("There is no order.", "Il n’y a pas de commande."));
    return result_is(result, amount(trimmed_mean(values, n, 0.1) / 100)) &&
           result_say(
               result,
               PHRASE("Without the extremes an order is worth {0}.", "Sans les extrêmes, une commande vaut {0}."),
               result->value);
}

static const Metric metrics[] = {
    {
        .name = "orders",
        .label = PHRASE("Orders", "Commandes"),
        .definition =
            PHRASE("The purchases of the period. Rows with the same order number are one order.",
                   "Les achats de la période. Les lignes d’un même numéro de commande sont une seule commande."),
        .formula = "#{amount > 0}",
        .unit = UNIT_COUNT,
        .period_rule = ANY_PERIOD,
        .exclusions = PURCHASES_ONLY,
        .in_audit = true,
    },
    {
        .name = "revenue",
        .aliases = "sales turnover",
        .label = PHRASE("Revenue", "Revenu"),
        .definition = PHRASE("What the orders of the period brought, less what was refunded in it.",
                             "Ce que les commandes de la période ont rapporté, moins ce qui y a été remboursé."),
        .formula = "Σ amount",
        .unit = UNIT_AMOUNT,
        .period_rule =
            PHRASE("By the date of the row: a refund counts in the period it was made in.",
                   "Par la date de la ligne\u00A0: un remboursement compte dans la période où il a été fait."),
        .exclusions = PHRASE(
            "Net of refunds; amount=gross is before them, amount=margin what the orders of known cost earned. Other "
            "currencies are converted at the rate of their day.",
            "Net des remboursements\u202F; amount=gross\u00A0: avant eux, amount=margin\u00A0: ce qu’ont gagné les "
            "commandes de coût connu. Les autres devises sont converties au taux de leur jour."),
        .in_audit = true,
    },
    {
        .name = "aov",
        .aliases = "average_order_value mean_order",
        .label = PHRASE("Average order value (AOV)", "Panier moyen"),
        .definition = PHRASE("What an order brings on average.", "Ce qu’une commande rapporte en moyenne."),
        .formula = "revenue/orders",
        .unit = UNIT_AMOUNT,
        .period_rule = ANY_PERIOD,
        .exclusions = PHRASE("Refunds reduce the revenue and are no orders; cancelled orders are left out of both.",
                             "Les remboursements réduisent le revenu et ne sont pas des commandes\u00A0; les commandes "
                             "annulées n’entrent ni dans l’un ni dans l’autre."),
        .source = "Cochran 1977, Sampling Techniques, 3rd ed., 6.4 (95 %, customers as clusters, t)",
        .in_audit = true,
        .example = "--amounts 20,30,100",
        .example_value = "50.00",
        .ways = "revenue orders|amounts",
        .inputs = {{"revenue", NULL, INPUT_NUMBER, false, false,
                    PHRASE("revenue of the period", "revenu de la période")},
                   {"orders", NULL, INPUT_COUNT, false, false, PHRASE("number of orders", "nombre de commandes")},
                   {"amounts", NULL, INPUT_NUMBER, false, true,
                    PHRASE("amount of each order", "montant de chaque commande")}},
        .calculate = order_value,
    },
    {
        .name = "median_order_value",
        .aliases = "median_aov",
        .label = PHRASE("Median order value", "Panier médian"),
        .definition =
            PHRASE("Half of the orders of the period are worth more, half less: a few large ones don't move it.",
                   "La moitié des commandes de la période valent plus, l’autre moins\u00A0: quelques grosses "
                   "ne le déplacent pas."),
        .formula = "median(amount - refunds)",
        .unit = UNIT_AMOUNT,
        .period_rule = PHRASE("By the date of the order, net of all that was refunded of it.",
                              "Par la date de la commande, nette de tout ce qui en a été remboursé."),
        .exclusions = PURCHASES_ONLY,
        .source = "Hyndman & Fan 1996, Am. Stat. 50:361 (type 7)",
        .example = "--values 20,30,100",
        .example_value = "30.00",
        .inputs = {{"values", NULL, INPUT_NUMBER, false, true,
                    PHRASE("value of each order", "valeur de chaque commande")}},
        .calculate = median_value,
    },
    {
        .name = "trimmed_order_value",
        .aliases = "trimmed_aov",
        .label = PHRASE("Trimmed mean order value", "Panier moyen tronqué"),
        .definition = PHRASE("The mean order value without the lowest and the highest tenth of the orders.",
                             "Le panier moyen sans le dixième des commandes les plus basses ni celui des plus hautes."),
        .formula = "mean of the values without floor(n/10) at each end",
        .unit = UNIT_AMOUNT,
        .period_rule = PHRASE("By the date of the order, net of all that was refunded of it.",
                              "Par la date de la commande, nette de tout ce qui en a été remboursé."),
        .exclusions = PURCHASES_ONLY,
        .example = "--values 1,20,30,40,50,60,70,80,90,1000",
        .example_value = "55.00",
        .inputs = {{"values", NULL, INPUT_NUMBER, false, true,
                    PHRASE("value of each order", "valeur de chaque commande")}},
        .calculate = trimmed_value,
    },
    {
        .name = "purchase_frequency",
        .aliases = "pf frequency",
        .label = PHRASE("Purchase frequency", "Fréquence d’achat"),
        .definition = PHRASE("How many orders a buyer places in the period.",
                             "Combien de commandes passe un acheteur dans la période."),
        .formula = "orders/buyers",
        .unit = UNIT_NUMBER,
        .period_rule = ANY_PERIOD,
        .exclusions = PHRASE("Only customers who ordered in the period are buyers of it.",
                             "Seuls les clients qui ont commandé dans la période en sont des acheteurs."),
        .in_audit = true,
        .example = "--orders 480 --buyers 160",
        .example_value = "3.00",
        .inputs = {{"orders", NULL, INPUT_COUNT, false, false, PHRASE("number of orders", "nombre de commandes")},
                   {"buyers", "customers", INPUT_COUNT, false, false,
                    PHRASE("different customers who ordered", "clients différents ayant commandé")}},
        .calculate = purchase_frequency,
    },
    {
        .name = "repeat_purchase_rate",
        .aliases = "rpr repeat_rate",
        .label = PHRASE("Repeat purchase rate", "Taux de réachat"),
        .definition = PHRASE("The share of the buyers of the period with at least two orders in it.",
                             "La part des acheteurs de la période qui y ont passé au moins deux commandes."),
        .formula = "repeat_buyers/buyers*100",
        .unit = UNIT_RATE,
        .period_rule = PHRASE("Within one period, or over the whole life of the customers where that is said.",
                              "Dans une période, ou sur toute la vie des clients quand c’est précisé."),
        .exclusions = PURCHASES_ONLY,
        .source = "Wilson 1927, JASA 22:209 (95 %)",
        .in_audit = true,
        .example = "--buyers 160 --repeat-buyers 40",
        .example_value = "25.00 %",
        .inputs = {{"repeat_buyers", NULL, INPUT_COUNT, false, false,
                    PHRASE("buyers with at least two orders", "acheteurs ayant au moins deux commandes")},
                   {"buyers", "customers", INPUT_COUNT, false, false, PHRASE("buyers", "acheteurs")}},
        .calculate = repeat_purchase_rate,
    },
    {
        .name = "second_order_conversion",
        .aliases = "first_to_repeat conversion",
        .label = PHRASE("First-to-second-order conversion", "Passage à la deuxième commande"),
        .definition = PHRASE("The share of first-time buyers who order a second time within so many days.",
                             "La part des premiers acheteurs qui commandent une deuxième fois en tant de jours."),
        .formula = "second_orders/first_buyers*100",
        .unit = UNIT_RATE,
        .period_rule = PHRASE("Counted from each customer's own first order.",
                              "Compté depuis la première commande de chaque client."),
        .exclusions = PHRASE("First-time buyers too recent to have had the d days are left out.",
                             "Les premiers acheteurs trop récents pour avoir eu ces d jours sont écartés."),
        .source = "Wilson 1927, JASA 22:209 (95 %)",
        .in_audit = true,
        .example = "--first-buyers 100 --second-orders 35 --days 180",
        .example_value = "35.00 %",
        .inputs = {{"second_orders", NULL, INPUT_COUNT, false, false,
                    PHRASE("first-time buyers who ordered again in time",
                           "premiers acheteurs ayant recommandé à temps")},
                   {"first_buyers", NULL, INPUT_COUNT, false, false,
                    PHRASE("first-time buyers old enough to have had the days",
                           "premiers acheteurs assez anciens pour avoir eu ces jours")},
                   {"days", "d", INPUT_COUNT, true, false, PHRASE("the delay, in days", "le délai, en jours")}},
        .calculate = second_order_conversion,
    },
    {
        .name = "arpc",
        .aliases = "average_revenue_per_customer revenue_per_customer arpu",
        .label = PHRASE("Average revenue per customer (ARPC)", "Revenu moyen par client"),
        .definition = PHRASE("What a customer brings in the period.", "Ce qu’un client rapporte dans la période."),
        .formula = "revenue/customers",
        .unit = UNIT_AMOUNT,
        .period_rule = ANY_PERIOD,
        .exclusions = PHRASE("Customers are those who ordered in the period.",
                             "Les clients sont ceux qui ont commandé dans la période."),
        .source = "Cochran 1977, Sampling Techniques, 3rd ed., 6.4 (95 %, customers as clusters, t)",
        .in_audit = true,
        .example = "--revenue 12000 --customers 240",
        .example_value = "50.00",
        .inputs = {{"revenue", NULL, INPUT_NUMBER, false, false,
                    PHRASE("revenue of the period", "revenu de la période")},
                   {"customers", "buyers", INPUT_COUNT, false, false,
                    PHRASE("customers of the period", "clients de la période")},
                   {"revenue_before", NULL, INPUT_NUMBER, true, false,
                    PHRASE("revenue of the period before", "revenu de la période précédente")},
                   {"customers_before", NULL, INPUT_COUNT, true,
                    false, PHRASE("customers of the period before", "clients de la période précédente")}},
        .calculate = revenue_per_customer,
    },
    {
        .name = "returning_share",
        .aliases = "returning_revenue_share",
        .label = PHRASE("Share of revenue from returning customers", "Part du revenu des clients qui reviennent"),
        .definition = PHRASE("The part of the revenue that comes from orders which are not their customer's first.",
                             "La part du revenu qui vient de commandes autres que la première de leur client."),
        .formula = "returning_revenue/revenue*100",
        .unit = UNIT_RATE,
        .period_rule = ANY_PERIOD,
        .exclusions =
            PHRASE("An order is new when it is the first ever of its customer in the data.",
                   "Une commande est nouvelle quand elle est la toute première de son client dans les données."),
        .in_audit = true,
        .example = "--returning-revenue 6500 --revenue 10000",
        .example_value = "65.0 %",
        .inputs = {{"returning_revenue", NULL, INPUT_AMOUNT, false, false,
                    PHRASE("revenue of orders after the first", "revenu des commandes après la première")},
                   {"revenue", NULL, INPUT_AMOUNT, false, false, PHRASE("all revenue", "tout le revenu")}},
        .calculate = returning_share,
    },
    {
        .name = "spend_premium",
        .aliases = "premium",
        .label = PHRASE("Spend premium of returning customers", "Supplément de dépense des clients qui reviennent"),
        .definition = PHRASE("How much more an order of a returning customer is worth than a first order.",
                             "De combien une commande d’un client qui revient dépasse une première commande."),
        .formula = "mean_returning/mean_new-1",
        .unit = UNIT_CHANGE,
        .period_rule = ANY_PERIOD,
        .exclusions = PURCHASES_ONLY,
        .in_audit = true,
        .example = "--mean-returning 83.50 --mean-new 50",
        .example_value = "+67.0 %",
        .inputs = {{"mean_returning", NULL, INPUT_AMOUNT, false, false,
                    PHRASE("mean order of returning customers", "commande moyenne des clients qui reviennent")},
                   {"mean_new", NULL, INPUT_AMOUNT, false, false,
                    PHRASE("mean first order", "première commande moyenne")}},
        .calculate = spend_premium,
    },
    {
        .name = "incentive_dependence",
        .aliases = "promotion_dependence",
        .label = PHRASE("Incentive dependence", "Dépendance aux incitations"),
        .definition = PHRASE("The share of repeat orders that used a short-term incentive, such as a discount code. "
                             "High values mean that the price brings customers back, not the shop.",
                             "La part des commandes répétées qui ont profité d’une incitation ponctuelle, comme un "
                             "code de réduction. Élevée, c’est le prix qui fait revenir, pas l’enseigne."),
        .formula = "incentive_orders/repeat_orders*100",
        .unit = UNIT_RATE,
        .period_rule = ANY_PERIOD,
        .exclusions = PHRASE("First orders are left out.", "Les premières commandes sont écartées."),
        .source = "Wilson 1927, JASA 22:209 (95 %)",
        .example = "--incentive-orders 60 --repeat-orders 100",
        .example_value = "60.0 %",
        .inputs = {{"incentive_orders", NULL, INPUT_COUNT, false, false,
                    PHRASE("repeat orders with an incentive", "commandes répétées avec incitation")},
                   {"repeat_orders", NULL, INPUT_COUNT, false, false, PHRASE("repeat orders", "commandes répétées")},
                   {"threshold", NULL, INPUT_RATE, true, false,
                    PHRASE("warn above this share (default 50%)", "avertir au-dessus de cette part (par défaut 50%)")}},
        .calculate = incentive_dependence,
    },
    {
        .name = "rfm",
        .aliases = "rfm_segments",
        .label = PHRASE("Recency, frequency, monetary (RFM)", "Récence, fréquence, montant (RFM)"),
        .definition =
            PHRASE("Eleven named groups of customers, by how recently, how often and for how much they purchased.",
                   "Onze groupes de clients nommés, selon la date, le nombre et le montant de leurs achats."),
        .formula = "R, F, M = 1 … 5; (R, (F+M)/2)",
        .unit = UNIT_COUNT,
        .period_rule = PHRASE("All the time observed, as of the last day.", "Tout le temps observé, au dernier jour."),
        .exclusions =
            PHRASE("Equal values always have equal scores, so that groups may differ in size.",
                   "Des valeurs égales ont toujours la même note\u00A0: les groupes peuvent différer en taille."),
        .source = "Hughes 1994, Strategic Database Marketing",
        .in_audit = true,
    },
};

const MetricFamily orders_family = {
    .name = "orders",
    .label = PHRASE("What customers order", "Ce que commandent les clients"),
    .metrics = metrics,
    .count = COUNT_OF(metrics),
};
