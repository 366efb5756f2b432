#include <fts.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/calendar.h"
#include "base/test.h"
#include "base/zone.h"
#include "base/zone_file.h"

#define FOLDER "/usr/share/zoneinfo"

static void need_zones(void)
{
    if (access(FOLDER "/Europe/Paris", R_OK) == 0) return;
    print_message("skipped: no time zones in " FOLDER " (package tzdata)\n");
    skip();
}

static const Zone *zone_named(const char *name, Arena *arena)
{
    const Zone *zone = NULL;
    Error error = {0};
    if (!zone_open(str_of(name), arena, &zone, &error)) print_error("%s: %s\n", name, error.message[LOCALE_EN]);
    CHECK(zone);
    return zone;
}

static int64_t at(int year, int month, int day, int hour, int minute)
{
    return (int64_t)day_of_civil((CivilDate){year, month, day}) * SECONDS_PER_DAY + hour * 3600 + minute * 60;
}

// "2026-03-29 03:30"
static Str clock_text(int64_t civil)
{
    int64_t day = civil / SECONDS_PER_DAY - (civil % SECONDS_PER_DAY < 0);
    int64_t minute = (civil - day * SECONDS_PER_DAY) / 60;
    Str name = day_name(test_arena(), (Day)day);
    return str_format(test_arena(), "%.*s %02d:%02d", STR_ARGS(name), (int)(minute / 60), (int)(minute % 60));
}

// What the clocks of UTC and then of the zone show at the instant of a civil time.
static Str clocks_at(const char *name, int64_t civil)
{
    if (name[0] != '+' && name[0] != '-') need_zones();
    const Zone *zone = zone_named(name, test_arena());
    int64_t instant = zone_instant(zone, civil);
    Str utc = clock_text(instant), local = clock_text(zone_civil(zone, instant));
    return str_format(test_arena(), "%.*sZ %.*s", STR_ARGS(utc), STR_ARGS(local));
}

TEST(zone_time_in_a_gap_is_later_by_what_the_clock_skipped)
{
    CHECK_TEXT(clocks_at("Europe/Paris", at(2026, 3, 29, 1, 59)), "2026-03-29 00:59Z 2026-03-29 01:59");
    CHECK_TEXT(clocks_at("Europe/Paris", at(2026, 3, 29, 2, 0)), "2026-03-29 01:00Z 2026-03-29 03:00");
    CHECK_TEXT(clocks_at("Europe/Paris", at(2026, 3, 29, 2, 30)), "2026-03-29 01:30Z 2026-03-29 03:30");
    CHECK_TEXT(clocks_at("Europe/Paris", at(2026, 3, 29, 3, 0)), "2026-03-29 01:00Z 2026-03-29 03:00");
    CHECK_TEXT(clocks_at("America/New_York", at(2026, 3, 8, 2, 30)), "2026-03-08 07:30Z 2026-03-08 03:30");
    CHECK_TEXT(clocks_at("Australia/Sydney", at(2026, 10, 4, 2, 30)), "2026-10-03 16:30Z 2026-10-04 03:30");
    CHECK_TEXT(clocks_at("Australia/Lord_Howe", at(2026, 10, 4, 2, 10)), "2026-10-03 15:40Z 2026-10-04 02:40");
}

TEST(zone_time_in_an_overlap_is_the_first_of_the_two)
{
    CHECK_TEXT(clocks_at("Europe/Paris", at(2026, 10, 25, 1, 59)), "2026-10-24 23:59Z 2026-10-25 01:59");
    CHECK_TEXT(clocks_at("Europe/Paris", at(2026, 10, 25, 2, 0)), "2026-10-25 00:00Z 2026-10-25 02:00");
    CHECK_TEXT(clocks_at("Europe/Paris", at(2026, 10, 25, 2, 59)), "2026-10-25 00:59Z 2026-10-25 02:59");
    CHECK_TEXT(clocks_at("Europe/Paris", at(2026, 10, 25, 3, 0)), "2026-10-25 02:00Z 2026-10-25 03:00");
    CHECK_TEXT(clocks_at("America/New_York", at(2026, 11, 1, 1, 30)), "2026-11-01 05:30Z 2026-11-01 01:30");
    CHECK_TEXT(clocks_at("Australia/Sydney", at(2026, 4, 5, 2, 30)), "2026-04-04 15:30Z 2026-04-05 02:30");
}

