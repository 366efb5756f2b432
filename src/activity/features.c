// features.c - block by block of customers, lane by lane, each customer's rows from the moment back: what lies within a
// window lies at the end, and a longer window goes on where the shorter one stopped.
#include <stdlib.h>
#include <string.h>

#include "activity/blocks.h"
#include "activity/features.h"
#include "base/thread.h"

enum { WINDOWS_FEW = 4, DAY_WORDS = UINT32_MAX / SECONDS_PER_DAY / 64 + 1 };

// What a feature is given of a lane; several lanes of one feature (FEATURE_ANY_LANE) add up.
typedef struct Output {
    FeatureKind kind;
    uint32_t window;
    int64_t *value; // [person]
} Output;

typedef struct LanePlan {
    const Columns *columns;
    uint32_t windows;
    Second *from; // of each window, the shortest first
    size_t outputs;
    Output *output;
    bool sums, days; // whether they are asked for
} LanePlan;

// Of one customer in one lane.
typedef struct Seen {
    int64_t count, sum, days;
} Seen;

typedef struct AnyDays {
    Second from;
    int64_t *value;
} AnyDays;

typedef struct Planned {
    const FeatureAsk *ask;
    size_t lanes;
    LanePlan *lane;
    Features *features;
    size_t any_days; // features of the days with a row of any lane
    AnyDays *any_day;
    uint32_t windows_max;
    Seen *seen;         // windows_max for each thread
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
        plan->output[plan->outputs++] = (Output){feature->kind, window, planned->features->value[f]};
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
            planned->any_day[planned->any_days++] = (AnyDays){ask->feature[f].from, planned->features->value[f]};
    if (planned->any_days == 0) return;
    planned->rows = arena_array(scratch, CustomerRows, workers * planned->lanes * BLOCK_CUSTOMERS);
    planned->day_bits = arena_array(scratch, uint64_t, workers * DAY_WORDS);
}

// ---- one customer in one lane ----

static int64_t sum_of(const int64_t *amount, uint32_t from, uint32_t to)
{
    int64_t sum = 0;
    for (uint32_t row = from; row < to; row++) sum += amount[row];
    return sum;
}

// Days of the rows from..to-1; `until`: the day of the row after them, -1 when there is none.
static int64_t days_of(const Second *second, uint32_t from, uint32_t to, int64_t until)
{
    int64_t days = 0;
    for (uint32_t row = to; row > from; row--) {
        Day day = second_day(second[row - 1]);
        days += day != until;
        until = day;
    }
    return days;
}

// The rows from..to-1 are those before the moment.
static void see_windows(const LanePlan *plan, const ColumnPiece *piece, uint32_t from, uint32_t to, Seen *seen)
{
    const Second *second = piece->second, *starts = plan->from; // the compiler has to think that writing changes them
    const uint32_t windows = plan->windows;
    const bool sums = plan->sums && piece->amount_minor, days = plan->days;
    Seen so_far = {0};
    uint32_t low = to; // what is seen so far begins here
    for (uint32_t w = 0; w < windows; w++) {
        const uint32_t before = low;
        const Second start = starts[w];
        while (low > from && second[low - 1] >= start) low--;
        so_far.count += before - low;
        if (sums) so_far.sum += sum_of(piece->amount_minor, low, before);
        if (days) so_far.days += days_of(second, low, before, before < to ? second_day(second[before]) : -1);
        seen[w] = so_far;
    }
}

// The same of few windows without days: one loop over the rows of the longest, whose end is the one branch that nobody
// can foresee; whether a row is in the shorter ones is arithmetic.
static void see_few_windows(const LanePlan *plan, const ColumnPiece *piece, uint32_t from, uint32_t to, Seen *seen)
{
    const Second *second = piece->second, *starts = plan->from;
    const int64_t *amounts = plan->sums ? piece->amount_minor : NULL;
    const uint32_t windows = plan->windows;
    Second start[WINDOWS_FEW];
    int64_t count[WINDOWS_FEW] = {0}, sum[WINDOWS_FEW] = {0};
    for (uint32_t w = 0; w < WINDOWS_FEW; w++) start[w] = w < windows ? starts[w] : starts[windows - 1];
    for (uint32_t row = to; row > from && second[row - 1] >= start[WINDOWS_FEW - 1]; row--)
        for (uint32_t w = 0; w < WINDOWS_FEW; w++) {
            int64_t in = second[row - 1] >= start[w];
            count[w] += in;
            if (amounts) sum[w] += amounts[row - 1] & -in;
        }
    for (uint32_t w = 0; w < windows; w++) seen[w] = (Seen){count[w], sum[w], 0};
}

