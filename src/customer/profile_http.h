// profile_http.h - the parts of GET /api/v1/customers/{id}/360.
#ifndef FIDELE_CUSTOMER_PROFILE_HTTP_H
#define FIDELE_CUSTOMER_PROFILE_HTTP_H

#include "customer/customer_http.h"
#include "customer/lifecycle.h"
#include "customer/timeline.h"

// A list of items of the timeline, as its route writes them.
MUST_USE bool write_timeline(JsonWriter *json, Call *call, StoreSession *session, const TimelineItems *items,
                             Error *error);

// What the parts of the document share; read once.
typedef struct Profile {
    Call *call;
    StoreSession *session;
    const Person *person;
    LifecycleView view;   // its purchases, and the stage that follows
    TimelineEntry *entry; // the newest events, at most ENTRIES_MAX
    size_t entries;
    Instant last_seen; // 0: never
} Profile;

enum { ENTRIES_MAX = 20000 };

void write_money(JsonWriter *json, int64_t amount_minor, const Currency *currency, Arena *arena);

// "header": {"lifetime_value": {"value":…,"link":…} …}
MUST_USE bool write_header(JsonWriter *json, const Profile *profile, Error *error);

// "stage", "inactive", "preferred_channel", "usage", "touchpoints", "age".
MUST_USE bool write_insights(JsonWriter *json, const Profile *profile, Error *error);
// When the person did something themselves last; 0: never.
MUST_USE bool last_seen(Call *call, StoreSession *session, const Person *person, Instant *at, Error *error);

void write_text_or_null(JsonWriter *json, const char *key, Str text);
void write_at_or_null(JsonWriter *json, const char *key, Instant at, Arena *arena); // 0: null

#endif
