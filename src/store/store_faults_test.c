// What SQLite does when the disk fails, fills up or loses its power, and when the program is killed (R1, R2, R5, R6).
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/secret.h"
#include "store/disk_test.h"
#include "store/engine.h"
#include "store/store_test.h"

static const char create_entry[] = "create table entry (id INTEGER primary key, body BLOB not null) STRICT;\n";
static const Query add_entry = {"add_entry", "insert into entry (id, body) values ($1, $2)"};
static const Query all_entries = {"all_entries", "select id from entry order by id"};

enum { BODY_BYTES = 3000 };

static bool entry_table_make(StoreSession *session, void *context, Error *error)
{
    (void)context;
    (void)error;
    return session->engine->run_script(session, str_of(create_entry));
}

static bool entry_add(StoreSession *session, void *context, Error *error)
{
    static const char body[BODY_BYTES];
    return store_execute(session, &add_entry,
                         VALUES(value_integer(*(int64_t *)context), value_bytes((Str){body, sizeof body})), NULL,
                         error);
}

static atomic_int broken_calls;

static void broken_counted(const Error *error)
{
    (void)error;
    atomic_fetch_add(&broken_calls, 1);
}

static bool entries_open(Store **store, Error *error)
{
    StoreSettings settings = store_test_settings(STORE_SQLITE);
    settings.broken = broken_counted;
    return store_open(&settings, store, error);
}

static void entries_create(void)
{
    Store *store;
    Error error;
    store_test_fresh(STORE_SQLITE);
    CHECK(entries_open(&store, &error));
    CHECK(store_write(store, entry_table_make, NULL, &error));
    store_close(store);
}

// How many of the entries 1..count are there; fails when there are others.
static int64_t entries_there(int64_t count)
{
    Store *store;
    StoreSession *session;
    Error error;
    Rows rows;
    int64_t there = 0;
    CHECK(entries_open(&store, &error));
    CHECK(store_read_begin(store, &session, &error));
    CHECK(store_select(session, &all_entries, NO_VALUES, &rows, &error));
    while (rows_next(&rows)) {
        CHECK_INT(rows_integer(&rows, 0), ++there);
        CHECK(there <= count);
    }
    CHECK(rows_close(&rows, &error));
    store_read_end(session);
    store_close(store);
    return there;
}

// Writes entries 1, 2 … until one fails or all are written; returns how many were told to be committed.
static int64_t entries_write(int64_t count)
{
    Store *store;
    Error error;
    int64_t acknowledged = 0;
    if (!entries_open(&store, &error)) return 0;
    for (int64_t id = 1; id <= count; id++) {
        if (!store_write(store, entry_add, &id, &error)) break;
        acknowledged = id;
    }
    store_close(store);
    return acknowledged;
}

// ---- R2: the power is cut at each operation in turn ----

static int64_t cut_at(int64_t operation, bool lies, int64_t *acknowledged)
{
    enum { ENTRIES = 12 };
    entries_create();
    disk_test_enter(DISK_POWER_CUT, operation, lies);
    *acknowledged = entries_write(ENTRIES);
    bool cut = disk_test_failed();
    if (cut) disk_test_lose_unsynced();
    disk_test_leave();
    int64_t lost = *acknowledged - entries_there(ENTRIES);
    return cut ? larger(lost, 0) : -1;
}

TEST(no_power_cut_loses_what_was_acknowledged)
{
    int64_t operation = 1, lost, acknowledged, cuts_within = 0;
    while ((lost = cut_at(operation, false, &acknowledged)) >= 0) {
        CHECK_INT(lost, 0);
        cuts_within += acknowledged > 0;
        operation++;
    }
    CHECK(operation > 40 && cuts_within > 20);
}

TEST(a_disk_that_only_says_that_it_has_synced_loses_what_was_acknowledged)
{
    int64_t operation = 1, lost, acknowledged, losses = 0;
    while ((lost = cut_at(operation, true, &acknowledged)) >= 0) {
        losses += lost > 0;
        operation++;
    }
    CHECK(losses * 2 > operation);
}

// ---- R5 ----

TEST(after_an_error_of_fsync_nothing_is_acknowledged_any_more)
{
    for (int64_t at = 1; at <= 8; at++) {
        Store *store;
        Error error = {0};
        int64_t acknowledged = 0, after = 0;
        entries_create();
        atomic_store(&broken_calls, 0);
        disk_test_enter(DISK_SYNC_FAILS, at, false);
        CHECK(entries_open(&store, &error));
        for (int64_t id = 1; id <= 12; id++) {
            bool committed = store_write(store, entry_add, &id, &error);
            if (committed && acknowledged == id - 1) acknowledged = id;
            if (committed && disk_test_failed()) after++;
        }
        bool failed = disk_test_failed();
        store_close(store);
        disk_test_leave();
        CHECK(failed);
        CHECK_INT(after, 0);
        CHECK_INT(atomic_load(&broken_calls), 1);
        CHECK_TEXT(str_of(error.code), "fsync");
        CHECK(acknowledged < 12 && entries_there(12) >= acknowledged);
    }
}

TEST(without_an_error_of_fsync_all_is_acknowledged)
{
    entries_create();
    atomic_store(&broken_calls, 0);
    disk_test_enter(DISK_FINE, 0, false);
    CHECK_INT(entries_write(12), 12);
    CHECK(disk_test_syncs() >= 12);
    disk_test_leave();
    CHECK_INT(atomic_load(&broken_calls), 0);
    CHECK_INT(entries_there(12), 12);
}

