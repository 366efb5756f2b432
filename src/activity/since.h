// since.h - of each person the day of their first row in some lanes, and in which buckets since then they have others:
// what a table of cohorts counts of people, in 10 bytes each.
//
// For lanes that lie in files it is kept beside the largest of them (kept.h), and only the people of whom something is
// new are looked at.
#ifndef FIDELE_ACTIVITY_SINCE_H
#define FIDELE_ACTIVITY_SINCE_H

#include "activity/blocks.h"
#include "activity/bucket.h"
#include "activity/kept.h"

enum { SINCE_BUCKETS = 64, SINCE_NOBODY = UINT16_MAX }; // days of seconds are at most 49,710

typedef struct SinceAsk {
    const Columns *const *lanes;
    size_t lane_count;
    BucketUnit unit; // not hours
    bool purchases;  // only rows with an amount above 0
    Second known_to; // rows before it; the first second of a day, or later than all rows
} SinceAsk;

// People of a block, by number within it.
typedef struct SinceBlock {
    uint16_t day[BLOCK_CUSTOMERS];        // since 1970-01-01; SINCE_NOBODY: no row
    uint64_t back[BLOCK_CUSTOMERS];       // bit k: a row in the k-th bucket after that of the first; 63: or later
    uint64_t fresh[BLOCK_CUSTOMERS / 64]; // of whom the rows were looked at
} SinceBlock;

typedef struct Since {
    SinceAsk ask;
    Buckets buckets;       // of all days with rows
    Day last;              // of these
    const KeptArray *kept; // NULL: nothing is
    uint32_t customers;    // of it
} Since;

void since_open(const SinceAsk *ask, int threads, Arena *scratch, Since *since);
void since_close(Since *since);
void since_read(const Since *since, CustomerRange block, SinceBlock *read); // for any thread

#endif
