// match.h - for which people does a rule over their events hold?
#ifndef FIDELE_ACTIVITY_MATCH_H
#define FIDELE_ACTIVITY_MATCH_H

#include "activity/columns.h"
#include "base/arena.h"

// People, a bit each, dense: for questions that walk all people. What is kept is kept as a roaring bitmap (CRoaring).
typedef struct CustomerSet {
    uint32_t customers; // bits 0..customers-1
    uint64_t *word;     // in the arena
    uint64_t count;     // of bits that are set
} CustomerSet;

static inline bool customer_set_has(const CustomerSet *set, Customer customer)
{
    return customer < set->customers && (set->word[customer / 64] >> customer % 64 & 1);
}

typedef enum MatchKind {
    MATCH_ALL,  // of the children; of none: everybody
    MATCH_ANY,  // of none: nobody
    MATCH_NOT,  // of its one child
    MATCH_ROWS, // a measure over the rows of a lane lies within bounds
    MATCH_SET,  // is in `set` (traits, other segments …)
    MATCH_THEN  // a row of `lane`, and after it (strictly later) one of `then_lane` within `then_seconds` (0: ever),
                // whatever the rest of the rule says
} MatchKind;

typedef enum MatchMeasure {
    MATCH_COUNT,
    MATCH_SUM,
    MATCH_AVERAGE, // sum / count, compared exactly (sum against bound × count); nobody without a row
    MATCH_FIRST,   // civil second of the first row; nobody without a row
    MATCH_LAST,
    MATCH_DISTINCT_DAYS
} MatchMeasure;

typedef struct MatchRule {
    MatchKind kind;
    const struct MatchRule *children;
    size_t child_count;
    // MATCH_ROWS
    uint32_t lane;
    MatchMeasure measure;
    Second from, to;   // rows with from <= second <= to; to 0: no end
    int64_t low, high; // low <= measure <= high; INT64_MIN and INT64_MAX: no bound
    int32_t dimension; // only rows whose value of this dimension is `code`; -1: all rows
    uint16_t code;
    // MATCH_THEN
    uint32_t then_lane;
    uint32_t then_seconds;
    const CustomerSet *set; // MATCH_SET
} MatchRule;

enum { MATCH_DEPTH_MAX = 16, MATCH_CLAUSES_MAX = 256 };

// lanes[i]: Columns that MatchRule.lane numbers. People are 0..customers-1.
void ask_match(const Columns *const *lanes, size_t lane_count, uint32_t customers, const MatchRule *rule, int threads,
               Arena *arena, CustomerSet *set);

#endif
