// progress.h - how far a long piece of work is; drawn by cli/ on a terminal, silent elsewhere.
#ifndef FIDELE_BASE_PROGRESS_H
#define FIDELE_BASE_PROGRESS_H

#include <stdatomic.h>

#include "base/base.h"

// Workers add to `done`; whoever draws reads it. All fields may be read at any time.
typedef struct Progress {
    atomic_uint_least64_t done, total;          // in `unit`; total 0: not known yet
    void (*changed)(struct Progress *progress); // called now and then by the thread that works; may be NULL
} Progress;

static inline void progress_add(Progress *progress, uint64_t amount)
{
    if (!progress) return;
    atomic_fetch_add_explicit(&progress->done, amount, memory_order_relaxed);
    if (progress->changed) progress->changed(progress);
}

#endif
