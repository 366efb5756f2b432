#include "activity/nth_last.h"

#include "activity/blocks.h"
#include "base/thread.h"

typedef struct NthLastMaking {
    const ColumnPiece *piece;
    uint32_t n;
    int threads;
    Second *at;
} NthLastMaking;

static void make_block(void *context, size_t number, int thread)
{
    (void)thread;
    const NthLastMaking *making = context;
    const ColumnPiece piece = *making->piece;
    const uint32_t n = making->n;
    RunRange runs = block_runs(&piece, block_of(piece.kept->customers, number));
    for (uint32_t run = runs.from; run < runs.to; run++) {
        uint32_t from = piece.first_row[run], to = piece.first_row[run + 1];
        if (to - from >= n) making->at[run_customer(&piece, run)] = piece.second[to - n];
    }
}

static void make_all(void *context, void *content)
{
    NthLastMaking *making = context;
    making->at = content;
    thread_run(making->threads, block_count(making->piece->kept->customers), make_block, making);
}

const KeptArray *nth_last_hold(const ColumnPiece *piece, uint32_t n, int threads)
{
    assert(piece->kept && 1 <= n && n <= NTH_LAST_MAX);
    NthLastMaking making = {.piece = piece, .n = n, .threads = threads};
    KeptPlan plan = {.key = {.kind = KEPT_NTH_LAST, .of = {n}, .files = 1, .file = {piece->kept->number}},
                     .bytes = piece->kept->customers * sizeof(Second),
                     .make = make_all,
                     .context = &making};
    return kept_hold(piece->kept, &plan);
}
