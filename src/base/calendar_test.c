#include "base/calendar.h"
#include "base/test.h"

static Day day_at(int year, int month, int day)
{
    return day_of_civil((CivilDate){year, month, day});
}

TEST(calendar_days_are_counted_from_1970)
{
    CHECK_INT(day_at(1970, 1, 1), 0);
    CHECK_INT(day_at(1969, 12, 31), -1);
    CHECK_INT(day_at(2000, 2, 29), 11016);
    CHECK_INT(day_at(2026, 7, 1), 20635);
    CHECK_INT(day_at(1900, 1, 1), DAY_MIN);
    CHECK_INT(day_at(2106, 2, 6), DAY_MAX);
    CHECK_INT(day_at(1, 1, 1), -719162);
    CHECK_INT(day_at(9999, 12, 31), 2932896);
}

TEST(calendar_every_day_of_the_years_1_to_9999_follows_the_one_before)
{
    static const int lengths[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    CivilDate date = {1, 1, 1};
    int weekday = 0; // 0001-01-01 was a Monday
    for (Day day = day_at(1, 1, 1); date.year <= 9999; day++, weekday = (weekday + 1) % 7) {
        CivilDate read = civil_of_day(day);
        if (read.year != date.year || read.month != date.month || read.day != date.day || day_of_civil(date) != day ||
            weekday_of_day(day) != weekday || !civil_date_valid(date))
            CHECK_TEXT(day_name(test_arena(), day), "another day");
        bool leap = date.year % 400 == 0 || (date.year % 4 == 0 && date.year % 100 != 0);
        int length = lengths[date.month - 1] + (leap && date.month == 2);
        date.day++;
        if (date.day > length) {
            CHECK(!civil_date_valid(date));
            date = (CivilDate){date.year, date.month + 1, 1};
        }
        if (date.month > 12) date = (CivilDate){date.year + 1, 1, 1};
    }
}

TEST(calendar_dates_out_of_the_calendar_are_not_valid)
{
    static const CivilDate bad[] = {{2026, 2, 29}, {1900, 2, 29}, {2026, 13, 1}, {2026, 0, 1},  {2026, 1, 0},
                                    {2026, 1, 32}, {2026, 4, 31}, {0, 1, 1},     {10000, 1, 1}, {-1, 1, 1}};
    for (size_t i = 0; i < COUNT_OF(bad); i++) CHECK(!civil_date_valid(bad[i]));
    CHECK(civil_date_valid((CivilDate){2000, 2, 29}));
}

static const PeriodUnit units[] = {PERIOD_DAY, PERIOD_WEEK, PERIOD_MONTH, PERIOD_QUARTER, PERIOD_YEAR};

TEST(calendar_periods_follow_each_other_without_gaps)
{
    for (size_t i = 0; i < COUNT_OF(units); i++) {
        PeriodUnit unit = units[i];
        CHECK_INT(period_of_day(unit, 0), 0);
        for (PeriodNumber n = period_of_day(unit, DAY_MIN); n <= period_of_day(unit, DAY_MAX); n++) {
            CHECK_INT(period_of_day(unit, period_first_day(unit, n)), n);
            CHECK_INT(period_of_day(unit, period_last_day(unit, n)), n);
            CHECK_INT(period_last_day(unit, n) + 1, period_first_day(unit, n + 1));
        }
    }
}

static Str name_at(PeriodUnit unit, int year, int month, int day)
{
    return period_name(test_arena(), unit, period_of_day(unit, day_at(year, month, day)));
}

TEST(calendar_periods_have_iso_names)
{
    CHECK_TEXT(name_at(PERIOD_DAY, 2026, 7, 1), "2026-07-01");
    CHECK_TEXT(name_at(PERIOD_WEEK, 2026, 7, 1), "2026-W27");
    CHECK_TEXT(name_at(PERIOD_MONTH, 2026, 7, 1), "2026-07");
    CHECK_TEXT(name_at(PERIOD_QUARTER, 2026, 7, 1), "2026-Q3");
    CHECK_TEXT(name_at(PERIOD_YEAR, 2026, 7, 1), "2026");
    CHECK_TEXT(name_at(PERIOD_QUARTER, 2026, 3, 31), "2026-Q1");
    CHECK_TEXT(name_at(PERIOD_QUARTER, 1969, 12, 31), "1969-Q4");
}

// The examples of the ISO 8601 week date that are usually got wrong: the year of the week is not that of the day.
TEST(calendar_week_belongs_to_the_year_of_its_thursday)
{
    CHECK_TEXT(name_at(PERIOD_WEEK, 2005, 1, 1), "2004-W53");
    CHECK_TEXT(name_at(PERIOD_WEEK, 2005, 1, 2), "2004-W53");
    CHECK_TEXT(name_at(PERIOD_WEEK, 2005, 12, 31), "2005-W52");
    CHECK_TEXT(name_at(PERIOD_WEEK, 2007, 1, 1), "2007-W01");
    CHECK_TEXT(name_at(PERIOD_WEEK, 2007, 12, 31), "2008-W01");
    CHECK_TEXT(name_at(PERIOD_WEEK, 2008, 12, 28), "2008-W52");
    CHECK_TEXT(name_at(PERIOD_WEEK, 2008, 12, 29), "2009-W01");
    CHECK_TEXT(name_at(PERIOD_WEEK, 2010, 1, 3), "2009-W53");
    CHECK_TEXT(name_at(PERIOD_WEEK, 1970, 1, 1), "1970-W01");
    CHECK_TEXT(name_at(PERIOD_WEEK, 1969, 12, 28), "1969-W52");
}

static Str parsed(const char *text)
{
    Day first, last;
    if (!period_parse(str_of(text), &first, &last)) return STR("no");
    Str from = day_name(test_arena(), first), to = day_name(test_arena(), last);
    return str_format(test_arena(), "%.*s %.*s", STR_ARGS(from), STR_ARGS(to));
}

TEST(calendar_period_is_read_as_its_days)
{
    CHECK_TEXT(parsed("2026-07-01"), "2026-07-01 2026-07-01");
    CHECK_TEXT(parsed("2026-W27"), "2026-06-29 2026-07-05");
    CHECK_TEXT(parsed("2026-W01"), "2025-12-29 2026-01-04");
    CHECK_TEXT(parsed("2026-W53"), "2026-12-28 2027-01-03");
    CHECK_TEXT(parsed("2026-02"), "2026-02-01 2026-02-28");
    CHECK_TEXT(parsed("2024-02"), "2024-02-01 2024-02-29");
    CHECK_TEXT(parsed("2026-Q4"), "2026-10-01 2026-12-31");
    CHECK_TEXT(parsed("2026Q1"), "2026-01-01 2026-03-31");
    CHECK_TEXT(parsed("2026"), "2026-01-01 2026-12-31");
    CHECK_TEXT(parsed("2026-07-01..2026-09-30"), "2026-07-01 2026-09-30");
    CHECK_TEXT(parsed("2026-07-01..2026-07-01"), "2026-07-01 2026-07-01");
    CHECK_TEXT(parsed("0001"), "0001-01-01 0001-12-31");
    CHECK_TEXT(parsed("9999-12"), "9999-12-01 9999-12-31");
}

TEST(calendar_what_is_no_period_is_refused)
{
    static const char *const bad[] = {
        "202:",
        "20/6",
        "2026-0:",
        "2026-07-0a",
        "2026-07-01.-2026-07-02",
        "2026-07-01-.2026-07-02",
        "0000-W01",
        "0000-Q1",
        "",
        "2",
        "202",
        "20260",
        "0000",
        "2026-",
        "2026-1",
        "2026-13",
        "2026-00",
        "2026-W00",
        "2026-W54",
        "2025-W53",
        "2026-W1",
        "2026-W271",
        "2026-w27",
        "2026W27",
        "2026-Q0",
        "2026-Q5",
        "2026-Q",
        "2026Q11",
        "2026-07-1",
        "2026-07-011",
        "2026-02-29",
        " 2026",
        "2026 ",
        "+026",
        "-026",
        "2026-07-",
        "2026/07/01",
        "20260701",
        "2026-07-01..2026-06-30",
        "2026-07-01..2026-07-32",
        "2026-07..2026-09",
        "2026-07-01.2026-07-02",
        "2026-07-01..",
        "2026-07-01...2026-07-02",
        "9999-W52",
    };
    for (size_t i = 0; i < COUNT_OF(bad); i++) CHECK_TEXT(parsed(bad[i]), "no");
    Day first, last;
    CHECK(!period_parse((Str){"2026\0", 5}, &first, &last));
}

TEST(calendar_every_period_name_is_read_back)
{
    for (size_t i = 0; i < COUNT_OF(units); i++) {
        PeriodUnit unit = units[i], read;
        for (PeriodNumber n = period_of_day(unit, DAY_MIN); n < period_of_day(unit, DAY_MAX); n++) {
            Day first = 0, last = 0;
            CHECK(period_parse(period_name(test_arena(), unit, n), &first, &last));
            CHECK_INT(first, period_first_day(unit, n));
            CHECK_INT(last, period_last_day(unit, n));
        }
        CHECK(period_unit_parse(period_unit_name(unit), &read) && read == unit);
    }
    PeriodUnit unit;
    CHECK(!period_unit_parse(STR("fortnight"), &unit) && !period_unit_parse(STR(""), &unit));
}

TEST(calendar_day_is_said_in_each_language)
{
    CHECK_TEXT(day_say(test_arena(), LOCALE_EN, day_at(2026, 7, 1)), "1 July 2026");
    CHECK_TEXT(day_say(test_arena(), LOCALE_FR, day_at(2026, 7, 1)), "1er juillet 2026");
    CHECK_TEXT(day_say(test_arena(), LOCALE_FR, day_at(2026, 8, 2)), "2 août 2026");
    CHECK_TEXT(day_say(test_arena(), LOCALE_FR, day_at(2026, 12, 31)), "31 décembre 2026");
}

static Str say(Locale locale, PeriodUnit unit, bool shortly)
{
    PeriodNumber number = period_of_day(unit, day_at(2026, 7, 1));
    return (shortly ? period_say_short : period_say)(test_arena(), locale, unit, number);
}

TEST(calendar_period_is_said_in_each_language)
{
    CHECK_TEXT(say(LOCALE_EN, PERIOD_DAY, false), "1 July 2026");
    CHECK_TEXT(say(LOCALE_FR, PERIOD_DAY, false), "1er juillet 2026");
    CHECK_TEXT(say(LOCALE_EN, PERIOD_WEEK, false), "week 27 of 2026");
    CHECK_TEXT(say(LOCALE_FR, PERIOD_WEEK, false), "semaine 27 de 2026");
    CHECK_TEXT(say(LOCALE_EN, PERIOD_MONTH, false), "July 2026");
    CHECK_TEXT(say(LOCALE_FR, PERIOD_MONTH, false), "juillet 2026");
    CHECK_TEXT(say(LOCALE_EN, PERIOD_QUARTER, false), "Q3 2026");
    CHECK_TEXT(say(LOCALE_FR, PERIOD_QUARTER, false), "3e trimestre 2026");
    CHECK_TEXT(period_say(test_arena(), LOCALE_FR, PERIOD_QUARTER, 0), "1er trimestre 1970");
    CHECK_TEXT(say(LOCALE_EN, PERIOD_YEAR, false), "2026");
}

TEST(calendar_period_is_said_shortly_for_an_axis)
{
    CHECK_TEXT(say(LOCALE_EN, PERIOD_DAY, true), "1 Jul 26");
    CHECK_TEXT(say(LOCALE_FR, PERIOD_DAY, true), "1er juil. 26");
    CHECK_TEXT(say(LOCALE_EN, PERIOD_WEEK, true), "W27 26");
    CHECK_TEXT(say(LOCALE_FR, PERIOD_WEEK, true), "S27 26");
    CHECK_TEXT(say(LOCALE_EN, PERIOD_MONTH, true), "Jul 26");
    CHECK_TEXT(say(LOCALE_FR, PERIOD_MONTH, true), "juil. 26");
    CHECK_TEXT(say(LOCALE_EN, PERIOD_QUARTER, true), "Q3 26");
    CHECK_TEXT(say(LOCALE_FR, PERIOD_QUARTER, true), "T3 26");
    CHECK_TEXT(say(LOCALE_FR, PERIOD_YEAR, true), "2026");
    CHECK_TEXT(period_say_short(test_arena(), LOCALE_EN, PERIOD_MONTH, 12 * 39), "Jan 09");
}
