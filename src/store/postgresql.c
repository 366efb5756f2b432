// PostgreSQL. A writing transaction begins with an advisory lock, so that one server writes at a time, and its COMMIT
// also leaves its number in store_writer: when the connection is lost in the middle of it, the next one asks there (and
// gets the lock only when the lost one has ended), so that a commit in doubt is known, not guessed.
#include <poll.h>
#include <sys/socket.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/instant.h"
#include "base/secret.h"
#include "store/dialect.h"
#include "store/postgresql.h"

#define WRITER_LOCK "4910194538" // any fixed number

// Answers of statements that were only sent take room in the buffers of both sides: hence a bound.
enum { VALUES_MAX = 250, SENT_MAX = 256, FORGOTTEN_DAYS = 30 };

// As libpq has them in no header of its own.
enum {
    OID_BOOL = 16,
    OID_BYTEA = 17,
    OID_NAME = 19,
    OID_INT8 = 20,
    OID_INT2 = 21,
    OID_INT4 = 23,
    OID_TEXT = 25,
    OID_OID = 26,
    OID_FLOAT4 = 700,
    OID_FLOAT8 = 701,
    OID_UNKNOWN = 705,
    OID_VARCHAR = 1043
};

typedef struct Prepared {
    char name[16];
} Prepared;

// Rows arrive one by one. When another query needs the connection before they have ended, the rest is read into `kept`.
struct PgRows {
    const Query *query;
    PGresult *shape;   // names and types of the columns
    PGresult *present; // the row, while it comes from the connection
    bool streaming, ended;
    Arena *arena; // of what is kept
    Text kept;    // rows: per column its size (4 bytes, -1: null) and its bytes
    size_t kept_at;
    Value *row; // the present one, when it comes from `kept`
};

static PgSession *pg_of(StoreSession *session)
{
    return (PgSession *)session;
}

// ---- errors ----

static bool state_in(const char *state, const char *const *list)
{
    for (; *list; list++)
        if (strncmp(state, *list, strlen(*list)) == 0) return true;
    return false;
}

static Trouble trouble_say(PgSession *pg, const char *state, Error *error)
{
    static const char *const again[] = {"40001", "40P01", "55P03", NULL};
    static const char *const conflict[] = {"23505", "23503", NULL};
    static const char *const lost[] = {"57P", "08", NULL};
    static const char *const damaged[] = {"XX001", "XX002", NULL};
    bool standby = pg->session.writes && strcmp(state, "25006") == 0; // what we wrote to is no longer the primary
    if (state_in(state, lost) || standby || PQstatus(pg->connection) == CONNECTION_BAD) {
        failure_say(error, ERROR_UNAVAILABLE, "pg_down",
                    PHRASE("PostgreSQL can't be reached", "PostgreSQL est injoignable"));
        error->retry_seconds = 2;
        return TROUBLE_CONNECTION;
    }
    if (state_in(state, again)) {
        failure_say(
            error, ERROR_UNAVAILABLE, "busy",
            PHRASE("PostgreSQL is busy with others: try again", "PostgreSQL est occupé par d’autres\u00A0: réessayez"));
        error->retry_seconds = 2;
        return TROUBLE_AGAIN;
    }
    if (state_in(state, damaged)) {
        failure_say(error, ERROR_FAILED, "corrupt",
                    PHRASE("the store is damaged: restore it from a backup (fidele restore)",
                           "la base est endommagée\u00A0: restaurez une sauvegarde (fidele restore)"));
        return TROUBLE_DAMAGED;
    }
    if (state_in(state, conflict))
        failure_say(error, ERROR_CONFLICT, "conflict",
                    PHRASE("this is there already, or refers to what is not there",
                           "cela existe déjà, ou renvoie à ce qui n’existe pas"));
    else
        failure_say(error, ERROR_FAILED, NULL,
                    PHRASE("the store failed (see the log)", "la base a échoué (voir le journal)"));
    return TROUBLE_STATEMENT;
}

