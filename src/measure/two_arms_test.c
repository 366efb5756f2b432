#include "measure/two_arms.h"

#include <math.h>

#include "base/test.h"

static bool near(double value, double expected)
{
    return fabs(value - expected) < 0.00005;
}

// R271: 100 and 130 of 1,000; z = 2.103.
TEST(a_difference_of_shares_is_tested_with_pooled_p)
{
    const ArmSums arms[2] = {{1000, 100, 100}, {1000, 130, 130}}, few[2] = {{100, 10, 10}, {100, 13, 13}};
    TwoArms two = two_arms_compare(arms, true), small = two_arms_compare(few, true);
    CHECK(two.tested && near(two.difference.value, 0.03) && near(two.p, 0.0355));
    CHECK(two.difference.low > 0);
    CHECK(small.tested && small.p > 0.4 && small.difference.low < 0 && small.difference.high > 0);
}

// Student's sleep data (1908, Biometrika 6:20), as R's t.test(extra ~ group) has it: t = -1.8608, p = 0.07939.
TEST(a_difference_of_means_is_tested_by_welch)
{
    static const double first[] = {0.7, -1.6, -0.2, -1.2, -0.1, 3.4, 3.7, 0.8, 0.0, 2.0};
    static const double second[] = {1.9, 0.8, 1.1, 0.1, -0.1, 4.4, 5.5, 1.6, 4.6, 3.4};
    ArmSums arms[2] = {{.n = COUNT_OF(first)}, {.n = COUNT_OF(second)}};
    for (size_t i = 0; i < COUNT_OF(first); i++) {
        arms[0].sum += first[i], arms[0].squares += first[i] * first[i];
        arms[1].sum += second[i], arms[1].squares += second[i] * second[i];
    }
    TwoArms two = two_arms_compare(arms, false);
    CHECK(two.tested && near(two.difference.value, 1.58) && near(two.p, 0.07939));
}

TEST(arms_without_people_or_spread_say_nothing)
{
    const ArmSums none[2] = {{0, 0, 0}, {10, 5, 5}}, alone[2] = {{1, 3, 9}, {10, 5, 5}};
    const ArmSums alike[2] = {{5, 10, 20}, {5, 10, 20}};
    CHECK(!two_arms_compare(none, true).tested && !two_arms_compare(none, true).difference.observed);
    CHECK(!two_arms_compare(alone, false).tested);
    TwoArms two = two_arms_compare(alike, false);
    CHECK(two.tested && two.p == 1 && two.difference.value == 0 && two.detectable == 0);
}

TEST(an_uneven_split_is_told_from_bad_luck)
{
    CHECK(two_arms_balance(0, 0, 0.5) == 1);
    CHECK(near(two_arms_balance(500, 500, 0.5), 1));
    CHECK(near(two_arms_balance(480, 520, 0.5), 0.20590)); // chi-square 1.6
    CHECK(two_arms_balance(4000, 6000, 0.5) < 1e-9);
    CHECK(near(two_arms_balance(100, 900, 0.1), 1));
}
