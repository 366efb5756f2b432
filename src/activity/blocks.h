// blocks.h - customers cut into blocks, for questions that look at several lanes of the same customers.
//
// A block is small enough for what is noted of its customers to stay in the cache while one lane after the other is
// read, and its runs are found by one search in each piece.
#ifndef FIDELE_ACTIVITY_BLOCKS_H
#define FIDELE_ACTIVITY_BLOCKS_H

#include "activity/ranges.h"

enum { BLOCK_CUSTOMERS = 4096 }; // a multiple of 64: no two blocks share a word of bits

size_t block_count(uint32_t customers);
CustomerRange block_of(uint32_t customers, size_t block);

// The runs of a piece that are of customers of the block. Runs that do not count are among them.
RunRange block_runs(const ColumnPiece *piece, CustomerRange block);

// rows[customer - block.from]: the rows of each; `piece` is NULL where there are none.
void block_rows(const Columns *columns, CustomerRange block, CustomerRows *rows);

// How many of the rows from..to-1, which are in order of time, are before `second`: from the end, since most windows
// end there.
static inline uint32_t rows_before(const Second *seconds, uint32_t from, uint32_t to, Second second)
{
    uint32_t step = 1;
    while (to - from >= step && seconds[to - step] >= second) {
        to -= step;
        step *= 2;
    }
    // All from `to` on are not before it; what is sought lies within the `step` rows before.
    uint32_t low = to - from >= step ? to - step + 1 : from;
    while (low < to) {
        uint32_t middle = low + (to - low) / 2;
        if (seconds[middle] < second)
            low = middle + 1;
        else
            to = middle;
    }
    return to - from;
}

#endif
