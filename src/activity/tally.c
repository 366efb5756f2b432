#include "activity/tally.h"

enum { TABLES_BYTES_MAX = 8 << 20, CELLS_APART = 64 / sizeof(int64_t) };

int tally_threads(size_t bytes, int threads)
{
    if (threads < 1) return 1;
    return bytes <= TABLES_BYTES_MAX / (size_t)threads ? threads : 1;
}

Tally tally_open(size_t cells, int threads, Arena *scratch)
{
    Tally tally = {.cells = cells, .apart = cells + CELLS_APART};
    tally.threads = tally_threads(cells * sizeof(int64_t), threads);
    tally.counts = arena_array(scratch, int64_t, tally.apart * (size_t)tally.threads);
    return tally;
}

int64_t *tally_of(const Tally *tally, int thread)
{
    return tally->counts + tally->apart * (size_t)thread;
}

int64_t *tally_sums(const Tally *tally)
{
    for (int thread = 1; thread < tally->threads; thread++) {
        const int64_t *counts = tally_of(tally, thread);
        for (size_t i = 0; i < tally->cells; i++) tally->counts[i] += counts[i];
    }
    return tally->counts;
}
