// SQLite, as it is asked for: WAL with synchronous=FULL (docs/reliability.md), all writes and all checkpoints on one
// connection (versions before 3.51.3 can otherwise lose commits when the WAL begins anew), and nothing in the file
// trusted more than data should be.
#include <sqlite3.h>

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "store/dialect.h"
#include "store/engine.h"
#include "store/statements.h"

enum {
    BUSY_MILLISECONDS = 5000,
    CHECKPOINT_PAGES = 4000, // 16 MB of WAL
    LENGTH_MAX = 64 << 20,
    SQL_BYTES_MAX = 1 << 20
};

typedef struct Prepared {
    sqlite3_stmt *statement;
    bool busy;    // rows are being read from it
    bool lasting; // in the cache
} Prepared;

typedef struct SqliteSession {
    StoreSession session; // first, so that one is the other
    sqlite3 *database;
    Statements statements;
    int wal_pages, checkpoint_at;
} SqliteSession;

static SqliteSession *sqlite_of(StoreSession *session)
{
    return (SqliteSession *)session;
}

// ---- errors ----

static bool is_no_room(int system_error)
{
    return system_error == ENOSPC || system_error == EDQUOT || system_error == EFBIG;
}

// SQLite itself knows ENOSPC as a full disk; quotas and limits it takes for a broken one. The system's error is kept by
// the file, be it the database or its WAL.
static bool is_disk_full(SqliteSession *sqlite, int code)
{
    int of_database = 0, of_wal = 0;
    sqlite3_file *wal = NULL;
    if ((code & 0xFF) == SQLITE_FULL) return true;
    if (code == SQLITE_IOERR_SHMSIZE || code == SQLITE_IOERR_SHMMAP || code == SQLITE_IOERR_SHMOPEN ||
        (code & 0xFF) == SQLITE_CANTOPEN)
        return is_no_room(sqlite3_system_errno(sqlite->database));
    if (code != SQLITE_IOERR_WRITE) return false;
    sqlite3_file_control(sqlite->database, NULL, SQLITE_FCNTL_LAST_ERRNO, &of_database);
    sqlite3_file_control(sqlite->database, NULL, SQLITE_FCNTL_JOURNAL_POINTER, &wal);
    if (wal && wal->pMethods) wal->pMethods->xFileControl(wal, SQLITE_FCNTL_LAST_ERRNO, &of_wal);
    return is_no_room(of_database) || is_no_room(of_wal);
}

static Trouble trouble_say(SqliteSession *sqlite, int code, Error *error)
{
    switch (code & 0xFF) {
    case SQLITE_CONSTRAINT:
        if (code == SQLITE_CONSTRAINT_UNIQUE || code == SQLITE_CONSTRAINT_PRIMARYKEY ||
            code == SQLITE_CONSTRAINT_ROWID || code == SQLITE_CONSTRAINT_FOREIGNKEY) {
            failure_say(error, ERROR_CONFLICT, "conflict",
                        PHRASE("this is there already, or refers to what is not there",
                               "cela existe déjà, ou renvoie à ce qui n’existe pas"));
            return TROUBLE_STATEMENT;
        }
        break;
    case SQLITE_IOERR:
        failure_say(error, ERROR_FAILED, "fsync",
                    PHRASE("the disk failed while the store was read or written",
                           "le disque a failli pendant la lecture ou l’écriture de la base"));
        return sqlite->session.writes ? TROUBLE_DISK : TROUBLE_TRANSACTION;
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
        failure_say(error, ERROR_FAILED, "corrupt",
                    PHRASE("the store is damaged: restore it from a backup (fidele restore)",
                           "la base est endommagée\u00A0: restaurez une sauvegarde (fidele restore)"));
        return TROUBLE_DAMAGED;
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
        failure_say(error, ERROR_UNAVAILABLE, "locked",
                    PHRASE("another program holds the store", "un autre programme tient la base"));
        return TROUBLE_TRANSACTION;
    case SQLITE_NOMEM:
        failure_say(error, ERROR_FAILED, "memory", PHRASE("not enough memory", "mémoire insuffisante"));
        return TROUBLE_STATEMENT;
    default: break;
    }
    failure_say(error, ERROR_FAILED, NULL,
                PHRASE("the store failed (see the log)", "la base a échoué (voir le journal)"));
    return TROUBLE_STATEMENT;
}

