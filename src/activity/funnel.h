// funnel.h - how many people take one step after the other within a window.
#ifndef FIDELE_ACTIVITY_FUNNEL_H
#define FIDELE_ACTIVITY_FUNNEL_H

#include "activity/columns.h"
#include "base/arena.h"

enum { FUNNEL_STEPS_MAX = 20, FUNNEL_EXCLUSIONS_MAX = 8 };

typedef enum FunnelOrder {
    FUNNEL_ORDERED,  // each step strictly after the one before (FUNNEL_SAME_SECOND: or at the same second)
    FUNNEL_STRICT,   // and no row of the other lanes of the funnel in between
    FUNNEL_UNORDERED // any order within the window
} FunnelOrder;

typedef struct FunnelExclusion {
    uint32_t lane;          // a row of it between these two steps takes the person out of the funnel
    uint32_t after, before; // steps, from 0
} FunnelExclusion;

typedef struct FunnelAsk {
    uint32_t step[FUNNEL_STEPS_MAX]; // the lane of each step
    uint32_t steps;
    uint32_t window_seconds; // from the first step of an attempt to its last: <=
    FunnelOrder order;
    bool same_second; // ClickHouse's windowFunnel: rows of one second may follow one another
    Second from, to;  // first steps with from <= second <= to; to 0: no end
    FunnelExclusion exclusion[FUNNEL_EXCLUSIONS_MAX];
    uint32_t exclusions;
} FunnelAsk;

// The best attempt of each person counts.
typedef struct Funnel {
    uint32_t steps, groups;
    int64_t *reached;        // [group * steps + step] people who came at least so far
    int64_t *excluded;       // [group]
    int64_t *seconds;        // [group * steps + step] sum of the times from the step before, of those who came so far
    int64_t *median_seconds; // [group * steps + step] of the same; -1: of nobody
    uint8_t *depth;          // [person] how many steps they took: who dropped off where
    uint32_t customers;
} Funnel;

void ask_funnel(const Columns *const *lanes, size_t lane_count, uint32_t customers, const FunnelAsk *ask,
                const uint16_t *group, uint32_t groups, int threads, Arena *arena, Funnel *funnel);

#endif
