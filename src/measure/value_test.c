#include "measure/value.h"

#include <math.h>

#include "base/test.h"

// The worked examples are those of the formulas' definitions (F05, F21, F27, R053, R056).

TEST(lifetime_value_is_order_value_times_purchases_times_duration)
{
    LifetimeValue value = lifetime_value(5000, 4, 1.0 / 3);
    CHECK(value.observed);
    CHECK_NEAR(value.retention_periods, 3, 1e-12);
    CHECK_NEAR(value.value, 60000, 1e-8);
    CHECK_NEAR(lifetime_value(5000, 4, 0.25).value, 80000, 1e-8);
    CHECK_NEAR(lifetime_value(5000, 4, 1).retention_periods, 1, 0);
}

TEST(lifetime_value_without_a_churn_is_not_observed)
{
    CHECK(!lifetime_value(5000, 4, 0).observed);
    CHECK(!lifetime_value(5000, 4, -0.1).observed);
    CHECK(!lifetime_value(5000, 4, 1.1).observed);
    CHECK(!lifetime_value(5000, 4, NAN).observed);
}

TEST(two_of_ten_customers_bring_800_of_1000)
{
    int64_t profit[] = {25, 500, 25, 25, 25, 300, 25, 25, 25, 25};
    Concentration top = concentration_of(profit, COUNT_OF(profit), 0.2);
    CHECK(top.observed);
    CHECK_INT(top.customers, 2);
    CHECK_INT(top.threshold, 300);
    CHECK_NEAR(top.value_share, 0.8, 1e-15);
}

TEST(concentration_takes_of_equal_customers_as_many_as_there_is_room_for)
{
    int64_t values[] = {10, 10, 10, 10, 10};
    Concentration top = concentration_of(values, COUNT_OF(values), 0.3); // ceil(1.5)
    CHECK_INT(top.customers, 2);
    CHECK_NEAR(top.value_share, 0.4, 1e-15);
}

TEST(concentration_is_of_the_positive_values)
{
    int64_t values[] = {-50, 100, 0, 100};
    Concentration top = concentration_of(values, COUNT_OF(values), 0.25);
    CHECK_INT(top.customers, 1);
    CHECK_NEAR(top.value_share, 0.5, 1e-15);
    Concentration all = concentration_of(values, COUNT_OF(values), 1);
    CHECK_INT(all.customers, 4);
    CHECK_INT(all.threshold, -50);
    CHECK_NEAR(all.value_share, 1, 1e-15);
}

TEST(concentration_of_nobody_or_of_no_value_is_not_observed)
{
    int64_t refunded[] = {0, -5};
    CHECK(!concentration_of(refunded, 2, 0.2).observed);
    CHECK(!concentration_of(NULL, 0, 0.2).observed);
}

TEST(the_top_is_not_a_customer_larger_by_rounding)
{
    int64_t values[100];
    for (int64_t i = 0; i < 100; i++) values[i] = i + 1;
    CHECK(0.07 * 100 > 7);
    CHECK_INT(concentration_of(values, 100, 0.07).customers, 7);
    CHECK_INT(concentration_of(values, 100, 0.0701).customers, 8);
    CHECK_INT(concentration_of(values, 3, 0.2).customers, 1);
}

TEST(five_points_of_retention_keep_fifty_of_a_thousand)
{
    RetentionUplift uplift = retention_uplift(0.05, 1000, 20000);
    CHECK_NEAR(uplift.customers, 50, 1e-9);
    CHECK_NEAR(uplift.revenue, 1000000, 1e-6);
}

TEST(forecast_of_the_base_falls_with_churn)
{
    double by_period[3];
    CHECK_NEAR(revenue_forecast(24000, 0, 3, NULL), 72000, 1e-9);
    CHECK_NEAR(revenue_forecast(24000, 0.1, 3, by_period), 58536, 1e-9);
    CHECK_NEAR(by_period[0], 21600, 1e-9);
    CHECK_NEAR(by_period[1], 19440, 1e-9);
    CHECK_NEAR(by_period[2], 17496, 1e-9);
    CHECK_NEAR(revenue_forecast(24000, 0.1, 0, NULL), 0, 0);
}

