// table.h - a file as rows of named cells: delimited text, a JSON array of objects, or one JSON object a line.
//
// All rows are found once, before any is used, so that a file that can't be read is refused before anything was
// written. A row is then read by its number, in any order.
//
// JSON: the members of an object are cells, those of objects within by path: {"traits":{"plan":"pro"}} is the column
// "traits.plan". Lists stay JSON.
#ifndef FIDELE_IMPORT_TABLE_H
#define FIDELE_IMPORT_TABLE_H

#include "base/csv.h"
#include "base/json.h"
#include "base/source.h"

enum {
    TABLE_BYTES_MAX = 1 << 30, // of the text
    TABLE_ROWS_MAX = 25000000,
    TABLE_CELL_BYTES_MAX = 65536
};

typedef enum TableForm { TABLE_CSV, TABLE_JSON } TableForm;

typedef struct TableRow {
    uint32_t offset, line; // in the text; its physical line, from 1
} TableRow;

typedef struct Table {
    Source source;
    TableForm form;
    CsvFormat csv;
    size_t columns;
    Str *name; // of each column, trimmed
    size_t rows, room;
    TableRow *row;
} Table;

typedef struct TableOptions {
    char delimiter;  // 0: found
    bool utf8_only;  // bytes that are not UTF-8 are refused instead of read as Windows-1252
    bool any_names;  // of columns, also such as "v2" or "2026", which may be values of a file without names
    size_t rows_max; // 0: TABLE_ROWS_MAX
} TableOptions;

// `bytes` are taken over, on failure too; `name` is what the file is called in messages. Errors (ERROR_INPUT) have the
// codes of bad_inputs L: empty_file, no_rows, no_header, file_too_large, encoding, binary_file, file_type_mismatch,
// csv_syntax, line_too_long, too_many_columns, duplicate_column, invalid_json.
MUST_USE bool table_open(Bytes *bytes, Str name, const TableOptions *options, Arena *arena, Table *table, Error *error);
void table_close(Table *table);

typedef enum RowStatus {
    ROW_READ,
    ROW_COLUMN_COUNT,    // another number of cells than columns
    ROW_TEXT_AFTER_QUOTE // never for rows of a table that was opened
} RowStatus;

typedef struct Cells {
    size_t count; // as many as columns
    Str *value;   // trimmed unless it stood in quotes; of JSON strings without quotes and escapes
    JsonType *type;
    size_t found; // how many stood in the row
} Cells;

Cells cells_make(const Table *table, Arena *arena);
// Texts that had to be copied are in the arena.
RowStatus table_read(const Table *table, size_t row, Arena *arena, Cells *cells);
// The row as it stands in the file, without its line end.
Str table_record(const Table *table, size_t row);

#endif
