// Steps in series of which the truth is known.
#include <math.h>

#include "audit/findings.h"
#include "base/test.h"

// Months from January on; a month's noise is the same for every test: no pattern, mean near 0, deviation 1.
static const double noise[] = {0.3,  -1.1, 0.9,  0.2,  -0.6, 1.4,  -0.2, -1.3, 0.5,  0.8, -0.9, 0.1,
                               -0.4, 1.2,  -1.5, 0.7,  0.4,  -0.8, 1.0,  -0.3, -1.0, 0.6, 1.3,  -0.7,
                               0.2,  -0.5, 1.1,  -1.2, 0.9,  -0.1, 0.0,  -0.9, 1.5,  0.3, -0.6, -0.2};

static Lens months(uint32_t periods)
{
    Lens lens = {.unit = PERIOD_MONTH, .periods = periods, .seasons = 12};
    for (uint32_t t = 0; t < periods; t++) lens.season_of[t] = (uint8_t)(t % 12);
    return lens;
}

static LensSeries with_noise(uint32_t periods, double deviation)
{
    LensSeries series = {0};
    for (uint32_t t = 0; t < periods; t++) {
        series.value[t] = deviation * noise[t];
        series.weight[t] = 1 / (deviation * deviation);
    }
    return series;
}

static void shift(LensSeries *series, uint32_t from, uint32_t to, double by)
{
    for (uint32_t t = from; t < to; t++) series->value[t] += by;
}

static void add_season(LensSeries *series, uint32_t periods)
{
    for (uint32_t t = 0; t < periods; t++) series->value[t] += t % 12 == 11 ? 0.5 : t % 12 == 7 ? -0.3 : 0;
}

static const StepRule fall = {.direction = -1, .season = true, .only_to_end = true, .least = 0.05};

TEST(a_step_is_found_where_it_is_and_as_large_as_it_is)
{
    Lens lens = months(36);
    LensSeries series = with_noise(36, 0.05);
    shift(&series, 24, 36, -0.3);
    Step step = series_step(&lens, &series, &fall, NULL);
    CHECK(step.found && step.p_value < 1e-6);
    CHECK_INT(step.from, 24);
    CHECK_INT(step.to, 36);
    CHECK_NEAR(step.change, -0.3, 0.05);
}

TEST(noise_alone_is_no_step)
{
    Lens lens = months(36);
    LensSeries series = with_noise(36, 0.05);
    Step step = series_step(&lens, &series, &fall, NULL);
    CHECK(!step.found || step.p_value > 0.05);
}

TEST(a_rise_is_no_fall_and_a_fall_no_rise)
{
    Lens lens = months(36);
    LensSeries series = with_noise(36, 0.05);
    shift(&series, 24, 36, 0.3);
    Step down = series_step(&lens, &series, &fall, NULL);
    CHECK(!down.found || down.p_value > 0.05);
    const StepRule rise = {.direction = 1, .season = true, .only_to_end = true, .least = 0.05};
    CHECK(series_step(&lens, &series, &rise, NULL).p_value < 1e-6);
}

TEST(a_season_of_three_years_is_no_step_and_hides_none)
{
    Lens lens = months(36);
    LensSeries series = with_noise(36, 0.05);
    add_season(&series, 36);
    Step step = series_step(&lens, &series, &fall, NULL);
    CHECK(!step.found || step.p_value > 0.05);
    shift(&series, 24, 36, -0.3);
    step = series_step(&lens, &series, &fall, NULL);
    CHECK(step.found && step.p_value < 1e-3);
    CHECK_INT(step.from, 24);
}

TEST(the_end_of_a_first_christmas_is_no_step)
{
    Lens lens = months(17);
    LensSeries series = with_noise(17, 0.05);
    shift(&series, 10, 12, 0.4);
    Step step = series_step(&lens, &series, &fall, NULL);
    CHECK(!step.found || step.p_value > 0.01);
}

TEST(a_steady_fall_is_a_trend_and_no_step)
{
    Lens lens = months(36);
    LensSeries series = with_noise(36, 0.05);
    for (uint32_t t = 0; t < 36; t++) series.value[t] -= 0.02 * t;
    CHECK(!series_step(&lens, &series, &fall, NULL).found);
}