// Of the class 22 (values that don't fit) the server quotes the value, which has no place in a log.
static bool fail(PgSession *pg, const char *what, const PGresult *result)
{
    const char *state = result ? PQresultErrorField(result, PG_DIAG_SQLSTATE) : NULL;
    const char *text = result ? PQresultErrorField(result, PG_DIAG_MESSAGE_PRIMARY) : NULL;
    if (!state) state = "";
    if (strcmp(state, "53100") == 0) return session_fail_disk_full(&pg->session);
    Error error;
    Trouble trouble = trouble_say(pg, state, &error);
    char where[96];
    snprintf(where, sizeof where, "%.64s: PostgreSQL %s", what, state);
    pg_detail(pg->connection, where,
              strncmp(state, "22", 2) == 0 ? ""
              : text                       ? text
                                           : PQerrorMessage(pg->connection),
              &error);
    return session_fail(&pg->session, trouble, &error);
}

static bool fail_told(PgSession *pg, const Query *query, const char *text)
{
    Error error;
    failure_say(&error, ERROR_FAILED, NULL,
                PHRASE("the store failed (see the log)", "la base a échoué (voir le journal)"));
    snprintf(error.detail, sizeof error.detail, "%s: %s", query->name, text);
    return session_fail(&pg->session, TROUBLE_STATEMENT, &error);
}

// ---- waiting for the server ----

static int64_t seconds_now(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return now.tv_sec;
}

// The next result, NULL at the end. A server that says nothing at all for a minute is given up (PQerrorMessage is set
// by the closed connection then), but not while it migrates or restores, which may take as long as it takes.
static PGresult *result_next(PgSession *pg)
{
    bool patient = pg->session.writes && pg->turn == 0;
    int64_t until = patient ? INT64_MAX : seconds_now() + ANSWER_SECONDS_MAX;
    while (PQisBusy(pg->connection)) {
        struct pollfd wait = {.fd = PQsocket(pg->connection), .events = POLLIN};
        int ready = poll(&wait, 1, 1000);
        if (ready > 0 && !PQconsumeInput(pg->connection)) return NULL;
        if (ready == 0 && seconds_now() >= until) {
            shutdown(PQsocket(pg->connection), SHUT_RDWR);
            PQconsumeInput(pg->connection);
            return NULL;
        }
    }
    return PQgetResult(pg->connection);
}

static bool result_is_fine(const PGresult *result)
{
    ExecStatusType status = PQresultStatus(result);
    return status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK || status == PGRES_SINGLE_TUPLE;
}

static void results_drop(PgSession *pg)
{
    PGresult *result;
    while ((result = result_next(pg))) PQclear(result);
}

// The last result of what was sent; the first that failed. NULL: the connection is lost.
static PGresult *result_last(PgSession *pg)
{
    PGresult *last = NULL, *result;
    while ((result = result_next(pg))) {
        if (last && !result_is_fine(last)) {
            PQclear(result);
            continue;
        }
        PQclear(last);
        last = result;
    }
    if (PQstatus(pg->connection) == CONNECTION_BAD && (!last || result_is_fine(last))) {
        PQclear(last);
        return NULL;
    }
    return last;
}

// ---- statements that were only sent ----

static bool sent_begin(PgSession *pg)
{
    return pg->sent || PQenterPipelineMode(pg->connection) || fail(pg, "pipeline", NULL);
}

// After the first that fails the server passes over the others.
static bool sent_settle(PgSession *pg)
{
    if (!pg->sent) return true;
    bool fine = PQpipelineSync(pg->connection) || fail(pg, "pipeline", NULL), synced = false;
    while (!synced && PQstatus(pg->connection) == CONNECTION_OK) {
        PGresult *result = result_next(pg); // NULL between the answers of two statements
        ExecStatusType status = result ? PQresultStatus(result) : PGRES_COMMAND_OK;
        synced = status == PGRES_PIPELINE_SYNC;
        if (!synced && fine && status == PGRES_FATAL_ERROR) fine = fail(pg, "sent before", result);
        PQclear(result);
    }
    pg->sent = 0;
    if (synced && PQexitPipelineMode(pg->connection)) return fine;
    return fine ? fail(pg, "pipeline", NULL) : false;
}

static bool pg_settle(StoreSession *session)
{
    return sent_settle(pg_of(session));
}

// ---- rows ----

