// columns.h - what customers did, laid out so that a question is one pass at the speed of memory.
//
// Customers are dense numbers 0..customers-1. The rows of one customer lie together, in order of time (equal times: by
// amount, so that the order in which rows arrived changes nothing). A question reads the columns it needs from the
// first row to the last, split over threads by customer.
//
// Times are civil seconds of the workspace's zone since 1970-01-01 (see docs/decisions/0002-civil-seconds.md), so that
// a day is time / 86400 and no question needs a time zone. Amounts are minor units; above 0 a purchase, below 0 a
// refund; a row of amount 0 is kept but is neither.
//
// Which customer has which number is arbitrary and may differ from one run to the next: what lists customers orders
// equal ones by their ids, never by their numbers.
//
// Columns are made by activity/builder.h and never change afterwards.
#ifndef FIDELE_ACTIVITY_COLUMNS_H
#define FIDELE_ACTIVITY_COLUMNS_H

#include "base/calendar.h"

typedef uint32_t Customer; // dense number
typedef uint32_t Second;   // civil seconds since 1970-01-01, until 2106

enum { ACTIVITY_DIMENSIONS_MAX = 8, DIMENSION_OTHER = 0xFFFF };

// A dimension tells rows apart by a text (product, channel …). Codes are 0..values-1; DIMENSION_OTHER holds rows
// without a value, and values past the 65,535th.
typedef struct ActivityDimension {
    Str name; // as the file names it
    uint32_t values;
    const Str *texts;      // of each code
    const uint16_t *codes; // one per row
} ActivityDimension;

typedef struct Columns {
    uint32_t customers;
    uint64_t rows;
    const uint64_t *first_row; // customers + 1: rows of c are first_row[c] .. first_row[c+1]-1; nobody has none
    const Second *second;      // per row
    const int64_t *amount_minor;
    const int64_t *profit_minor; // per row, NULL when neither cost nor margin is known
    const Day *ended; // per customer: last day on which a contract ended (they left on that day, whatever the
                      // window), DAY_MIN - 1 where none; NULL when not known
    const Str *ids;   // per customer, as the source names them
    uint32_t dimensions;
    ActivityDimension dimension[ACTIVITY_DIMENSIONS_MAX];
    Second first, last; // of all rows
    Arena *owned;       // of the dimensions' texts
} Columns;

void columns_close(Columns *columns); // of the builder's; zeroed columns may be closed too

static inline Day second_day(Second second)
{
    return (Day)(second / SECONDS_PER_DAY);
}

#endif
