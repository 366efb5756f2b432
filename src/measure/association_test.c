#include "measure/association.h"

#include <math.h>

#include "base/json.h"
#include "base/source.h"
#include "base/test.h"

static double number_at(JsonValue list, size_t index)
{
    double number = -1;
    CHECK(json_get_number(json_item(list, index), &number));
    return number;
}

TEST(adjusted_p_values_are_those_of_r)
{
    Source source;
    Error error;
    JsonValue all, adjust, p, expected;
    double given[5], adjusted[5];
    uint32_t order[5];
    CHECK(source_open(test_shared_path("vectors/ab_statistics.json"), 0, 1, &source, &error));
    CHECK(json_parse(source.text, &all, &error));
    CHECK(json_member(all, STR("p_adjust"), &adjust));
    CHECK(json_member(adjust, STR("p"), &p));
    CHECK(json_member(adjust, STR("BH"), &expected));
    for (size_t i = 0; i < COUNT_OF(given); i++) given[i] = number_at(p, i);
    adjust_benjamini_hochberg(given, COUNT_OF(given), order, adjusted);
    for (size_t i = 0; i < COUNT_OF(given); i++) CHECK_NEAR(adjusted[i], number_at(expected, i), 1e-12);
    source_close(&source);
}

// By hand: sorted 0.001, 0.008, 0.039, 0.041, 0.9 of 5 times 5/1, 5/2, 5/3, 5/4, 5/5; 0.065 falls to 0.05125.
TEST(adjusted_p_values_never_fall_as_p_rises_and_keep_their_places)
{
    static const double p[] = {0.9, 0.039, 0.001, 0.041, 0.008};
    static const double expected[] = {0.9, 0.05125, 0.005, 0.05125, 0.02};
    double adjusted[5], ties[3];
    uint32_t order[5];
    adjust_benjamini_hochberg(p, 5, order, adjusted);
    for (size_t i = 0; i < 5; i++) CHECK_NEAR(adjusted[i], expected[i], 1e-12);
    adjust_benjamini_hochberg((const double[]){0.5, 0.5, 0.01}, 3, order, ties);
    CHECK_NEAR(ties[0], 0.5, 1e-12);
    CHECK_NEAR(ties[1], 0.5, 1e-12);
    CHECK_NEAR(ties[2], 0.03, 1e-12);
    adjust_benjamini_hochberg(p, 1, order, adjusted);
    CHECK_NEAR(adjusted[0], 0.9, 0);
}

// Newcombe (1998), table II: 56/70 against 48/80, and 10/10 against 0/10, method 10.
TEST(differences_of_shares_have_the_published_intervals)
{
    Rate a = rate_of(56, 70), b = rate_of(48, 80), all = rate_of(10, 10), none = rate_of(0, 10), empty = rate_of(0, 0);
    ShareDifference difference = share_difference(&a, &b), far = share_difference(&all, &none);
    CHECK_NEAR(difference.value, 0.2, 1e-12);
    CHECK_NEAR(difference.low, 0.0524, 5e-5);
    CHECK_NEAR(difference.high, 0.3339, 5e-5);
    CHECK_NEAR(far.low, 0.6075, 5e-5);
    CHECK_NEAR(far.high, 1, 1e-12);
    CHECK(!share_difference(&a, &empty).observed);
}

TEST(correlation_of_two_shares_is_that_of_a_table_of_four)
{
    Rate a = rate_of(30, 40), b = rate_of(20, 60), all = rate_of(10, 10), none = rate_of(0, 10);
    CHECK_NEAR(share_correlation(&a, &b), (30.0 * 40 - 20.0 * 10) / sqrt(40.0 * 60 * 50 * 50), 1e-12);
    CHECK_NEAR(share_correlation(&all, &none), 1, 1e-12);
    CHECK_NEAR(share_correlation(&none, &all), -1, 1e-12);
    CHECK_NEAR(share_correlation(&all, &all), 0, 0);
}
