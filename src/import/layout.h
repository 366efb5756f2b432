// layout.h - what the columns of an exported file are, found from its names and its values.
//
// "Understanding" is a value of its own, so that it can be printed before anything else and corrected by the person.
// Roles come from --columns, else from the header's names, where the values bear them out; what names leave open,
// values decide (a date-like column, an amount-like one, one that looks like ids).
#ifndef FIDELE_IMPORT_LAYOUT_H
#define FIDELE_IMPORT_LAYOUT_H

#include "base/csv.h"
#include "base/source.h"
#include "base/zone.h"
#include "import/amounts.h"
#include "import/dates.h"
#include "import/names.h"

typedef struct DateFormat {
    DateOrder order; // DMY or MDY where the column has such dates; FIND where it has none
    bool decided;    // values of the column left no choice (a day above 12, or ISO); else `assumed` says why
    Phrase assumed;  // "no day is above 12; the file is in order of date when read so" …
    bool has_time, has_zone, month_names, unix_seconds;
    bool utc;            // the column's name says UTC: its times are instants
    size_t decided_line; // a line that decides it, once the file is read
    Str decided_value;
} DateFormat;

typedef struct AmountFormat {
    char decimal; // '.' or ','
    char group;   // ',' '.' ' ' '\'' or 0 when none was seen
    bool decided; // by the values, or nothing hangs on it; else `assumed` says why
    Phrase assumed;
    Currency currency;     // from signs, a column or its name; currency_unknown when none
    bool currency_by_name; // it stands only in the column's name: "Amount (EUR)"
} AmountFormat;

typedef struct Layout {
    CsvFormat csv;
    bool header;
    size_t body;        // offset of the first record after the header
    uint64_t body_line; // its physical line, 1-based
    size_t columns;
    Str names[CSV_FIELDS_MAX]; // of the header; "column 3" without one
    ColumnRole roles[CSV_FIELDS_MAX];
    int column[COLUMN_ROLE_COUNT]; // first column with the role, -1 when none
    DateFormat date;
    AmountFormat amount;
    bool bare_number_orders; // order ids are bare numbers but for those of C + number: these are cancellations
    bool customer_is_email;  // compared without case
} Layout;

typedef struct LayoutOptions {
    Str columns;          // --columns; "" to find them
    char delimiter;       // 0 to find it; ' ' for runs of white space
    DateOrder date_order; // FIND to find it
    char decimal;         // 0 to find it
    bool lines;           // what was bought, not for how much: amounts may be absent
} LayoutOptions;

// Looks at the head of the text and at samples of all of it. Errors (ERROR_INPUT): nothing but a header, no column for
// customer, date or amount (with the columns there are, and how to name them), too many columns, two columns with one
// name, a role of --columns that is unknown (ERROR_USAGE) or more roles than columns.
MUST_USE bool layout_find(const Source *source, const LayoutOptions *options, Arena *arena, Layout *layout,
                          Error *error);

// Whether amounts are price × quantity rather than a column of their own.
static inline bool layout_multiplies(const Layout *layout)
{
    return layout->column[COLUMN_AMOUNT] < 0;
}

// "C489449": what files with bare numbers call the cancellation of order 489449.
bool layout_is_cancellation(Str order);

// The error of a record that ends the reading: an unclosed quote, a line too long, too many columns.
bool layout_refuse_record(Str file, CsvStatus status, uint64_t line, Error *error);

#endif
