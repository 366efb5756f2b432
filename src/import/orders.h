// orders.h - reads order exports into columns: every common form, in parallel, refusing row by row what cannot be used.
#ifndef FIDELE_IMPORT_ORDERS_H
#define FIDELE_IMPORT_ORDERS_H

#include "activity/builder.h"
#include "base/progress.h"
#include "import/layout.h"
#include "import/rejects.h"

typedef struct OrderFile {
    Source source;
    Layout layout;
    uint64_t rows, accepted, rejected;
} OrderFile;

typedef struct OrderReading {
    size_t files;
    OrderFile *file;
    uint64_t rows, accepted, rejected; // rows: records after the header, empty lines apart
    uint64_t order_lines;              // accepted rows without an amount: their order's amount stands on another row
    uint64_t rejected_by[REJECT_REASON_COUNT];
    size_t rejects; // kept: the first `rejects_max` by file and line
    Reject *reject;
    int64_t no_customer_amount; // minor units of rows without a customer, sign kept
    int64_t refund_amount;      // of accepted rows below 0
    uint64_t refunds, zero_amounts;
    Currency currency;
    OrderMerge merge; // how rows became orders
    Phrase merge_why;
    ActivityCounts counts;
    size_t arenas; // of the texts that are not slices of a file; orders_close gives them back
    Arena **arena;
} OrderReading;

typedef struct OrderReadOptions {
    LayoutOptions layout;
    const Zone *zone; // of instants with a zone; civil times without one are taken as they are
    Day today;        // later rows than tomorrow are rejected as in the future
    Day as_of;        // rows after it are left out, counted; DAY_MAX: all
    Str currency;     // --currency; "" to find it
    size_t rejects_max;
    size_t limit_bytes; // of a file's text; 0: none
    int threads;
    Progress *progress;
    uint64_t hash_seed; // a random one keeps ids from being chosen to collide; it changes no result
    size_t block_bytes; // how much a thread reads at a time; 0: what suits the file. It changes no result
} OrderReadOptions;

// Reads all files as one export. The columns' ids point into the sources: close the reading after the columns. Errors
// (ERROR_INPUT): what source_open and layout_find say; no usable row at all (with the first reasons); a date or amount
// column that contradicts itself; a quote never closed; a line too long; mixed currencies without --currency; files
// that disagree in currency; amounts whose sum overflows. An unknown --currency is ERROR_USAGE.
MUST_USE bool orders_read(const Str *paths, size_t count, const OrderReadOptions *options, Arena *arena,
                          OrderReading *reading, Columns *columns, Error *error);
void orders_close(OrderReading *reading);

#endif
