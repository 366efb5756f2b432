#include "measure/select.h"

enum { DIGIT_BITS = 8, DIGITS = 1 << DIGIT_BITS };

// A value's digit, counted from the smallest value so that signs and a common offset do not matter.
static unsigned digit_of(int64_t value, int64_t smallest, int shift)
{
    return (unsigned)(((uint64_t)value - (uint64_t)smallest) >> shift) % DIGITS;
}

// The digit of the value at *rank; *rank becomes the rank among the values that share it.
static unsigned digit_at_rank(const int64_t *values, size_t n, int64_t smallest, int shift, size_t *rank)
{
    size_t counts[DIGITS] = {0};
    for (size_t i = 0; i < n; i++) counts[digit_of(values[i], smallest, shift)]++;
    unsigned digit = 0;
    while (*rank >= counts[digit]) *rank -= counts[digit++];
    return digit;
}

// Swaps the values with that digit to the front; returns how many there are.
static size_t bring_forward(int64_t *values, size_t n, int64_t smallest, int shift, unsigned digit)
{
    size_t front = 0;
    for (size_t i = 0; i < n; i++) {
        if (digit_of(values[i], smallest, shift) != digit) continue;
        int64_t value = values[i];
        values[i] = values[front];
        values[front++] = value;
    }
    return front;
}

int64_t select_rank(int64_t *values, size_t n, size_t rank)
{
    assert(rank < n);
    int64_t smallest = values[0], largest = values[0];
    for (size_t i = 1; i < n; i++) {
        smallest = smaller(smallest, values[i]);
        largest = larger(largest, values[i]);
    }
    uint64_t range = (uint64_t)largest - (uint64_t)smallest;
    int bits = range ? 64 - __builtin_clzll(range) : 0;
    while (bits > 0) {
        bits = bits > DIGIT_BITS ? bits - DIGIT_BITS : 0;
        unsigned digit = digit_at_rank(values, n, smallest, bits, &rank);
        n = bring_forward(values, n, smallest, bits, digit);
    }
    return values[0];
}
