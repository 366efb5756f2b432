// Several servers over one PostgreSQL, and a PostgreSQL that comes and goes (R13).
#include <libpq-fe.h>
#include <netinet/in.h>
#include <poll.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "store/cluster_test.h"
#include "store/engine.h"
#include "store/store_test.h"

static const char create_tally[] = "create table tally (id INTEGER primary key, amount INTEGER not null) STRICT;\n"
                                   "create table receipt (id INTEGER primary key) STRICT;\n"
                                   "insert into tally (id, amount) values (1, 0);\n";
static const Query read_tally = {"read_tally", "select amount from tally where id = 1"};
static const Query write_tally = {"write_tally", "update tally set amount = $1 where id = 1"};
static const Query add_receipt = {"add_receipt", "insert into receipt (id) values ($1)"};
static const Query count_receipts = {"count_receipts", "select count(*) from receipt"};
static const Query end_own = {"end_own", "select pg_terminate_backend(pg_backend_pid())"};
static const Query raise_full = {"raise_full", "do $$ begin raise exception using errcode = '53100'; end $$"};

static bool tally_make(StoreSession *session, void *context, Error *error)
{
    (void)context;
    (void)error;
    return session->engine->run_script(session, str_of(create_tally));
}

static bool number_read(StoreSession *session, const Query *query, int64_t *number, Error *error)
{
    Rows rows;
    if (!store_select(session, query, NO_VALUES, &rows, error)) return false;
    if (rows_next(&rows)) *number = rows_integer(&rows, 0);
    return rows_close(&rows, error);
}

// Reads, then writes what it read and one more: right only when nobody writes in between.
static bool tally_raise(StoreSession *session, void *context, Error *error)
{
    int64_t amount = -1;
    (void)context;
    return number_read(session, &read_tally, &amount, error) &&
           store_execute(session, &write_tally, VALUES(value_integer(amount + 1)), NULL, error) &&
           store_execute(session, &add_receipt, VALUES(value_integer(amount + 1)), NULL, error);
}

static int64_t number_of(Store *store, const Query *query)
{
    StoreSession *session;
    Error error;
    int64_t number = -1;
    CHECK(store_read_begin(store, &session, &error));
    CHECK(number_read(session, query, &number, &error));
    store_read_end(session);
    return number;
}

static Store *tally_open(StoreKind kind)
{
    Store *store = store_test_open(kind);
    Error error;
    CHECK(store_write(store, tally_make, NULL, &error));
    return store;
}

// ---- many writers ----

enum { WRITERS = 32, RAISES = 20 };

typedef struct Raiser {
    Store *store;
    int times; // 0: until `stop`
    atomic_bool *stop;
    int64_t acknowledged, other;
} Raiser;

static void *raise_run(void *context)
{
    Raiser *raiser = context;
    for (int i = 0; raiser->times ? i < raiser->times : !atomic_load(raiser->stop); i++) {
        Error error = {0};
        if (store_write(raiser->store, tally_raise, NULL, &error)) {
            raiser->acknowledged++;
        } else if (error.kind == ERROR_UNAVAILABLE) {
            usleep(2000);
        } else {
            print_error("%s (%s)\n", error.message[LOCALE_EN], error.detail);
            raiser->other++;
        }
    }
    return NULL;
}

static int64_t raise_all(Store *const *stores, size_t store_count)
{
    pthread_t thread[WRITERS];
    Raiser raiser[WRITERS];
    int64_t acknowledged = 0;
    for (size_t i = 0; i < WRITERS; i++) {
        raiser[i] = (Raiser){.store = stores[i % store_count], .times = RAISES};
        pthread_create(&thread[i], NULL, raise_run, &raiser[i]);
    }
    for (size_t i = 0; i < WRITERS; i++) {
        pthread_join(thread[i], NULL);
        acknowledged += raiser[i].acknowledged;
    }
    return acknowledged;
}

STORE_TEST(thirty_two_writers_lose_and_double_nothing)
{
    Store *store = tally_open(kind);
    CHECK_INT(raise_all(&store, 1), WRITERS * RAISES);
    CHECK_INT(number_of(store, &read_tally), WRITERS * RAISES);
    CHECK_INT(number_of(store, &count_receipts), WRITERS * RAISES);
    store_close(store);
}

