#include "store/store.h"

#include <pthread.h>
#include <semaphore.h>
#include <stdlib.h>
#include <string.h>

#include "base/utf8.h"
#include "store/engine.h"
#include "store/migrate.h"
#include "store/writer.h"

enum { READERS_DEFAULT = 4 };

struct Store {
    const Engine *engine;
    StoreSettings settings;
    Arena *arena; // the texts of the settings
    Writer *writer;
    pthread_mutex_t lock; // of the readers
    pthread_cond_t returned;
    StoreSession *idle;
    int readers, readers_max; // connections that are open
};

// ---- sessions ----

bool failure_say(Error *error, ErrorKind kind, const char *code, Phrase phrase)
{
    error_set(error, kind, phrase, NULL, 0);
    error->code = code;
    return false;
}

bool session_fail(StoreSession *session, Trouble trouble, const Error *error)
{
    session->trouble = trouble;
    session->failure = *error;
    return false;
}

bool session_fail_disk_full(StoreSession *session)
{
    Error error;
    failure_say(&error, ERROR_STORAGE_FULL, "storage_full",
                PHRASE("the disk is full: nothing was stored", "le disque est plein\u00A0: rien n’a été enregistré"));
    return session_fail(session, TROUBLE_TRANSACTION, &error);
}

bool session_step(StoreSession *session, Step step, Error *error)
{
    if (session->engine->step(session, step)) {
        if (step != STEP_MARK && step != STEP_KEEP) session->trouble = TROUBLE_NONE;
        return true;
    }
    *error = session->failure;
    return false;
}

bool session_settle(StoreSession *session)
{
    if (session->engine->settle && session->trouble == TROUBLE_NONE) session->engine->settle(session);
    return session->trouble == TROUBLE_NONE;
}

static bool session_refuse(StoreSession *session, const Error *error)
{
    return session_fail(session, TROUBLE_STATEMENT, error);
}

static bool text_check(StoreSession *session, const Query *query, Str text)
{
    Error error;
    if (text.size == 0) return true;
    if (memchr(text.data, 0, text.size))
        failure_say(&error, ERROR_INPUT, "nul_not_allowed",
                    PHRASE("a text holds the character U+0000, which can't be stored",
                           "un texte contient le caractère U+0000, qui ne peut être enregistré"));
    else if (utf8_invalid_at(text) != text.size)
        failure_say(&error, ERROR_INPUT, "invalid_utf8", PHRASE("a text is not UTF-8", "un texte n’est pas en UTF-8"));
    else
        return true;
    strncat(error.detail, query->name, sizeof error.detail - 1);
    return session_refuse(session, &error);
}

static bool values_check(StoreSession *session, const Query *query, const Value *values, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (values[i].type == VALUE_TEXT && !text_check(session, query, values[i].text)) return false;
    return true;
}

bool store_execute(StoreSession *session, const Query *query, const Value *values, size_t count, int64_t *changed,
                   Error *error)
{
    int64_t ignored;
    if (session->trouble == TROUBLE_NONE && values_check(session, query, values, count) &&
        session->engine->execute(session, query, values, count, changed ? changed : &ignored))
        return true;
    *error = session->failure;
    return false;
}

bool store_execute_soon(StoreSession *session, const Query *query, const Value *values, size_t count, Error *error)
{
    if (!session->engine->execute_soon) return store_execute(session, query, values, count, NULL, error);
    if (session->trouble == TROUBLE_NONE && values_check(session, query, values, count) &&
        session->engine->execute_soon(session, query, values, count))
        return true;
    *error = session->failure;
    return false;
}

bool store_select(StoreSession *session, const Query *query, const Value *values, size_t count, Rows *rows,
                  Error *error)
{
    *rows = (Rows){.session = session};
    if (session->trouble == TROUBLE_NONE && values_check(session, query, values, count) &&
        session->engine->select(session, query, values, count, rows))
        return true;
    rows->statement = NULL;
    *error = session->failure;
    return false;
}

bool rows_next(Rows *rows)
{
    return rows->statement && rows->session->trouble == TROUBLE_NONE && rows->session->engine->next(rows);
}

bool rows_close(Rows *rows, Error *error)
{
    if (rows->statement) rows->session->engine->finish(rows);
    rows->statement = NULL;
    if (rows->session->trouble == TROUBLE_NONE) return true;
    *error = rows->session->failure;
    return false;
}

Value rows_value(const Rows *rows, int column)
{
    return rows->session->engine->value(rows, column);
}

bool rows_null(const Rows *rows, int column)
{
    return rows_value(rows, column).type == VALUE_NULL;
}

int64_t rows_integer(const Rows *rows, int column)
{
    Value value = rows_value(rows, column);
    if (value.type == VALUE_REAL) return (int64_t)value.real;
    return value.type == VALUE_INTEGER ? value.integer : 0;
}

double rows_real(const Rows *rows, int column)
{
    Value value = rows_value(rows, column);
    if (value.type == VALUE_INTEGER) return (double)value.integer;
    return value.type == VALUE_REAL ? value.real : 0;
}

