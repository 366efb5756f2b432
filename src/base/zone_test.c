#include <stdlib.h>
#include <time.h>

#include "base/calendar.h"
#include "base/test.h"
#include "base/zone.h"
#include "base/zone_file.h"

static const Zone *open_zone(const char *name)
{
    const Zone *zone;
    Error error;
    if (zone_open(str_of(name), test_arena(), &zone, &error)) return zone;
    print_error("%s\n", error.message[LOCALE_EN]);
    CHECK(false);
    return NULL;
}

static int64_t seconds_of(int year, int month, int day, int hour, int minute)
{
    return (int64_t)day_of_civil((CivilDate){year, month, day}) * SECONDS_PER_DAY + hour * 3600 + minute * 60;
}

// "2026-03-29 03:30"
static Str clock_text(int64_t civil)
{
    int64_t day = civil / SECONDS_PER_DAY - (civil % SECONDS_PER_DAY < 0);
    int64_t second = civil - day * SECONDS_PER_DAY;
    return str_format(test_arena(), "%.*s %02d:%02d", STR_ARGS(day_name(test_arena(), (Day)day)), (int)(second / 3600),
                      (int)(second / 60 % 60));
}

// The instant, in UTC, of what a clock in the zone shows.
static Str utc_of(const char *zone, int year, int month, int day, int hour, int minute)
{
    return clock_text(zone_instant(open_zone(zone), seconds_of(year, month, day, hour, minute)));
}

TEST(zone_differs_in_nothing_from_the_c_library)
{
    static const char *const names[] = {"Europe/Paris", "America/New_York", "Australia/Lord_Howe"};
    for (size_t i = 0; i < COUNT_OF(names); i++) {
        const Zone *zone = open_zone(names[i]);
        setenv("TZ", names[i], 1);
        tzset();
        for (time_t t = seconds_of(1900, 1, 1, 0, 0); t < seconds_of(2110, 1, 1, 0, 0); t += 7919 * 9) {
            struct tm tm;
            localtime_r(&t, &tm);
            if (tm.tm_gmtoff != zone_offset(zone, t)) print_error("%s %ld\n", names[i], t);
            CHECK_INT(zone_offset(zone, t), tm.tm_gmtoff);
        }
    }
    unsetenv("TZ");
    tzset();
}

TEST(zone_gap)
{
    CHECK_TEXT(utc_of("Europe/Paris", 2026, 3, 29, 2, 30), "2026-03-29 01:30");
    CHECK_TEXT(utc_of("Europe/Paris", 2026, 10, 25, 2, 30), "2026-10-25 00:30");
    CHECK_TEXT(utc_of("Pacific/Apia", 2011, 12, 30, 12, 0), "2011-12-30 22:00");
}
