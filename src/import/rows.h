// rows.h - reads the rows of one block of a file into a part of the builder, and keeps what it noticed on the way.
#ifndef FIDELE_IMPORT_ROWS_H
#define FIDELE_IMPORT_ROWS_H

#include "activity/builder.h"
#include "import/blocks.h"
#include "import/layout.h"
#include "import/rejects.h"

// The same for all blocks of a file, only read while they are.
typedef struct RowsContext {
    Str text;
    uint32_t file;
    const Layout *layout;
    const Zone *zone;
    int64_t seconds_end;  // later civil seconds are in the future
    Currency currency;    // its digits; unknown until it is seen
    bool currency_wanted; // rows of another are rejected,
    bool all_other;       // which are all: the name of the column says so
    size_t rejects_max;   // kept, of each block
    uint32_t dimensions;  // of the builder's rows
    ColumnRole dimension_role[ACTIVITY_DIMENSIONS_MAX];
    ActivityBuilder *builder;
    Arena **arenas;                // of each worker
    uint8_t slots[CSV_FIELDS_MAX]; // of csv_pick: the slot of a column is its role
    size_t columns_needed;         // a record with fewer lacks customer, date or amount
} RowsContext;

// `layout` and `text` must be set.
void rows_context_columns(RowsContext *context);

// How many rows showed something, and the first of them.
typedef struct Evidence {
    uint64_t rows, line;
    Str value;
} Evidence;

typedef struct CurrencyEvidence {
    Currency currency;
    uint64_t line;
    Str value;
} CurrencyEvidence;

// The row of an order that has its amount; the order's other rows may follow without one.
typedef struct OrderHead {
    uint64_t key; // 0: none yet
    bool accepted;
    RejectReason reason; // when it is not
} OrderHead;

// A row without an amount whose order has not been seen just before.
typedef struct WaitingLine {
    uint64_t key;
    bool before_head;       // no row of the block before it has an amount: the block before may know its order
    bool settled, accepted; // see order_lines.h
    Reject reject;          // what it is when its order has no amount anywhere
} WaitingLine;

typedef struct RowsRead {
    CsvStatus status;  // RECORD, or what ended the reading
    size_t end;        // where it ended: block->end unless that was within a record
    uint64_t end_line; // physical line there; of an unclosed quote
    ActivityPart *part;
    uint64_t rows, accepted, order_lines;
    uint64_t rejected_by[REJECT_REASON_COUNT];
    size_t rejects;
    Reject *reject;
    __int128 no_customer_amount, refund_amount;
    uint64_t refunds, zero_amounts;
    Evidence day_first, month_first; // dates that only one order explains
    Evidence point, comma;           // amounts that only one decimal sign explains
    CurrencyEvidence currency[2];    // the first, and the first other
    OrderHead head;                  // the last
    size_t waiting;
    WaitingLine *wait;
} RowsRead;

void rows_read(const RowsContext *context, const Block *block, int worker, RowsRead *read);

#endif
