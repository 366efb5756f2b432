#include "import/dates_parts.h"
#include "base/test.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

// "2026-01-05 10:30:00", with " Z" when it is an instant; "bad", "other" for the statuses.
static Str read_as(const char *text, DateOrder order)
{
    DateReading reading;
    DateStatus status = date_read(str_of(text), order, &reading);
    if (status != DATE_READ) return status == DATE_BAD ? STR("bad") : STR("other");
    Arena *arena = test_arena();
    int64_t day = reading.seconds / SECONDS_PER_DAY - (reading.seconds % SECONDS_PER_DAY < 0);
    int64_t time = reading.seconds - day * SECONDS_PER_DAY;
    Text out = text_in(arena);
    text_add(&out, day_name(arena, (Day)day));
    if (reading.has_time)
        text_addf(&out, " %02d:%02d:%02d", (int)(time / 3600), (int)(time / 60 % 60), (int)(time % 60));
    if (reading.has_zone) text_add(&out, STR(" Z"));
    return text_str(&out);
}

#define CHECK_DATE(text, expected) CHECK_TEXT(read_as(text, DATE_ORDER_DMY), expected)

TEST(dates_of_programs_are_read)
{
    CHECK_DATE("2026-01-05", "2026-01-05");
    CHECK_DATE("2026-1-5", "2026-01-05");
    CHECK_DATE("2026/01/05", "2026-01-05");
    CHECK_DATE("2026.01.05", "2026-01-05");
    CHECK_DATE("20260105", "2026-01-05");
    CHECK_DATE(" 2026-01-05 ", "2026-01-05");
    CHECK_DATE("2026-01-05T10:30:15", "2026-01-05 10:30:15");
    CHECK_DATE("2026-01-05 10:30:15", "2026-01-05 10:30:15");
    CHECK_DATE("2026-01-05 10:30", "2026-01-05 10:30:00");
    CHECK_DATE("2026-01-05 10:30:15.123456", "2026-01-05 10:30:15");
    CHECK_DATE("2026-01-05 10:30:15,5", "2026-01-05 10:30:15");
    CHECK_DATE("20260105103015", "2026-01-05 10:30:15");
    CHECK_DATE("2026-02-28 24:00", "2026-03-01 00:00:00");
}

TEST(dates_with_a_zone_are_instants)
{
    CHECK_DATE("2026-01-05T10:30:15Z", "2026-01-05 10:30:15 Z");
    CHECK_DATE("2026-01-05T10:30:15.5Z", "2026-01-05 10:30:15 Z");
    CHECK_DATE("2026-01-05T10:30:15+02:00", "2026-01-05 08:30:15 Z");
    CHECK_DATE("2026-01-05 10:30:15 +0100", "2026-01-05 09:30:15 Z");
    CHECK_DATE("2026-01-05 10:30:15-05", "2026-01-05 15:30:15 Z");
    CHECK_DATE("2026-01-05 10:30:15 UTC", "2026-01-05 10:30:15 Z");
    CHECK_DATE("2026-01-05 10:30:15 GMT+0100 (CET)", "2026-01-05 09:30:15 Z");
    CHECK_DATE("2026-01-01 00:30 +01:00", "2025-12-31 23:30:00 Z");
    CHECK_DATE("20260105T103015Z", "2026-01-05 10:30:15 Z");
    CHECK_DATE("2026-01-05T10:30:15\xE2\x88\x92"
               "05:00",
               "2026-01-05 15:30:15 Z");
    CHECK_DATE("2026-01-05 10:30:15 XYZ", "bad");
    CHECK_DATE("2026-01-05 10:30:15 +02:0", "bad");
    CHECK_DATE("2026-01-05 10:30:15 +25:00", "bad");
}

TEST(dates_by_seconds_since_1970_are_instants)
{
    CHECK_DATE("1767607200", "2026-01-05 10:00:00 Z");
    CHECK_DATE("1767607200.75", "2026-01-05 10:00:00 Z");
    CHECK_DATE("1767607200000", "2026-01-05 10:00:00 Z");
    CHECK_DATE("1767607200000000", "2026-01-05 10:00:00 Z");
    CHECK_DATE("17676072000", "bad");
    CHECK_DATE("1767607200x", "bad");
}

