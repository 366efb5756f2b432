// calendar.h - civil days and the periods made of them. No time zone here: see zone.h.
//
// A Day counts civil days from 1970-01-01 (0); days and periods are of the years 1..9999.
// Weeks are ISO 8601 weeks, from Monday; week 1 holds the first Thursday.
#ifndef FIDELE_BASE_CALENDAR_H
#define FIDELE_BASE_CALENDAR_H

#include "base/phrase.h"

typedef int32_t Day;

enum { SECONDS_PER_DAY = 86400, DAY_MIN = -25567 /* 1900-01-01 */, DAY_MAX = 49709 /* 2106-02-06 */ };

typedef struct CivilDate {
    int year, month, day;
} CivilDate;

bool civil_date_valid(CivilDate date); // a date of the Gregorian calendar, years 1..9999
Day day_of_civil(CivilDate date);      // the date must be valid
CivilDate civil_of_day(Day day);
int weekday_of_day(Day day); // 0 Monday … 6 Sunday

typedef enum PeriodUnit {
    PERIOD_DAY,
    PERIOD_WEEK,
    PERIOD_MONTH,
    PERIOD_QUARTER,
    PERIOD_YEAR,
    PERIOD_UNIT_COUNT
} PeriodUnit;

// Periods of one unit are numbered without gaps; the number of the one that holds 1970-01-01 is 0.
typedef int32_t PeriodNumber;
PeriodNumber period_of_day(PeriodUnit unit, Day day);
Day period_first_day(PeriodUnit unit, PeriodNumber number);
Day period_last_day(PeriodUnit unit, PeriodNumber number);

Str period_unit_name(PeriodUnit unit);                       // "day" … "year"
MUST_USE bool period_unit_parse(Str name, PeriodUnit *unit); // the same names

// "2026-07-01", "2026-W27", "2026-07", "2026-Q3", "2026": the ISO form, for files, URLs and the command line.
Str period_name(Arena *arena, PeriodUnit unit, PeriodNumber number);
// Reads those, also "2026Q3", and "2026-07-01..2026-09-30" (both days included). False when it is none of them.
MUST_USE bool period_parse(Str text, Day *first, Day *last);

Str day_name(Arena *arena, Day day);         // "2026-07-01"
MUST_USE bool day_parse(Str text, Day *day); // the same, strictly

// In a sentence: "1 July 2026", "1er juillet 2026"; "July 2026", "week 27 of 2026", "3e trimestre 2026".
Str day_say(Arena *arena, Locale locale, Day day);
Str period_say(Arena *arena, Locale locale, PeriodUnit unit, PeriodNumber number);
// For an axis: "1 Jul 26", "W27 26", "Jul 26", "Q3 26", "2026"; "juil. 26", "T3 26".
Str period_say_short(Arena *arena, Locale locale, PeriodUnit unit, PeriodNumber number);

#endif
