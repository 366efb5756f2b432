// builder.h - turns rows in the order in which a source has them into columns (columns.h).
//
// Several threads add at once, each to parts of its own; a part is a stretch of the source (a block of a file).
// Finishing groups rows by customer, merges the lines of one order into one row, and sorts. Neither the order of the
// rows, nor how they were cut into parts, nor the number of threads changes what the columns say; only which customer
// has which number.
//
// Memory: while adding, 12 bytes a row (16 in parts with an amount of 2^31 minor units or more), at most 36 bytes a
// customer and worker, and 48 KB a part; while finishing, at most 20 (24) bytes a row, 40 a customer and 16 a customer
// and worker; 12 bytes a row when done. Ends of contracts and dimensions add 4 bytes a row each, order keys and profits
// 8 each, and 4 more for having any of these two.
//
// At most 4,294,967,294 rows (100 GB of them): more end the program as a machine without memory does.
#ifndef FIDELE_ACTIVITY_BUILDER_H
#define FIDELE_ACTIVITY_BUILDER_H

#include "activity/columns.h"

typedef struct ActivityBuilder ActivityBuilder;
typedef struct ActivityPart ActivityPart;

enum { ACTIVITY_NAME_BYTES_MAX = 65535 }; // of a customer's id and of a dimension's value

// How rows become orders.
typedef enum OrderMerge {
    MERGE_NONE,    // each row is an order
    MERGE_KEY,     // rows of one customer with one order key are one order
    MERGE_INSTANT, // rows of one customer at one second are one order
    MERGE_DAY      // rows of one customer on one day are one order
} OrderMerge;

typedef struct ActivityShape {
    bool order_key, profit, ended; // which members of ActivityRow are read
    uint32_t dimensions;
    Str dimension_name[ACTIVITY_DIMENSIONS_MAX]; // readable until the columns are closed
    uint64_t hash_seed; // a random one keeps ids from being chosen to collide; what comes out does not depend on it
} ActivityShape;

MUST_USE ActivityBuilder *activity_builder_open(const ActivityShape *shape, int workers);
void activity_builder_close(ActivityBuilder *builder); // after finishing or instead of it

// A part for at most `rows_max` rows, to be filled by `worker` (0..workers-1) alone. Parts may be asked for by any
// thread. Room that stays empty costs no memory, so rows_max may be far too large.
ActivityPart *activity_part_open(ActivityBuilder *builder, int worker, size_t rows_max);
void activity_part_drop(ActivityPart *part); // forgets its rows (the block has to be read again); it can't be added to

// Texts must stay readable until the columns are closed: slices of the mapped file, or of an arena.
typedef struct ActivityRow {
    Str customer;
    Second second;
    int64_t amount_minor;
    uint64_t order_key; // 0: an order of its own
    int64_t profit_minor;
    Day ended;                              // DAY_MIN - 1: none
    Str dimension[ACTIVITY_DIMENSIONS_MAX]; // "" : none
} ActivityRow;

void activity_add(ActivityPart *part, const ActivityRow *row);

typedef struct ActivityMerge {
    OrderMerge merge;
    int threads;
    Second until; // rows later than this are left out (as if not yet known); UINT32_MAX for all
} ActivityMerge;

// Merging lines: the lines of an order add up to one row at the time of the order's first line, but for negative ones
// on a later day than that: each is a refund, a row of its own at its own time. (Negative ones on the first line's day
// are discount lines.) A merged row has the dimension codes of its first line (by time, then amount, largest first,
// then code text).
//
// A customer whose rows are all later than `until` is not in the columns.
typedef struct ActivityCounts {
    uint64_t rows_added, rows_after_until, rows_merged_away;
    uint64_t magnitude; // sum of the absolute amounts and profits of all rows, UINT64_MAX when it is more than that.
                        // Above INT64_MAX no sum over the columns can be trusted: refuse the source.
} ActivityCounts;

void activity_builder_finish(ActivityBuilder *builder, const ActivityMerge *merge, Columns *columns,
                             ActivityCounts *counts);

// The key of an order's name, never 0: of up to 7 bytes, or up to 10 letters, digits and hyphens, the name itself; else
// a 64-bit hash with the top bit set.
uint64_t order_key_of(Str name);

#endif
