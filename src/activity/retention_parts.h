// retention_parts.h - what the ways of counting retention share.
#ifndef FIDELE_ACTIVITY_RETENTION_PARTS_H
#define FIDELE_ACTIVITY_RETENTION_PARTS_H

#include "activity/retention.h"
#include "activity/tally.h"

// What is counted of a cohort at a bucket. `active` and `over` are counted where they end (at the last bucket on or
// after which somebody returned, and at the number of buckets that are over), and added up at the end. One more bucket
// takes what lies beyond the table.
typedef struct CellTally {
    int64_t active, over, orders, amount;
} CellTally;
enum { CELL_COUNTS = sizeof(CellTally) / sizeof(int64_t) };

typedef struct RetentionWork {
    const Columns *const *lanes;
    size_t start_lanes, return_from, lane_count; // lanes 0..start_lanes-1 start, return_from..lane_count-1 return
    const Columns *starts, *returns;             // of a question that is not plain: their rows together
    uint32_t customers;
    const RetentionAsk *ask;
    const uint16_t *group;
    uint32_t groups;
    Buckets cohort_at, bucket_at; // by look-up, over all rows of all lanes
    BucketNumber known_bucket;    // of the first second that is not known
    size_t width;                 // counts of a cohort: its size, and its cells with the one beyond
    Tally tally;
    struct StartSeen *seen;     // of a plain question: a block for each thread
    struct PeopleCount *people; // of a question about people alone
} RetentionWork;

// False: the start lies in no cohort of the table.
bool retention_cohort_at(const RetentionWork *work, Second start, uint32_t *cohort);
void retention_open_counts(RetentionWork *work, int threads, Arena *scratch);
// From the counts of a row of the table (a group's cohort) to its size and cells.
void retention_fill_row(const RetentionWork *work, const int64_t *counts, size_t row, Retention *retention);

// Whether the first row and the buckets since then (since.h) say all of it.
bool retention_is_of_people(const RetentionWork *work);
void retention_count_people(RetentionWork *work, int threads, Arena *scratch, Retention *retention);

#endif
