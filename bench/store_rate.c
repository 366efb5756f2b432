// store_rate FOLDER [DATABASE] - how many rows a second the store commits, beside SQLite used directly with the same
// pragmas: the table of the event log, rows with a body of 300 bytes, `synchronous` FULL.
//
// A "group" is the rows of one transaction. For the raw figures the group is what is asked for; for the store it is
// made by as many callers as wait at a time, each with a work of so many rows. Rounds are interleaved; medians of five.
#include <pthread.h>
#include <sqlite3.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "store/store.h"

enum { ROUNDS = 5, BODY_BYTES = 300, COLUMNS = 12 };
static const double seconds = 1.5; // of one measurement

static const Query add_event = {
    "add_event", "insert into bench_event (seq, kind, class, customer, at, received, source, flags, amount_minor, "
                 "currency, message, body) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)"};
static const Query make_table = {
    "make_table", "create table bench_event (seq integer primary key, kind bigint not null, class bigint not null, "
                  "customer bigint not null, at bigint not null, received bigint not null, source bigint not null, "
                  "flags bigint not null, amount_minor bigint, currency text, message text, body text not null)"};
static const Query drop_table = {"drop_table", "drop table if exists bench_event"};
static char body[BODY_BYTES];
static int64_t next_seq; // of the thread that writes

