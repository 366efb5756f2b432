// What customers ask for, and how soon it is answered.
#include <math.h>

#include "measure/catalogue_family.h"
#include "measure/quantile.h"

#define OPENED_IN PHRASE("Tickets opened in the period.", "Les tickets ouverts dans la période.")
#define CLOCK                                                                                                            \
    PHRASE("Time on the clock: nights, weekends and holidays count; business hours are not known.",                      \
           "Temps de l’horloge\u00A0: nuits, week-ends et jours fériés comptent\u202F; les heures d’ouverture ne " \
           "sont pas "                                                                                                   \
           "connues.")

static bool contact_rate(const MetricCall *call, MetricResult *result, Error *error)
{
    (void)error;
    double contacts = input(call, "contacts"), customers = input(call, "customers"), low, high;
    if (customers == 0) return result_not_observed(result, PHRASE("There is no customer.", "Il n’y a pas de client."));
    count_interval((int64_t)contacts, &low, &high);
    result_interval(result, 100 * low / customers, 100 * high / customers);
    result->n = (int64_t)customers;
    return result_is(result, number(100 * contacts / customers, 2)) &&
           result_say(result, PHRASE("100 customers asked {0} times.", "100 clients ont fait {0} demandes."),
                      of_hundred(contacts, customers));
}

static bool median_minutes(const MetricCall *call, MetricResult *result, Error *error)
{
    enum { SECONDS = 60 };
    static const double most = 1e9;
    Numbers given = input_list(call, "minutes");
    int64_t *seconds = arena_array(result->arena, int64_t, given.count + 1);
    for (size_t i = 0; i < given.count; i++) {
        if (given.at[i] > most)
            return input_undefined(error, PHRASE("minutes are at most 10^9", "les minutes valent au plus 10^9"));
        seconds[i] = llround(given.at[i] * SECONDS);
    }
    if (!given.count) return result_not_observed(result, PHRASE("There is no ticket.", "Il n’y a pas de ticket."));
    result->n = (int64_t)given.count;
    result_part(result, "p90", PHRASE("nine in ten within", "neuf sur dix en moins de"),
                figure_of(UNIT_MINUTES, quantile_of(seconds, given.count, 0.9) / SECONDS));
    return result_is(result, figure_of(UNIT_MINUTES, quantile_of(seconds, given.count, 0.5) / SECONDS)) &&
           result_say(result, PHRASE("Half of them took less than {0}.", "La moitié ont pris moins de {0}."),
                      result->value);
}

#define MINUTES_INPUT                                                                                                  \
    {                                                                                                                  \
        {                                                                                                              \
            "minutes", NULL, INPUT_AMOUNT, false, true, PHRASE("minutes of each ticket", "minutes de chaque ticket")   \
        }                                                                                                              \
    }

