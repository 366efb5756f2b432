// features.h - what is known of each person as of a moment, in numbers: for models.
#ifndef FIDELE_ACTIVITY_FEATURES_H
#define FIDELE_ACTIVITY_FEATURES_H

#include "activity/columns.h"
#include "base/arena.h"

typedef enum FeatureKind {
    FEATURE_COUNT,   // rows in the window
    FEATURE_SUM,     // of their amounts, minor units
    FEATURE_RECENCY, // seconds from the last row before as_of to as_of; -1: none
    FEATURE_TENURE,  // seconds from the first row before as_of to as_of; -1: none
    FEATURE_DISTINCT_DAYS
} FeatureKind;

// Of the rows of one lane, or of all lanes together (lane FEATURE_ANY_LANE), with from <= second < as_of.
typedef struct Feature {
    FeatureKind kind;
    uint32_t lane;
    Second from; // start of the window; 0: all of history (recency and tenure look at all)
} Feature;
#define FEATURE_ANY_LANE UINT32_MAX

typedef struct FeatureAsk {
    const Feature *feature;
    size_t count;
    Second as_of; // rows from here on are not known yet
} FeatureAsk;

// Column by column, so that a model reads one feature of all people in a row. A person without any row before as_of is
// not `known`: their features are 0, or -1.
typedef struct Features {
    uint32_t customers;
    size_t count;
    int64_t **value; // [feature][person]
    uint8_t *known;  // [person]
} Features;

void ask_features(const Columns *const *lanes, size_t lane_count, uint32_t customers, const FeatureAsk *ask,
                  int threads, Arena *arena, Features *features);

#endif
