// dates.h - dates and times of day as shops, spreadsheets and programs write them.
//
//   2026-01-05   2026/1/5   20260105   2026-01-05T10:00:00.5Z   2026-01-05 10:00:00 +0100   … UTC
//   05/01/2026   5.1.26   05-01-2026 10h30   01/05/2026 10:00 PM     day or month first, as the column has it
//   12 janv. 2026   lundi 12 janvier 2026   Jan 12, 2026   12-Jan-26   2026-Jan-12
//   1767607200   1767607200000   (seconds, milli- and microseconds since 1970)
//
// Two-digit years: 70..99 are 1970..1999, 00..69 are 2000..2069.
#ifndef FIDELE_IMPORT_DATES_H
#define FIDELE_IMPORT_DATES_H

#include "base/calendar.h"

typedef enum DateOrder { DATE_ORDER_FIND, DATE_ORDER_DMY, DATE_ORDER_MDY, DATE_ORDER_YMD } DateOrder;

typedef enum DateStatus {
    DATE_READ,
    DATE_BAD,        // no date, or none that exists (31 February)
    DATE_OTHER_ORDER // a date only with day and month the other way round
} DateStatus;

typedef struct DateReading {
    int64_t seconds; // since 1970: of the clock on the wall, or of the instant when has_zone
    DateOrder
        decides; // DMY or MDY when no other order of day and month makes it a date; FIND when the value does not tell
    bool ambiguous; // day and month can be exchanged, and that would be another date
    bool has_time, has_zone, month_name, unix_time, dots; // dots: 05.01.2026
} DateReading;

// `order` says how to read 05/01/2026 (FIND: day first); YMD also how to read 26-01-05. On OTHER_ORDER, `decides` is
// set.
DateStatus date_read(Str text, DateOrder order, DateReading *reading);
// The same by the general way alone, without the short cut for common fixed forms: for tests.
DateStatus date_read_general(Str text, DateOrder order, DateReading *reading);

// A time of day in a column of its own, "10:30", "10h30", "9:05:07 PM": seconds since midnight.
MUST_USE bool time_of_day_read(Str text, int32_t *seconds);

#endif
