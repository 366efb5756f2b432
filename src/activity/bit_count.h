// bit_count.h - of many words of 64 bits, how many have each bit: eight at a time instead of bit by bit.
#ifndef FIDELE_ACTIVITY_BIT_COUNT_H
#define FIDELE_ACTIVITY_BIT_COUNT_H

#include "base/base.h"

// `one`, `two` and `four` are the digits of 64 counts below eight; what is above goes into counts of the caller's.
typedef struct BitCount {
    uint64_t one, two, four;
    uint64_t waiting[8];
    uint32_t waits;
} BitCount;

// Where the counts are: of bit b at counts[b * stride].
typedef struct BitCounts {
    int64_t *counts;
    size_t stride;
} BitCounts;

static inline void bit_counts_add(BitCounts to, uint64_t bits, int64_t times)
{
    for (; bits; bits &= bits - 1) to.counts[(size_t)__builtin_ctzll(bits) * to.stride] += times;
}

// A carry-save adder: a + b + c is *sum, and twice what is returned.
static inline uint64_t add_three(uint64_t a, uint64_t b, uint64_t c, uint64_t *sum)
{
    uint64_t either = a ^ b;
    *sum = either ^ c;
    return (a & b) | (either & c);
}

static inline void bit_count_eight(BitCount *count, BitCounts to)
{
    const uint64_t *word = count->waiting;
    uint64_t two[4], four[2];
    for (int i = 0; i < 4; i++) two[i] = add_three(count->one, word[2 * i], word[2 * i + 1], &count->one);
    for (int i = 0; i < 2; i++) four[i] = add_three(count->two, two[2 * i], two[2 * i + 1], &count->two);
    bit_counts_add(to, add_three(count->four, four[0], four[1], &count->four), 8);
    count->waits = 0;
}

static inline void bit_count_add(BitCount *count, uint64_t word, BitCounts to)
{
    count->waiting[count->waits++] = word;
    if (count->waits == COUNT_OF(count->waiting)) bit_count_eight(count, to);
}

// After the last word.
static inline void bit_count_end(const BitCount *count, BitCounts to)
{
    for (uint32_t i = 0; i < count->waits; i++) bit_counts_add(to, count->waiting[i], 1);
    bit_counts_add(to, count->one, 1);
    bit_counts_add(to, count->two, 2);
    bit_counts_add(to, count->four, 4);
}

#endif
