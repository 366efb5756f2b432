// csv.h - records of delimited text: RFC 4180 quoting, any one-byte delimiter, or runs of white space.
//
// Made for files of gigabytes: a record is a set of slices of the text; nothing is copied unless a field holds "".
// LF, CRLF and bare CR end a record (a file uses one of LF or CR; CR before LF is dropped). A quote counts only at the
// start of a field; elsewhere it is a plain character, as spreadsheets write 15" screens.
#ifndef FIDELE_BASE_CSV_H
#define FIDELE_BASE_CSV_H

#include "base/error.h"

enum { CSV_WHITE_SPACE = 0, CSV_FIELDS_MAX = 500, CSV_LINE_BYTES_MAX = 1 << 20 };

typedef struct CsvFormat {
    char delimiter; // ',' ';' '\t' '|' …, or CSV_WHITE_SPACE: runs of blanks, leading ones ignored
    bool quoted;    // fields may be quoted with "
    char line_end;  // '\n' (also for CRLF) or '\r'
} CsvFormat;

typedef struct CsvField {
    Str raw;     // without the quotes around it; may still hold "" when `escaped`
    bool quoted, escaped;
} CsvField;

typedef struct CsvRecord {
    size_t count; // fields; 0 for an empty line
    CsvField fields[CSV_FIELDS_MAX];
} CsvRecord;

typedef enum CsvStatus {
    CSV_RECORD,
    CSV_END,
    CSV_UNCLOSED_QUOTE,    // the text ends (or CSV_LINE_BYTES_MAX pass) within quotes
    CSV_TEXT_AFTER_QUOTE,  // "a"b
    CSV_LINE_TOO_LONG,
    CSV_TOO_MANY_FIELDS
} CsvStatus;

// The best format of a sample (its first records), by how constant the number of fields is. `delimiter` and line end are
// always set; a single column gives ','.
CsvFormat csv_guess(Str sample);

// Reads the record at *offset and moves *offset past its end. On any status but RECORD and END, *offset stays.
CsvStatus csv_next(CsvFormat format, Str text, size_t *offset, CsvRecord *record);

Str csv_value(CsvField field, Arena *arena); // the field's text, "" undoubled (copied only then), untrimmed

// ---- writing: RFC 4180, CRLF-free ("\n"), and inert in a spreadsheet ----

// One field: quoted when needed; text that starts with = + - @ TAB or CR gets a leading ' (numbers are written by the
// caller with csv_add_number, which leaves them alone).
void csv_add(Text *text, Str value);
void csv_add_number(Text *text, Str number);
void csv_end_record(Text *text); // both csv_add functions put the comma before any field but the first

#endif
