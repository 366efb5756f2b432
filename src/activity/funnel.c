#include "activity/funnel.h"

#include "activity/blocks.h"
#include "activity/people_range.h"
#include "activity/tally.h"
#include "base/thread.h"

#include <string.h>

typedef struct FunnelWork {
    const Columns *const *lanes;
    size_t lane_count;
    uint32_t customers;
    const FunnelAsk *ask;
    const uint16_t *group;
    uint32_t groups;
    uint64_t rows_most; // of a person in one lane: room for what a filter lets through
    Funnel *funnel;
    Second *time;        // [person * steps + step]: from the step before; step 0: from the first to the last
    Second **taken;      // [thread]: steps * rows_most seconds
    CustomerRows **rows; // [thread]: of a block of people, of each lane
    Tally tally;         // [group]: reached and seconds of each step, then excluded
} FunnelWork;

// The seconds of some rows of a person, rising.
typedef struct Moments {
    const Second *at;
    uint64_t count;
} Moments;

typedef struct Person {
    const FunnelWork *work;
    Moments step[FUNNEL_STEPS_MAX];
    const CustomerRows *rows;        // of the first lane; of the next ones BLOCK_CUSTOMERS further each
    uint64_t hint[FUNNEL_STEPS_MAX]; // where the attempt before found the step: attempts follow one another
    uint32_t nth[FUNNEL_STEPS_MAX];  // how many steps before it want the same rows
} Person;

typedef struct Attempt {
    uint32_t depth;
    Second at[FUNNEL_STEPS_MAX]; // of the steps taken, rising
    BucketSecond deeper_from;    // attempts that begin before it come no further
} Attempt;

#define NEVER INT64_MAX

