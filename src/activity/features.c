// features.c - block by block of customers, lane by lane, and in stretches of runs: first what each run of a stretch
// says in the windows of the lane, then feature by feature what is made of that, column by column.
#include <stdlib.h>
#include <string.h>

#include "activity/blocks.h"
#include "activity/features.h"
#include "base/thread.h"

enum { WINDOWS_FEW = 4, ROWS_AT_ONCE = 4, RUNS_AT_ONCE = 512, DAY_WORDS = UINT32_MAX / SECONDS_PER_DAY / 64 + 1 };

// What a feature is given of a lane; several lanes of one feature (FEATURE_ANY_LANE) add up.
typedef struct Output {
    FeatureMeasure kind;
    uint32_t window;
    uint32_t *number; // [person]; or
    int64_t *sum;
} Output;

typedef struct LanePlan {
    const Columns *columns;
    uint32_t windows;
    Second *from; // of each window, the shortest first
    size_t outputs;
    Output *output;
    bool sums, days; // whether they are asked for
} LanePlan;

// What some runs say. While a block is worked on, recency 0 and tenure 0 mean that there is none, and others are one
// more than they are, so that least and most are found without asking.
typedef struct Seen {
    Customer person[RUNS_AT_ONCE];
    uint32_t recency[RUNS_AT_ONCE], tenure[RUNS_AT_ONCE];
    uint32_t *count, *days; // [window * RUNS_AT_ONCE + run]
    int64_t *sum;
} Seen;

typedef struct AnyDays {
    Second from;
    uint32_t *value;
} AnyDays;

typedef struct Planned {
    const FeatureAsk *ask;
    size_t lanes;
    LanePlan *lane;
    Features *features;
    size_t any_days; // features of the days with a row of any lane
    AnyDays *any_day;
    uint32_t windows_max;
    Seen *seen;         // of each thread
    CustomerRows *rows; // with any_days: a block of each lane for each thread
    uint64_t *day_bits; // with any_days: DAY_WORDS for each thread, all 0 between customers
} Planned;

// ---- planning ----

static bool is_any_days(const Feature *feature)
{
    return feature->kind == FEATURE_DISTINCT_DAYS && feature->lane == FEATURE_ANY_LANE;
}

static bool has_amounts(const Columns *columns)
{
    return columns->piece[0].amount_minor || columns->piece[1].amount_minor;
}

// A lane without amounts adds nothing to a sum.
static bool is_of_lane(const Feature *feature, uint32_t lane, const Columns *columns)
{
    if (is_any_days(feature) || (feature->kind == FEATURE_SUM && !has_amounts(columns))) return false;
    return feature->lane == lane || feature->lane == FEATURE_ANY_LANE;
}

static bool has_window(const Feature *feature)
{
    return feature->kind != FEATURE_RECENCY && feature->kind != FEATURE_TENURE;
}

static int latest_first(const void *a, const void *b)
{
    Second first = *(const Second *)a, second = *(const Second *)b;
    return (first < second) - (first > second);
}

static void plan_windows(const FeatureAsk *ask, uint32_t lane, const Columns *columns, LanePlan *plan)
{
    uint32_t count = 0;
    for (size_t f = 0; f < ask->count; f++)
        if (is_of_lane(&ask->feature[f], lane, columns) && has_window(&ask->feature[f]))
            plan->from[count++] = ask->feature[f].from;
    qsort(plan->from, count, sizeof *plan->from, latest_first);
    for (uint32_t w = 0; w < count; w++)
        if (w == 0 || plan->from[w] != plan->from[w - 1]) plan->from[plan->windows++] = plan->from[w];
}

static uint32_t window_at(const LanePlan *plan, Second from)
{
    uint32_t window = 0;
    while (plan->from[window] != from) window++;
    return window;
}

