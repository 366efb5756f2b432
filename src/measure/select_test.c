#include "measure/select.h"

#include <stdlib.h>
#include <string.h>

#include "base/test.h"

static int compare(const void *a, const void *b)
{
    int64_t left = *(const int64_t *)a, right = *(const int64_t *)b;
    return (left > right) - (left < right);
}

static void check_every_rank(const int64_t *values, size_t n)
{
    int64_t *sorted = arena_array(test_arena(), int64_t, n), *worked = arena_array(test_arena(), int64_t, n);
    memcpy(sorted, values, n * sizeof *values);
    memcpy(worked, values, n * sizeof *values);
    qsort(sorted, n, sizeof *sorted, compare);
    for (size_t rank = 0; rank < n; rank++) CHECK_INT(select_rank(worked, n, rank), sorted[rank]);
    qsort(worked, n, sizeof *worked, compare);
    CHECK(memcmp(worked, sorted, n * sizeof *sorted) == 0); // reordered, none lost
}

TEST(select_finds_every_rank_of_values_of_every_size)
{
    const int64_t one[] = {-7};
    check_every_rank(one, 1);
    const int64_t limits[] = {INT64_MAX, INT64_MIN, 0, -1, 1, INT64_MIN, INT64_MAX, INT64_MIN + 1};
    check_every_rank(limits, COUNT_OF(limits));
    const int64_t ties[] = {5, 5, 5, 2, 2, 9, 5, 2, 9, 5};
    check_every_rank(ties, COUNT_OF(ties));
}

TEST(select_agrees_with_sorting)
{
    uint64_t seed = 1;
    int64_t values[300];
    for (int width = 0; width < 64; width++) {
        for (size_t i = 0; i < COUNT_OF(values); i++) {
            seed = seed * 6364136223846793005u + 1442695040888963407u;
            values[i] = (int64_t)seed >> width;
        }
        check_every_rank(values, COUNT_OF(values));
    }
}