static const Metric metrics[] = {
    {
        .name = "tickets",
        .aliases = "tickets_opened contacts",
        .label = PHRASE("Tickets opened", "Tickets ouverts"),
        .definition = PHRASE("How many requests customers made.", "Combien de demandes les clients ont faites."),
        .formula = "#{opened}",
        .unit = UNIT_COUNT,
        .period_rule = PHRASE("By the time they were opened.", "Par le moment de leur ouverture."),
        .exclusions =
            PHRASE("Tickets whose opening has not been heard of.", "Les tickets dont l’ouverture n’est pas connue."),
    },
    {
        .name = "tickets_solved",
        .label = PHRASE("Tickets solved", "Tickets résolus"),
        .definition =
            PHRASE("How many requests were brought to an end.", "Combien de demandes ont été menées à leur fin."),
        .formula = "#{solved}",
        .unit = UNIT_COUNT,
        .period_rule = PHRASE("By the last time they were solved; reopened ones are not solved.",
                              "Par le dernier moment de leur résolution\u202F; ceux qui sont rouverts ne sont pas "
                              "résolus."),
        .exclusions = NONE,
    },
    {
        .name = "ticket_backlog",
        .aliases = "backlog",
        .label = PHRASE("Open tickets at the end", "Tickets ouverts à la fin"),
        .definition = PHRASE("Requests that waited for an end when the period ended.",
                             "Les demandes qui attendaient leur fin quand la période s’est terminée."),
        .formula = "#{opened, not solved at the end}",
        .unit = UNIT_COUNT,
        .period_rule = PHRASE("At the end of the period, or now.", "À la fin de la période, ou maintenant."),
        .exclusions = NONE,
    },
    {
        .name = "first_response_time",
        .aliases = "frt first_reply_time",
        .label = PHRASE("First response time", "Délai de première réponse"),
        .definition = PHRASE("How long customers wait for the first reply: the median.",
                             "Combien de temps les clients attendent la première réponse\u00A0: la médiane."),
        .formula = "median(first reply - opened)",
        .unit = UNIT_MINUTES,
        .period_rule = OPENED_IN,
        .exclusions = CLOCK,
        .source = "Hyndman & Fan 1996, Am. Stat. 50:361 (type 7)",
        .example = "--minutes 1,2,3,4,5,6,7,8,9,10",
        .example_value = "5.5 min",
        .inputs = MINUTES_INPUT,
        .calculate = median_minutes,
    },
    {
        .name = "resolution_time",
        .label = PHRASE("Resolution time", "Délai de résolution"),
        .definition = PHRASE("How long it takes until a request is brought to its end: the median.",
                             "Combien de temps il faut pour mener une demande à sa fin\u00A0: la médiane."),
        .formula = "median(solved - opened)",
        .unit = UNIT_MINUTES,
        .period_rule = PHRASE("Tickets solved in the period, until the last time they were.",
                              "Les tickets résolus dans la période, jusqu’à leur dernière résolution."),
        .exclusions = CLOCK,
        .source = "Hyndman & Fan 1996, Am. Stat. 50:361 (type 7)",
        .example = "--minutes 60,120,1440",
        .example_value = "120.0 min",
        .inputs = MINUTES_INPUT,
        .calculate = median_minutes,
    },
    {
        .name = "contact_rate",
        .label = PHRASE("Contacts per 100 customers", "Contacts pour 100 clients"),
        .definition =
            PHRASE("How often customers have to ask: tickets opened for each 100 customers of the period.",
                   "Combien de fois les clients doivent demander\u00A0: tickets ouverts pour 100 clients de la "
                   "période."),
        .formula = "tickets/customers*100",
        .unit = UNIT_NUMBER,
        .period_rule = PHRASE("Customers of the period: those at its start, and those who came or came back in it.",
                              "Clients de la période\u00A0: ceux de son début, et ceux venus ou revenus pendant."),
        .exclusions = NONE,
        .source = "Breslow & Day 1987, p. 69 (95 %)",
        .example = "--contacts 50 --customers 400",
        .example_value = "12.50",
        .inputs = {{"contacts", "tickets", INPUT_COUNT, false, false, PHRASE("tickets opened", "tickets ouverts")},
                   {"customers", NULL, INPUT_COUNT, false, false,
                    PHRASE("customers of the period", "clients de la période")}},
        .calculate = contact_rate,
    },
    {
        .name = "frequent_contacts",
        .aliases = "frequent_ticket_customers",
        .label = PHRASE("Customers who ask again and again", "Clients qui demandent sans cesse"),
        .definition =
            PHRASE("Customers with three tickets or more in the period, unless at_least says otherwise.",
                   "Les clients avec trois tickets ou plus dans la période, sauf si at_least dit autre chose."),
        .formula = "#{customers: tickets >= 3}",
        .unit = UNIT_COUNT,
        .period_rule = OPENED_IN,
        .exclusions = NONE,
    },
};

const MetricFamily service_family = {
    .name = "service",
    .label = PHRASE("What customers ask for", "Ce que les clients demandent"),
    .metrics = metrics,
    .count = COUNT_OF(metrics),
};
