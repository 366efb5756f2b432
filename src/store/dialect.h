// dialect.h - one text of SQL made into that of SQLite or PostgreSQL (the words are listed in query.h).
#ifndef FIDELE_STORE_DIALECT_H
#define FIDELE_STORE_DIALECT_H

#include "base/str.h"

// What stands in quotes or comments is left alone.
Str dialect_sqlite(Arena *arena, Str text);
Str dialect_postgresql(Arena *arena, Str text);           // of a query
Str dialect_postgresql_migration(Arena *arena, Str text); // words of migrations too

#endif
