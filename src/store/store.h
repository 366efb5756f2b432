// store.h - records in SQLite or PostgreSQL behind one header. No business word stands here.
//
// Writing: pieces of work are queued and run one after the other, on one thread, over one connection, many in one
// transaction (group commit). Whoever asked is told after the commit, never before. With PostgreSQL each server does
// the same, and an advisory lock taken at the beginning of a transaction lets one server write at a time: so on both
// stores work sees all work before it, numbers given out are in the order of commits, and no work needs locks of its
// own. Each piece of work stands in a savepoint: when it fails, it alone is undone.
//
// Reading: a session on a connection of a pool, over one snapshot; readers never wait for the writer, nor it for them.
//
// Errors: ERROR_STORAGE_FULL (the disk is full, nothing was stored), ERROR_UNAVAILABLE (PostgreSQL can't be reached;
// try again), ERROR_CONFLICT (a unique or foreign key), ERROR_FAILED (anything else). After an error of fsync the store
// refuses all writing and calls `broken`, since nothing more can be promised (docs/reliability.md, R5).
#ifndef FIDELE_STORE_STORE_H
#define FIDELE_STORE_STORE_H

#include "base/error.h"
#include "queries.h"

typedef struct Store Store;
typedef struct StoreSession StoreSession; // a connection within a transaction; used by one thread at a time

// ---- values ----

typedef enum ValueType { VALUE_NULL, VALUE_INTEGER, VALUE_REAL, VALUE_TEXT, VALUE_BYTES } ValueType;
typedef struct Value {
    ValueType type;
    union {
        int64_t integer;
        double real;
        Str text; // of texts and bytes; readable until the call returns
    };
} Value;

static inline Value value_null(void)
{
    return (Value){.type = VALUE_NULL};
}
static inline Value value_integer(int64_t integer)
{
    return (Value){.type = VALUE_INTEGER, .integer = integer};
}
static inline Value value_real(double real)
{
    return (Value){.type = VALUE_REAL, .real = real};
}
static inline Value value_text(Str text)
{
    return (Value){.type = VALUE_TEXT, .text = text};
}
static inline Value value_bytes(Str bytes)
{
    return (Value){.type = VALUE_BYTES, .text = bytes};
}
static inline Value value_text_or_null(Str text)
{
    return text.size ? value_text(text) : value_null();
}

// The last two arguments of the functions below: VALUES(value_integer(id), value_text(name)), or NO_VALUES.
#define VALUES(...) (const Value[]){__VA_ARGS__}, COUNT_OF(((const Value[]){__VA_ARGS__}))
#define NO_VALUES NULL, 0

// ---- queries within a session ----

// Queries are constants: they are prepared once per connection and found again by their address. Texts that are not
// UTF-8 or hold a NUL are refused (ERROR_INPUT). After an error everything else of the same work, or of the reading
// session, fails with it too, and the work is undone whatever it returns: PostgreSQL can do no other.

// For what gives no rows; *changed (may be NULL) is how many rows it touched.
MUST_USE bool store_execute(StoreSession *session, const Query *query, const Value *values, size_t count,
                            int64_t *changed, Error *error);

// The same for many rows in a row: on PostgreSQL it waits for nobody. Its error may show only at the next other query,
// or at the end of the work, which is undone then as for any error.
MUST_USE bool store_execute_soon(StoreSession *session, const Query *query, const Value *values, size_t count,
                                 Error *error);

// Rows one after the other: store_select, rows_next while it is true, rows_close (always, it says whether all went
// well). Texts are readable until the next rows_next or rows_close; copy what has to last.
typedef struct Rows {
    StoreSession *session;
    void *statement;
    int64_t row;
} Rows;

MUST_USE bool store_select(StoreSession *session, const Query *query, const Value *values, size_t count, Rows *rows,
                           Error *error);
bool rows_next(Rows *rows);
Value rows_value(const Rows *rows, int column); // of the type it has
bool rows_null(const Rows *rows, int column);
int64_t rows_integer(const Rows *rows, int column); // 0 for null
double rows_real(const Rows *rows, int column);
Str rows_text(const Rows *rows, int column); // texts and bytes; "" for null
MUST_USE bool rows_close(Rows *rows, Error *error);

// ---- reading ----

MUST_USE bool store_read_begin(Store *store, StoreSession **session, Error *error);
void store_read_end(StoreSession *session); // NULL is fine

// ---- writing ----

// May run more than once (a lost connection before its commit): what it changes outside the store belongs into a
// StoreFollower. False undoes what it did in the store.
typedef bool StoreWork(StoreSession *session, void *context, Error *error);

// Waits until the work is committed (true) or undone. Not from the writing thread.
MUST_USE bool store_write(Store *store, StoreWork *work, void *context, Error *error);

// The same without waiting. `done` is called on the writing thread after the commit, or with the error; it must be
// quick.
typedef struct StoreWrite {
    StoreWork *work;
    void *context;
    void (*done)(struct StoreWrite *write, bool committed, const Error *error);
    struct StoreWrite *next; // the store's
} StoreWrite;
void store_write_later(Store *store, StoreWrite *write);
size_t store_writes_waiting(const Store *store); // for load shedding

// What modules keep in memory follows the transactions. All functions are called on the writing thread and may be NULL.
// In one transaction: begin, then per work either work_kept or work_undone, then commit or rollback. `commit` comes
// after the commit and before anyone is told; after `rollback` the works may run again.
typedef struct StoreFollower {
    void *context;
    bool (*begin)(void *context, StoreSession *session, Error *error); // others may have written since the last one
    void (*work_kept)(void *context);
    void (*work_undone)(void *context);
    void (*commit)(void *context);
    void (*rollback)(void *context);
} StoreFollower;
void store_follow(Store *store, const StoreFollower *follower); // before the first write

// ---- opening ----

typedef struct StoreSettings {
    Str folder;                         // the data folder: fidele.db lies there, and snapshots
    Str database;                       // "postgresql://…"; "" for SQLite
    int readers;                        // connections for reading; 0: 4
    void (*broken)(const Error *error); // the store can't be trusted any more; NULL: abort
    void (*warn)(const Error *error);   // what the operator should know at the start; NULL: nobody is told
} StoreSettings;

// Opens or creates, takes a snapshot before migrating an older store, migrates. Errors carry the codes of bad_inputs
// (schema, corrupt, pg_down, pg_config, io). The folder is locked by the caller.
MUST_USE bool store_open(const StoreSettings *settings, Store **store, Error *error);
void store_close(Store *store); // finishes what is queued
bool store_is_postgresql(const Store *store);

// What was deleted leaves the files too, as far as a program can see to it. SQLite: pages are overwritten as they are
// freed (secure_delete), so the WAL is emptied. PostgreSQL: VACUUM; `fully` writes every table anew (VACUUM FULL: each
// table can't be read meanwhile). *done is false when readers kept the WAL from being emptied: try again later.
MUST_USE bool store_scrub(Store *store, bool fully, bool *done, Error *error);

#endif