TEST(zone_without_change_of_hour_has_one_offset)
{
    CHECK_TEXT(clocks_at("Asia/Kolkata", at(2026, 3, 29, 2, 30)), "2026-03-28 21:00Z 2026-03-29 02:30");
    CHECK_TEXT(clocks_at("Asia/Kolkata", at(2050, 7, 1, 0, 0)), "2050-06-30 18:30Z 2050-07-01 00:00");
}

// Samoa went west of the date line to its east by leaving out 30 December 2011.
TEST(zone_that_left_out_a_day_has_no_time_in_it)
{
    CHECK_TEXT(clocks_at("Pacific/Apia", at(2011, 12, 29, 23, 59)), "2011-12-30 09:59Z 2011-12-29 23:59");
    CHECK_TEXT(clocks_at("Pacific/Apia", at(2011, 12, 30, 0, 0)), "2011-12-30 10:00Z 2011-12-31 00:00");
    CHECK_TEXT(clocks_at("Pacific/Apia", at(2011, 12, 30, 12, 0)), "2011-12-30 22:00Z 2011-12-31 12:00");
    CHECK_TEXT(clocks_at("Pacific/Apia", at(2011, 12, 31, 0, 0)), "2011-12-30 10:00Z 2011-12-31 00:00");
}

TEST(zone_keeps_its_rule_beyond_the_years_of_its_file)
{
    CHECK_TEXT(clocks_at("Europe/Paris", at(2050, 3, 27, 2, 30)), "2050-03-27 01:30Z 2050-03-27 03:30");
    CHECK_TEXT(clocks_at("America/New_York", at(2050, 7, 1, 12, 0)), "2050-07-01 16:00Z 2050-07-01 12:00");
    CHECK_TEXT(clocks_at("Europe/Paris", at(9999, 7, 1, 12, 0)), "9999-07-01 10:00Z 9999-07-01 12:00");
    CHECK_TEXT(clocks_at("Europe/Paris", at(9999, 12, 31, 23, 59)), "9999-12-31 22:59Z 9999-12-31 23:59");
}

TEST(zone_of_a_fixed_offset_needs_no_file)
{
    CHECK_TEXT(clocks_at("+02:00", at(2026, 7, 1, 1, 0)), "2026-06-30 23:00Z 2026-07-01 01:00");
    CHECK_TEXT(clocks_at("-09:30", at(2026, 7, 1, 0, 0)), "2026-07-01 09:30Z 2026-07-01 00:00");
    CHECK_INT(zone_offset(zone_named("UTC", test_arena()), 0), 0);
    CHECK_INT(zone_offset(zone_named("Z", test_arena()), INT64_MIN), 0);
    CHECK_INT(zone_offset(zone_named("-00:00", test_arena()), INT64_MAX), 0);
    CHECK_TEXT(zone_name(zone_named("+23:59", test_arena())), "+23:59");
}

TEST(zone_takes_every_int64_as_an_instant)
{
    const Zone *fixed = zone_named("-09:30", test_arena());
    CHECK_INT(zone_civil(fixed, INT64_MIN), INT64_MIN);
    CHECK_INT(zone_instant(fixed, INT64_MAX), INT64_MAX);
    need_zones();
    const Zone *paris = zone_named("Europe/Paris", test_arena());
    CHECK_INT(zone_civil(paris, INT64_MIN), INT64_MIN + 561); // local mean time, 9 min 21 s
    CHECK_INT(zone_civil(paris, INT64_MAX), INT64_MAX);
    CHECK_INT(zone_instant(paris, INT64_MIN), INT64_MIN);
    CHECK(zone_instant(paris, INT64_MAX) <= INT64_MAX - 3600);
}

