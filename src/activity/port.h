// port.h - who answers the questions over events: our columns, or ClickHouse. Formulas are in measure/, never here.
//
// Both answers are the same, to the last count and minor unit; activity_port_test says so of each question. What is
// asked about is a lane: the rows of some event classes, put together by person (merged customers are one, removed and
// hidden events are in no row, and a row counts for what event/figure.h says of it). A person is the number of its root
// customer.
#ifndef FIDELE_ACTIVITY_PORT_H
#define FIDELE_ACTIVITY_PORT_H

#include "activity/activity.h"
#include "activity/features.h"
#include "activity/funnel.h"
#include "activity/match.h"
#include "activity/questions.h"
#include "activity/retention.h"

typedef struct ActivityPort ActivityPort;

// Numbers of event names (log_class). A class of `negative` (refunds) has its amounts below 0.
typedef struct Lane {
    const uint16_t *classes;
    const bool *negative; // NULL: none is
    size_t class_count;
    Second until; // rows later than this are left out (as if not yet known); 0: none is
} Lane;

typedef struct LaneFacts {
    int64_t seq; // what was seen of the log
    uint64_t rows;
    uint32_t customers;   // persons are 0..customers-1; not all have rows
    Second first, last;   // 0 without rows
    uint64_t magnitude;   // sum of the absolute amounts, UINT64_MAX when it is more: above INT64_MAX trust no sum
    uint64_t unconverted; // rows in a currency without a rate on their day: their amount is 0
} LaneFacts;

// People put into groups. A person whose group is `groups` or more, or who is `customers` or above, is left out.
typedef struct Grouping {
    const uint16_t *group; // by person; NULL: all are in group 0
    uint32_t customers, groups;
} Grouping;

// What stands on `arena` lives there. All are for any thread. Errors: the backend cannot be reached
// (ERROR_UNAVAILABLE), or amounts that no sum can hold.
typedef struct ActivityQuestions {
    const char *name; // "columns", "clickhouse"
    bool (*facts)(ActivityPort *port, const Lane *lane, LaneFacts *facts, Error *error);
    bool (*presence)(ActivityPort *port, const Lane *lane, const PeriodSpan *span, Window window,
                     const Grouping *grouping, Arena *arena, Presence **presence, Error *error);
    bool (*cohorts)(ActivityPort *port, const Lane *lane, const PeriodSpan *span, const Grouping *grouping,
                    uint16_t only, Arena *arena, Cohorts *cohorts, Error *error);
    bool (*summaries)(ActivityPort *port, const Lane *lane, Day as_of, Arena *arena, Summaries *summaries,
                      Error *error);
    bool (*gaps)(ActivityPort *port, const Lane *lane, Day as_of, Arena *arena, Gaps *gaps, Error *error);
    bool (*tenures)(ActivityPort *port, const Lane *lane, Window window, Day as_of, const Grouping *grouping,
                    uint16_t only, Arena *arena, Tenures *tenures, Error *error);
    bool (*totals)(ActivityPort *port, const Lane *lane, uint32_t dimension, Arena *arena, DimensionTotal **total,
                   size_t *count, Error *error);
    // Several lanes are read at one moment of the log.
    bool (*match)(ActivityPort *port, const Lane *lanes, size_t lane_count, const MatchRule *rule, Arena *arena,
                  CustomerSet *set, Error *error);
    bool (*features)(ActivityPort *port, const Lane *lanes, size_t lane_count, const FeatureAsk *ask, Arena *arena,
                     Features *features, Error *error);
    bool (*funnel)(ActivityPort *port, const Lane *lanes, size_t lane_count, const FunnelAsk *ask,
                   const Grouping *grouping, Arena *arena, Funnel *funnel, Error *error);
    // Retention, stickiness, lifecycle and active users: lanes[0] opens a cohort, lanes[1] (or again lanes[0]) returns.
    bool (*retention)(ActivityPort *port, const Lane *lanes, size_t lane_count, const RetentionAsk *ask,
                      const Grouping *grouping, Arena *arena, Retention *retention, Error *error);
    // lanes[0] is the activity; lanes[1], where there is one, says when people begin.
    bool (*active)(ActivityPort *port, const Lane *lanes, size_t lane_count, const ActiveAsk *ask,
                   const Grouping *grouping, Arena *arena, Active *active, Error *error);
    // The rows themselves, for what looks at single people (drill-down): held until released.
    bool (*hold)(ActivityPort *port, const Lane *lane, const Columns **columns, Error *error);
    void (*release)(ActivityPort *port, const Columns *columns);
    // Goes on taking what was erased off the disks of a ClickHouse; *done: none of it is left there. Columns are always
    // done: their files are the log's (log_purge).
    bool (*purge)(ActivityPort *port, bool *done, Error *error);
    void (*close)(ActivityPort *port);
} ActivityQuestions;

struct ActivityPort {
    const ActivityQuestions *ask; // each backend's struct begins with this one
};

// Who is who: customers put together by root. `version` grows when a root changes.
typedef struct People {
    const void *context;
    uint64_t (*version)(const void *context);
    uint32_t (*count)(const void *context); // customers are 1..count
    Customer (*root)(const void *context, Customer customer);
} People;

// Over the columns of an open Activity, which stays open until the port is closed.
ActivityPort *columns_port_open(Activity *activity, const People *people);

#endif
