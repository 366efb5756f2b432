// port_lanes.h - the questions over several lanes: of port.h, over rows that are read.
#ifndef FIDELE_CLICKHOUSE_PORT_LANES_H
#define FIDELE_CLICKHOUSE_PORT_LANES_H

#include "clickhouse/port_parts.h"

MUST_USE bool port_match(ActivityPort *asked, const Lane *lanes, size_t lane_count, const MatchRule *rule, Arena *arena,
                         CustomerSet *set, Error *error);
MUST_USE bool port_features(ActivityPort *asked, const Lane *lanes, size_t lane_count, const FeatureAsk *ask,
                            Arena *arena, Features *features, Error *error);
MUST_USE bool port_retention(ActivityPort *asked, const Lane *lanes, size_t lane_count, const RetentionAsk *ask,
                             const Grouping *grouping, Arena *arena, Retention *retention, Error *error);
MUST_USE bool port_active(ActivityPort *asked, const Lane *lanes, size_t lane_count, const ActiveAsk *ask,
                          const Grouping *grouping, Arena *arena, Active *active, Error *error);
MUST_USE bool port_funnel(ActivityPort *asked, const Lane *lanes, size_t lane_count, const FunnelAsk *ask,
                          const Grouping *grouping, Arena *arena, Funnel *funnel, Error *error);

#endif
