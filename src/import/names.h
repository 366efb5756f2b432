// names.h - what a column is by its name, in English and French, as shops and their software write it.
#ifndef FIDELE_IMPORT_NAMES_H
#define FIDELE_IMPORT_NAMES_H

#include "base/str.h"

typedef enum ColumnRole {
    COLUMN_SKIP,
    COLUMN_CUSTOMER,
    COLUMN_DATE,
    COLUMN_TIME,   // time of day beside the date
    COLUMN_AMOUNT, // the row's total
    COLUMN_PRICE,  // multiplied by quantity (1 when there is no such column)
    COLUMN_QUANTITY,
    COLUMN_ORDER, // rows with one order id are one order
    COLUMN_PRODUCT,
    COLUMN_CHANNEL,
    COLUMN_COUNTRY,
    COLUMN_SEGMENT,
    COLUMN_PLAN,
    COLUMN_PROMOTION,
    COLUMN_REASON, // why a customer left
    COLUMN_COST,   // of the row: profit = amount - cost
    COLUMN_MARGIN, // of the row, an amount: profit = margin
    COLUMN_ENDED,  // date on which the customer's contract ended
    COLUMN_CURRENCY,
    COLUMN_STATUS, // rows cancelled, voided, failed are left out
    COLUMN_ROLE_COUNT
} ColumnRole;

Str column_role_name(ColumnRole role);                       // "customer" …: the words of --columns
MUST_USE bool column_role_parse(Str name, ColumnRole *role); // those, "-" and "" for SKIP

// Lower case, without accents, blanks and punctuation: "N° de client" becomes "ndeclient". Into `buffer`, cut at
// `capacity` bytes.
Str name_fold(Str name, char *buffer, size_t capacity);

// How well a header name fits a role: 1 the best; NAME_WEAK and above when it only sounds like it, so that the values
// have to agree; 0 not at all. Known names rank by how surely they are what the role means ("Customer ID" before
// "Email" before "Name").
enum { NAME_WEAK = 1000 };
int name_rank(Str name, ColumnRole role);
// A name that fits no role, and does not say either that it is something else ("tax", "shipping").
bool name_says_nothing(Str name);

// A word of a status column that says that no order came of it: "cancelled", "annulée", "Payment failed".
bool name_is_cancelled(Str status);
// An id that says that there is none: "", "nan", "null", "none", "n/a", "-".
bool name_is_nobody(Str id);

#endif
