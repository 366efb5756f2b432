// columns.h - what customers did, laid out so that a question is one pass at the speed of memory.
//
// Customers are dense numbers 0..customers-1. The rows of one customer lie together, in order of time (equal times: by
// amount, so that the order in which rows arrived changes nothing). A question reads the columns it needs from the
// first row to the last, split over threads by customer.
//
// Columns are one piece, or two: what lies in a mapped file, and what has come since, which holds all rows of the
// customers it has anything of. So a customer's rows are in one piece only, and those in the other one are `replaced`.
// Questions walk the runs of each piece (ranges.h); who has no rows is in none.
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
    const Str *texts; // of each code
} ActivityDimension;

// A run is the rows of one customer.
typedef struct ColumnPiece {
    uint32_t runs;
    const Customer *customer;    // of each run, rising; NULL: run i is of customer i
    const uint32_t *first_row;   // runs + 1: rows of run i are first_row[i] .. first_row[i + 1] - 1; perhaps none
    const Second *second;        // per row
    const int64_t *amount_minor; // NULL: all are 0
    const int64_t *profit_minor; // NULL: neither cost nor margin is known
    const uint16_t *codes[ACTIVITY_DIMENSIONS_MAX]; // NULL: all are DIMENSION_OTHER
    const uint64_t *replaced; // a bit per customer: their runs here are not to be read; NULL: no one's
    struct Kept *kept;        // what is kept beside the file that the piece lies in (kept.h); NULL: nothing
} ColumnPiece;

enum { COLUMN_PIECES_MAX = 2 };

typedef struct Columns {
    uint32_t customers;
    uint64_t rows;   // of all customers, without those that are replaced; at most 4,294,967,294
    uint32_t pieces; // 0 without rows, perhaps
    ColumnPiece piece[COLUMN_PIECES_MAX];
    const Day *ended; // per customer: last day on which a contract ended (they left on that day, whatever the
                      // window), DAY_MIN - 1 where none; NULL when not known
    const Str *ids;   // per customer, as the source names them
    uint32_t dimensions;
    ActivityDimension dimension[ACTIVITY_DIMENSIONS_MAX];
    Second first, last; // of all rows
    Arena *owned;       // of the dimensions' texts
} Columns;

void columns_close(Columns *columns); // of the builder's (one piece); zeroed columns may be closed too

// What was known at the end of a day: without the later rows, and without dimensions and profit. All stay customers,
// under their numbers. It stands on the arena and on `columns`, and is not closed.
Columns columns_until(const Columns *columns, Day day, Arena *arena);

// Where the rows of one customer lie: from..to-1 of the piece.
typedef struct CustomerRows {
    const ColumnPiece *piece;
    uint32_t from, to; // 0 and 0: there are none
} CustomerRows;

uint32_t piece_run_from(const ColumnPiece *piece, Customer customer); // the first run of it or a later one; or `runs`
CustomerRows columns_find(const Columns *columns, Customer customer); // a search, where runs are not of all customers

// False: the run is replaced by one of the other piece.
static inline bool run_counts(const ColumnPiece *piece, uint32_t run)
{
    if (!piece->replaced) return true;
    Customer customer = piece->customer ? piece->customer[run] : run;
    return !(piece->replaced[customer / 64] >> customer % 64 & 1);
}
static inline Customer run_customer(const ColumnPiece *piece, uint32_t run)
{
    return piece->customer ? piece->customer[run] : run;
}
static inline int64_t row_amount(const ColumnPiece *piece, uint32_t row)
{
    return piece->amount_minor ? piece->amount_minor[row] : 0;
}
static inline uint16_t row_code(const ColumnPiece *piece, uint32_t dimension, uint32_t row)
{
    return piece->codes[dimension] ? piece->codes[dimension][row] : DIMENSION_OTHER;
}
static inline bool columns_know_profit(const Columns *columns)
{
    return columns->piece[0].profit_minor || columns->piece[1].profit_minor;
}

static inline Day second_day(Second second)
{
    return (Day)(second / SECONDS_PER_DAY);
}

#endif
