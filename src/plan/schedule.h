// schedule.h - when a report is due: "monthly day 1 08:00", in the workspace's time zone.
//
//   daily HH:MM | weekly monday HH:MM | monthly day N HH:MM | quarterly day N HH:MM     N: 1..31 or last
//
// Day 31 is the last day of a shorter month; day N of a quarter is that of its first month. On the day on which clocks
// go forward a time that does not exist is the moment of the change (02:30 is 03:00); on the day on which they go back
// a time that comes twice is the first of the two.
#ifndef FIDELE_PLAN_SCHEDULE_H
#define FIDELE_PLAN_SCHEDULE_H

#include "base/calendar.h"
#include "base/instant.h"
#include "base/zone.h"

typedef enum ScheduleUnit { SCHEDULE_DAILY, SCHEDULE_WEEKLY, SCHEDULE_MONTHLY, SCHEDULE_QUARTERLY } ScheduleUnit;

enum { SCHEDULE_DAY_LAST = 31, SCHEDULE_BYTES_MAX = 60 };

typedef struct Schedule {
    ScheduleUnit unit;
    int day; // weekday 0 Monday … 6 Sunday; day of the month 1..31
    int minute;
} Schedule;

// Errors (ERROR_INPUT): invalid_schedule.
MUST_USE bool schedule_parse(Str text, Schedule *schedule, Arena *arena, Error *error);
Str schedule_text(const Schedule *schedule, Arena *arena); // as above

// The first due time after `after`, the last one up to `at`; and how many lie in after < t <= until, at most `most`.
Instant schedule_next(const Schedule *schedule, const Zone *zone, Instant after);
Instant schedule_last(const Schedule *schedule, const Zone *zone, Instant at);
int schedule_count(const Schedule *schedule, const Zone *zone, Instant after, Instant until, int most);

// The first moment of a civil day, and the civil day of a moment.
Instant zone_day_start(const Zone *zone, Day day);
Day zone_day(const Zone *zone, Instant at);

#endif
