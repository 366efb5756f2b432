#include "health/contact_reason.h"

#include "base/json_put.h"
#include "base/number.h"
#include "customer/customer.h"
#include "health/sign.h"
#include "health/signal_say.h"
#include "house.h"

enum { LATE_DAYS = 2, OPEN_DAYS = 2, TROUBLES_FROM = 2, WAITING_DAYS_MAX = 60, WEEK = 7, YEAR = 365 };

Str contact_reason_key(ContactReasonKind kind)
{
    static const Str keys[REASON_KIND_END] = {[REASON_WHERE_IS_MY_ORDER] = STR("where_is_my_order"),
                                              [REASON_PAYMENT] = STR("payment"),
                                              [REASON_OPEN_TICKET] = STR("open_ticket"),
                                              [REASON_TROUBLE] = STR("trouble"),
                                              [REASON_CANCELLATION] = STR("cancellation")};
    return keys[kind];
}

// ---- orders that are waited for ----

// Promised for `first`, by now for `last`; the later of that and now says how late it is.
static void take_waiting(const HealthPlace *place, const Rows *rows, ContactReason *reason)
{
    Instant first = rows_integer(rows, 1), last = rows_integer(rows, 2), expected = larger(last, place->now);
    bool late = expected - first >= LATE_DAYS * HEALTH_DAY && last > place->now - WAITING_DAYS_MAX * HEALTH_DAY;
    if (!late || (reason->kind && first >= reason->since)) return;
    *reason = (ContactReason){.kind = REASON_WHERE_IS_MY_ORDER,
                              .since = first,
                              .days = (expected - first) / HEALTH_DAY,
                              .reference = str_copy(place->arena, rows_text(rows, 0))};
}

static bool find_waiting(const HealthPlace *place, CustomerId root, ContactReason *reason, Error *error)
{
    CustomerId *members;
    size_t count = identity_members(place->house->identity, root, place->arena, &members);
    for (size_t i = 0; i < count; i++) {
        Rows rows;
        if (!store_select(place->session, &query_reason_waiting, VALUES(value_integer(members[i])), &rows, error))
            return false;
        while (rows_next(&rows)) take_waiting(place, &rows, reason);
        if (!rows_close(&rows, error)) return false;
    }
    return true;
}

// Of deliveries of the last year that came late, those whose customer opened a ticket between a week before and a week
// after.
static bool find_likelihood(const HealthPlace *place, ContactReason *reason, Error *error)
{
    Rows rows;
    Instant to = place->now - WEEK * HEALTH_DAY;
    if (!store_select(place->session, &query_reason_asked,
                      VALUES(value_integer(SIGN_DELIVERED), value_integer(to - YEAR * HEALTH_DAY), value_integer(to),
                             value_integer(WEEK * HEALTH_DAY)),
                      &rows, error))
        return false;
    if (rows_next(&rows)) reason->likelihood = rate_of(rows_integer(&rows, 1), rows_integer(&rows, 0));
    return rows_close(&rows, error);
}

// ---- the others ----

static ContactReason since(const HealthPlace *place, ContactReasonKind kind, Instant at)
{
    return (ContactReason){.kind = kind, .since = at, .days = (place->now - at) / HEALTH_DAY};
}

static ContactReason other_reason(const HealthPlace *place, const HealthFacts *facts)
{
    if (facts->payment_failed_at) return since(place, REASON_PAYMENT, facts->payment_failed_at);
    if (facts->open_since && place->now - facts->open_since >= OPEN_DAYS * HEALTH_DAY)
        return since(place, REASON_OPEN_TICKET, facts->open_since);
    if (facts->troubles_30d >= TROUBLES_FROM)
        return (ContactReason){.kind = REASON_TROUBLE, .since = facts->trouble_at, .days = facts->troubles_30d};
    if (facts->cancel_scheduled_at) return since(place, REASON_CANCELLATION, facts->cancel_scheduled_at);
    return (ContactReason){0};
}

