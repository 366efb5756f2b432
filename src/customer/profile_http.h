// profile_http.h - the parts of GET /api/v1/customers/{id}/360.
#ifndef FIDELE_CUSTOMER_PROFILE_HTTP_H
#define FIDELE_CUSTOMER_PROFILE_HTTP_H

#include "customer/customer_http.h"
#include "customer/purchase.h"
#include "customer/timeline.h"

// A list of items of the timeline, as its route writes them.
MUST_USE bool write_timeline(JsonWriter *json, Call *call, StoreSession *session, const TimelineItems *items,
                             Error *error);

// What the parts of the document share; read once.
typedef struct Profile {
    Call *call;
    StoreSession *session;
    const Person *person;
    Purchases purchases;
    TimelineEntry *entry; // the newest events, at most ENTRIES_MAX
    size_t entries;
} Profile;

enum { ENTRIES_MAX = 20000 };

void write_money(JsonWriter *json, int64_t amount_minor, const Currency *currency, Arena *arena);

// "header": {"lifetime_value": {"value":…,"link":…} …}
MUST_USE bool write_header(JsonWriter *json, const Profile *profile, Error *error);

#endif
