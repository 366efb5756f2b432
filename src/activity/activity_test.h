// activity_test.h - what the tests of activity/ share: rows as text, at random, and in any number of parts.
#ifndef FIDELE_ACTIVITY_TEST_H
#define FIDELE_ACTIVITY_TEST_H

#include "activity/builder.h"
#include "activity/questions.h"
#include "base/test.h"

typedef struct TestRows {
    size_t count;
    ActivityRow *row;
    ActivityShape shape; // of what the rows have
} TestRows;

// Lines of: customer day[Thh:mm:ss] amount, then any of key=… profit=… ended=day and value=… (of one dimension).
TestRows test_rows(const char *text);

// Of a small random business, so that ties, refunds, rows of amount 0, returning customers and all columns are
// frequent.
TestRows test_rows_random(uint64_t seed, size_t count);
uint64_t test_random(uint64_t *state, uint64_t below);
void test_rows_shuffle(TestRows rows, uint64_t seed);

// Columns of the rows dealt out over `workers`, in parts of a few rows each.
Columns test_columns_of(TestRows rows, OrderMerge merge, int workers, Second until, ActivityCounts *counts);
Columns test_columns(const char *text); // each row an order, one thread

// Random rows, each an order, as a rule with refunds, ties and ends of contracts.
Columns test_columns_random(uint64_t seed, size_t rows_max, int threads);

// The rows as in test_rows, by id of the customer.
Str test_columns_text(const Columns *columns);

Day test_day(const char *text);
Window test_window(uint64_t *dice); // any, from one day to more than the data, and of periods
// Whether the customer is active at the end of a day: what questions.h says, word by word.
bool test_active(const Columns *columns, Customer customer, Window window, Day at_end_of);

#endif
