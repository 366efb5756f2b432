// query.h - SQL as it lies beside the modules: named queries and migrations, made into C by tools/sql.sh.
//
// One text serves SQLite and PostgreSQL. Parameters are $1, $2 … (each used at least once, none left out). Dialects
// differ only in these words, replaced when a text is prepared:
//   in migrations, in capitals:
//     INTEGER -> bigint, REAL -> double precision, BLOB -> bytea, TEXT -> text collate "C" (bytewise, as SQLite
//     sorts), STRICT and STRICT, WITHOUT ROWID -> nothing (PostgreSQL); so types of columns are written in capitals
//   anywhere:
//     {skip locked} -> "for update skip locked" (PostgreSQL), nothing (SQLite)
//     {greatest}(a, b), {least}(a, b) -> greatest, least (PostgreSQL), max, min (SQLite)
// In queries a cast is written `as bigint`, `as double precision` or `as text`. Tables don't number their rows: C gives
// the ids (largest + 1, known since the follower's begin). Booleans are INTEGER 0 and 1, instants INTEGER milliseconds
// given by C; see docs/decisions/0006 for what is not portable.
#ifndef FIDELE_STORE_QUERY_H
#define FIDELE_STORE_QUERY_H

typedef struct Query {
    const char *name; // "customer_by_identity": file and name
    const char *text;
} Query;

typedef struct Migration {
    int number; // over the whole project, from 1, without a gap
    const char *name;
    const char *text; // statements, separated by ';' at the end of a line
} Migration;

extern const Query *const queries_all[]; // ends with NULL
extern const Migration migrations_all[]; // in order, ends with number 0

#endif
