// engine.h - what SQLite and PostgreSQL each do for the store: a connection, its transaction, its statements. Only
// src/store includes it.
#ifndef FIDELE_STORE_ENGINE_H
#define FIDELE_STORE_ENGINE_H

#include "store/store.h"

// How far a failure reaches. Everything of a session fails with the same error until the work, or the transaction, is
// undone: so a work that overlooks an error is undone on both stores alike.
typedef enum Trouble {
    TROUBLE_NONE,
    TROUBLE_STATEMENT,   // this work fails; the transaction goes on once it is undone
    TROUBLE_TRANSACTION, // all of the transaction is undone
    TROUBLE_AGAIN,       // the same, through no fault of its own: worth another try
    TROUBLE_CONNECTION,  // the same, and the connection is gone
    TROUBLE_DOUBT,       // the connection was lost during COMMIT
    TROUBLE_DAMAGED,     // the store is damaged: no writing any more
    TROUBLE_DISK         // the disk failed while writing: nothing can be promised any more
} Trouble;

typedef enum Step {
    STEP_BEGIN, // a snapshot to read, or the turn to write
    STEP_MARK,  // a work begins (savepoint)
    STEP_KEEP,  // it is kept
    STEP_UNDO,  // it is undone
    STEP_COMMIT,
    STEP_ROLLBACK
} Step;

typedef struct Engine Engine;

struct StoreSession {
    const Engine *engine;
    bool writes;
    Trouble trouble;
    Error failure; // what it was, unless TROUBLE_NONE
    Store *store;  // of a reader that is lent
    StoreSession *next;
};

// All that return bool set session->trouble and session->failure on false.
struct Engine {
    bool postgresql;
    Query tables;  // the names of all tables, in order
    Query columns; // of the table $1, in order
    bool (*connect)(const StoreSettings *settings, bool writes, StoreSession **session, Error *error);
    void (*close)(StoreSession *session);
    bool (*step)(StoreSession *session, Step step);
    // From now on each COMMIT leaves its number in the store, so that was_committed can be answered. NULL: no need.
    void (*count_turns)(StoreSession *session);
    // After TROUBLE_DOUBT, on a new connection and after STEP_BEGIN: was the last transaction of `lost` committed?
    bool (*was_committed)(StoreSession *session, const StoreSession *lost, bool *committed);
    bool (*scrub)(StoreSession *session, bool fully, bool *done); // store_scrub, between transactions
    void (*tidy)(StoreSession *session);                          // between transactions, when nobody waits for it
    bool (*run_script)(StoreSession *session, Str text); // statements without parameters, in the words of migrations
    // Within a transaction: foreign keys are not looked at until `later` is false again.
    bool (*foreign_keys_later)(StoreSession *session, bool later);
    bool (*prepare)(StoreSession *session, const Query *query);
    bool (*execute)(StoreSession *session, const Query *query, const Value *values, size_t count, int64_t *changed);
    // Sends without waiting; `settle` waits for all that was sent. NULL: as execute.
    bool (*execute_soon)(StoreSession *session, const Query *query, const Value *values, size_t count);
    bool (*settle)(StoreSession *session);
    bool (*select)(StoreSession *session, const Query *query, const Value *values, size_t count, Rows *rows);
    bool (*next)(Rows *rows);
    void (*finish)(Rows *rows);
    int (*column_count)(const Rows *rows);
    Value (*value)(const Rows *rows, int column); // of the present row
};

extern const Engine engine_sqlite, engine_postgresql;
const Engine *engine_of(const StoreSettings *settings);
const StoreSettings *store_settings(const Store *store);
// As store_open, with other migrations.
MUST_USE bool store_open_of(const StoreSettings *settings, const Migration *migrations, Store **store, Error *error);

// All return false.
bool failure_say(Error *error, ErrorKind kind, const char *code, Phrase phrase); // a phrase without arguments
bool session_fail(StoreSession *session, Trouble trouble, const Error *error);
bool session_fail_disk_full(StoreSession *session);

bool session_step(StoreSession *session, Step step, Error *error);
bool session_settle(StoreSession *session); // false: session->trouble

#endif
