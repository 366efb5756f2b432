// behaviour_setting.h - what this company counts as engagement, and from where on it calls something friction.
//
// The field has no standard for either: what stands here is where one begins, it is shown with each figure, and the
// workspace may change each of it. Stored is only what was changed.
#ifndef FIDELE_BEHAVIOUR_BEHAVIOUR_SETTING_H
#define FIDELE_BEHAVIOUR_BEHAVIOUR_SETTING_H

#include "base/phrase.h"
#include "store/store.h"

typedef enum BehaviourNumber {
    SESSION_MINUTES,     // a longer silence ends a visit
    TIME_ON_SITE_WEIGHT, // of the components of engagement
    TIME_ON_SITE_FULL_SECONDS,
    CLICK_RATE_WEIGHT,
    CLICK_RATE_FULL,
    SOCIAL_WEIGHT,
    SOCIAL_FULL_ACTIONS,
    PAGE_LOAD_MS, // friction: from here on
    ERROR_RATE,
    ABANDONMENT_RATE,
    WAITING_MINUTES,
    BEHAVIOUR_NUMBER_COUNT
} BehaviourNumber;

typedef enum BehaviourEvents { // names as event_lane.h reads them
    VISIT_EVENTS,
    CLICK_EVENTS,
    DELIVERED_EVENTS,
    SOCIAL_EVENTS,
    ERROR_EVENTS,
    ATTEMPT_EVENTS, // abandoned when no SUCCESS_EVENTS follow in the same visit
    SUCCESS_EVENTS,
    BEHAVIOUR_EVENTS_COUNT
} BehaviourEvents;

typedef struct BehaviourNumberRule {
    const char *name; // "session_minutes"
    double usual, low, high;
    Phrase help;
} BehaviourNumberRule;
extern const BehaviourNumberRule behaviour_number_rules[BEHAVIOUR_NUMBER_COUNT];

typedef struct BehaviourEventsRule {
    const char *name; // "visit_events"
    const char *usual;
    Phrase help;
} BehaviourEventsRule;
extern const BehaviourEventsRule behaviour_events_rules[BEHAVIOUR_EVENTS_COUNT];

enum { BEHAVIOUR_EVENTS_BYTES_MAX = 2000 };

typedef struct BehaviourSettings {
    double number[BEHAVIOUR_NUMBER_COUNT];
    Str events[BEHAVIOUR_EVENTS_COUNT];
} BehaviourSettings;

BehaviourSettings behaviour_settings_usual(void);
MUST_USE bool behaviour_settings_read(StoreSession *session, Arena *arena, BehaviourSettings *settings, Error *error);
// Within a writing transaction. What is as usual is not stored.
MUST_USE bool behaviour_settings_store(StoreSession *session, const BehaviourSettings *settings, Arena *arena,
                                       Error *error);

#endif
