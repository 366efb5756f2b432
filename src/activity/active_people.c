#include "activity/people_range.h"
#include "activity/retention.h"
#include "activity/tally.h"
#include "base/thread.h"

#include <string.h>

// For trailing days a cell holds changes against the bucket before: who is active at several buckets in a row is
// counted where it begins and where it ends. So each group has one more cell.
enum { ACTIVE_COUNTS = sizeof(ActiveCell) / sizeof(int64_t), NEVER = -2 };

typedef struct ActiveWork {
    const Columns *lane, *births; // births NULL: the first row that counts
    uint32_t customers;
    const ActiveAsk *ask;
    const uint16_t *group;
    uint32_t groups, inner_max;
    Buckets span_at, inner_at;
    Tally tally; // the cells, then by_buckets
} ActiveWork;

typedef struct Counts {
    ActiveCell *cell;    // of the person's group
    int64_t *by_buckets; // [period * inner_max + k - 1]
} Counts;

static size_t cells_of_group(const ActiveWork *work)
{
    return (size_t)work->ask->span.count + 1;
}

static Counts counts_of(const ActiveWork *work, int64_t *tally, uint32_t group)
{
    size_t cells = cells_of_group(work), inner = (size_t)work->ask->span.count * work->inner_max;
    return (Counts){(ActiveCell *)(void *)tally + group * cells,
                    tally + cells * work->groups * ACTIVE_COUNTS + group * inner};
}

// The bucket of the span: -1 is the one before it; others below -1 or from count on lie outside. A span of its own has
// -1, 0, and NEVER for all else.
static int64_t bucket_in_span(const ActiveWork *work, Second second)
{
    const BucketSpan *span = &work->ask->span;
    if (!span->custom) return (int64_t)bucket_at(&work->span_at, second) - span->first;
    BucketSecond from = span->custom_from, length = span->custom_to - from;
    if (second >= span->custom_to || second < from - length) return NEVER;
    return second < from ? -1 : 0;
}

// ---- buckets ----

typedef struct Person {
    bool begun;
    int64_t birth; // bucket
    int64_t at;    // the last bucket with activity; NEVER before
    bool inside;   // that lies in the span
    uint32_t inner;
    BucketNumber last_inner;
} Person;

static void leave_bucket(const ActiveWork *work, const Person *person, int64_t next, const Counts *counts)
{
    const BucketSpan *span = &work->ask->span;
    if (person->inside) counts->by_buckets[(size_t)person->at * work->inner_max + person->inner - 1]++;
    int64_t after = person->at + 1;
    if (after < 0 || after >= span->count || next == after) return;
    if (bucket_span_from(span, (uint32_t)after) < span->known_to) counts->cell[after].dormant++;
}

static void enter_bucket(const ActiveWork *work, Person *person, int64_t bucket, const Counts *counts)
{
    leave_bucket(work, person, bucket, counts);
    int64_t before = person->at;
    person->at = bucket;
    person->inside = bucket >= 0 && bucket < work->ask->span.count;
    person->inner = 0;
    if (!person->inside) return;
    ActiveCell *cell = &counts->cell[bucket];
    cell->active++;
    if (person->birth == bucket)
        cell->new_++;
    else if (before == bucket - 1)
        cell->returning++;
    else
        cell->resurrected++;
}

static void see_activity(const ActiveWork *work, Person *person, Second second, int64_t bucket, const Counts *counts)
{
    if (!person->begun) {
        person->begun = true;
        if (!work->births) person->birth = bucket;
    }
    if (person->at != bucket) enter_bucket(work, person, bucket, counts);
    if (!person->inside) return;
    BucketNumber inner = bucket_at(&work->inner_at, second);
    if (person->inner == 0 || inner != person->last_inner) person->inner++;
    person->last_inner = inner;
    counts->cell[bucket].events++;
}

static int64_t birth_of(const ActiveWork *work, Customer customer)
{
    if (!work->births) return NEVER;
    PersonRows rows = person_rows(work->births, customer, (RowFilter){0});
    return rows.count > 0 ? bucket_in_span(work, rows.second[0]) : NEVER;
}

