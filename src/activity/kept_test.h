// kept_test.h - pieces of tests as if they lay in files, so that something is kept beside them.
#ifndef FIDELE_ACTIVITY_KEPT_TEST_H
#define FIDELE_ACTIVITY_KEPT_TEST_H

#include "activity/kept.h"

// Of a piece with rows, and of customers 0..customers-1. Closed some tests later.
Kept *test_kept(const ColumnPiece *piece, uint32_t customers);

#endif
