// funnel.h - how many people take one step after the other within a window.
//
// An attempt begins at a row of the first step (of any step, where the order does not matter) and goes on with the
// earliest next rows. Of a person's attempts the one that comes furthest counts, of equal ones the first.
//
// FUNNEL_ORDERED: step k + 1 is the earliest row of its lane later than step k (`same_second`: or at the same second,
// and not the same row), as long as it is at most window_seconds after the first step.
// FUNNEL_STRICT: the same, and no row of any lane lies between step k and step k + 1 (at a second strictly between).
// For "no other event at all in between", add a lane of all others.
// FUNNEL_UNORDERED: the steps that have a row from the first one on, within the window; of steps that want the same
// rows (the same lane and filter) the n-th takes the n-th row.
//
// Lanes or filters that overlap (any event, and one of them) show one event as two rows: with `same_second`, and in an
// unordered funnel, it may be two steps.
//
// An exclusion makes an attempt void when it has come to step `after` and a row of the exclusion's lane is later than
// that step and earlier than step `before`, or, when the attempt does not come to `before`, at most window_seconds
// after the first step. In an unordered funnel `after` and `before` are not read: from the first step to the last one
// of all (or to the end of the window). Who has attempts and only void ones is `excluded`, and reached nothing.
#ifndef FIDELE_ACTIVITY_FUNNEL_H
#define FIDELE_ACTIVITY_FUNNEL_H

#include "activity/bucket.h"
#include "activity/person_rows.h"

enum {
    FUNNEL_STEPS_MAX = 20,
    FUNNEL_EXCLUSIONS_MAX = 8,
    FUNNEL_LANES_MAX = FUNNEL_STEPS_MAX + FUNNEL_EXCLUSIONS_MAX + 1 // steps, exclusions, and all other events
};

typedef enum FunnelOrder { FUNNEL_ORDERED, FUNNEL_STRICT, FUNNEL_UNORDERED } FunnelOrder;

typedef struct FunnelExclusion {
    uint32_t lane;
    uint32_t after, before; // steps, from 0; after < before
} FunnelExclusion;

typedef struct FunnelAsk {
    uint32_t step[FUNNEL_STEPS_MAX]; // the lane of each step
    RowFilter filter[FUNNEL_STEPS_MAX];
    uint32_t steps;
    uint32_t window_seconds; // from the first step of an attempt to its last: <=
    FunnelOrder order;
    bool same_second; // of FUNNEL_ORDERED and FUNNEL_STRICT; ClickHouse's windowFunnel
    Second from, to;  // first steps with from <= second <= to; to 0: no end
    FunnelExclusion exclusion[FUNNEL_EXCLUSIONS_MAX];
    uint32_t exclusions;
} FunnelAsk;

// Medians are of the middle two, rounded down, where there are two.
typedef struct Funnel {
    uint32_t steps, groups;
    int64_t *reached;        // [group * steps + step] people who came at least so far
    int64_t *excluded;       // [group]
    int64_t *seconds;        // [group * steps + step] sum of the times from the step before, of those who came so far
    int64_t *median_seconds; // [group * steps + step] of the same; -1: of nobody
    int64_t *whole_median;   // [group] from the first step to the last, of those who took all; -1: of nobody
    uint8_t *depth;          // [person] how many steps they took: who dropped off where
    Second *begun;           // [person] the first step of the attempt that counts; 0 without
    uint32_t customers;
} Funnel;

void ask_funnel(const Columns *const *lanes, size_t lane_count, uint32_t customers, const FunnelAsk *ask,
                const uint16_t *group, uint32_t groups, int threads, Arena *arena, Funnel *funnel);

#endif
