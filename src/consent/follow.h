// follow.h - the events that say something of consent, written to its log in the transaction that appends them.
//
// "Consent Granted", "Consent Refused", "Consent Withdrawn", "Objection Recorded", "Objection Withdrawn", "Processing
// Restricted", "Restriction Lifted", by track or as internal events. Their properties: purpose ("marketing" when none
// is said; none of a restriction), channel ("any"), text_version, text_hash, locale, source, evidence, by. What is too
// long is cut; an objection is taken back, and processing restricted or freed, by internal events alone; a channel that
// nobody knows is any when something is refused, and says nothing when it is granted.
#ifndef FIDELE_CONSENT_FOLLOW_H
#define FIDELE_CONSENT_FOLLOW_H

#include "event/reaction.h"

extern const Reaction consent_reactions[]; // ends with a reaction without a name

#endif
