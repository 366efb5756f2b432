// Clients that are slow, leave, or do not read; servers that stop.
#include "base/test.h"
#include "http/client.h"
#include "http/served_test.h"

#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

static const HttpHeader events[] = {{STR("Content-Type"), STR("text/event-stream")}};

static int client_asks(const Served *served, const char *path)
{
    int client = client_open(served);
    client_send(client, str_format(test_arena(), "GET %s HTTP/1.1\r\nHost: a\r\n\r\n", path));
    return client;
}

// Hard: the other side gets a reset.
static void client_reset(int client)
{
    struct linger now = {1, 0};
    CHECK(setsockopt(client, SOL_SOCKET, SO_LINGER, &now, sizeof now) == 0);
    close(client);
}

static void client_reads_little(int client)
{
    int bytes = 4096;
    CHECK(setsockopt(client, SOL_SOCKET, SO_RCVBUF, &bytes, sizeof bytes) == 0);
}

// ---- slow ----

TEST(a_head_that_does_not_come_to_its_end_is_given_up)
{
    Served *served = served_open(&(HttpSettings){.deadlines = {.headers = 150}});
    int client = client_open(served);
    client_send(client, STR("GET / HTTP/1.1\r\nHo"));
    Str answer = client_read(client, 0);
    CHECK(str_contains(answer, STR("408 header_timeout headers not complete in 0 s")));
    CHECK(str_contains(answer, STR("Connection: close")));
    close(client);
    served_close(served);
}

// The time is that of the whole head: a byte now and then does not buy more.
TEST(a_head_byte_by_byte_is_given_up_too)
{
    Served *served = served_open(&(HttpSettings){.deadlines = {.headers = 200}});
    int client = client_open(served);
    Str wire = STR("GET / HTTP/1.1\r\nHost: a\r\nX: yyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyy");
    char answer[64] = "";
    ssize_t size = 0;
    for (size_t i = 0; i < wire.size && size <= 0; i++) {
        client_send(client, (Str){wire.data + i, 1});
        usleep(10000);
        size = recv(client, answer, sizeof answer - 1, MSG_DONTWAIT);
    }
    CHECK(size > 0 && strncmp(answer, "HTTP/1.1 408 ", 13) == 0);
    close(client);
    served_close(served);
}

TEST(a_body_that_trickles_is_given_up_and_one_that_flows_is_not)
{
    enum { PIECES = 12, PIECE = 1000 };
    Served *served = served_open(&(HttpSettings){.deadlines = {.body = 300}});
    int slow = client_open(served), fast = client_open(served);
    Str head = str_format(test_arena(), "POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: %d\r\n\r\n", PIECES * PIECE);
    char piece[PIECE];
    memset(piece, 'x', sizeof piece);
    client_send(slow, head);
    client_send(fast, head);
    for (int i = 0; i < PIECES; i++) { // 0.9 s in all: three times 0.3 s
        client_send(slow, STR("x"));
        client_send(fast, (Str){piece, sizeof piece});
        usleep(75000);
    }
    CHECK(str_contains(client_read(slow, 1), STR("408 body_timeout body slower than 1024 bytes/s")));
    CHECK(str_starts_with(client_read(fast, 1), STR("HTTP/1.1 200 OK")));
    CHECK(client_closed(slow));
    close(slow);
    close(fast);
    served_close(served);
}

TEST(an_idle_connection_is_closed_without_a_word)
{
    Served *served = served_open(&(HttpSettings){.deadlines = {.idle = 150}});
    int silent = client_open(served), used = client_asks(served, "/echo");
    CHECK_TEXT(client_body(client_read(used, 1)), "GET /echo ");
    CHECK(client_closed(silent));
    CHECK(client_closed(used));
    close(silent);
    close(used);
    served_close(served);
}

TEST(waiting_for_the_handler_is_not_idling)
{
    Served *served = served_open(&(HttpSettings){.deadlines = {.idle = 50, .headers = 50, .body = 50, .write = 50}});
    int client = client_asks(served, "/held");
    HttpExchange *exchange = served_take(served);
    usleep(300000);
    http_answer(exchange, 200, NULL, 0, STR("late"));
    CHECK_TEXT(client_body(client_read(client, 1)), "late");
    close(client);
    served_close(served);
}