static void kept_add(Text *kept, const PGresult *row)
{
    for (int column = 0; column < PQnfields(row); column++) {
        int32_t size = PQgetisnull(row, 0, column) ? -1 : PQgetlength(row, 0, column);
        text_add(kept, (Str){(const char *)&size, sizeof size});
        if (size > 0) text_add(kept, (Str){PQgetvalue(row, 0, column), (size_t)size});
    }
}

// Frees the connection for another query: the rest of the rows that are being read is kept here.
static bool connection_free(PgSession *pg)
{
    PgRows *rows = pg->streaming;
    if (!sent_settle(pg)) return false;
    if (!rows) return true;
    pg->streaming = NULL;
    rows->streaming = false;
    PGresult *result;
    bool fine = true;
    while ((result = result_next(pg))) {
        fine = fine && (result_is_fine(result) || fail(pg, rows->query->name, result));
        if (fine && PQresultStatus(result) == PGRES_SINGLE_TUPLE) kept_add(&rows->kept, result);
        PQclear(result);
    }
    return fine && (PQstatus(pg->connection) == CONNECTION_OK || fail(pg, rows->query->name, NULL));
}

static bool type_is_read(Oid type)
{
    static const Oid types[] = {OID_BOOL, OID_BYTEA, OID_NAME,   OID_INT8,   OID_INT2,    OID_INT4,
                                OID_TEXT, OID_OID,   OID_FLOAT4, OID_FLOAT8, OID_UNKNOWN, OID_VARCHAR};
    for (size_t i = 0; i < COUNT_OF(types); i++)
        if (type == types[i]) return true;
    return false;
}

static bool types_check(PgSession *pg, const Query *query, const PGresult *result)
{
    for (int column = 0; column < PQnfields(result); column++)
        if (!type_is_read(PQftype(result, column)))
            return fail_told(pg, query, "a column has a type that both stores don't share: cast it");
    return true;
}

static uint64_t big_endian(const char *bytes, int size)
{
    uint64_t number = 0;
    for (int i = 0; i < size; i++) number = number << 8 | (unsigned char)bytes[i];
    return number;
}

static double real_of(const char *bytes, int size)
{
    uint64_t bits = big_endian(bytes, size);
    double real;
    float small;
    uint32_t small_bits = (uint32_t)bits;
    memcpy(&real, &bits, sizeof real);
    memcpy(&small, &small_bits, sizeof small);
    return size == 4 ? (double)small : real;
}

static Value value_of(Oid type, const char *bytes, int size)
{
    switch (type) {
    case OID_INT8: return value_integer((int64_t)big_endian(bytes, 8));
    case OID_INT4: return value_integer((int32_t)big_endian(bytes, 4));
    case OID_INT2: return value_integer((int16_t)big_endian(bytes, 2));
    case OID_OID: return value_integer((int64_t)big_endian(bytes, 4));
    case OID_BOOL: return value_integer(bytes[0] != 0);
    case OID_FLOAT4:
    case OID_FLOAT8: return value_real(real_of(bytes, size));
    case OID_BYTEA: return value_bytes((Str){bytes, (size_t)size});
    default: return value_text((Str){bytes, (size_t)size});
    }
}

static bool kept_next(PgRows *rows)
{
    if (rows->kept_at == rows->kept.size) return false;
    for (int column = 0; column < PQnfields(rows->shape); column++) {
        int32_t size;
        memcpy(&size, rows->kept.data + rows->kept_at, sizeof size);
        rows->kept_at += sizeof size;
        const char *bytes = rows->kept.data + rows->kept_at;
        rows->row[column] = size < 0 ? value_null() : value_of(PQftype(rows->shape, column), bytes, size);
        if (size > 0) rows->kept_at += (size_t)size;
    }
    return true;
}

static bool stream_next(PgSession *pg, PgRows *rows)
{
    PQclear(rows->present);
    rows->present = result_next(pg);
    if (rows->present && PQresultStatus(rows->present) == PGRES_SINGLE_TUPLE) return true;
    bool fine = rows->present && result_is_fine(rows->present);
    if (!fine) fail(pg, rows->query->name, rows->present);
    rows->ended = true;
    results_drop(pg);
    pg->streaming = NULL;
    rows->streaming = false;
    return false;
}

