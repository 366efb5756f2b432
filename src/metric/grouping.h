// grouping.h - people put into groups, for `segment` and `by`.
//
// People stand in groups in layers: one layer, but for what one person may have several of (tags), where each group is
// a layer of its own, since it may share people with others.
#ifndef FIDELE_METRIC_GROUPING_H
#define FIDELE_METRIC_GROUPING_H

#include "metric/reading.h"

// For whom and where something is read.
typedef struct MetricPlace {
    const struct House *house;
    struct StoreSession *session;
    ActivityPort *port;
    Arena *arena;
    Locale locale;
    Instant now;
    int threads;
    // What is hidden from who asks: it must not tell people apart either.
    bool hides_amounts;
    bool (*hides_trait)(const void *context, Str name); // NULL: none is hidden
    const void *hides_context;
} MetricPlace;

const MetricReader *place_reader(const MetricPlace *place, const Metric *metric); // in this workspace

typedef struct MetricGroups {
    bool by; // there is a `by`: points name their group
    size_t layers;
    const Grouping *layer;
    const MetricGroup *group; // of all layers, one after the other; NULL without `by`, or when the reader makes them
    uint32_t groups;
    int32_t row_dimension; // -1: none
    Str own_by;
} MetricGroups;

// `reader` says what it takes. Errors (ERROR_USAGE) name the parameter.
MUST_USE bool metric_groups(const MetricPlace *place, const MetricReader *reader, Str segment, Str by,
                            MetricGroups *groups, Error *error);

#endif