TEST(a_client_that_does_not_read_its_answer_is_cut_off)
{
    Served *served = served_open(&(HttpSettings){.deadlines = {.write = 200}});
    int client = client_socket();
    client_reads_little(client);
    client_connect(client, served);
    client_send(client, STR("GET /large?30000000 HTTP/1.1\r\nHost: a\r\n\r\n"));
    served_wait_ended(served, 1);
    CHECK_TEXT(str_of(atomic_load(&served->last_broken)), "write_timeout");
    CHECK(atomic_load(&served->last_sent) < 30000000);
    close(client);
    served_close(served);
}

TEST(a_client_that_asks_on_without_reading_is_not_served_on)
{
    enum { REQUESTS = 4000, ANSWER = 10000 };
    Served *served = served_open(&(HttpSettings){.deadlines = {.write = 300}});
    int client = client_socket();
    client_reads_little(client);
    client_connect(client, served);
    Text wire = text_in(test_arena());
    for (int i = 0; i < REQUESTS; i++) text_addf(&wire, "GET /large?%d HTTP/1.1\r\nHost: a\r\n\r\n", ANSWER);
    client_send(client, text_str(&wire));
    while (http_counts(served->server).connections) usleep(10000); // until it is cut off
    CHECK(atomic_load(&served->begun) < REQUESTS / 2);
    close(client);
    served_close(served);
}

TEST(more_bodies_at_once_than_allowed_are_told_to_come_again)
{
    Served *served = served_open(&(HttpSettings){.bodies_max = 128 << 10});
    Str head = STR("POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 90000\r\n\r\n");
    Text part = text_in(test_arena());
    while (part.size < 70000) text_add(&part, STR("xxxxxxxxxx"));
    int first = client_open(served), second = client_open(served);
    client_send(first, head);
    client_send(first, text_str(&part));
    while (http_counts(served->server).bytes_in < part.size + head.size) usleep(1000);
    client_send(second, head);
    client_send(second, text_str(&part));
    Str answer = client_read(second, 1);
    CHECK(str_contains(answer, STR("503 overloaded")));
    CHECK(str_contains(answer, STR("\r\nRetry-After: 1\r\n")));
    CHECK(str_starts_with(client_ask(served, STR("GET /large?16000 HTTP/1.1\r\nHost: a\r\n\r\n")),
                          STR("HTTP/1.1 200 OK")));
    client_send(first, (Str){part.data, 20000}); // who came first is served
    CHECK(str_starts_with(client_read(first, 1), STR("HTTP/1.1 200 OK")));
    close(first);
    close(second);
    while (http_counts(served->server).connections) usleep(1000);
    CHECK_INT(http_counts(served->server).refused, 1);
    int third = client_open(served);
    client_send(third, head);
    client_send(third, text_str(&part));
    client_send(third, (Str){part.data, 20000});
    CHECK(str_starts_with(client_read(third, 1), STR("HTTP/1.1 200 OK")));
    close(third);
    served_close(served);
}

// ---- gone ----

TEST(clients_may_leave_at_any_moment)
{
    Served *served = served_open(NULL);
    const char *beginnings[] = {"",
                                "G",
                                "GET / HTTP/1.1\r\nHost: a\r\n",
                                "POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 100\r\n\r\n",
                                "POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 100\r\n\r\nhello",
                                "POST /echo HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhel",
                                "GET /large?30000000 HTTP/1.1\r\nHost: a\r\n\r\n",
                                "GET /worker HTTP/1.1\r\nHost: a\r\n\r\n",
                                "GET /echo HTTP/1.1\r\nHost: a\r\n\r\nGET /worker HTTP/1.1\r\nHost: a\r\n\r\nGET"};
    for (size_t round = 0; round < 6 * COUNT_OF(beginnings); round++) {
        int client = client_open(served);
        client_send(client, str_of(beginnings[round % COUNT_OF(beginnings)]));
        if (round % 4 < 2) usleep(2000);
        if (round % 2)
            client_reset(client);
        else
            close(client);
    }
    while (http_counts(served->server).connections) usleep(1000);
    CHECK_TEXT(client_body(client_ask(served, STR("GET /echo HTTP/1.1\r\nHost: a\r\n\r\n"))), "GET /echo ");
    served_close(served); // as many ended as begun
}