static void walk_buckets(const ActiveWork *work, Customer customer, const Counts *counts)
{
    const ActiveAsk *ask = work->ask;
    PersonRows rows = person_rows(work->lane, customer, ask->filter);
    Person person = {.birth = birth_of(work, customer), .at = NEVER};
    for (uint32_t row = 0; row < rows.count && rows.second[row] < ask->span.known_to; row++) {
        if (!person_row_counts(&rows, row, ask->filter, false)) continue;
        int64_t bucket = bucket_in_span(work, rows.second[row]);
        if (bucket >= 0 && bucket < ask->span.count) counts->cell[bucket].amount += person_row_amount(&rows, row);
        if (person_row_counts(&rows, row, ask->filter, ask->purchases))
            see_activity(work, &person, rows.second[row], bucket, counts);
    }
    leave_bucket(work, &person, NEVER, counts);
}

// ---- trailing days ----

// The buckets at whose end a row lies within the trailing days: from..to-1.
typedef struct Reach {
    int64_t from, to;
} Reach;

static Reach reach_of(const ActiveWork *work, Second second)
{
    const BucketSpan *span = &work->ask->span;
    BucketSecond reach = second + (BucketSecond)work->ask->trailing_days * SECONDS_PER_DAY;
    if (span->custom) {
        BucketSecond end = smaller(span->custom_to, span->known_to);
        return (Reach){0, second < end && end <= reach};
    }
    int64_t from = bucket_in_span(work, second);
    int64_t to =
        reach >= span->known_to ? span->count : (int64_t)bucket_at(&work->span_at, (Second)reach) - span->first;
    return (Reach){from > 0 ? from : 0, smaller(to, span->count)};
}

static void walk_trailing(const ActiveWork *work, Customer customer, const Counts *counts)
{
    const ActiveAsk *ask = work->ask;
    PersonRows rows = person_rows(work->lane, customer, ask->filter);
    int64_t covered = 0; // buckets before this one have been counted
    for (uint32_t row = 0; row < rows.count && rows.second[row] < ask->span.known_to; row++) {
        if (!person_row_counts(&rows, row, ask->filter, false)) continue;
        Reach reach = reach_of(work, rows.second[row]);
        if (reach.from >= reach.to) continue;
        counts->cell[reach.from].amount += person_row_amount(&rows, row);
        counts->cell[reach.to].amount -= person_row_amount(&rows, row);
        if (!person_row_counts(&rows, row, ask->filter, ask->purchases)) continue;
        counts->cell[reach.from].events++;
        counts->cell[reach.to].events--;
        if (reach.to <= covered) continue;
        counts->cell[reach.from > covered ? reach.from : covered].active++;
        counts->cell[reach.to].active--;
        covered = reach.to;
    }
}

static void add_up(ActiveCell *cell, uint32_t count)
{
    for (uint32_t p = 1; p < count; p++) {
        cell[p].active += cell[p - 1].active;
        cell[p].events += cell[p - 1].events;
        cell[p].amount += cell[p - 1].amount;
    }
}

// ---- all ----

static void walk_range(void *context, size_t number, int thread)
{
    const ActiveWork *work = context;
    PeopleRange range = people_range(work->customers, number);
    for (Customer c = range.from; c < range.to; c++) {
        uint32_t group = group_of(work->group, c);
        if (group >= work->groups) continue;
        Counts counts = counts_of(work, tally_of(&work->tally, thread), group);
        if (work->ask->trailing_days > 0)
            walk_trailing(work, c, &counts);
        else
            walk_buckets(work, c, &counts);
    }
}

static uint32_t most_inner(const ActiveAsk *ask)
{
    BucketNumber most = 1;
    for (uint32_t p = 0; p < ask->span.count; p++) {
        BucketNumber from = bucket_of_second(ask->inner, bucket_span_from(&ask->span, p));
        BucketNumber last = bucket_of_second(ask->inner, bucket_span_to(&ask->span, p) - 1);
        if (last - from + 1 > most) most = last - from + 1;
    }
    return (uint32_t)most;
}