static void put_least(int64_t *value, int64_t found)
{
    if (*value < 0 || found < *value) *value = found;
}

static void put_outputs(const LanePlan *plan, Customer customer, const Seen *seen, int64_t recency, int64_t tenure)
{
    const Output *output = plan->output, *end = output + plan->outputs;
    for (; output < end; output++) {
        int64_t *value = &output->value[customer];
        switch (output->kind) {
        case FEATURE_COUNT: *value += seen[output->window].count; break;
        case FEATURE_SUM: *value += seen[output->window].sum; break;
        case FEATURE_DISTINCT_DAYS: *value += seen[output->window].days; break;
        case FEATURE_RECENCY: put_least(value, recency); break;
        case FEATURE_TENURE: *value = larger(*value, tenure); break;
        }
    }
}

static void see_lane(const Planned *planned, const LanePlan *plan, CustomerRange block, Seen *seen)
{
    Second as_of = planned->ask->as_of;
    bool few = !plan->days && 0 < plan->windows && plan->windows <= WINDOWS_FEW;
    for (uint32_t p = 0; p < plan->columns->pieces; p++) {
        const ColumnPiece piece = plan->columns->piece[p];
        RunRange runs = block_runs(&piece, block);
        for (uint32_t run = runs.from; run < runs.to; run++) {
            uint32_t from = piece.first_row[run], to = piece.first_row[run + 1];
            if (!run_counts(&piece, run)) continue;
            while (to > from && piece.second[to - 1] >= as_of) to--;
            if (from == to) continue;
            Customer customer = run_customer(&piece, run);
            planned->features->known[customer] = 1;
            if (few)
                see_few_windows(plan, &piece, from, to, seen);
            else
                see_windows(plan, &piece, from, to, seen);
            put_outputs(plan, customer, seen, (int64_t)as_of - piece.second[to - 1],
                        (int64_t)as_of - piece.second[from]);
        }
    }
}

// ---- days with a row of any lane ----

// Rows in order of time, of one customer in one lane.
static int64_t mark_days(uint64_t *bits, CustomerRows rows, Second from, Second to)
{
    int64_t marked = 0;
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

static void see_block(void *context, size_t number, int thread)
{
    const Planned *planned = context;
    const FeatureAsk *ask = planned->ask;
    CustomerRange block = block_of(planned->features->customers, number);
    for (size_t f = 0; f < ask->count; f++)
        if (!has_window(&ask->feature[f]))
            memset(planned->features->value[f] + block.from, 0xFF, (block.to - block.from) * sizeof(int64_t)); // -1
    for (size_t lane = 0; lane < planned->lanes; lane++)
        see_lane(planned, &planned->lane[lane], block, planned->seen + (size_t)thread * planned->windows_max);
    if (planned->any_days) see_any_days(planned, block, thread);
}

void ask_features(const Columns *const *lanes, size_t lane_count, uint32_t customers, const FeatureAsk *ask,
                  int threads, Arena *arena, Features *features)
{
    size_t workers = (size_t)larger(threads, 1);
    *features = (Features){.customers = customers, .count = ask->count};
    features->value = arena_array(arena, int64_t *, ask->count);
    for (size_t f = 0; f < ask->count; f++) features->value[f] = arena_array(arena, int64_t, customers);
    features->known = arena_array(arena, uint8_t, customers);
    Arena *scratch = arena_open(0);
    Planned planned = {.ask = ask, .lanes = lane_count, .features = features};
    planned.lane = arena_array(scratch, LanePlan, lane_count);
    for (uint32_t lane = 0; lane < lane_count; lane++) plan_lane(&planned, lane, lanes[lane], scratch);
    plan_any_days(&planned, workers, scratch);
    planned.seen = arena_array(scratch, Seen, workers * planned.windows_max);
    thread_run((int)workers, block_count(customers), see_block, &planned);
    arena_close(scratch);
}
