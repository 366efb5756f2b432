#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/calendar.h"
#include "base/test.h"
#include "base/zone_file.h"

enum { HOUR = 3600, CHANGES_MAX = 8 };

// The content of a file, before it is written down.
typedef struct Example {
    char version;
    int32_t first_offset;
    Change changes[CHANGES_MAX]; // each with a type of its own, from number 1 on
    size_t count;
    size_t leaps;
    const char *footer;
} Example;

static void add_number(Text *text, int64_t number, int bytes)
{
    for (int byte = bytes - 1; byte >= 0; byte--) text_add_byte(text, (char)((uint64_t)number >> (8 * byte)));
}

static void add_block(Text *text, const Example *example, int time_bytes)
{
    text_addf(text, "TZif%c", example->version);
    for (int i = 0; i < 15; i++) text_add_byte(text, 0);
    add_number(text, 0, 4); // UT indicators
    add_number(text, 0, 4); // standard time indicators
    add_number(text, (int64_t)example->leaps, 4);
    add_number(text, (int64_t)example->count, 4);
    add_number(text, (int64_t)example->count + 1, 4);
    add_number(text, 4, 4);
    for (size_t i = 0; i < example->count; i++) add_number(text, example->changes[i].at, time_bytes);
    for (size_t i = 0; i < example->count; i++) text_add_byte(text, (char)(i + 1));
    for (size_t i = 0; i <= example->count; i++) {
        add_number(text, i ? example->changes[i - 1].offset : example->first_offset, 4);
        add_number(text, 0, 2);
    }
    text_add(text, STR("\0\0\0\0"));
    for (size_t i = 0; i < example->leaps; i++) add_number(text, 0, time_bytes), add_number(text, 1, 4);
}

static Str file_of(const Example *example)
{
    Text text = text_in(test_arena());
    add_block(&text, example, 4);
    if (example->version < '2') return text_str(&text);
    add_block(&text, example, 8);
    text_addf(&text, "\n%s\n", example->footer);
    return text_str(&text);
}

static bool parse(const Example *example, Zone *zone)
{
    *zone = (Zone){0};
    return zone_file_parse(file_of(example), test_arena(), zone);
}

static const Example two_changes = {
    .version = '2',
    .first_offset = HOUR,
    .changes = {{.at = 1000000, .offset = 2 * HOUR}, {.at = 2000000, .offset = HOUR}},
    .count = 2,
    .footer = "CET-1",
};

static Str offsets(const Zone *zone)
{
    Text text = text_in(test_arena());
    static const int64_t instants[] = {INT64_MIN, 999999, 1000000, 1999999, 2000000, INT64_MAX};
    for (size_t i = 0; i < COUNT_OF(instants); i++) text_addf(&text, "%d ", zone_offset(zone, instants[i]) / HOUR);
    return text_str(&text);
}

TEST(zone_file_gives_each_change_from_its_second_on)
{
    Zone zone;
    CHECK(parse(&two_changes, &zone));
    CHECK_TEXT(offsets(&zone), "1 1 2 2 1 1 ");
}

TEST(zone_file_of_version_1_has_no_rule)
{
    Example old = two_changes;
    old.version = '\0';
    Zone zone;
    CHECK(parse(&old, &zone));
    CHECK_TEXT(offsets(&zone), "1 1 2 2 1 1 ");
}

TEST(zone_file_without_rule_keeps_its_last_offset)
{
    Example example = two_changes;
    example.footer = "";
    example.count = 1;
    Zone zone;
    CHECK(parse(&example, &zone));
    CHECK_TEXT(offsets(&zone), "1 1 2 2 2 2 ");
}

TEST(zone_file_with_a_rule_alone_obeys_it)
{
    Example example = {.version = '2', .first_offset = -5 * HOUR, .footer = "EST5EDT,M3.2.0,M11.1.0"};
    Zone zone;
    CHECK(parse(&example, &zone));
    CHECK_INT(zone_offset(&zone, 0), -5 * HOUR);
    CHECK_INT(zone_offset(&zone, 15638400), -4 * HOUR); // 1970-07-01
}

TEST(zone_file_says_when_its_rule_begins)
{
    Example example = two_changes; // summer time in January 1970, and again by the rule from 1970 on
    example.footer = "CET-1CEST,M3.5.0,M10.5.0/3";
    Zone zone;
    CHECK(parse(&example, &zone));
    CHECK_INT(zone_offset(&zone, 1500000), 2 * HOUR);
    CHECK_INT(zone_offset(&zone, 1500000 + SECONDS_PER_CYCLE), HOUR);
    CHECK_INT(zone_offset(&zone, 15638400), 2 * HOUR); // 1970-07-01
    CHECK_INT(zone_offset(&zone, 15638400 + 20 * SECONDS_PER_CYCLE), 2 * HOUR);
    CHECK_INT(zone_instant(&zone, 1500000 + 20 * SECONDS_PER_CYCLE), 1500000 + 20 * SECONDS_PER_CYCLE - HOUR);
}

