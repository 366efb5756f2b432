// Movements of recurring revenue, and the customers, trials and payments behind them.
#include "measure/catalogue_family.h"

#define OPENING_TO_CLOSING PHRASE("One period, from opening to closing.", "Une période, de l’ouverture à la clôture.")
#define AT_THE_END PHRASE("At the end of the period.", "À la fin de la période.")
#define NETTED                                                                                                         \
    PHRASE("Gains and losses of one customer within the period are netted.",                                           \
           "Les gains et pertes d’un même client dans la période se compensent.")

static bool share_of(MetricResult *result, double count, double n, Phrase sentence)
{
    if (n == 0)
        return result_not_observed(result, PHRASE("There is nobody of whom it could be a share.",
                                                  "Il n’y a personne dont ce serait la part."));
    return result_share(result, count, n) && result_say(result, sentence, of_hundred(count, n));
}

static bool subscriber_churn(const MetricCall *call, MetricResult *result, Error *error)
{
    return input_within(call, "lost", "S", error) &&
           share_of(result, input(call, "lost"), input(call, "S"),
                    PHRASE("Of 100 subscribers, {0} left.", "Sur 100 abonnés, {0} sont partis."));
}

static bool payment_recovery(const MetricCall *call, MetricResult *result, Error *error)
{
    (void)error;
    double recovered = input(call, "recovered");
    return share_of(result, recovered, recovered + input(call, "lost"),
                    PHRASE("Of 100 failed payments, {0} were paid after all.",
                           "Sur 100 paiements échoués, {0} sont payés finalement."));
}

static bool trial_conversion(const MetricCall *call, MetricResult *result, Error *error)
{
    return input_within(call, "converted", "ended", error) &&
           share_of(result, input(call, "converted"), input(call, "ended"),
                    PHRASE("Of 100 trials, {0} became paid subscriptions.",
                           "Sur 100 essais, {0} deviennent des abonnements payés."));
}