// SQLite gives up the whole transaction after some errors; then the savepoint of a work is gone too.
static bool fail(SqliteSession *sqlite, const char *what)
{
    int code = sqlite3_extended_errcode(sqlite->database);
    if (is_disk_full(sqlite, code)) return session_fail_disk_full(&sqlite->session);
    Error error;
    Trouble trouble = trouble_say(sqlite, code, &error);
    if (trouble == TROUBLE_STATEMENT && sqlite3_get_autocommit(sqlite->database)) trouble = TROUBLE_TRANSACTION;
    snprintf(error.detail, sizeof error.detail, "%s: SQLite %d: %s", what, code, sqlite3_errmsg(sqlite->database));
    return session_fail(&sqlite->session, trouble, &error);
}

// ---- statements ----

static void prepared_release(Prepared *prepared)
{
    prepared->busy = false;
    if (prepared->lasting) return;
    sqlite3_finalize(prepared->statement);
    free(prepared);
}

static Prepared *prepared_make(SqliteSession *sqlite, const Query *query, bool lasting)
{
    sqlite3_stmt *statement = NULL;
    Arena *scratch = arena_open(0);
    Str text = dialect_sqlite(scratch, str_of(query->text));
    int code = sqlite3_prepare_v3(sqlite->database, text.data, (int)text.size, lasting ? SQLITE_PREPARE_PERSISTENT : 0,
                                  &statement, NULL);
    arena_close(scratch);
    if (code != SQLITE_OK) {
        fail(sqlite, query->name);
        return NULL;
    }
    Prepared *prepared = malloc(sizeof *prepared);
    if (!prepared) memory_exhausted(0);
    *prepared = (Prepared){.statement = statement, .lasting = lasting};
    return prepared;
}

static Prepared *prepared_find(SqliteSession *sqlite, const Query *query)
{
    void **place = statements_find(&sqlite->statements, query);
    if (place && !*place) *place = prepared_make(sqlite, query, true);
    Prepared *prepared = place ? *place : NULL;
    if (place && !prepared) return NULL;
    // A query within the rows of itself needs a statement of its own.
    if (!prepared || prepared->busy) prepared = prepared_make(sqlite, query, false);
    if (prepared) prepared->busy = true;
    return prepared;
}

static int value_bind(sqlite3_stmt *statement, int at, const Value *value)
{
    switch (value->type) {
    case VALUE_INTEGER: return sqlite3_bind_int64(statement, at, value->integer);
    case VALUE_REAL: return sqlite3_bind_double(statement, at, value->real);
    case VALUE_TEXT:
        return sqlite3_bind_text64(statement, at, value->text.size ? value->text.data : "", value->text.size,
                                   SQLITE_STATIC, SQLITE_UTF8);
    case VALUE_BYTES:
        return sqlite3_bind_blob64(statement, at, value->text.size ? value->text.data : "", value->text.size,
                                   SQLITE_STATIC);
    case VALUE_NULL: break;
    }
    return sqlite3_bind_null(statement, at);
}

static bool too_few(SqliteSession *sqlite, const Query *query)
{
    Error error;
    failure_say(&error, ERROR_FAILED, NULL,
                PHRASE("the store failed (see the log)", "la base a échoué (voir le journal)"));
    snprintf(error.detail, sizeof error.detail, "%s: another number of parameters", query->name);
    return session_fail(&sqlite->session, TROUBLE_STATEMENT, &error);
}

static Prepared *prepared_bound(SqliteSession *sqlite, const Query *query, const Value *values, size_t count)
{
    Prepared *prepared = prepared_find(sqlite, query);
    if (!prepared) return NULL;
    bool fine = (size_t)sqlite3_bind_parameter_count(prepared->statement) == count || too_few(sqlite, query);
    for (size_t i = 0; fine && i < count; i++)
        fine = value_bind(prepared->statement, (int)i + 1, &values[i]) == SQLITE_OK || fail(sqlite, query->name);
    if (fine) return prepared;
    prepared_release(prepared);
    return NULL;
}

static bool sqlite_prepare(StoreSession *session, const Query *query)
{
    Prepared *prepared = prepared_find(sqlite_of(session), query);
    if (prepared) prepared_release(prepared);
    return prepared;
}