static double now(void)
{
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

static void fail(const char *what)
{
    fprintf(stderr, "%s\n", what);
    exit(1);
}

// ---- SQLite directly ----

static void run(sqlite3 *database, const char *sql)
{
    if (sqlite3_exec(database, sql, NULL, NULL, NULL) != SQLITE_OK) fail(sqlite3_errmsg(database));
}

static void raw_insert(sqlite3_stmt *statement, int64_t seq)
{
    sqlite3_bind_int64(statement, 1, seq);
    for (int i = 2; i < COLUMNS; i++) sqlite3_bind_int64(statement, i, seq * i % 1000003);
    sqlite3_bind_text(statement, 10, "EUR", 3, SQLITE_STATIC);
    sqlite3_bind_text(statement, 11, "0123456789abcdef", 16, SQLITE_STATIC);
    sqlite3_bind_text(statement, 12, body, BODY_BYTES, SQLITE_STATIC);
    if (sqlite3_step(statement) != SQLITE_DONE) fail("raw insert");
    sqlite3_reset(statement);
}

static double raw_rate(const char *folder, int group)
{
    char path[512];
    sqlite3 *database;
    sqlite3_stmt *statement;
    snprintf(path, sizeof path, "%s/raw.db", folder);
    if (sqlite3_open(path, &database) != SQLITE_OK) fail("raw open");
    run(database, "pragma journal_mode=wal; pragma synchronous=full; pragma secure_delete=on; pragma cache_size=-16000;"
                  "pragma wal_autocheckpoint=4000; drop table if exists bench_event;"
                  "create table bench_event (seq integer primary key, kind integer not null, class integer not null,"
                  "customer integer not null, at integer not null, received integer not null, source integer not null,"
                  "flags integer not null, amount_minor integer, currency text, message text, body text not null)");
    sqlite3_prepare_v2(database, "insert into bench_event values (?1,?2,?3,?4,?5,?6,?7,?8,?9,?10,?11,?12)", -1,
                       &statement, NULL);
    int64_t seq = 0;
    double begun = now();
    while (now() - begun < seconds) {
        run(database, "begin immediate");
        for (int i = 0; i < group; i++) raw_insert(statement, ++seq);
        run(database, "commit");
    }
    double rate = (double)seq / (now() - begun);
    sqlite3_finalize(statement);
    sqlite3_close(database);
    unlink(path);
    return rate;
}

// ---- the store ----

typedef struct Caller {
    StoreWrite write;
    Store *store;
    int rows;
    atomic_bool *stop;
    atomic_llong *committed;
    atomic_int *running;
} Caller;

static bool event_add(StoreSession *session, int64_t seq, Error *error)
{
    Value values[COLUMNS];
    values[0] = value_integer(seq);
    for (int i = 1; i < COLUMNS; i++) values[i] = value_integer(seq * (i + 1) % 1000003);
    values[9] = value_text(STR("EUR"));
    values[10] = value_text(STR("0123456789abcdef"));
    values[11] = value_text((Str){body, BODY_BYTES});
    return store_execute(session, &add_event, values, COLUMNS, NULL, error);
}

static bool rows_add(StoreSession *session, void *context, Error *error)
{
    const Caller *caller = context;
    for (int i = 0; i < caller->rows; i++)
        if (!event_add(session, ++next_seq, error)) return false;
    return true;
}

static void rows_done(StoreWrite *write, bool committed, const Error *error)
{
    Caller *caller = write->context;
    if (!committed) fail(error->detail);
    atomic_fetch_add(caller->committed, caller->rows);
    if (atomic_load(caller->stop))
        atomic_fetch_sub(caller->running, 1);
    else
        store_write_later(caller->store, write);
}

static bool table_work(StoreSession *session, void *context, Error *error)
{
    return store_execute(session, context, NO_VALUES, NULL, error);
}

static void table_run(Store *store, const Query *query)
{
    Error error;
    union {
        const Query *read;
        void *context;
    } query_context = {.read = query};
    if (!store_write(store, table_work, query_context.context, &error)) fail(error.detail);
}

static double store_rate(const StoreSettings *settings, int callers, int rows)
{
    Store *store;
    Error error;
    atomic_bool stop = false;
    atomic_llong committed = 0;
    atomic_int running = callers;
    if (!store_open(settings, &store, &error)) fail(error.message[0]);
    table_run(store, &drop_table);
    table_run(store, &make_table);
    next_seq = 0;
    Caller *caller = calloc((size_t)callers, sizeof *caller);
    if (!caller) abort();
    double begun = now();
    for (int i = 0; i < callers; i++) {
        caller[i] = (Caller){
            {.work = rows_add, .context = &caller[i], .done = rows_done}, store, rows, &stop, &committed, &running};
        store_write_later(store, &caller[i].write);
    }
    while (now() - begun < seconds) usleep(10000);
    double rate = (double)atomic_load(&committed) / (now() - begun);
    atomic_store(&stop, true);
    while (atomic_load(&running)) usleep(1000);
    table_run(store, &drop_table);
    store_close(store);
    free(caller);
    return rate;
}

// ---- rounds ----

static int by_size(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static double median(double *rates)
{
    qsort(rates, ROUNDS, sizeof *rates, by_size);
    return rates[ROUNDS / 2];
}

int main(int count, char **words)
{
    static const int shapes[][2] = {{1, 1}, {32, 1}, {32, 20}, {32, 200}}; // callers, rows of a work
    if (count < 2) fail("usage: store_rate FOLDER [DATABASE]");
    memset(body, 'x', sizeof body);
    mkdir(words[1], 0700);
    StoreSettings settings = {.folder = str_of(words[1]), .database = str_of(count > 2 ? words[2] : "")};
    printf("callers  rows a work  raw SQLite rows/s  store rows/s  share\n");
    for (size_t i = 0; i < COUNT_OF(shapes); i++) {
        double raw[ROUNDS], ours[ROUNDS];
        for (int round = 0; round < ROUNDS; round++) {
            raw[round] = raw_rate(words[1], shapes[i][0] * shapes[i][1]);
            ours[round] = store_rate(&settings, shapes[i][0], shapes[i][1]);
        }
        double of_raw = median(raw), of_store = median(ours);
        printf("%7d  %11d  %17.0f  %12.0f  %4.0f%%\n", shapes[i][0], shapes[i][1], of_raw, of_store,
               100 * of_store / of_raw);
        fflush(stdout);
    }
    return 0;
}
