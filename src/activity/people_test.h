// people_test.h - small random histories of people for the tests of questions over several lanes, and what the slow
// reference implementations share. Nothing of it uses code of activity/ but the shape of Columns.
#ifndef FIDELE_ACTIVITY_PEOPLE_TEST_H
#define FIDELE_ACTIVITY_PEOPLE_TEST_H

#include "activity/columns.h"
#include "base/test.h"

enum { TEST_LANES_MAX = 10 };

typedef struct TestEvent {
    Customer person;
    uint32_t lane;
    Second second;
    int64_t amount;
    uint16_t code; // of the one dimension
} TestEvent;

typedef struct TestPeople {
    size_t count;
    TestEvent *event; // in order of lane, person, second, amount
    uint32_t people, lanes;
    const Columns *lane_at[TEST_LANES_MAX];
} TestPeople;

// Sorts the events and makes the lanes of them; in the test's arena. People who come last may be in no lane at all.
void test_people_arrange(TestPeople *people);

// How many histories a test looks at: $FIDELE_TEST_HISTORIES, or `usual`. The arena is emptied after each.
uint64_t test_histories(uint64_t usual);

uint64_t test_dice(uint64_t *state, uint64_t below);
// Ties within a second, refunds, people without events; all events from `first` on, within `days`.
TestPeople test_people_random(uint64_t *dice, uint32_t lanes, Second first, uint32_t days);

// ---- calendar of the references: bucket by bucket, never by a formula ----

typedef enum TestUnit { TEST_HOUR, TEST_DAY, TEST_WEEK, TEST_SUNDAY, TEST_MONTH, TEST_QUARTER, TEST_YEAR } TestUnit;
int64_t test_bucket_start(TestUnit unit, int64_t second);                 // of the bucket that holds it
int64_t test_bucket_later(TestUnit unit, int64_t start, int64_t buckets); // so many buckets later

#endif
