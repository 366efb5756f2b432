// insight.h - what the events of a person say of how they live with the company: which channel they use, what of the
// product, how often. Pure over the newest events of their timeline (activity.h).
#ifndef FIDELE_CUSTOMER_INSIGHT_H
#define FIDELE_CUSTOMER_INSIGHT_H

#include "customer/touch.h"

enum {
    CHANNEL_WINDOW_DAYS = 365,
    USAGE_WINDOW_DAYS = 30,
    SESSION_GAP_SECONDS = 1800, // a session ends after half an hour without an event
    CHANNELS_MAX = 16,
    FEATURES_MAX = 100
};

typedef struct Counted {
    Str name;
    int64_t count;
    int64_t last_second; // civil
} Counted;

typedef struct Insight {
    Counted channel[CHANNELS_MAX]; // of the last CHANNEL_WINDOW_DAYS, the most used first; of equals the later used
    size_t channels;
    Counted feature[FEATURES_MAX]; // of the last USAGE_WINDOW_DAYS, the most used first
    size_t features;
    int64_t touchpoints; // events of theirs, of all kinds
    int64_t sessions;    // of the last USAGE_WINDOW_DAYS: visits and use, apart by SESSION_GAP_SECONDS
    bool used;           // ever
} Insight;

// Entries newest first; `now_second` is civil.
void insight_of(const EventLog *log, const TimelineEntry *entry, size_t entries, int64_t now_second, Arena *arena,
                Insight *insight);
// One more use of a channel, that only the event itself tells.
void insight_add_channel(Insight *insight, Str channel, int64_t second);
void insight_sort(Insight *insight);

// By how they use what they have.
typedef enum UserType {
    USER_UNKNOWN,
    USER_FREE,
    USER_OCCASIONAL,
    USER_HEAVY,
    USER_HIGH_VALUE,
    USER_TYPE_COUNT
} UserType;

typedef struct UserEvidence {
    Str plan;         // "": not known
    bool paid;        // bought something, or a paid contract runs
    bool top_decile;  // by historic value, among at least 10 buyers
    bool used;        // any visit or use was ever seen
    int64_t sessions; // of the last 30 days
} UserEvidence;
enum { OCCASIONAL_SESSIONS_MAX = 2, DECILE_BUYERS_MIN = 10 };

UserType user_type(const UserEvidence *evidence);
Str user_type_name(UserType type); // "free" …
Phrase user_type_label(UserType type);

#endif
