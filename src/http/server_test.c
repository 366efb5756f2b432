#include "http/server.h"
#include "base/test.h"
#include "http/client.h"
#include "http/served_test.h"
#include "http/wire_rows_test.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

static Str first_line(Str answer)
{
    Str rest = answer, line = STR("");
    str_cut(&rest, '\r', &line);
    return line;
}

// ---- what is asked, what is answered ----

TEST(every_bad_request_gets_its_answer_on_the_wire_and_the_connection_is_closed)
{
    static const Str hosts[] = {STR("a"), STR("x"), STR("b")};
    Served *served = served_open(&(HttpSettings){.hosts = hosts, .host_count = COUNT_OF(hosts)});
    size_t count, refused = 0;
    const WireRow *rows = wire_rows(&count);
    for (size_t i = 0; i < count; i++) {
        Str verdict = str_of(rows[i].verdict), wire = rows[i].wire;
        if (verdict.data[0] < '4' || verdict.data[0] > '5') continue; // no refusal
        refused++;
        // Half of them without half-closing: it is the server that ends the connection.
        bool half_close = str_contains(verdict, STR("short_body")) || i % 2;
        int client = client_open(served);
        client_send(client, wire);
        if (half_close) shutdown(client, SHUT_WR);
        Str answer = client_read(client, 0);
        if (!str_equal(client_body(answer), verdict)) print_message("row %s\n", rows[i].id);
        CHECK_TEXT(client_body(answer), rows[i].verdict);
        CHECK(str_starts_with(answer, str_format(test_arena(), "HTTP/1.1 %.3s ", verdict.data)));
        CHECK(str_contains(answer, STR("\r\nConnection: close\r\n")));
        CHECK(!str_contains(answer, STR("100 Continue")));
        close(client);
    }
    CHECK(refused > 80);
    CHECK_INT(http_counts(served->server).refused, refused);
    served_close(served);
}

TEST(trace_and_connect_are_told_what_is_allowed)
{
    Served *served = served_open(NULL);
    CHECK(
        str_contains(client_ask(served, STR("TRACE / HTTP/1.1\r\nHost: a\r\n\r\n")), STR("\r\nAllow: GET, HEAD\r\n")));
    served_close(served);
}

TEST(hosts_are_checked_when_some_are_named)
{
    static const Str hosts[] = {STR("shop.example")};
    Served *served = served_open(&(HttpSettings){.hosts = hosts, .host_count = 1});
    const char *fine[] = {"shop.example", "SHOP.example.:8080", "localhost:1", "127.0.0.1", "[::1]:80"};
    for (size_t i = 0; i < COUNT_OF(fine); i++)
        CHECK_TEXT(
            first_line(client_ask(served, str_format(test_arena(), "GET /echo HTTP/1.1\r\nHost: %s\r\n\r\n", fine[i]))),
            "HTTP/1.1 200 OK");
    CHECK_TEXT(first_line(client_ask(served, STR("GET /echo HTTP/1.1\r\nHost: shop.example.evil\r\n\r\n"))),
               "HTTP/1.1 421 Misdirected Request");
    served_close(served);
}

TEST(pipelined_requests_are_answered_in_order)
{
    enum { REQUESTS = 300 };
    Served *served = served_open(NULL);
    Text wire = text_in(test_arena());
    static const char *paths[] = {"/echo", "/worker", "/echo", "/large?20000"};
    for (int i = 0; i < REQUESTS; i++)
        text_addf(&wire, "POST %s HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\n%03d", paths[i % 4], i);
    int client = client_open(served);
    client_send(client, text_str(&wire));
    Str answers = client_read(client, REQUESTS);
    for (int i = 0; i < REQUESTS; i++) {
        Str expected = i % 4 == 3 ? STR("uvwxyzabcdef") : str_format(test_arena(), "POST %s %03d", paths[i % 4], i);
        const char *found = memmem(answers.data, answers.size, expected.data, expected.size);
        CHECK(found != NULL);
        size_t past = (size_t)(found - answers.data) + expected.size;
        answers = (Str){answers.data + past, answers.size - past};
    }
    CHECK(!str_contains(answers, STR("HTTP/1.1")));
    close(client);
    served_close(served);
}

