#include "activity/retention.h"

#include "activity/people_range.h"
#include "activity/tally.h"
#include "base/thread.h"

// What is counted of a cohort at a bucket. `active` and `over` are counted where they end (at the last bucket on or
// after which somebody returned, and at the number of buckets that are over), and added up at the end. One more bucket
// takes what lies beyond the table.
typedef struct CellTally {
    int64_t active, over, orders, amount;
} CellTally;
enum { CELL_COUNTS = sizeof(CellTally) / sizeof(int64_t) };

typedef struct RetentionWork {
    const Columns *starts, *returns;
    uint32_t customers;
    const RetentionAsk *ask;
    const uint16_t *group;
    uint32_t groups;
    Buckets cohort_at, bucket_at; // by look-up, over all rows of both lanes
    size_t width;                 // counts of a cohort: its size, and its cells with the one beyond
    Tally tally;
} RetentionWork;

// One cohort of one person.
typedef struct Following {
    Second start;
    BucketNumber start_bucket;
    int64_t last;    // the last bucket seen, -1 before the first
    uint64_t marked; // brackets in which they returned, a bit each
    int64_t *size;
    CellTally *cells;
} Following;

static BucketSecond unit_seconds(BucketUnit unit)
{
    assert(unit == BUCKET_HOUR || unit == BUCKET_DAY || unit == BUCKET_WEEK);
    return unit == BUCKET_HOUR ? 3600 : unit == BUCKET_DAY ? SECONDS_PER_DAY : 7 * SECONDS_PER_DAY;
}

static BucketSecond rolling_start(const RetentionAsk *ask, BucketSecond start)
{
    return ask->clock == RETENTION_ROLLING_FROM_HOUR ? start - start % 3600 : start;
}

// The bucket of a return at or after the start.
static int64_t bucket_since(const RetentionWork *work, const Following *following, Second second)
{
    const RetentionAsk *ask = work->ask;
    if (ask->clock == RETENTION_CALENDAR) return (int64_t)bucket_at(&work->bucket_at, second) - following->start_bucket;
    return (second - rolling_start(ask, following->start)) / unit_seconds(ask->bucket);
}

// How many buckets, from 0 on, are over for who started then; 0 when even the first is not.
static int64_t buckets_over(const RetentionAsk *ask, BucketSecond start)
{
    BucketSecond known_to = ask->cohorts.known_to;
    int64_t over = ask->clock == RETENTION_CALENDAR
                       ? (int64_t)bucket_of_second(ask->bucket, known_to) - bucket_of_second(ask->bucket, start)
                       : (known_to - rolling_start(ask, start)) / unit_seconds(ask->bucket);
    return over > 0 ? over : 0;
}

static void return_in_bucket(const RetentionAsk *ask, Following *following, int64_t bucket, int64_t amount, bool counts)
{
    bool beyond = bucket >= ask->buckets;
    if (beyond && ask->mode == RETENTION_ON) return;
    CellTally *cell = &following->cells[beyond ? ask->buckets : bucket];
    cell->amount += amount;
    if (!counts) return;
    cell->orders++;
    if (ask->mode == RETENTION_ON && bucket != following->last) cell->active++;
    following->last = bucket;
}

static void return_in_brackets(const RetentionAsk *ask, Following *following, int64_t bucket, int64_t amount,
                               bool counts)
{
    for (uint32_t b = 0; b < ask->buckets; b++) {
        if (bucket < ask->bracket[b].from || bucket > ask->bracket[b].to) continue;
        CellTally *cell = &following->cells[b];
        cell->amount += amount;
        if (!counts) continue;
        cell->orders++;
        cell->active += !(following->marked >> b & 1);
        following->marked |= UINT64_C(1) << b;
    }
}

static void follow_returns(const RetentionWork *work, Customer customer, Following *following)
{
    const RetentionAsk *ask = work->ask;
    PersonRows rows = person_rows(work->returns, customer, ask->returning);
    for (uint32_t row = 0; row < rows.count && rows.second[row] < ask->cohorts.known_to; row++) {
        if (rows.second[row] < following->start || !person_row_counts(&rows, row, ask->returning, false)) continue;
        bool counts = person_row_counts(&rows, row, ask->returning, ask->purchases);
        int64_t bucket = bucket_since(work, following, rows.second[row]);
        if (ask->mode == RETENTION_BRACKET)
            return_in_brackets(ask, following, bucket, person_row_amount(&rows, row), counts);
        else
            return_in_bucket(ask, following, bucket, person_row_amount(&rows, row), counts);
    }
    if (ask->mode == RETENTION_ON_OR_AFTER && following->last >= 0)
        following->cells[smaller(following->last, ask->buckets)].active++;
}

static void count_over(const RetentionAsk *ask, const Following *following)
{
    int64_t over = buckets_over(ask, following->start);
    if (ask->mode != RETENTION_BRACKET) {
        following->cells[smaller(over, ask->buckets)].over++;
        return;
    }
    for (uint32_t b = 0; b < ask->buckets; b++) following->cells[b].over += over > ask->bracket[b].to;
}

// False: the start lies in no cohort of the table.
static bool cohort_at(const RetentionWork *work, Second start, uint32_t *cohort)
{
    const BucketSpan *span = &work->ask->cohorts;
    if (span->custom) {
        *cohort = 0;
        return span->custom_from <= start && start < span->custom_to;
    }
    int64_t number = (int64_t)bucket_at(&work->cohort_at, start) - span->first;
    *cohort = (uint32_t)number;
    return 0 <= number && number < span->count;
}

