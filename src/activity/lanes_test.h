// lanes_test.h - small random histories in several lanes, as plain rows and as columns of one piece or two.
#ifndef FIDELE_ACTIVITY_LANES_TEST_H
#define FIDELE_ACTIVITY_LANES_TEST_H

#include "activity/activity_test.h"

typedef struct LaneRow {
    uint32_t person;
    int64_t second, amount;
    int32_t code; // of the one dimension; -1: none
} LaneRow;

typedef struct TestLane {
    size_t count;
    LaneRow *row; // in no order
    bool amounts; // false: all are 0
} TestLane;

enum { TEST_LANES_MAX = 4, TEST_LANE_CODES = 3 };

typedef struct TestLanes {
    uint32_t people, lanes;
    int64_t first, last; // no row is outside of it
    TestLane lane[TEST_LANES_MAX];
    Columns columns[TEST_LANES_MAX];
} TestLanes;

// Few people (now and then none, one, or more than a block), few seconds: ties within and across lanes, people without
// rows, refunds; pieces with and without customers, with people that are replaced.
TestLanes test_lanes(uint64_t seed);

// The same rows in two pieces, dealt out at random. What is replaced has rows that must not be read.
Columns test_columns_split(const Columns *columns, uint64_t *dice);

#endif