TEST(writers_of_two_servers_on_one_postgresql_lose_and_double_nothing)
{
    Store *stores[2] = {tally_open(STORE_POSTGRESQL), store_test_reopen(STORE_POSTGRESQL)};
    CHECK_INT(raise_all(stores, 2), WRITERS * RAISES);
    CHECK_INT(number_of(stores[1], &read_tally), WRITERS * RAISES);
    CHECK_INT(number_of(stores[0], &count_receipts), WRITERS * RAISES);
    store_close(stores[0]);
    store_close(stores[1]);
}

typedef struct Opening {
    StoreSettings settings;
    Store *store;
    bool opened;
} Opening;

static void *open_run(void *context)
{
    Opening *opening = context;
    Error error;
    opening->opened = store_open(&opening->settings, &opening->store, &error);
    if (!opening->opened) print_error("%s (%s)\n", error.message[LOCALE_EN], error.detail);
    return NULL;
}

TEST(servers_that_open_one_new_postgresql_at_once_share_its_migrations)
{
    enum { SERVERS = 4 };
    pthread_t thread[SERVERS];
    Opening opening[SERVERS] = {0};
    store_test_fresh(STORE_POSTGRESQL);
    for (int i = 0; i < SERVERS; i++) {
        opening[i].settings = store_test_settings(STORE_POSTGRESQL);
        pthread_create(&thread[i], NULL, open_run, &opening[i]);
    }
    for (int i = 0; i < SERVERS; i++) pthread_join(thread[i], NULL);
    for (int i = 0; i < SERVERS; i++) {
        CHECK(opening[i].opened);
        store_close(opening[i].store);
    }
}

// ---- a connection that ends in the middle ----

static bool raise_after_one_end(StoreSession *session, void *context, Error *error)
{
    int64_t ended = 0;
    if ((*(int *)context)++ == 0 && !number_read(session, &end_own, &ended, error)) return false;
    return tally_raise(session, NULL, error);
}

TEST(a_work_whose_connection_ends_runs_again)
{
    Store *store = tally_open(STORE_POSTGRESQL);
    Error error;
    int runs = 0;
    CHECK(store_write(store, raise_after_one_end, &runs, &error));
    CHECK_INT(runs, 2);
    CHECK_INT(number_of(store, &read_tally), 1);
    store_close(store);
}

static bool disk_filled(StoreSession *session, void *context, Error *error)
{
    (void)context;
    return store_execute(session, &raise_full, NO_VALUES, NULL, error);
}

TEST(a_full_disk_of_postgresql_is_told_and_the_store_goes_on)
{
    Store *store = tally_open(STORE_POSTGRESQL);
    Error error;
    CHECK(!store_write(store, disk_filled, NULL, &error));
    CHECK_INT(error.kind, ERROR_STORAGE_FULL);
    CHECK(store_write(store, tally_raise, NULL, &error));
    store_close(store);
}

// ---- PostgreSQL crashes under writes ----

TEST(crashes_of_postgresql_under_writes_lose_and_double_nothing)
{
    enum { THREADS = 8, CRASHES = 5 };
    Store *store = tally_open(STORE_POSTGRESQL);
    atomic_bool stop = false;
    pthread_t thread[THREADS];
    Raiser raiser[THREADS];
    int64_t acknowledged = 0, other = 0;
    for (size_t i = 0; i < THREADS; i++) {
        raiser[i] = (Raiser){.store = store, .stop = &stop};
        pthread_create(&thread[i], NULL, raise_run, &raiser[i]);
    }
    for (int i = 0; i < CRASHES; i++) {
        usleep(150000);
        cluster_order("restart immediate");
    }
    usleep(300000);
    atomic_store(&stop, true);
    for (size_t i = 0; i < THREADS; i++) {
        pthread_join(thread[i], NULL);
        acknowledged += raiser[i].acknowledged;
        other += raiser[i].other;
    }
    CHECK(acknowledged > 0);
    CHECK_INT(other, 0);
    CHECK_INT(number_of(store, &read_tally), acknowledged);
    CHECK_INT(number_of(store, &count_receipts), acknowledged);
    store_close(store);
}

