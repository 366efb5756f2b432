#include "activity/retention_parts.h"

#include "activity/blocks.h"
#include "activity/people_range.h"
#include "activity/union.h"
#include "base/thread.h"

#include <string.h>

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

bool retention_cohort_at(const RetentionWork *work, Second start, uint32_t *cohort)
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
        if (!person_row_counts(&rows, row, ask->start, ask->start_purchases)) continue;
        uint32_t cohort;
        if (retention_cohort_at(work, rows.second[row], &cohort) && (int64_t)cohort != last) {
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

// ---- the usual question, lane by lane: back in calendar bucket k since the first event ever ----

static bool is_plain(const RetentionAsk *ask)
{
    return ask->mode == RETENTION_ON && ask->clock == RETENTION_CALENDAR && ask->bucket != BUCKET_HOUR &&
           ask->cohorts.unit != BUCKET_HOUR && !ask->cohorts.custom && !ask->recurring && !ask->purchases &&
           !ask->start_purchases && !ask->start.dimension && !ask->returning.dimension && ask->buckets <= 64;
}

// What is noted of the people of a block while one lane after the other is read.
typedef struct StartSeen {
    Second start; // UINT32_MAX: none
    Second until; // rows from here on lie behind the last bucket, or are not known
    BucketNumber bucket;
    uint64_t back;    // buckets with a return, a bit each
    CellTally *cells; // of their cohort; NULL: they are in none
} StartSeen;

static void find_starts(const RetentionWork *work, CustomerRange block, StartSeen *since)
{
    for (size_t lane = 0; lane < work->start_lanes; lane++)
        for (uint32_t p = 0; p < work->lanes[lane]->pieces; p++) {
            const ColumnPiece piece = work->lanes[lane]->piece[p];
            RunRange runs = block_runs(&piece, block);
            for (uint32_t run = runs.from; run < runs.to; run++) {
                uint32_t row = piece.first_row[run];
                if (row == piece.first_row[run + 1] || !run_counts(&piece, run)) continue;
                StartSeen *person = &since[run_customer(&piece, run) - block.from];
                Second second = piece.second[row];
                person->start = second < person->start ? second : person->start; // no branch
            }
        }
}

static void open_cohorts(const RetentionWork *work, CustomerRange block, StartSeen *since, int64_t *counts)
{
    size_t of_group = (size_t)work->ask->cohorts.count * work->width;
    Second known_to = work->ask->cohorts.known_to;
    for (Customer c = block.from; c < block.to; c++) {
        StartSeen *person = &since[c - block.from];
        uint32_t cohort, group = group_of(work->group, c);
        if (person->start >= known_to || group >= work->groups || !retention_cohort_at(work, person->start, &cohort))
            continue;
        int64_t *at = counts + group * of_group + cohort * work->width;
        at[0]++;
        person->cells = (CellTally *)(void *)(at + 1);
        person->bucket = bucket_at(&work->bucket_at, person->start);
        BucketNumber behind = person->bucket + (BucketNumber)work->ask->buckets;
        person->until = (Second)smaller(bucket_first_second(work->ask->bucket, behind), work->ask->cohorts.known_to);
        int64_t over = (int64_t)work->known_bucket - person->bucket;
        person->cells[smaller(larger(over, 0), work->ask->buckets)].over++;
    }
}

// One branch a run that nobody can foresee: where it ends. (What is read in the loop is copied before it: the compiler
// has to think that counting changes it.)
static void count_returns(const RetentionWork *work, const ColumnPiece *piece, uint32_t row, uint32_t to,
                          StartSeen *since)
{
    const Second *second = piece->second, until = since->until, start = since->start;
    const int64_t *amounts = piece->amount_minor;
    const Buckets buckets = work->bucket_at;
    const BucketNumber first = since->bucket;
    CellTally *cells = since->cells;
    uint64_t back = since->back;
    while (row < to && second[row] < start) row++;
    for (; row < to && second[row] < until; row++) {
        uint32_t bucket = (uint32_t)(bucket_at(&buckets, second[row]) - first);
        cells[bucket].orders++;
        if (amounts) cells[bucket].amount += amounts[row];
        back |= UINT64_C(1) << bucket;
    }
    since->back = back;
}

static void find_returns(const RetentionWork *work, CustomerRange block, StartSeen *since)
{
    for (size_t lane = work->return_from; lane < work->lane_count; lane++)
        for (uint32_t p = 0; p < work->lanes[lane]->pieces; p++) {
            const ColumnPiece piece = work->lanes[lane]->piece[p];
            RunRange runs = block_runs(&piece, block);
            for (uint32_t run = runs.from; run < runs.to; run++) {
                StartSeen *person = &since[run_customer(&piece, run) - block.from];
                uint32_t row = piece.first_row[run], to = piece.first_row[run + 1];
                if (row == to || piece.second[row] >= person->until || !run_counts(&piece, run)) continue;
                count_returns(work, &piece, row, to, person);
            }
        }
}

static void walk_block(void *context, size_t number, int thread)
{
    const RetentionWork *work = context;
    PeopleRange range = people_range(work->customers, number);
    CustomerRange block = {range.from, range.to};
    StartSeen *since = work->seen + (size_t)thread * PEOPLE_A_RANGE;
    for (uint32_t i = 0; i < PEOPLE_A_RANGE; i++) since[i] = (StartSeen){.start = UINT32_MAX};
    find_starts(work, block, since);
    open_cohorts(work, block, since, tally_of(&work->tally, thread));
    find_returns(work, block, since);
    for (uint32_t i = 0; i < range.to - range.from; i++)
        for (uint64_t back = since[i].back; back; back &= back - 1) since[i].cells[__builtin_ctzll(back)].active++;
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

typedef void WalkPeople(void *context, size_t number, int thread); // of a range of people

static void open_lookups(RetentionWork *work, Arena *scratch)
{
    Second first = UINT32_MAX, last = 0;
    for (size_t i = 0; i < work->lane_count; i++) {
        const Columns *lane = work->lanes[i];
        if (lane->rows == 0) continue;
        first = lane->first < first ? lane->first : first;
        last = lane->last > last ? lane->last : last;
    }
    if (first > last) first = last = 0;
    work->cohort_at = buckets_open(work->ask->cohorts.unit, first, last, scratch);
    work->bucket_at = buckets_open(work->ask->bucket, first, last, scratch);
    work->known_bucket = bucket_of_second(work->ask->bucket, work->ask->cohorts.known_to);
}

void retention_open_counts(RetentionWork *work, int threads, Arena *scratch)
{
    open_lookups(work, scratch);
    work->width = 1 + (size_t)CELL_COUNTS * (work->ask->buckets + 1);
    work->tally = tally_open(work->width * work->ask->cohorts.count * work->groups, threads, scratch);
}

void retention_fill_row(const RetentionWork *work, const int64_t *counts, size_t row, Retention *retention)
{
    const RetentionAsk *ask = work->ask;
    RetentionCell *cell = retention->cell + row * ask->buckets;
    retention->size[row] = counts[0];
    add_up(ask, (uint32_t)(row % ask->cohorts.count), (const CellTally *)(const void *)(counts + 1), cell);
    for (uint32_t bucket = 0; ask->people_only && bucket < ask->buckets; bucket++)
        cell[bucket].orders = cell[bucket].amount = 0;
}

static void count_all(RetentionWork *work, WalkPeople *walk, int threads, Arena *scratch, Retention *retention)
{
    retention_open_counts(work, threads, scratch);
    thread_run(work->tally.threads, people_ranges(work->customers), walk, work);
    const int64_t *counts = tally_sums(&work->tally);
    size_t rows = (size_t)retention->groups * retention->cohorts;
    for (size_t row = 0; row < rows; row++) retention_fill_row(work, counts + row * work->width, row, retention);
}

static void unite(RetentionWork *work, Columns *starts, Columns *returns)
{
    work->starts = columns_union(work->lanes, work->start_lanes, work->customers, starts);
    work->returns = work->return_from == 0
                        ? work->starts
                        : columns_union(work->lanes + work->return_from, work->lane_count - work->return_from,
                                        work->customers, returns);
}

static void part(const RetentionWork *work, Columns *starts, Columns *returns)
{
    if (work->return_from > 0 && work->returns == returns) columns_close(returns);
    if (work->starts == starts) columns_close(starts);
}

static void count_united(RetentionWork *work, int threads, Arena *scratch, Retention *retention)
{
    Columns starts, returns;
    unite(work, &starts, &returns);
    count_all(work, walk_range, threads, scratch, retention);
    part(work, &starts, &returns);
}

static RetentionWork retention_work(const Columns *const *lanes, size_t lane_count, uint32_t customers,
                                    const RetentionAsk *ask)
{
    size_t starts = ask->start_lanes ? ask->start_lanes : 1;
    return (RetentionWork){.lanes = lanes,
                           .start_lanes = starts,
                           .lane_count = lane_count,
                           .return_from = starts < lane_count ? starts : 0,
                           .customers = customers,
                           .ask = ask};
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
    RetentionWork work = retention_work(lanes, lane_count, customers, ask);
    work.group = group;
    work.groups = groups;
    if (retention_is_of_people(&work)) {
        retention_count_people(&work, threads, scratch, retention);
    } else if (is_plain(ask)) {
        work.seen = arena_array(scratch, StartSeen, (size_t)larger(threads, 1) * PEOPLE_A_RANGE);
        count_all(&work, walk_block, threads, scratch, retention);
    } else {
        count_united(&work, threads, scratch, retention);
    }
    arena_close(scratch);
}

// ---- who ----

typedef struct PeopleWork {
    RetentionWork work;
    uint32_t bucket;
    int64_t **counts; // [thread]: of one person at a time
    uint8_t *person;
} PeopleWork;

static bool is_active(const RetentionAsk *ask, const CellTally *cells, uint32_t bucket)
{
    if (ask->mode != RETENTION_ON_OR_AFTER) return cells[bucket].active > 0;
    int64_t active = 0;
    for (uint32_t b = bucket; b <= ask->buckets; b++) active += cells[b].active;
    return active > 0;
}

static void find_range(void *context, size_t number, int thread)
{
    const PeopleWork *people = context;
    const RetentionWork *work = &people->work;
    PeopleRange range = people_range(work->customers, number);
    int64_t *counts = people->counts[thread];
    for (Customer c = range.from; c < range.to; c++) {
        walk_person(work, c, counts);
        if (counts[0] == 0) continue;
        people->person[c] = RETENTION_OF_COHORT;
        if (is_active(work->ask, (const CellTally *)(const void *)(counts + 1), people->bucket))
            people->person[c] |= RETENTION_RETURNED;
        memset(counts, 0, work->width * sizeof *counts);
    }
}

uint8_t *ask_retention_people(const Columns *const *lanes, size_t lane_count, uint32_t customers,
                              const RetentionAsk *ask, uint32_t bucket, int threads, Arena *arena)
{
    assert(ask->cohorts.count == 1 && bucket < ask->buckets);
    Arena *scratch = arena_open(0);
    Columns starts, returns;
    PeopleWork people = {.bucket = bucket, .person = arena_array(arena, uint8_t, customers)};
    RetentionWork *work = &people.work;
    *work = retention_work(lanes, lane_count, customers, ask);
    work->groups = 1;
    unite(work, &starts, &returns);
    open_lookups(work, scratch);
    work->width = 1 + (size_t)CELL_COUNTS * (ask->buckets + 1);
    people.counts = arena_array(scratch, int64_t *, (size_t)threads);
    for (int thread = 0; thread < threads; thread++) people.counts[thread] = arena_array(scratch, int64_t, work->width);
    thread_run(threads, people_ranges(customers), find_range, &people);
    part(work, &starts, &returns);
    arena_close(scratch);
    return people.person;
}
