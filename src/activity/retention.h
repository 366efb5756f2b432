// retention.h - who comes back, and how often people are active: by buckets of time.
//
// A bucket is a calendar day, ISO week, month … of the workspace's zone, or `rolling`: k times 24 hours since the
// person's own start event (docs/metrics.md names the definitions of other products).
#ifndef FIDELE_ACTIVITY_RETENTION_H
#define FIDELE_ACTIVITY_RETENTION_H

#include "activity/columns.h"
#include "activity/questions.h"

typedef enum RetentionMode {
    RETENTION_ON,          // returned in bucket k
    RETENTION_ON_OR_AFTER, // in bucket k or any later one that is known
    RETENTION_BRACKET      // in any bucket of the bracket
} RetentionMode;

enum { RETENTION_BRACKETS_MAX = 64 };

typedef struct RetentionBracket {
    uint32_t from, to; // buckets since the start, both in it
} RetentionBracket;

typedef struct RetentionAsk {
    PeriodSpan cohorts; // by the period of the start event: the rows of the table
    PeriodUnit bucket;  // calendar: the columns
    bool rolling;       // columns are days of 24 hours since the start event (bucket is PERIOD_DAY)
    RetentionMode mode;
    bool recurring;   // each period with a start event opens a cohort; false: only the first ever one
    uint32_t buckets; // 0..buckets-1
    RetentionBracket bracket[RETENTION_BRACKETS_MAX]; // of RETENTION_BRACKET: `buckets` of them
} RetentionAsk;

// A cell is observed when the whole bucket (bracket) is over at as_of for all of the cohort; `at_risk` are those of the
// cohort for whom it is over, so that partial cells can be told too.
typedef struct RetentionCell {
    int64_t active;  // people of the cohort who returned
    int64_t at_risk; // people of the cohort for whom this bucket is over
    int64_t orders;  // their return events in the bucket; for "on or after" and brackets in all that it covers
    int64_t amount;  // and the amounts of these
    bool observed;
} RetentionCell;

typedef struct Retention {
    uint32_t cohorts, buckets, groups;
    int64_t *size;       // [group * cohorts + cohort]
    RetentionCell *cell; // [(group * cohorts + cohort) * buckets + bucket]
} Retention;

// lanes[0] starts, lanes[1] returns; with one lane it does both (then bucket 0 counts the whole cohort).
void ask_retention(const Columns *const *lanes, size_t lane_count, uint32_t customers, const RetentionAsk *ask,
                   const uint16_t *group, uint32_t groups, int threads, Arena *arena, Retention *retention);

// ---- how many are active, how often, and since when ----

typedef struct ActiveAsk {
    PeriodSpan span;
    PeriodUnit inner;       // stickiness: distinct buckets of this unit within a period of the span
    uint32_t trailing_days; // > 0: active within so many days up to the end of each period (DAU 1, WAU 7, MAU 30)
} ActiveAsk;

typedef struct ActiveCell {
    int64_t active;
    int64_t new_;        // first ever in this period
    int64_t returning;   // active also in the period before
    int64_t resurrected; // active before, not in the period before
    int64_t dormant;     // active in the period before, not now (above 0)
    int64_t events, amount;
} ActiveCell;

typedef struct Active {
    uint32_t periods, groups, inner_max;
    ActiveCell *cell;    // [group * periods + period]
    int64_t *by_buckets; // [(group * periods + period) * inner_max + k - 1]: people active in exactly k inner buckets
} Active;

void ask_active_people(const Columns *columns, uint32_t customers, const ActiveAsk *ask, const uint16_t *group,
                       uint32_t groups, int threads, Arena *arena, Active *active);

#endif