TEST(a_connection_is_kept_as_long_as_the_client_wants)
{
    Served *served = served_open(NULL);
    int client = client_open(served);
    for (int i = 0; i < 3; i++) {
        client_send(client, STR("GET /echo HTTP/1.1\r\nHost: a\r\n\r\n"));
        CHECK(!str_contains(client_read(client, 1), STR("Connection:")));
    }
    client_send(client, STR("GET /echo HTTP/1.0\r\nConnection: Keep-Alive\r\n\r\n"));
    CHECK(str_contains(client_read(client, 1), STR("\r\nConnection: keep-alive\r\n")));
    client_send(client, STR("GET /echo HTTP/1.1\r\nHost: a\r\nConnection: x, close\r\n\r\n"));
    CHECK(str_contains(client_read(client, 1), STR("\r\nConnection: close\r\n")));
    CHECK(client_closed(client));
    close(client);
    client = client_open(served);
    client_send(client, STR("GET /echo HTTP/1.0\r\n\r\n"));
    CHECK_TEXT(client_body(client_read(client, 1)), "GET /echo ");
    CHECK(client_closed(client));
    close(client);
    served_close(served);
}

TEST(head_and_no_content_have_no_body)
{
    Served *served = served_open(NULL);
    int client = client_open(served);
    client_send(client, STR("HEAD /large?50000 HTTP/1.1\r\nHost: a\r\n\r\nGET /none HTTP/1.1\r\nHost: a\r\n\r\n"
                            "GET /last HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"));
    Str answers = client_read(client, 0);
    CHECK(str_contains(answers, STR("Content-Length: 50000\r\n")));
    CHECK(!str_contains(answers, STR("abc")));
    CHECK(str_starts_with(client_body(answers), STR("HTTP/1.1 204 No Content\r\nServer: fidele\r\nDate: ")));
    CHECK(!str_contains(client_body(answers), STR("Content-Length: 0")));
    CHECK(str_contains(answers, STR("\r\n\r\n/last")));
    close(client);
    served_close(served);
}

TEST(a_client_that_waits_for_100_is_told_to_go_on)
{
    Served *served = served_open(NULL);
    int client = client_open(served);
    client_send(client, STR("POST /echo HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 5\r\n\r\n"));
    CHECK_TEXT(client_read(client, 1), "HTTP/1.1 100 Continue\r\n\r\n");
    client_send(client, STR("hello"));
    CHECK_TEXT(client_body(client_read(client, 1)), "POST /echo hello");
    close(client);
    served_close(served);
}

TEST(what_begin_answers_is_sent_before_the_body_is_read)
{
    Served *served = served_open(NULL);
    int client = client_open(served);
    client_send(client, STR("POST /early HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nhello"));
    CHECK_TEXT(client_body(client_read(client, 1)), "early");
    client_send(client, STR("GET /echo HTTP/1.1\r\nHost: a\r\n\r\n")); // the body was there: passed over
    CHECK_TEXT(client_body(client_read(client, 1)), "GET /echo ");
    client_send(client, STR("POST /early HTTP/1.1\r\nHost: a\r\nContent-Length: 500000\r\n\r\nhel"));
    CHECK(str_contains(client_read(client, 1), STR("\r\nConnection: close\r\n")));
    CHECK(client_closed(client));
    close(client);
    CHECK_TEXT(client_body(client_ask(served, STR("POST /small HTTP/1.1\r\nHost: a\r\nContent-Length: 11\r\n\r\n"))),
               "413 body_too_large limit 10 bytes");
    served_close(served);
}

TEST(an_answer_that_a_header_would_split_becomes_a_500)
{
    Served *served = served_open(NULL);
    Str answer = client_ask(served, STR("GET /split HTTP/1.1\r\nHost: a\r\n\r\n"));
    CHECK_TEXT(first_line(answer), "HTTP/1.1 500 Internal Server Error");
    CHECK(!str_contains(answer, STR("Set-Cookie")));
    CHECK_INT(atomic_load(&served->last_status), 500);
    served_close(served);
}

