// How many people are active, how often, and since when. Read from events; none has a calculator.
#include "measure/catalogue_family.h"

#define ACTIVITY_IS                                                                                                    \
    PHRASE("What happens to customers without them is no activity: messages sent or delivered to them, refunds, "      \
           "renewals, payments that fail, points that expire; nor is what the program notes itself. Bots and the "     \
           "company's own people are left out. event=NAME narrows it.",                                                \
           "Ce qui arrive aux clients sans eux n’est pas une activité\u00A0: messages envoyés ou remis, "          \
           "remboursements, renouvellements, paiements échoués, points expirés\u202F; ni ce que le programme note " \
           "lui-même. Robots et personnel de l’entreprise sont exclus. event=NOM la restreint.")
#define AT_THE_END                                                                                                     \
    PHRASE("At the end of each period, or of the last day known when that comes first.",                               \
           "À la fin de chaque période, ou du dernier jour connu s’il vient avant.")

static const Metric metrics[] = {
    {
        .name = "dau",
        .aliases = "daily_active_users daily_active_customers",
        .label = PHRASE("Daily active customers (DAU)", "Clients actifs par jour (DAU)"),
        .definition = PHRASE("Distinct people who did something on the last day of the period. Beside it `average`: "
                             "the mean of this number over the days of the period, which is what is usually meant by "
                             "the DAU of a month.",
                             "Les personnes distinctes qui ont fait quelque chose le dernier jour de la période. À "
                             "côté, `average`\u00A0: la moyenne de ce nombre sur les jours de la période, soit ce que "
                             "l’on entend d’habitude par le DAU d’un mois."),
        .formula = "#{c: activity on last_day}",
        .unit = UNIT_COUNT,
        .period_rule = AT_THE_END,
        .exclusions = ACTIVITY_IS,
    },
    {
        .name = "wau",
        .aliases = "weekly_active_users weekly_active_customers",
        .label = PHRASE("Weekly active customers (WAU)", "Clients actifs par semaine (WAU)"),
        .definition = PHRASE("Distinct people who did something in the 7 days up to the end of the period.",
                             "Les personnes distinctes qui ont fait quelque chose dans les 7 jours jusqu’à la fin de "
                             "la période."),
        .formula = "#{c: activity in last 7 days}",
        .unit = UNIT_COUNT,
        .period_rule = AT_THE_END,
        .exclusions = ACTIVITY_IS,
    },
    {
        .name = "mau",
        .aliases = "monthly_active_users monthly_active_customers",
        .label = PHRASE("Monthly active customers (MAU)", "Clients actifs par mois (MAU)"),
        .definition = PHRASE("Distinct people who did something in the 30 days up to the end of the period, whatever "
                             "the length of the month.",
                             "Les personnes distinctes qui ont fait quelque chose dans les 30 jours jusqu’à la fin de "
                             "la période, quelle que soit la longueur du mois."),
        .formula = "#{c: activity in last 30 days}",
        .unit = UNIT_COUNT,
        .period_rule = AT_THE_END,
        .exclusions = ACTIVITY_IS,
    },
    {
        .name = "stickiness",
        .aliases = "dau_mau",
        .label = PHRASE("Stickiness (DAU/MAU)", "Assiduité (DAU/MAU)"),
        .definition = PHRASE("Of the days of the period, the share on which those who were active in it were active, "
                             "on average: the mean of DAU over its days, divided by the people active in it. By month "
                             "it is DAU/MAU of the calendar month, by week DAU/WAU. The interval is of the mean over "
                             "people.",
                             "Part des jours de la période où les personnes actives pendant celle-ci l’ont été, en "
                             "moyenne\u00A0: la moyenne du DAU sur ses jours, divisée par les personnes actives. Par "
                             "mois, c’est DAU/MAU du mois civil, par semaine DAU/WAU. L’intervalle est celui de la "
                             "moyenne sur les personnes."),
        .formula = "average_dau/active*100",
        .unit = UNIT_RATE,
        .period_rule =
            PHRASE("Days that are known, from the first event on.", "Les jours connus, à partir du premier événement."),
        .exclusions = ACTIVITY_IS,
    },
    {
        .name = "lifecycle",
        .aliases = "lifecycle_parts",
        .label = PHRASE("Active customers by lifecycle", "Clients actifs selon leur cycle de vie"),
        .definition =
            PHRASE("Distinct people active in the period: new (never before), returning (also in the period before) "
                   "and resurrected (before, but not in the period before). These three add up to them. Dormant are "
                   "those of the period before who are not active in this one.",
                   "Les personnes distinctes actives pendant la période\u00A0: new (jamais avant), returning (aussi "
                   "pendant la période précédente) et resurrected (avant, mais pas pendant la précédente). Les trois "
                   "font le total. Dormant\u00A0: celles de la période précédente qui ne le sont pas dans celle-ci."),
        .formula = "active = new+returning+resurrected",
        .unit = UNIT_COUNT,
        .period_rule = PHRASE("In a period that has not ended, dormant are those who have not come yet.",
                              "Dans une période qui n’est pas finie, dormant sont ceux qui ne sont pas encore venus."),
        .exclusions = ACTIVITY_IS,
    },
};

const MetricFamily activity_family = {
    .name = "activity",
    .label = PHRASE("Who is active", "Qui est actif"),
    .metrics = metrics,
    .count = COUNT_OF(metrics),
};