TEST(zone_file_may_change_at_the_end_of_what_is_indexed)
{
    const int64_t end = INT64_C(1) << 32;
    Example example = {
        .version = '2', .changes = {{-1, 60}, {0, 120}, {end - 1, 180}, {end, 240}}, .count = 4, .footer = ""};
    Zone zone;
    CHECK(parse(&example, &zone));
    const int64_t instants[] = {-2, -1, 0, end - 2, end - 1, end};
    const int32_t offsets_then[] = {0, 60, 120, 120, 180, 240};
    for (size_t i = 0; i < COUNT_OF(instants); i++) CHECK_INT(zone_offset(&zone, instants[i]), offsets_then[i]);
}

TEST(zone_file_cut_anywhere_is_refused)
{
    Example example = two_changes;
    example.footer = "CET-1CEST,M3.5.0,M10.5.0/3";
    Str file = file_of(&example);
    for (size_t size = 0; size < file.size; size++) {
        char *cut = malloc(size + 1); // of the very size, so that a read past its end is seen
        if (size) memcpy(cut, file.data, size);
        Zone zone = {0};
        char *exact = realloc(cut, size ? size : 1);
        CHECK(!zone_file_parse((Str){exact, size}, test_arena(), &zone));
        free(exact);
    }
}

TEST(zone_file_with_any_byte_changed_does_no_harm)
{
    Example example = two_changes;
    example.footer = "CET-1CEST,M3.5.0,M10.5.0/3";
    Str file = file_of(&example);
    for (size_t at = 0; at < file.size; at++) {
        for (int bit = 0; bit < 8; bit++) {
            Arena *arena = arena_open(0);
            Str copy = str_copy(arena, file);
            char *bytes = arena_array(arena, char, copy.size);
            memcpy(bytes, copy.data, copy.size);
            bytes[at] = (char)(bytes[at] ^ (1 << bit));
            Zone zone = {0};
            if (zone_file_parse((Str){bytes, copy.size}, arena, &zone)) (void)zone_instant(&zone, 1500000);
            arena_close(arena);
        }
    }
}

TEST(zone_file_that_breaks_the_format_is_refused)
{
    Zone zone;
    Example example = two_changes;
    example.changes[1].at = example.changes[0].at; // not ascending
    CHECK(!parse(&example, &zone));
    example = two_changes;
    example.changes[0].offset = 26 * HOUR;
    CHECK(!parse(&example, &zone));
    example = two_changes;
    example.first_offset = -26 * HOUR;
    CHECK(!parse(&example, &zone));
    example = two_changes;
    example.changes[1].at = INT64_MAX;
    CHECK(!parse(&example, &zone));
    example = two_changes;
    example.leaps = 1;
    CHECK(!parse(&example, &zone));
    CHECK(!zone_file_parse(STR("TZif"), test_arena(), &zone));
    CHECK(!zone_file_parse(STR(""), test_arena(), &zone));
    CHECK(!zone_file_parse(STR("# tzdb, a text of some length that is no compiled file at all"), test_arena(), &zone));
}

TEST(zone_file_whose_change_has_no_type_is_refused)
{
    Example example = two_changes;
    example.version = '\0';
    Str file = file_of(&example);
    char *bytes = arena_array(test_arena(), char, file.size);
    memcpy(bytes, file.data, file.size);
    size_t first_type = 44 + 2 * 4;
    Zone zone;
    bytes[first_type] = 2;
    CHECK(zone_file_parse((Str){bytes, file.size}, test_arena(), &zone));
    bytes[first_type] = 3;
    CHECK(!zone_file_parse((Str){bytes, file.size}, test_arena(), &zone));
}

static void check_ascending(const Zone *zone)
{
    for (size_t i = 1; i < zone->count; i++) CHECK(zone->changes[i - 1].at < zone->changes[i].at);
}

static bool footer_accepted(const char *footer)
{
    Example example = {.version = '3', .footer = footer};
    Zone zone;
    return parse(&example, &zone);
}

TEST(zone_rule_that_is_no_rule_is_refused)
{
    static const char *const bad[] = {
        "CET-0001",
        "CET-1CEST-25,M3.5.0,M10.5.0",
        "C",
        "CE-1",
        "CET",
        "CET-",
        "CET-1:",
        "CET-1:60",
        "CET25",
        "<+03",
        "<+3>-3",
        "CET-1CEST",
        "CET-1CEST,",
        "CET-1CEST,M3.5.0",
        "CET-1CEST,M3.5.0,",
        "CET-1 ",
        "CET-1CEST,M13.5.0,M10.5.0",
        "CET-1CEST,M0.5.0,M10.5.0",
        "CET-1CEST,M3.6.0,M10.5.0",
        "CET-1CEST,M3.0.0,M10.5.0",
        "CET-1CEST,M3.5.7,M10.5.0",
        "CET-1CEST,M3.5,M10.5.0",
        "CET-1CEST,J0,J300",
        "CET-1CEST,J366,J300",
        "CET-1CEST,366,300",
        "CET-1CEST,M3.5.0/168,M10.5.0",
        "CET-1CEST,M3.5.0,M10.5.0/3x",
        "CET-1CEST,M3.5.0,M10.5.0,",
        "CET-1CE,M3.5.0,M10.5.0",
        "CET-1CEST-99,M3.5.0,M10.5.0",
        ":Europe/Paris",
        "CET-1CEST,M3.5.0/2:60,M10.5.0",
        "CET-1CEST,M3.5.0/2:00:61,M10.5.0",
    };
    for (size_t i = 0; i < COUNT_OF(bad); i++) {
        if (footer_accepted(bad[i])) print_error("%s\n", bad[i]);
        CHECK(!footer_accepted(bad[i]));
    }
}