static bool pg_next(Rows *rows)
{
    PgRows *pg_rows = rows->statement;
    if (pg_rows->ended) return false;
    if (pg_rows->streaming && rows->row > 0) {
        if (!stream_next(pg_of(rows->session), pg_rows)) return false;
    } else if (rows->row > 0 || !pg_rows->present) { // the first row came with the select
        PQclear(pg_rows->present);
        pg_rows->present = NULL;
        if (!kept_next(pg_rows)) {
            pg_rows->ended = true;
            return false;
        }
    }
    rows->row++;
    return true;
}

static void rows_drop(PgRows *rows)
{
    PQclear(rows->shape);
    PQclear(rows->present);
    arena_close(rows->arena);
    free(rows);
}

static void pg_finish(Rows *rows)
{
    PgSession *pg = pg_of(rows->session);
    PgRows *pg_rows = rows->statement;
    if (pg->streaming == pg_rows) {
        pg->streaming = NULL;
        results_drop(pg);
    }
    rows_drop(pg_rows);
}

static int pg_column_count(const Rows *rows)
{
    return PQnfields(((const PgRows *)rows->statement)->shape);
}

static Value pg_value(const Rows *rows, int column)
{
    const PgRows *pg_rows = rows->statement;
    if (!pg_rows->present) return pg_rows->row[column];
    if (PQgetisnull(pg_rows->present, 0, column)) return value_null();
    return value_of(PQftype(pg_rows->present, column), PQgetvalue(pg_rows->present, 0, column),
                    PQgetlength(pg_rows->present, 0, column));
}

// ---- statements ----

static bool statement_prepare(PgSession *pg, const Query *query, const char *name)
{
    const char *text = str_c(pg->scratch, dialect_postgresql(pg->scratch, str_of(query->text)));
    if (!PQsendPrepare(pg->connection, name, text, 0, NULL)) return fail(pg, query->name, NULL);
    PGresult *result = result_last(pg);
    bool fine = (result && result_is_fine(result)) || fail(pg, query->name, result);
    PQclear(result);
    return fine;
}

// Its name on the server; "" prepares it for one use. NULL: it can't be prepared.
static const char *statement_name(PgSession *pg, const Query *query)
{
    void **place = statements_find(&pg->statements, query);
    if (!place) return statement_prepare(pg, query, "") ? "" : NULL;
    if (*place) return ((Prepared *)*place)->name;
    Prepared *prepared = calloc(1, sizeof *prepared);
    if (!prepared) memory_exhausted(0);
    snprintf(prepared->name, sizeof prepared->name, "q%d", pg->statements.count);
    if (!statement_prepare(pg, query, prepared->name)) {
        free(prepared);
        return NULL;
    }
    *place = prepared;
    return prepared->name;
}

typedef struct Parameters {
    const char **value;
    int *size, *format; // 0: as text, 1: as it is
} Parameters;

// Numbers go as text, which the server reads as whatever type it expects; texts and bytes go as they are.
static void parameter_set(PgSession *pg, Parameters *parameters, size_t at, const Value *value)
{
    switch (value->type) {
    case VALUE_INTEGER:
        parameters->value[at] = str_format(pg->scratch, "%lld%c", (long long)value->integer, 0).data;
        break;
    case VALUE_REAL: parameters->value[at] = str_format(pg->scratch, "%.17g%c", value->real, 0).data; break;
    case VALUE_TEXT:
    case VALUE_BYTES:
        parameters->value[at] = value->text.size ? value->text.data : "";
        parameters->size[at] = (int)value->text.size;
        parameters->format[at] = 1;
        break;
    case VALUE_NULL: break;
    }
}

static bool values_send(PgSession *pg, const Query *query, const char *name, const Value *values, size_t count)
{
    Parameters parameters = {.value = arena_array(pg->scratch, const char *, count + 1),
                             .size = arena_array(pg->scratch, int, count + 1),
                             .format = arena_array(pg->scratch, int, count + 1)};
    for (size_t i = 0; i < count; i++) parameter_set(pg, &parameters, i, &values[i]);
    return PQsendQueryPrepared(pg->connection, name, (int)count, parameters.value, parameters.size, parameters.format,
                               1) ||
           fail(pg, query->name, NULL);
}

