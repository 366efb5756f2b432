// features.h - what is known of each person as of a moment, in numbers: for models.
#ifndef FIDELE_ACTIVITY_FEATURES_H
#define FIDELE_ACTIVITY_FEATURES_H

#include "activity/columns.h"
#include "base/arena.h"

typedef enum FeatureMeasure {
    FEATURE_COUNT,   // rows in the window
    FEATURE_SUM,     // of their amounts, minor units
    FEATURE_RECENCY, // seconds from the last row before as_of to as_of; -1: none
    FEATURE_TENURE,  // seconds from the first row before as_of to as_of; -1: none
    FEATURE_DISTINCT_DAYS
} FeatureMeasure;

// Of the rows of one lane, or of all lanes together (lane FEATURE_ANY_LANE), with from <= second < as_of.
typedef struct Feature {
    FeatureMeasure kind;
    uint32_t lane;
    Second from; // start of the window; 0: all of history (recency and tenure look at all)
} Feature;
#define FEATURE_ANY_LANE UINT32_MAX

typedef struct FeatureAsk {
    const Feature *feature;
    size_t count;
    Second as_of; // rows from here on are not known yet
} FeatureAsk;

// Column by column, so that a model reads one feature of all people in a row, each as wide as it needs: half of the
// time of a question about many people would go into handing out memory for its answer. A person without any row before
// as_of is not `known`: their features are 0, or none.
typedef struct Features {
    uint32_t customers;
    size_t count;
    uint32_t **number; // [feature][person]: rows, days or seconds, FEATURE_NONE where there are none; NULL of sums
    int64_t **sum;     // [feature][person]; NULL of the others
    uint8_t *known;    // [person]
} Features;
#define FEATURE_NONE UINT32_MAX

// For whoever fills them: all are 0; features_forget makes recency and tenure none.
Features features_open(const FeatureAsk *ask, uint32_t customers, Arena *arena);
void features_forget(Features *features, const FeatureAsk *ask);

static inline void feature_put(Features *features, size_t feature, Customer person, int64_t value)
{
    if (features->sum[feature])
        features->sum[feature][person] = value;
    else
        features->number[feature][person] = value < 0 ? FEATURE_NONE : (uint32_t)smaller(value, FEATURE_NONE - 1);
}

static inline int64_t feature_value(const Features *features, size_t feature, Customer person)
{
    if (features->sum[feature]) return features->sum[feature][person];
    uint32_t number = features->number[feature][person];
    return number == FEATURE_NONE ? INT64_C(-1) : (int64_t)number;
}

void ask_features(const Columns *const *lanes, size_t lane_count, uint32_t customers, const FeatureAsk *ask,
                  int threads, Arena *arena, Features *features);

#endif
