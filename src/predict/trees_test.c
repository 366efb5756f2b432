#include "predict/trees.h"

#include <math.h>

#include "base/random.h"
#include "base/test.h"

enum { TERMS = 5, NODES_MAX = 200 };

// A random tree of `depth` levels; the same term may stand several times on a way down.
static uint32_t grow(Trees *trees, Random *random, int depth, double cover)
{
    uint32_t at = (uint32_t)trees->nodes++;
    TreeNode *node = &trees->node[at];
    *node = (TreeNode){.term = (uint32_t)(random_unit(random) * TERMS),
                       .split = (float)random_normal(random),
                       .cover = (float)cover,
                       .missing_left = random_unit(random) < 0.5};
    if (!depth || random_unit(random) < 0.15) return at;
    double share = random_unit(random);
    uint32_t left = grow(trees, random, depth - 1, cover * share);
    uint32_t right = grow(trees, random, depth - 1, cover * (1 - share));
    trees->node[at].left = left, trees->node[at].right = right;
    return at;
}

static Trees random_trees(uint64_t seed, int depth)
{
    enum { COUNT = 3 };
    Random random = random_start(seed, 0);
    Trees trees = {.base = 0.25,
                   .terms = TERMS,
                   .first = arena_array(test_arena(), uint32_t, COUNT),
                   .node = arena_array(test_arena(), TreeNode, NODES_MAX)};
    for (; trees.count < COUNT; trees.count++) trees.first[trees.count] = grow(&trees, &random, depth, 100);
    trees_finish(&trees);
    return trees;
}

static void random_row(Random *random, float *row)
{
    for (size_t i = 0; i < TERMS; i++) row[i] = random_unit(random) < 0.2 ? NAN : (float)random_normal(random);
}

// What the trees say when only the terms of `known` are: at a node of another term both ways, by training weight.
static double value_of(const Trees *trees, uint32_t at, const float *row, unsigned known)
{
    const TreeNode *node = &trees->node[at];
    if (!node->left) return (double)node->split;
    float number = row[node->term];
    bool left = isnan(number) ? node->missing_left : number < node->split;
    if (known >> node->term & 1) return value_of(trees, left ? node->left : node->right, row, known);
    double cover_left = (double)trees->node[node->left].cover, cover_right = (double)trees->node[node->right].cover;
    return (cover_left * value_of(trees, node->left, row, known) +
            cover_right * value_of(trees, node->right, row, known)) /
           (cover_left + cover_right);
}

static double value_of_all(const Trees *trees, const float *row, unsigned known)
{
    double sum = trees->base;
    for (size_t t = 0; t < trees->count; t++) sum += value_of(trees, trees->first[t], row, known);
    return sum;
}

// Shapley (1953): the mean, over all orders, of what knowing the term adds.
static double shapley(const Trees *trees, const float *row, unsigned term)
{
    static const double weight[TERMS] = {1.0 / 5, 1.0 / 20, 1.0 / 30, 1.0 / 20, 1.0 / 5};
    double sum = 0;
    for (unsigned known = 0; known < 1u << TERMS; known++) {
        if (known >> term & 1) continue;
        double gain = value_of_all(trees, row, known | 1u << term) - value_of_all(trees, row, known);
        sum += weight[__builtin_popcount(known)] * gain;
    }
    return sum;
}

TEST(effects_are_the_shapley_values_counted_out)
{
    for (uint64_t seed = 0; seed < 20; seed++) {
        Trees trees = random_trees(seed, 4);
        Random random = random_start(seed, 1);
        float row[TERMS];
        double effect[TERMS];
        random_row(&random, row);
        trees_effects(&trees, row, effect);
        for (unsigned term = 0; term < TERMS; term++) CHECK_NEAR(effect[term], shapley(&trees, row, term), 1e-10);
    }
}

TEST(effects_and_the_expected_score_add_up_to_the_score)
{
    for (uint64_t seed = 0; seed < 50; seed++) {
        Trees trees = random_trees(seed, 5);
        Random random = random_start(seed, 2);
        float row[TERMS];
        double effect[TERMS], score, sum = trees.expected;
        random_row(&random, row);
        trees_score(&trees, row, 1, &score);
        trees_effects(&trees, row, effect);
        for (size_t term = 0; term < TERMS; term++) sum += effect[term];
        CHECK_NEAR(sum, score, 1e-9);
        CHECK_NEAR(score, value_of_all(&trees, row, (1u << TERMS) - 1), 1e-12);
    }
}

TEST(nodes_without_training_weight_are_finite)
{
    Trees trees = random_trees(3, 4);
    for (size_t i = 0; i < trees.nodes; i++) trees.node[i].cover = 0;
    trees_finish(&trees);
    float row[TERMS] = {0};
    double effect[TERMS];
    trees_effects(&trees, row, effect);
    for (size_t term = 0; term < TERMS; term++) CHECK(isfinite(effect[term]));
    CHECK(isfinite(trees.expected));
}

static bool reads(const char *text, Error *error)
{
    JsonValue value;
    Trees trees;
    CHECK(json_parse(str_of(text), &value, error));
    return trees_read(value, 2, test_arena(), &trees, error);
}

TEST(trees_that_would_not_end_or_reach_outside_are_refused)
{
    Error error;
    CHECK(reads("{\"base\":0,\"first\":[0],\"nodes\":[1,2,0,0.5,3,0, 0,0,0,1,1,0, 0,0,0,2,2,1]}", &error));
    const char *bad[] = {
        "{\"base\":0,\"first\":[0],\"nodes\":[0,2,0,0.5,3,0, 0,0,0,1,1,0, 0,0,0,2,2,1]}", // one child only
        "{\"base\":0,\"first\":[0],\"nodes\":[1,3,0,0.5,3,0, 0,0,0,1,1,0, 0,0,0,2,2,1]}", // past the end
        "{\"base\":0,\"first\":[1],\"nodes\":[1,2,0,0.5,3,0, 1,2,0,1,1,0, 0,0,0,2,2,1]}", // itself
        "{\"base\":0,\"first\":[0],\"nodes\":[1,2,2,0.5,3,0, 0,0,0,1,1,0, 0,0,0,2,2,1]}", // a term there is not
        "{\"base\":0,\"first\":[3],\"nodes\":[1,2,0,0.5,3,0, 0,0,0,1,1,0, 0,0,0,2,2,1]}",
        "{\"base\":0,\"first\":[0],\"nodes\":[1,2,0,0.5,-3,0, 0,0,0,1,1,0, 0,0,0,2,2,1]}",
        "{\"base\":0,\"first\":[0],\"nodes\":[1,2,0,0.5,3]}",
        "{\"base\":1e300,\"first\":[],\"nodes\":[]}",
        "{\"first\":[],\"nodes\":[]}",
    };
    for (size_t i = 0; i < COUNT_OF(bad); i++) CHECK(!reads(bad[i], &error));
}
