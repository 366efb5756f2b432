// touch.h - over which channel something happened, and where it was seen: from what its event says.
//
// The *channel* is that of a conversation: "email", "chat", "call", "sms", "social", "letter", "in_person", "web". It
// is the one of the vocabulary; of events that have none there, or whose own words are more exact, what they say
// (properties.channel). The *origin* is the kind of place that reported it: "web", "mobile", "social", "server".
#ifndef FIDELE_CUSTOMER_TOUCH_H
#define FIDELE_CUSTOMER_TOUCH_H

#include "base/json.h"
#include "event/vocabulary.h"

typedef struct Touch {
    HappeningKind kind;
    Str label;   // of a name of the company's own: the name
    Str channel; // "": not known
    Str origin;  // "": not known
} Touch;

// `body`: of the event, parsed; JSON_NULL when it can't be.
JsonValue touch_body(const Event *event);
Touch touch_of(const Event *event, JsonValue body, Locale locale, Arena *arena);

// Whether an event of this name is a step of the customer towards the company, or a talk of both: these say which
// channel somebody uses. Mailings that were sent to them do not.
bool touch_is_theirs(const Happening *happening);

// The answer, 0 to 10, to "would you recommend us?" in an event "Survey Answered": its kind, type or survey is "nps"
// and its score, value or answer a whole number of 0 to 10. False: it is none.
MUST_USE bool touch_recommends(JsonValue body, Arena *arena, int *score);

#endif
