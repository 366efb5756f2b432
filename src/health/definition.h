// definition.h - what the health score is made of here: weights and scales of measures in groups, thresholds of bands,
// what signals take off, and the loyalty index. Each change makes a new release (version), and all are kept, so that a
// score of the past can be told by the definition it was made with.
#ifndef FIDELE_HEALTH_DEFINITION_H
#define FIDELE_HEALTH_DEFINITION_H

#include "base/instant.h"
#include "base/json.h"
#include "health/facts.h"
#include "predict/health.h"
#include "store/store.h"

// ---- the catalogue: what can be measured ----

typedef enum HealthGroup {
    GROUP_PURCHASES,
    GROUP_ENGAGEMENT,
    GROUP_SATISFACTION,
    GROUP_SERVICE,
    GROUP_SUBSCRIPTION,
    HEALTH_GROUP_COUNT
} HealthGroup;

typedef enum HealthMeasure {
    MEASURE_SILENCE,
    MEASURE_PURCHASE_TREND,
    MEASURE_PURCHASES,
    MEASURE_ACTIVE_DAYS,
    MEASURE_ACTIVITY_TREND,
    MEASURE_NPS,
    MEASURE_CSAT,
    MEASURE_MOOD,
    MEASURE_TICKETS,
    MEASURE_OPEN_TICKET,
    MEASURE_LATE_DELIVERIES,
    MEASURE_TROUBLES,
    MEASURE_PAYMENT,
    MEASURE_TENURE,
    HEALTH_MEASURE_COUNT
} HealthMeasure;

// What a person is looked at with.
typedef struct HealthMoment {
    Instant as_of;
    int64_t window_days; // of inactivity
} HealthMoment;

typedef struct MeasureKind {
    const char *key, *unit; // "gaps", "ratio", "count", "days", "score", "share"
    HealthGroup group;
    Phrase label, help;
    double weight;                                                         // usual, within its group
    HealthScale scale;                                                     // usual
    double (*value)(const HealthFacts *facts, const HealthMoment *moment); // NaN: not observed
} MeasureKind;
extern const MeasureKind health_measures[HEALTH_MEASURE_COUNT];

typedef struct GroupKind {
    const char *key;
    Phrase label;
    double weight; // usual
} GroupKind;
extern const GroupKind health_groups[HEALTH_GROUP_COUNT];

typedef enum HealthSignal {
    SIGNAL_FREQUENT_TICKETS,
    SIGNAL_FALLING_FREQUENCY,
    SIGNAL_FALLING_ENGAGEMENT,
    SIGNAL_DOWNGRADE,
    SIGNAL_PAUSE,
    SIGNAL_CANCELLATION,
    SIGNAL_PAYMENT_FAILED,
    SIGNAL_NEGATIVE_FEEDBACK,
    SIGNAL_LATE_DELIVERY,
    SIGNAL_SLOW_TICKET,
    SIGNAL_BROKEN_PROMISE,
    HEALTH_SIGNAL_COUNT
} HealthSignal;

typedef struct SignalKind {
    const char *key;
    Phrase label, help;
    double points; // usual: taken off the score while it stands
    int64_t days;  // usual: how long it stands; 0: as long as the cause does
    bool lasts;    // it stands as long as its cause: `days` is not read
} SignalKind;
extern const SignalKind health_signals[HEALTH_SIGNAL_COUNT];

typedef enum LoyaltyPart {
    LOYALTY_TENURE,
    LOYALTY_RECENCY,
    LOYALTY_FREQUENCY,
    LOYALTY_FULL_PRICE, // share of purchases without a promotion
    LOYALTY_NPS,
    LOYALTY_ADVOCACY, // friends won
    LOYALTY_PART_COUNT
} LoyaltyPart;
typedef struct LoyaltyKind {
    const char *key, *unit;
    Phrase label;
    double weight;
    HealthScale scale;
    double (*value)(const HealthFacts *facts, const HealthMoment *moment);
} LoyaltyKind;
extern const LoyaltyKind loyalty_kinds[LOYALTY_PART_COUNT];

MUST_USE bool health_group_parse(Str key, HealthGroup *group);
MUST_USE bool health_measure_parse(Str key, HealthMeasure *measure);
MUST_USE bool health_signal_parse(Str key, HealthSignal *signal);
MUST_USE bool loyalty_part_parse(Str key, LoyaltyPart *part);

// ---- a definition ----

typedef struct HealthDefinition {
    int64_t version; // 0: the usual one, never changed
    Str note;
    int64_t made_by;
    Instant made_at;
    HealthThresholds thresholds;
    double group_weight[HEALTH_GROUP_COUNT];
    double measure_weight[HEALTH_MEASURE_COUNT];
    HealthScale measure_scale[HEALTH_MEASURE_COUNT];
    double signal_points[HEALTH_SIGNAL_COUNT];
    int64_t signal_days[HEALTH_SIGNAL_COUNT];
    int64_t together_days; // two different signals that began within so many days cost a band; 0: never
    double loyalty_weight[LOYALTY_PART_COUNT];
    HealthScale loyalty_scale[LOYALTY_PART_COUNT];
    int64_t tickets_count, tickets_days; // frequent tickets: so many within so many days
    int64_t messages_last;               // of the balance of messages: the last so many
    double promotional_share_max;        // of them
} HealthDefinition;

HealthDefinition health_definition_usual(void);

// What the object says replaces what stands in *definition; what it leaves out stays. Errors (ERROR_INPUT) with the
// path of what can't be: unknown keys, weights below 0, all weights 0, thresholds out of order.
MUST_USE bool health_definition_read(JsonValue object, Arena *arena, HealthDefinition *definition, Error *error);
// Its members within the object that is open: those that health_definition_read takes.
void health_definition_write(JsonWriter *json, const HealthDefinition *definition);

// ---- kept ----

// The one that holds: the last release, or the usual one.
MUST_USE bool health_definition_get(StoreSession *session, Arena *arena, HealthDefinition *definition, Error *error);
// Of a release; ERROR_NOT_FOUND.
MUST_USE bool health_definition_of(StoreSession *session, int64_t version, Arena *arena, HealthDefinition *definition,
                                   Error *error);
MUST_USE bool health_definition_list(StoreSession *session, size_t limit, Arena *arena, HealthDefinition **list,
                                     size_t *count, Error *error); // the last release first
// Within a writing transaction: a new release; sets its version.
MUST_USE bool health_definition_put(StoreSession *session, HealthDefinition *definition, Arena *arena, Error *error);

#endif