TEST(while_postgresql_is_down_all_is_refused_at_once_and_afterwards_nothing_is)
{
    Store *store = tally_open(STORE_POSTGRESQL);
    StoreSession *session;
    Error error = {0};
    cluster_order("stop immediate");
    CHECK(!store_write(store, tally_raise, NULL, &error));
    CHECK_INT(error.kind, ERROR_UNAVAILABLE);
    CHECK_TEXT(str_of(error.code), "pg_down");
    CHECK(!store_read_begin(store, &session, &error));
    CHECK_INT(error.kind, ERROR_UNAVAILABLE);
    cluster_order("start");
    for (int tries = 0; !store_write(store, tally_raise, NULL, &error); tries++) {
        CHECK(tries < 100);
        usleep(50000);
    }
    CHECK_INT(number_of(store, &read_tally), 1);
    store_close(store);
}

// ---- COMMIT in doubt: a proxy that loses the connection around it ----

typedef enum Cut { CUT_NEVER, CUT_BEFORE_COMMIT, CUT_AFTER_COMMIT } Cut;

typedef struct Proxy {
    int listener, port;
    atomic_int cut; // the next COMMIT; CUT_NEVER afterwards
    atomic_bool stop;
    pthread_t thread[64];
    size_t threads;
    pthread_t accepting;
} Proxy;

typedef struct Line {
    Proxy *proxy;
    int client, server;
} Line;

static bool forward(int from, int to, char *bytes, ssize_t size)
{
    (void)from;
    return size > 0 && send(to, bytes, (size_t)size, MSG_NOSIGNAL) == size;
}

static bool client_forward(Line *line)
{
    char bytes[4096];
    ssize_t size = recv(line->client, bytes, sizeof bytes, 0);
    if (size <= 0) return false;
    Cut cut =
        str_contains((Str){bytes, (size_t)size}, STR("commit\0")) ? (Cut)atomic_load(&line->proxy->cut) : CUT_NEVER;
    if (cut == CUT_NEVER) return forward(line->client, line->server, bytes, size);
    atomic_store(&line->proxy->cut, CUT_NEVER);
    if (cut == CUT_AFTER_COMMIT) {
        forward(line->client, line->server, bytes, size);
        size = recv(line->server, bytes, sizeof bytes, 0); // the answer, which nobody gets
    }
    return false;
}

static void *line_run(void *context)
{
    Line *line = context;
    bool open = true;
    char bytes[4096];
    while (open && !atomic_load(&line->proxy->stop)) {
        struct pollfd wait[2] = {{.fd = line->client, .events = POLLIN}, {.fd = line->server, .events = POLLIN}};
        poll(wait, 2, 50);
        if (wait[0].revents) open = client_forward(line);
        if (open && wait[1].revents)
            open = forward(line->server, line->client, bytes, recv(line->server, bytes, sizeof bytes, 0));
    }
    close(line->client);
    close(line->server);
    free(line);
    return NULL;
}

static int local_socket(int port, bool listens)
{
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons((uint16_t)port)};
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    int failed = listens ? bind(fd, (struct sockaddr *)&address, sizeof address)
                         : connect(fd, (struct sockaddr *)&address, sizeof address);
    if (failed || (listens && listen(fd, 16) != 0)) abort();
    return fd;
}

static void *accept_run(void *context)
{
    Proxy *proxy = context;
    while (!atomic_load(&proxy->stop)) {
        struct pollfd wait = {.fd = proxy->listener, .events = POLLIN};
        if (poll(&wait, 1, 50) <= 0) continue;
        Line *line = malloc(sizeof *line);
        if (!line || proxy->threads == COUNT_OF(proxy->thread)) abort();
        *line = (Line){proxy, accept(proxy->listener, NULL, NULL), local_socket(cluster_port(), false)};
        pthread_create(&proxy->thread[proxy->threads++], NULL, line_run, line);
    }
    return NULL;
}

static void proxy_open(Proxy *proxy)
{
    struct sockaddr_in address;
    socklen_t size = sizeof address;
    proxy->listener = local_socket(0, true);
    getsockname(proxy->listener, (struct sockaddr *)&address, &size);
    proxy->port = ntohs(address.sin_port);
    pthread_create(&proxy->accepting, NULL, accept_run, proxy);
}

static void proxy_close(Proxy *proxy)
{
    atomic_store(&proxy->stop, true);
    pthread_join(proxy->accepting, NULL);
    for (size_t i = 0; i < proxy->threads; i++) pthread_join(proxy->thread[i], NULL);
    close(proxy->listener);
}