static bool sqlite_execute(StoreSession *session, const Query *query, const Value *values, size_t count,
                           int64_t *changed)
{
    SqliteSession *sqlite = sqlite_of(session);
    Prepared *prepared = prepared_bound(sqlite, query, values, count);
    if (!prepared) return false;
    int code;
    do {
        code = sqlite3_step(prepared->statement);
    } while (code == SQLITE_ROW);
    bool fine = code == SQLITE_DONE || fail(sqlite, query->name);
    *changed = fine && !sqlite3_stmt_readonly(prepared->statement) ? sqlite3_changes64(sqlite->database) : 0;
    sqlite3_reset(prepared->statement);
    prepared_release(prepared);
    return fine;
}

static bool sqlite_select(StoreSession *session, const Query *query, const Value *values, size_t count, Rows *rows)
{
    rows->statement = prepared_bound(sqlite_of(session), query, values, count);
    return rows->statement;
}

static sqlite3_stmt *statement_of(const Rows *rows)
{
    return ((const Prepared *)rows->statement)->statement;
}

static bool sqlite_next(Rows *rows)
{
    SqliteSession *sqlite = sqlite_of(rows->session);
    if (rows->row < 0) return false;
    int code = sqlite3_step(statement_of(rows));
    rows->row++;
    if (code == SQLITE_ROW) return true;
    rows->row = -1;
    return code == SQLITE_DONE ? false : fail(sqlite, sqlite3_sql(statement_of(rows)));
}

static void sqlite_finish(Rows *rows)
{
    sqlite3_reset(statement_of(rows));
    sqlite3_clear_bindings(statement_of(rows));
    prepared_release(rows->statement);
}

static int sqlite_column_count(const Rows *rows)
{
    return sqlite3_column_count(statement_of(rows));
}

static Value sqlite_value(const Rows *rows, int column)
{
    sqlite3_stmt *statement = statement_of(rows);
    switch (sqlite3_column_type(statement, column)) {
    case SQLITE_INTEGER: return value_integer(sqlite3_column_int64(statement, column));
    case SQLITE_FLOAT: return value_real(sqlite3_column_double(statement, column));
    case SQLITE_TEXT: {
        const char *text = (const char *)sqlite3_column_text(statement, column);
        return value_text((Str){text, (size_t)sqlite3_column_bytes(statement, column)});
    }
    case SQLITE_BLOB: {
        const char *bytes = sqlite3_column_blob(statement, column);
        return value_bytes((Str){bytes, (size_t)sqlite3_column_bytes(statement, column)});
    }
    default: return value_null();
    }
}

static bool sqlite_run_script(StoreSession *session, Str text)
{
    SqliteSession *sqlite = sqlite_of(session);
    Arena *scratch = arena_open(0);
    const char *script = str_c(scratch, dialect_sqlite(scratch, text));
    bool fine = sqlite3_exec(sqlite->database, script, NULL, NULL, NULL) == SQLITE_OK || fail(sqlite, "script");
    arena_close(scratch);
    return fine;
}

static bool sqlite_foreign_keys_later(StoreSession *session, bool later)
{
    SqliteSession *sqlite = sqlite_of(session);
    if (!later) return true; // looked at by COMMIT
    return sqlite3_exec(sqlite->database, "pragma defer_foreign_keys=on", NULL, NULL, NULL) == SQLITE_OK ||
           fail(sqlite, "defer_foreign_keys");
}

// ---- transactions ----

static bool sqlite_step(StoreSession *session, Step step)
{
    static const Query queries[] = {
        [STEP_BEGIN] = {"begin", "begin"},         [STEP_MARK] = {"savepoint", "savepoint work"},
        [STEP_KEEP] = {"release", "release work"}, [STEP_UNDO] = {"rollback to", "rollback to work"},
        [STEP_COMMIT] = {"commit", "commit"},      [STEP_ROLLBACK] = {"rollback", "rollback"},
    };
    static const Query begin_write = {"begin immediate", "begin immediate"};
    SqliteSession *sqlite = sqlite_of(session);
    int64_t changed;
    if (step == STEP_ROLLBACK && sqlite3_get_autocommit(sqlite->database)) return true;
    const Query *query = step == STEP_BEGIN && session->writes ? &begin_write : &queries[step];
    if (!sqlite_execute(session, query, NO_VALUES, &changed)) return false;
    return step != STEP_UNDO || sqlite_execute(session, &queries[STEP_KEEP], NO_VALUES, &changed);
}

