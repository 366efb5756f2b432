// How much of their spending customers give us, and how much of the market we have.
#include "measure/catalogue_family.h"

static bool share_of_wallet(const MetricCall *call, MetricResult *result, Error *error)
{
    (void)error;
    double spend = input(call, "spend"), category = input_or(call, "category_spend", 0);
    if (category == 0)
        return result_not_observed(
            result, PHRASE("No category spend is declared.", "Aucune dépense de catégorie n’est déclarée."));
    if (spend > category)
        result_warn(
            result,
            PHRASE("{0} spent with us is more than the {1} declared for the category: the declaration is too low",
                   "{0} dépensés chez nous dépassent les {1} déclarés pour la catégorie\u00A0: la déclaration est trop "
                   "basse"),
            amount(spend), amount(category));
    return result_is(result, share(spend / category)) &&
           result_say(result,
                      PHRASE("Of 100 spent on the category, {0} are spent with us.",
                             "Sur 100 dépensés dans la catégorie, {0} le sont chez nous."),
                      of_hundred(spend, category));
}

static bool market_share(const MetricCall *call, MetricResult *result, Error *error)
{
    double own = input(call, "own_sales"), market = input(call, "market_sales");
    if (!input_within(call, "own_sales", "market_sales", error)) return false;
    if (market == 0)
        return result_not_observed(result, PHRASE("The market sold nothing.", "Le marché n’a rien vendu."));
    return result_is(result, share(own / market)) &&
           result_say(
               result,
               PHRASE("Of 100 sold in the market, {0} are ours.", "Sur 100 vendus sur le marché, {0} sont à nous."),
               of_hundred(own, market));
}

static const Metric metrics[] = {
    {
        .name = "share_of_wallet",
        .aliases = "wallet_share",
        .label = PHRASE("Share of wallet", "Part de portefeuille"),
        .definition = PHRASE("The part of what a customer spends on the category that is spent with us.",
                             "La part de ce qu’un client dépense dans la catégorie qui l’est chez nous."),
        .formula = "spend/category_spend*100",
        .unit = UNIT_RATE,
        .period_rule = PHRASE("Both of the same time.", "Les deux sur la même durée."),
        .exclusions = PHRASE(
            "Category spend is declared by the customer or estimated; without it the figure is n/a.",
            "La dépense de catégorie est déclarée par le client ou estimée\u00A0; sans elle, le chiffre est n/d."),
        .example = "--spend 60 --category-spend 150",
        .example_value = "40.0 %",
        .inputs = {{"spend", NULL, INPUT_AMOUNT, false, false, PHRASE("spent with us", "dépensé chez nous")},
                   {"category_spend", NULL, INPUT_AMOUNT, true, false,
                    PHRASE("spent on the category in all", "dépensé dans la catégorie en tout")}},
        .calculate = share_of_wallet,
    },
    {
        .name = "market_share",
        .label = PHRASE("Market share", "Part de marché"),
        .definition = PHRASE("The part of the market's sales that are ours.",
                             "La part des ventes du marché qui sont les nôtres."),
        .formula = "own_sales/market_sales*100",
        .unit = UNIT_RATE,
        .period_rule = PHRASE("Both of the same period and place.", "Les deux de la même période et du même lieu."),
        .exclusions = NONE,
        .example = "--own-sales 2000000 --market-sales 20000000",
        .example_value = "10.0 %",
        .inputs = {{"own_sales", NULL, INPUT_AMOUNT, false, false, PHRASE("our sales", "nos ventes")},
                   {"market_sales", NULL, INPUT_AMOUNT, false, false,
                    PHRASE("sales of the market, ours included", "ventes du marché, les nôtres comprises")}},
        .calculate = market_share,
    },
};

const MetricFamily market_family = {
    .name = "market",
    .label = PHRASE("Our place in the market", "Notre place sur le marché"),
    .metrics = metrics,
    .count = COUNT_OF(metrics),
};
