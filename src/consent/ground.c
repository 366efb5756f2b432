#include "consent/ground.h"

static bool over_channel(const GroundAsk *ask, const ConsentEvent *event)
{
    return event->channel == CONSENT_ANY || event->channel == ask->channel;
}

static bool is_consent(const GroundAsk *ask, const ConsentEvent *event)
{
    return event->kind == CONSENT_GIVEN && str_equal(event->purpose, ask->purpose->name) && over_channel(ask, event);
}

static bool is_objection(const GroundAsk *ask, const ConsentEvent *event)
{
    if (event->kind != CONSENT_OBJECTION || !over_channel(ask, event)) return false;
    return str_equal(event->purpose, ask->purpose->name) ||
           (ask->purpose->marketing && str_equal(event->purpose, STR("marketing"))) ||
           (ask->purpose->profiling && str_equal(event->purpose, STR("profiling")));
}

static bool is_restriction(const GroundAsk *ask, const ConsentEvent *event)
{
    (void)ask;
    return event->kind == CONSENT_RESTRICTION;
}

typedef bool Concerns(const GroundAsk *ask, const ConsentEvent *event);

// Whether a later word takes this one back.
static bool takes_back(const GroundAsk *ask, const ConsentEvent *later, const ConsentEvent *earlier)
{
    bool of_channel = later->channel == earlier->channel || earlier->channel == CONSENT_ANY;
    bool of_person = later->customer == earlier->customer || later->at >= ask->merged_at;
    return later->at > earlier->at && later->at <= ask->now && of_channel && of_person;
}

// Of the events that take back (they have the state `frees`), one that takes this one back; NULL: it stands.
static const ConsentEvent *taken_back_by(const GroundAsk *ask, const ConsentEvent *event, Concerns *concerns,
                                         ConsentState frees)
{
    for (size_t i = ask->count; i-- > 0;) {
        const ConsentEvent *later = &ask->events[i];
        bool frees_it = later->state == frees && concerns(ask, later) && str_equal(later->purpose, event->purpose) &&
                        takes_back(ask, later, event);
        if (frees_it) return later;
    }
    return NULL;
}

// The last event that forbids and was not taken back. `forbids`: which states do, as bits. Somebody may send ten
// thousands of them, so what took the one before back is tried first.
static const ConsentEvent *standing(const GroundAsk *ask, Concerns *concerns, uint32_t forbids, ConsentState frees)
{
    const ConsentEvent *freed_by = NULL;
    for (size_t i = ask->count; i-- > 0;) {
        const ConsentEvent *event = &ask->events[i];
        if (!(forbids >> event->state & 1) || !concerns(ask, event)) continue;
        bool same = freed_by && str_equal(freed_by->purpose, event->purpose) && takes_back(ask, freed_by, event);
        if (same) continue;
        freed_by = taken_back_by(ask, event, concerns, frees);
        if (!freed_by) return event;
    }
    return NULL;
}

static const ConsentEvent *standing_refusal(const GroundAsk *ask)
{
    return standing(ask, is_consent, 1U << CONSENT_REFUSED | 1U << CONSENT_WITHDRAWN, CONSENT_GRANTED);
}

const ConsentEvent *consent_objection(const GroundAsk *ask)
{
    return standing(ask, is_objection, 1U << CONSENT_GRANTED, CONSENT_WITHDRAWN);
}

const ConsentEvent *consent_restriction(const GroundAsk *ask)
{
    return standing(ask, is_restriction, 1U << CONSENT_GRANTED, CONSENT_WITHDRAWN);
}

static const ConsentEvent *last_grant(const GroundAsk *ask)
{
    const ConsentEvent *found = NULL;
    for (size_t i = 0; i < ask->count; i++) {
        const ConsentEvent *event = &ask->events[i];
        bool counts = event->state == CONSENT_GRANTED && event->at <= ask->now && is_consent(ask, event);
        if (counts) found = event;
    }
    return found;
}

