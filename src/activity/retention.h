// retention.h - who comes back, and how often people are active: by buckets of time.
//
// A bucket is a calendar hour, day, week, month … of the workspace's zone, or `rolling`: hours, 24 hours or 168 hours
// since the person's own start event (docs/behaviour.md names the definitions of other products).
//
// A row is activity whatever its amount, but for `purchases`: then only amounts above 0 are, as in questions.h. The
// amounts of all rows count from the start event on (so that refunds are taken off). Union of events: one lane of
// several classes.
#ifndef FIDELE_ACTIVITY_RETENTION_H
#define FIDELE_ACTIVITY_RETENTION_H

#include "activity/bucket.h"
#include "activity/person_rows.h"

typedef enum RetentionMode {
    RETENTION_ON,          // returned in bucket k
    RETENTION_ON_OR_AFTER, // in bucket k or any later one that is known
    RETENTION_BRACKET      // in any bucket of the bracket
} RetentionMode;

typedef enum RetentionClock {
    RETENTION_CALENDAR,         // bucket k is the k-th calendar bucket after the one of the start event
    RETENTION_ROLLING,          // from k units to k + 1 units (not in it) after the second of the start event
    RETENTION_ROLLING_FROM_HOUR // the same after the full hour in which the start event lies, as Amplitude has it
} RetentionClock;

enum { RETENTION_BRACKETS_MAX = 64 };

typedef struct RetentionBracket {
    uint32_t from, to; // buckets since the start, both in it; brackets may overlap
} RetentionBracket;

typedef struct RetentionAsk {
    BucketSpan cohorts; // by the bucket of the start event: the rows of the table
    BucketUnit bucket;  // the columns; of a rolling clock BUCKET_HOUR, BUCKET_DAY or BUCKET_WEEK
    RetentionClock clock;
    RetentionMode mode;
    bool recurring; // each bucket of `cohorts` with a start event opens a cohort, at the first start event in it;
                    // false: only the first start event ever
    bool start_purchases, purchases;                  // of the start events, of the return events
    RowFilter start, returning;                       // of the lanes that start, and of those that return
    uint32_t start_lanes;                             // how many of the lanes start; 0: one
    bool people_only;                                 // orders and amounts are not asked for, and are 0
    uint32_t buckets;                                 // 0..buckets-1
    RetentionBracket bracket[RETENTION_BRACKETS_MAX]; // of RETENTION_BRACKET: `buckets` of them
} RetentionAsk;

// Rows of the lane that returns count from the second of the start event on.
typedef struct RetentionCell {
    int64_t active;  // people of the cohort who returned
    int64_t at_risk; // people of the cohort for whom this bucket (all of this bracket) is over
    int64_t orders;  // their return events in the bucket; for "on or after" and brackets in all that it covers
    int64_t amount;  // and the amounts of all rows there
    bool observed;   // the bucket is over for whoever can have started within the cohort's bucket
} RetentionCell;

typedef struct Retention {
    uint32_t cohorts, buckets, groups;
    int64_t *size;       // [group * cohorts + cohort]
    RetentionCell *cell; // [(group * cohorts + cohort) * buckets + bucket]
} Retention;

// lanes[0] starts, lanes[1] returns; with one lane it does both (then bucket 0 has the whole cohort: the start event is
// a return event). With `start_lanes` a row of any of the first so many starts, and one of any other lane returns, or,
// when there is no other, of the same ones: no lane of all events has to be kept for "any event".
void ask_retention(const Columns *const *lanes, size_t lane_count, uint32_t customers, const RetentionAsk *ask,
                   const uint16_t *group, uint32_t groups, int threads, Arena *arena, Retention *retention);

// Who is counted, for drill-down: [person] bits. `ask->cohorts` is of one cohort.
enum { RETENTION_OF_COHORT = 1, RETENTION_RETURNED = 2 }; // returned: is in `active` of the bucket
uint8_t *ask_retention_people(const Columns *const *lanes, size_t lane_count, uint32_t customers,
                              const RetentionAsk *ask, uint32_t bucket, int threads, Arena *arena);

// ---- how many are active, how often, and since when ----

typedef struct ActiveAsk {
    BucketSpan span;
    BucketUnit inner;       // stickiness: distinct buckets of this unit within a bucket of the span
    uint32_t trailing_days; // > 0: active within so many days up to the last known day of each bucket (DAU 1, WAU 7,
                            // MAU 30); then only active, events and amount are counted
    bool purchases;
    RowFilter filter;
} ActiveAsk;

// new + returning + resurrected = active, always.
typedef struct ActiveCell {
    int64_t active;
    int64_t new_;        // begun in this bucket
    int64_t returning;   // not new, active also in the bucket before
    int64_t resurrected; // neither
    int64_t dormant;     // active in the bucket before, not now (above 0)
    int64_t events, amount;
} ActiveCell;

typedef struct Active {
    uint32_t periods, groups, inner_max; // inner_max: the most inner buckets (also begun ones) that a bucket has
    ActiveCell *cell;                    // [group * periods + period]
    int64_t *by_buckets; // [(group * periods + period) * inner_max + k - 1]: people active in exactly k inner buckets
} Active;

// lanes[0] is the activity. A person begins with their first row in lanes[1], where it is given (the first event of any
// kind), else with the first of lanes[0] that counts.
void ask_active_people(const Columns *const *lanes, size_t lane_count, uint32_t customers, const ActiveAsk *ask,
                       const uint16_t *group, uint32_t groups, int threads, Arena *arena, Active *active);

// Who is counted, for drill-down: [person] the cell with what they add to it. `ask->span` is of one bucket.
ActiveCell *ask_active_cells(const Columns *const *lanes, size_t lane_count, uint32_t customers, const ActiveAsk *ask,
                             int threads, Arena *arena);

#endif
