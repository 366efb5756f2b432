// ground.h - may this be done, with this person's data, over this channel, now? A pure function of the log of what they
// said; asked when something is done, never when it is planned.
//
// In this order:
//   1. suppressed (erased, or an address that must not be written to): nothing;
//   2. restricted (Art. 18): nothing but what the law demands;
//   3. objected to (Art. 21): what rests on consent or a legitimate interest is not done; direct marketing never is,
//      whatever it rests on. An objection to "marketing" covers all purposes that are marketing, one to "profiling" all
//      that are profiling;
//   4. contract and legal obligation need nothing more; a legitimate interest needs that nobody refused; consent needs
//      that it was given and that every refusal was answered by a later consent.
//
// "Answered": a refusal (or an objection, a restriction) stands until the same customer takes it back, later and for
// the same channel: what was refused for one channel is not taken back by consent to any. Of two at the same moment the
// stricter holds. When customers are merged, the stricter of them holds too: only what is said after the merge, by
// whichever of them, answers what another of them said before it. What was granted for a later moment does not count
// yet; what was refused for a later one does.
#ifndef FIDELE_CONSENT_GROUND_H
#define FIDELE_CONSENT_GROUND_H

#include "consent/consent.h"

typedef struct GroundAsk {
    const Purpose *purpose;     // NULL: one that nobody knows
    ConsentChannel channel;     // CONSENT_ANY: not over any channel in particular
    const ConsentEvent *events; // of the person, in the order of their times (consent_events)
    size_t count;
    Instant merged_at; // of the person (consent_merged_at)
    bool suppressed;
    Instant now;
} GroundAsk;

typedef enum GroundReason {
    GROUND_YES_CONSENT,
    GROUND_YES_CONTRACT,
    GROUND_YES_INTEREST,
    GROUND_YES_LAW,
    GROUND_NO_PURPOSE, // the purpose is not known
    GROUND_NO_SUPPRESSED,
    GROUND_NO_RESTRICTED,
    GROUND_NO_OBJECTED,
    GROUND_NO_REFUSED,
    GROUND_NO_WITHDRAWN,
    GROUND_NO_CONSENT, // never asked
    GROUND_REASON_COUNT
} GroundReason;

typedef struct Ground {
    bool allowed;
    GroundReason reason;
    const ConsentEvent *because; // the one that decided; NULL: none
} Ground;

Ground ground(const GroundAsk *ask);
Str ground_reason_name(GroundReason reason); // "no_consent"
Phrase ground_reason_say(GroundReason reason);

// What a person said of a purpose over a channel, as a panel shows it: the refusal that stands, else the last consent.
ConsentState consent_state(const GroundAsk *ask, const ConsentEvent **because);
// Whether an objection to this purpose or a restriction stands; *because may be NULL.
const ConsentEvent *consent_objection(const GroundAsk *ask);
const ConsentEvent *consent_restriction(const GroundAsk *ask);

#endif
