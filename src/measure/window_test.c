#include "measure/window.h"

#include <math.h>

#include "base/test.h"

enum { DAYS = 1000 };

typedef struct Gaps {
    int64_t *closed, *open;
} Gaps;

static Gaps gaps_none(void)
{
    return (Gaps){arena_array(test_arena(), int64_t, DAYS), arena_array(test_arena(), int64_t, DAYS)};
}

TEST(window_is_where_nine_in_ten_gaps_have_closed)
{
    Gaps gaps = gaps_none();
    for (int day = 1; day <= 100; day++) gaps.closed[day] = 5;
    WindowChoice choice = window_choose(gaps.closed, gaps.open, DAYS);
    CHECK_INT(choice.reason, WINDOW_FROM_GAPS);
    CHECK_INT(choice.gaps, 500);
    // 25 of 500, a twentieth, are still at risk on day 96: 0.96 have closed there.
    CHECK_INT(choice.horizon_days, 96);
    CHECK_NEAR(choice.return_share, 0.96, 1e-12);
    CHECK_INT(choice.days, 87); // 0.9 of 0.96 is 0.864
    CHECK_INT(choice.median_gap_days, 48);
    CHECK_NEAR(choice.return_after, (0.13 - 0.04) / 0.13, 1e-12);
}

TEST(window_of_many_gaps_looks_as_far_as_thirty_are_at_risk)
{
    Gaps gaps = gaps_none();
    for (int day = 1; day <= 100; day++) gaps.closed[day] = 100;
    gaps.closed[200] = gaps.open[250] = 15; // 30 at risk on day 200, 15 thereafter
    CHECK_INT(window_choose(gaps.closed, gaps.open, DAYS).horizon_days, 200);
    gaps.open[250] = 14;
    CHECK_INT(window_choose(gaps.closed, gaps.open, DAYS).horizon_days, 100);
}

TEST(window_of_thirty_gaps_leaves_out_the_last_two)
{
    Gaps gaps = gaps_none();
    for (int day = 1; day <= 30; day++) gaps.closed[10 * day] = 1;
    WindowChoice choice = window_choose(gaps.closed, gaps.open, DAYS);
    CHECK_INT(choice.horizon_days, 280);
    CHECK_INT(choice.days, 260); // 0.9 * 28 / 30 is 25.2 / 30
}

// What ignoring the open gaps would give.
static double naive_percentile(Gaps gaps, double share)
{
    int64_t all = 0, until = 0;
    for (int day = 0; day < DAYS; day++) all += gaps.closed[day];
    for (int day = 0; day < DAYS; day++)
        if ((double)(until += gaps.closed[day]) >= share * (double)all) return day;
    return DAYS;
}

TEST(window_respects_the_gaps_that_are_still_open)
{
    // Gaps of mean 200 days, each followed for 1 to 600 days: the expected counts.
    enum { FOLLOWED = 600, PEOPLE = 1000 };
    Gaps gaps = gaps_none();
    for (int followed = 1; followed <= FOLLOWED; followed++) {
        double still = PEOPLE;
        for (int day = 1; day <= followed; day++) {
            double next = PEOPLE * exp(-day / 200.0);
            gaps.closed[day] += llround(still) - llround(next);
            still = next;
        }
        gaps.open[followed] += llround(still);
    }
    WindowChoice choice = window_choose(gaps.closed, gaps.open, DAYS);
    double closed_at_end = 1 - exp(-FOLLOWED / 200.0);
    double expected = -200 * log(1 - 0.9 * closed_at_end);
    CHECK_NEAR(choice.return_share, closed_at_end, 0.003);
    CHECK_NEAR(choice.days, expected, 3);
    CHECK_NEAR(choice.median_gap_days, -200 * log(1 - 0.5 * closed_at_end), 2);
    CHECK(naive_percentile(gaps, 0.9) < expected - 40);
}

TEST(window_knows_those_who_never_come_back)
{
    Gaps gaps = gaps_none(); // half come back within 50 days, half never do
    for (int day = 1; day <= 50; day++) gaps.closed[day] = 10;
    gaps.open[400] = 500;
    WindowChoice choice = window_choose(gaps.closed, gaps.open, DAYS);
    CHECK_NEAR(choice.return_share, 0.5, 1e-9);
    CHECK_INT(choice.horizon_days, 400);
    CHECK_INT(choice.days, 45);
    CHECK_NEAR(choice.return_after, 0.05 / 0.55, 1e-9);
}

TEST(window_that_every_gap_closes_within_leaves_nobody_to_come_back)
{
    Gaps gaps = gaps_none();
    gaps.closed[30] = 40;
    WindowChoice choice = window_choose(gaps.closed, gaps.open, DAYS);
    CHECK_INT(choice.days, 30);
    CHECK_NEAR(choice.return_share, 1, 0);
    CHECK_NEAR(choice.return_after, 0, 0);
}

TEST(window_of_few_gaps_is_the_default)
{
    Gaps gaps = gaps_none();
    gaps.closed[10] = 29;
    gaps.open[3] = 1000;
    WindowChoice choice = window_choose(gaps.closed, gaps.open, DAYS);
    CHECK_INT(choice.reason, WINDOW_TOO_FEW_GAPS);
    CHECK_INT(choice.days, 90);
    CHECK_INT(choice.gaps, 29);
    CHECK_INT(choice.median_gap_days, 0);
    CHECK_INT(window_choose(gaps.closed, gaps.open, 120).days, 40);
    CHECK_INT(window_choose(gaps.closed, gaps.open, 2).days, 1);
    gaps.closed[11] = 1;
    CHECK_INT(window_choose(gaps.closed, gaps.open, DAYS).reason, WINDOW_FROM_GAPS);
}

TEST(window_without_any_closed_gap_is_the_default)
{
    Gaps gaps = gaps_none();
    gaps.open[500] = 100000;
    CHECK_INT(window_choose(gaps.closed, gaps.open, DAYS).reason, WINDOW_TOO_FEW_GAPS);
    CHECK_INT(window_choose(gaps.closed, gaps.open, 0).days, 1);
}

TEST(window_is_cut_to_half_of_the_days_so_that_a_loss_can_be_seen)
{
    Gaps gaps = gaps_none();
    gaps.closed[60] = 50;
    gaps.open[99] = 50;
    WindowChoice choice = window_choose(gaps.closed, gaps.open, 100);
    CHECK_INT(choice.reason, WINDOW_CUT_TO_HALF);
    CHECK_INT(choice.days, 50);
    CHECK_NEAR(choice.return_after, 0.5, 1e-12); // nobody had come back by day 50, half will
    CHECK_INT(window_choose(gaps.closed, gaps.open, 120).days, 60);
    CHECK_INT(window_choose(gaps.closed, gaps.open, 120).reason, WINDOW_FROM_GAPS);
}
