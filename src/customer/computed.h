// computed.h - traits that are worked out from a person's events when they are asked for: exact, and never out of date.
//
// Of the events of one name, over all time or the last days (each 24 hours, up to the moment of asking), without hidden
// ones (bots, internal traffic) and those that count for nothing (event/figure.h). The value is what the event counts
// for, or one of its properties ("total", "address.city"). Amounts in a currency without a rate are left out and
// counted.
#ifndef FIDELE_CUSTOMER_COMPUTED_H
#define FIDELE_CUSTOMER_COMPUTED_H

#include "customer/customer.h"
#include "event/log.h"

typedef enum ComputedMeasure {
    MEASURE_COUNT = 1,
    MEASURE_SUM,
    MEASURE_MIN,
    MEASURE_MAX,
    MEASURE_AVERAGE,
    MEASURE_FIRST,
    MEASURE_LAST,
    MEASURE_MOST_FREQUENT,
    MEASURE_END
} ComputedMeasure;

extern const char *const computed_measure_names[MEASURE_END]; // "count" … (from 1)

enum { COMPUTED_MAX = 100, COMPUTED_WINDOW_DAYS_MAX = 36500 };

typedef struct ComputedTrait {
    int64_t id;
    Str name, event;
    ComputedMeasure measure;
    Str property;        // "": the amount
    int64_t window_days; // 0: all time
    int64_t by;
    Instant made_at;
} ComputedTrait;

MUST_USE bool computed_list(StoreSession *session, Arena *arena, ComputedTrait **list, size_t *count, Error *error);
// Errors: reserved_name, name_taken, too_many_fields.
MUST_USE bool computed_add(StoreSession *session, const ComputedTrait *computed, Arena *arena, int64_t *id,
                           Error *error);
MUST_USE bool computed_remove(StoreSession *session, int64_t id, Error *error); // not_found

typedef struct ComputedAsk {
    EventLog *log;
    Activity *activity;
    StoreSession *session;
    const Person *person;
    Currency currency; // of the workspace
    Instant now;
    Arena *arena;
} ComputedAsk;

typedef struct ComputedValue {
    Str value;              // JSON; "null" when there is nothing to tell
    int64_t events;         // it was made of
    int64_t other_currency; // events left out
} ComputedValue;

MUST_USE bool computed_value(const ComputedAsk *ask, const ComputedTrait *computed, ComputedValue *value, Error *error);

#endif