// What came until the connection ended. False when it was reset: then a client may never see what it was sent.
static bool read_to_the_end(int client, Str *answer)
{
    char part[4096];
    Text text = text_in(test_arena());
    ssize_t size;
    while ((size = recv(client, part, sizeof part, 0)) > 0) text_add(&text, (Str){part, (size_t)size});
    *answer = text_str(&text);
    return size == 0;
}

TEST(a_connection_is_closed_gently_though_the_client_sent_too_much)
{
    enum { MORE = 300000 };
    const char *beginnings[] = {"GET /worker HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n",
                                "POST /early HTTP/1.1\r\nHost: a\r\nContent-Length: 500000\r\n\r\n",
                                "POST /small HTTP/1.1\r\nHost: a\r\nContent-Length: 500000\r\n\r\n"};
    const char *bodies[] = {"GET /worker ", "early", "413 body_too_large limit 10 bytes"};
    Served *served = served_open(NULL);
    for (size_t i = 0; i < COUNT_OF(beginnings); i++) {
        Str answer;
        Text wire = text_in(test_arena());
        text_add(&wire, str_of(beginnings[i]));
        while (wire.size < MORE) text_add(&wire, STR("xxxxxxxxxxxxxxxx"));
        size_t first = i ? strlen(beginnings[i]) : 0;
        int client = client_open(served);
        CHECK(client_send(client, (Str){wire.data, first}));
        if (first) usleep(50000); // it is refused, and then the body comes
        CHECK(client_send(client, (Str){wire.data + first, wire.size - first}));
        CHECK(shutdown(client, SHUT_WR) == 0); // not after a reset
        CHECK(read_to_the_end(client, &answer));
        CHECK_TEXT(client_body(answer), bodies[i]);
        close(client);
    }
    served_close(served);
}

TEST(an_exchange_stays_valid_until_it_is_answered_though_its_client_is_gone)
{
    Served *served = served_open(NULL);
    int client = client_open(served);
    client_send(client, STR("POST /held HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nhello"));
    HttpExchange *exchange = served_take(served);
    client_reset(client);
    while (http_counts(served->server).connections) usleep(1000);
    CHECK_INT(atomic_load(&served->ended), 0);
    CHECK_TEXT(http_request(exchange)->body, "hello");
    http_answer(exchange, 200, NULL, 0, str_format(http_arena(exchange), "to nobody"));
    served_wait_ended(served, 1);
    CHECK_INT(atomic_load(&served->last_status), 200);
    CHECK_INT(atomic_load(&served->last_sent), 0);
    CHECK_TEXT(str_of(atomic_load(&served->last_broken)), "disconnected");
    served_close(served);
}

TEST(a_client_that_has_half_closed_still_gets_its_answer)
{
    Served *served = served_open(NULL);
    int client = client_asks(served, "/held");
    HttpExchange *exchange = served_take(served);
    shutdown(client, SHUT_WR);
    usleep(20000);
    http_answer(exchange, 200, NULL, 0, STR("here"));
    CHECK_TEXT(client_body(client_read(client, 0)), "here");
    close(client);
    served_close(served);
}

// ---- streams ----

TEST(events_of_a_stream_arrive_as_they_are_sent)
{
    Served *served = served_open(NULL);
    int client = client_asks(served, "/stream");
    HttpExchange *exchange = served_take(served);
    http_stream_begin(exchange, 200, events, 1);
    Str head = client_read(client, 1);
    CHECK(str_contains(head, STR("\r\nTransfer-Encoding: chunked\r\n")));
    CHECK(http_stream_send(exchange, STR("data: 1\n\n")));
    char part[64] = "";
    CHECK(recv(client, part, sizeof part, 0) == 14);
    CHECK_TEXT(str_of(part), "9\r\ndata: 1\n\n\r\n");
    CHECK(http_stream_send(exchange, STR("data: 22\n\n")));
    http_stream_end(exchange);
    memset(part, 0, sizeof part);
    CHECK(recv(client, part, 20, MSG_WAITALL) == 20);
    CHECK_TEXT(str_of(part), "a\r\ndata: 22\n\n\r\n0\r\n\r\n");
    client_send(client, STR("GET /echo HTTP/1.1\r\nHost: a\r\n\r\n")); // the connection goes on
    CHECK_TEXT(client_body(client_read(client, 1)), "GET /echo ");
    close(client);
    served_close(served);
}

