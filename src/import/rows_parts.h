// rows_parts.h - what reading a row and reading its values share; for them alone (see rows.h).
#ifndef FIDELE_IMPORT_ROWS_PARTS_H
#define FIDELE_IMPORT_ROWS_PARTS_H

#include "import/rows.h"

// What the row before had: exports are in order of date, so that most dates are those of the row before.
typedef struct DateCache {
    Str text;
    DateStatus status;
    DateReading reading;
} DateCache;

typedef struct CurrencyCache {
    Str text;
    bool known, wanted;
} CurrencyCache;

typedef struct StatusCache {
    Str text;
    bool cancelled;
} StatusCache;

typedef struct RowReader {
    const RowsContext *context;
    const Layout *layout;
    RowsRead *read;
    Arena *arena;
    CsvPicked picked;
    uint64_t line; // of the row
    ActivityRow row;
    DateCache date, ended;
    CurrencyCache currency, sign; // of the column; beside an amount
    StatusCache status;
    RejectReason reason; // of the row that is refused
    ColumnRole fault;    // the column, SKIP for the row as a whole
    bool waits;          // for its order, which may stand elsewhere
} RowReader;

// Each takes a value of the picked record into reader->row. False when the row is refused: reason and fault are set.
MUST_USE bool row_take_customer(RowReader *reader);
MUST_USE bool row_take_date(RowReader *reader);
MUST_USE bool row_take_currency(RowReader *reader);
MUST_USE bool row_take_amount(RowReader *reader); // must come after the order's key
void row_take_profit(RowReader *reader);          // after the amount
void row_take_ended(RowReader *reader);

static inline bool row_refuse(RowReader *reader, RejectReason reason, ColumnRole fault)
{
    reader->reason = reason;
    reader->fault = fault;
    return false;
}

static inline Str row_trimmed(Str text)
{
    if (text.size == 0) return text;
    unsigned char first = (unsigned char)text.data[0], last = (unsigned char)text.data[text.size - 1];
    bool plain = ' ' < first && first < 0x80 && ' ' < last && last < 0x80;
    return plain ? text : str_trim(text);
}

static inline Str row_value(const RowReader *reader, ColumnRole role)
{
    return row_trimmed(reader->picked.fields[role].raw);
}

// Fit to be kept: "" is undoubled.
static inline Str row_text(const RowReader *reader, ColumnRole role)
{
    const CsvField *field = &reader->picked.fields[role];
    return row_trimmed(field->escaped ? csv_value(*field, reader->arena) : field->raw);
}

static inline bool row_has(const RowReader *reader, ColumnRole role)
{
    return reader->layout->column[role] >= 0;
}

#endif
