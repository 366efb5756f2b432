#include "predict/quality.h"

#include <math.h>

#include "base/random.h"
#include "base/test.h"

static const double score[] = {.1, .4, .35, .8, .35, .7, .2, .4, .9, .05};
static const uint8_t label[] = {0, 0, 1, 1, 0, 1, 0, 1, 1, 0};

// scikit-learn 1.2.1's roc_auc_score, average_precision_score, brier_score_loss, log_loss; DeLong's components counted
// pair by pair.
TEST(figures_of_ten_rows_are_those_counted_by_hand)
{
    Quality quality = quality_of(score, label, 10);
    CHECK_NEAR(quality.auc, 0.92, 1e-12);
    CHECK_NEAR(quality.auc_low, 0.561286644843189, 1e-9);
    CHECK_NEAR(quality.auc_high, 0.990418643933654, 1e-9);
    CHECK_NEAR(quality.pr_auc, 0.902857142857143, 1e-12);
    CHECK_NEAR(quality.brier, 0.12575, 1e-12);
    CHECK_NEAR(quality.log_loss, 0.397269776850163, 1e-12);
    CHECK_NEAR(quality.top_decile_lift, 2, 1e-12);
    CHECK_NEAR(quality.top_decile_capture, 0.2, 1e-12);
}

TEST(the_same_score_for_all_tells_nothing)
{
    double same[100];
    uint8_t some[100];
    for (size_t i = 0; i < 100; i++) same[i] = 0.25, some[i] = i % 4 == 0;
    Quality quality = quality_of(same, some, 100);
    CHECK_NEAR(quality.auc, 0.5, 1e-12);
    CHECK_NEAR(quality.pr_auc, 0.25, 1e-12);
    CHECK_INT(quality.bins, 1);
    CHECK_NEAR(quality.calibration_error, 0, 1e-12);
    for (size_t i = 0; i < quality.bands; i++) CHECK_NEAR(quality.lift[i].lift, 1, 1e-12);
    CHECK_NEAR(quality.lift[9].captured, 1, 1e-12);
}

TEST(one_outcome_alone_has_no_ranks_and_no_rows_have_nothing)
{
    const uint8_t none[3] = {0};
    Quality quality = quality_of(score, none, 3);
    CHECK(!quality.ranked && quality.rows == 3 && quality.bands == 0 && isfinite(quality.log_loss));
    quality = quality_of(score, none, 0);
    CHECK(!quality.ranked && quality.rows == 0 && quality.brier == 0);
    const uint8_t one = 1;
    CHECK(!quality_of(score, &one, 1).ranked);
}

TEST(perfect_ranks_keep_a_margin_of_doubt)
{
    const double risen[] = {.1, .2, .3, .4, .5, .6, .7, .8};
    const uint8_t last[] = {0, 0, 0, 0, 1, 1, 1, 1};
    Quality quality = quality_of(risen, last, 8);
    CHECK_NEAR(quality.auc, 1, 0);
    CHECK(quality.auc_low < 0.5 && quality.auc_high == 1);
}

// Of 200 made sets, the 95 % interval holds the true AUC of two normals one deviation apart, Phi(1 / sqrt 2), in 190 on
// average; 180 is three deviations below.
TEST(the_interval_of_the_auc_covers_the_truth)
{
    enum { SETS = 200, ROWS = 200 };
    int covered = 0;
    for (uint64_t set = 0; set < SETS; set++) {
        Random random = random_start(set, 4);
        double probability[ROWS];
        uint8_t yes[ROWS];
        for (size_t i = 0; i < ROWS; i++) {
            yes[i] = i % 4 == 0;
            probability[i] = 1 / (1 + exp(-random_normal(&random) - yes[i]));
        }
        Quality quality = quality_of(probability, yes, ROWS);
        covered += quality.auc_low <= 0.760249938906523 && 0.760249938906523 <= quality.auc_high;
    }
    CHECK(covered >= 180 && covered < 200);
}

TEST(calibration_error_is_what_probabilities_are_off_by)
{
    enum { ROWS = 20000 };
    Random random = random_start(1, 5);
    double *told = arena_array(test_arena(), double, ROWS), *off = arena_array(test_arena(), double, ROWS);
    uint8_t *yes = arena_array(test_arena(), uint8_t, ROWS);
    for (size_t i = 0; i < ROWS; i++) {
        told[i] = 0.1 + 0.7 * random_unit(&random), off[i] = told[i] + 0.1;
        yes[i] = random_unit(&random) < told[i];
    }
    CHECK(quality_of(told, yes, ROWS).calibration_error < 0.02);
    CHECK_NEAR(quality_of(off, yes, ROWS).calibration_error, 0.1, 0.02);
}

TEST(psi_is_counted_by_bins)
{
    const double half[] = {50, 50}, more[] = {600, 400}, none[] = {0, 0}, all[] = {10, 0};
    CHECK_NEAR(psi_of(half, half, 2), 0, 0);
    CHECK_NEAR(psi_of(half, more, 2), 0.1 * log(1.2) - 0.1 * log(0.8), 1e-12);
    CHECK_NEAR(psi_of(half, none, 2), 0, 0);
    CHECK(isfinite(psi_of(half, all, 2)) && psi_of(half, all, 2) > 1);
}