TEST(a_stream_to_an_old_client_ends_with_the_connection)
{
    Served *served = served_open(NULL);
    int client = client_open(served);
    client_send(client, STR("GET /stream HTTP/1.0\r\n\r\n"));
    HttpExchange *exchange = served_take(served);
    http_stream_begin(exchange, 200, events, 1);
    CHECK(http_stream_send(exchange, STR("data: 1\n\n")));
    http_stream_end(exchange);
    CHECK_TEXT(client_body(client_read(client, 0)), "data: 1\n\n");
    close(client);
    served_close(served);
}

TEST(a_stream_that_nobody_reads_ends_at_256_kib)
{
    enum { EVENT = 1000, ENOUGH = 100000 };
    Served *served = served_open(NULL);
    int client = client_socket();
    client_reads_little(client);
    client_connect(client, served);
    client_send(client, STR("GET /stream HTTP/1.1\r\nHost: a\r\n\r\n"));
    HttpExchange *exchange = served_take(served);
    http_stream_begin(exchange, 200, events, 1);
    char event[EVENT];
    memset(event, 'x', sizeof event);
    int sent = 0;
    while (sent < ENOUGH && http_stream_send(exchange, (Str){event, sizeof event})) sent++;
    CHECK(sent >= 256 && sent < ENOUGH);
    CHECK(!http_stream_send(exchange, STR("x")));
    while (http_counts(served->server).connections) usleep(1000); // it does not wait for the handler
    CHECK_INT(atomic_load(&served->ended), 0);
    http_stream_end(exchange);
    served_wait_ended(served, 1);
    CHECK_TEXT(str_of(atomic_load(&served->last_broken)), "write_timeout");
    close(client);
    served_close(served);
}

TEST(a_stream_learns_that_its_client_has_gone)
{
    Served *served = served_open(NULL);
    int client = client_asks(served, "/stream");
    HttpExchange *exchange = served_take(served);
    http_stream_begin(exchange, 200, events, 1);
    client_read(client, 1);
    close(client);
    while (http_counts(served->server).connections) usleep(1000);
    CHECK(!http_stream_send(exchange, STR("x")));
    http_stream_end(exchange);
    served_wait_ended(served, 1);
    served_close(served);
}

TEST(head_of_a_stream_is_its_head)
{
    Served *served = served_open(NULL);
    int client = client_open(served);
    client_send(client, STR("HEAD /stream HTTP/1.1\r\nHost: a\r\n\r\n"));
    HttpExchange *exchange = served_take(served);
    http_stream_begin(exchange, 200, events, 1);
    CHECK_TEXT(client_body(client_read(client, 0)), "");
    CHECK(!http_stream_send(exchange, STR("x")));
    http_stream_end(exchange);
    close(client);
    served_close(served);
}

typedef struct Sender {
    HttpExchange *exchange;
    pthread_t thread;
} Sender;

static void *send_events(void *context)
{
    enum { EVENTS = 500 };
    Sender *sender = context;
    char event[32];
    http_stream_begin(sender->exchange, 200, events, 1);
    for (int i = 0; i < EVENTS; i++) {
        int size = snprintf(event, sizeof event, "data: %d\n\n", i);
        if (!http_stream_send(sender->exchange, (Str){event, (size_t)size})) break;
    }
    http_stream_end(sender->exchange);
    return NULL;
}

