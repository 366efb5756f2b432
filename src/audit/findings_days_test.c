// Days without an order: holes in the export, and the quiet of an ordinary shop.
#include <math.h>
#include <string.h>

#include "audit/findings.h"
#include "base/test.h"

// Two years and a half of days from Sunday 1 January 2023 on, with `orders` on each.
static Lens shop(uint32_t orders)
{
    Lens lens = {.first_day = day_of_civil((CivilDate){2023, 1, 1}), .days = 900, .unit = PERIOD_MONTH, .periods = 29};
    lens.as_of = lens.first_day + (Day)lens.days - 1;
    lens.first = period_of_day(PERIOD_MONTH, lens.first_day);
    lens.day = arena_array(test_arena(), LensDay, lens.days);
    lens.period_of_day = arena_array(test_arena(), uint8_t, lens.days);
    lens.hole = arena_array(test_arena(), bool, lens.periods);
    for (uint32_t day = 0; day < lens.days; day++) {
        lens.day[day].orders = orders + day * 7 % 3;
        lens.period_of_day[day] = (uint8_t)(period_of_day(PERIOD_MONTH, lens.first_day + (Day)day) - lens.first);
    }
    return lens;
}

static void close_days(Lens *lens, int year, int month, int day, uint32_t days)
{
    uint32_t from = (uint32_t)(day_of_civil((CivilDate){year, month, day}) - lens->first_day);
    for (uint32_t i = from; i < from + days; i++) lens->day[i].orders = 0;
}

static Faults gaps_in(Lens *lens)
{
    Faults faults = {0};
    find_gaps(lens, &faults);
    return faults;
}

TEST(days_missing_from_the_file_are_a_gap_with_its_dates)
{
    Lens lens = shop(5);
    close_days(&lens, 2024, 3, 4, 10);
    Faults faults = gaps_in(&lens);
    CHECK_INT(faults.count, 1);
    CHECK_INT(faults.fault[0].kind, FINDING_DATA_GAP);
    CHECK_TEXT(day_name(test_arena(), faults.fault[0].from_day), "2024-03-04");
    CHECK_TEXT(day_name(test_arena(), faults.fault[0].to_day), "2024-03-13");
    CHECK_NEAR(faults.fault[0].lost_orders, 60, 3);
    CHECK(lens.hole[14] && !lens.hole[13] && !lens.hole[15]);
}

TEST(a_full_file_and_closed_sundays_are_no_gap)
{
    Lens lens = shop(5);
    CHECK_INT(gaps_in(&lens).count, 0);
    for (uint32_t day = 0; day < lens.days; day += 7) lens.day[day].orders = 0;
    CHECK_INT(gaps_in(&lens).count, 0);
}

TEST(a_yearly_holiday_is_no_gap)
{
    Lens lens = shop(5);
    close_days(&lens, 2023, 8, 7, 14);
    close_days(&lens, 2024, 8, 5, 14);
    CHECK_INT(gaps_in(&lens).count, 0);
}

TEST(the_days_around_new_year_are_no_gap)
{
    Lens lens = shop(5);
    close_days(&lens, 2023, 12, 23, 11);
    CHECK_INT(gaps_in(&lens).count, 0);
}

TEST(a_quiet_fortnight_of_a_shop_with_an_order_a_week_is_no_gap)
{
    Lens lens = shop(0);
    for (uint32_t day = 0; day < lens.days; day++) lens.day[day].orders = day % 7 == 3;
    close_days(&lens, 2024, 3, 4, 14);
    CHECK_INT(gaps_in(&lens).count, 0);
}

TEST(silence_at_the_end_is_no_gap)
{
    Lens lens = shop(5);
    for (uint32_t day = 880; day < lens.days; day++) lens.day[day].orders = 0;
    CHECK_INT(gaps_in(&lens).count, 0);
}

TEST(of_two_gaps_the_larger_is_named_and_both_are_counted)
{
    Lens lens = shop(5);
    close_days(&lens, 2023, 5, 2, 8);
    close_days(&lens, 2024, 3, 4, 12);
    Faults faults = gaps_in(&lens);
    CHECK_INT(faults.count, 1);
    CHECK_TEXT(day_name(test_arena(), faults.fault[0].from_day), "2024-03-04");
    CHECK_NEAR(faults.fault[0].lost_orders, 120, 6);
}
