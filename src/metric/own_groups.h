// own_groups.h - groups that a reader makes itself out of what its rows say (own_by): surveys, agents, topics.
#ifndef FIDELE_METRIC_OWN_GROUPS_H
#define FIDELE_METRIC_OWN_GROUPS_H

#include "metric/reading.h"
#include "store/store.h"

typedef struct OwnGroups {
    MetricGroup *group; // the most frequent first; the last one may be METRIC_REST
    uint32_t count;
    bool rest; // it is
} OwnGroups;

// One group without a name, when ask->own_by is "". Else out of a query that gives (text, how often) over all time, the
// most frequent first.
MUST_USE bool own_groups_read(const MetricAsk *ask, const Query *query, const Value *values, size_t count,
                              OwnGroups *groups, Error *error);
uint32_t own_group_of(const OwnGroups *groups, Str text);                                // count: in none
void own_groups_give(const MetricAsk *ask, const OwnGroups *groups, MetricTable *table); // before reading_begin

#endif
