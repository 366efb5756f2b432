// csv.h - records of delimited text: RFC 4180 quoting, any one-byte delimiter, or runs of white space.
//
// Made for files of gigabytes: a record is a set of slices of the text; nothing is copied unless a field holds "".
// LF, CRLF and bare CR end a record (a file uses one of LF or CR; CR before LF is dropped). A quote counts only at the
// start of a field; elsewhere it is a plain character, as spreadsheets write 15" screens. Blanks after a closing quote
// are dropped. The text may end without a line end.
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
    Str raw; // without the quotes around it; may still hold "" when `escaped`
    bool quoted, escaped;
} CsvField;

typedef struct CsvRecord {
    size_t count; // fields; 0 for an empty line
    CsvField fields[CSV_FIELDS_MAX];
} CsvRecord;

typedef enum CsvStatus {
    CSV_RECORD,
    CSV_END,
    CSV_UNCLOSED_QUOTE,   // the text ends (or CSV_LINE_BYTES_MAX pass) within quotes
    CSV_TEXT_AFTER_QUOTE, // "a"b
    CSV_LINE_TOO_LONG,
    CSV_TOO_MANY_FIELDS
} CsvStatus;

// The best format of a sample (its first records), by how constant the number of fields is. `delimiter` and line end
// are always set; a single column gives ','.
CsvFormat csv_guess(Str sample);

// Reads the record at *offset and moves *offset past its end. On any status but RECORD and END, *offset stays.
CsvStatus csv_next(CsvFormat format, Str text, size_t *offset, CsvRecord *record);

Str csv_value(CsvField field, Arena *arena); // the field's text, "" undoubled (copied only then), untrimmed

// ---- reading a few columns of many records, at the speed of memory ----

enum { CSV_PICKS_MAX = 24, CSV_NO_SLOT = CSV_PICKS_MAX };

// Set by csv_picker; afterwards only read by the caller.
typedef struct CsvPicker {
    CsvFormat format;
    Str text;
    const uint8_t *slots; // of each column: where its field goes in CsvPicked.fields, or CSV_NO_SLOT
    size_t columns;       // of `slots`
    size_t offset;        // of the next record
    // For csv_pick alone: delimiters, line ends and quotes still ahead in the 64 bytes from marks_base, as bits.
    size_t marks_base, limit;
    uint64_t marks;
    char quote;
} CsvPicker;

typedef struct CsvPicked {
    Str record;                         // without its line end
    size_t columns;                     // fields of the record; 0 for an empty line
    uint64_t breaks;                    // line ends within quotes
    bool surplus;                       // a field beyond the picker's columns holds something
    CsvStatus status;                   // RECORD or TEXT_AFTER_QUOTE
    CsvField fields[CSV_PICKS_MAX + 1]; // by slot, empty where the record is too short; the last takes what nobody
                                        // asked for
} CsvPicked;

// Starts at `offset`, which must be where a record begins.
CsvPicker csv_picker(CsvFormat format, Str text, size_t offset, const uint8_t *slots, size_t columns);

// The next record, as csv_next would read it. On TEXT_AFTER_QUOTE and TOO_MANY_FIELDS it is passed over (`record` and
// `breaks` are set); on UNCLOSED_QUOTE and LINE_TOO_LONG the offset stays, picked->breaks is what stood before the
// field with the quote, and nothing more can be read.
CsvStatus csv_pick(CsvPicker *picker, CsvPicked *picked);

// ---- writing: RFC 4180, CRLF-free ("\n"), and inert in a spreadsheet ----

// One field: quoted when needed; text that starts with = + - @ TAB or CR gets a leading ' and is quoted (OWASP
// ASVS 5.0, 1.2.10; numbers are written by the caller with csv_add_number, which leaves them alone).
void csv_add(Text *text, Str value);
void csv_add_number(Text *text, Str number);
void csv_end_record(Text *text); // both csv_add functions put the comma before any field but the first

#endif