ConsentState consent_state(const GroundAsk *ask, const ConsentEvent **because)
{
    const ConsentEvent *event = standing_refusal(ask);
    if (!event) event = last_grant(ask);
    *because = event;
    return event ? event->state : CONSENT_UNKNOWN;
}

static Ground no(GroundReason reason, const ConsentEvent *because)
{
    return (Ground){false, reason, because};
}

static Ground by_consent(const GroundAsk *ask)
{
    const ConsentEvent *because;
    ConsentState state = consent_state(ask, &because);
    if (state == CONSENT_REFUSED) return no(GROUND_NO_REFUSED, because);
    if (state == CONSENT_WITHDRAWN) return no(GROUND_NO_WITHDRAWN, because);
    if (ask->purpose->ground == GROUND_LEGITIMATE_INTEREST) return (Ground){true, GROUND_YES_INTEREST, because};
    return because ? (Ground){true, GROUND_YES_CONSENT, because} : no(GROUND_NO_CONSENT, NULL);
}

Ground ground(const GroundAsk *ask)
{
    const ConsentEvent *because;
    if (!ask->purpose) return no(GROUND_NO_PURPOSE, NULL);
    if (ask->suppressed) return no(GROUND_NO_SUPPRESSED, NULL);
    LegalGround legal = ask->purpose->ground;
    because = consent_restriction(ask);
    if (because && legal != GROUND_LEGAL_OBLIGATION) return no(GROUND_NO_RESTRICTED, because);
    bool choice = legal == GROUND_CONSENT || legal == GROUND_LEGITIMATE_INTEREST;
    because = consent_objection(ask);
    if (because && (choice || ask->purpose->marketing)) return no(GROUND_NO_OBJECTED, because);
    if (choice) return by_consent(ask);
    return (Ground){true, legal == GROUND_CONTRACT ? GROUND_YES_CONTRACT : GROUND_YES_LAW, NULL};
}

// ---- words ----

typedef struct ReasonWord {
    Str name;
    Phrase say;
} ReasonWord;

static const ReasonWord reasons[GROUND_REASON_COUNT] = {
    [GROUND_YES_CONSENT] = {STR("consent"), PHRASE("They consented", "La personne a consenti")},
    [GROUND_YES_CONTRACT] = {STR("contract"), PHRASE("It is part of the contract", "Cela fait partie du contrat")},
    [GROUND_YES_INTEREST] = {STR("legitimate_interest"), PHRASE("A legitimate interest, and nobody objected",
                                                                "Un intérêt légitime, sans opposition de la personne")},
    [GROUND_YES_LAW] = {STR("legal_obligation"), PHRASE("The law demands it", "La loi l’exige")},
    [GROUND_NO_PURPOSE] = {STR("unknown_purpose"), PHRASE("There is no such purpose", "Cette finalité n’existe pas")},
    [GROUND_NO_SUPPRESSED] = {STR("suppressed"), PHRASE("They were erased, or must not be written to",
                                                        "La personne a été effacée, ou ne doit plus être contactée")},
    [GROUND_NO_RESTRICTED] = {STR("restricted"), PHRASE("They asked that their data be stored only",
                                                        "La personne a demandé que ses données soient seulement "
                                                        "conservées")},
    [GROUND_NO_OBJECTED] = {STR("objected"), PHRASE("They objected to it", "La personne s’y est opposée")},
    [GROUND_NO_REFUSED] = {STR("refused"), PHRASE("They refused", "La personne a refusé")},
    [GROUND_NO_WITHDRAWN] = {STR("withdrawn"),
                             PHRASE("They withdrew their consent", "La personne a retiré son consentement")},
    [GROUND_NO_CONSENT] = {STR("no_consent"), PHRASE("They have not consented", "La personne n’a pas consenti")},
};

Str ground_reason_name(GroundReason reason)
{
    return reasons[reason].name;
}

Phrase ground_reason_say(GroundReason reason)
{
    return reasons[reason].say;
}
