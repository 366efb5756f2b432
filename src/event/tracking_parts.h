// tracking_parts.h - what the files of tracking share: a batch on its way from a body to the log.
#ifndef FIDELE_EVENT_TRACKING_PARTS_H
#define FIDELE_EVENT_TRACKING_PARTS_H

#include <stdatomic.h>

#include "event/live.h"
#include "event/rules.h"
#include "event/tracking.h"
#include "event/tracking_values.h"

typedef struct Refusal {
    const char *code; // NULL: none
    Str path, message;
} Refusal;

enum { ITEM_WARNINGS_MAX = 4, ITEM_DROPS_MAX = 6 };

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
    MessageKey message;
    Str email;                                           // of its traits
    JsonValue user_agent, address, test, context_traits; // of its context
    bool internal_person;
    bool rewritten; // its fields are not those of the body
    Instant at;
    uint32_t flags;
    bool has_amount;
    int64_t amount_minor;
    Str currency;
    uint64_t mark; // of what it says, to tell a retry from an id used twice
    Refusal refusal;
    Refusal warning[ITEM_WARNINGS_MAX];
    size_t warnings;
    PlanFault plan_fault;
    JsonValue dropped[ITEM_DROPS_MAX]; // what is not kept of the body
    size_t drops;

    // what the store made of it; set anew by each run
    Refusal store_refusal;
    const char *withheld; // not stored, since the customer may not be followed (log_admits); NULL: taken
    bool duplicate;
    int64_t seq;
} TrackingItem;

enum { MARKS = 1 << 16 };
typedef struct ContentMark { // of a message of late: what it said
    uint64_t id, content;
} ContentMark;

// Customers whose traffic is internal: as bits, and in the order in which they were added.
typedef struct Internals {
    uint64_t *bits;
    size_t words;
    CustomerId *customer;
    size_t count, capacity, transaction, work; // the last two: how many there were at their beginning
} Internals;

typedef enum BatchForm { FORM_SINGLE, FORM_BATCH, FORM_POSTHOG, FORM_NOTHING } BatchForm;

struct TrackingBatch {
    Tracking *tracking;
    Arena *arena;
    Locale locale;
    BatchForm form;
    EventKind kind; // of a single one; 0: as its type says
    bool imported;
    bool sliced; // was only cut: an item has to be parsed before it is read
    bool listed; // items stand in an array: paths begin with /batch/N
    JsonValue root, sent_at;
    Str key;
    TrackingSender sender;
    const TrackingRules *rules;
    const TrackingPlan *plan; // NULL: none
    Str last_agent;
    bool last_is_bot;
    TrackingItem *item;
    size_t items;
    uint64_t conflicts;
};

struct Tracking {
    Store *store;
    EventLog *log;
    Identity *identity;
    const Workspace *workspace;
    Live *live;
    _Atomic uint64_t accepted, rejected, duplicates, conflicts, shed;
    _Atomic size_t waiting_bytes; // of bodies on their way to the store

    const TrackingRules *_Atomic rules;

    // of the store's thread
    ContentMark *marks; // of recent messages, by a part of their hash
    Internals internals;
    TrackingRules *changed; // rules of this transaction: in force once it is committed
    int64_t version;        // of the rules that were read
    bool shared;
};

// The text of {n} in the phrase; a refusal that stands is kept.
void refuse_item(const TrackingBatch *batch, TrackingItem *item, const char *code, const char *member, Phrase phrase,
                 Str argument);
void warn_item(const TrackingBatch *batch, TrackingItem *item, const char *code, const char *member, Phrase phrase,
               Str argument);
Str item_path(const TrackingBatch *batch, const TrackingItem *item, const char *member);

void drop_value(TrackingItem *item, JsonValue value);

void fields_of(JsonValue object, TrackingFields *field);
void posthog_item(const TrackingBatch *batch, TrackingItem *item); // rewrites the fields as Segment has them
void posthog_body(const TrackingBatch *batch, TrackingItem *item); // and puts them in front of the body

void check_traffic(TrackingBatch *batch, TrackingItem *item); // bots, own people, tests
void check_plan(TrackingBatch *batch, TrackingItem *item);

void check_item(TrackingBatch *batch, TrackingItem *item);
void check_values(TrackingBatch *batch, TrackingItem *item); // properties, traits, context

bool absent(JsonValue value);

bool internals_have(const Tracking *tracking, CustomerId customer);
MUST_USE bool internals_add(Tracking *tracking, StoreSession *session, CustomerId customer, Instant at, Error *error);

// Within a writing transaction that has changed plan or setting: what holds once it is committed.
MUST_USE bool tracking_changed(Tracking *tracking, StoreSession *session, Error *error);
// Counts what became of a batch and tells the listeners.
void tracking_told(const TrackingBatch *batch);
void tracking_told_body(Tracking *tracking, const TrackingSender *sender, const Error *error); // nothing could be read

#endif
