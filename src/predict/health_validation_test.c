#include "predict/health_validation.h"

#include <math.h>
#include <string.h>

#include "base/random.h"
#include "base/test.h"
#include "predict/logistic.h"

enum { PEOPLE = 4000 };

typedef struct Made {
    double score[PEOPLE];
    uint8_t left[PEOPLE], band[PEOPLE];
} Made;

// Leaves with log odds intercept + slope × score.
static HealthSample made(Made *into, uint64_t seed, double intercept, double slope)
{
    Random random = random_start(seed, 0);
    for (int i = 0; i < PEOPLE; i++) {
        into->score[i] = 100 * random_unit(&random);
        into->left[i] = random_unit(&random) < logistic_of(intercept + slope * into->score[i]);
        into->band[i] = (uint8_t)health_band((HealthThresholds){40, 70}, into->score[i]);
    }
    return (HealthSample){PEOPLE, into->score, into->left, into->band};
}

TEST(a_score_that_tells_who_leaves_is_calibrated_on_a_later_time)
{
    Made *first = arena_new(test_arena(), Made), *second = arena_new(test_arena(), Made);
    HealthSample earlier = made(first, 1, 1, -0.05), later = made(second, 2, 1, -0.05);
    HealthValidation validation = health_validate(&earlier, &later, test_arena());
    CHECK(validation.refusal == VALIDATION_FINE);
    CHECK_NEAR(validation.slope, -0.05, 0.006); // 4,000 people: a standard error of 0.0017
    CHECK_NEAR(validation.intercept, 1, 0.3);
    CHECK(validation.tells);
    CHECK(validation.quality.auc > 0.75 && validation.quality.auc < 0.9);
    CHECK(validation.quality.calibration_error < 0.03);
    CHECK(validation.quality.brier < validation.naive.brier);
    CHECK(validation.band[HEALTH_AT_RISK].value > validation.band[HEALTH_WATCH].value);
    CHECK(validation.band[HEALTH_WATCH].value > validation.band[HEALTH_HEALTHY].value);
}

TEST(a_score_that_says_nothing_is_not_said_to_tell)
{
    Made *first = arena_new(test_arena(), Made), *second = arena_new(test_arena(), Made);
    HealthSample earlier = made(first, 3, -1, 0), later = made(second, 4, -1, 0);
    HealthValidation validation = health_validate(&earlier, &later, test_arena());
    CHECK(!validation.tells);
    CHECK_NEAR(validation.quality.auc, 0.5, 0.04);
    for (int i = 0; i < PEOPLE; i++) first->score[i] = second->score[i] = 50;
    validation = health_validate(&earlier, &later, test_arena());
    CHECK(!validation.tells && isfinite(validation.intercept) && isfinite(validation.quality.log_loss));
}

TEST(too_few_are_refused)
{
    Made *some = arena_new(test_arena(), Made);
    HealthSample sample = made(some, 5, 0, 0), few = sample;
    few.people = 5;
    CHECK(health_validate(&sample, &few, test_arena()).refusal == VALIDATION_TOO_FEW_PEOPLE);
    memset(some->left, 0, sizeof some->left);
    CHECK(health_validate(&sample, &sample, test_arena()).refusal == VALIDATION_TOO_FEW_LEFT);
    memset(some->left, 1, sizeof some->left);
    CHECK(health_validate(&sample, &sample, test_arena()).refusal == VALIDATION_TOO_FEW_STAYED);
}

TEST(weights_follow_what_made_people_stay)
{
    enum { MEASURES = 5 };
    double *points[MEASURES];
    uint8_t *left = arena_array(test_arena(), uint8_t, PEOPLE);
    Random random = random_start(6, 0);
    for (int j = 0; j < MEASURES; j++) points[j] = arena_array(test_arena(), double, PEOPLE);
    for (int i = 0; i < PEOPLE; i++) {
        for (int j = 0; j < MEASURES; j++) points[j][i] = 100 * random_unit(&random);
        double stays = logistic_of(-2 + 0.06 * points[0][i] + 0.02 * points[1][i] - 0.02 * points[3][i]);
        left[i] = random_unit(&random) > stays;
        if (i % 3) points[1][i] = (double)NAN; // observed of a third
        points[4][i] = 70;                     // all alike
    }
    HealthWeights weights = health_weights((const double *const *)points, MEASURES, PEOPLE, left, test_arena());
    CHECK(weights.refusal == VALIDATION_FINE);
    CHECK_NEAR(weights.value[0], 0.6, 0.1); // of ten points
    CHECK(weights.weight[0] > weights.weight[1] && weights.weight[1] > weights.weight[2]);
    CHECK_NEAR(weights.weight[3], 0, 0); // speaks against staying: has no part
    CHECK_NEAR(weights.weight[4], 0, 0);
    CHECK(weights.observed[1] < PEOPLE / 2);
    CHECK_NEAR(weights.weight[0] + weights.weight[1] + weights.weight[2], 100, 1e-9);
}
