#include "activity/activity_test.h"
#include "activity/row_sort.h"

#include <stdlib.h>
#include <string.h>

typedef struct PlainRow {
    Second second;
    int64_t amount;
} PlainRow;

static int by_time(const void *a, const void *b)
{
    const PlainRow *first = a, *second = b;
    if (first->second != second->second) return first->second < second->second ? -1 : 1;
    return (first->amount > second->amount) - (first->amount < second->amount);
}

// Sorts the rows with one at each side that must stay where it is, and compares with qsort.
static void check_sorted(PlainRow *row, uint64_t count)
{
    RowColumns rows = row_columns_open(&(ActivityShape){0}, count + 2);
    uint64_t half = count / 2 + 1;
    RowColumns scratch = row_columns_open(&(ActivityShape){0}, half + 1);
    scratch.second[half] = 4711;
    rows.second[0] = UINT32_MAX;
    rows.second[count + 1] = 0;
    for (uint64_t i = 0; i < count; i++) {
        rows.second[i + 1] = row[i].second;
        rows.amount[i + 1] = row[i].amount;
    }
    rows_sort(&rows, 1, count + 1, ROWS_BY_TIME, &scratch);
    qsort(row, count, sizeof *row, by_time);
    CHECK(rows.second[0] == UINT32_MAX && rows.second[count + 1] == 0 && scratch.second[half] == 4711);
    for (uint64_t i = 0; i < count; i++)
        if (rows.second[i + 1] != row[i].second || rows.amount[i + 1] != row[i].amount) fail();
    row_columns_release(&rows);
    row_columns_release(&scratch);
}

typedef Second TimeOfRow(uint64_t row, uint64_t count, uint64_t *dice);

static Second ascending(uint64_t row, uint64_t count, uint64_t *dice)
{
    (void)count, (void)dice;
    return (Second)row / 3;
}

static Second descending(uint64_t row, uint64_t count, uint64_t *dice)
{
    (void)dice;
    return (Second)(count - row) / 2;
}

static Second two_stretches(uint64_t row, uint64_t count, uint64_t *dice)
{
    return row < count / 2 ? ascending(2 * row, count, dice) : descending(row, count, dice);
}

static Second any_time(uint64_t row, uint64_t count, uint64_t *dice)
{
    (void)row;
    return (Second)test_random(dice, count);
}

static Second one_time(uint64_t row, uint64_t count, uint64_t *dice)
{
    (void)row, (void)count, (void)dice;
    return 7;
}

TEST(rows_in_any_order_are_sorted_as_qsort_does)
{
    TimeOfRow *times[] = {ascending, descending, two_stretches, any_time, one_time};
    static const uint64_t counts[] = {0, 1, 2, 3, 23, 24, 25, 26, 100, 1000, 20000};
    uint64_t dice = 1;
    for (size_t t = 0; t < COUNT_OF(times); t++) {
        for (size_t n = 0; n < COUNT_OF(counts); n++) {
            PlainRow *row = arena_array(test_arena(), PlainRow, counts[n]);
            for (uint64_t i = 0; i < counts[n]; i++)
                row[i] = (PlainRow){times[t](i, counts[n], &dice), (int64_t)test_random(&dice, 5) - 2};
            check_sorted(row, counts[n]);
        }
    }
}