static void plan_lane(Planned *planned, uint32_t lane, const Columns *columns, Arena *scratch)
{
    const FeatureAsk *ask = planned->ask;
    LanePlan *plan = &planned->lane[lane];
    *plan = (LanePlan){.columns = columns,
                       .from = arena_array(scratch, Second, ask->count),
                       .output = arena_array(scratch, Output, ask->count)};
    plan_windows(ask, lane, columns, plan);
    for (size_t f = 0; f < ask->count; f++) {
        const Feature *feature = &ask->feature[f];
        if (!is_of_lane(feature, lane, columns)) continue;
        uint32_t window = has_window(feature) ? window_at(plan, feature->from) : 0;
        plan->output[plan->outputs++] =
            (Output){feature->kind, window, planned->features->number[f], planned->features->sum[f]};
        plan->sums |= feature->kind == FEATURE_SUM;
        plan->days |= feature->kind == FEATURE_DISTINCT_DAYS;
    }
    if (plan->windows > planned->windows_max) planned->windows_max = plan->windows;
}

static void plan_any_days(Planned *planned, size_t workers, Arena *scratch)
{
    const FeatureAsk *ask = planned->ask;
    planned->any_day = arena_array(scratch, AnyDays, ask->count);
    for (size_t f = 0; f < ask->count; f++)
        if (is_any_days(&ask->feature[f]))
            planned->any_day[planned->any_days++] = (AnyDays){ask->feature[f].from, planned->features->number[f]};
    if (planned->any_days == 0) return;
    planned->rows = arena_array(scratch, CustomerRows, workers * planned->lanes * BLOCK_CUSTOMERS);
    planned->day_bits = arena_array(scratch, uint64_t, workers * DAY_WORDS);
}

// ---- what runs say ----

// The rows from..to-1 of a piece.
typedef struct Run {
    const ColumnPiece *piece;
    uint32_t from, to;
    size_t number; // in Seen
} Run;

static int64_t sum_of(const int64_t *amount, uint32_t from, uint32_t to)
{
    int64_t sum = 0;
    for (uint32_t row = from; row < to; row++) sum += amount[row];
    return sum;
}

// Days of the rows from..to-1; `until`: the day of the row after them, -1 when there is none.
static uint32_t days_of(const Second *second, uint32_t from, uint32_t to, int64_t until)
{
    uint32_t days = 0;
    for (uint32_t row = to; row > from; row--) {
        Day day = second_day(second[row - 1]);
        days += day != until;
        until = day;
    }
    return days;
}

static inline void see_ends(Second as_of, Run run, Seen *seen)
{
    const Second *second = run.piece->second;
    bool any = run.from < run.to;
    // One less than can be told apart from none: 136 years.
    seen->recency[run.number] = any ? (uint32_t)smaller(as_of - second[run.to - 1], UINT32_MAX - 1) : FEATURE_NONE;
    seen->tenure[run.number] = any ? (uint32_t)smaller(as_of - second[run.from], UINT32_MAX - 1) + 1 : 0;
}

// Any windows: what lies within one lies at the end, and a longer one goes on where the shorter one stopped.
static void see_windows(const LanePlan *plan, Second as_of, Run run, Seen *seen)
{
    const Second *second = run.piece->second;
    const int64_t *amounts = plan->sums ? run.piece->amount_minor : NULL;
    while (run.to > run.from && second[run.to - 1] >= as_of) run.to--;
    uint32_t low = run.to, days = 0; // what is seen so far begins at `low`
    int64_t sum = 0;
    for (uint32_t w = 0; w < plan->windows; w++) {
        const uint32_t before = low;
        while (low > run.from && second[low - 1] >= plan->from[w]) low--;
        if (amounts) sum += sum_of(amounts, low, before);
        if (plan->days) days += days_of(second, low, before, before < run.to ? second_day(second[before]) : -1);
        seen->count[w * RUNS_AT_ONCE + run.number] = run.to - low;
        seen->sum[w * RUNS_AT_ONCE + run.number] = sum;
        seen->days[w * RUNS_AT_ONCE + run.number] = days;
    }
    see_ends(as_of, run, seen);
}

// ---- few windows without sums and days: four rows at once, without branches that nobody can foresee ----

typedef uint32_t Four __attribute__((vector_size(16)));

// Each in four places: the moment, and where windows begin, not later than it.
typedef struct Boundaries {
    Second earliest;
    Four as_of, from[WINDOWS_FEW];
} Boundaries;

static Four four_times(uint32_t number)
{
    return (Four){number, number, number, number};
}

