// measure.c - the catalogue of what health and loyalty are measured by. docs/health.md has it as a table.
#include <math.h>

#include "health/definition.h"

static double days_between(Instant from, Instant to)
{
    return (double)(to - from) / (double)HEALTH_DAY;
}

// ---- measures ----

// Somebody with a paid subscription stays by it, whatever else they buy or do not: purchases say nothing then.
static bool buys_freely(const HealthFacts *facts)
{
    return facts->purchases && !facts->contract_paid;
}

static double silence(const HealthFacts *facts, const HealthMoment *moment)
{
    if (!buys_freely(facts)) return (double)NAN;
    return days_between(facts->last_purchase, moment->as_of) / facts_gap_days(facts, moment->window_days);
}

// (a + 1) / (b + 1): one purchase more or less is not everything. Known after 180 days.
static double purchase_trend(const HealthFacts *facts, const HealthMoment *moment)
{
    enum { KNOWN_DAYS = 180 };
    if (!buys_freely(facts) || days_between(facts->first_purchase, moment->as_of) < KNOWN_DAYS) return (double)NAN;
    return (facts->purchases_90d + 1.0) / (facts->purchases_before_90d + 1.0);
}

static double purchases(const HealthFacts *facts, const HealthMoment *moment)
{
    (void)moment;
    return buys_freely(facts) ? facts->purchases_365d : (double)NAN;
}

static double active_days(const HealthFacts *facts, const HealthMoment *moment)
{
    (void)moment;
    return facts->used ? facts->active_days_30d : (double)NAN;
}

static double activity_trend(const HealthFacts *facts, const HealthMoment *moment)
{
    (void)moment;
    bool any = facts->active_days_30d + facts->active_days_before_30d > 0;
    return facts->used && any ? (facts->active_days_30d + 1.0) / (facts->active_days_before_30d + 1.0) : (double)NAN;
}

static double nps(const HealthFacts *facts, const HealthMoment *moment)
{
    (void)moment;
    return facts->nps_at ? facts->nps : (double)NAN;
}

static double csat(const HealthFacts *facts, const HealthMoment *moment)
{
    (void)moment;
    return facts->csat_at ? facts->csat : (double)NAN;
}

static double mood(const HealthFacts *facts, const HealthMoment *moment)
{
    (void)moment;
    return facts->moods ? facts->mood / (double)facts->moods : (double)NAN;
}

static double tickets(const HealthFacts *facts, const HealthMoment *moment)
{
    (void)moment;
    return facts->tickets_30d;
}

static double open_ticket(const HealthFacts *facts, const HealthMoment *moment)
{
    return facts->open_since ? days_between(facts->open_since, moment->as_of) : 0;
}

static double late_deliveries(const HealthFacts *facts, const HealthMoment *moment)
{
    (void)moment;
    return facts->deliveries ? facts->late / (double)facts->deliveries : (double)NAN;
}

static double troubles(const HealthFacts *facts, const HealthMoment *moment)
{
    (void)moment;
    return facts->used ? facts->troubles_30d : (double)NAN;
}

static double payment(const HealthFacts *facts, const HealthMoment *moment)
{
    if (!facts->contract_paid) return (double)NAN;
    return facts->payment_failed_at ? days_between(facts->payment_failed_at, moment->as_of) : 0;
}

static double contract_tenure(const HealthFacts *facts, const HealthMoment *moment)
{
    return facts->contract ? days_between(facts->contract_since, moment->as_of) : (double)NAN;
}

