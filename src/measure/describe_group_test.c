#include "measure/describe_group.h"

#include <math.h>

#include "base/test.h"

enum { PEOPLE = 400 };

TEST(a_group_that_bounds_tell_is_told_by_them)
{
    double age[PEOPLE], spend[PEOPLE], noise[PEOPLE];
    bool in[PEOPLE];
    GroupRule rule;
    const double *const figures[] = {noise, age, spend};
    for (size_t i = 0; i < PEOPLE; i++) {
        age[i] = 18 + (double)(i * 7 % 60), spend[i] = (double)(i * 13 % 100), noise[i] = (double)(i * 29 % 31);
        in[i] = age[i] < 35 && spend[i] > 40;
    }
    describe_group(figures, 3, in, PEOPLE, &rule);
    CHECK(rule.fit > 0.99);
    for (size_t p = 0; p < rule.count; p++)
        for (size_t i = 0; i < rule.path[p].count; i++) CHECK(rule.path[p].bound[i].figure != 0);
}

TEST(who_is_not_known_is_not_in_and_counts_against_the_fit)
{
    double figure[PEOPLE];
    bool in[PEOPLE];
    GroupRule rule;
    const double *const figures[] = {figure};
    for (size_t i = 0; i < PEOPLE; i++) figure[i] = i % 4 ? (double)(i % 4) : (double)NAN, in[i] = i % 4 == 3 || i < 4;
    describe_group(figures, 1, in, PEOPLE, &rule);
    CHECK_INT(rule.both, 100);
    CHECK_INT(rule.only_rule, 0);
    CHECK_INT(rule.only_group, 3);
    CHECK_NEAR(rule.fit, 200.0 / 203, 1e-12);
    CHECK(!group_rule_holds(&rule, figures, 0));
}

TEST(where_nothing_tells_a_group_the_rule_holds_nobody)
{
    double figure[PEOPLE];
    bool in[PEOPLE];
    GroupRule rule;
    const double *const figures[] = {figure};
    for (size_t i = 0; i < PEOPLE; i++) figure[i] = 1, in[i] = i % 3 == 0;
    describe_group(figures, 1, in, PEOPLE, &rule);
    CHECK_INT(rule.count, 0);
    CHECK_NEAR(rule.fit, 0, 0);
}
