// cell.h - the values of one row: who it is about, when, how much. What can't be used is a fault of the row, never of
// the file.
#ifndef FIDELE_IMPORT_CELL_H
#define FIDELE_IMPORT_CELL_H

#include "customer/record.h"
#include "import/amounts.h"
#include "import/reading.h"

// Why a row is left out. Codes are those of bad_inputs L, or of the audit's rejects (rejects.h).
typedef struct Fault {
    const char *code; // NULL: none
    int column;       // -1: the row as a whole
    Str value;
} Fault;

Phrase fault_label(Str code); // "no e-mail"

typedef struct RowCells {
    const Reading *reading;
    size_t row;
    Cells cells;
    Arena *arena; // of what is made of the row
    Fault fault;
} RowCells;

// False when the row has another number of cells than the header, or a cell that is too long.
MUST_USE bool row_cells_read(RowCells *row, size_t number);

bool row_refuse_cell(RowCells *row, const char *code, Target target);

// Trimmed; "" without such a column.
Str cell_trimmed(const RowCells *row, Target target);
// False: row->fault is set. *given is false for an empty cell.
MUST_USE bool cell_instant(RowCells *row, Target target, Instant *at, bool *given);
MUST_USE bool cell_decimal(RowCells *row, Target target, Decimal *value, bool *given);
MUST_USE bool cell_flag(RowCells *row, Target target, bool *value);
// Of TARGET_AT: not before 1970, not in the future.
MUST_USE bool cell_happened(RowCells *row, Target target, Instant *at);
// Somebody, by at least one id.
MUST_USE bool cell_who(RowCells *row, Who *who);
// Currency of the row: its column, else the sign beside `amount`, else that of the file.
MUST_USE bool cell_currency(RowCells *row, Target amount, Currency *currency);

// Members of properties or traits: columns kept under their own name, and fields of `list` that have a property.
void cells_write_rest(RowCells *row, JsonWriter *json);
MUST_USE bool cells_write_fields(RowCells *row, const Target *list, size_t count, JsonWriter *json);

// What the value of a field is read as, for people: a day or an instant, a plain number, "true"; "" when there is none.
// False: row->fault is set.
MUST_USE bool cell_shown(RowCells *row, Target target, Str *shown);

Str decimal_text(Arena *arena, Decimal value); // "-12.50"
void json_decimal(JsonWriter *json, Arena *arena, Decimal value);

#endif