const MeasureKind health_measures[HEALTH_MEASURE_COUNT] = {
    [MEASURE_SILENCE] = {"silence",
                         "gaps",
                         GROUP_PURCHASES,
                         PHRASE("Silence since the last purchase", "Silence depuis le dernier achat"),
                         PHRASE("days since the last purchase over their own usual gap between two",
                                "jours depuis le dernier achat rapportés à leur intervalle habituel"),
                         40,
                         {3, 1},
                         silence},
    [MEASURE_PURCHASE_TREND] = {"purchase_trend",
                                "ratio",
                                GROUP_PURCHASES,
                                PHRASE("Trend of purchases", "Tendance des achats"),
                                PHRASE("purchases of 90 days against the 90 before (each + 1)",
                                       "achats de 90 jours rapportés aux 90 précédents (chacun + 1)"),
                                20,
                                {0.25, 1},
                                purchase_trend},
    [MEASURE_PURCHASES] = {"purchases_365d",
                           "count",
                           GROUP_PURCHASES,
                           PHRASE("Purchases of a year", "Achats sur un an"),
                           PHRASE("purchases of the last 365 days", "achats des 365 derniers jours"),
                           40,
                           {0, 6},
                           purchases},
    [MEASURE_ACTIVE_DAYS] = {"active_days_30d",
                             "days",
                             GROUP_ENGAGEMENT,
                             PHRASE("Active days", "Jours d’activité"),
                             PHRASE("days of the last 30 on which they did something",
                                    "jours des 30 derniers où ils ont fait quelque chose"),
                             80,
                             {0, 6},
                             active_days},
    [MEASURE_ACTIVITY_TREND] = {"activity_trend",
                                "ratio",
                                GROUP_ENGAGEMENT,
                                PHRASE("Trend of activity", "Tendance de l’activité"),
                                PHRASE("active days of 30 against the 30 before (each + 1)",
                                       "jours d’activité sur 30 rapportés aux 30 précédents (chacun + 1)"),
                                20,
                                {0.25, 1},
                                activity_trend},
    [MEASURE_NPS] = {"nps",
                     "score",
                     GROUP_SATISFACTION,
                     PHRASE("Would recommend us", "Nous recommanderait"),
                     PHRASE("their last answer, 0 to 10", "leur dernière réponse, de 0 à 10"),
                     50,
                     {3, 9},
                     nps},
    [MEASURE_CSAT] = {"csat",
                      "share",
                      GROUP_SATISFACTION,
                      PHRASE("Satisfaction", "Satisfaction"),
                      PHRASE("their last answer, 0 to 1 of its scale",
                             "leur dernière réponse, de 0 à 1 de son échelle"),
                      30,
                      {0.25, 1},
                      csat},
    [MEASURE_MOOD] = {"mood",
                      "score",
                      GROUP_SATISFACTION,
                      PHRASE("Mood of what they say", "Tonalité de ce qu’ils disent"),
                      PHRASE("of 90 days: mean of negative (−1), neutral and positive (1)",
                             "sur 90 jours\u00A0: moyenne de négatif (−1), neutre et positif (1)"),
                      20,
                      {-1, 1},
                      mood},
    [MEASURE_TICKETS] = {"tickets_30d",
                         "count",
                         GROUP_SERVICE,
                         PHRASE("Tickets", "Tickets"),
                         PHRASE("opened in the last 30 days", "ouverts sur les 30 derniers jours"),
                         35,
                         {4, 0},
                         tickets},
    [MEASURE_OPEN_TICKET] = {"open_ticket_days",
                             "days",
                             GROUP_SERVICE,
                             PHRASE("Oldest open ticket", "Plus ancien ticket ouvert"),
                             PHRASE("days it has been open; 0 without one",
                                    "jours depuis son ouverture\u202F; 0 s’il n’y en a pas"),
                             25,
                             {14, 1},
                             open_ticket},
    [MEASURE_LATE_DELIVERIES] = {"late_deliveries",
                                 "share",
                                 GROUP_SERVICE,
                                 PHRASE("Late deliveries", "Livraisons en retard"),
                                 PHRASE("of those of 180 days", "parmi celles de 180 jours"),
                                 25,
                                 {0.5, 0},
                                 late_deliveries},
    [MEASURE_TROUBLES] = {"troubles_30d",
                          "count",
                          GROUP_SERVICE,
                          PHRASE("Errors they met", "Erreurs rencontrées"),
                          PHRASE("in the application, in 30 days", "dans l’application, sur 30 jours"),
                          15,
                          {5, 0},
                          troubles},
    [MEASURE_PAYMENT] = {"payment_failed_days",
                         "days",
                         GROUP_SUBSCRIPTION,
                         PHRASE("Failed payment", "Paiement échoué"),
                         PHRASE("days since a payment failed that has not been made since; 0 without one",
                                "jours depuis un paiement échoué et non régularisé\u202F; 0 s’il n’y en a pas"),
                         80,
                         {14, 0},
                         payment},
    [MEASURE_TENURE] = {"contract_days",
                        "days",
                        GROUP_SUBSCRIPTION,
                        PHRASE("Age of the subscription", "Ancienneté de l’abonnement"),
                        PHRASE("days since it began", "jours depuis son début"),
                        20,
                        {0, 180},
                        contract_tenure},
};