static void open_cohort(const RetentionWork *work, Customer customer, Second start, uint32_t cohort, int64_t *counts)
{
    int64_t *at = counts + cohort * work->width;
    Following following = {.start = start, .last = -1, .size = at, .cells = (CellTally *)(void *)(at + 1)};
    if (work->ask->clock == RETENTION_CALENDAR) following.start_bucket = bucket_at(&work->bucket_at, start);
    following.size[0]++;
    count_over(work->ask, &following);
    follow_returns(work, customer, &following);
}

// `counts` of the person's group.
static void walk_person(const RetentionWork *work, Customer customer, int64_t *counts)
{
    const RetentionAsk *ask = work->ask;
    PersonRows rows = person_rows(work->starts, customer, ask->start);
    int64_t last = -1;
    for (uint32_t row = 0; row < rows.count && rows.second[row] < ask->cohorts.known_to; row++) {
        if (!person_row_counts(&rows, row, ask->start, ask->purchases)) continue;
        uint32_t cohort;
        if (cohort_at(work, rows.second[row], &cohort) && (int64_t)cohort != last) {
            open_cohort(work, customer, rows.second[row], cohort, counts);
            last = cohort;
        }
        if (!ask->recurring) return;
    }
}

static void walk_range(void *context, size_t number, int thread)
{
    const RetentionWork *work = context;
    PeopleRange range = people_range(work->customers, number);
    int64_t *counts = tally_of(&work->tally, thread);
    for (Customer c = range.from; c < range.to; c++) {
        uint32_t group = group_of(work->group, c);
        if (group < work->groups) walk_person(work, c, counts + (size_t)group * work->ask->cohorts.count * work->width);
    }
}

static bool cell_observed(const RetentionAsk *ask, uint32_t cohort, uint32_t bucket)
{
    uint32_t last = ask->mode == RETENTION_BRACKET ? ask->bracket[bucket].to : bucket;
    return buckets_over(ask, bucket_span_to(&ask->cohorts, cohort) - 1) > last;
}

// From where each ended to how many came at least so far; "on or after" adds up the rows beyond, too.
static void add_up(const RetentionAsk *ask, uint32_t cohort, const CellTally *tally, RetentionCell *cell)
{
    CellTally after = tally[ask->buckets];
    for (uint32_t bucket = ask->buckets; bucket-- > 0;) {
        const CellTally *at = &tally[bucket];
        cell[bucket] =
            (RetentionCell){at->active, after.over, at->orders, at->amount, cell_observed(ask, cohort, bucket)};
        after.over += at->over;
        if (ask->mode == RETENTION_BRACKET) cell[bucket].at_risk = at->over;
        if (ask->mode != RETENTION_ON_OR_AFTER) continue;
        cell[bucket].active = after.active += at->active;
        cell[bucket].orders = after.orders += at->orders;
        cell[bucket].amount = after.amount += at->amount;
    }
}

static void open_lookups(RetentionWork *work, Arena *scratch)
{
    Second first = UINT32_MAX, last = 0;
    const Columns *lanes[] = {work->starts, work->returns};
    for (size_t i = 0; i < 2; i++) {
        if (lanes[i]->rows == 0) continue;
        first = lanes[i]->first < first ? lanes[i]->first : first;
        last = lanes[i]->last > last ? lanes[i]->last : last;
    }
    if (first > last) first = last = 0;
    work->cohort_at = buckets_open(work->ask->cohorts.unit, first, last, scratch);
    work->bucket_at = buckets_open(work->ask->bucket, first, last, scratch);
}

static const int64_t *count_retention(RetentionWork *work, int threads, Arena *scratch)
{
    open_lookups(work, scratch);
    work->width = 1 + (size_t)CELL_COUNTS * (work->ask->buckets + 1);
    work->tally = tally_open(work->width * work->ask->cohorts.count * work->groups, threads, scratch);
    thread_run(work->tally.threads, people_ranges(work->customers), walk_range, work);
    return tally_sums(&work->tally);
}

void ask_retention(const Columns *const *lanes, size_t lane_count, uint32_t customers, const RetentionAsk *ask,
                   const uint16_t *group, uint32_t groups, int threads, Arena *arena, Retention *retention)
{
    assert(ask->mode != RETENTION_BRACKET || ask->buckets <= RETENTION_BRACKETS_MAX);
    size_t rows = (size_t)groups * ask->cohorts.count;
    *retention = (Retention){.cohorts = ask->cohorts.count, .buckets = ask->buckets, .groups = groups};
    retention->size = arena_array(arena, int64_t, rows);
    retention->cell = arena_array(arena, RetentionCell, rows * ask->buckets);
    Arena *scratch = arena_open(0);
    RetentionWork work = {.starts = lanes[0],
                          .returns = lanes[lane_count - 1],
                          .customers = customers,
                          .ask = ask,
                          .group = group,
                          .groups = groups};
    const int64_t *counts = count_retention(&work, threads, scratch);
    for (size_t row = 0; row < rows; row++) {
        const int64_t *at = counts + row * work.width;
        retention->size[row] = at[0];
        add_up(ask, (uint32_t)(row % ask->cohorts.count), (const CellTally *)(const void *)(at + 1),
               retention->cell + row * ask->buckets);
    }
    arena_close(scratch);
}