TEST(streams_of_several_threads_begin_send_and_end_while_clients_come_and_go)
{
    enum { STREAMS = 24 };
    Served *served = served_open(NULL);
    int clients[STREAMS];
    Sender senders[STREAMS];
    for (int i = 0; i < STREAMS; i++) {
        clients[i] = client_asks(served, "/stream");
        senders[i].exchange = served_take(served);
        CHECK(pthread_create(&senders[i].thread, NULL, send_events, &senders[i]) == 0);
        if (i % 3 == 0) client_reset(clients[i]);
    }
    for (int i = 0; i < STREAMS; i++) pthread_join(senders[i].thread, NULL);
    for (int i = 0; i < STREAMS; i++) {
        if (i % 3 == 0) continue;
        shutdown(clients[i], SHUT_WR);
        close(clients[i]);
    }
    served_wait_ended(served, STREAMS);
    served_close(served);
}

// ---- stopping ----

static void *stop(void *context)
{
    Served *served = context;
    http_stop(served->server, 20);
    return NULL;
}

TEST(stopping_finishes_what_is_under_way_and_closes_the_rest)
{
    Served *served = served_open(NULL);
    pthread_t stopper;
    int idle = client_asks(served, "/echo"), waiting = client_asks(served, "/held");
    CHECK_TEXT(client_body(client_read(idle, 1)), "GET /echo ");
    HttpExchange *exchange = served_take(served);
    CHECK(pthread_create(&stopper, NULL, stop, served) == 0);
    CHECK(client_closed(idle)); // so the stop is under way
    http_answer(exchange, 200, NULL, 0, STR("finished"));
    Str answer = client_read(waiting, 0);
    CHECK_TEXT(client_body(answer), "finished");
    CHECK(str_contains(answer, STR("\r\nConnection: close\r\n")));
    pthread_join(stopper, NULL);
    close(idle);
    close(waiting);
    served_close(served);
}

TEST(what_is_answered_after_the_stop_is_dropped_and_ended_once)
{
    Served *served = served_open(NULL);
    int plain = client_asks(served, "/held"), stream = client_asks(served, "/stream");
    HttpExchange *first = served_take(served), *second = served_take(served);
    HttpExchange *answered = str_equal(http_request(first)->path, STR("/held")) ? first : second;
    HttpExchange *streamed = answered == first ? second : first;
    http_stop(served->server, 0);
    CHECK(client_closed(plain));
    CHECK_INT(atomic_load(&served->ended), 0);
    http_answer(answered, 200, NULL, 0, STR("too late"));
    CHECK_INT(atomic_load(&served->ended), 1); // by this thread
    http_stream_begin(streamed, 200, events, 1);
    CHECK(!http_stream_send(streamed, STR("x")));
    http_stream_end(streamed);
    CHECK_INT(atomic_load(&served->ended), 2);
    close(plain);
    close(stream);
    served_close(served);
}

TEST(an_exchange_outlives_the_server)
{
    Served *served = served_open(NULL);
    int client = client_asks(served, "/held");
    HttpExchange *exchange = served_take(served);
    http_stop(served->server, 0);
    http_close(served->server);
    CHECK_TEXT(http_request(exchange)->path, "/held");
    http_answer(exchange, 200, NULL, 0, STR("too late"));
    CHECK_INT(atomic_load(&served->ended), 1);
    CHECK(http_open(&(HttpSettings){.address = STR("127.0.0.1")}, &(HttpHandler){0}, &served->server, &(Error){0}));
    close(client);
    served_close(served);
}

TEST(a_port_that_is_taken_is_said)
{
    Served *served = served_open(NULL);
    HttpServer *second;
    Error error;
    HttpSettings settings = {.address = STR("127.0.0.1"), .port = http_port(served->server)};
    CHECK(!http_open(&settings, &(HttpHandler){0}, &second, &error));
    CHECK(str_starts_with(str_of(error.message[LOCALE_EN]), STR("can’t listen on 127.0.0.1 port ")));
    settings = (HttpSettings){.address = STR("localhost")};
    CHECK(!http_open(&settings, &(HttpHandler){0}, &second, &error));
    CHECK_INT(error.kind, ERROR_USAGE);
    const Str proxy = STR("10.0.0.0/8");
    settings = (HttpSettings){.address = STR("127.0.0.1"), .proxies = &proxy, .proxy_count = 1};
    CHECK(!http_open(&settings, &(HttpHandler){0}, &second, &error));
    CHECK_TEXT(str_of(error.message[LOCALE_EN]), "trusted proxy “10.0.0.0/8”: this is no IP address");
    served_close(served);
}
