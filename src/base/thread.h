// thread.h - a piece of work cut into numbered parts, done by a few threads.
#ifndef FIDELE_BASE_THREAD_H
#define FIDELE_BASE_THREAD_H

#include "base/base.h"

// Processors this process may use, at least 1.
int thread_count_available(void);

// Calls work(context, part, worker) once for each part 0..parts-1, on at most `threads` threads (the calling one
// included; 1 starts none). Parts are taken in order of number; `worker` is 0..threads-1. Returns when all are done.
void thread_run(int threads, size_t parts, void (*work)(void *context, size_t part, int worker), void *context);

#endif
