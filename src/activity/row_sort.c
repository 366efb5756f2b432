#include "activity/row_sort.h"

enum { FEW_ROWS = 24 };

// Whether row b of `right` must stand before row a of `left`; false when they are equal.
static inline bool row_after(const RowColumns *left, uint64_t a, const RowColumns *right, uint64_t b, RowOrder order)
{
    if (order == ROWS_BY_KEY && left->order_key[a] != right->order_key[b])
        return left->order_key[a] > right->order_key[b];
    if (left->second[a] != right->second[b]) return left->second[a] > right->second[b];
    if (left->amount[a] != right->amount[b]) return (left->amount[a] > right->amount[b]) == (order == ROWS_BY_TIME);
    for (uint32_t d = 0; d < left->dimensions; d++)
        if (left->code[d][a] != right->code[d][b]) return left->code[d][a] > right->code[d][b];
    return left->profit && left->profit[a] > right->profit[b];
}

// Few rows: each is moved down to its place. A row being placed waits in the first row of `scratch`.
static void sort_few(const RowColumns *rows, uint64_t from, uint64_t to, RowOrder order, const RowColumns *scratch)
{
    for (uint64_t i = from + 1; i < to; i++) {
        if (!row_after(rows, i - 1, rows, i, order)) continue;
        row_copy(scratch, 0, rows, i);
        uint64_t at = i;
        do {
            row_copy(rows, at, rows, at - 1);
            at--;
        } while (at > from && row_after(rows, at - 1, scratch, 0, order));
        row_copy(rows, at, scratch, 0);
    }
}

static uint64_t ascending_end(const RowColumns *rows, uint64_t from, uint64_t to, RowOrder order)
{
    uint64_t end = from + 1;
    while (end < to && !row_after(rows, end - 1, rows, end, order)) end++;
    return end;
}

static uint64_t descending_end(const RowColumns *rows, uint64_t from, uint64_t to, RowOrder order)
{
    uint64_t end = from + 1;
    while (end < to && row_after(rows, end - 1, rows, end, order)) end++;
    return end;
}

static void reverse(const RowColumns *rows, uint64_t from, uint64_t to, const RowColumns *scratch)
{
    for (; from + 1 < to; from++, to--) {
        row_copy(scratch, 0, rows, from);
        row_copy(rows, from, rows, to - 1);
        row_copy(rows, to - 1, scratch, 0);
    }
}

// Files written newest first would otherwise be the worst case.
static void reverse_descending(const RowColumns *rows, uint64_t from, uint64_t to, RowOrder order,
                               const RowColumns *scratch)
{
    while (from < to) {
        uint64_t end = descending_end(rows, from, to, order);
        reverse(rows, from, end, scratch);
        from = end > from + 1 ? end : ascending_end(rows, from, to, order);
    }
}

// The left stretch steps aside, so that what is written never overtakes what is still to be read of the right one.
static void merge_upwards(const RowColumns *rows, uint64_t from, uint64_t middle, uint64_t to, RowOrder order,
                          const RowColumns *scratch)
{
    uint64_t left = 0, lefts = middle - from, right = middle;
    for (uint64_t i = 0; i < lefts; i++) row_copy(scratch, i, rows, from + i);
    for (uint64_t out = from; left < lefts; out++) {
        if (right < to && row_after(scratch, left, rows, right, order))
            row_copy(rows, out, rows, right++);
        else
            row_copy(rows, out, scratch, left++);
    }
}

// The same from the end, the right stretch aside.
static void merge_downwards(const RowColumns *rows, uint64_t from, uint64_t middle, uint64_t to, RowOrder order,
                            const RowColumns *scratch)
{
    uint64_t left = middle, right = to - middle;
    for (uint64_t i = 0; i < right; i++) row_copy(scratch, i, rows, middle + i);
    for (uint64_t out = to; right > 0; out--) {
        if (left > from && row_after(rows, left - 1, scratch, right - 1, order))
            row_copy(rows, out - 1, rows, --left);
        else
            row_copy(rows, out - 1, scratch, --right);
    }
}

// Merges stretches in order, two by two; false when there was only one.
static bool merge_pass(const RowColumns *rows, uint64_t from, uint64_t to, RowOrder order, const RowColumns *scratch)
{
    bool merged = false;
    while (from < to) {
        uint64_t middle = ascending_end(rows, from, to, order);
        if (middle == to) return merged;
        uint64_t end = ascending_end(rows, middle, to, order);
        if (middle - from <= end - middle)
            merge_upwards(rows, from, middle, end, order, scratch);
        else
            merge_downwards(rows, from, middle, end, order, scratch);
        merged = true;
        from = end;
    }
    return merged;
}

void rows_sort(const RowColumns *rows, uint64_t from, uint64_t to, RowOrder order, const RowColumns *scratch)
{
    if (to - from <= FEW_ROWS) {
        sort_few(rows, from, to, order, scratch);
        return;
    }
    if (ascending_end(rows, from, to, order) == to) return;
    reverse_descending(rows, from, to, order, scratch);
    while (merge_pass(rows, from, to, order, scratch)) {
    }
}