static Boundaries boundaries_of(const LanePlan *plan, Second as_of)
{
    Boundaries boundaries = {.as_of = four_times(as_of), .earliest = as_of};
    for (uint32_t w = 0; w < WINDOWS_FEW; w++) {
        Second from = w < plan->windows ? (Second)smaller(plan->from[w], as_of) : as_of;
        boundaries.from[w] = four_times(from);
        boundaries.earliest = (Second)smaller(boundaries.earliest, from);
    }
    return boundaries;
}

static inline uint32_t added_up(Four number)
{
    Four halves = number + __builtin_shufflevector(number, number, 2, 3, 0, 1);
    return halves[0] + halves[1];
}

// `windows` is a constant where this is called.
static inline void see_few_windows(uint32_t windows, const LanePlan *plan, const Boundaries *boundaries, Second as_of,
                                   Run run, Seen *seen)
{
    const Second *second = run.piece->second;
    Four until = {0}, before[WINDOWS_FEW] = {0}; // how many rows are before each boundary, as numbers below 0
    uint32_t low = run.to;
    do {
        if (low < ROWS_AT_ONCE) { // the first rows of the piece
            see_windows(plan, as_of, run, seen);
            return;
        }
        low -= ROWS_AT_ONCE;
        Four times, place = four_times(low) + (Four){0, 1, 2, 3};
        memcpy(&times, second + low, sizeof times);
        Four counts = (Four)(place >= run.from);
        until += (Four)(times < boundaries->as_of) & counts;
        for (uint32_t w = 0; w < windows; w++) before[w] += (Four)(times < boundaries->from[w]) & counts;
    } while (low > run.from && second[low] >= boundaries->earliest);
    uint32_t looked_at = run.to - (low > run.from ? low : run.from), known = 0 - added_up(until);
    for (uint32_t w = 0; w < windows; w++) seen->count[w * RUNS_AT_ONCE + run.number] = known + added_up(before[w]);
    run.to -= looked_at - known;
    see_ends(as_of, run, seen);
}

// ---- what is made of it ----

// People of a stretch who follow one another: their places need not be looked up.
static bool dense(const Seen *seen, size_t runs)
{
    return seen->person[runs - 1] - seen->person[0] == runs - 1;
}

static void add_numbers(const Seen *seen, size_t runs, const uint32_t *found, uint32_t *value)
{
    uint32_t *first = value + seen->person[0];
    if (dense(seen, runs))
        for (size_t i = 0; i < runs; i++) first[i] += found[i];
    else
        for (size_t i = 0; i < runs; i++) value[seen->person[i]] += found[i];
}

static void add_sums(const Seen *seen, size_t runs, const int64_t *found, int64_t *value)
{
    for (size_t i = 0; i < runs; i++) value[seen->person[i]] += found[i];
}

static uint32_t lesser(uint32_t a, uint32_t b)
{
    return a < b ? a : b;
}

static void keep_least(const Seen *seen, size_t runs, uint32_t *value)
{
    uint32_t *first = value + seen->person[0];
    const uint32_t *found = seen->recency;
    if (dense(seen, runs))
        for (size_t i = 0; i < runs; i++) first[i] = lesser(first[i], found[i]);
    else
        for (size_t i = 0; i < runs; i++) value[seen->person[i]] = lesser(value[seen->person[i]], found[i]);
}

static uint32_t greater(uint32_t a, uint32_t b)
{
    return a > b ? a : b;
}

static void keep_most(const Seen *seen, size_t runs, uint32_t *value)
{
    uint32_t *first = value + seen->person[0];
    const uint32_t *found = seen->tenure;
    if (dense(seen, runs))
        for (size_t i = 0; i < runs; i++) first[i] = greater(first[i], found[i]);
    else
        for (size_t i = 0; i < runs; i++) value[seen->person[i]] = greater(value[seen->person[i]], found[i]);
}

static void put_outputs(const LanePlan *plan, const Seen *seen, size_t runs)
{
    for (const Output *output = plan->output, *end = output + plan->outputs; output < end; output++) {
        size_t at = (size_t)output->window * RUNS_AT_ONCE;
        switch (output->kind) {
        case FEATURE_COUNT: add_numbers(seen, runs, seen->count + at, output->number); break;
        case FEATURE_SUM: add_sums(seen, runs, seen->sum + at, output->sum); break;
        case FEATURE_DISTINCT_DAYS: add_numbers(seen, runs, seen->days + at, output->number); break;
        case FEATURE_RECENCY: keep_least(seen, runs, output->number); break;
        case FEATURE_TENURE: keep_most(seen, runs, output->number); break;
        }
    }
}

