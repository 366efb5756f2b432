// builder.h - turns rows in the order in which a source has them into columns (columns.h).
//
// Several threads add at once, each to parts of its own; a part is a stretch of the source (a block of a file). Finishing
// groups rows by customer, merges the lines of one order into one row, sorts, and forgets the names of nobody.
//
// Memory: while adding, 16 bytes a row and at most 48 bytes a customer and thread; while finishing, at most 24 bytes a
// row and 64 bytes a customer in all (plus 8 bytes a row for order keys and profits, 2 per dimension, when there are any).
#ifndef FIDELE_ACTIVITY_BUILDER_H
#define FIDELE_ACTIVITY_BUILDER_H

#include "activity/columns.h"

typedef struct ActivityBuilder ActivityBuilder;
typedef struct ActivityPart ActivityPart;

// How rows become orders.
typedef enum OrderMerge {
    MERGE_NONE,     // each row is an order
    MERGE_KEY,      // rows of one customer with one order key are one order
    MERGE_INSTANT,  // rows of one customer at one second are one order
    MERGE_DAY       // rows of one customer on one day are one order
} OrderMerge;

typedef struct ActivityShape {
    bool order_key, profit, ended;
    uint32_t dimensions;
    Str dimension_name[ACTIVITY_DIMENSIONS_MAX];
} ActivityShape;

MUST_USE ActivityBuilder *activity_builder_open(const ActivityShape *shape, int workers);
void activity_builder_close(ActivityBuilder *builder); // after finishing or instead of it

// A part for at most `rows_max` rows, to be filled by `worker` alone. Parts may be asked for by any thread.
ActivityPart *activity_part_open(ActivityBuilder *builder, int worker, size_t rows_max);
void activity_part_drop(ActivityPart *part); // forgets its rows (the block has to be read again)

typedef struct ActivityRow {
    Str customer;      // must stay readable until the columns are closed (a slice of the mapped file, or of an arena)
    Second second;
    int64_t amount_minor;
    uint64_t order_key; // 0: an order of its own
    int64_t profit_minor;
    Day ended;          // DAY_MIN - 1: none
    Str dimension[ACTIVITY_DIMENSIONS_MAX]; // "" : none
} ActivityRow;

void activity_add(ActivityPart *part, const ActivityRow *row);

typedef struct ActivityMerge {
    OrderMerge merge;
    int threads;
    Second until; // rows later than this are left out (as if not yet known); UINT32_MAX for all
} ActivityMerge;

// Merging lines: lines of one order with a positive amount, and negative ones on the day of the order's first line
// (discount lines), add up to one row at the time of the order's first line; a negative line on a later day is a refund,
// a row of its own at its own time. A merged row has the dimension codes of its first line (by time, then amount, largest
// first, then code text).
// A customer whose rows are all later than `until` is not in the columns.
typedef struct ActivityCounts {
    uint64_t rows_added, rows_after_until, rows_merged_away;
} ActivityCounts;

void activity_builder_finish(ActivityBuilder *builder, const ActivityMerge *merge, Columns *columns, ActivityCounts *counts);

// The key of an order's name: the bytes themselves for names of up to 7 bytes, else a 64-bit hash with the top bit set. Never 0.
uint64_t order_key_of(Str name);

#endif
