// What it costs to win, keep and serve customers, and what the effort returns.
#include "measure/catalogue_family.h"

#define EACH_ONCE                                                                                                      \
    PHRASE("Customers are those who order and those who subscribe, each person once.",                                 \
           "Les clients sont ceux qui commandent et ceux qui sont abonnés, chaque personne une fois.")
#define SAME_PERIOD PHRASE("Spend and customers of the same period.", "Dépenses et clients de la même période.")

static bool acquisition_cost(const MetricCall *call, MetricResult *result, Error *error)
{
    (void)error;
    double customers = input(call, "new");
    if (customers == 0)
        return result_not_observed(result, PHRASE("No customer was won.", "Aucun client n’a été gagné."));
    return result_is(result, amount(input(call, "spend") / customers)) &&
           result_say(result, PHRASE("Winning a customer costs {0}.", "Gagner un client coûte {0}."), result->value);
}

static bool retention_cost(const MetricCall *call, MetricResult *result, Error *error)
{
    (void)error;
    double kept = input(call, "retained");
    if (kept == 0) return result_not_observed(result, PHRASE("No customer was kept.", "Aucun client n’a été gardé."));
    return result_is(result, amount(input(call, "retention_spend") / kept)) &&
           result_say(result, PHRASE("Keeping a customer costs {0}.", "Garder un client coûte {0}."), result->value);
}

static bool cost_ratio(const MetricCall *call, MetricResult *result, Error *error)
{
    (void)error;
    double gained = input(call, "new"), kept = input(call, "retained");
    double keeping = input(call, "retention_spend");
    if (gained > 0)
        result_part(result, "cac", PHRASE("cost of winning one (CAC)", "coût pour en gagner un (CAC)"),
                    amount(input(call, "acquisition_spend") / gained));
    if (kept > 0)
        result_part(result, "retention_cost", PHRASE("cost of keeping one", "coût pour en garder un"),
                    amount(keeping / kept));
    if (gained == 0 || kept == 0 || keeping == 0)
        return result_not_observed(
            result, PHRASE("Without customers won, customers kept and money spent on keeping them there is no ratio.",
                           "Sans clients gagnés, clients gardés et dépense pour les garder, il n’y a pas de rapport."));
    double ratio = input(call, "acquisition_spend") / gained / (keeping / kept);
    return result_is(result, figure_of(UNIT_RATIO, ratio)) &&
           result_say(
               result,
               PHRASE("Winning a customer costs {0} what keeping one does; 5x to 25x is the range often quoted.",
                      "Gagner un client coûte {0} ce que coûte en garder un\u00A0; on cite souvent de 5x à 25x."),
               figure_of(UNIT_RATIO, ratio));
}

static bool acquisition_cost_growth(const MetricCall *call, MetricResult *result, Error *error)
{
    (void)error;
    double before = input(call, "before"), after = input(call, "after");
    if (before == 0)
        return result_not_observed(
            result, PHRASE("From nothing, growth has no rate.", "À partir de rien, la croissance n’a pas de taux."));
    return result_is(result, change(after / before - 1)) &&
           result_say(result,
                      PHRASE("Winning a customer cost {0} and costs {1} now.",
                             "Gagner un client coûtait {0} et coûte {1} à présent."),
                      amount(before), amount(after));
}

static bool return_on_investment(const MetricCall *call, MetricResult *result, Error *error)
{
    (void)error;
    double gain = input(call, "gain"), cost = input(call, "cost");
    result_part(result, "net", PHRASE("gain less cost", "gain moins coût"), net_amount(gain - cost));
    if (cost == 0)
        return result_not_observed(result, PHRASE("What costs nothing has no return on its cost.",
                                                  "Ce qui ne coûte rien n’a pas de retour sur son coût."));
    return result_is(result, share((gain - cost) / cost)) &&
           result_say(result, PHRASE("It brought {0} for {1} spent.", "Cela a rapporté {0} pour {1} dépensés."),
                      amount(gain), amount(cost));
}

static bool nurturing_value(const MetricCall *call, MetricResult *result, Error *error)
{
    (void)error;
    double gain = input(call, "customers") * input(call, "uplift"), cost = input(call, "cost");
    result_part(result, "gain", PHRASE("value gained", "valeur gagnée"), net_amount(gain));
    return result_is(result, net_amount(gain - cost)) &&
           result_say(result, PHRASE("{0} of value gained for {1} spent.", "{0} de valeur gagnée pour {1} dépensés."),
                      amount(gain), amount(cost));
}