TEST(large_bodies_and_answers_go_through_whole)
{
    enum { BYTES = 1 << 20 };
    Served *served = served_open(NULL);
    char *body = arena_array(test_arena(), char, BYTES);
    for (size_t i = 0; i < BYTES; i++) body[i] = (char)('A' + i * 7 % 53 % 26);
    Text wire = text_in(test_arena());
    text_addf(&wire, "POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: %d\r\n\r\n", BYTES);
    text_add(&wire, (Str){body, BYTES});
    text_add(&wire, STR("POST /echo HTTP/1.1\r\nHost: a\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n\r\n"));
    for (size_t at = 0; at < BYTES; at += 1000) {
        size_t size = BYTES - at < 1000 ? BYTES - at : 1000;
        text_addf(&wire, "%zx\r\n", size);
        text_add(&wire, (Str){body + at, size});
        text_add(&wire, STR("\r\n"));
    }
    text_add(&wire, STR("0\r\n\r\n"));
    int client = client_open(served);
    client_send(client, text_str(&wire));
    Str first = client_body(client_read(client, 0));
    CHECK(first.size > BYTES + 11 && memcmp(first.data + 11, body, BYTES) == 0);
    Str second = client_body((Str){first.data + BYTES + 11, first.size - BYTES - 11});
    CHECK(second.size == BYTES + 11 && memcmp(second.data + 11, body, BYTES) == 0);
    close(client);
    served_close(served);
}

// ---- the Unix socket ----

static Str new_folder(void)
{
    char *folder = arena_array(test_arena(), char, 32);
    memcpy(folder, "/tmp/fidele-http-XXXXXX", sizeof "/tmp/fidele-http-XXXXXX");
    CHECK(mkdtemp(folder) != NULL);
    return str_of(folder);
}

static Str ask_text(Str path, const char *target, ErrorKind *kind)
{
    HttpReply reply;
    Error error = {0};
    bool works =
        http_ask(path, STR("POST"), str_of(target), STR("text/plain"), STR("hello"), test_arena(), &reply, &error);
    *kind = error.kind;
    return works ? str_format(test_arena(), "%d %.*s %.*s", reply.status, STR_ARGS(reply.type), STR_ARGS(reply.body))
                 : STR("");
}

TEST(a_command_asks_the_server_over_its_unix_socket)
{
    Str folder = new_folder(), path = str_format(test_arena(), "%.*s/socket", STR_ARGS(folder));
    const char *file = str_c(test_arena(), path);
    struct stat status;
    ErrorKind kind;
    CHECK_TEXT(ask_text(path, "/echo", &kind), "");
    CHECK_INT(kind, ERROR_UNAVAILABLE);
    Served *served = served_open(&(HttpSettings){.socket_path = path});
    CHECK(stat(file, &status) == 0);
    CHECK_INT(status.st_mode & 0777, 0600);
    CHECK_TEXT(ask_text(path, "/echo%20it?x", &kind), "200 text/plain POST /echo it hello");
    CHECK_TEXT(ask_text(path, "/nowhere", &kind), "404 text/plain /nowhere");
    CHECK_TEXT(ask_text(path, "/%zz", &kind), "400 text/plain 400 bad_path broken percent escape");
    served_close(served);
    CHECK(access(file, F_OK) != 0);
    CHECK(rmdir(str_c(test_arena(), folder)) == 0);
}

