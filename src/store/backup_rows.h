// backup_rows.h - rows as bytes, and the tables of a store with their columns.
#ifndef FIDELE_STORE_BACKUP_ROWS_H
#define FIDELE_STORE_BACKUP_ROWS_H

#include "store/engine.h"

enum { COLUMNS_MAX = 100 };

typedef struct Table {
    Str name;
    Str column[COLUMNS_MAX];
    size_t columns;
} Table;

typedef struct Tables {
    Table *table;
    size_t count;
} Tables;

// What backups hold: every table but those about the store itself.
MUST_USE bool tables_read(StoreSession *session, Arena *arena, Tables *tables, Error *error);
const Table *tables_find(const Tables *tables, Str name); // NULL: none

// All columns of all rows, in the order of `column`. It must last as long as the connections that it is used on.
const Query *table_select(Arena *arena, const Table *table);

// Of `rows` rows at once; as table_select.
const Query *table_insert(Arena *arena, const Table *table, size_t rows);

void row_put(Text *out, Value value);
// Takes a value off the front of `rest`. False when that is none.
MUST_USE bool row_take(Str *rest, Value *value);

#endif
