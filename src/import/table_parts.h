// table_parts.h - what the two forms of tables share; for them alone (see table.h).
#ifndef FIDELE_IMPORT_TABLE_PARTS_H
#define FIDELE_IMPORT_TABLE_PARTS_H

#include "import/table.h"

MUST_USE bool table_find_csv(Table *table, const TableOptions *options, Arena *arena, Error *error);
MUST_USE bool table_find_json(Table *table, Arena *arena, Error *error);

MUST_USE bool table_add_row(Table *table, size_t offset, uint64_t line, Error *error);

RowStatus csv_row_read(const Table *table, size_t row, Arena *arena, Cells *cells);
RowStatus json_row_read(const Table *table, size_t row, Arena *arena, Cells *cells);
Str csv_row_record(const Table *table, size_t row);
Str json_row_record(const Table *table, size_t row);

#endif
