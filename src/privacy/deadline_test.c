#include "privacy/deadline.h"

#include "base/test.h"

static Str due(const char *received, int months)
{
    Day day;
    CHECK(day_parse(str_of(received), &day));
    return day_name(test_arena(), deadline_after_months(day, months));
}

TEST(a_month_ends_on_the_same_day_or_on_the_last_of_the_month)
{
    CHECK_TEXT(due("2026-03-15", 1), "2026-04-15");
    CHECK_TEXT(due("2026-01-31", 1), "2026-02-28");
    CHECK_TEXT(due("2028-01-31", 1), "2028-02-29");
    CHECK_TEXT(due("2026-03-31", 1), "2026-04-30");
    CHECK_TEXT(due("2026-12-31", 1), "2027-01-31");
    CHECK_TEXT(due("2026-11-30", 3), "2027-02-28");
    CHECK_TEXT(due("2026-12-31", 3), "2027-03-31");
    CHECK_TEXT(due("2028-02-29", -24), "2026-02-28");
}

TEST(a_breach_leaves_72_hours_of_the_clock)
{
    CHECK_INT(deadline_of_breach(0), 259200000);
}
