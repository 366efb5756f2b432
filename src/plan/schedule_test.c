#include "plan/schedule.h"

#include "base/test.h"

static const Zone *paris(void)
{
    const Zone *zone;
    Error error;
    CHECK(zone_open(STR("Europe/Paris"), test_arena(), &zone, &error));
    return zone;
}

static Instant at(const char *text)
{
    Instant instant = 0;
    CHECK(instant_parse(str_of(text), &instant) == INSTANT_FINE);
    return instant;
}

static Schedule schedule_of(const char *text)
{
    Schedule schedule;
    Error error;
    CHECK(schedule_parse(str_of(text), &schedule, test_arena(), &error));
    return schedule;
}

static Str next(const char *schedule, const char *after)
{
    Schedule parsed = schedule_of(schedule);
    return instant_text(test_arena(), schedule_next(&parsed, paris(), at(after)));
}

static Str last(const char *schedule, const char *until)
{
    Schedule parsed = schedule_of(schedule);
    return instant_text(test_arena(), schedule_last(&parsed, paris(), at(until)));
}

TEST(a_monthly_report_is_due_on_its_day_at_the_civil_hour_in_summer_and_winter)
{
    CHECK_TEXT(next("monthly day 1 08:00", "2026-03-01T06:59:59Z"), "2026-03-01T07:00:00.000Z");
    CHECK_TEXT(next("monthly day 1 08:00", "2026-03-01T07:00:00Z"), "2026-04-01T06:00:00.000Z");
    CHECK_TEXT(last("monthly day 1 08:00", "2026-04-01T05:59:59Z"), "2026-03-01T07:00:00.000Z");
    CHECK_TEXT(last("monthly day 1 08:00", "2026-04-01T06:00:00Z"), "2026-04-01T06:00:00.000Z");
}

TEST(day_31_is_the_last_day_of_a_shorter_month)
{
    CHECK_TEXT(next("monthly day 31 00:00", "2026-02-01T00:00:00Z"), "2026-02-27T23:00:00.000Z");
    CHECK_TEXT(next("monthly day last 00:00", "2028-02-01T00:00:00Z"), "2028-02-28T23:00:00.000Z");
    CHECK_TEXT(next("monthly day 30 12:00", "2026-01-31T00:00:00Z"), "2026-02-28T11:00:00.000Z");
    CHECK_TEXT(next("quarterly day 31 12:00", "2026-02-01T00:00:00Z"), "2026-04-30T10:00:00.000Z");
}

TEST(a_time_that_clocks_skip_is_the_moment_of_the_change_and_one_that_comes_twice_is_the_first)
{
    CHECK_TEXT(next("daily 02:30", "2026-03-28T12:00:00Z"), "2026-03-29T01:00:00.000Z"); // 03:00 summer time
    CHECK_TEXT(next("daily 02:30", "2026-03-29T01:00:00Z"), "2026-03-30T00:30:00.000Z");
    CHECK_TEXT(next("daily 02:30", "2026-10-24T12:00:00Z"), "2026-10-25T00:30:00.000Z"); // summer time still
    CHECK_TEXT(next("daily 02:30", "2026-10-25T00:30:00Z"), "2026-10-26T01:30:00.000Z");
}

TEST(weeks_go_on_over_the_end_of_the_year)
{
    CHECK_TEXT(next("weekly monday 08:00", "2026-12-28T07:00:00Z"), "2027-01-04T07:00:00.000Z");
    CHECK_TEXT(last("weekly sunday 23:59", "2027-01-01T00:00:00Z"), "2026-12-27T22:59:00.000Z");
}

TEST(due_times_that_were_missed_are_counted)
{
    Schedule monthly = schedule_of("monthly day 1 08:00");
    CHECK_INT(schedule_count(&monthly, paris(), at("2026-01-01T07:00:00Z"), at("2026-04-01T06:00:00Z"), 100), 3);
    CHECK_INT(schedule_count(&monthly, paris(), at("2026-01-01T07:00:00Z"), at("2026-04-01T05:00:00Z"), 100), 2);
    CHECK_INT(schedule_count(&monthly, paris(), at("2026-01-01T07:00:00Z"), at("2126-04-01T05:00:00Z"), 7), 7);
}

TEST(what_is_no_schedule_is_refused_and_what_is_one_reads_back)
{
    static const char *const wrong[] = {"",
                                        "monthly",
                                        "monthly 08:00",
                                        "monthly day 0 08:00",
                                        "monthly day 32 08:00",
                                        "monthly day +1 08:00:00",
                                        "monthly day 1 24:00",
                                        "monthly day 1 8:00",
                                        "monthly day 1 08:60",
                                        "monthly day 1 08:00 x",
                                        "weekly day 1 08:00",
                                        "daily -1:00",
                                        "daily 08:",
                                        "hourly"};
    Schedule schedule;
    Error error;
    for (size_t i = 0; i < COUNT_OF(wrong); i++) {
        CHECK(!schedule_parse(str_of(wrong[i]), &schedule, test_arena(), &error));
        CHECK_TEXT(str_of(error.code), "invalid_schedule");
    }
    schedule = schedule_of(" Monthly  DAY last 08:05 ");
    CHECK_TEXT(schedule_text(&schedule, test_arena()), "monthly day 31 08:05");
    schedule = schedule_of("weekly SUNDAY 00:00");
    CHECK_TEXT(schedule_text(&schedule, test_arena()), "weekly sunday 00:00");
}
