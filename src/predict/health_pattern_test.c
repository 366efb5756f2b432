#include "predict/health_pattern.h"

#include "base/test.h"

// R117: a topic that doubles the odds has a lift of 2.
TEST(what_doubles_the_odds_has_a_lift_of_two)
{
    Pattern pattern = pattern_of((PatternCounts){200, 100, 600, 200}); // odds 1 and 1/2
    CHECK_NEAR(pattern.lift, 2, 1e-12);
    CHECK_NEAR(pattern.ratio, 1.5, 1e-12);
    // Woolf: exp(log 2 -+ 1.96 sqrt(1/100 + 1/100 + 1/200 + 1/400)) = 1.4450, 2.7681.
    CHECK_NEAR(pattern.low, 1.4450, 5e-4);
    CHECK_NEAR(pattern.high, 2.7681, 5e-4);
    CHECK(pattern.p < 0.001);
}

TEST(an_empty_cell_gives_a_finite_lift)
{
    Pattern pattern = pattern_of((PatternCounts){10, 10, 10, 0});
    CHECK_NEAR(pattern.lift, 441, 1e-9); // (10.5 × 10.5) / (0.5 × 0.5)
    CHECK(pattern.low > 1);
    CHECK(!pattern_of((PatternCounts){0, 0, 10, 3}).observed);
    CHECK(!pattern_of((PatternCounts){10, 3, 0, 0}).observed);
}