static inline Run run_at(const ColumnPiece *piece, uint32_t from, uint32_t number)
{
    Run run = {piece, piece->first_row[number], piece->first_row[number + 1], number - from};
    if (!run_counts(piece, number)) run.from = run.to;
    return run;
}

static void see_runs(const LanePlan *plan, Second as_of, RunRange runs, Seen *seen)
{
    const ColumnPiece piece = *runs.piece;
    const Boundaries boundaries = boundaries_of(plan, as_of);
    if (plan->days || plan->sums || plan->windows > WINDOWS_FEW)
        for (uint32_t run = runs.from; run < runs.to; run++)
            see_windows(plan, as_of, run_at(&piece, runs.from, run), seen);
    else if (plan->windows > 1)
        for (uint32_t run = runs.from; run < runs.to; run++)
            see_few_windows(WINDOWS_FEW, plan, &boundaries, as_of, run_at(&piece, runs.from, run), seen);
    else
        for (uint32_t run = runs.from; run < runs.to; run++)
            see_few_windows(1, plan, &boundaries, as_of, run_at(&piece, runs.from, run), seen);
}

static void see_people(RunRange runs, uint8_t *known, Seen *seen)
{
    for (uint32_t run = runs.from; run < runs.to; run++) {
        Customer person = run_customer(runs.piece, run);
        seen->person[run - runs.from] = person;
        known[person] |= seen->tenure[run - runs.from] > 0;
    }
}

static void see_lane(const Planned *planned, const LanePlan *plan, CustomerRange block, Seen *seen)
{
    for (uint32_t p = 0; p < plan->columns->pieces; p++) {
        RunRange runs = block_runs(&plan->columns->piece[p], block);
        for (RunRange some = runs; some.from < runs.to; some.from = some.to) {
            some.to = (uint32_t)smaller((int64_t)some.from + RUNS_AT_ONCE, runs.to);
            see_runs(plan, planned->ask->as_of, some, seen);
            see_people(some, planned->features->known, seen);
            put_outputs(plan, seen, some.to - some.from);
        }
    }
}

// ---- days with a row of any lane ----

// Rows in order of time, of one customer in one lane.
static uint32_t mark_days(uint64_t *bits, CustomerRows rows, Second from, Second to)
{
    uint32_t marked = 0;
    for (uint32_t row = rows.from; row < rows.to && rows.piece->second[row] < to; row++) {
        if (rows.piece->second[row] < from) continue;
        size_t day = (size_t)second_day(rows.piece->second[row]);
        marked += !(bits[day / 64] >> day % 64 & 1);
        bits[day / 64] |= UINT64_C(1) << day % 64;
    }
    return marked;
}

static void forget_days(uint64_t *bits, CustomerRows rows)
{
    for (uint32_t row = rows.from; row < rows.to; row++) bits[rows.piece->second[row] / SECONDS_PER_DAY / 64] = 0;
}

static void see_any_days(const Planned *planned, CustomerRange block, int thread)
{
    CustomerRows *rows = planned->rows + (size_t)thread * planned->lanes * BLOCK_CUSTOMERS;
    uint64_t *bits = planned->day_bits + (size_t)thread * DAY_WORDS;
    for (size_t lane = 0; lane < planned->lanes; lane++)
        block_rows(planned->lane[lane].columns, block, rows + lane * BLOCK_CUSTOMERS);
    for (size_t any = 0; any < planned->any_days; any++) {
        const AnyDays *asked = &planned->any_day[any];
        for (Customer c = block.from; c < block.to; c++) {
            const CustomerRows *of_lane = rows + (c - block.from);
            for (size_t lane = 0; lane < planned->lanes; lane++)
                asked->value[c] += mark_days(bits, of_lane[lane * BLOCK_CUSTOMERS], asked->from, planned->ask->as_of);
            for (size_t lane = 0; lane < planned->lanes; lane++) forget_days(bits, of_lane[lane * BLOCK_CUSTOMERS]);
        }
    }
}

