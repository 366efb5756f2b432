// dates_parts.h - what the two ways of reading dates share; for them alone (see dates.h).
#ifndef FIDELE_IMPORT_DATES_PARTS_H
#define FIDELE_IMPORT_DATES_PARTS_H

#include "import/dates.h"

typedef struct DateParts {
    int64_t year, month, day;
} DateParts;

bool date_exists(DateParts parts);

// Day and month of 05/01/2026, given as if the day came first, by the order of the column.
DateStatus date_place(DateParts day_first, DateOrder order, DateParts *parts, DateReading *reading);

// The short cut for the forms of fixed width that most files have: 2026-01-05 or 05/01/2026, then maybe 10:30 or
// 10:30:15, then maybe Z, UTC, +02:00 or +0200. False: the general way has to look.
bool date_read_fixed(Str text, DateOrder order, DateReading *reading);

#endif
