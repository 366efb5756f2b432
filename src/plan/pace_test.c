#include "plan/pace.h"

#include <math.h>

#include "base/test.h"

static PacePoint point(PeriodNumber period, double value, int64_t n)
{
    return (PacePoint){.period = period,
                       .observed = true,
                       .has_n = true,
                       .has_interval = true,
                       .value = value,
                       .low = value - 0.01,
                       .high = value + 0.01,
                       .n = n};
}

// R270: objective 75 % by June, actual 71 % in April with linear path 73 %.
static const Pace june = {.from = 1, .to = 6, .baseline = 0.70, .target = 0.75, .better = 1};

TEST(behind_by_two_points)
{
    PacePoint april = point(4, 0.71, 1000);
    PaceJudgement judgement = pace_judge(&june, &april);
    CHECK(judgement.state == PACE_BEHIND && judgement.sure);
    CHECK(fabs(judgement.expected - 0.73) < 1e-12 && fabs(judgement.difference + 0.02) < 1e-12);
}

TEST(on_the_way_is_on_track_and_ahead_only_beyond_chance)
{
    PacePoint exact = point(4, 0.73, 1000), little = point(4, 0.735, 1000), much = point(4, 0.75, 1000);
    CHECK(pace_judge(&june, &exact).state == PACE_ON_TRACK);
    CHECK(pace_judge(&june, &little).state == PACE_ON_TRACK);
    CHECK(pace_judge(&june, &much).state == PACE_AHEAD);
}

TEST(less_is_better_turns_it_around)
{
    Pace churn = {.from = 1, .to = 6, .baseline = 0.10, .target = 0.05, .better = -1};
    PacePoint high = point(4, 0.09, 1000), low = point(4, 0.05, 1000);
    CHECK(pace_judge(&churn, &high).state == PACE_BEHIND);
    CHECK(fabs(pace_judge(&churn, &high).difference + 0.02) < 1e-12);
    CHECK(pace_judge(&churn, &low).state == PACE_AHEAD);
    CHECK(pace_met(&churn, 0.05) && !pace_met(&churn, 0.051));
}

TEST(of_few_nothing_is_concluded)
{
    PacePoint few = point(4, 0.2, 29), none = {.period = 4};
    CHECK(pace_judge(&june, &few).state == PACE_UNKNOWN && pace_judge(&june, &few).small);
    CHECK(pace_judge(&june, &none).state == PACE_UNKNOWN);
}

TEST(the_way_is_flat_before_and_after)
{
    CHECK(pace_expected(&june, 0) == 0.70 && pace_expected(&june, 9) == 0.75);
}

// y = 1..6 plus small residuals, predicted at x = 10: the numbers of R's lm and predict(interval = "prediction").
//   x <- 1:6; y <- c(1.1, 1.9, 3.2, 3.8, 5.1, 5.9); predict(lm(y ~ x), data.frame(x = 10), interval = "prediction")
TEST(a_line_is_followed_with_the_interval_of_one_more_observation)
{
    static const double y[] = {1.1, 1.9, 3.2, 3.8, 5.1, 5.9};
    PacePoint points[6];
    Pace pace = {.from = 0, .to = 10, .baseline = 0, .target = 9.851429, .better = 1};
    for (int i = 0; i < 6; i++) points[i] = point(i + 1, y[i], 100);
    PaceForecast forecast = pace_forecast(&pace, points, 6);
    CHECK(forecast.observed && forecast.trend && forecast.points == 6);
    CHECK(fabs(forecast.value - 9.851429) < 1e-6);
    CHECK(fabs((forecast.low + forecast.high) / 2 - forecast.value) < 1e-9);
    CHECK(fabs(forecast.probability - 0.5) < 0.02);
}

// mean(c(2,4,2,4,2,4)) = 3, sd = 1.0954; 3 ± qt(.975, 5) * 1.0954 * sqrt(7/6) = 3 ± 3.0415
TEST(without_a_trend_it_is_their_mean)
{
    PacePoint points[6];
    Pace pace = {.from = 0, .to = 10, .baseline = 3, .target = 3, .better = 1};
    for (int i = 0; i < 6; i++) points[i] = point(i, i % 2 ? 4 : 2, 100);
    PaceForecast forecast = pace_forecast(&pace, points, 6);
    CHECK(!forecast.trend && fabs(forecast.value - 3) < 1e-12);
    CHECK(fabs(forecast.high - 3 - 3.0415) < 0.001 && fabs(forecast.probability - 0.5) < 1e-9);
}

TEST(five_points_foretell_nothing)
{
    PacePoint points[5];
    for (int i = 0; i < 5; i++) points[i] = point(i, 0.7, 100);
    CHECK(!pace_forecast(&june, points, 5).observed);
}