TEST(zone_that_does_not_exist_is_wrong_use)
{
    static const char *const bad[] = {
        "",
        ".",
        "..",
        "/",
        "Europe/",
        "/Europe/Paris",
        "Europe//Paris",
        "paris",
        "+2:00",
        "+02:60",
        "+24:00",
        "+0::00",
        "+:0:00",
        "+/0:00",
        "+02:0:",
        "+02:/0",
        "+0200",
        "02:00",
        "Europe/../Europe/Paris",
        "z",
        "+02:00 ",
        "../../passwd",
        "./UTC",
        "Europe/Pari",
        "Europe/Paris/x",
        "Europe/P\xC3\xA1ris",
        "Europe/a-name-that-goes-on-and-on-and-on-and-on-and-on-and-on-and-on-and-on",
    };
    for (size_t i = 0; i < COUNT_OF(bad); i++) {
        const Zone *zone = NULL;
        Error error = {0};
        CHECK(!zone_open(str_of(bad[i]), test_arena(), &zone, &error));
        CHECK_INT(error.kind, ERROR_USAGE);
        CHECK(str_contains(str_of(error.message[LOCALE_EN]), STR("There is no time zone “")));
        CHECK(!zone);
    }
    const Zone *zone;
    Error error;
    CHECK(!zone_open((Str){"Europe/Paris\0", 13}, test_arena(), &zone, &error));
}

TEST(zone_file_that_cannot_be_used_is_wrong_use_too)
{
    need_zones();
    static const char *const bad[] = {"zone1970", "Europe", "right/Europe/Paris"};
    for (size_t i = 0; i < COUNT_OF(bad); i++) {
        const Zone *zone;
        Error error = {0};
        CHECK(!zone_open(str_of(bad[i]), test_arena(), &zone, &error));
        CHECK_INT(error.kind, ERROR_USAGE);
    }
}

// Against the C library -----------------------------------------------------------------------------------------------

static int64_t library_offset(int64_t instant)
{
    struct tm tm;
    time_t time = instant;
    CHECK(localtime_r(&time, &tm));
    return tm.tm_gmtoff;
}

static void library_zone(const char *name)
{
    if (name)
        setenv("TZ", name, 1);
    else
        unsetenv("TZ");
    tzset();
}

static void check_offset(const char *name, const Zone *zone, int64_t instant)
{
    int64_t ours = zone_offset(zone, instant), theirs = library_offset(instant);
    if (ours == theirs) return;
    Str when = clock_text(instant);
    print_error("%s at %.*sZ: %lld, the C library says %lld\n", name, STR_ARGS(when), (long long)ours,
                (long long)theirs);
    CHECK(false);
}

static void check_against_library(const char *name, const Zone *zone)
{
    enum { STEP = 13 * SECONDS_PER_DAY + 25200 };
    library_zone(name);
    for (int64_t instant = at(1900, 1, 1, 0, 0); instant < at(2110, 1, 1, 0, 0); instant += STEP)
        check_offset(name, zone, instant);
    for (size_t i = 0; i < zone->count; i++)
        for (int64_t beside = -1; beside <= 1 && zone->changes[i].at > at(1900, 1, 1, 0, 0); beside++)
            check_offset(name, zone, zone->changes[i].at + beside);
    for (int year = 2400; year < 9999; year += 47) // of every cycle of 400 years
        check_offset(name, zone, at(year, 1 + year % 12, 28, 0, 0));
}

// A civil time read from an instant leads back to it, or to the same clock an overlap earlier.
static void check_way_back(const Zone *zone, int64_t instant)
{
    int64_t civil = zone_civil(zone, instant), back = zone_instant(zone, civil);
    CHECK(back <= instant);
    CHECK_INT(zone_civil(zone, back), civil);
}

TEST(zone_offsets_are_those_of_the_c_library_for_every_zone)
{
    need_zones();
    char folder[] = FOLDER;
    FTS *walk = fts_open((char *[]){folder, NULL}, FTS_LOGICAL | FTS_NOCHDIR, NULL);
    int zones = 0;
    for (FTSENT *entry; (entry = fts_read(walk)) != NULL;) {
        if (entry->fts_info == FTS_D &&
            (strcmp(entry->fts_name, "right") == 0 || strcmp(entry->fts_name, "posix") == 0))
            fts_set(walk, entry, FTS_SKIP);
        if (entry->fts_info != FTS_F || strchr(entry->fts_name, '.') || strncmp(entry->fts_name, "leap", 4) == 0)
            continue;
        Arena *arena = arena_open(0);
        const char *name = entry->fts_path + sizeof folder;
        const Zone *zone = zone_named(name, arena);
        check_against_library(name, zone);
        for (size_t i = 0; i < zone->count; i++)
            for (int64_t beside = -7200; beside <= 7200; beside += 1800)
                check_way_back(zone, zone->changes[i].at + beside);
        arena_close(arena);
        zones++;
    }
    fts_close(walk);
    library_zone(NULL);
    CHECK(zones > 300);
}
