// audit_headline.c - the figures at the top of the report, by the names of --headline.
#include <math.h>

#include "audit/audit_sentences.h"
#include "base/number.h"

typedef struct HeadlineKind {
    Str name;
    Phrase label;
    // Both may count on `period` being there, and complete. `fill` leaves what is not observed alone.
    void (*fill)(const Audit *audit, const AuditPeriod *period, Arena *arena, Headline *headline);
    bool (*value)(const Audit *audit, const AuditPeriod *period, double *value);
} HeadlineKind;

static Str count_text(const Audit *audit, int64_t count, Arena *arena)
{
    return number_say_count(arena, audit->options.locale, count);
}

static void fill_rate(const Audit *audit, Rate rate, Arena *arena, Headline *headline)
{
    headline->observed = rate.observed;
    if (!rate.observed) return;
    headline->value = number_say_rate(arena, audit->options.locale, rate.value, 1);
    headline->interval = say_interval(audit, rate, arena);
    headline->n = rate.n;
}

static bool rate_value(Rate rate, double *value)
{
    *value = rate.value;
    return rate.observed;
}

// ---- one pair for each ----

static void fill_retention(const Audit *audit, const AuditPeriod *period, Arena *arena, Headline *headline)
{
    fill_rate(audit, period->retention, arena, headline);
    headline->sentence = sentence_kept(audit, period->retention, arena);
}

static bool retention_value(const Audit *audit, const AuditPeriod *period, double *value)
{
    (void)audit;
    return rate_value(period->retention, value);
}

static void fill_churn(const Audit *audit, const AuditPeriod *period, Arena *arena, Headline *headline)
{
    fill_rate(audit, period->churn, arena, headline);
    headline->sentence = phrase_say(
        arena, audit->options.locale,
        says_one(audit, (double)period->presence.lost)
            ? PHRASE("Of {0} there at the start of the period, {1} had stopped buying by its end.",
                     "Sur {0} au début de la période, {1} avait cessé d’acheter à la fin.")
            : PHRASE("Of {0} there at the start of the period, {1} had stopped buying by its end.",
                     "Sur {0} au début de la période, {1} avaient cessé d’acheter à la fin."),
        say_customers(audit, period->presence.start, arena), count_text(audit, period->presence.lost, arena));
}

static bool churn_value(const Audit *audit, const AuditPeriod *period, double *value)
{
    (void)audit;
    return rate_value(period->churn, value);
}

static void fill_repeat(const Audit *audit, const AuditPeriod *period, Arena *arena, Headline *headline)
{
    fill_rate(audit, period->repeat_purchase, arena, headline);
    headline->sentence = phrase_say(
        arena, audit->options.locale,
        says_one(audit, (double)period->presence.repeat_buyers)
            ? PHRASE("Of {0} who ordered in the period, {1} ordered at least twice.",
                     "Sur {0} ayant commandé dans la période, {1} a commandé au moins deux fois.")
            : PHRASE("Of {0} who ordered in the period, {1} ordered at least twice.",
                     "Sur {0} ayant commandé dans la période, {1} ont commandé au moins deux fois."),
        say_customers(audit, period->presence.buyers, arena), count_text(audit, period->presence.repeat_buyers, arena));
}

static bool repeat_value(const Audit *audit, const AuditPeriod *period, double *value)
{
    (void)audit;
    return rate_value(period->repeat_purchase, value);
}

static void fill_order_value(const Audit *audit, const AuditPeriod *period, Arena *arena, Headline *headline)
{
    headline->observed = period->has_orders;
    if (!headline->observed) return;
    headline->value = say_amount(audit, period->average_order_value, arena);
    headline->n = period->presence.orders;
    headline->sentence = phrase_say(arena, audit->options.locale,
                                    PHRASE("{0} brought {1}, refunds taken off: {2} each.",
                                           "{0} pour un total de {1}, remboursements déduits\u00A0: {2} chacune."),
                                    say_orders(audit, period->presence.orders, arena),
                                    say_amount(audit, (double)period->revenue, arena), headline->value);
}

static bool order_value(const Audit *audit, const AuditPeriod *period, double *value)
{
    (void)audit;
    *value = period->average_order_value;
    return period->has_orders;
}

static void fill_frequency(const Audit *audit, const AuditPeriod *period, Arena *arena, Headline *headline)
{
    headline->observed = period->has_orders;
    if (!headline->observed) return;
    headline->value = number_say(arena, audit->options.locale, period->purchase_frequency, 2);
    headline->n = period->presence.buyers;
    headline->sentence = phrase_say(arena, audit->options.locale,
                                    PHRASE("{0} ordered in the period, {1} times each.",
                                           "{0} dans la période, avec {1} commandes chacun en moyenne."),
                                    say_customers(audit, period->presence.buyers, arena), headline->value);
}

static bool frequency_value(const Audit *audit, const AuditPeriod *period, double *value)
{
    (void)audit;
    *value = period->purchase_frequency;
    return period->has_orders;
}