// ---- R6 ----

// Fills what room there is, checks what is told then, makes room, and writes on.
static void fill_and_go_on(void (*make_room)(void))
{
    Store *store;
    Error error = {0};
    int64_t id = 0;
    CHECK(entries_open(&store, &error));
    atomic_store(&broken_calls, 0);
    bool committed = true;
    while (committed && id < 100000) {
        id++;
        committed = store_write(store, entry_add, &id, &error);
    }
    CHECK(!committed);
    if (error.kind != ERROR_STORAGE_FULL) print_error("%s\n", error.detail);
    CHECK_INT(error.kind, ERROR_STORAGE_FULL);
    CHECK(!store_write(store, entry_add, &id, &error));
    CHECK_INT(error.kind, ERROR_STORAGE_FULL);
    CHECK_INT(atomic_load(&broken_calls), 0);
    make_room();
    CHECK(store_write(store, entry_add, &id, &error));
    store_close(store);
    CHECK_INT(entries_there(id), id);
}

static void limit_lift(void)
{
    struct rlimit limit;
    getrlimit(RLIMIT_FSIZE, &limit);
    limit.rlim_cur = limit.rlim_max;
    setrlimit(RLIMIT_FSIZE, &limit);
}

TEST(a_store_that_may_grow_no_more_refuses_and_goes_on_when_it_may)
{
    entries_create();
    void (*before)(int) = signal(SIGXFSZ, SIG_IGN);
    struct rlimit limit;
    getrlimit(RLIMIT_FSIZE, &limit);
    limit.rlim_cur = 1 << 20;
    setrlimit(RLIMIT_FSIZE, &limit);
    fill_and_go_on(limit_lift);
    signal(SIGXFSZ, before);
}

static char ballast[128];

static void ballast_drop(void)
{
    CHECK(unlink(ballast) == 0);
}

TEST(a_full_disk_is_refused_and_the_store_goes_on_when_there_is_room)
{
    store_test_fresh(STORE_SQLITE);
    StoreSettings settings = store_test_settings(STORE_SQLITE);
    if (mount("tmpfs", settings.folder.data, "tmpfs", 0, "size=8m,mode=0700") != 0) {
        print_message("skipped: no file system may be mounted here; RLIMIT_FSIZE stands for it\n");
        skip();
    }
    Store *store;
    Error error;
    CHECK(entries_open(&store, &error));
    CHECK(store_write(store, entry_table_make, NULL, &error));
    store_close(store);
    snprintf(ballast, sizeof ballast, "%s/ballast", settings.folder.data);
    FILE *file = fopen(ballast, "wb");
    static char block[1 << 20];
    CHECK(file && fwrite(block, sizeof block, 1, file) == 1 && fclose(file) == 0);
    fill_and_go_on(ballast_drop);
    umount2(settings.folder.data, MNT_DETACH);
}

// ---- R1: the program is killed ----

static void acknowledge(int pipe_end, int64_t id)
{
    if (write(pipe_end, &id, sizeof id) != sizeof id) _exit(2);
}

typedef struct EagerWork {
    int64_t id;
    int pipe_end; // -1: acknowledges after the commit, as it should
} EagerWork;

static bool eager_add(StoreSession *session, void *context, Error *error)
{
    EagerWork *work = context;
    if (!entry_add(session, &work->id, error)) return false;
    if (work->pipe_end >= 0) acknowledge(work->pipe_end, work->id);
    return true;
}

static void write_until_killed(int pipe_end, int64_t id, bool eager)
{
    Store *store;
    Error error;
    if (!entries_open(&store, &error)) _exit(3);
    for (;; id++) {
        EagerWork work = {id, eager ? pipe_end : -1};
        if (!store_write(store, eager_add, &work, &error)) _exit(4);
        if (!eager) acknowledge(pipe_end, id);
    }
}

// Kills a program that writes; returns how many entries it had acknowledged in all.
static int64_t kill_once(int64_t there, bool eager)
{
    int ends[2];
    CHECK(pipe(ends) == 0);
    pid_t child = fork();
    if (child == 0) {
        close(ends[0]);
        write_until_killed(ends[1], there + 1, eager);
    }
    close(ends[1]);
    unsigned char random;
    secret_random(&random, sizeof random);
    int64_t acknowledged = there, wanted = there + 1 + random % 60, id;
    while (read(ends[0], &id, sizeof id) == sizeof id) {
        acknowledged = id;
        if (id == wanted) kill(child, SIGKILL);
    }
    close(ends[0]);
    int status;
    waitpid(child, &status, 0);
    CHECK(WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL);
    return acknowledged;
}

static int64_t lost_in_kills(int kills, bool eager)
{
    int64_t there = 0, lost = 0;
    entries_create();
    for (int i = 0; i < kills; i++) {
        int64_t acknowledged = kill_once(there, eager);
        there = entries_there(INT64_MAX);
        lost += larger(0, acknowledged - there);
    }
    return lost;
}

TEST(kill_9_loses_nothing_that_was_acknowledged)
{
    CHECK_INT(lost_in_kills(40, false), 0);
}

TEST(a_writer_that_acknowledges_before_its_commit_loses_by_kill_9)
{
    CHECK(lost_in_kills(40, true) > 0);
}