static bool query_send(PgSession *pg, const Query *query, const Value *values, size_t count)
{
    arena_reset(pg->scratch);
    if (count > VALUES_MAX) return fail_told(pg, query, "too many parameters");
    if (!connection_free(pg)) return false;
    const char *name = statement_name(pg, query);
    return name && values_send(pg, query, name, values, count);
}

static bool pg_execute_soon(StoreSession *session, const Query *query, const Value *values, size_t count)
{
    PgSession *pg = pg_of(session);
    arena_reset(pg->scratch);
    if (count > VALUES_MAX) return fail_told(pg, query, "too many parameters");
    void **place = statements_find(&pg->statements, query);
    bool alone = !place || !*place || pg->streaming || pg->sent >= SENT_MAX;
    if (alone && !connection_free(pg)) return false;
    const char *name = alone ? statement_name(pg, query) : ((Prepared *)*place)->name;
    if (!name || !sent_begin(pg)) return false;
    pg->sent++;
    return values_send(pg, query, name, values, count);
}

static bool pg_prepare(StoreSession *session, const Query *query)
{
    PgSession *pg = pg_of(session);
    arena_reset(pg->scratch);
    if (!connection_free(pg)) return false;
    const char *name = statement_name(pg, query);
    if (!name) return false;
    PGresult *result = PQdescribePrepared(pg->connection, name);
    bool fine = result_is_fine(result) ? types_check(pg, query, result) : fail(pg, query->name, result);
    PQclear(result);
    return fine;
}

static bool pg_execute(StoreSession *session, const Query *query, const Value *values, size_t count, int64_t *changed)
{
    PgSession *pg = pg_of(session);
    if (!query_send(pg, query, values, count)) return false;
    PGresult *result = result_last(pg);
    bool fine = (result && result_is_fine(result)) || fail(pg, query->name, result);
    *changed = fine ? strtoll(PQcmdTuples(result), NULL, 10) : 0;
    PQclear(result);
    return fine;
}

static bool pg_select(StoreSession *session, const Query *query, const Value *values, size_t count, Rows *rows)
{
    PgSession *pg = pg_of(session);
    if (!query_send(pg, query, values, count)) return false;
    PQsetSingleRowMode(pg->connection);
    PGresult *first = result_next(pg);
    if (!first || !result_is_fine(first) || !types_check(pg, query, first)) {
        if (session->trouble == TROUBLE_NONE) fail(pg, query->name, first);
        PQclear(first);
        results_drop(pg);
        return false;
    }
    PgRows *pg_rows = calloc(1, sizeof *pg_rows);
    if (!pg_rows) memory_exhausted(0);
    *pg_rows = (PgRows){.query = query, .shape = PQcopyResult(first, PG_COPYRES_ATTRS), .arena = arena_open(0)};
    if (!pg_rows->shape) memory_exhausted(0);
    pg_rows->kept = text_in(pg_rows->arena);
    pg_rows->row = arena_array(pg_rows->arena, Value, (size_t)PQnfields(first) + 1);
    rows->statement = pg_rows;
    if (PQresultStatus(first) == PGRES_SINGLE_TUPLE) {
        pg_rows->present = first;
        pg_rows->streaming = true;
        pg->streaming = pg_rows;
    } else {
        PQclear(first);
        results_drop(pg);
        pg_rows->ended = true;
    }
    return true;
}

// Statements without parameters, in one message.
static PGresult *text_run(PgSession *pg, const char *text)
{
    if (!connection_free(pg) || !PQsendQuery(pg->connection, text)) return NULL;
    return result_last(pg);
}

static bool pg_foreign_keys_later(StoreSession *session, bool later)
{
    static const char all[] = "do $$ declare it record; begin "
                              "for it in select conrelid::regclass as tab, conname from pg_constraint "
                              "where contype = 'f' and connamespace = current_schema()::regnamespace loop "
                              "execute format('alter table %%s alter constraint %%I %s', it.tab, it.conname); "
                              "end loop; end $$;%c";
    PgSession *pg = pg_of(session);
    arena_reset(pg->scratch);
    const char *how = later ? "deferrable initially deferred" : "not deferrable";
    Str alter = str_format(pg->scratch, all, how, 0);
    Str text = str_format(pg->scratch, "%s%s%c", later ? "" : "set constraints all immediate;", alter.data, 0);
    PGresult *result = text_run(pg, text.data);
    bool fine = (result && result_is_fine(result)) || fail(pg, "foreign keys", result);
    PQclear(result);
    return fine;
}

