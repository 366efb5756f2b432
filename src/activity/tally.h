// tally.h - counts that each thread makes by itself, and that are added up at the end.
#ifndef FIDELE_ACTIVITY_TALLY_H
#define FIDELE_ACTIVITY_TALLY_H

#include "base/arena.h"

typedef struct Tally {
    size_t cells, apart; // apart: from one thread's counts to the next one's, on other cache lines
    int threads;         // at most these may count
    int64_t *counts;
} Tally;

// How many of `threads` may have a table of `bytes` each: all, or only one when the tables would be too large together.
int tally_threads(size_t bytes, int threads);

Tally tally_open(size_t cells, int threads, Arena *scratch); // all 0
int64_t *tally_of(const Tally *tally, int thread);
int64_t *tally_sums(const Tally *tally); // the sums; what each thread had counted is gone

#endif