const GroupKind health_groups[HEALTH_GROUP_COUNT] = {
    [GROUP_PURCHASES] = {"purchases", PHRASE("Purchases", "Achats"), 35},
    [GROUP_ENGAGEMENT] = {"engagement", PHRASE("Engagement", "Engagement"), 25},
    [GROUP_SATISFACTION] = {"satisfaction", PHRASE("Satisfaction", "Satisfaction"), 15},
    [GROUP_SERVICE] = {"service", PHRASE("Service", "Service"), 10},
    [GROUP_SUBSCRIPTION] = {"subscription", PHRASE("Subscription", "Abonnement"), 15},
};

// ---- loyalty ----

static double tenure(const HealthFacts *facts, const HealthMoment *moment)
{
    Instant since = facts->purchases ? facts->first_purchase : facts->contract ? facts->contract_since : 0;
    if (facts->purchases && facts->contract && facts->contract_since < since) since = facts->contract_since;
    return since ? days_between(since, moment->as_of) : (double)NAN;
}

// Who subscribes and does not buy is as near as somebody can be.
static double recency(const HealthFacts *facts, const HealthMoment *moment)
{
    if (facts->contract_paid) return 0;
    return facts->purchases ? days_between(facts->last_purchase, moment->as_of) : (double)NAN;
}

static double frequency(const HealthFacts *facts, const HealthMoment *moment)
{
    (void)moment;
    return facts->purchases ? facts->purchases_365d : (double)NAN;
}

static double full_price(const HealthFacts *facts, const HealthMoment *moment)
{
    (void)moment;
    return facts->purchases ? 1 - facts->promoted / (double)facts->purchases : (double)NAN;
}

static double advocacy(const HealthFacts *facts, const HealthMoment *moment)
{
    (void)moment;
    return facts->referrals;
}

const LoyaltyKind loyalty_kinds[LOYALTY_PART_COUNT] = {
    [LOYALTY_TENURE] = {"tenure", "days", PHRASE("Tenure", "Ancienneté"), 20, {0, 1095}, tenure},
    [LOYALTY_RECENCY] = {"recency", "days", PHRASE("Recency", "Récence"), 20, {365, 0}, recency},
    [LOYALTY_FREQUENCY] =
        {"frequency", "count", PHRASE("Purchases of a year", "Achats sur un an"), 20, {0, 12}, frequency},
    [LOYALTY_FULL_PRICE] =
        {"full_price", "share", PHRASE("Purchases without promotion", "Achats hors promotion"), 15, {0, 1}, full_price},
    [LOYALTY_NPS] = {"nps", "score", PHRASE("Would recommend us", "Nous recommanderait"), 15, {0, 10}, nps},
    [LOYALTY_ADVOCACY] = {"advocacy", "count", PHRASE("Friends won", "Filleuls"), 10, {0, 3}, advocacy},
};

// ---- signals ----

