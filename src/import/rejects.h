// rejects.h - rows that cannot be used, and why.
#ifndef FIDELE_IMPORT_REJECTS_H
#define FIDELE_IMPORT_REJECTS_H

#include "base/phrase.h"

typedef enum RejectReason {
    REJECT_NO_CUSTOMER,
    REJECT_NO_DATE,
    REJECT_BAD_DATE,
    REJECT_DATE_BEFORE_1970, // or its first second, which stands for "no date" in many programs
    REJECT_DATE_IN_FUTURE,
    REJECT_NO_AMOUNT,
    REJECT_BAD_AMOUNT,
    REJECT_AMOUNT_OVERFLOW,
    REJECT_BAD_QUANTITY,
    REJECT_COLUMN_COUNT, // fewer columns than the header, so that a needed one is missing; or more
    REJECT_TEXT_AFTER_QUOTE,
    REJECT_VALUE_TOO_LONG, // a customer or order id over 64 KiB
    REJECT_OTHER_CURRENCY,
    REJECT_CANCELLED, // by its status column
    REJECT_REASON_COUNT
} RejectReason;

Str reject_reason_name(RejectReason reason);     // "no_customer" …, for JSON
Phrase reject_reason_label(RejectReason reason); // "no customer"

typedef struct Reject {
    uint32_t file;
    uint64_t line; // 1-based physical line of the file's text
    RejectReason reason;
    Str column; // name of the column, "" when it is the row as a whole
    Str value;  // what stood there (slice of the source)
    Str record; // the whole record
} Reject;

#endif
