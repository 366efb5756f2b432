#include "revenue/revenue_reading.h"

#include "base/test.h"

static Str before(const char *text, int months)
{
    Day day = 0;
    CHECK(day_parse(str_of(text), &day));
    return day_name(test_arena(), months_before(day, months));
}

TEST(months_before_the_last_day_of_a_month_is_the_last_day_of_another)
{
    CHECK_TEXT(before("2024-12-31", 3), "2024-09-30");
    CHECK_TEXT(before("2024-02-29", 12), "2023-02-28");
    CHECK_TEXT(before("2025-02-28", 12), "2024-02-29");
    CHECK_TEXT(before("2024-03-15", 1), "2024-02-15");
    CHECK_TEXT(before("2024-03-30", 1), "2024-02-29");
    CHECK_TEXT(before("2024-01-10", 12), "2023-01-10");
}
