// sqlite_raw.c - what the store could do at best: rows of the event table inserted into SQLite in the same process,
// prepared once, nothing else done. fidele_sqlite_raw FOLDER ROWS_A_TRANSACTION BODY_BYTES SECONDS; prints rows a
// second.
//
// WAL with synchronous=FULL and secure_delete as the server has them. Same table, same columns, no other table, no
// index.
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static double now(void)
{
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

static void need(int code, sqlite3 *database)
{
    if (code == SQLITE_OK || code == SQLITE_DONE || code == SQLITE_ROW) return;
    fprintf(stderr, "sqlite_raw: %s\n", sqlite3_errmsg(database));
    exit(1);
}

static const char setting_up[] =
    "pragma journal_mode=wal; pragma synchronous=full; pragma secure_delete=on;"
    "create table event (seq INTEGER primary key, kind INTEGER not null, class INTEGER not null, customer INTEGER not "
    "null,"
    " at INTEGER not null, received INTEGER not null, source INTEGER not null, flags INTEGER not null,"
    " amount_minor INTEGER, currency TEXT, message BLOB, body TEXT not null) STRICT;";

static void insert(sqlite3 *database, sqlite3_stmt *statement, long seq, const char *body, int body_bytes)
{
    long long message[2] = {(long long)(seq * 0x9E3779B97F4A7C15L), seq};
    for (int column = 1; column <= 9; column++)
        sqlite3_bind_int64(statement, column, column == 1 ? seq : 1790000000000);
    sqlite3_bind_text(statement, 10, "EUR", 3, SQLITE_STATIC);
    sqlite3_bind_blob(statement, 11, message, sizeof message, SQLITE_TRANSIENT);
    sqlite3_bind_text(statement, 12, body, body_bytes, SQLITE_STATIC);
    need(sqlite3_step(statement), database);
    need(sqlite3_reset(statement), database);
}

int main(int count, char **words)
{
    if (count != 5) return 2;
    char path[4096];
    snprintf(path, sizeof path, "%s/raw.db", words[1]);
    long group = strtol(words[2], NULL, 10);
    int body_bytes = (int)strtol(words[3], NULL, 10);
    double seconds = strtod(words[4], NULL);
    char *body = malloc((size_t)body_bytes);
    if (!body) return 1;
    memset(body, 'x', (size_t)body_bytes);
    sqlite3 *database = NULL;
    sqlite3_stmt *statement = NULL;
    need(sqlite3_open(path, &database), database);
    need(sqlite3_exec(database, setting_up, NULL, NULL, NULL), database);
    need(sqlite3_prepare_v2(database, "insert into event values (?1,?2,?3,?4,?5,?6,?7,?8,?9,?10,?11,?12)", -1,
                            &statement, NULL),
         database);
    double start = now();
    long seq = 0;
    while (now() - start < seconds) {
        need(sqlite3_exec(database, "begin immediate", NULL, NULL, NULL), database);
        for (long i = 0; i < group; i++) insert(database, statement, ++seq, body, body_bytes);
        need(sqlite3_exec(database, "commit", NULL, NULL, NULL), database);
    }
    printf("%.0f\n", (double)seq / (now() - start));
    sqlite3_finalize(statement);
    sqlite3_close(database);
    free(body);
    return 0;
}
