// postgresql.h - one connection to PostgreSQL; shared by postgresql.c and postgresql_connect.c.
#ifndef FIDELE_STORE_POSTGRESQL_H
#define FIDELE_STORE_POSTGRESQL_H

#include <libpq-fe.h>

#include "store/engine.h"
#include "store/statements.h"

enum { SERVER_ID_BYTES = 32, ANSWER_SECONDS_MAX = 60 };

typedef struct PgRows PgRows;

typedef struct PgSession {
    StoreSession session; // first, so that one is the other
    PGconn *connection;
    Statements statements;
    Arena *scratch;    // of one call
    PgRows *streaming; // the rows the connection is giving at the moment
    int sent;          // statements whose answers nobody has waited for (libpq's pipeline mode)
    bool to_release;   // the savepoint of the last work: released with the next step
    // What this connection last tried to commit stands in store_writer (see postgresql.c).
    char id[SERVER_ID_BYTES + 1];
    int64_t turn;
} PgSession;

// Connects; errors are pg_config (will not work until somebody changes something) and pg_down (may work later).
MUST_USE bool pg_connect(Str address, bool writes, PGconn **connection, Error *error);

// The text of the server or of libpq, into error->detail, unless it holds the password.
void pg_detail(const PGconn *connection, const char *what, const char *text, Error *error);

#endif
