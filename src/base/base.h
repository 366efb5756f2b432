// base.h - what every file of the house may count on.
#ifndef FIDELE_BASE_H
#define FIDELE_BASE_H

#include <assert.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define MUST_USE __attribute__((warn_unused_result))
#define PRINTF_LIKE(text, first) __attribute__((format(printf, text, first)))
#define COUNT_OF(array) (sizeof(array) / sizeof((array)[0]))

// Sizes and money are added and multiplied through these: true when the result fits in *sum / *product.
#define checked_add(a, b, sum) (!__builtin_add_overflow((a), (b), (sum)))
#define checked_multiply(a, b, product) (!__builtin_mul_overflow((a), (b), (product)))

static inline int64_t smaller(int64_t a, int64_t b)
{
    return a < b ? a : b;
}
static inline int64_t larger(int64_t a, int64_t b)
{
    return a > b ? a : b;
}

#endif
