#include "chart/axis.h"

#include <math.h>

#include "base/test.h"

static Str ticks(Axis axis)
{
    Text out = text_in(test_arena());
    for (size_t i = 0; i < axis.ticks; i++) text_addf(&out, i ? " %g" : "%g", axis.at[i]);
    return text_str(&out);
}

TEST(axis_ticks_are_round_and_cover_the_values)
{
    CHECK_TEXT(ticks(axis_of_values(0, 97, 5)), "0 20 40 60 80 100");
    CHECK_TEXT(ticks(axis_of_values(0.62, 0.71, 4)), "0.6 0.65 0.7 0.75");
    CHECK_TEXT(ticks(axis_of_values(-340, 1200, 4)), "-500 0 500 1000 1500");
    CHECK_TEXT(ticks(axis_of_values(0, 1, 5)), "0 0.2 0.4 0.6 0.8 1");
    CHECK_TEXT(ticks(axis_of_values(0, 123456789, 5)), "0 5e+07 1e+08 1.5e+08");
}

TEST(axis_of_one_value_still_has_extent)
{
    CHECK_TEXT(ticks(axis_of_values(0, 0, 5)), "0 0.2");
    Axis axis = axis_of_values(40, 40, 4);
    CHECK(axis.low <= 40 && axis.high > 40);
    axis = axis_of_values(NAN, INFINITY, 4);
    CHECK(axis.low < axis.high && axis.ticks >= 2);
}

TEST(axis_of_counts_has_whole_steps)
{
    CHECK_TEXT(ticks(axis_of_counts(0, 3, 5)), "0 1 2 3");
    CHECK_TEXT(ticks(axis_of_counts(0, 10, 4)), "0 5 10");
    CHECK_TEXT(ticks(axis_of_counts(0, 0, 5)), "0 1");
    CHECK_TEXT(ticks(axis_of_counts(-30, 100, 5)), "-50 0 50 100");
}

TEST(axis_never_has_more_ticks_than_room)
{
    for (double high = 1e-9; high < 1e12; high *= 3.7)
        for (double low = -3 * high; low < high; low += high / 3) {
            Axis axis = axis_of_values(low, high, 10);
            CHECK(2 <= axis.ticks && axis.ticks <= TICKS_MAX);
            CHECK(axis.low <= low + high * 1e-9 && axis.high >= high * (1 - 1e-9));
        }
}

TEST(axis_of_days_ends_where_the_days_end)
{
    CHECK_TEXT(ticks(axis_of_days(400, 6)), "0 90 180 270 360");
    CHECK_TEXT(ticks(axis_of_days(360, 6)), "0 60 120 180 240 300 360");
    CHECK_TEXT(ticks(axis_of_days(9, 6)), "0 2 4 6 8");
    CHECK_TEXT(ticks(axis_of_days(0, 6)), "0 1");
    CHECK_NEAR(axis_of_days(400, 6).high, 400, 0);
    CHECK(axis_of_days(200000, 4).ticks <= TICKS_MAX);
}

TEST(scale_maps_ends_to_ends)
{
    Scale scale = {.low = 10, .high = 30, .start = 200, .end = 100};
    CHECK_NEAR(scale_at(&scale, 10), 200, 1e-9);
    CHECK_NEAR(scale_at(&scale, 30), 100, 1e-9);
    CHECK_NEAR(scale_at(&scale, 15), 175, 1e-9);
    CHECK_NEAR(scale_at(&(Scale){5, 5, 0, 80}, 5), 40, 1e-9);
}