// ---- transactions ----

// Outside a transaction, as VACUUM has to be. `needed`: its failure is one.
static bool run_alone(PgSession *pg, const char *text, bool needed)
{
    PGresult *result = PQexec(pg->connection, text);
    bool fine = (result && result_is_fine(result)) || (needed && fail(pg, "vacuum", result)) || !needed;
    PQclear(result);
    return fine;
}

static bool table_names(PgSession *pg, Text *names)
{
    PGresult *result = PQexec(pg->connection, "select quote_ident(tablename) from pg_tables where schemaname = "
                                              "current_schema() order by 1");
    bool fine = PQresultStatus(result) == PGRES_TUPLES_OK || fail(pg, "vacuum", result);
    for (int i = 0; fine && i < PQntuples(result); i++)
        text_addf(names, "%s%s", i ? ", " : "", PQgetvalue(result, i, 0));
    PQclear(result);
    return fine;
}

// Statistics hold values of columns, so they are made anew too: of the own tables with ANALYZE; what the catalogue kept
// of them before goes where the role may see to it.
static bool pg_scrub(StoreSession *session, bool fully, bool *done)
{
    PgSession *pg = pg_of(session);
    Arena *scratch = arena_open(0);
    Text text = text_in(scratch);
    text_addf(&text, "vacuum (%sanalyze) ", fully ? "full, " : "");
    *done = table_names(pg, &text);
    text_add_byte(&text, 0);
    *done = *done && run_alone(pg, "set statement_timeout = 0", true) && run_alone(pg, text.data, true);
    if (*done && fully) {
        (void)run_alone(pg, "vacuum (full) pg_catalog.pg_statistic", false);
        (void)run_alone(pg, "checkpoint", false);
    }
    arena_close(scratch);
    return *done;
}

static bool pg_run_script(StoreSession *session, Str text)
{
    PgSession *pg = pg_of(session);
    arena_reset(pg->scratch);
    PGresult *result = text_run(pg, str_c(pg->scratch, dialect_postgresql_migration(pg->scratch, text)));
    bool fine = (result && result_is_fine(result)) || fail(pg, "script", result);
    PQclear(result);
    return fine;
}

// Rows of servers that are gone for long are forgotten on the way.
static Str commit_text(PgSession *pg)
{
    long long now = (long long)instant_now();
    if (!pg->turn) return STR("commit");
    return str_format(pg->scratch,
                      "insert into store_writer (id, turn, committed_at) values ('%s', %lld, %lld) on conflict (id) do "
                      "update set turn = excluded.turn, committed_at = excluded.committed_at;"
                      "delete from store_writer where committed_at < %lld;"
                      "commit",
                      pg->id, (long long)pg->turn, now, now - (long long)FORGOTTEN_DAYS * 86400 * 1000);
}

static Str step_text(PgSession *pg, Step step)
{
    switch (step) {
    case STEP_BEGIN:
        return pg->session.writes ? STR("begin isolation level read committed;"
                                        "select pg_advisory_xact_lock(" WRITER_LOCK ")")
                                  : STR("begin isolation level repeatable read read only");
    case STEP_UNDO: return STR("rollback to savepoint work; release savepoint work");
    case STEP_COMMIT: return commit_text(pg);
    case STEP_ROLLBACK: return STR("rollback");
    case STEP_MARK:
    case STEP_KEEP: break;
    }
    return STR("");
}

// Lost while the server may have been committing: nobody here knows.
static bool fail_in_doubt(PgSession *pg, const PGresult *result)
{
    fail(pg, "commit", result);
    if (pg->session.trouble == TROUBLE_CONNECTION) pg->session.trouble = TROUBLE_DOUBT;
    return false;
}

// The savepoint of a work is only sent, after the end of the last one: its answer comes with that of the first query.
static bool mark_send(PgSession *pg)
{
    static const char *const texts[] = {"release savepoint work", "savepoint work"};
    if (!connection_free(pg) || !sent_begin(pg)) return false;
    for (size_t i = pg->to_release ? 0 : 1; i < COUNT_OF(texts); i++) {
        pg->sent++;
        if (!PQsendQueryParams(pg->connection, texts[i], 0, NULL, NULL, NULL, NULL, 0))
            return fail(pg, "savepoint", NULL);
    }
    pg->to_release = false;
    return true;
}

