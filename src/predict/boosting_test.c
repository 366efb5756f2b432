#include "predict/boosting.h"

#include <math.h>
#include <stdio.h>
#include <string.h>
#include <xgboost/c_api.h>

#include "base/random.h"
#include "base/test.h"

enum { ROWS = 600, TERMS = 4 };

static BoostingData made(uint64_t seed)
{
    Random random = random_start(seed, 0);
    float *number = arena_array(test_arena(), float, ROWS *TERMS);
    uint8_t *label = arena_array(test_arena(), uint8_t, ROWS);
    for (size_t i = 0; i < ROWS; i++) {
        float *row = number + i * TERMS;
        for (size_t j = 0; j < TERMS; j++) row[j] = random_unit(&random) < 0.1 ? NAN : (float)random_normal(&random);
        double z = (isnan(row[0]) ? 1 : (double)row[0]) + (row[1] > 0 && row[2] > 0 ? 2 : -1);
        label[i] = random_unit(&random) < 1 / (1 + exp(-z));
    }
    return (BoostingData){ROWS, TERMS, number, label};
}

static Trees trained(const BoostingData *data, const BoostingData *check, int rounds, int threads)
{
    Trees trees;
    Error error;
    BoostingOptions options = {.rounds = rounds, .depth = 4, .rate = 0.1, .child_weight_min = 2, .threads = threads};
    CHECK(boosting_train(data, check, &options, test_arena(), &trees, &error));
    return trees;
}

// The same growth asked of the library alone.
static BoosterHandle library_booster(const BoostingData *data, int rounds, DMatrixHandle *matrix)
{
    float label[ROWS], yes = 0;
    for (size_t i = 0; i < ROWS; i++) label[i] = data->label[i], yes += label[i];
    char share[40];
    (void)snprintf(share, sizeof share, "%.9g", (double)(yes / ROWS));
    const char *const set[][2] = {{"objective", "binary:logistic"},
                                  {"tree_method", "hist"},
                                  {"max_depth", "4"},
                                  {"eta", "0.1"},
                                  {"lambda", "1"},
                                  {"min_child_weight", "2"},
                                  {"base_score", share},
                                  {"nthread", "1"},
                                  {"verbosity", "0"}};
    BoosterHandle booster;
    CHECK_INT(XGDMatrixCreateFromMat(data->number, ROWS, TERMS, NAN, matrix), 0);
    CHECK_INT(XGDMatrixSetFloatInfo(*matrix, "label", label, ROWS), 0);
    CHECK_INT(XGBoosterCreate(matrix, 1, &booster), 0);
    for (size_t i = 0; i < COUNT_OF(set); i++) CHECK_INT(XGBoosterSetParam(booster, set[i][0], set[i][1]), 0);
    for (int round = 0; round < rounds; round++) CHECK_INT(XGBoosterUpdateOneIter(booster, round, *matrix), 0);
    return booster;
}

TEST(our_trees_score_and_explain_as_the_library_does)
{
    enum { ROUNDS = 40, MARGIN = 1, EFFECTS = 4 };
    BoostingData data = made(1);
    Trees trees = trained(&data, NULL, ROUNDS, 1);
    DMatrixHandle matrix;
    BoosterHandle booster = library_booster(&data, ROUNDS, &matrix);
    double score[ROWS], effect[TERMS];
    bst_ulong count;
    const float *theirs;
    trees_score(&trees, data.number, ROWS, score);
    CHECK_INT(XGBoosterPredict(booster, matrix, MARGIN, 0, 0, &count, &theirs), 0);
    for (size_t i = 0; i < ROWS; i++) CHECK_NEAR(score[i], (double)theirs[i], 2e-6); // theirs are float
    CHECK_INT(XGBoosterPredict(booster, matrix, EFFECTS, 0, 0, &count, &theirs), 0);
    for (size_t i = 0; i < ROWS; i++) {
        trees_effects(&trees, data.number + i * TERMS, effect);
        for (size_t j = 0; j < TERMS; j++) CHECK_NEAR(effect[j], (double)theirs[i * (TERMS + 1) + j], 2e-5);
    }
    CHECK_NEAR(trees.expected, (double)theirs[TERMS], 2e-5);
    XGBoosterFree(booster);
    XGDMatrixFree(matrix);
}

TEST(growing_stops_where_rows_it_does_not_see_gain_no_more)
{
    BoostingData data = made(1), check = made(2);
    CHECK_INT(trained(&data, NULL, 400, 1).count, 400);
    Trees trees = trained(&data, &check, 400, 1);
    CHECK(trees.count > 5 && trees.count < 300);
}

TEST(two_trainings_give_the_same_trees)
{
    BoostingData data = made(3);
    Trees one = trained(&data, NULL, 20, 1), again = trained(&data, NULL, 20, 2);
    CHECK_INT(one.nodes, again.nodes);
    for (size_t i = 0; i < one.nodes; i++)
        CHECK(one.node[i].left == again.node[i].left && one.node[i].split == again.node[i].split);
}

TEST(a_column_that_is_never_known_is_never_asked)
{
    BoostingData data = made(4);
    float *number = arena_array(test_arena(), float, ROWS *TERMS);
    memcpy(number, data.number, ROWS * TERMS * sizeof *number);
    for (size_t i = 0; i < ROWS; i++) number[i * TERMS + 1] = NAN;
    data.number = number;
    Trees trees = trained(&data, NULL, 20, 1);
    for (size_t i = 0; i < trees.nodes; i++) CHECK(!trees.node[i].left || trees.node[i].term != 1);
}
