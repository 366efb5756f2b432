// query.h - SQL as it lies beside the modules: named queries and migrations, made into C by tools/sql.sh.
//
// One text serves SQLite and PostgreSQL. Parameters are $1, $2 … (each used at least once, none left out). Dialects
// differ only in these words, replaced when a text is prepared:
//   in migrations  INTEGER -> bigint, REAL -> double precision, BLOB -> bytea (PostgreSQL); STRICT -> nothing
//   anywhere       {skip locked} -> "for update skip locked" (PostgreSQL), nothing (SQLite)
// Booleans are INTEGER 0 and 1, instants INTEGER milliseconds given by C; see docs/decisions/0006 for what is not
// portable.
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
