// table.h - tables in plain text: columns aligned by the width they are seen with, numbers to the right.
#ifndef FIDELE_CLI_TABLE_H
#define FIDELE_CLI_TABLE_H

#include "base/str.h"

typedef struct TableColumn {
    Str title;
    bool number; // aligned to the right, and never cut
} TableColumn;

typedef struct Table Table;

// Columns and cells are kept as they are, not copied: they live as long as the table.
Table *table_new(Arena *arena, const TableColumn *columns, size_t count);
void table_row(Table *table, const Str *cells); // one for each column

// Adds the table: a line of titles, a rule, the rows. When it is wider than `width`, the widest text columns are cut
// (with "…") until it fits or none is wider than 8; numbers stay whole even so. No line ends in spaces.
void table_print(const Table *table, size_t width, Text *out);

#endif