static int wal_grew(void *context, sqlite3 *database, const char *name, int pages)
{
    (void)database;
    (void)name;
    ((SqliteSession *)context)->wal_pages = pages;
    return SQLITE_OK;
}

// Copies the WAL into the file after those who wait were told. Readers may keep it from being done wholly: then it is
// tried again some pages later. An error shows up at the next write.
static void sqlite_tidy(StoreSession *session)
{
    SqliteSession *sqlite = sqlite_of(session);
    if (sqlite->wal_pages < sqlite->checkpoint_at) {
        if (sqlite->wal_pages < CHECKPOINT_PAGES) sqlite->checkpoint_at = CHECKPOINT_PAGES;
        return;
    }
    int in_wal = 0, copied = 0;
    sqlite3_wal_checkpoint_v2(sqlite->database, NULL, SQLITE_CHECKPOINT_PASSIVE, &in_wal, &copied);
    sqlite->checkpoint_at = in_wal == copied ? CHECKPOINT_PAGES : sqlite->wal_pages + CHECKPOINT_PAGES / 4;
}

// A reader that began before keeps the WAL: it is waited for as long as for a lock, and no longer.
static bool sqlite_scrub(StoreSession *session, bool fully, bool *done)
{
    (void)fully;
    SqliteSession *sqlite = sqlite_of(session);
    int in_wal = 0, copied = 0;
    int code = sqlite3_wal_checkpoint_v2(sqlite->database, NULL, SQLITE_CHECKPOINT_TRUNCATE, &in_wal, &copied);
    *done = code == SQLITE_OK && in_wal == 0;
    return code == SQLITE_OK || (code & 0xFF) == SQLITE_BUSY || fail(sqlite, "wal_checkpoint");
}

// ---- opening ----

static bool pragmas_run(SqliteSession *sqlite, bool writes)
{
    static const char all[] = "pragma busy_timeout=5000; pragma foreign_keys=on; pragma synchronous=full;"
                              "pragma secure_delete=on; pragma trusted_schema=off; pragma cell_size_check=on;"
                              "pragma case_sensitive_like=on; pragma temp_store=memory; pragma cache_size=-4000;";
    static const char writer[] = "pragma journal_mode=wal; pragma journal_size_limit=67108864;"
                                 "pragma cache_size=-16000;";
    static const char reader[] = "pragma query_only=on;";
    return (sqlite3_exec(sqlite->database, all, NULL, NULL, NULL) == SQLITE_OK &&
            sqlite3_exec(sqlite->database, writes ? writer : reader, NULL, NULL, NULL) == SQLITE_OK) ||
           fail(sqlite, "pragma");
}

static void limits_lower(sqlite3 *database)
{
    static const struct {
        int limit, value;
    } limits[] = {
        {SQLITE_LIMIT_LENGTH, LENGTH_MAX},
        {SQLITE_LIMIT_SQL_LENGTH, SQL_BYTES_MAX},
        {SQLITE_LIMIT_COLUMN, 200},
        {SQLITE_LIMIT_EXPR_DEPTH, 200},
        {SQLITE_LIMIT_COMPOUND_SELECT, 50},
        {SQLITE_LIMIT_ATTACHED, 0},
        {SQLITE_LIMIT_LIKE_PATTERN_LENGTH, 1000},
        {SQLITE_LIMIT_VARIABLE_NUMBER, 250},
        {SQLITE_LIMIT_TRIGGER_DEPTH, 8},
        {SQLITE_LIMIT_WORKER_THREADS, 0},
    };
    for (size_t i = 0; i < COUNT_OF(limits); i++) sqlite3_limit(database, limits[i].limit, limits[i].value);
}

