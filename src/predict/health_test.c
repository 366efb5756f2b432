#include "predict/health.h"

#include <math.h>

#include "base/random.h"
#include "base/test.h"

static const HealthThresholds thresholds = {40, 70};

TEST(points_run_on_a_line_from_worst_to_best)
{
    HealthScale tickets = {4, 0}, orders = {0, 6};
    CHECK_NEAR(health_points(tickets, 1), 75, 1e-12);
    CHECK_NEAR(health_points(tickets, 9), 0, 0);
    CHECK_NEAR(health_points(orders, 3), 50, 1e-12);
    CHECK_NEAR(health_points(orders, 60), 100, 0);
    CHECK(isnan(health_points(orders, (double)NAN)));
    CHECK_NEAR(health_points((HealthScale){2, 2}, 2), 100, 0);
    CHECK_NEAR(health_points((HealthScale){2, 2}, 1), 0, 0);
}

TEST(a_mean_leaves_out_what_is_not_observed)
{
    HealthPart parts[] = {{3, 100}, {1, 20}, {6, (double)NAN}, {0, 5}};
    HealthMean mean = health_mean(parts, COUNT_OF(parts));
    CHECK(mean.observed);
    CHECK_NEAR(mean.value, 80, 1e-12);
    CHECK_NEAR(mean.weight, 4, 0);
    CHECK_NEAR(health_share(&mean, &parts[0]) + health_share(&mean, &parts[1]) + health_share(&mean, &parts[2]), 80,
               1e-12);
    CHECK(!health_mean(&parts[2], 2).observed);
    CHECK(!health_mean(parts, 0).observed);
}

// R133: the documented amount by which one weight moves the index.
TEST(a_weight_moves_the_mean_by_the_documented_amount)
{
    HealthPart parts[] = {{2, 100}, {1, 40}, {1, 0}};
    HealthMean mean = health_mean(parts, COUNT_OF(parts)); // 60
    CHECK_NEAR(mean.value, 60, 1e-12);
    for (double weight = 0; weight <= 5; weight += 0.5) {
        HealthPart changed[] = {parts[0], {weight, 40}, parts[2]};
        HealthMean after = health_mean(changed, COUNT_OF(changed));
        CHECK_NEAR(after.value, mean.value + health_change(&mean, &parts[1], weight), 1e-12);
    }
    CHECK_NEAR(health_change(&mean, &parts[1], 2), -4, 1e-12); // (2-1) × (40-60) / 5
    HealthPart all[] = {{2, 100}, {7, 100}}, none[] = {{2, 0}, {7, 0}};
    CHECK_NEAR(health_mean(all, 2).value, 100, 0);
    CHECK_NEAR(health_mean(none, 2).value, 0, 0);
}

// R132: two signs of trouble together cost a band, whatever the score was.
TEST(two_signals_together_cost_at_least_a_band)
{
    for (double score = 40; score <= 100; score += 0.5) {
        HealthBand before = health_band(thresholds, score);
        CHECK(health_band(thresholds, health_after(thresholds, score, 5, true)) < before);
        CHECK_NEAR(health_after(thresholds, score, 5, false), score - 5, 1e-12);
    }
    CHECK_NEAR(health_after(thresholds, 3, 20, true), 0, 0);
    CHECK_NEAR(health_after(thresholds, 95, 5, true), 69.9, 1e-12);
    CHECK_NEAR(health_after(thresholds, 95, 60, true), 35, 1e-12);
    CHECK(health_band(thresholds, 70) == HEALTH_HEALTHY);
    CHECK(health_band(thresholds, 69.99) == HEALTH_WATCH);
    CHECK(health_band(thresholds, 40) == HEALTH_WATCH);
}

TEST(no_number_makes_a_score_that_is_none)
{
    Random random = random_start(7, 0);
    const double odd[] = {0, -1, 1, 1e308, -1e308, (double)INFINITY, -(double)INFINITY, (double)NAN, 1e-320};
    for (int i = 0; i < 20000; i++) {
        HealthPart parts[5];
        for (int part = 0; part < 5; part++) {
            HealthScale scale = {odd[random_bits(&random) % 9], odd[random_bits(&random) % 9]};
            if (isnan(scale.worst) || isnan(scale.best)) scale = (HealthScale){0, 1};
            parts[part] =
                (HealthPart){(double)(random_bits(&random) % 100), health_points(scale, odd[random_bits(&random) % 9])};
        }
        HealthMean mean = health_mean(parts, 5);
        CHECK(mean.value >= 0 && mean.value <= 100);
        CHECK(health_after(thresholds, mean.value, (double)(random_bits(&random) % 200), i & 1) >= 0);
    }
}