static bool pg_step(StoreSession *session, Step step)
{
    PgSession *pg = pg_of(session);
    arena_reset(pg->scratch);
    if (step == STEP_MARK) return mark_send(pg);
    if (step == STEP_KEEP) { // goes with the next step
        pg->to_release = true;
        return true;
    }
    if (step == STEP_UNDO || step == STEP_ROLLBACK) (void)!sent_settle(pg); // what of it failed is undone
    if (step == STEP_BEGIN && session->writes) pg->turn += pg->turn > 0;
    bool release = pg->to_release && step == STEP_COMMIT;
    pg->to_release = false;
    Str text = step_text(pg, step);
    PGresult *result = text_run(
        pg, str_format(pg->scratch, "%s%.*s%c", release ? "release savepoint work;" : "", STR_ARGS(text), 0).data);
    bool fine = result && result_is_fine(result);
    // A transaction that had failed answers COMMIT with ROLLBACK.
    if (fine && step == STEP_COMMIT) fine = strcmp(PQcmdStatus(result), "COMMIT") == 0;
    if (!fine) step == STEP_COMMIT && session->writes ? fail_in_doubt(pg, result) : fail(pg, "transaction", result);
    PQclear(result);
    return fine;
}

static void pg_count_turns(StoreSession *session)
{
    pg_of(session)->turn = 1;
}

static bool pg_was_committed(StoreSession *session, const StoreSession *lost_session, bool *committed)
{
    const PgSession *lost = (const PgSession *)lost_session;
    Rows rows;
    Error error;
    *committed = false;
    if (!store_select(session, &query_store_writer_turn, VALUES(value_text(str_of(lost->id))), &rows, &error))
        return false;
    if (rows_next(&rows)) *committed = rows_integer(&rows, 0) == lost->turn;
    return rows_close(&rows, &error);
}

// ---- opening ----

static void pg_close(StoreSession *session)
{
    PgSession *pg = pg_of(session);
    for (size_t i = 0; i < STATEMENTS_MAX; i++) free(pg->statements.slot[i].statement);
    PQfinish(pg->connection);
    arena_close(pg->scratch);
    free(pg);
}

static bool pg_engine_connect(const StoreSettings *settings, bool writes, StoreSession **session, Error *error)
{
    PGconn *connection;
    if (!pg_connect(settings->database, writes, &connection, error)) return false;
    PgSession *pg = calloc(1, sizeof *pg);
    if (!pg) memory_exhausted(0);
    pg->session = (StoreSession){.engine = &engine_postgresql, .writes = writes};
    pg->connection = connection;
    pg->scratch = arena_open(0);
    unsigned char id[SERVER_ID_BYTES / 2];
    secret_random(id, sizeof id);
    Str hex = hex_text(pg->scratch, (Str){(const char *)id, sizeof id});
    snprintf(pg->id, sizeof pg->id, "%.*s", STR_ARGS(hex));
    *session = &pg->session;
    return true;
}

const Engine engine_postgresql = {
    .postgresql = true,
    .tables = {"postgresql_tables", "select cast(tablename as text) from pg_tables where schemaname = current_schema() "
                                    "order by cast(tablename as text) collate \"C\""},
    .columns = {"postgresql_columns",
                "select cast(column_name as text) from information_schema.columns where table_schema = "
                "current_schema() and table_name = $1 order by ordinal_position"},
    .connect = pg_engine_connect,
    .close = pg_close,
    .step = pg_step,
    .count_turns = pg_count_turns,
    .was_committed = pg_was_committed,
    .scrub = pg_scrub,
    .run_script = pg_run_script,
    .foreign_keys_later = pg_foreign_keys_later,
    .prepare = pg_prepare,
    .execute = pg_execute,
    .execute_soon = pg_execute_soon,
    .settle = pg_settle,
    .select = pg_select,
    .next = pg_next,
    .finish = pg_finish,
    .column_count = pg_column_count,
    .value = pg_value,
};