TEST(a_step_after_one_of_two_years_is_neither_trend_nor_season)
{
    for (uint32_t from = 11; from <= 14; from++) {
        Lens lens = months(25);
        LensSeries series = with_noise(25, 0.05);
        add_season(&series, 25);
        shift(&series, from, 25, -0.4);
        Step step = series_step(&lens, &series, &fall, NULL);
        CHECK(step.found && step.p_value < 0.005);
        CHECK(step.from + 1 >= from && step.from <= from + 1);
    }
}

TEST(a_short_dip_is_not_drawn_out_to_the_end)
{
    Lens lens = months(36);
    LensSeries series = with_noise(36, 0.05);
    shift(&series, 26, 36, -0.12);
    const StepRule any = {.direction = -1, .least = 0.05};
    Step step = series_step(&lens, &series, &any, NULL);
    CHECK(step.found);
    CHECK_INT(step.to, 36); // two points near the end are less low by chance: no reason to say that it is over
}

TEST(a_season_of_one_year_is_believed_no_more_than_seasons_are_wide)
{
    Lens lens = months(12);
    LensSeries small = with_noise(12, 0.02), large = with_noise(12, 0.02);
    shift(&small, 9, 12, -0.15);
    shift(&large, 8, 12, -1);
    Step season = series_step(&lens, &small, &fall, NULL);
    CHECK(!season.found || season.p_value > 0.005);
    Step step = series_step(&lens, &large, &fall, NULL);
    CHECK(step.found && step.p_value < 0.005);
}

TEST(a_step_stands_out_from_a_rising_trend)
{
    Lens lens = months(36);
    LensSeries series = with_noise(36, 0.05);
    for (uint32_t t = 0; t < 36; t++) series.value[t] += 0.03 * t;
    shift(&series, 24, 36, -0.5);
    const StepRule beside_trend = {.direction = -1, .season = true, .trend = true, .only_to_end = true, .least = 0.05};
    Step step = series_step(&lens, &series, &beside_trend, NULL);
    CHECK(step.found && step.p_value < 1e-3);
    CHECK_INT(step.from, 24);
}

TEST(a_dip_that_ends_is_found_only_where_it_may_end)
{
    Lens lens = months(36);
    LensSeries series = with_noise(36, 0.05);
    shift(&series, 20, 23, -0.5);
    const StepRule dip = {.direction = -1, .least = 0.1};
    Step step = series_step(&lens, &series, &dip, NULL);
    CHECK(step.found && step.p_value < 1e-4);
    CHECK_INT(step.from, 20);
    CHECK_INT(step.to, 23);
    Step lasting = series_step(&lens, &series, &fall, NULL);
    CHECK(!lasting.found || lasting.p_value > 0.01);
}

TEST(months_that_are_not_known_keep_their_place)
{
    Lens lens = months(36);
    LensSeries series = with_noise(36, 0.05);
    shift(&series, 24, 36, -0.3);
    series.weight[10] = series.weight[11] = 0;
    series.value[10] = 99;
    Step step = series_step(&lens, &series, &fall, NULL);
    CHECK(step.found && step.p_value < 1e-6);
    CHECK_INT(step.from, 24);
}

TEST(too_short_a_series_has_no_step)
{
    for (uint32_t periods = 0; periods <= 6; periods++) {
        Lens lens = months(periods);
        LensSeries series = with_noise(periods, 0.05);
        shift(&series, periods / 2, periods, -3);
        Step step = series_step(&lens, &series, &fall, NULL);
        CHECK(!step.found || step.p_value > 0.001);
    }
}

TEST(what_is_left_without_the_step_is_the_level_with_its_season)
{
    Lens lens = months(36);
    LensSeries series = with_noise(36, 0.01);
    add_season(&series, 36);
    shift(&series, 0, 36, 2);
    shift(&series, 24, 36, -0.3);
    double fitted[LENS_PERIODS_MAX];
    CHECK(series_step(&lens, &series, &fall, fitted).found);
    CHECK_NEAR(fitted[3], 2, 0.1);
    CHECK_NEAR(fitted[30], 2, 0.1);
    CHECK_NEAR(fitted[35], 2.5, 0.1);
}

TEST(one_look_at_a_place_is_not_corrected_for_others)
{
    Lens lens = months(36);
    LensSeries series = with_noise(36, 0.05);
    shift(&series, 24, 36, -0.1);
    Step best = series_step(&lens, &series, &fall, NULL), there = series_step_at(&lens, &series, &fall, 24);
    CHECK(there.found && there.p_value < best.p_value);
    CHECK(!series_step_at(&lens, &series, &fall, 1).found); // no fifth of the series before it
}