bool contact_reason(const HealthPlace *place, CustomerId root, const HealthFacts *facts, ContactReason *reason,
                    Error *error)
{
    *reason = (ContactReason){0};
    if (!find_waiting(place, root, reason, error)) return false;
    if (reason->kind) return find_likelihood(place, reason, error);
    *reason = other_reason(place, facts);
    return true;
}

// ---- in words ----

typedef struct ReasonWords {
    Phrase label, evidence; // {0}: "3 days", of errors "3"; {1}: the order
    Phrase subject, text;   // {0}: "Bonjour Ana,"; {1}: "3 jours"; {2}: the order
} ReasonWords;

static const ReasonWords reason_words[REASON_KIND_END] = {
    [REASON_WHERE_IS_MY_ORDER] =
        {PHRASE("Where is my order?", "Où est ma commande\u202F?"),
         PHRASE("order {1} is {0} late", "la commande {1} a {0} de retard"),
         PHRASE("Your order {2} is late: here is where it stands",
                "Votre commande {2} a du retard\u00A0: voici où elle en est"),
         PHRASE("{0}\n\nYour order {2} is {1} late, and we are sorry. We are following it and will tell you as "
                "soon as its new day of delivery is known. If it no longer suits you, answer this message: we will "
                "cancel it and refund you.\n",
                "{0}\n\nVotre commande {2} a {1} de retard, et nous en sommes désolés. Nous la suivons et vous "
                "préviendrons dès que sa nouvelle date de livraison sera connue. Si elle ne vous convient plus, "
                "répondez à ce message\u00A0: nous l’annulerons et vous rembourserons.\n")},
    [REASON_PAYMENT] = {PHRASE("My payment", "Mon paiement"),
                        PHRASE("a payment failed {0} ago", "un paiement a échoué il y a {0}"),
                        PHRASE("Your last payment did not go through", "Votre dernier paiement n’a pas abouti"),
                        PHRASE(
                            "{0}\n\nYour last payment did not go through. Your subscription goes on; please check "
                            "your means of payment. If something is wrong, answer this message.\n",
                            "{0}\n\nVotre dernier paiement n’a pas abouti. Votre abonnement continue\u202F; merci de "
                            "vérifier votre moyen de paiement. En cas de souci, répondez à ce message.\n")},
    [REASON_OPEN_TICKET] = {PHRASE("What about my request?", "Où en est ma demande\u202F?"),
                            PHRASE("a ticket has been open for {0}", "un ticket est ouvert depuis {0}"),
                            PHRASE("Your request: where it stands", "Votre demande\u00A0: où elle en est"),
                            PHRASE("{0}\n\nYou wrote to us {1} ago and we have not finished with your request. We "
                                   "have not forgotten you and will come back to you with an answer.\n",
                                   "{0}\n\nVous nous avez écrit il y a {1} et votre demande n’est pas encore "
                                   "résolue. Nous ne vous oublions pas et revenons vers vous avec une réponse.\n")},
    [REASON_TROUBLE] = {PHRASE("Something does not work", "Quelque chose ne marche pas"),
                        PHRASE("{0} errors in 30 days", "{0} erreurs en 30 jours"),
                        PHRASE("You met an error: we saw it too",
                               "Vous avez rencontré une erreur\u00A0: nous l’avons vue"),
                        PHRASE("{0}\n\nYou met errors in the last days. We have seen them and are working on them. If "
                               "something keeps you from going on, answer this message.\n",
                               "{0}\n\nVous avez rencontré des erreurs ces derniers jours. Nous les avons vues et y "
                               "travaillons. Si quelque chose vous bloque, répondez à ce message.\n")},
    [REASON_CANCELLATION] = {PHRASE("The end of my subscription", "La fin de mon abonnement"),
                             PHRASE("said so {0} ago", "annoncé il y a {0}"),
                             PHRASE("Your subscription is coming to its end", "Votre abonnement arrive à son terme"),
                             PHRASE(
                                 "{0}\n\nYour subscription is going to end, as you asked. What could we have done "
                                 "better? If you change your mind, one answer to this message is enough.\n",
                                 "{0}\n\nVotre abonnement va prendre fin, comme vous l’avez demandé. Qu’aurions-nous "
                                 "pu mieux faire\u202F? Si vous changez d’avis, une réponse à ce message suffit.\n")},
};