TEST(dates_take_day_and_month_in_the_order_of_the_column)
{
    CHECK_TEXT(read_as("05/01/2026", DATE_ORDER_DMY), "2026-01-05");
    CHECK_TEXT(read_as("05/01/2026", DATE_ORDER_MDY), "2026-05-01");
    CHECK_TEXT(read_as("05/01/2026", DATE_ORDER_FIND), "2026-01-05");
    CHECK_TEXT(read_as("13/01/2026", DATE_ORDER_DMY), "2026-01-13");
    CHECK_TEXT(read_as("13/01/2026", DATE_ORDER_MDY), "other");
    CHECK_TEXT(read_as("01/13/2026", DATE_ORDER_DMY), "other");
    CHECK_TEXT(read_as("01/13/2026", DATE_ORDER_MDY), "2026-01-13");
    CHECK_TEXT(read_as("13/13/2026", DATE_ORDER_MDY), "bad");
    CHECK_TEXT(read_as("5.1.26", DATE_ORDER_DMY), "2026-01-05");
    CHECK_TEXT(read_as("5-1-70", DATE_ORDER_DMY), "1970-01-05");
    CHECK_TEXT(read_as("5-1-69", DATE_ORDER_DMY), "2069-01-05");
    CHECK_TEXT(read_as("26-01-05", DATE_ORDER_YMD), "2026-01-05");
    CHECK_TEXT(read_as("26-01-05", DATE_ORDER_DMY), "2005-01-26");
    CHECK_TEXT(read_as("1/5/2026 9:05 PM", DATE_ORDER_MDY), "2026-01-05 21:05:00");
    CHECK_TEXT(read_as("05/01/2026, 10:00:00", DATE_ORDER_DMY), "2026-01-05 10:00:00");
    CHECK_TEXT(read_as("05/01-2026", DATE_ORDER_DMY), "bad");
    CHECK_TEXT(read_as("05/01/126", DATE_ORDER_DMY), "bad");
}

static DateReading reading_of(const char *text)
{
    DateReading reading;
    (void)date_read(str_of(text), DATE_ORDER_DMY, &reading);
    return reading;
}

TEST(dates_say_what_they_tell_of_the_order)
{
    CHECK_INT(reading_of("13/01/2026").decides, DATE_ORDER_DMY);
    CHECK_INT(reading_of("01/13/2026").decides, DATE_ORDER_MDY);
    CHECK_INT(reading_of("05/01/2026").decides, DATE_ORDER_FIND);
    CHECK(reading_of("05/01/2026").ambiguous);
    CHECK(!reading_of("05/05/2026").ambiguous); // the same date either way
    CHECK(!reading_of("2026-01-05").ambiguous);
    CHECK_INT(reading_of("31/02/2026").decides, DATE_ORDER_FIND); // exists in no order
    CHECK_INT(reading_of("12 janv. 2026").decides, DATE_ORDER_FIND);
}

TEST(dates_with_month_names_are_read_in_english_and_french)
{
    CHECK_DATE("12 janv. 2026", "2026-01-12");
    CHECK_DATE("12 janvier 2026", "2026-01-12");
    CHECK_DATE("1er f\xC3\xA9vrier 2026", "2026-02-01");
    CHECK_DATE("3 ao\xC3\xBBt 2026 \xC3\xA0 14h05", "2026-08-03 14:05:00");
    CHECK_DATE("lundi 5 janvier 2026", "2026-01-05");
    CHECK_DATE("mar. 6 janv. 2026", "2026-01-06"); // mardi
    CHECK_DATE("mar 6 2026", "2026-03-06");        // March
    CHECK_DATE("le 14 juillet 2026", "2026-07-14");
    CHECK_DATE("Jan 12, 2026", "2026-01-12");
    CHECK_DATE("January 12th 2026", "2026-01-12");
    CHECK_DATE("Mon, 05 Jan 2026 10:00:00 GMT", "2026-01-05 10:00:00 Z");
    CHECK_DATE("12-Jan-2026", "2026-01-12");
    CHECK_DATE("12-JAN-26", "2026-01-12");
    CHECK_DATE("2026-Jan-12", "2026-01-12");
    CHECK_DATE("Jan 12, 2026 3:04 PM", "2026-01-12 15:04:00");
    CHECK_DATE("Sept. 3, 2026 at 10 AM", "2026-09-03 10:00:00");
    CHECK_DATE("12 foo 2026", "bad");
    CHECK_DATE("Jan 5", "bad");
    CHECK_DATE("Jan, 2026", "bad");
    CHECK_DATE("5 Jan", "bad");
    CHECK_DATE("30 Feb 2026", "bad");
    CHECK_DATE("lundi", "bad");
}

TEST(dates_that_do_not_exist_are_bad)
{
    CHECK_DATE("", "bad");
    CHECK_DATE("2026-02-29", "bad");
    CHECK_DATE("2024-02-29", "2024-02-29");
    CHECK_DATE("31/02/2026", "bad");
    CHECK_DATE("2026-13-01", "bad");
    CHECK_DATE("2026-00-10", "bad");
    CHECK_DATE("0000-00-00", "bad");
    CHECK_DATE("20261301", "bad");
    CHECK_DATE("2026-01", "bad");
    CHECK_DATE("2026", "bad");
    CHECK_DATE("12.50", "bad");
    CHECK_DATE("hello", "bad");
    CHECK_DATE("2026-01-05x", "bad");
    CHECK_DATE("2026-01-05 ", "2026-01-05");
    CHECK_DATE("2026-01-05 25:00", "bad");
    CHECK_DATE("2026-01-05 10:60", "bad");
    CHECK_DATE("2026-01-05 10:3", "bad");
    CHECK_DATE("2026-01-05 10:30:1", "bad");
    CHECK_DATE("2026-01-05 10:30:15.", "bad");
    CHECK_DATE("2026-01-05 10:30:61", "bad");
    CHECK_DATE("2026-01-05 13:00 AM", "bad");
    CHECK_DATE("1969-12-31", "1969-12-31"); // exists; whether it is of use is for the rows to say
}

