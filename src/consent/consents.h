// consents.h - what has to be known of consents at each event: may this customer's behaviour be kept, and is their data
// restricted. In memory, following the store; the log asks it as a guard (event/log.h).
//
// With the workspace's tracking_consent "required", an event of behaviour (a page, a screen, a product seen, a cart,
// the use of a feature) of somebody who has not consented to the purpose "analytics" is not kept: "no_consent". Who it
// is, orders, subscriptions, messages, tickets, answers and consents themselves are no behaviour: they rest on the
// contract or are what the customer says, and pass. The event may bring its consent with it, as Segment's clients send
// it: context.consent.categoryPreferences with one of the purpose's categories; what is said there goes before what is
// known.
//
// Events of somebody whose processing is restricted (Art. 18: stored, and used for nothing else) are kept with
// EVENT_RESTRICTED: on the timeline, in no figure.
#ifndef FIDELE_CONSENT_CONSENTS_H
#define FIDELE_CONSENT_CONSENTS_H

#include "consent/consent.h"
#include "event/log.h"

typedef struct Consents Consents;

// Guards the log; follows the store: before the first event and after identity.
MUST_USE bool consents_open(Store *store, Identity *identity, Workspace *workspace, EventLog *log, Consents **consents,
                            Error *error);
void consents_close(Consents *consents); // after the log

// On the store's thread: what was just appended, and that purposes have changed.
MUST_USE bool consents_note(Consents *consents, const ConsentEvent *event, Error *error);
void consents_purposes_changed(Consents *consents);

// Whether the person may be scored, predicted and assigned to experiments (PV-06): the purpose "profiling" by ground.h.
// For one person at a time; those who may not are counted apart (GET /api/v1/consents/summary).
MUST_USE bool consent_profiling_allowed(const Identity *identity, StoreSession *session, CustomerId customer,
                                        Instant now, Arena *arena, bool *allowed, Error *error);

#endif