static bool raise_counting_runs(StoreSession *session, void *context, Error *error)
{
    (*(int *)context)++;
    return tally_raise(session, NULL, error);
}

static void commit_lost(Cut cut, int runs_expected)
{
    Proxy proxy = {0};
    Error error;
    Store *store;
    int runs = 0;
    store_close(tally_open(STORE_POSTGRESQL));
    proxy_open(&proxy);
    StoreSettings settings = store_test_settings(STORE_POSTGRESQL);
    Str name = settings.database;
    while (str_contains(name, STR("/"))) name = (Str){name.data + 1, name.size - 1};
    settings.database = str_format(test_arena(), "postgresql://fidele@127.0.0.1:%d/%.*s", proxy.port, STR_ARGS(name));
    CHECK(store_open(&settings, &store, &error));
    for (int i = 0; i < 3; i++) {
        runs = 0;
        atomic_store(&proxy.cut, (int)cut);
        CHECK(store_write(store, raise_counting_runs, &runs, &error));
        CHECK_INT(runs, runs_expected);
    }
    CHECK_INT(number_of(store, &read_tally), 3);
    CHECK_INT(number_of(store, &count_receipts), 3);
    store_close(store);
    proxy_close(&proxy);
}

TEST(a_connection_lost_before_the_server_saw_the_commit_runs_the_work_again)
{
    commit_lost(CUT_BEFORE_COMMIT, 2);
}

TEST(a_connection_lost_after_the_server_committed_runs_nothing_again)
{
    commit_lost(CUT_AFTER_COMMIT, 1);
}

// ---- addresses that are refused ----

static void open_refused(const char *database, const char *code, const char *says)
{
    Store *store;
    Error error = {0};
    StoreSettings settings = store_test_settings(STORE_POSTGRESQL);
    settings.database = str_of(database);
    CHECK(!store_open(&settings, &store, &error));
    if (strcmp(error.code, code) != 0) print_error("%s: %s (%s)\n", database, error.message[0], error.detail);
    CHECK_TEXT(str_of(error.code), code);
    CHECK(str_contains(str_of(error.message[LOCALE_EN]), str_of(says)) ||
          str_contains(str_of(error.detail), str_of(says)));
    CHECK(!str_contains(str_of(error.message[LOCALE_EN]), STR("s3cret")));
    CHECK(!str_contains(str_of(error.detail), STR("s3cret")));
}

TEST(an_address_that_will_not_work_is_refused_without_its_password)
{
    char address[160];
    store_test_fresh(STORE_POSTGRESQL);
    open_refused("postgresql://fidele:s3cret@127.0.0.1:1/x", "pg_down", "Connection refused");
    open_refused("postgresql://fidele:s3cret@127.0.0.1:x=/%zz", "pg_config", "can't be read");
    open_refused("postgresql://fidele:s3cret@db.example.com/x?sslmode=disable", "pg_config", "sslmode=disable");
    open_refused("postgresql://fidele:s3cret@127.0.0.1.example.com/x?sslmode=prefer", "pg_config", "sslmode=prefer");
    open_refused("postgresql://fidele:s3cret@localhost,192.0.2.1/x?sslmode=allow", "pg_config", "sslmode=allow");
    open_refused("postgresql://fidele:s3cret@localhost/x?hostaddr=192.0.2.1&sslmode=disable", "pg_config", "disable");
    open_refused("postgresql://fidele:s3cret@/x?service=other", "pg_config", "service");
    snprintf(address, sizeof address, "postgresql://nobody:s3cret@127.0.0.1:%d/x", cluster_port());
    open_refused(address, "pg_config", "28000");
    snprintf(address, sizeof address, "postgresql://guarded:s3cret@127.0.0.1:%d/x", cluster_port());
    open_refused(address, "pg_config", "28P01");
    snprintf(address, sizeof address, "postgresql://guarded@127.0.0.1:%d/x", cluster_port());
    open_refused(address, "pg_config", "password");
    snprintf(address, sizeof address, "postgresql://fidele:s3cret@127.0.0.1:%d/none", cluster_port());
    open_refused(address, "pg_config", "3D000");
    snprintf(address, sizeof address, "postgresql://fidele:s3cret@127.0.0.1:%d/postgres?sslmode=require",
             cluster_port());
    open_refused(address, "pg_config", "SSL");
}
