#include "activity/arrange.h"

#include "activity/ranges.h"
#include "activity/row_sort.h"
#include "base/thread.h"

typedef struct Range {
    CustomerRange customers;
    uint32_t first_row, end_row; // before merging
    uint64_t rows_left;
    TimeSpan span;
} Range;

typedef struct Arrangement {
    const RowColumns *rows;
    RowColumns *scratch; // per worker
    uint32_t *first_row;
    OrderMerge merge;
    Range *range;
} Arrangement;

// Amounts may be anything until the caller has looked at ActivityCounts.magnitude: sums wrap.
static int64_t wrapping_sum(int64_t a, int64_t b)
{
    return (int64_t)((uint64_t)a + (uint64_t)b);
}

static bool same_order(const RowColumns *rows, uint64_t first, uint64_t line, OrderMerge merge)
{
    if (merge == MERGE_KEY) return rows->order_key[first] != 0 && rows->order_key[first] == rows->order_key[line];
    if (merge == MERGE_DAY) return second_day(rows->second[first]) == second_day(rows->second[line]);
    return rows->second[first] == rows->second[line];
}

// Writes the order of the lines from..to-1, which are in order of time, to `out` <= from. Returns where it ends.
static uint64_t merge_order(const RowColumns *rows, uint64_t from, uint64_t to, uint64_t out)
{
    Day day = second_day(rows->second[from]);
    int64_t amount = rows->amount[from], profit = rows->profit ? rows->profit[from] : 0;
    uint64_t end = out + 1;
    row_copy(rows, out, rows, from);
    for (uint64_t line = from + 1; line < to; line++) {
        if (rows->amount[line] < 0 && second_day(rows->second[line]) > day) {
            row_copy(rows, end++, rows, line); // a refund
            continue;
        }
        amount = wrapping_sum(amount, rows->amount[line]);
        if (rows->profit) profit = wrapping_sum(profit, rows->profit[line]);
    }
    rows->amount[out] = amount;
    if (rows->profit) rows->profit[out] = profit;
    return end;
}

// The same for all orders of a customer.
static uint64_t merge_lines(const RowColumns *rows, uint64_t from, uint64_t to, uint64_t out, OrderMerge merge)
{
    for (uint64_t first = from, end; first < to; first = end) {
        for (end = first + 1; end < to && same_order(rows, first, end, merge);) end++;
        out = merge_order(rows, first, end, out);
    }
    return out;
}

// Arranges the rows from..to-1 of one customer and moves them to `out` <= from. Returns where they end.
static uint64_t arrange_customer(const Arrangement *arrangement, uint64_t from, uint64_t to, uint64_t out,
                                 const RowColumns *scratch)
{
    const RowColumns *rows = arrangement->rows;
    if (arrangement->merge == MERGE_NONE) {
        rows_sort(rows, from, to, ROWS_BY_TIME, scratch);
        return to;
    }
    rows_sort(rows, from, to, arrangement->merge == MERGE_KEY ? ROWS_BY_KEY : ROWS_BY_TIME_LARGEST, scratch);
    uint64_t end = merge_lines(rows, from, to, out, arrangement->merge);
    rows_sort(rows, out, end, ROWS_BY_TIME, scratch);
    return end;
}

static void arrange_range(void *context, size_t number, int worker)
{
    const Arrangement *arrangement = context;
    Range *range = &arrangement->range[number];
    const Second *second = arrangement->rows->second;
    range->span = (TimeSpan){UINT32_MAX, 0};
    uint64_t from = range->first_row, out = from;
    for (Customer c = range->customers.from; c < range->customers.to; c++) {
        // The next range writes its own first entry of first_row.
        uint64_t to = c + 1 < range->customers.to ? arrangement->first_row[c + 1] : range->end_row;
        arrangement->first_row[c] = (uint32_t)out;
        uint64_t end = arrange_customer(arrangement, from, to, out, &arrangement->scratch[worker]);
        if (second[out] < range->span.first) range->span.first = second[out];
        if (second[end - 1] > range->span.last) range->span.last = second[end - 1];
        from = to;
        out = end;
    }
    range->rows_left = out - range->first_row;
}

// Moves the ranges together. Returns the number of rows that are left.
static uint64_t close_gaps(RowColumns *rows, uint32_t *first_row, const Range *range, size_t ranges)
{
    uint64_t left = 0;
    for (size_t r = 0; r < ranges; r++) {
        uint64_t moved = range[r].first_row - left;
        if (moved > 0) {
            row_columns_move(rows, left, range[r].first_row, range[r].rows_left);
            for (Customer c = range[r].customers.from; c < range[r].customers.to; c++) first_row[c] -= (uint32_t)moved;
        }
        left += range[r].rows_left;
    }
    return left;
}

static TimeSpan span_of_ranges(const Range *range, size_t ranges)
{
    TimeSpan span = {UINT32_MAX, 0};
    for (size_t r = 0; r < ranges; r++) {
        if (range[r].span.first < span.first) span.first = range[r].span.first;
        if (range[r].span.last > span.last) span.last = range[r].span.last;
    }
    return span.first <= span.last ? span : (TimeSpan){0};
}

static Range *cut_ranges(const uint32_t *first_row, uint32_t customers, size_t ranges, Arena *arena)
{
    Range *range = arena_array(arena, Range, ranges);
    for (size_t r = 0; r < ranges; r++) {
        range[r].customers = range_of(first_row, customers, r, ranges);
        range[r].first_row = first_row[range[r].customers.from];
        range[r].end_row = first_row[range[r].customers.to];
    }
    return range;
}

static uint64_t most_rows_of_a_customer(const uint32_t *first_row, uint32_t customers)
{
    uint64_t most = 1;
    for (Customer c = 0; c < customers; c++)
        if (first_row[c + 1] - first_row[c] > most) most = first_row[c + 1] - first_row[c];
    return most;
}

TimeSpan rows_arrange(RowColumns *rows, uint32_t *first_row, uint32_t customers, const ActivityShape *shape,
                      const ActivityMerge *merge)
{
    Arena *arena = arena_open(0);
    size_t workers = (size_t)larger(merge->threads, 1), ranges = range_count(rows->room);
    Arrangement arrangement = {.rows = rows, .first_row = first_row, .merge = merge->merge};
    arrangement.range = cut_ranges(first_row, customers, ranges, arena);
    arrangement.scratch = arena_array(arena, RowColumns, workers);
    uint64_t scratch_rows = most_rows_of_a_customer(first_row, customers) / 2 + 1;
    for (size_t w = 0; w < workers; w++) arrangement.scratch[w] = row_columns_open(shape, scratch_rows);
    thread_run(merge->threads, ranges, arrange_range, &arrangement);
    for (size_t w = 0; w < workers; w++) row_columns_release(&arrangement.scratch[w]);
    uint64_t left = close_gaps(rows, first_row, arrangement.range, ranges);
    TimeSpan span = span_of_ranges(arrangement.range, ranges);
    first_row[customers] = (uint32_t)left;
    row_columns_release_keys(rows);
    if (left < rows->room) row_columns_resize(rows, left);
    arena_close(arena);
    return span;
}