Str rows_text(const Rows *rows, int column)
{
    Value value = rows_value(rows, column);
    return value.type == VALUE_TEXT || value.type == VALUE_BYTES ? value.text : STR("");
}

// ---- reading ----

// An idle connection, or leave to open one (NULL).
static StoreSession *reader_take(Store *store)
{
    pthread_mutex_lock(&store->lock);
    while (!store->idle && store->readers == store->readers_max) pthread_cond_wait(&store->returned, &store->lock);
    StoreSession *session = store->idle;
    if (session)
        store->idle = session->next;
    else
        store->readers++;
    pthread_mutex_unlock(&store->lock);
    return session;
}

static void reader_return(Store *store, StoreSession *session) // NULL: it was closed
{
    pthread_mutex_lock(&store->lock);
    if (session) {
        session->next = store->idle;
        store->idle = session;
    } else {
        store->readers--;
    }
    pthread_cond_signal(&store->returned);
    pthread_mutex_unlock(&store->lock);
}

bool store_read_begin(Store *store, StoreSession **begun, Error *error)
{
    StoreSession *session = reader_take(store);
    if (session && !session_step(session, STEP_BEGIN, error)) { // lost while it was idle
        store->engine->close(session);
        session = NULL;
    }
    if (!session) {
        bool fine = store->engine->connect(&store->settings, false, &session, error);
        if (fine && !session_step(session, STEP_BEGIN, error)) {
            store->engine->close(session);
            fine = false;
        }
        if (!fine) {
            reader_return(store, NULL);
            return false;
        }
    }
    session->store = store;
    *begun = session;
    return true;
}

void store_read_end(StoreSession *session)
{
    if (!session) return;
    Store *store = session->store;
    Error ignored;
    if (!session_step(session, STEP_ROLLBACK, &ignored)) {
        store->engine->close(session);
        session = NULL;
    }
    reader_return(store, session);
}

// ---- writing ----

void store_write_later(Store *store, StoreWrite *write)
{
    writer_queue(store->writer, write);
}

typedef struct Waiting {
    StoreWrite write;
    sem_t done;
    bool committed;
    Error *error;
} Waiting;

static void waiting_done(StoreWrite *write, bool committed, const Error *error)
{
    Waiting *waiting = (Waiting *)(void *)write;
    waiting->committed = committed;
    if (!committed) *waiting->error = *error;
    sem_post(&waiting->done);
}

bool store_write(Store *store, StoreWork *work, void *context, Error *error)
{
    if (writer_is_this_thread(store->writer)) abort(); // it would wait for itself
    Waiting waiting = {.write = {.work = work, .context = context, .done = waiting_done}, .error = error};
    sem_init(&waiting.done, 0, 0);
    writer_queue(store->writer, &waiting.write);
    while (sem_wait(&waiting.done) != 0) {
    }
    sem_destroy(&waiting.done);
    return waiting.committed;
}

size_t store_writes_waiting(const Store *store)
{
    return writer_waiting(store->writer);
}

bool store_scrub(Store *store, bool fully, bool *done, Error *error)
{
    if (writer_is_this_thread(store->writer)) abort(); // it would wait for itself
    return writer_scrub(store->writer, fully, done, error);
}

void store_follow(Store *store, const StoreFollower *follower)
{
    writer_follow(store->writer, follower);
}

// ---- opening ----

const Engine *engine_of(const StoreSettings *settings)
{
    return settings->database.size ? &engine_postgresql : &engine_sqlite;
}

const StoreSettings *store_settings(const Store *store)
{
    return &store->settings;
}

bool store_open_of(const StoreSettings *settings, const Migration *migrations, Store **opened, Error *error)
{
    Store *store = calloc(1, sizeof *store);
    if (!store) memory_exhausted(0);
    store->arena = arena_open(0);
    store->settings = *settings;
    store->settings.folder = str_of(str_c(store->arena, settings->folder));
    store->settings.database = str_of(str_c(store->arena, settings->database));
    store->engine = engine_of(settings);
    store->readers_max = settings->readers ? settings->readers : READERS_DEFAULT;
    pthread_mutex_init(&store->lock, NULL);
    pthread_cond_init(&store->returned, NULL);
    StoreSession *session = NULL;
    if (store->engine->connect(&store->settings, true, &session, error)) {
        if (migrate(&store->settings, session, migrations, error) &&
            writer_open(&store->settings, session, &store->writer, error)) {
            *opened = store;
            return true;
        }
        store->engine->close(session);
    }
    store_close(store);
    return false;
}

bool store_open(const StoreSettings *settings, Store **opened, Error *error)
{
    return store_open_of(settings, migrations_all, opened, error);
}

void store_close(Store *store)
{
    if (!store) return;
    while (store->idle) {
        StoreSession *session = store->idle;
        store->idle = session->next;
        store->engine->close(session);
    }
    if (store->writer) writer_close(store->writer);
    pthread_cond_destroy(&store->returned);
    pthread_mutex_destroy(&store->lock);
    arena_close(store->arena);
    free(store);
}

bool store_is_postgresql(const Store *store)
{
    return store->engine->postgresql;
}