// Each form of a rule, against the C library, which reads the same text from the variable TZ.
TEST(zone_rules_are_those_of_the_c_library)
{
    static const char *const rules[] = {
        "CET-1",
        "AZaz-1",
        "<+0330>-3:30",
        "<-00>0",
        "EST5EDT,M3.2.0,M11.1.0",
        "AEST-10AEDT,M10.1.0,M4.1.0/3",         // southern: summer time spans the new year
        "<+1030>-10:30<+11>-11,M10.1.0,M4.1.0", // by half an hour
        "<-02>2<-01>,M3.5.0/-1,M10.5.0/0",      // before midnight
        "IST-2IDT,M3.4.4/26,M10.5.0",           // more than a day after midnight
        "IST-1GMT0,M10.5.0,M3.5.0/1",           // summer time west of standard time
        "XXX3YYY,J60/1,J300/2:30",
        "XXX3YYY,J59,J365",
        "XXX+3YYY+2,J1/+3,J365",
        "XXX3YYY,59,300/1:30:15",
        "XXX-12:15:30YYY-14,M2.5.6,M9.4.3",
    };
    for (size_t i = 0; i < COUNT_OF(rules); i++) {
        Example example = {.version = '3', .footer = rules[i]};
        Zone zone;
        CHECK(parse(&example, &zone));
        check_ascending(&zone);
        setenv("TZ", rules[i], 1);
        tzset();
        for (time_t instant = 0; instant < INT64_C(4102444800); instant += 4 * HOUR + 1) { // until 2100
            struct tm tm;
            localtime_r(&instant, &tm);
            if (zone_offset(&zone, instant) != tm.tm_gmtoff) print_error("%s at %lld\n", rules[i], (long long)instant);
            CHECK_INT(zone_offset(&zone, instant), tm.tm_gmtoff);
        }
    }
    unsetenv("TZ");
    tzset();
}

TEST(zone_rule_whose_years_run_into_each_other_is_refused)
{
    CHECK(!footer_accepted("CET-1CEST,0/0,365/23")); // but for leap years, ends on 1 January, after it began again
}

TEST(zone_rule_of_summer_time_all_the_year_never_ends)
{
    Example example = {.version = '3', .first_offset = -5 * HOUR, .footer = "EST5EDT,0/0,J365/25"};
    Zone zone;
    CHECK(parse(&example, &zone));
    check_ascending(&zone);
    for (int64_t instant = 0; instant < INT64_C(4102444800); instant += HOUR)
        CHECK_INT(zone_offset(&zone, instant), -4 * HOUR);
}

// The definition itself: the first instant whose civil time it is; else the gap that swallowed it, and the offset
// before.
static int64_t instant_by_search(const Zone *zone, int64_t civil)
{
    for (int64_t instant = civil - ZONE_OFFSET_LIMIT; instant <= civil + ZONE_OFFSET_LIMIT; instant += 60)
        if (zone_civil(zone, instant) == civil) return instant;
    for (size_t i = 0; i < zone->count; i++) {
        int64_t before = zone_offset(zone, zone->changes[i].at - 1);
        if (zone->changes[i].at + before <= civil && civil < zone->changes[i].at + zone->changes[i].offset)
            return civil - before;
    }
    return INT64_MIN;
}

// No offset differs from another by more than 24 h here, so that no clock shows later what a change skipped.
TEST(zone_instant_obeys_its_definition_where_changes_crowd)
{
    uint64_t bits = 1;
    for (int round = 0; round < 20; round++) {
        Example example = {.version = '2', .count = CHANGES_MAX, .footer = ""};
        int64_t at = 0;
        for (size_t i = 0; i < CHANGES_MAX; i++) {
            bits = bits * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407); // Knuth's MMIX generator
            at += 24 * HOUR + (int64_t)((bits >> 33) % 300) * 60;
            example.changes[i] = (Change){at, (int32_t)((bits >> 45) % 1440) * 60 - 12 * HOUR};
        }
        Zone zone;
        CHECK(parse(&example, &zone));
        for (int64_t civil = -30 * HOUR; civil < at + 30 * HOUR; civil += 1200)
            CHECK_INT(zone_instant(&zone, civil), instant_by_search(&zone, civil));
    }
}