static const Metric metrics[] = {
    {
        .name = "mrr_movements",
        .aliases = "mrr_waterfall net_new_mrr",
        .label = PHRASE("Movements of recurring revenue (MRR)", "Mouvements du revenu récurrent (MRR)"),
        .definition = PHRASE(
            "By how much recurring revenue grew or shrank, and by what: opening + new + reactivation + resumed + "
            "expansion - contraction - paused - churn + currency difference = closing, to the cent.",
            "De combien le revenu récurrent a crû ou baissé, et par quoi\u00A0: ouverture + nouveau + réactivation + "
            "reprise + expansion - contraction - suspension - attrition + écart de change = clôture, au centime."),
        .formula = "closing-opening-currency",
        .unit = UNIT_NET_AMOUNT,
        .period_rule = OPENING_TO_CLOSING,
        .exclusions =
            PHRASE("Gains and losses of one customer within the period are netted; with netting=day, within each day.",
                   "Les gains et pertes d’un même client dans la période se compensent\u00A0; avec netting=day, dans "
                   "chaque jour."),
        .source = "ChartMogul Help Center, articles 203299912 and 201244842",
    },
    {
        .name = "new_mrr",
        .aliases = "new_business_mrr",
        .label = PHRASE("New MRR", "MRR nouveau"),
        .definition = PHRASE("Monthly value of customers who pay for the first time.",
                             "Valeur mensuelle des clients qui paient pour la première fois."),
        .formula = "Σ closing of customers without earlier MRR",
        .unit = UNIT_AMOUNT,
        .period_rule = OPENING_TO_CLOSING,
        .exclusions = NETTED,
        .source = "ChartMogul Help Center, articles 203299912 and 201244842",
    },
    {
        .name = "expansion_mrr",
        .aliases = "upsell_mrr",
        .label = PHRASE("Expansion MRR", "MRR d’expansion"),
        .definition = PHRASE("What paying customers added: upsell (the same subscription is worth more) and cross-sell "
                             "(a further subscription), apart and in all.",
                             "Ce que les clients payants ont ajouté\u00A0: montée en gamme (le même abonnement vaut "
                             "plus) et vente croisée (un abonnement de plus), à part et au total."),
        .formula = "upsell+cross_sell",
        .unit = UNIT_AMOUNT,
        .period_rule = OPENING_TO_CLOSING,
        .exclusions = NETTED,
        .source = "ChartMogul Help Center, articles 203299912 and 201244842",
    },
    {
        .name = "contraction_mrr",
        .aliases = "downgrade_mrr",
        .label = PHRASE("Contraction MRR", "MRR de contraction"),
        .definition = PHRASE(
            "What customers who still pay gave up: downgrades, and cancellations of one of several subscriptions.",
            "Ce qu’ont réduit les clients qui paient encore\u00A0: baisses de formule, et résiliations d’un abonnement "
            "parmi plusieurs."),
        .formula = "downgrades+cancellations of one of several",
        .unit = UNIT_AMOUNT,
        .period_rule = OPENING_TO_CLOSING,
        .exclusions = NETTED,
        .source = "ChartMogul Help Center, articles 203299912 and 201244842",
    },
    {
        .name = "churned_mrr",
        .aliases = "lost_mrr",
        .label = PHRASE("Churned MRR", "MRR perdu"),
        .definition = PHRASE("Monthly value of customers who ended their last subscription; voluntary and involuntary "
                             "(a payment failed) apart.",
                             "Valeur mensuelle des clients qui ont mis fin à leur dernier abonnement\u00A0; volontaire "
                             "et involontaire (échec de paiement) à part."),
        .formula = "Σ opening of customers who left",
        .unit = UNIT_AMOUNT,
        .period_rule = OPENING_TO_CLOSING,
        .exclusions = NETTED,
        .source = "ChartMogul Help Center, articles 203299912 and 201244842",
    },
    {
        .name = "reactivation_mrr",
        .label = PHRASE("Reactivation MRR", "MRR réactivé"),
        .definition = PHRASE("Monthly value of customers who had left and pay again.",
                             "Valeur mensuelle des clients qui étaient partis et paient à nouveau."),
        .formula = "Σ closing of customers who came back",
        .unit = UNIT_AMOUNT,
        .period_rule = OPENING_TO_CLOSING,
        .exclusions = NETTED,
        .source = "ChartMogul Help Center, articles 203299912 and 201244842",
    },
    {
        .name = "paused_mrr",
        .label = PHRASE("Paused MRR", "MRR suspendu"),
        .definition = PHRASE("Monthly value of subscriptions that were paused; what was resumed stands beside it.",
                             "Valeur mensuelle des abonnements suspendus\u00A0; ce qui a repris figure à côté."),
        .formula = "Σ opening of what is paused at the closing",
        .unit = UNIT_AMOUNT,
        .period_rule = OPENING_TO_CLOSING,
        .exclusions = NETTED,
        .source = "ChartMogul Help Center, articles 203299912 and 201244842",
    },
    {
        .name = "subscribers",
        .aliases = "paying_customers",
        .label = PHRASE("Subscribers", "Abonnés"),
        .definition = PHRASE("Customers with a subscription that is paid for, or paused.",
                             "Les clients qui ont un abonnement payé, ou suspendu."),
        .formula = "count",
        .unit = UNIT_COUNT,
        .period_rule = AT_THE_END,
        .exclusions = PHRASE("Trials and free plans are left out.", "Sans essais ni formules gratuites."),
    },
    {
        .name = "subscriber_churn",
        .aliases = "logo_churn customer_churn contractual_churn",
        .label = PHRASE("Subscriber churn", "Attrition des abonnés"),
        .definition = PHRASE("The part of the subscribers of the opening who ended their last subscription; voluntary "
                             "and involuntary apart.",
                             "La part des abonnés d’ouverture qui ont mis fin à leur dernier abonnement\u00A0; "
                             "volontaire et involontaire à part."),
        .formula = "left/subscribers at the opening",
        .unit = UNIT_RATE,
        .period_rule = OPENING_TO_CLOSING,
        .exclusions =
            PHRASE("A pause is no churn. Who came and left within the period is not counted.",
                   "Une suspension n’est pas une attrition. Qui arrive et repart dans la période ne compte pas."),
        .example = "--S 200 --lost 10",
        .example_value = "5.00 %",
        .inputs = {{"S", "start", INPUT_COUNT, false, false,
                    PHRASE("subscribers at the opening", "abonnés à l’ouverture")},
                   {"lost", NULL, INPUT_COUNT, false, false, PHRASE("of these, who left", "parmi eux, les partis")}},
        .calculate = subscriber_churn,
    },
    {
        .name = "subscriber_retention",
        .aliases = "logo_retention",
        .label = PHRASE("Subscriber retention", "Rétention des abonnés"),
        .definition = PHRASE("The part of the subscribers of the opening who still are at the closing.",
                             "La part des abonnés d’ouverture qui le sont encore à la clôture."),
        .formula = "1-subscriber churn",
        .unit = UNIT_RATE,
        .period_rule = OPENING_TO_CLOSING,
        .exclusions = PHRASE("A paused subscriber is kept.", "Un abonné suspendu est gardé."),
    },
    {
        .name = "payment_recovery",
        .aliases = "recovery_rate dunning",
        .label = PHRASE("Recovery of failed payments", "Récupération des paiements échoués"),
        .definition = PHRASE("Of the failed payments that were settled either way, the part that was paid after all. "
                             "Those still tried stand beside it.",
                             "Parmi les paiements échoués dont l’issue est connue, la part payée finalement. Ceux "
                             "encore tentés figurent à côté."),
        .formula = "recovered/(recovered+lost)",
        .unit = UNIT_RATE,
        .period_rule = PHRASE("By the day of the first failure.", "Au jour du premier échec."),
        .exclusions = PHRASE("A payment that fails several times in a row is one.",
                             "Un paiement qui échoue plusieurs fois de suite compte une fois."),
        .source = "Stripe, Revenue recovery analytics (docs.stripe.com/billing/revenue-recovery)",
        .example = "--recovered 30 --lost 10",
        .example_value = "75.00 %",
        .inputs = {{"recovered", NULL, INPUT_COUNT, false, false, PHRASE("paid after all", "payés finalement")},
                   {"lost", NULL, INPUT_COUNT, false, false, PHRASE("given up", "abandonnés")}},
        .calculate = payment_recovery,
    },
    {
        .name = "trial_conversion",
        .aliases = "trial_to_paid",
        .label = PHRASE("Trial conversion", "Conversion des essais"),
        .definition = PHRASE("Of the trials that began in the period and have ended, the part that became paid "
                             "subscriptions. Those still running stand beside it.",
                             "Parmi les essais commencés dans la période et terminés, la part devenue abonnements "
                             "payés. Ceux en cours figurent à côté."),
        .formula = "converted/(converted+not converted)",
        .unit = UNIT_RATE,
        .period_rule = PHRASE("By the day the trial began.", "Au jour du début de l’essai."),
        .exclusions = NONE,
        .example = "--converted 20 --ended 80",
        .example_value = "25.00 %",
        .inputs = {{"converted", NULL, INPUT_COUNT, false, false, PHRASE("now paid for", "désormais payés")},
                   {"ended", "trials", INPUT_COUNT, false, false, PHRASE("trials that have ended", "essais terminés")}},
        .calculate = trial_conversion,
    },
    {
        .name = "revenue_movements",
        .label = PHRASE("Movements of order revenue", "Mouvements du revenu des commandes"),
        .definition = PHRASE("The revenue of each customer in a period beside that of the period before: new, "
                             "reactivated, more, less, lost.",
                             "Le revenu de chaque client dans une période face à la précédente\u00A0: nouveau, "
                             "réactivé, en hausse, en baisse, perdu."),
        .formula = "revenue of the period-revenue of the period before",
        .unit = UNIT_NET_AMOUNT,
        .period_rule = PHRASE("Two periods of the same unit, one after the other.",
                              "Deux périodes de même unité, qui se suivent."),
        .exclusions = PHRASE("Orders of known customers; net of refunds.",
                             "Commandes de clients connus\u00A0; remboursements déduits."),
    },
};

const MetricFamily movement_family = {
    .name = "movements",
    .label = PHRASE("Movements of recurring revenue", "Mouvements du revenu récurrent"),
    .metrics = metrics,
    .count = COUNT_OF(metrics),
};
