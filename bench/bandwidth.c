// bandwidth.c - how fast this machine reads memory now: the limit that a pass over columns is held against.
// Prints gigabytes a second, best of 5, on as many threads as the first argument says (default 2).
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "base/pages.h"
#include "base/thread.h"

enum { WORDS = 64 << 20, PARTS = 64, ROUNDS = 5 };

typedef struct Sum {
    const uint64_t *words;
    uint64_t by_part[PARTS];
} Sum;

static void sum_part(void *context, size_t part, int worker)
{
    (void)worker;
    Sum *sum = context;
    const uint64_t *words = sum->words + part * (WORDS / PARTS);
    uint64_t a = 0, b = 0, c = 0, d = 0;
    for (size_t i = 0; i < WORDS / PARTS; i += 4) {
        a += words[i];
        b += words[i + 1];
        c += words[i + 2];
        d += words[i + 3];
    }
    sum->by_part[part] = a + b + c + d;
}

static double seconds_now(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

int main(int count, char **arguments)
{
    int threads = count > 1 && arguments[1][0] == '1' ? 1 : 2;
    uint64_t *words = pages_array(uint64_t, WORDS);
    for (size_t i = 0; i < WORDS; i++) words[i] = i;
    Sum sum = {.words = words};
    double best = 1e9;
    uint64_t check = 0;
    for (int round = 0; round < ROUNDS; round++) {
        double start = seconds_now();
        thread_run(threads, PARTS, sum_part, &sum);
        double taken = seconds_now() - start;
        if (taken < best) best = taken;
        for (size_t part = 0; part < PARTS; part++) check += sum.by_part[part];
    }
    printf("%.2f\n", (double)WORDS * sizeof *words / best / 1e9);
    return check == 0;
}
