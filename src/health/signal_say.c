#include "health/signal_say.h"

#include "base/json_put.h"
#include "base/number.h"

bool health_says_one(Locale locale, int64_t number)
{
    return locale == LOCALE_FR ? number < 2 : number == 1;
}

Str health_say_days(Arena *arena, Locale locale, int64_t number)
{
    return phrase_say(arena, locale,
                      health_says_one(locale, number) ? PHRASE("{0} day", "{0} jour") : PHRASE("{0} days", "{0} jours"),
                      number_say_count(arena, locale, number));
}

static Str days(Arena *arena, Locale locale, Instant from, Instant to)
{
    return health_say_days(arena, locale, to < from ? 0 : (to - from) / HEALTH_DAY);
}

static Str count(Arena *arena, Locale locale, int64_t number)
{
    return number_say_count(arena, locale, number);
}

Str signal_say_tickets(const SignalSaying *saying)
{
    Arena *arena = saying->arena;
    Locale locale = saying->locale;
    int64_t number = frequent_tickets_count(saying->definition, saying->facts, saying->moment);
    Str tickets = count(arena, locale, number),
        within = health_say_days(arena, locale, saying->definition->tickets_days);
    if (number >= TICKETS_RECENT_MAX)
        return phrase_say(arena, locale, PHRASE("{0} tickets or more in {1}", "{0} tickets ou plus en {1}"), tickets,
                          within);
    return phrase_say(arena, locale,
                      health_says_one(locale, number) ? PHRASE("{0} ticket in {1}", "{0} ticket en {1}")
                                                      : PHRASE("{0} tickets in {1}", "{0} tickets en {1}"),
                      tickets, within);
}

Str signal_evidence(const SignalSaying *saying, HealthSignal signal)
{
    const HealthFacts *facts = saying->facts;
    Locale locale = saying->locale;
    Arena *arena = saying->arena;
    Instant now = saying->moment->as_of;
    double gap = facts_gap_days(facts, saying->moment->window_days);
    switch (signal) {
    case SIGNAL_FREQUENT_TICKETS: return signal_say_tickets(saying);
    case SIGNAL_FALLING_FREQUENCY:
        return phrase_say(
            arena, locale,
            PHRASE("no purchase for {0}, usually every {1}", "aucun achat depuis {0}, d’habitude tous les {1}"),
            days(arena, locale, facts->last_purchase, now), health_say_days(arena, locale, (int64_t)(gap + 0.5)));
    case SIGNAL_FALLING_ENGAGEMENT:
        return phrase_say(arena, locale,
                          PHRASE("there on {0} of 30, on {1} of the 30 before",
                                 "présence\u00A0: {0} sur 30, {1} sur les 30 précédents"),
                          health_say_days(arena, locale, facts->active_days_30d),
                          health_say_days(arena, locale, facts->active_days_before_30d));
    case SIGNAL_DOWNGRADE:
        return phrase_say(arena, locale, PHRASE("smaller plan {0} ago", "offre inférieure il y a {0}"),
                          days(arena, locale, facts->downgraded_at, now));
    case SIGNAL_PAUSE:
        return phrase_say(arena, locale, PHRASE("paused for {0}", "en pause depuis {0}"),
                          days(arena, locale, facts->paused_at, now));
    case SIGNAL_CANCELLATION:
        return phrase_say(arena, locale, PHRASE("said so {0} ago", "annoncé il y a {0}"),
                          days(arena, locale, facts->cancel_scheduled_at, now));
    case SIGNAL_PAYMENT_FAILED:
        return phrase_say(arena, locale, PHRASE("unpaid for {0}", "impayé depuis {0}"),
                          days(arena, locale, facts->payment_failed_at, now));
    case SIGNAL_NEGATIVE_FEEDBACK:
        return phrase_say(arena, locale,
                          facts->thumbs_down_at == facts->negative_at
                              ? PHRASE("thumbs down {0} ago", "pouce vers le bas il y a {0}")
                              : PHRASE("said so {0} ago", "exprimé il y a {0}"),
                          days(arena, locale, facts->negative_at, now));
    case SIGNAL_LATE_DELIVERY:
        return phrase_say(arena, locale,
                          health_says_one(locale, locale == LOCALE_FR ? facts->late : facts->deliveries)
                              ? PHRASE("{0} of {1} delivery late", "{0} livraison sur {1} en retard")
                              : PHRASE("{0} of {1} deliveries late", "{0} livraisons sur {1} en retard"),
                          count(arena, locale, facts->late), count(arena, locale, facts->deliveries));
    case SIGNAL_SLOW_TICKET:
        return phrase_say(arena, locale, PHRASE("solved {0} ago", "résolu il y a {0}"),
                          days(arena, locale, facts->slow_at, now));
    case SIGNAL_BROKEN_PROMISE:
        return phrase_say(arena, locale, PHRASE("{0} ago", "il y a {0}"), days(arena, locale, facts->broken_at, now));
    case HEALTH_SIGNAL_COUNT: break;
    }
    return STR("");
}

void put_signal(JsonWriter *json, const SignalSaying *saying, HealthSignal signal, Instant since)
{
    put_text(json, "key", str_of(health_signals[signal].key));
    put_text(json, "label", str_of(health_signals[signal].label.in[saying->locale]));
    put_instant(json, "since", since, saying->arena);
    put_text(json, "evidence", signal_evidence(saying, signal));
}