static void open_lookups(ActiveWork *work, Arena *scratch)
{
    Second first = work->ask->span.known_to, last = work->ask->span.known_to;
    const Columns *lanes[] = {work->lane, work->births};
    for (size_t i = 0; i < 2; i++) {
        if (!lanes[i] || lanes[i]->rows == 0) continue;
        first = lanes[i]->first < first ? lanes[i]->first : first;
        last = lanes[i]->last > last ? lanes[i]->last : last;
    }
    work->span_at = buckets_open(work->ask->span.unit, first, last, scratch);
    work->inner_at = buckets_open(work->ask->inner, first, last, scratch);
}

static void write_answer(const ActiveWork *work, int64_t *sums, Active *active)
{
    uint32_t periods = work->ask->span.count;
    for (uint32_t g = 0; g < work->groups; g++) {
        Counts counts = counts_of(work, sums, g);
        if (work->ask->trailing_days > 0) add_up(counts.cell, periods);
        size_t at = (size_t)g * periods;
        memcpy(active->cell + at, counts.cell, periods * sizeof *active->cell);
        memcpy(active->by_buckets + at * work->inner_max, counts.by_buckets,
               (size_t)periods * work->inner_max * sizeof *active->by_buckets);
    }
}

void ask_active_people(const Columns *const *lanes, size_t lane_count, uint32_t customers, const ActiveAsk *ask,
                       const uint16_t *group, uint32_t groups, int threads, Arena *arena, Active *active)
{
    Arena *scratch = arena_open(0);
    ActiveWork work = {.lane = lanes[0],
                       .births = lane_count > 1 ? lanes[1] : NULL,
                       .customers = customers,
                       .ask = ask,
                       .group = group,
                       .groups = groups,
                       .inner_max = most_inner(ask)};
    size_t cells = (size_t)groups * ask->span.count, by_buckets = cells * work.inner_max;
    *active = (Active){.periods = ask->span.count, .groups = groups, .inner_max = work.inner_max};
    active->cell = arena_array(arena, ActiveCell, cells);
    active->by_buckets = arena_array(arena, int64_t, by_buckets);
    open_lookups(&work, scratch);
    work.tally = tally_open(cells_of_group(&work) * groups * ACTIVE_COUNTS + by_buckets, threads, scratch);
    thread_run(work.tally.threads, people_ranges(customers), walk_range, &work);
    write_answer(&work, tally_sums(&work.tally), active);
    arena_close(scratch);
}

// ---- who ----

typedef struct PeopleWork {
    ActiveWork work;
    Counts *counts; // [thread]: of one person at a time
    ActiveCell *person;
} PeopleWork;

static void find_range(void *context, size_t number, int thread)
{
    const PeopleWork *people = context;
    const ActiveWork *work = &people->work;
    PeopleRange range = people_range(work->customers, number);
    Counts counts = people->counts[thread];
    for (Customer c = range.from; c < range.to; c++) {
        if (work->ask->trailing_days > 0)
            walk_trailing(work, c, &counts);
        else
            walk_buckets(work, c, &counts);
        people->person[c] = counts.cell[0];
        memset(counts.cell, 0, cells_of_group(work) * sizeof *counts.cell);
    }
}

ActiveCell *ask_active_cells(const Columns *const *lanes, size_t lane_count, uint32_t customers, const ActiveAsk *ask,
                             int threads, Arena *arena)
{
    assert(ask->span.count == 1);
    Arena *scratch = arena_open(0);
    PeopleWork people = {.person = arena_array(arena, ActiveCell, customers)};
    people.work = (ActiveWork){.lane = lanes[0],
                               .births = lane_count > 1 ? lanes[1] : NULL,
                               .customers = customers,
                               .ask = ask,
                               .groups = 1,
                               .inner_max = most_inner(ask)};
    open_lookups(&people.work, scratch);
    people.counts = arena_array(scratch, Counts, (size_t)threads);
    for (int thread = 0; thread < threads; thread++)
        people.counts[thread] = (Counts){arena_array(scratch, ActiveCell, cells_of_group(&people.work)),
                                         arena_array(scratch, int64_t, people.work.inner_max)};
    thread_run(threads, people_ranges(customers), find_range, &people);
    arena_close(scratch);
    return people.person;
}