TEST(a_change_is_laid_to_the_segment_that_changed)
{
    SegmentChange segments[] = {{.n_before = 100, .count_before = 80, .n_after = 100, .count_after = 80},
                                {.n_before = 100, .count_before = 60, .n_after = 100, .count_after = 40}};
    double change;
    CHECK(change_decompose(segments, 2, &change));
    CHECK_NEAR(change, -0.10, 1e-15);
    CHECK_NEAR(segments[0].rate_effect + segments[0].mix_effect, 0, 1e-15);
    CHECK_NEAR(segments[1].rate_effect, -0.10, 1e-15);
    CHECK_NEAR(segments[1].mix_effect, 0, 1e-15);
}

TEST(a_change_of_the_mix_alone_is_no_change_of_a_rate)
{
    SegmentChange segments[] = {{.n_before = 50, .count_before = 40, .n_after = 80, .count_after = 64},
                                {.n_before = 50, .count_before = 20, .n_after = 20, .count_after = 8}};
    double change;
    CHECK(change_decompose(segments, 2, &change));
    CHECK_NEAR(change, 0.12, 1e-15);
    CHECK_NEAR(segments[0].rate_effect, 0, 1e-15);
    CHECK_NEAR(segments[1].rate_effect, 0, 1e-15);
    CHECK(segments[0].mix_effect > 0); // more of the better,
    CHECK(segments[1].mix_effect > 0); // fewer of the worse
    CHECK_NEAR(segments[0].mix_effect + segments[1].mix_effect, 0.12, 1e-15);
}

TEST(a_segment_that_comes_or_goes_is_mix)
{
    SegmentChange segments[] = {{.n_before = 100, .count_before = 50, .n_after = 100, .count_after = 50},
                                {.n_before = 0, .count_before = 0, .n_after = 100, .count_after = 90},
                                {.n_before = 0, .count_before = 0, .n_after = 0, .count_after = 0}};
    double change;
    CHECK(change_decompose(segments, 3, &change));
    CHECK_NEAR(change, 0.20, 1e-15);
    CHECK_NEAR(segments[1].rate_effect, 0, 0);
    CHECK_NEAR(segments[2].rate_effect + segments[2].mix_effect, 0, 0);
    CHECK_NEAR(segments[0].mix_effect + segments[1].mix_effect, 0.20, 1e-15);
}

TEST(contributions_sum_to_the_change)
{
    uint64_t seed = 7;
    for (int round = 0; round < 200; round++) {
        SegmentChange segments[6] = {0};
        for (size_t i = 0; i < COUNT_OF(segments); i++) {
            int64_t draw[4];
            for (size_t k = 0; k < 4; k++) draw[k] = (int64_t)((seed = seed * 6364136223846793005u + 1) >> 54);
            segments[i] = (SegmentChange){.n_before = draw[0], .n_after = draw[1]};
            segments[i].count_before = draw[0] ? draw[2] % (draw[0] + 1) : 0;
            segments[i].count_after = draw[1] ? draw[3] % (draw[1] + 1) : 0;
        }
        double change, sum = 0;
        CHECK(change_decompose(segments, COUNT_OF(segments), &change));
        for (size_t i = 0; i < COUNT_OF(segments); i++) sum += segments[i].rate_effect + segments[i].mix_effect;
        CHECK_NEAR(sum, change, 1e-13);
    }
}

TEST(a_change_from_nobody_is_not_observed)
{
    SegmentChange from_none[] = {{.n_after = 10, .count_after = 5}}, to_none[] = {{.n_before = 10, .count_before = 5}};
    double change;
    CHECK(!change_decompose(from_none, 1, &change));
    CHECK(!change_decompose(to_none, 1, &change));
    CHECK(!change_decompose(NULL, 0, &change));
}