static void defences_up(sqlite3 *database, bool writes)
{
    sqlite3_db_config(database, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
    sqlite3_db_config(database, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, NULL);
    sqlite3_db_config(database, SQLITE_DBCONFIG_ENABLE_LOAD_EXTENSION, 0, NULL);
    sqlite3_extended_result_codes(database, 1);
    sqlite3_db_config(database, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, !writes, NULL);
    limits_lower(database);
}

// SQLite gives its companions (-wal, -shm) the mode of the file: so the file is made by us, whatever the umask.
static bool file_make(const char *path, Error *error)
{
    int file = open(path, O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0600);
    if (file >= 0 && fchmod(file, 0600) == 0) return close(file), true;
    error_set_system(error, ERROR_FAILED, errno, PHRASE("cannot write {0}", "impossible d’écrire {0}"),
                     (const Str[]){str_of(path)}, 1);
    if (file >= 0) close(file);
    error->code = "io";
    return false;
}

static bool is_damaged(Arena *scratch, const char *path)
{
    struct stat main, wal;
    const char *wal_path = str_format(scratch, "%s-wal%c", path, 0).data;
    return stat(path, &main) == 0 && main.st_size == 0 && stat(wal_path, &wal) == 0 && wal.st_size > 0;
}

static bool database_open(SqliteSession *sqlite, const char *path)
{
    int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_NOFOLLOW;
    if (sqlite3_open_v2(path, &sqlite->database, flags, NULL) != SQLITE_OK) return fail(sqlite, "open");
    defences_up(sqlite->database, sqlite->session.writes);
    if (!pragmas_run(sqlite, sqlite->session.writes)) return false;
    if (sqlite->session.writes) sqlite3_wal_hook(sqlite->database, wal_grew, sqlite);
    return true;
}

static void sqlite_close(StoreSession *session)
{
    SqliteSession *sqlite = sqlite_of(session);
    for (size_t i = 0; i < STATEMENTS_MAX; i++) {
        Prepared *prepared = sqlite->statements.slot[i].statement;
        if (!prepared) continue;
        sqlite3_finalize(prepared->statement);
        free(prepared);
    }
    sqlite3_close(sqlite->database);
    free(sqlite);
}

// Told, so that nobody adds a second writing connection and thinks it harmless.
static void version_warn(const StoreSettings *settings)
{
    enum { FIRST_WITHOUT_DEFECT = 3051003 };
    Error error;
    if (!settings->warn || sqlite3_libversion_number() >= FIRST_WITHOUT_DEFECT) return;
    (void)error_code(
        &error, ERROR_FAILED, "warn",
        PHRASE("SQLite {0} can lose writes when a WAL begins anew: all writes and checkpoints stay on one "
               "connection",
               "SQLite {0} peut perdre des écritures quand un WAL recommence\u00A0: écritures et points de "
               "contrôle restent sur une seule connexion"),
        str_of(sqlite3_libversion()));
    settings->warn(&error);
}

static bool sqlite_connect(const StoreSettings *settings, bool writes, StoreSession **session, Error *error)
{
    Arena *scratch = arena_open(0);
    const char *path = str_format(scratch, "%.*s/fidele.db%c", STR_ARGS(settings->folder), 0).data;
    SqliteSession *sqlite = calloc(1, sizeof *sqlite);
    if (!sqlite) memory_exhausted(0);
    sqlite->session = (StoreSession){.engine = &engine_sqlite, .writes = writes};
    sqlite->checkpoint_at = CHECKPOINT_PAGES;
    bool fine;
    if (writes && is_damaged(scratch, path))
        fine = failure_say(error, ERROR_FAILED, "corrupt",
                           PHRASE("the store is damaged: restore it from a backup (fidele restore)",
                                  "la base est endommagée\u00A0: restaurez une sauvegarde (fidele restore)"));
    else
        fine = !writes || file_make(path, error);
    if (fine && !database_open(sqlite, path)) {
        fine = false;
        *error = sqlite->session.failure;
    }
    arena_close(scratch);
    if (fine && writes) version_warn(settings);
    if (fine)
        *session = &sqlite->session;
    else
        sqlite_close(&sqlite->session);
    return fine;
}

const Engine engine_sqlite = {
    .tables = {"sqlite_tables",
               "select name from sqlite_schema where type = 'table' and name not like 'sqlite_%' order by name"},
    .columns = {"sqlite_columns", "select name from pragma_table_info($1) order by cid"},
    .connect = sqlite_connect,
    .close = sqlite_close,
    .step = sqlite_step,
    .scrub = sqlite_scrub,
    .tidy = sqlite_tidy,
    .run_script = sqlite_run_script,
    .foreign_keys_later = sqlite_foreign_keys_later,
    .prepare = sqlite_prepare,
    .execute = sqlite_execute,
    .select = sqlite_select,
    .next = sqlite_next,
    .finish = sqlite_finish,
    .column_count = sqlite_column_count,
    .value = sqlite_value,
};
