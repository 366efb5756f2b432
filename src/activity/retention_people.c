// How many came back, and nothing else: out of the first day of each person and their buckets since then, a word each.
#include "activity/retention_parts.h"

#include "activity/bit_count.h"
#include "activity/since.h"
#include "base/thread.h"

enum { BIT_COUNTS_MAX = 4096 }; // rows of the table; of more, each bit is counted where it is

typedef struct DayPlace {
    uint32_t cohort; // UINT32_MAX: in none
    int64_t over;    // buckets that are over for who started then
} DayPlace;

typedef struct PeopleCount {
    Since since;
    SinceBlock *read; // of each thread
    BitCount *bits;   // rows of each thread, or NULL
    size_t rows;      // of the table
    uint64_t buckets; // bits of the buckets of the table
    Day first_day;
    const DayPlace *place; // [day - first_day]
} PeopleCount;

static BitCounts active_counts(CellTally *cells)
{
    return (BitCounts){&cells->active, CELL_COUNTS};
}

// ---- people ----

static uint64_t bits_between(uint32_t from, uint32_t to)
{
    uint64_t to_end = to >= 63 ? UINT64_MAX : (UINT64_C(1) << (to + 1)) - 1;
    return from >= 64 ? 0 : to_end & ~((UINT64_C(1) << from) - 1);
}

static void count_brackets(const RetentionAsk *ask, uint64_t back, int64_t over, CellTally *cells)
{
    for (uint32_t b = 0; b < ask->buckets; b++) {
        cells[b].active += (back & bits_between(ask->bracket[b].from, ask->bracket[b].to)) != 0;
        cells[b].over += over > ask->bracket[b].to;
    }
}

static void count_person(const RetentionWork *work, uint64_t back, int64_t over, CellTally *cells, BitCount *bits)
{
    const RetentionAsk *ask = work->ask;
    if (ask->mode == RETENTION_BRACKET) {
        count_brackets(ask, back, over, cells);
        return;
    }
    cells[smaller(over, ask->buckets)].over++;
    if (ask->mode == RETENTION_ON_OR_AFTER)
        cells[smaller(63 - __builtin_clzll(back), ask->buckets)].active++;
    else if (bits)
        bit_count_add(bits, back & work->people->buckets, active_counts(cells));
    else
        bit_counts_add(active_counts(cells), back & work->people->buckets, 1);
}

static CellTally *cells_of(const RetentionWork *work, int64_t *counts, size_t row)
{
    return (CellTally *)(void *)(counts + row * work->width + 1);
}

static void count_block(void *context, size_t number, int thread)
{
    const RetentionWork *work = context;
    const PeopleCount *people = work->people;
    CustomerRange block = block_of(work->customers, number);
    SinceBlock *read = people->read + thread;
    BitCount *bits = people->bits ? people->bits + (size_t)thread * people->rows : NULL;
    int64_t *counts = tally_of(&work->tally, thread);
    since_read(&people->since, block, read);
    for (uint32_t at = 0; at < block.to - block.from; at++) {
        if (read->day[at] == SINCE_NOBODY) continue;
        const DayPlace place = people->place[read->day[at] - people->first_day];
        uint32_t group = work->group ? work->group[block.from + at] : 0;
        if (place.cohort == UINT32_MAX || group >= work->groups) continue;
        size_t row = (size_t)group * work->ask->cohorts.count + place.cohort;
        counts[row * work->width]++;
        count_person(work, read->back[at], place.over, cells_of(work, counts, row), bits ? bits + row : NULL);
    }
}

// ---- the table ----

static bool of_whole_days(const BucketSpan *span)
{
    return span->known_to % SECONDS_PER_DAY == 0 &&
           (!span->custom || (span->custom_from % SECONDS_PER_DAY == 0 && span->custom_to % SECONDS_PER_DAY == 0));
}

static bool brackets_fit(const RetentionAsk *ask)
{
    for (uint32_t b = 0; ask->mode == RETENTION_BRACKET && b < ask->buckets; b++)
        if (ask->bracket[b].to >= SINCE_BUCKETS - 1) return false;
    return true;
}

bool retention_is_of_people(const RetentionWork *work)
{
    const RetentionAsk *ask = work->ask;
    return ask->people_only && work->return_from == 0 && work->start_lanes == work->lane_count &&
           ask->purchases == ask->start_purchases && ask->clock == RETENTION_CALENDAR && ask->bucket != BUCKET_HOUR &&
           ask->cohorts.unit != BUCKET_HOUR && !ask->recurring && !ask->start.dimension && !ask->returning.dimension &&
           ask->buckets < SINCE_BUCKETS && of_whole_days(&ask->cohorts) && brackets_fit(ask);
}

// Of days that are known and on which there are rows, or between such.
static const DayPlace *find_places(const RetentionWork *work, Day first, Day last, Arena *scratch)
{
    Day end = (Day)smaller(second_day(work->ask->cohorts.known_to), last + 1);
    DayPlace *place = arena_array(scratch, DayPlace, end > first ? (size_t)(end - first) : 0);
    for (Day day = first; day < end; day++) {
        Second second = (Second)day * SECONDS_PER_DAY;
        DayPlace *at = &place[day - first];
        BucketNumber bucket = bucket_of_second(work->ask->bucket, second);
        at->over = larger((int64_t)work->known_bucket - bucket, 0);
        if (!retention_cohort_at(work, second, &at->cohort)) at->cohort = UINT32_MAX;
    }
    return place;
}

static PeopleCount open_people(const RetentionWork *work, size_t rows, int threads, Arena *scratch)
{
    PeopleCount people = {.rows = rows, .buckets = bits_between(0, work->ask->buckets - 1)};
    SinceAsk ask = {.lanes = work->lanes,
                    .lane_count = work->lane_count,
                    .unit = work->ask->bucket,
                    .purchases = work->ask->purchases,
                    .known_to = work->ask->cohorts.known_to};
    since_open(&ask, threads, scratch, &people.since);
    people.read = arena_array(scratch, SinceBlock, (size_t)threads);
    if (rows <= BIT_COUNTS_MAX && work->ask->mode == RETENTION_ON)
        people.bits = arena_array(scratch, BitCount, rows * (size_t)threads);
    people.first_day = people.since.buckets.first_day;
    people.place = find_places(work, people.first_day, people.since.last, scratch);
    return people;
}

void retention_count_people(RetentionWork *work, int threads, Arena *scratch, Retention *retention)
{
    size_t rows = (size_t)retention->groups * retention->cohorts;
    retention_open_counts(work, threads, scratch);
    PeopleCount people = open_people(work, rows, work->tally.threads, scratch);
    work->people = &people;
    thread_run(work->tally.threads, block_count(work->customers), count_block, work);
    for (int thread = 0; people.bits && thread < work->tally.threads; thread++)
        for (size_t row = 0; row < rows; row++)
            bit_count_end(&people.bits[(size_t)thread * rows + row],
                          active_counts(cells_of(work, tally_of(&work->tally, thread), row)));
    const int64_t *counts = tally_sums(&work->tally);
    for (size_t row = 0; row < rows; row++) retention_fill_row(work, counts + row * work->width, row, retention);
    since_close(&people.since);
}