static bool containment(const MetricCall *call, MetricResult *result, Error *error)
{
    double contained = input(call, "contained"), all = input(call, "conversations");
    if (!input_within(call, "contained", "conversations", error)) return false;
    if (all == 0)
        return result_not_observed(result, PHRASE("There was no conversation.", "Il n’y a pas eu de conversation."));
    if (input_given(call, "unit_saving"))
        result_part(result, "saving", PHRASE("saved", "économie"), amount(contained * input(call, "unit_saving")));
    result_share(result, contained, all);
    result->value.decimals = 1;
    return result_say(result,
                      PHRASE("Of 100 conversations with the bot, {0} needed nobody else.",
                             "Sur 100 conversations avec le robot, {0} n’ont eu besoin de personne d’autre."),
                      of_hundred(contained, all));
}

static bool cost_per_contact(const MetricCall *call, MetricResult *result, Error *error)
{
    (void)error;
    double contacts = input(call, "contacts");
    if (contacts == 0)
        return result_not_observed(result, PHRASE("No contact was handled.", "Aucun contact n’a été traité."));
    return result_is(result, amount(input(call, "cost") / contacts)) &&
           result_say(result, PHRASE("Handling a contact costs {0}.", "Traiter un contact coûte {0}."), result->value);
}

static const Metric metrics[] = {
    {
        .name = "cac",
        .aliases = "acquisition_cost customer_acquisition_cost",
        .label = PHRASE("Customer acquisition cost (CAC)", "Coût d’acquisition d’un client (CAC)"),
        .definition = PHRASE("What winning one new customer costs.", "Ce que coûte le gain d’un nouveau client."),
        .formula = "spend/new",
        .unit = UNIT_AMOUNT,
        .period_rule = SAME_PERIOD,
        .exclusions = EACH_ONCE,
        .example = "--spend 50000 --new 200",
        .example_value = "250.00",
        .inputs = {{"spend", "acquisition_spend", INPUT_AMOUNT, false, false,
                    PHRASE("spent on acquisition", "dépenses d’acquisition")},
                   {"new", "N", INPUT_COUNT, false, false, PHRASE("new customers", "nouveaux clients")}},
        .calculate = acquisition_cost,
    },
    {
        .name = "retention_cost",
        .label = PHRASE("Retention cost per customer kept", "Coût de fidélisation par client gardé"),
        .definition = PHRASE("What keeping one customer costs.", "Ce que coûte le fait de garder un client."),
        .formula = "retention_spend/retained",
        .unit = UNIT_AMOUNT,
        .period_rule = SAME_PERIOD,
        .exclusions = EACH_ONCE,
        .example = "--retention-spend 14000 --retained 700",
        .example_value = "20.00",
        .inputs = {{"retention_spend", NULL, INPUT_AMOUNT, false, false,
                    PHRASE("spent on retention", "dépenses de fidélisation")},
                   {"retained", NULL, INPUT_COUNT, false, false, PHRASE("customers kept", "clients gardés")}},
        .calculate = retention_cost,
    },
    {
        .name = "cac_ratio",
        .aliases = "acquisition_retention_ratio",
        .label = PHRASE("Cost of winning over cost of keeping", "Coût pour gagner sur coût pour garder"),
        .definition = PHRASE("How many times more it costs to win a customer than to keep one.",
                             "Combien de fois plus coûte le gain d’un client que le fait d’en garder un."),
        .formula = "(acquisition_spend/new)/(retention_spend/retained)",
        .unit = UNIT_RATIO,
        .period_rule = SAME_PERIOD,
        .exclusions = EACH_ONCE,
        .source = "Gallo 2014, The Value of Keeping the Right Customers, hbr.org (5x-25x)",
        .example = "--acquisition-spend 50000 --new 200 --retention-spend 14000 --retained 700",
        .example_value = "12.5x",
        .inputs = {{"acquisition_spend", NULL, INPUT_AMOUNT, false, false,
                    PHRASE("spent on acquisition", "dépenses d’acquisition")},
                   {"new", "N", INPUT_COUNT, false, false, PHRASE("new customers", "nouveaux clients")},
                   {"retention_spend", NULL, INPUT_AMOUNT, false, false,
                    PHRASE("spent on retention", "dépenses de fidélisation")},
                   {"retained", NULL, INPUT_COUNT, false, false, PHRASE("customers kept", "clients gardés")}},
        .calculate = cost_ratio,
    },
    {
        .name = "cac_growth",
        .label = PHRASE("Growth of the acquisition cost", "Évolution du coût d’acquisition"),
        .definition = PHRASE("By how much winning a customer became dearer.",
                             "De combien gagner un client est devenu plus cher."),
        .formula = "after/before-1",
        .unit = UNIT_CHANGE,
        .period_rule = PHRASE("Two periods.", "Deux périodes."),
        .exclusions = EACH_ONCE,
        .example = "--before 9 --after 29",
        .example_value = "+222.2 %",
        .inputs = {{"before", NULL, INPUT_AMOUNT, false, false,
                    PHRASE("CAC of the first period", "CAC de la première période")},
                   {"after", NULL, INPUT_AMOUNT, false, false,
                    PHRASE("CAC of the second period", "CAC de la seconde période")}},
        .calculate = acquisition_cost_growth,
    },
    {
        .name = "roi",
        .aliases = "return_on_investment",
        .label = PHRASE("Return on investment (ROI)", "Retour sur investissement (ROI)"),
        .definition = PHRASE("What an initiative brought beyond its cost, as a share of the cost.",
                             "Ce qu’une initiative a rapporté au-delà de son coût, en part de ce coût."),
        .formula = "(gain-cost)/cost*100",
        .unit = UNIT_RATE,
        .period_rule = PHRASE("Gain and cost of the same initiative and time.",
                              "Gain et coût de la même initiative, sur la même durée."),
        .exclusions = PHRASE("Only a control group tells what the initiative itself brought.",
                             "Seul un groupe témoin dit ce que l’initiative elle-même a rapporté."),
        .example = "--gain 15000 --cost 5000",
        .example_value = "200.0 %",
        .inputs = {{"gain", NULL, INPUT_NUMBER, false, false, PHRASE("what it brought", "ce qu’elle a rapporté")},
                   {"cost", NULL, INPUT_AMOUNT, false, false, PHRASE("what it cost", "ce qu’elle a coûté")}},
        .calculate = return_on_investment,
    },
    {
        .name = "nurturing_value",
        .aliases = "nurturing",
        .label = PHRASE("Net value of nurturing", "Valeur nette de l’accompagnement"),
        .definition =
            PHRASE("The lifetime value gained with the customers who were cared for, less what the care cost.",
                   "La valeur vie gagnée avec les clients accompagnés, moins le coût de l’accompagnement."),
        .formula = "customers*uplift-cost",
        .unit = UNIT_NET_AMOUNT,
        .period_rule = NONE,
        .exclusions = NONE,
        .example = "--cost 1000 --customers 40 --uplift 60",
        .example_value = "+1400.00",
        .inputs = {{"cost", NULL, INPUT_AMOUNT, false, false, PHRASE("cost of the effort", "coût de l’effort")},
                   {"customers", NULL, INPUT_COUNT, false, false, PHRASE("customers nurtured", "clients accompagnés")},
                   {"uplift", NULL, INPUT_NUMBER, false, false,
                    PHRASE("rise of the lifetime value of each", "hausse de la valeur vie de chacun")}},
        .calculate = nurturing_value,
    },
    {
        .name = "containment",
        .aliases = "bot_containment",
        .label = PHRASE("Containment and saving of a virtual agent", "Autonomie et économie d’un agent virtuel"),
        .definition = PHRASE("The share of conversations a bot ends without a person, and what that saves.",
                             "La part des conversations qu’un robot mène seul à leur fin, et ce que cela économise."),
        .formula = "contained/conversations*100; contained*unit_saving",
        .unit = UNIT_RATE,
        .period_rule = NONE,
        .exclusions = NONE,
        .source = "Wilson 1927, JASA 22:209 (95 %)",
        .example = "--conversations 1000 --contained 400 --unit-saving 5.50",
        .example_value = "40.0 %",
        .inputs = {{"contained", NULL, INPUT_COUNT, false, false,
                    PHRASE("conversations the bot ended alone", "conversations menées seul par le robot")},
                   {"conversations", NULL, INPUT_COUNT, false, false,
                    PHRASE("conversations with the bot", "conversations avec le robot")},
                   {"unit_saving", NULL, INPUT_AMOUNT, true, false, PHRASE("saved by each", "économie de chacune")}},
        .calculate = containment,
    },
    {
        .name = "cost_per_contact",
        .label = PHRASE("Cost per contact", "Coût par contact"),
        .definition = PHRASE("What handling one contact costs, by channel.",
                             "Ce que coûte le traitement d’un contact, par canal."),
        .formula = "cost/contacts",
        .unit = UNIT_AMOUNT,
        .period_rule = PHRASE("Cost and contacts of the same period and channel.",
                              "Coût et contacts de la même période et du même canal."),
        .exclusions = NONE,
        .example = "--cost 5000 --contacts 1000",
        .example_value = "5.00",
        .inputs = {{"cost", NULL, INPUT_AMOUNT, false, false, PHRASE("cost of the service", "coût du service")},
                   {"contacts", NULL, INPUT_COUNT, false, false, PHRASE("contacts handled", "contacts traités")}},
        .calculate = cost_per_contact,
    },
};

const MetricFamily cost_family = {
    .name = "cost",
    .label = PHRASE("What it costs, and what it returns", "Ce que cela coûte, et ce que cela rapporte"),
    .metrics = metrics,
    .count = COUNT_OF(metrics),
};
