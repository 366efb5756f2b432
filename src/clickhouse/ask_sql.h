// ask_sql.h - questions of port.h in SQL, the same text for ClickHouse 18.16 and later.
//
// Within settling and letting go. All rows of a person lie on one shard, so what is counted by person is counted there,
// and only its outcome travels (shards.h).
#ifndef FIDELE_CLICKHOUSE_ASK_SQL_H
#define FIDELE_CLICKHOUSE_ASK_SQL_H

#include "clickhouse/port_parts.h"

// Days, and the boundary of a span each belongs to, have to stand in the text of the question.
bool sql_presence_fits(const PeriodSpan *span, Window window);
bool sql_span_fits(const PeriodSpan *span);

MUST_USE bool sql_facts(const Settled *settled, const Lane *lane, Second until, LaneFacts *facts, Error *error);
typedef struct PresenceAsk {
    const Lane *lane;
    const PeriodSpan *span;
    Window window;
    const Grouping *grouping;
} PresenceAsk;
MUST_USE bool sql_presence(const Settled *settled, const PresenceAsk *ask, Arena *arena, Presence **presence,
                           Error *error);

typedef struct CohortsAsk {
    const Lane *lane;
    const PeriodSpan *span;
    const Grouping *grouping;
    uint16_t only;
} CohortsAsk;
MUST_USE bool sql_cohorts(const Settled *settled, const CohortsAsk *ask, Arena *arena, Cohorts *cohorts, Error *error);
MUST_USE bool sql_gaps(const Settled *settled, const Lane *lane, Day as_of, Arena *arena, Gaps *gaps, Error *error);

typedef struct TenuresAsk {
    const Lane *lane;
    Window window;
    Day as_of;
    const Grouping *grouping;
    uint16_t only;
} TenuresAsk;
MUST_USE bool sql_tenures(const Settled *settled, const TenuresAsk *ask, Arena *arena, Tenures *tenures, Error *error);
MUST_USE bool sql_totals(const Settled *settled, const Lane *lane, uint32_t dimension, Arena *arena,
                         DimensionTotal **total, size_t *count, Error *error);

// As ask_match and ask_features. A rule's clauses are asked as sets of people and put together here; sets that the rule
// names do not travel. Of features a row a person comes.
MUST_USE bool sql_match(const Settled *settled, const Lane *lanes, size_t lane_count, const MatchRule *rule,
                        Arena *arena, CustomerSet *set, Error *error);
MUST_USE bool sql_features(const Settled *settled, const Lane *lanes, size_t lane_count, const FeatureAsk *ask,
                           Arena *arena, Features *features, Error *error);

#endif
