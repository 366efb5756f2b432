#include "measure/quantile.h"

#include <math.h>

#include "base/test.h"

TEST(a_median_of_an_even_number_lies_between_the_two_in_the_middle)
{
    int64_t minutes[] = {10, 9, 8, 7, 6, 5, 4, 3, 2, 1};
    CHECK(quantile_of(minutes, 10, 0.5) == 5.5);
    CHECK(quantile_of(minutes, 10, 0.9) == 9.1); // as R's quantile(1:10, 0.9)
    CHECK(quantile_of(minutes, 10, 1) == 10 && quantile_of(minutes, 10, 0) == 1);
    CHECK(quantile_of(minutes, 1, 0.9) == quantile_of(minutes, 1, 0.1));
}

TEST(a_median_has_an_interval_from_six_values_on)
{
    double low = 0, high = 0;
    int64_t values[25];
    for (int i = 0; i < 25; i++) values[i] = 25 - i;
    CHECK(!median_interval(values, 5, &low, &high));
    CHECK(median_interval(values, 25, &low, &high));
    CHECK(low == 7 && high == 19); // ranks 12.5 -+ 4.9
    CHECK(median_interval(values, 6, &low, &high));
}

TEST(a_trimmed_mean_leaves_both_ends_out)
{
    int64_t values[] = {1000000, 10, 20, 30, 40, 50, 60, 70, 80, -5};
    CHECK(trimmed_mean(values, 10, 0.1) == 45);
    CHECK(trimmed_mean(values, 1, 0.4) == -5);
}

TEST(a_count_has_an_interval_without_being_a_share)
{
    double low, high;
    count_interval(0, &low, &high);
    CHECK(low == 0 && fabs(high - 3.69) < 0.05); // exact: 3.689
    count_interval(10, &low, &high);
    CHECK(fabs(low - 4.795) < 0.02 && fabs(high - 18.39) < 0.02); // exact (Garwood 1936): 4.795, 18.39
}