static void fill_per_customer(const Audit *audit, const AuditPeriod *period, Arena *arena, Headline *headline)
{
    headline->observed = period->has_orders;
    if (!headline->observed) return;
    headline->value = say_amount(audit, period->revenue_per_customer, arena);
    headline->sentence =
        phrase_say(arena, audit->options.locale,
                   PHRASE("Each active customer brought {0} in the period, refunds taken off.",
                          "Chaque client actif a rapporté {0} dans la période, remboursements déduits."),
                   headline->value);
}

static bool per_customer_value(const Audit *audit, const AuditPeriod *period, double *value)
{
    (void)audit;
    *value = period->revenue_per_customer;
    return period->has_orders;
}

static void fill_revenue(const Audit *audit, const AuditPeriod *period, Arena *arena, Headline *headline)
{
    headline->observed = true;
    headline->value = money_say_round(arena, audit->options.locale, period->revenue, &audit->currency);
    headline->n = period->presence.orders;
    headline->sentence = phrase_say(
        arena, audit->options.locale,
        PHRASE("{0} brought {1}, refunds taken off.", "{0} pour un total de {1}, remboursements déduits."),
        say_orders(audit, period->presence.orders, arena), say_amount(audit, (double)period->revenue, arena));
}

static bool revenue_value(const Audit *audit, const AuditPeriod *period, double *value)
{
    (void)audit;
    *value = (double)period->revenue;
    return true;
}

static void fill_lifetime(const Audit *audit, const AuditPeriod *period, Arena *arena, Headline *headline)
{
    (void)period;
    headline->observed = audit->lifetime.observed;
    headline->period = phrase_say(arena, audit->options.locale, PHRASE("over the last year", "sur la dernière année"));
    if (!headline->observed) return;
    headline->value = say_amount(audit, audit->lifetime.value, arena);
    headline->sentence = sentence_lifetime(audit, arena);
}

// The formula of one period alone. Without a loss in it there is no duration to speak of.
static bool lifetime_in_period(const Audit *audit, const AuditPeriod *period, double *value)
{
    (void)audit;
    double customers = (double)(period->presence.start + period->presence.end + period->presence.passed_through) / 2;
    if (!period->settled || !period->churn.observed || period->churn.count == 0 || !period->has_orders) return false;
    LifetimeValue lifetime =
        lifetime_value(period->average_order_value, (double)period->presence.orders / customers, period->churn.value);
    *value = lifetime.value;
    return lifetime.observed;
}

static const HeadlineKind kinds[] = {
    {STR("crr"), PHRASE("Customer retention", "Rétention des clients"), fill_retention, retention_value},
    {STR("churn"), PHRASE("Churn", "Attrition"), fill_churn, churn_value},
    {STR("clv"), PHRASE("Customer lifetime value", "Valeur vie client"), fill_lifetime, lifetime_in_period},
    {STR("aov"), PHRASE("Average order value", "Panier moyen"), fill_order_value, order_value},
    {STR("rpr"), PHRASE("Repeat purchase rate", "Taux de réachat"), fill_repeat, repeat_value},
    {STR("pf"), PHRASE("Purchase frequency", "Fréquence d’achat"), fill_frequency, frequency_value},
    {STR("arpc"), PHRASE("Revenue per customer", "Revenu par client"), fill_per_customer, per_customer_value},
    {STR("revenue"), PHRASE("Revenue", "Chiffre d’affaires"), fill_revenue, revenue_value},
};

static const HeadlineKind *kind_of(Str name)
{
    for (size_t i = 0; i < COUNT_OF(kinds); i++)
        if (str_equal(kinds[i].name, name)) return &kinds[i];
    return NULL;
}

// Rates need a period that has one; sums only one that has ended.
static const AuditPeriod *last_complete(const Audit *audit)
{
    const AuditPeriod *last = audit_last_period(audit);
    for (size_t p = audit->periods; !last && p-- > 0;)
        if (audit->period[p].complete) last = &audit->period[p];
    return last;
}

bool headline_of(const Audit *audit, Str name, Arena *arena, Headline *headline)
{
    const HeadlineKind *kind = kind_of(name);
    if (!kind) return false;
    *headline = (Headline){.label = phrase_say(arena, audit->options.locale, kind->label)};
    const AuditPeriod *period = last_complete(audit);
    if (period) {
        headline->period = say_period(audit, period, arena);
        kind->fill(audit, period, arena, headline);
    }
    if (!headline->observed)
        headline->sentence =
            phrase_say(arena, audit->options.locale,
                       PHRASE("Not observed yet: the file holds no complete period in which it could be seen.",
                              "Pas encore observé\u00A0: le fichier ne contient aucune période complète où le voir."));
    return true;
}

bool headline_in_period(const Audit *audit, Str name, const AuditPeriod *period, double *value)
{
    const HeadlineKind *kind = kind_of(name);
    return kind && period->complete && kind->value(audit, period, value);
}
