// tracking_parts.h - what the files of tracking share: a batch on its way from a body to the log.
#ifndef FIDELE_EVENT_TRACKING_PARTS_H
#define FIDELE_EVENT_TRACKING_PARTS_H

#include <stdatomic.h>

#include "event/tracking.h"
#include "event/tracking_values.h"

typedef struct Refusal {
    const char *code; // NULL: none
    Str path, message;
} Refusal;

enum { ITEM_WARNINGS_MAX = 4 };

// The members of an item that mean something here. Absent ones are JSON_NULL.
typedef struct TrackingFields {
    JsonValue type, event, user_id, anonymous_id, previous_id, group_id, message_id;
    JsonValue timestamp, original_timestamp, sent_at, properties, traits, context, name, write_key;
    JsonValue uuid, distinct_id, api_key; // PostHog's
} TrackingFields;

typedef struct TrackingItem {
    JsonValue value;
    TrackingFields field;
    EventKind kind;
    Str name, user_id, anonymous_id, previous_id, message_id, body;
    Str test_email; // of an identify, for internal traffic
    Instant at;
    uint32_t flags;
    bool has_amount;
    int64_t amount_minor;
    Str currency;
    uint64_t mark; // of what it says, to tell a retry from an id used twice
    Refusal refusal;
    Refusal warning[ITEM_WARNINGS_MAX];
    size_t warnings;

    // what the store made of it; set anew by each run
    Refusal store_refusal;
    bool duplicate;
    int64_t seq;
} TrackingItem;

typedef enum BatchForm { FORM_SINGLE, FORM_BATCH, FORM_POSTHOG, FORM_NOTHING } BatchForm;

struct TrackingBatch {
    Tracking *tracking;
    Arena *arena;
    Locale locale;
    BatchForm form;
    EventKind kind; // of a single one; 0: as its type says
    bool imported;
    bool listed; // items stand in an array: paths begin with /batch/N
    JsonValue root, sent_at;
    Str key;
    TrackingSender sender;
    TrackingItem *item;
    size_t items;
    uint64_t conflicts;
};

struct Tracking {
    Store *store;
    EventLog *log;
    Identity *identity;
    const Workspace *workspace;
    _Atomic uint64_t accepted, rejected, duplicates, conflicts, shed, limited;
    struct ContentMark *marks; // of recent messages
};

// The text of {n} in the phrase; a refusal that stands is kept.
void refuse_item(const TrackingBatch *batch, TrackingItem *item, const char *code, const char *member, Phrase phrase,
                 Str argument);
void warn_item(const TrackingBatch *batch, TrackingItem *item, const char *code, const char *member, Phrase phrase,
               Str argument);
Str item_path(const TrackingBatch *batch, const TrackingItem *item, const char *member);

void fields_of(JsonValue object, TrackingFields *field);
void posthog_item(const TrackingBatch *batch, TrackingItem *item); // rewrites the fields as Segment has them

void check_item(TrackingBatch *batch, TrackingItem *item);
void check_values(TrackingBatch *batch, TrackingItem *item); // properties, traits, context

bool absent(JsonValue value);

#endif
