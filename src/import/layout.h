// layout.h - what the columns of an exported file are, found from its names and its values.
//
// "Understanding" is a value of its own, so that it can be printed before anything else and corrected by the person.
#ifndef FIDELE_IMPORT_LAYOUT_H
#define FIDELE_IMPORT_LAYOUT_H

#include "base/csv.h"
#include "base/source.h"
#include "base/calendar.h"
#include "base/zone.h"
#include "base/money.h"

typedef enum ColumnRole {
    COLUMN_SKIP,
    COLUMN_CUSTOMER,
    COLUMN_DATE,
    COLUMN_TIME,     // time of day beside the date
    COLUMN_AMOUNT,   // the row's total
    COLUMN_PRICE,    // multiplied by quantity (1 when there is no such column)
    COLUMN_QUANTITY,
    COLUMN_ORDER,    // rows with one order id are one order
    COLUMN_PRODUCT,
    COLUMN_CHANNEL,
    COLUMN_COUNTRY,
    COLUMN_SEGMENT,
    COLUMN_PLAN,
    COLUMN_PROMOTION,
    COLUMN_REASON,   // why a customer left
    COLUMN_COST,     // of the row: profit = amount - cost
    COLUMN_MARGIN,   // of the row, an amount: profit = margin
    COLUMN_ENDED,    // date on which the customer's contract ended
    COLUMN_CURRENCY,
    COLUMN_STATUS,   // rows cancelled, voided, failed are left out
    COLUMN_ROLE_COUNT
} ColumnRole;

Str column_role_name(ColumnRole role);                        // "customer" …: the words of --columns
MUST_USE bool column_role_parse(Str name, ColumnRole *role);  // those, "-" and "" for SKIP

typedef enum DateOrder { DATE_ORDER_FIND, DATE_ORDER_DMY, DATE_ORDER_MDY, DATE_ORDER_YMD } DateOrder;

typedef struct DateFormat {
    DateOrder order;
    bool decided;      // values of the column left no choice (a day above 12, or ISO); else `assumed` says why
    Phrase assumed;    // "no day is above 12; the file is in order of date when read so" …
    bool has_time, has_zone, month_names, unix_seconds;
    size_t decided_line;   // a line that decides it
    Str decided_value;
} DateFormat;

typedef struct AmountFormat {
    char decimal;      // '.' or ','
    char group;        // ',' '.' ' ' '\'' or 0 when none was seen
    bool decided;
    Currency currency; // from signs or a column; currency_unknown when none
} AmountFormat;

typedef struct Layout {
    CsvFormat csv;
    bool header;
    size_t columns;
    Str names[CSV_FIELDS_MAX];        // of the header; "column 3" without one
    ColumnRole roles[CSV_FIELDS_MAX];
    int column[COLUMN_ROLE_COUNT];    // first column with the role, -1 when none
    DateFormat date;
    AmountFormat amount;
    bool bare_number_orders;          // order ids are bare numbers but for those of C + number: these are cancellations
    bool customer_is_email;           // compared without case
} Layout;

typedef struct LayoutOptions {
    Str columns;          // --columns; "" to find them
    char delimiter;       // 0 to find it
    DateOrder date_order; // FIND to find it
    char decimal;         // 0 to find it
} LayoutOptions;

// Looks at the head of the text and at samples of all of it. Errors (ERROR_INPUT): nothing but a header, no column for
// customer, date or amount (with the columns there are, and how to name them), too many columns, two columns with one
// name, a role of --columns that is unknown (ERROR_USAGE) or more roles than columns.
MUST_USE bool layout_find(const Source *source, const LayoutOptions *options, Arena *arena, Layout *layout, Error *error);

#endif