// The first moment at `second` or later.
static uint64_t moment_from(Moments moments, BucketSecond second)
{
    uint64_t low = 0, high = moments.count;
    while (low < high) {
        uint64_t middle = low + (high - low) / 2;
        if (moments.at[middle] < second)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

// The same, looked for from where an attempt before found it.
static uint64_t moment_from_hint(Moments moments, BucketSecond second, uint64_t *hint)
{
    uint64_t at = *hint;
    if (at > 0 && moments.at[at - 1] >= second) return moment_from(moments, second);
    while (at < moments.count && moments.at[at] < second) at++;
    return *hint = at;
}

static bool moment_within(Moments moments, BucketSecond from, BucketSecond to)
{
    uint64_t next = moment_from(moments, from);
    return next < moments.count && moments.at[next] <= to;
}

static Moments moments_of_lane(const Person *person, uint32_t lane)
{
    PersonRows rows = person_rows_of(person->rows[(size_t)lane * BLOCK_CUSTOMERS], (RowFilter){0});
    return (Moments){rows.second, rows.count};
}

// ---- a person's rows ----

static Moments moments_of_step(const Person *person, uint32_t step, Second *room)
{
    const FunnelAsk *ask = person->work->ask;
    PersonRows rows = person_rows_of(person->rows[(size_t)ask->step[step] * BLOCK_CUSTOMERS], ask->filter[step]);
    if (!rows.code) return (Moments){rows.second, rows.count};
    Moments taken = {room, 0};
    for (uint32_t row = 0; row < rows.count; row++)
        if (person_row_counts(&rows, row, ask->filter[step], false)) room[taken.count++] = rows.second[row];
    return taken;
}

static bool same_rows(const FunnelAsk *ask, uint32_t a, uint32_t b)
{
    return ask->step[a] == ask->step[b] && ask->filter[a].dimension == ask->filter[b].dimension &&
           ask->filter[a].code == ask->filter[b].code;
}

static void read_person(const FunnelWork *work, const CustomerRows *rows, int thread, Person *person)
{
    *person = (Person){.work = work, .rows = rows};
    for (uint32_t s = 0; s < work->ask->steps; s++) {
        person->step[s] = moments_of_step(person, s, work->taken[thread] + s * work->rows_most);
        for (uint32_t before = 0; before < s; before++) person->nth[s] += same_rows(work->ask, before, s);
    }
}

// ---- one attempt ----

// By a step before that wants the same rows.
static bool row_taken(const FunnelAsk *ask, const uint64_t *row, uint32_t step, uint64_t at)
{
    for (uint32_t before = 0; before < step; before++)
        if (row[before] == at && same_rows(ask, before, step)) return true;
    return false;
}

static bool nothing_between(const Person *person, Second from, Second to)
{
    for (uint32_t lane = 0; lane < person->work->lane_count; lane++)
        if (moment_within(moments_of_lane(person, lane), (BucketSecond)from + 1, (BucketSecond)to - 1)) return false;
    return true;
}

// There are many attempts: nothing is cleared that is not read.
static Attempt attempt_in_order(Person *person, uint64_t start)
{
    const FunnelAsk *ask = person->work->ask;
    Attempt attempt;
    uint64_t row[FUNNEL_STEPS_MAX];
    attempt.depth = 1;
    attempt.at[0] = person->step[0].at[start];
    attempt.deeper_from = 0;
    row[0] = start;
    for (uint32_t s = 1; s < ask->steps; s++) {
        Moments moments = person->step[s];
        Second before = attempt.at[s - 1];
        row[s] = moment_from_hint(moments, (BucketSecond)before + !ask->same_second, &person->hint[s]);
        while (row_taken(ask, row, s, row[s])) row[s]++;
        if (row[s] >= moments.count) {
            attempt.deeper_from = NEVER;
            break;
        }
        if (moments.at[row[s]] - attempt.at[0] > ask->window_seconds) {
            attempt.deeper_from = (BucketSecond)moments.at[row[s]] - ask->window_seconds;
            break;
        }
        if (ask->order == FUNNEL_STRICT && !nothing_between(person, before, moments.at[row[s]])) break;
        attempt.at[attempt.depth++] = moments.at[row[s]];
    }
    return attempt;
}

static void insert_moment(Attempt *attempt, Second second)
{
    uint32_t at = attempt->depth++;
    for (; at > 0 && attempt->at[at - 1] > second; at--) attempt->at[at] = attempt->at[at - 1];
    attempt->at[at] = second;
}

static Attempt attempt_in_any_order(const Person *person, Second start)
{
    const FunnelAsk *ask = person->work->ask;
    Attempt attempt = {0};
    for (uint32_t s = 0; s < ask->steps; s++) {
        Moments moments = person->step[s];
        uint64_t row = moment_from(moments, start) + person->nth[s];
        if (row < moments.count && moments.at[row] - start <= ask->window_seconds)
            insert_moment(&attempt, moments.at[row]);
    }
    return attempt;
}

static bool attempt_void(const Person *person, const Attempt *attempt)
{
    const FunnelAsk *ask = person->work->ask;
    for (uint32_t e = 0; e < ask->exclusions; e++) {
        bool any_order = ask->order == FUNNEL_UNORDERED;
        uint32_t after = any_order ? 0 : ask->exclusion[e].after;
        uint32_t before = any_order ? ask->steps - 1 : ask->exclusion[e].before;
        if (attempt->depth <= after) continue;
        BucketSecond end = attempt->depth > before ? (BucketSecond)attempt->at[before] - 1
                                                   : (BucketSecond)attempt->at[0] + ask->window_seconds;
        Moments excluding = moments_of_lane(person, ask->exclusion[e].lane);
        if (moment_within(excluding, (BucketSecond)attempt->at[after] + 1, end)) return true;
    }
    return false;
}

// ---- the attempt that counts ----

static void weigh(const Person *person, const Attempt *attempt, Attempt *best, bool *tried)
{
    *tried = true;
    bool better = attempt->depth > best->depth || (attempt->depth == best->depth && attempt->at[0] < best->at[0]);
    if (better && !attempt_void(person, attempt)) *best = *attempt;
}

// False: no attempt was made. Depth 0: all were void.
static bool best_attempt(Person *person, Attempt *best)
{
    const FunnelAsk *ask = person->work->ask;
    // Who begins later finds each step at the same moment or later: so long as that is too late, they need not try.
    bool tried = false, any_order = ask->order == FUNNEL_UNORDERED;
    bool skips = ask->order == FUNNEL_ORDERED && ask->exclusions == 0;
    *best = (Attempt){0};
    for (uint32_t s = 0; s < (any_order ? ask->steps : 1); s++) {
        Moments starts = person->step[s];
        for (uint64_t row = moment_from(starts, ask->from); row < starts.count; row++) {
            if (ask->to > 0 && starts.at[row] > ask->to) break;
            if (best->depth == ask->steps && starts.at[row] >= best->at[0]) break; // none can be better
            Attempt attempt = any_order ? attempt_in_any_order(person, starts.at[row]) : attempt_in_order(person, row);
            weigh(person, &attempt, best, &tried);
            if (skips && attempt.deeper_from == NEVER) break;
            while (skips && row + 1 < starts.count && starts.at[row + 1] < attempt.deeper_from) row++;
        }
    }
    return tried;
}

static void count_person(const FunnelWork *work, Customer customer, const Attempt *best, int64_t *counts)
{
    uint32_t steps = work->ask->steps;
    Second *time = work->time + (size_t)customer * steps;
    work->funnel->depth[customer] = (uint8_t)best->depth;
    work->funnel->begun[customer] = best->at[0];
    counts[2 * steps] += best->depth == 0;
    for (uint32_t s = 0; s < best->depth; s++) {
        counts[s]++;
        if (s > 0) counts[steps + s] += time[s] = best->at[s] - best->at[s - 1];
    }
    if (best->depth == steps) time[0] = best->at[steps - 1] - best->at[0];
}

static void walk_range(void *context, size_t number, int thread)
{
    const FunnelWork *work = context;
    PeopleRange range = people_range(work->customers, number);
    CustomerRange block = {range.from, range.to};
    for (size_t lane = 0; lane < work->lane_count; lane++)
        block_rows(work->lanes[lane], block, work->rows[thread] + lane * BLOCK_CUSTOMERS);
    for (Customer c = range.from; c < range.to; c++) {
        uint32_t group = group_of(work->group, c);
        if (group >= work->groups) continue;
        Person person;
        Attempt best;
        read_person(work, work->rows[thread] + (c - range.from), thread, &person);
        if (!best_attempt(&person, &best)) continue;
        count_person(work, c, &best, tally_of(&work->tally, thread) + group * (2 * (size_t)work->ask->steps + 1));
    }
}

// ---- medians ----

// The k-th smallest, from 0 (Hoare's FIND); the times change places.
static Second nth_time(Second *time, size_t count, size_t nth)
{
    size_t low = 0, high = count - 1;
    while (low < high) {
        Second pivot = time[low + (high - low) / 2];
        size_t i = low, j = high;
        while (i <= j) {
            while (time[i] < pivot) i++;
            while (pivot < time[j]) j--;
            if (i > j) break;
            Second swap = time[i];
            time[i++] = time[j];
            time[j] = swap;
            if (j-- == 0) break;
        }
        if (nth <= j && j < count)
            high = j;
        else if (nth >= i)
            low = i;
        else
            break;
    }
    return time[nth];
}

static int64_t median_time(Second *time, size_t count)
{
    if (count == 0) return -1;
    int64_t upper = nth_time(time, count, count / 2);
    return count % 2 ? upper : ((int64_t)nth_time(time, count, count / 2 - 1) + upper) / 2;
}

// Of step 0 the times from the first to the last of all.
static size_t times_of(const Funnel *funnel, uint32_t group, uint32_t step)
{
    size_t at = (size_t)group * funnel->steps;
    return (size_t)funnel->reached[at + (step == 0 ? funnel->steps - 1 : step)];
}

static void sort_times_out(const FunnelWork *work, Second *const *list, size_t *count)
{
    uint32_t steps = work->ask->steps;
    for (Customer c = 0; c < work->customers; c++) {
        uint32_t depth = work->funnel->depth[c], group = group_of(work->group, c);
        for (uint32_t s = depth == steps ? 0 : 1; s < depth; s++) {
            size_t at = (size_t)group * steps + s;
            list[at][count[at]++] = work->time[(size_t)c * steps + s];
        }
    }
}

static void find_medians(const FunnelWork *work, Arena *scratch)
{
    Funnel *funnel = work->funnel;
    size_t lists = (size_t)funnel->groups * funnel->steps;
    Second **list = arena_array(scratch, Second *, lists);
    size_t *count = arena_array(scratch, size_t, lists);
    for (size_t at = 0; at < lists; at++)
        list[at] = arena_array(scratch, Second,
                               times_of(funnel, (uint32_t)(at / funnel->steps), (uint32_t)(at % funnel->steps)));
    sort_times_out(work, list, count);
    for (size_t at = 0; at < lists; at++) {
        int64_t median = median_time(list[at], count[at]);
        if (at % funnel->steps > 0)
            funnel->median_seconds[at] = median;
        else
            funnel->whole_median[at / funnel->steps] = median;
    }
}

// ---- all ----

static void write_counts(const FunnelWork *work, const int64_t *sums)
{
    Funnel *funnel = work->funnel;
    uint32_t steps = funnel->steps;
    for (uint32_t g = 0; g < funnel->groups; g++) {
        const int64_t *counts = sums + g * (2 * (size_t)steps + 1);
        memcpy(funnel->reached + (size_t)g * steps, counts, steps * sizeof *counts);
        memcpy(funnel->seconds + (size_t)g * steps, counts + steps, steps * sizeof *counts);
        funnel->excluded[g] = counts[2 * steps];
    }
}

static Funnel empty_funnel(const FunnelWork *work, Arena *arena)
{
    size_t cells = (size_t)work->groups * work->ask->steps;
    Funnel funnel = {.steps = work->ask->steps, .groups = work->groups, .customers = work->customers};
    funnel.reached = arena_array(arena, int64_t, cells);
    funnel.excluded = arena_array(arena, int64_t, work->groups);
    funnel.seconds = arena_array(arena, int64_t, cells);
    funnel.median_seconds = arena_array(arena, int64_t, cells);
    funnel.whole_median = arena_array(arena, int64_t, work->groups);
    funnel.depth = arena_array(arena, uint8_t, work->customers);
    funnel.begun = arena_array(arena, Second, work->customers);
    for (size_t at = 0; at < cells; at++) funnel.median_seconds[at] = -1; // step 0 has no time before it
    return funnel;
}

static uint64_t most_rows(const FunnelWork *work)
{
    uint64_t most = 0;
    for (uint32_t s = 0; s < work->ask->steps; s++)
        for (Customer c = 0; work->ask->filter[s].dimension && c < work->customers; c++) {
            uint64_t rows = person_rows(work->lanes[work->ask->step[s]], c, (RowFilter){0}).count;
            most = rows > most ? rows : most;
        }
    return most;
}

void ask_funnel(const Columns *const *lanes, size_t lane_count, uint32_t customers, const FunnelAsk *ask,
                const uint16_t *group, uint32_t groups, int threads, Arena *arena, Funnel *funnel)
{
    assert(ask->steps >= 1 && ask->steps <= FUNNEL_STEPS_MAX && ask->exclusions <= FUNNEL_EXCLUSIONS_MAX);
    Arena *scratch = arena_open(0);
    FunnelWork work = {.lanes = lanes,
                       .lane_count = lane_count,
                       .customers = customers,
                       .ask = ask,
                       .group = group,
                       .groups = groups,
                       .funnel = funnel};
    *funnel = empty_funnel(&work, arena);
    work.rows_most = most_rows(&work);
    work.time = arena_array(scratch, Second, (size_t)customers * ask->steps);
    work.tally = tally_open((2 * (size_t)ask->steps + 1) * groups, threads, scratch);
    work.taken = arena_array(scratch, Second *, (size_t)work.tally.threads);
    for (int thread = 0; thread < work.tally.threads; thread++)
        work.taken[thread] = arena_array(scratch, Second, work.rows_most * ask->steps);
    work.rows = arena_array(scratch, CustomerRows *, (size_t)work.tally.threads);
    for (int thread = 0; thread < work.tally.threads; thread++)
        work.rows[thread] = arena_array(scratch, CustomerRows, lane_count * BLOCK_CUSTOMERS);
    thread_run(work.tally.threads, people_ranges(customers), walk_range, &work);
    write_counts(&work, tally_sums(&work.tally));
    find_medians(&work, scratch);
    arena_close(scratch);
}