TEST(a_stale_unix_socket_is_replaced_and_a_live_one_respected)
{
    Str folder = new_folder(), path = str_format(test_arena(), "%.*s/socket", STR_ARGS(folder));
    HttpSettings settings = {.socket_path = path};
    HttpServer *second;
    HttpHandler handler = {0};
    Error error;
    ErrorKind kind;
    Served *served = served_open(&settings);
    CHECK(!http_open(&settings, &handler, &second, &error));
    CHECK_INT(error.kind, ERROR_FAILED);
    CHECK_TEXT(ask_text(path, "/echo", &kind), "200 text/plain POST /echo hello"); // it was left alone
    const char *file = str_c(test_arena(), path),
               *kept = str_c(test_arena(), str_format(test_arena(), "%s.kept", file));
    CHECK(link(file, kept) == 0);
    served_close(served);
    CHECK(rename(kept, file) == 0); // as after kill -9
    served = served_open(&settings);
    CHECK_TEXT(ask_text(path, "/echo", &kind), "200 text/plain POST /echo hello");
    served_close(served);
    CHECK(close(open(file, O_CREAT | O_WRONLY | O_CLOEXEC, 0600)) == 0); // no socket: not ours to remove
    CHECK(!http_open(&settings, &handler, &second, &error));
    CHECK(access(file, F_OK) == 0);
    CHECK(unlink(file) == 0 && rmdir(str_c(test_arena(), folder)) == 0);
}

TEST(the_path_of_a_unix_socket_may_be_long)
{
    Str folder = new_folder();
    const char *deep = str_c(test_arena(), str_format(test_arena(), "%.*s/%0120d", STR_ARGS(folder), 7));
    ErrorKind kind;
    CHECK(mkdir(deep, 0700) == 0);
    Str path = str_format(test_arena(), "%s/socket", deep);
    Served *served = served_open(&(HttpSettings){.socket_path = path});
    CHECK_TEXT(ask_text(path, "/echo", &kind), "200 text/plain POST /echo hello");
    served_close(served);
    CHECK(rmdir(deep) == 0 && rmdir(str_c(test_arena(), folder)) == 0);
}

// ---- many ----

typedef struct Asker {
    const Served *served;
    int number, wrong;
    pthread_t thread;
} Asker;

static void *ask_many(void *context)
{
    enum { REQUESTS = 200 };
    Asker *asker = context;
    int client = client_open(asker->served);
    char wire[256], answer[1024], expected[64];
    for (int i = 0; i < REQUESTS; i++) {
        int size = snprintf(wire, sizeof wire, "POST /worker/%d/%d HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\nhi",
                            asker->number, i);
        snprintf(expected, sizeof expected, "\r\n\r\nPOST /worker/%d/%d hi", asker->number, i);
        client_send(client, (Str){wire, (size_t)size});
        ssize_t got = recv(client, answer, sizeof answer - 1, 0);
        answer[got > 0 ? got : 0] = '\0';
        asker->wrong += strstr(answer, expected) == NULL;
    }
    close(client);
    return NULL;
}

TEST(answers_of_other_threads_reach_whom_they_are_for)
{
    enum { ASKERS = 8 };
    Served *served = served_open(NULL);
    Asker askers[ASKERS];
    for (int i = 0; i < ASKERS; i++) {
        askers[i] = (Asker){.served = served, .number = i};
        CHECK(pthread_create(&askers[i].thread, NULL, ask_many, &askers[i]) == 0);
    }
    for (int i = 0; i < ASKERS; i++) {
        pthread_join(askers[i].thread, NULL);
        CHECK_INT(askers[i].wrong, 0);
    }
    CHECK_INT(http_counts(served->server).requests, ASKERS * 200);
    served_close(served);
}

static int64_t resident_bytes(void)
{
    char text[128] = "";
    int file = open("/proc/self/statm", O_RDONLY | O_CLOEXEC);
    ssize_t size = read(file, text, sizeof text - 1);
    close(file);
    char *second = size > 0 ? strchr(text, ' ') : NULL;
    return second ? strtol(second, NULL, 10) * sysconf(_SC_PAGESIZE) : 0;
}