// ---- all ----

static void have_none(Features *features, size_t feature, CustomerRange people)
{
    uint32_t *value = features->number[feature];
    for (Customer c = people.from; c < people.to; c++) value[c] = FEATURE_NONE;
}

// None of them is FEATURE_NONE then.
static void end_tenures(Features *features, size_t feature, CustomerRange people)
{
    uint32_t *value = features->number[feature];
    for (Customer c = people.from; c < people.to; c++) value[c] -= 1;
}

// By the thread that fills them, while they are in its cache.
static void clear_block(Features *features, const FeatureAsk *ask, CustomerRange people)
{
    size_t count = people.to - people.from;
    for (size_t f = 0; f < ask->count; f++) {
        if (ask->feature[f].kind == FEATURE_SUM)
            memset(features->sum[f] + people.from, 0, count * sizeof(int64_t));
        else
            memset(features->number[f] + people.from, 0, count * sizeof(uint32_t));
        if (ask->feature[f].kind == FEATURE_RECENCY) have_none(features, f, people);
    }
    memset(features->known + people.from, 0, count);
}

static void see_block(void *context, size_t number, int thread)
{
    const Planned *planned = context;
    const FeatureAsk *ask = planned->ask;
    CustomerRange block = block_of(planned->features->customers, number);
    clear_block(planned->features, ask, block);
    for (size_t lane = 0; lane < planned->lanes; lane++)
        see_lane(planned, &planned->lane[lane], block, &planned->seen[thread]);
    for (size_t f = 0; f < ask->count; f++)
        if (ask->feature[f].kind == FEATURE_TENURE) end_tenures(planned->features, f, block);
    if (planned->any_days) see_any_days(planned, block, thread);
}

static Seen *open_seen(const Planned *planned, size_t workers, Arena *scratch)
{
    Seen *seen = arena_array(scratch, Seen, workers);
    size_t room = (size_t)larger(planned->windows_max, WINDOWS_FEW) * RUNS_AT_ONCE;
    for (size_t w = 0; w < workers; w++) {
        seen[w].count = arena_array(scratch, uint32_t, room);
        seen[w].days = arena_array(scratch, uint32_t, room);
        seen[w].sum = arena_array(scratch, int64_t, room);
    }
    return seen;
}

typedef void *Allocate(Arena *arena, size_t count, size_t size);

static Features features_room(const FeatureAsk *ask, uint32_t customers, Allocate *allocate, Arena *arena)
{
    Features features = {.customers = customers, .count = ask->count};
    features.number = arena_array(arena, uint32_t *, ask->count);
    features.sum = arena_array(arena, int64_t *, ask->count);
    for (size_t f = 0; f < ask->count; f++) {
        if (ask->feature[f].kind == FEATURE_SUM)
            features.sum[f] = allocate(arena, customers, sizeof(int64_t));
        else
            features.number[f] = allocate(arena, customers, sizeof(uint32_t));
    }
    features.known = allocate(arena, customers, sizeof(uint8_t));
    return features;
}

Features features_open(const FeatureAsk *ask, uint32_t customers, Arena *arena)
{
    return features_room(ask, customers, arena_alloc, arena);
}

void features_forget(Features *features, const FeatureAsk *ask)
{
    for (size_t f = 0; f < ask->count; f++)
        if (!has_window(&ask->feature[f])) have_none(features, f, (CustomerRange){0, features->customers});
}

void ask_features(const Columns *const *lanes, size_t lane_count, uint32_t customers, const FeatureAsk *ask,
                  int threads, Arena *arena, Features *features)
{
    size_t workers = (size_t)larger(threads, 1);
    *features = features_room(ask, customers, arena_alloc_any, arena);
    Arena *scratch = arena_open(0);
    Planned planned = {.ask = ask, .lanes = lane_count, .features = features};
    planned.lane = arena_array(scratch, LanePlan, lane_count);
    for (uint32_t lane = 0; lane < lane_count; lane++) plan_lane(&planned, lane, lanes[lane], scratch);
    plan_any_days(&planned, workers, scratch);
    planned.seen = open_seen(&planned, workers, scratch);
    thread_run((int)workers, block_count(customers), see_block, &planned);
    arena_close(scratch);
}
