// rules.h - what the workspace has set for tracking: whose traffic is not that of customers (CD-20), and which events
// are expected (CD-17). A snapshot; every one stays readable until tracking_close.
#ifndef FIDELE_EVENT_RULES_H
#define FIDELE_EVENT_RULES_H

#include "base/instant.h"
#include "base/json.h"
#include "store/store.h"

typedef enum RuleMode { RULE_ALLOW, RULE_FLAG, RULE_BLOCK } RuleMode;

typedef struct PlannedProperty {
    Str name, type; // text, number, integer, boolean, instant, object, list
    bool required;
} PlannedProperty;

typedef struct PlannedEvent {
    Str name;
    const PlannedProperty *property;
    size_t properties;
} PlannedEvent;

typedef struct TrackingPlan {
    int64_t source; // 0: of every source that has none of its own
    RuleMode unplanned, wrong;
    const PlannedEvent *event; // by name
    size_t events;
} TrackingPlan;

typedef struct AddressRange {
    unsigned char bytes[16];
    int family, bits;
} AddressRange;

typedef struct TrackingRules {
    Arena *arena;
    const struct TrackingRules *previous;
    const TrackingPlan *plan;
    size_t plans;
    const AddressRange *range;
    size_t ranges;
    const Str *domain;
    size_t domains;
    bool test_events; // "context": {"test": true} is internal traffic
} TrackingRules;

enum { PLAN_BYTES_MAX = 256 << 10, RULES_LISTED_MAX = 1000 };

// From the store. What stands there was checked when it was set; what can't be read any more is left out.
MUST_USE bool rules_read(StoreSession *session, const TrackingRules *previous, TrackingRules **rules, Error *error);
void rules_close(const TrackingRules *rules); // it and all before it

const TrackingPlan *rules_plan(const TrackingRules *rules, int64_t source); // NULL: none
MUST_USE bool address_range_parse(Str text, AddressRange *range);           // "10.0.0.0/8", "2001:db8::1"
bool rules_internal_address(const TrackingRules *rules, Str address);
bool rules_internal_email(const TrackingRules *rules, Str email);

typedef struct PlanFault {
    const char *code; // NULL: as planned; "unplanned_event", "type_conflict", "missing_property"
    Str property;
    RuleMode mode;
} PlanFault;
// The first thing about an event that is not as planned.
PlanFault plan_check(const TrackingPlan *plan, Str event, JsonValue properties, Arena *arena);

#endif