TEST(thousands_of_idle_connections_cost_little_and_others_are_served)
{
    enum { CONNECTIONS = 6000, LEAST_FILES = 2 * CONNECTIONS + 200 };
    struct rlimit files;
    CHECK(getrlimit(RLIMIT_NOFILE, &files) == 0);
    struct rlimit raised = {files.rlim_max, files.rlim_max};
    CHECK(setrlimit(RLIMIT_NOFILE, &raised) == 0);
    CHECK(files.rlim_max >= LEAST_FILES);
    static int clients[CONNECTIONS];
    Served *served = served_open(NULL);
    for (int round = 0; round < 2; round++) { // the first fills pools
        int64_t before = resident_bytes();
        for (int i = 0; i < CONNECTIONS; i++) {
            clients[i] = client_open(served);
            client_send(clients[i], STR("GET /echo HTTP/1.1\r\nHost: a\r\n\r\n"));
            char answer[512];
            CHECK(recv(clients[i], answer, sizeof answer, 0) > 0);
        }
        int64_t each = (resident_bytes() - before) / CONNECTIONS;
        CHECK_INT(http_counts(served->server).connections, CONNECTIONS);
        print_message("%lld bytes of memory for each of %d idle connections\n", (long long)each, CONNECTIONS);
#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
        CHECK(each < 1024);
#endif
        CHECK_TEXT(client_body(client_ask(served, STR("GET /echo HTTP/1.1\r\nHost: a\r\n\r\n"))), "GET /echo ");
        for (int i = 0; i < CONNECTIONS; i++) close(clients[i]);
    }
    served_close(served);
    CHECK(setrlimit(RLIMIT_NOFILE, &files) == 0);
}

TEST(more_connections_than_allowed_are_closed_quietly)
{
    Served *served = served_open(&(HttpSettings){.connections_max = 2});
    int clients[3] = {client_open(served), client_open(served), -1};
    for (int i = 0; i < 2; i++) {
        client_send(clients[i], STR("GET /echo HTTP/1.1\r\nHost: a\r\n\r\n"));
        CHECK_TEXT(client_body(client_read(clients[i], 1)), "GET /echo ");
    }
    clients[2] = client_open(served);
    CHECK(client_closed(clients[2]));
    close(clients[2]);
    close(clients[1]);
    while (http_counts(served->server).connections > 1) usleep(1000);
    clients[1] = client_open(served);
    client_send(clients[1], STR("GET /echo HTTP/1.1\r\nHost: a\r\n\r\n"));
    CHECK_TEXT(client_body(client_read(clients[1], 1)), "GET /echo ");
    close(clients[0]);
    close(clients[1]);
    served_close(served);
}

TEST(a_server_without_descriptors_turns_away_and_recovers)
{
    enum { CLIENTS = 12, FREE = 3, SPARE = 64 };
    Served *served = served_open(NULL);
    struct rlimit files;
    CHECK(getrlimit(RLIMIT_NOFILE, &files) == 0);
    int clients[CLIENTS], fill[SPARE], filled = 0, closed = 0;
    for (int i = 0; i < CLIENTS; i++) clients[i] = client_socket();
    struct rlimit few = {(rlim_t)clients[CLIENTS - 1] + SPARE, files.rlim_max};
    CHECK(setrlimit(RLIMIT_NOFILE, &few) == 0);
    while (filled < SPARE && (fill[filled] = dup(clients[0])) >= 0) filled++;
    for (int i = 0; i < FREE; i++) close(fill[--filled]);
    for (int i = 0; i < CLIENTS; i++) client_connect(clients[i], served);
    for (int i = FREE; i < CLIENTS; i++) closed += client_closed(clients[i]);
    CHECK_INT(closed, CLIENTS - FREE);
    while (filled) close(fill[--filled]);
    for (int i = 0; i < FREE; i++) {
        client_send(clients[i], STR("GET /echo HTTP/1.1\r\nHost: a\r\n\r\n"));
        CHECK_TEXT(client_body(client_read(clients[i], 1)), "GET /echo ");
    }
    for (int i = 0; i < CLIENTS; i++) close(clients[i]);
    CHECK(setrlimit(RLIMIT_NOFILE, &files) == 0);
    CHECK_TEXT(client_body(client_ask(served, STR("GET /echo HTTP/1.1\r\nHost: a\r\n\r\n"))), "GET /echo ");
    served_close(served);
}
