// friction.h - where people are held up: pages that load slowly, errors, attempts given up, waiting for an answer.
//
// Counted are visits (visits.h, of all the events below) that begin within the days asked for, and tickets opened then.
// What is friction is told by the workspace's thresholds (behaviour_setting.h).
#ifndef FIDELE_BEHAVIOUR_FRICTION_H
#define FIDELE_BEHAVIOUR_FRICTION_H

#include "behaviour/behaviour_setting.h"
#include "behaviour/event_lane.h"
#include "metric/grouping.h"

typedef enum FrictionKind {
    FRICTION_PAGE_LOAD,   // 95th percentile of load times, ms (page_load.h); affected: visits with a slower page
    FRICTION_ERRORS,      // share of visits with an error; affected: these
    FRICTION_ABANDONMENT, // of visits with an attempt, the share without success after it; affected: these
    FRICTION_WAITING, // 95th percentile of minutes to the first reply; affected: tickets that waited longer, or wait
                      // yet
    FRICTION_KINDS
} FrictionKind;
extern const char *const friction_names[FRICTION_KINDS]; // "page_load" …

typedef struct FrictionPage {
    uint16_t page; // log_class
    double p95;
    int64_t n;
} FrictionPage;

enum { FRICTION_PAGES_MAX = 10 };

typedef struct FrictionItem {
    bool observed;
    double value, threshold;
    bool over;            // value above the threshold
    int64_t n;            // load times, visits, visits with an attempt, tickets that were answered
    int64_t affected, of; // visits (tickets), and of how many; of page loads: visits in which one was measured
    int64_t people;       // affected
    FrictionPage *page;   // the slowest, FRICTION_PAGE_LOAD only
    size_t pages;
} FrictionItem;

typedef struct FrictionAsk {
    Day from, to, as_of;
    BehaviourSettings settings;
} FrictionAsk;

typedef struct Friction {
    uint32_t groups;
    FrictionItem *item; // [group * FRICTION_KINDS + kind]
    uint8_t *affected;  // [person] 1 << FrictionKind
    uint32_t customers;
} Friction;

// Of one layer of groups.
MUST_USE bool friction_read(const MetricPlace *place, const FrictionAsk *ask, const Grouping *grouping,
                            Friction *friction, Error *error);

#endif
