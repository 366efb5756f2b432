// vocabulary.h - the event names that mean something here: what kind of thing happened, over which channel.
//
// The e-commerce names are Segment's (Segment Spec, "V2 Ecommerce Events"); the others are this program's own, written
// by its modules, by imports and by connections, and understood the same when a client sends them by `track`.
#ifndef FIDELE_EVENT_VOCABULARY_H
#define FIDELE_EVENT_VOCABULARY_H

#include "base/phrase.h"
#include "event/log.h"

// What a line of a timeline is, for its filter and its icon.
typedef enum HappeningKind {
    HAPPENING_OTHER, // an event without a meaning of its own here: use of a product or feature
    HAPPENING_ORDER,
    HAPPENING_CART,
    HAPPENING_SUBSCRIPTION,
    HAPPENING_VISIT,   // a page, a screen, a product seen
    HAPPENING_MESSAGE, // e-mail, chat, call, letter …
    HAPPENING_TICKET,
    HAPPENING_ANSWER, // to a survey; a review
    HAPPENING_POINTS,
    HAPPENING_CONSENT,
    HAPPENING_NOTE, // notes, tasks, promises, files
    HAPPENING_STAGE,
    HAPPENING_PROFILE, // identify, group, alias, merges
    HAPPENING_KIND_COUNT
} HappeningKind;

typedef struct Happening {
    const char *event; // "Order Completed"
    HappeningKind kind;
    const char *channel; // "email", "chat", "call", "in_person", "social", "web"; NULL: as the event says
    Phrase label;        // "Order completed"
} Happening;

extern const Happening happenings[]; // ends with one without an event

const Happening *happening_of(Str event); // NULL: a name of the customer's own
HappeningKind happening_kind(EventKind kind, Str event);
// A message that reaches them, a renewal, a refund …: not what they do themselves.
bool happens_to_customer(Str event);

Str happening_kind_name(HappeningKind kind); // "order" …
MUST_USE bool happening_kind_parse(Str name, HappeningKind *kind);
Phrase happening_kind_label(HappeningKind kind);

#endif
