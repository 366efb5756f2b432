#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "predict/uplift_parts.h"

static int by_number(const void *a, const void *b)
{
    double one = *(const double *)a, other = *(const double *)b;
    return (one > other) - (one < other);
}

// What is not a number is missing, and infinities are: no regression can use them.
static size_t values_of(const UpliftRows *rows, size_t feature, double *value)
{
    size_t count = 0;
    for (size_t i = 0; i < rows->count; i++) {
        double one = rows->feature[i * rows->features + feature];
        if (isfinite(one)) value[count++] = one;
    }
    qsort(value, count, sizeof *value, by_number);
    return count;
}

// All values when they are few, else those at evenly spaced ranks; each once.
static uint32_t knots_of(const double *value, size_t count, double *at)
{
    uint32_t distinct = 0;
    for (size_t i = 0; i < count && distinct <= BASIS_KNOTS; i++) {
        if (i > 0 && value[i] == value[i - 1]) continue;
        if (distinct < BASIS_KNOTS) at[distinct] = value[i];
        distinct++;
    }
    if (distinct <= BASIS_KNOTS) return distinct;
    uint32_t knots = 0;
    for (size_t k = 0; k < BASIS_KNOTS; k++) {
        double one = value[k * (count - 1) / (BASIS_KNOTS - 1)];
        if (!knots || one > at[knots - 1]) at[knots++] = one;
    }
    return knots;
}

void basis_learn(Basis *basis, const UpliftRows *rows, Arena *scratch)
{
    double *value = arena_array(scratch, double, rows->count);
    basis->features = rows->features; // of zeroed memory
    basis->columns = 1;
    for (size_t f = 0; f < rows->features; f++) {
        BasisFeature *feature = &basis->feature[f];
        size_t known = values_of(rows, f, value);
        feature->knots = knots_of(value, known, feature->at);
        if (feature->knots > 1) feature->place = (uint32_t)basis->columns++;
        if (feature->knots > 2) feature->bend = (uint32_t)basis->columns++;
        if (known && known < rows->count) feature->missing = (uint32_t)basis->columns++;
    }
}

static double place_of(const BasisFeature *feature, double value)
{
    const double *at = feature->at;
    uint32_t low = 0, high = feature->knots - 1;
    if (value <= at[low]) return 0;
    if (value >= at[high]) return 1;
    while (high - low > 1) {
        uint32_t middle = (low + high) / 2;
        if (at[middle] <= value)
            low = middle;
        else
            high = middle;
    }
    // Halves, since the distance of two numbers may be beyond the largest.
    double within = (value / 2 - at[low] / 2) / (at[high] / 2 - at[low] / 2);
    return (low + within) / (feature->knots - 1);
}

void basis_row(const Basis *basis, const double *feature, double *columns)
{
    memset(columns, 0, basis->columns * sizeof *columns);
    columns[0] = 1;
    for (size_t f = 0; f < basis->features; f++) {
        const BasisFeature *one = &basis->feature[f];
        bool known = isfinite(feature[f]);
        double place = known && one->knots > 1 ? place_of(one, feature[f]) - 0.5 : 0;
        if (one->place) columns[one->place] = place;
        if (one->bend) columns[one->bend] = place > 0 ? place : 0;
        if (one->missing) columns[one->missing] = !known;
    }
}
