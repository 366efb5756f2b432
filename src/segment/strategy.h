// strategy.h - what is done for the people of a segment: objective, offers, channels, service level, people and budget;
// and which strategy goes first for somebody who is in several.
//
// Priorities are 1 to 1000, 1 goes first; of equal ones the segment that was made first. Two strategies are at odds
// over a field when both say something of it and it is not the same: offers without one in common, another first
// channel, another time to answer. For whom both hold, the one that goes first decides.
#ifndef FIDELE_SEGMENT_STRATEGY_H
#define FIDELE_SEGMENT_STRATEGY_H

#include "base/money.h"
#include "identity/identity.h"
#include "segment/segment.h"

typedef struct Strategy {
    int64_t segment; // 0: none
    Str key, name;   // of the segment; name "": the ready-made one's
    Str objective;
    Str offers, channels, agents; // lines; channels in the order in which they are tried
    bool has_response;
    int64_t response_minutes; // a customer is answered within
    bool has_budget;
    int64_t budget_minor;
    Str currency;
    int64_t priority;
    int64_t changed_by;
    Instant changed_at;
    int64_t version;
} Strategy;
enum { STRATEGY_PRIORITY_DEFAULT = 100, STRATEGY_PRIORITY_MAX = 1000 };

MUST_USE bool strategy_find(StoreSession *session, int64_t segment, Arena *arena, Strategy *strategy, Error *error);
// In the order in which they go first.
MUST_USE bool strategy_list(StoreSession *session, Arena *arena, Strategy **list, size_t *count, Error *error);
// Those of the segments that the person is in, as is kept of them (stored.h); the first one goes first.
MUST_USE bool strategy_of_person(StoreSession *session, CustomerId root, Arena *arena, Strategy **list, size_t *count,
                                 Error *error);

typedef enum StrategyField { STRATEGY_OFFERS, STRATEGY_CHANNELS, STRATEGY_SERVICE, STRATEGY_FIELD_COUNT } StrategyField;
extern const char *const strategy_field_names[STRATEGY_FIELD_COUNT];
bool strategies_at_odds(const Strategy *a, const Strategy *b, StrategyField field);

// Within how many minutes people are to be answered, by the first strategy that says it among those of their segments.
typedef struct ServiceLevels {
    int64_t *minutes; // of each such strategy, in the order in which they go first
    const CustomerSet **people;
    size_t count;
} ServiceLevels;
MUST_USE bool service_levels(const SegmentPlace *place, ServiceLevels *levels, Error *error);
bool service_level_of(const ServiceLevels *levels, CustomerId root, int64_t *minutes);

// ---- within a writing transaction ----

MUST_USE bool strategy_put(StoreSession *session, const Strategy *strategy, Error *error);
MUST_USE bool strategy_remove(StoreSession *session, int64_t segment, Error *error);

#endif
