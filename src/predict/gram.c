#include "predict/gram.h"

typedef double Four __attribute__((vector_size(32), aligned(8), may_alias));
enum { LANE = 4, HIGH = 4, WIDE = 2 }; // a tile: four weighted columns by two plain ones, eight sums in registers

static inline __attribute__((always_inline)) double sum_of(const Four *four)
{
    return ((*four)[0] + (*four)[1]) + ((*four)[2] + (*four)[3]);
}

#define AT(start) (*(const Four *)(const void *)((start) + i))

// Eight sums that stay in registers: an array of them would not.
static inline __attribute__((always_inline)) void add_tile(const double *weighted, const double *left,
                                                           const double *right, double out[HIGH][WIDE])
{
    Four a0 = {0}, a1 = {0}, a2 = {0}, a3 = {0}, b0 = {0}, b1 = {0}, b2 = {0}, b3 = {0};
    const double *w0 = weighted, *w1 = w0 + GRAM_ROWS, *w2 = w1 + GRAM_ROWS, *w3 = w2 + GRAM_ROWS;
    for (size_t i = 0; i < GRAM_ROWS; i += LANE) {
        Four l = AT(left), r = AT(right);
        a0 += AT(w0) * l, b0 += AT(w0) * r;
        a1 += AT(w1) * l, b1 += AT(w1) * r;
        a2 += AT(w2) * l, b2 += AT(w2) * r;
        a3 += AT(w3) * l, b3 += AT(w3) * r;
    }
    out[0][0] = sum_of(&a0), out[1][0] = sum_of(&a1), out[2][0] = sum_of(&a2), out[3][0] = sum_of(&a3);
    out[0][1] = sum_of(&b0), out[1][1] = sum_of(&b1), out[2][1] = sum_of(&b2), out[3][1] = sum_of(&b3);
}

static inline __attribute__((always_inline)) void add_all(const double *x, size_t width, const double *weight,
                                                          double *into)
{
    double weighted[HIGH * GRAM_ROWS], out[HIGH][WIDE];
    for (size_t j = 0; j < width; j += HIGH) {
        size_t high = width - j < HIGH ? width - j : HIGH;
        for (size_t a = 0; a < HIGH; a++) {
            const double *column = x + (a < high ? j + a : j) * GRAM_ROWS;
            for (size_t i = 0; i < GRAM_ROWS; i++) weighted[a * GRAM_ROWS + i] = column[i] * weight[i];
        }
        for (size_t k = 0; k < j + high; k += WIDE) {
            size_t wide = width - k < WIDE ? width - k : WIDE;
            add_tile(weighted, x + k * GRAM_ROWS, x + (k + wide - 1) * GRAM_ROWS, out);
            for (size_t a = 0; a < high; a++)
                for (size_t b = 0; b < wide; b++) into[(j + a) * width + k + b] += out[a][b];
        }
    }
}

static inline __attribute__((always_inline)) void score_all(const double *x, size_t width, const double *value,
                                                            double *score)
{
    for (size_t i = 0; i < GRAM_ROWS; i += 2 * LANE) {
        Four near = {0}, far = {0};
        for (size_t j = 0; j < width; j++) {
            const double *column = x + j * GRAM_ROWS;
            near += AT(column) * value[j], far += AT(column + LANE) * value[j];
        }
        *(Four *)(void *)(score + i) = near, *(Four *)(void *)(score + i + LANE) = far;
    }
}

static inline __attribute__((always_inline)) void sum_all(const double *x, size_t width, const double *weight,
                                                          double *into)
{
    for (size_t j = 0; j < width; j++) {
        const double *column = x + j * GRAM_ROWS;
        Four near = {0}, far = {0};
        for (size_t i = 0; i < GRAM_ROWS; i += 2 * LANE)
            near += AT(column) * AT(weight), far += AT(column + LANE) * AT(weight + LANE);
        near += far;
        into[j] += sum_of(&near);
    }
}

// Each once for processors with registers of four doubles, once for all. Products are rounded before they are added, so
// both give the same.
#define WIDE_CODE __attribute__((target("avx2"))) static
WIDE_CODE void add_wide(const double *x, size_t width, const double *weight, double *into)
{
    add_all(x, width, weight, into);
}
WIDE_CODE void score_wide(const double *x, size_t width, const double *value, double *score)
{
    score_all(x, width, value, score);
}
WIDE_CODE void sum_wide(const double *x, size_t width, const double *weight, double *into)
{
    sum_all(x, width, weight, into);
}

static bool has_wide(void)
{
    return __builtin_cpu_supports("avx2");
}

void gram_add_products(const double *x, size_t width, const double *weight, double *into)
{
    has_wide() ? add_wide(x, width, weight, into) : add_all(x, width, weight, into);
}

void gram_score(const double *x, size_t width, const double *value, double *score)
{
    has_wide() ? score_wide(x, width, value, score) : score_all(x, width, value, score);
}

void gram_add_sums(const double *x, size_t width, const double *weight, double *into)
{
    has_wide() ? sum_wide(x, width, weight, into) : sum_all(x, width, weight, into);
}