// Their own, where it is known; else the reader's.
static Locale language_of(const Person *person, Arena *arena, Locale otherwise)
{
    static const char *const names[] = {"language", "locale"};
    Locale locale;
    for (size_t i = 0; i < COUNT_OF(names); i++) {
        const Trait *trait = trait_find(person->traits, person->trait_count, str_of(names[i]));
        if (trait && locale_parse(trait_text(trait, arena), &locale)) return locale;
    }
    return otherwise;
}

static Str greeting(const Person *person, Locale locale, Arena *arena)
{
    static const char *const names[] = {"firstName", "first_name"};
    for (size_t i = 0; i < COUNT_OF(names); i++) {
        const Trait *trait = trait_find(person->traits, person->trait_count, str_of(names[i]));
        Str name = trait ? str_trim(trait_text(trait, arena)) : STR("");
        if (name.size) return phrase_say(arena, locale, PHRASE("Hello {0},", "Bonjour {0},"), name);
    }
    return str_of(PHRASE("Hello,", "Bonjour,").in[locale]);
}

// Errors are counted, everything else lasts; of errors there are two or more.
static Str how_long(const ContactReason *reason, Locale locale, Arena *arena)
{
    return reason->kind == REASON_TROUBLE ? number_say_count(arena, locale, reason->days)
                                          : health_say_days(arena, locale, reason->days);
}

static bool put_message(JsonWriter *json, const HealthPlace *place, CustomerId root, const ContactReason *reason,
                        Locale otherwise, Error *error)
{
    Person person;
    if (!person_read(place->house->identity, place->session, root, place->arena, &person, error)) return false;
    const ReasonWords *words = &reason_words[reason->kind];
    Locale locale = language_of(&person, place->arena, otherwise);
    Str days = how_long(reason, locale, place->arena), hello = greeting(&person, locale, place->arena);
    json_key(json, "message");
    json_begin_object(json);
    put_text(json, "locale", locale_name(locale));
    put_text(json, "subject", phrase_say(place->arena, locale, words->subject, hello, days, reason->reference));
    put_text(json, "text", phrase_say(place->arena, locale, words->text, hello, days, reason->reference));
    json_end_object(json);
    return true;
}

static void put_likelihood(JsonWriter *json, const Rate *rate)
{
    json_key(json, "likelihood");
    if (!rate->observed) {
        json_null(json);
        return;
    }
    json_begin_object(json);
    put_number(json, "value", rate->value);
    put_number(json, "low", rate->low);
    put_number(json, "high", rate->high);
    put_integer(json, "n", rate->n);
    json_end_object(json);
}

bool put_contact_reason(JsonWriter *json, const HealthPlace *place, CustomerId root, const HealthFacts *facts,
                        Locale locale, Error *error)
{
    ContactReason reason;
    if (!contact_reason(place, root, facts, &reason, error)) return false;
    json_key(json, "contact_reason");
    if (!reason.kind) {
        json_null(json);
        return true;
    }
    const ReasonWords *words = &reason_words[reason.kind];
    Str days = how_long(&reason, locale, place->arena);
    json_begin_object(json);
    put_text(json, "key", contact_reason_key(reason.kind));
    put_text(json, "label", str_of(words->label.in[locale]));
    put_text(json, "evidence", phrase_say(place->arena, locale, words->evidence, days, reason.reference));
    put_instant(json, "since", reason.since, place->arena);
    put_likelihood(json, &reason.likelihood);
    if (!put_message(json, place, root, &reason, locale, error)) return false;
    json_end_object(json);
    return true;
}
