#include "measure/cluster.h"

#include <math.h>

#include "base/random.h"
#include "base/test.h"

// `groups` of `size` points each, around places `apart` deviations from each other.
static ClusterPoints made(size_t groups, size_t size, double apart, uint8_t **truth)
{
    enum { WIDTH = 3 };
    Random random = random_start(7, groups);
    double *number = arena_array(test_arena(), double, groups *size *WIDTH);
    *truth = arena_array(test_arena(), uint8_t, groups * size);
    for (size_t i = 0; i < groups * size; i++) {
        size_t group = i % groups;
        (*truth)[i] = (uint8_t)group;
        for (size_t d = 0; d < WIDTH; d++)
            number[i * WIDTH + d] = apart * (double)(group >> d & 1) + random_normal(&random);
    }
    return (ClusterPoints){number, groups * size, WIDTH};
}

static void check_found(size_t groups)
{
    uint8_t *truth;
    ClusterStability stability[CLUSTER_STABILITIES];
    ClusterPoints points = made(groups, 60, 9, &truth);
    CHECK_INT(cluster_choose(&points, 1, stability), groups);
    CHECK(stability[groups - CLUSTERS_MIN].value > 0.99);
    Clusters clusters = cluster_points(&points, groups, 1, test_arena());
    CHECK_NEAR(cluster_adjusted_rand(clusters.of, truth, points.count), 1, 1e-12);
    for (size_t i = 0; i < groups; i++) CHECK_INT(clusters.size[i], 60);
}

TEST(groups_that_lie_apart_are_found_as_many_as_there_are)
{
    for (size_t groups = 2; groups <= 6; groups++) check_found(groups);
}

TEST(the_same_seed_gives_the_same_groups)
{
    uint8_t *truth;
    ClusterPoints points = made(4, 50, 2, &truth);
    Clusters first = cluster_points(&points, 4, 9, test_arena()), again = cluster_points(&points, 4, 9, test_arena());
    CHECK_NEAR(first.spread, again.spread, 0);
    CHECK_NEAR(cluster_adjusted_rand(first.of, again.of, points.count), 1, 0);
}

TEST(points_without_groups_are_not_stable)
{
    uint8_t *truth;
    ClusterStability stability[CLUSTER_STABILITIES];
    ClusterPoints points = made(1, 300, 0, &truth);
    (void)cluster_choose(&points, 1, stability);
    for (size_t i = 0; i < CLUSTER_STABILITIES; i++) CHECK(stability[i].value < CLUSTER_STABLE);
}

TEST(two_places_are_two_groups_and_never_three)
{
    double number[100];
    ClusterStability stability[CLUSTER_STABILITIES];
    for (size_t i = 0; i < 100; i++) number[i] = i < 50 ? -1 : 1;
    ClusterPoints points = {number, 100, 1};
    CHECK_INT(cluster_choose(&points, 3, stability), 2);
    CHECK(!stability[1].observed);
    CHECK_INT(cluster_points(&points, 5, 3, test_arena()).k, 2);
    for (size_t i = 0; i < 100; i++) number[i] = 4;
    CHECK_INT(cluster_choose(&points, 3, stability), 1);
}

// Hubert & Arabie's index: worked by hand for the table {2 1; 0 3} of six points. Pairs in both 1 + 3 = 4, in rows
// 3 + 3 = 6, in columns 1 + 6 = 7, of 15: expected 2.8, most 6.5.
TEST(agreement_is_that_of_the_formula_whatever_the_numbers_of_groups)
{
    const uint8_t a[] = {0, 0, 0, 1, 1, 1}, b[] = {4, 4, 2, 2, 2, 2}, c[] = {2, 2, 7, 7, 7, 7};
    CHECK_NEAR(cluster_adjusted_rand(a, b, 6), (4 - 2.8) / (6.5 - 2.8), 1e-12);
    CHECK_NEAR(cluster_adjusted_rand(b, c, 6), 1, 1e-12);
    CHECK_NEAR(cluster_adjusted_rand(a, a, 0), 1, 0);
}

TEST(columns_are_brought_to_one_scale_and_what_is_not_known_to_the_mean)
{
    double number[] = {1, 5, 3, 5, (double)NAN, 5};
    cluster_standardise(number, 3, 2, NULL);
    CHECK_NEAR(number[0], -1, 1e-12);
    CHECK_NEAR(number[2], 1, 1e-12);
    CHECK_NEAR(number[4], 0, 0);
    for (int i = 1; i < 6; i += 2) CHECK_NEAR(number[i], 0, 0);
}