const SignalKind health_signals[HEALTH_SIGNAL_COUNT] = {
    [SIGNAL_FREQUENT_TICKETS] = {"frequent_tickets", PHRASE("Possible dissatisfaction", "Insatisfaction possible"),
                                 PHRASE("as many tickets, within as many days, as the definition says",
                                        "autant de tickets, en autant de jours, que le dit la définition"),
                                 15, 0, true},
    [SIGNAL_FALLING_FREQUENCY] = {"falling_frequency", PHRASE("Buys less often", "Achète moins souvent"),
                                  PHRASE("silent for twice their usual gap, from three purchases on",
                                         "silencieux depuis deux fois leur intervalle habituel, dès trois achats"),
                                  5, 0, true},
    [SIGNAL_FALLING_ENGAGEMENT] = {"falling_engagement", PHRASE("Is there less often", "Se montre moins"),
                                   PHRASE("half as many active days as in the 30 before, or fewer, from four on",
                                          "deux fois moins de jours d’activité que sur les 30 précédents, dès quatre"),
                                   5, 0, true},
    [SIGNAL_DOWNGRADE] = {"downgrade", PHRASE("Took a smaller plan", "Est passé à une offre inférieure"),
                          PHRASE("a subscription was downgraded", "un abonnement a été réduit"), 10, 60, false},
    [SIGNAL_PAUSE] = {"pause", PHRASE("Paused", "En pause"),
                      PHRASE("a subscription is paused, until it is resumed",
                             "un abonnement est suspendu, jusqu’à sa reprise"),
                      15, 0, true},
    [SIGNAL_CANCELLATION] = {"cancellation", PHRASE("Is going to leave", "Va partir"),
                             PHRASE("a subscription is to end, as long as that stands",
                                    "un abonnement doit prendre fin, tant que cela tient"),
                             40, 0, true},
    [SIGNAL_PAYMENT_FAILED] = {"payment_failed", PHRASE("Payment failed", "Paiement échoué"),
                               PHRASE("until it is paid", "jusqu’au paiement"), 10, 0, true},
    [SIGNAL_NEGATIVE_FEEDBACK] = {"negative_feedback", PHRASE("Negative feedback", "Retour négatif"),
                                  PHRASE("a low score, thumbs down, or negative words",
                                         "une mauvaise note, un pouce vers le bas, ou des mots négatifs"),
                                  10, 30, false},
    [SIGNAL_LATE_DELIVERY] = {"late_delivery", PHRASE("Late delivery", "Livraison en retard"),
                              PHRASE("an order came late", "une commande est arrivée en retard"), 5, 30, false},
    [SIGNAL_SLOW_TICKET] = {"slow_ticket", PHRASE("Slow answer", "Réponse lente"),
                            PHRASE("a ticket took more than three days", "un ticket a pris plus de trois jours"), 5, 30,
                            false},
    [SIGNAL_BROKEN_PROMISE] = {"broken_promise", PHRASE("Broken promise", "Promesse non tenue"),
                               PHRASE("a promise was not kept", "une promesse n’a pas été tenue"), 10, 60, false},
};

// ---- by name ----

bool health_group_parse(Str key, HealthGroup *group)
{
    for (int i = 0; i < HEALTH_GROUP_COUNT; i++)
        if (str_equal(key, str_of(health_groups[i].key))) return *group = (HealthGroup)i, true;
    return false;
}

bool health_measure_parse(Str key, HealthMeasure *measure)
{
    for (int i = 0; i < HEALTH_MEASURE_COUNT; i++)
        if (str_equal(key, str_of(health_measures[i].key))) return *measure = (HealthMeasure)i, true;
    return false;
}

bool health_signal_parse(Str key, HealthSignal *signal)
{
    for (int i = 0; i < HEALTH_SIGNAL_COUNT; i++)
        if (str_equal(key, str_of(health_signals[i].key))) return *signal = (HealthSignal)i, true;
    return false;
}

bool loyalty_part_parse(Str key, LoyaltyPart *part)
{
    for (int i = 0; i < LOYALTY_PART_COUNT; i++)
        if (str_equal(key, str_of(loyalty_kinds[i].key))) return *part = (LoyaltyPart)i, true;
    return false;
}
