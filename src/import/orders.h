// orders.h - reads order exports into columns: every common form, in parallel, refusing row by row what cannot be used.
#ifndef FIDELE_IMPORT_ORDERS_H
#define FIDELE_IMPORT_ORDERS_H

#include "activity/builder.h"
#include "base/progress.h"
#include "import/layout.h"

typedef enum RejectReason {
    REJECT_NO_CUSTOMER,
    REJECT_NO_DATE,
    REJECT_BAD_DATE,
    REJECT_DATE_BEFORE_1970,
    REJECT_DATE_IN_FUTURE,
    REJECT_NO_AMOUNT,
    REJECT_BAD_AMOUNT,
    REJECT_AMOUNT_OVERFLOW,
    REJECT_BAD_QUANTITY,
    REJECT_COLUMN_COUNT,  // fewer columns than the header, so that a needed one is missing; or more
    REJECT_TEXT_AFTER_QUOTE,
    REJECT_VALUE_TOO_LONG, // a customer or order id over 64 KiB
    REJECT_OTHER_CURRENCY,
    REJECT_CANCELLED,     // by its status column
    REJECT_REASON_COUNT
} RejectReason;

Str reject_reason_name(RejectReason reason);     // "no_customer" …, for JSON
Phrase reject_reason_label(RejectReason reason); // "no customer"

typedef struct Reject {
    uint32_t file;
    uint64_t line;       // 1-based physical line of the file's text
    RejectReason reason;
    Str column;          // name of the column, "" when it is the row as a whole
    Str value;           // what stood there (slice of the source)
    Str record;          // the whole record
} Reject;

typedef struct OrderFile {
    Source source;
    Layout layout;
    uint64_t rows, accepted, rejected;
} OrderFile;

typedef struct OrderReading {
    size_t files;
    OrderFile *file;
    uint64_t rows, accepted, rejected;   // rows: records after the header, empty lines apart
    uint64_t rejected_by[REJECT_REASON_COUNT];
    size_t rejects;                      // kept: the first `rejects_max` by file and line
    Reject *reject;
    int64_t no_customer_amount;          // minor units of rows without a customer, sign kept
    int64_t refund_amount;               // of accepted rows below 0
    uint64_t refunds, zero_amounts;
    Currency currency;
    OrderMerge merge;                    // how rows became orders
    Phrase merge_why;
    ActivityCounts counts;
} OrderReading;

typedef struct OrderReadOptions {
    LayoutOptions layout;
    const Zone *zone;       // of instants with a zone; civil times without one are taken as they are
    Day today;              // later rows than tomorrow are rejected as in the future
    Day as_of;              // rows after it are left out, counted; DAY_MAX: all
    Str currency;           // --currency; "" to find it
    size_t rejects_max;
    size_t limit_bytes;     // of a file's text; 0: none
    int threads;
    Progress *progress;
} OrderReadOptions;

// Reads all files as one export. The columns' ids point into the sources: close the reading after the columns. Errors
// (ERROR_INPUT): what source_open and layout_find say; no usable row at all (with the first reasons); a date column that
// contradicts itself; a quote never closed; a line too long; mixed currencies without --currency; files that disagree in
// currency.
MUST_USE bool orders_read(const Str *paths, size_t count, const OrderReadOptions *options, Arena *arena,
                          OrderReading *reading, Columns *columns, Error *error);
void orders_close(OrderReading *reading);

#endif
