#include "behaviour/behaviour_readers.h"

#include "behaviour/active_reading.h"
#include "behaviour/engagement_reading.h"
#include "behaviour/second_order.h"

#define EVENT_OPTION                                                                                                       \
    {                                                                                                                      \
        "event", NULL,                                                                                                     \
            PHRASE(                                                                                                        \
                "what counts as activity: names of events with |, page, screen, orders; default: all that customers "      \
                "do themselves",                                                                                           \
                "ce qui compte comme activité\u00A0: noms d’événements séparés par |, page, screen, orders\u202F; " \
                "par défaut tout ce que les clients font eux-mêmes")                                                       \
    }
#define ACTIVE .read = read_active, .people = active_people, .reads = READS_GROUPS, .options = {EVENT_OPTION}

const MetricReader behaviour_readers[] = {
    {.metric = "cohort_retention", .reads = READS_GROUPS, .elsewhere = "/api/v1/cohorts"},
    {.metric = "survival", .reads = READS_GROUPS, .elsewhere = "/api/v1/survival"},
    {.metric = "dau", ACTIVE, .parts = "value"},
    {.metric = "wau", ACTIVE, .parts = "value"},
    {.metric = "mau", ACTIVE, .parts = "value"},
    {.metric = "stickiness", ACTIVE, .parts = "active"},
    {.metric = "lifecycle", ACTIVE, .parts = "value|new|returning|resurrected|dormant"},
    {.metric = "engagement",
     .read = read_engagement,
     .people = engagement_people,
     .reads = READS_GROUPS,
     .parts = "people"},
    {.metric = "second_order_conversion",
     .read = read_second_orders,
     .people = second_order_people,
     .reads = READS_GROUPS,
     .options = {{"days", NULL,
                  PHRASE("a second order within so many days of the first, 1 to 3660 (default 90)",
                         "une deuxième commande en tant de jours après la première, de 1 à 3660 (par défaut 90)")}},
     .parts = "value|second_orders|first_buyers|too_recent"},
    {.metric = NULL}};
