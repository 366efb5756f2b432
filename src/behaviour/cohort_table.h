// cohort_table.h - cohorts of people by any event, followed by any other, in any unit: what GET /api/v1/cohorts shows.
//
// A cell that is not over for the whole cohort is not observed: its value is none, though what was seen so far is told.
#ifndef FIDELE_BEHAVIOUR_COHORT_TABLE_H
#define FIDELE_BEHAVIOUR_COHORT_TABLE_H

#include "behaviour/event_lane.h"
#include "measure/rate.h"
#include "metric/grouping.h"

typedef enum CohortMeasure {
    COHORT_RATE,      // share of the cohort that is active, with its interval
    COHORT_CUSTOMERS, // how many
    COHORT_ORDERS,    // activity events
    COHORT_REVENUE,   // their amounts, less refunds
    COHORT_MARGIN,    // of orders of which it is known
    COHORT_CUMULATIVE_REVENUE,
    COHORT_LTV, // cumulative revenue a head of the cohort
    COHORT_MEASURE_COUNT
} CohortMeasure;
extern const char *const cohort_measure_names[COHORT_MEASURE_COUNT]; // "rate" …

enum { COHORT_CELLS_MAX = 200000, COHORT_BUCKETS_MAX = 1000 };

typedef struct CohortQuestion {
    EventLane entry, activity;
    BucketUnit unit, bucket;
    RetentionAsk ask; // but for cohorts.first and count, which the data say when there is no from
    bool has_from, has_to;
    Day from, to, as_of;
    CohortMeasure measure;
    MetricGroups groups;
} CohortQuestion;

typedef struct CohortValue {
    bool observed;
    double number; // rate, count, or minor units
    bool has_interval;
    double low, high;
    int64_t n;
    RetentionCell seen; // so far
} CohortValue;

typedef struct CohortTable {
    bool any; // somebody has entered
    RetentionAsk ask;
    uint32_t groups;       // of all layers
    int64_t *size;         // [group * cohorts + cohort]
    CohortValue *value;    // [(group * cohorts + cohort) * buckets + bucket]
    int64_t *average_size; // [group]
    CohortValue *average;  // [group * buckets + bucket]: over the cohorts in which it is observed, weighted by size
    uint64_t unconverted;
} CohortTable;

// Errors (ERROR_USAGE): from after to, too many cells.
MUST_USE bool cohort_table(const MetricPlace *place, const CohortQuestion *question, CohortTable *table, Error *error);

// The people of a cohort (bucket < 0), or of those who were active in a bucket of it; in the order of customers.
MUST_USE bool cohort_people(const MetricPlace *place, const CohortQuestion *question, const CohortTable *table,
                            uint32_t group, uint32_t cohort, int64_t bucket, Customer **person, size_t *count,
                            Error *error);

bool measure_is_amount(CohortMeasure measure);
bool measure_is_of_people(CohortMeasure measure); // then orders and amounts are not counted

#endif
