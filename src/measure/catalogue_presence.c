// The customers of a period, counted one by one. start + new + reactivated - lost = end, always.
#include "measure/catalogue_family.h"

#define OF_A_PERIOD                                                                                                    \
    PHRASE(                                                                                                            \
        "One period: from the end of the day before it to the end of its last day, in the time zone of the report.",   \
        "Une période\u00A0: de la fin de la veille à la fin de son dernier jour, dans le fuseau horaire du rapport.")

static const Metric metrics[] = {
    {
        .name = "start",
        .label = PHRASE("Customers at the start (S)", "Clients au début (S)"),
        .definition = PHRASE("Customers at the end of the day before the period: their last purchase was younger than "
                             "the churn window, or their contract ran.",
                             "Les clients à la fin de la veille de la période\u00A0: leur dernier achat était plus "
                             "récent que la fenêtre d’inactivité, ou leur contrat courait."),
        .formula = "S = #{day-last_purchase < window}",
        .unit = UNIT_COUNT,
        .period_rule = OF_A_PERIOD,
        .exclusions = PHRASE("Who only ever had refunds is no customer. With the window \"period\", a customer is who "
                             "purchased within the period.",
                             "Qui n’a eu que des remboursements n’est pas client. Avec la fenêtre "
                             "«\u00A0period\u00A0», est client qui a acheté pendant la période."),
        .in_audit = true,
    },
    {
        .name = "end",
        .aliases = "customers active_customers",
        .label = PHRASE("Customers at the end (E)", "Clients à la fin (E)"),
        .definition =
            PHRASE("Customers at the end of the last day of the period; they are those of the start of the next.",
                   "Les clients à la fin du dernier jour de la période\u00A0; ce sont ceux du début de la suivante."),
        .formula = "E = start+new+reactivated-lost",
        .unit = UNIT_COUNT,
        .period_rule = OF_A_PERIOD,
        .exclusions = PHRASE("In a period that has not ended, the customers of the last day known.",
                             "Dans une période qui n’est pas finie, les clients du dernier jour connu."),
        .in_audit = true,
    },
    {
        .name = "new",
        .aliases = "new_customers",
        .label = PHRASE("New customers", "Nouveaux clients"),
        .definition = PHRASE("Customers at the end of the period whose first purchase ever was within it.",
                             "Les clients à la fin de la période dont le tout premier achat y a eu lieu."),
        .formula = "#{c ∈ E: first_purchase >= first_day}",
        .unit = UNIT_COUNT,
        .period_rule = OF_A_PERIOD,
        .exclusions = PHRASE("Who came and lapsed within the period is in passed_through.",
                             "Qui est venu et reparti pendant la période est dans passed_through."),
        .in_audit = true,
    },
    {
        .name = "retained",
        .label = PHRASE("Customers kept", "Clients gardés"),
        .definition = PHRASE("Customers of the start who are still customers at the end.",
                             "Les clients du début qui sont encore clients à la fin."),
        .formula = "start-lost = E-N, N = new+reactivated",
        .unit = UNIT_COUNT,
        .period_rule = OF_A_PERIOD,
        .exclusions = NONE,
        .in_audit = true,
    },
    {
        .name = "reactivated",
        .aliases = "resurrected",
        .label = PHRASE("Customers won back", "Clients revenus"),
        .definition = PHRASE("Customers at the end who were not at the start, but had purchased before: they had been "
                             "lost, and came back.",
                             "Les clients de la fin qui n’étaient pas là au début, mais avaient déjà acheté\u00A0: "
                             "perdus, puis revenus."),
        .formula = "#{c ∈ E, c ∉ S: first_purchase < first_day}",
        .unit = UNIT_COUNT,
        .period_rule = OF_A_PERIOD,
        .exclusions = PHRASE("They are gained (N), not retained: coming back does not raise the retention rate.",
                             "Ils sont gagnés (N), non gardés\u00A0: leur retour n’augmente pas le taux de rétention."),
        .in_audit = true,
    },
    {
        .name = "lost",
        .aliases = "lost_customers",
        .label = PHRASE("Customers lost", "Clients perdus"),
        .definition = PHRASE("Customers of the start who are no longer customers at the end.",
                             "Les clients du début qui ne le sont plus à la fin."),
        .formula = "start-retained",
        .unit = UNIT_COUNT,
        .period_rule = OF_A_PERIOD,
        .exclusions = PHRASE(
            "Not observed for the first periods of a file, in which nobody has been silent long enough to be lost.",
            "Non observé pour les premières périodes d’un fichier, où personne n’a pu se taire assez longtemps pour "
            "être perdu."),
        .in_audit = true,
    },
    {
        .name = "passed_through",
        .label = PHRASE("Passed through", "De passage"),
        .definition =
            PHRASE("Who was no customer at the start, purchased within the period, and is no customer at its end.",
                   "Qui n’était pas client au début, a acheté pendant la période, et n’est plus client à la fin."),
        .formula = "#{c ∉ S, c ∉ E: orders > 0}",
        .unit = UNIT_COUNT,
        .period_rule = OF_A_PERIOD,
        .exclusions = PHRASE("In none of start, new, reactivated, lost and end.",
                             "N’est compté ni dans start, ni dans new, reactivated, lost ou end."),
        .in_audit = true,
    },
};

const MetricFamily presence_family = {
    .name = "presence",
    .label = PHRASE("The customers of a period", "Les clients d’une période"),
    .metrics = metrics,
    .count = COUNT_OF(metrics),
};