TEST(dates_read_hours_of_a_day_in_halves)
{
    CHECK_DATE("2026-01-05 12:00 AM", "2026-01-05 00:00:00");
    CHECK_DATE("2026-01-05 12:30 pm", "2026-01-05 12:30:00");
    CHECK_DATE("2026-01-05 1:30 p.m.", "2026-01-05 13:30:00");
    CHECK_DATE("2026-01-05 11PM", "2026-01-05 23:00:00");
    CHECK_DATE("2026-01-05 0:30 AM", "bad");
}

TEST(times_of_day_stand_alone_in_their_column)
{
    int32_t seconds;
    CHECK(time_of_day_read(STR("10:30"), &seconds));
    CHECK_INT(seconds, 37800);
    CHECK(time_of_day_read(STR(" 9:05:07 PM "), &seconds));
    CHECK_INT(seconds, 21 * 3600 + 5 * 60 + 7);
    CHECK(time_of_day_read(STR("10h"), &seconds));
    CHECK_INT(seconds, 36000);
    CHECK(!time_of_day_read(STR(""), &seconds));
    CHECK(!time_of_day_read(STR("24:00"), &seconds));
    CHECK(!time_of_day_read(STR("10:30 tomorrow"), &seconds));
}

// ---- the short cut reads what the general way reads ----

static Str damaged(Str text, unsigned *seed)
{
    char *copy = arena_array(test_arena(), char, text.size);
    memcpy(copy, text.data, text.size);
    for (int changes = rand_r(seed) % 3; changes > 0; changes--)
        copy[(size_t)rand_r(seed) % text.size] = "0123456789-/:TZ .x"[rand_r(seed) % 18];
    return (Str){copy, (size_t)rand_r(seed) % 4 ? text.size : (size_t)rand_r(seed) % text.size};
}

static Str random_fixed(unsigned *seed)
{
    static const char *const zones[] = {"", "", "Z", " UTC", "+02:00", " -0530", "+1600", " GMT", ".5Z"};
    int year = 1950 + rand_r(seed) % 150, month = 1 + rand_r(seed) % 13, day = 1 + rand_r(seed) % 31;
    char separator = "/.-"[rand_r(seed) % 3];
    Text text = text_in(test_arena());
    if (rand_r(seed) % 2)
        text_addf(&text, "%04d-%02d-%02d", year, month, day);
    else
        text_addf(&text, "%02d%c%02d%c%04d", day, separator, month, separator, year);
    int form = rand_r(seed) % 3;
    if (form) text_addf(&text, "%c%02d:%02d", rand_r(seed) % 2 ? ' ' : 'T', rand_r(seed) % 25, rand_r(seed) % 61);
    if (form == 2) text_addf(&text, ":%02d", rand_r(seed) % 61);
    if (form) text_add(&text, str_of(zones[rand_r(seed) % 9]));
    return text_str(&text);
}

static bool same_reading(const DateReading *a, const DateReading *b)
{
    return a->seconds == b->seconds && a->decides == b->decides && a->ambiguous == b->ambiguous &&
           a->has_time == b->has_time && a->has_zone == b->has_zone && a->month_name == b->month_name &&
           a->unix_time == b->unix_time && a->dots == b->dots;
}

TEST(dates_short_cut_agrees_with_the_general_way)
{
    unsigned seed = 7;
    int taken = 0;
    for (int i = 0; i < 100000; i++) {
        DateOrder order = (DateOrder)(rand_r(&seed) % 4);
        Str text = random_fixed(&seed);
        if (i % 3 == 0) text = damaged(text, &seed);
        DateReading fast, general;
        if (!date_read_fixed(text, order, &fast)) continue;
        taken++;
        CHECK_INT(date_read_general(text, order, &general), DATE_READ);
        CHECK(same_reading(&fast, &general));
    }
    CHECK(taken > 30000); // the short cut is taken where it should be
}

TEST(dates_every_day_is_read_in_every_form)
{
    for (Day day = 0; day < 30000; day += 11) {
        CivilDate date = civil_of_day(day);
        static const char *const forms[] = {"%3$04d-%2$02d-%1$02d", "%3$04d%2$02d%1$02d", "%1$02d/%2$02d/%3$04d",
                                            "%1$d.%2$d.%3$d"};
        for (size_t i = 0; i < COUNT_OF(forms); i++) {
            char text[32];
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
            snprintf(text, sizeof text, forms[i], date.day, date.month, date.year);
#pragma GCC diagnostic pop
            DateReading reading;
            CHECK(date_read(str_of(text), DATE_ORDER_DMY, &reading) == DATE_READ);
            CHECK_INT(reading.seconds, (int64_t)day * SECONDS_PER_DAY);
        }
    }
}
