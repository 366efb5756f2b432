#include "predict/propensity.h"

#include <math.h>
#include <stdlib.h>

#include "base/random.h"

typedef struct Place {
    int64_t when;
    uint32_t row;
} Place;

static int by_when(const void *a, const void *b)
{
    const Place *x = a, *y = b;
    if (x->when != y->when) return x->when < y->when ? -1 : 1;
    return (x->row > y->row) - (x->row < y->row);
}

void split_every(uint8_t *part, size_t rows, size_t every, size_t remainder)
{
    for (size_t i = 0; i < rows; i++) part[i] = i % every == remainder ? ROW_HOLDOUT : ROW_TRAINING;
}

void split_last(uint8_t *part, size_t rows, double share, const int64_t *when)
{
    Arena *scratch = arena_open(0);
    Place *place = arena_array(scratch, Place, rows);
    for (size_t i = 0; i < rows; i++) place[i] = (Place){when ? when[i] : 0, (uint32_t)i};
    if (when) qsort(place, rows, sizeof *place, by_when);
    size_t held = (size_t)llround((double)rows * share);
    for (size_t i = 0; i < rows; i++) part[place[i].row] = i + held >= rows ? ROW_HOLDOUT : ROW_TRAINING;
    arena_close(scratch);
}

void split_random(uint8_t *part, size_t rows, double share, uint64_t seed)
{
    Arena *scratch = arena_open(0);
    Place *place = arena_array(scratch, Place, rows);
    Random random = random_start(seed, 0);
    for (size_t i = 0; i < rows; i++) place[i] = (Place){(int64_t)(random_bits(&random) >> 1), (uint32_t)i};
    qsort(place, rows, sizeof *place, by_when);
    size_t held = (size_t)llround((double)rows * share);
    for (size_t i = 0; i < rows; i++) part[place[i].row] = i + held >= rows ? ROW_HOLDOUT : ROW_TRAINING;
    arena_close(scratch);
}
