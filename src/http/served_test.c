#include "http/served_test.h"
#include "base/test.h"

#include <arpa/inet.h>
#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

enum { PATIENCE_MS = 20000, LARGEST_ANSWER = 64 << 20, BODY_LIMIT = 1 << 20 };

static const HttpHeader plain[] = {{STR("Content-Type"), STR("text/plain")}};

static bool path_is(const HttpExchange *exchange, const char *start)
{
    return str_starts_with(http_request(exchange)->path, str_of(start));
}

static void echo(HttpExchange *exchange)
{
    const HttpRequest *request = http_request(exchange);
    Str body = str_format(http_arena(exchange), "%.*s %.*s %.*s", STR_ARGS(request->method), STR_ARGS(request->path),
                          STR_ARGS(request->body));
    http_answer(exchange, 200, plain, 1, body);
}

static void put(Served *served, HttpExchange **list, int *count, HttpExchange *exchange)
{
    pthread_mutex_lock(&served->lock);
    assert(*count < SERVED_QUEUE);
    list[(*count)++] = exchange;
    pthread_cond_broadcast(&served->changed);
    pthread_mutex_unlock(&served->lock);
}

static HttpExchange *take(HttpExchange **list, int *count)
{
    HttpExchange *first = list[0];
    memmove(list, list + 1, (size_t)-- * count * sizeof *list);
    return first;
}

static void *work(void *context)
{
    Served *served = context;
    pthread_mutex_lock(&served->lock);
    for (;;) {
        while (served->work_count == 0 && !served->closing) pthread_cond_wait(&served->changed, &served->lock);
        if (served->work_count == 0) break;
        HttpExchange *exchange = take(served->work, &served->work_count);
        pthread_mutex_unlock(&served->lock);
        echo(exchange);
        pthread_mutex_lock(&served->lock);
    }
    pthread_mutex_unlock(&served->lock);
    return NULL;
}

static size_t begin(void *context, HttpExchange *exchange)
{
    Served *served = context;
    atomic_fetch_add(&served->begun, 1);
    if (path_is(exchange, "/small")) return 10;
    if (!path_is(exchange, "/early")) return BODY_LIMIT;
    http_answer(exchange, 401, plain, 1, STR("early"));
    return 0;
}

static void large(HttpExchange *exchange)
{
    size_t size = strtoul(str_c(http_arena(exchange), http_request(exchange)->query), NULL, 10);
    char *body = arena_array(http_arena(exchange), char, size);
    for (size_t i = 0; i < size; i++) body[i] = (char)('a' + i % 26);
    http_answer(exchange, 200, plain, 1, (Str){body, size});
}

static void complete(void *context, HttpExchange *exchange)
{
    static const HttpHeader split[] = {{STR("Location"), STR("/\r\nSet-Cookie: a=b")}};
    Served *served = context;
    if (path_is(exchange, "/held") || path_is(exchange, "/stream"))
        put(served, served->held, &served->held_count, exchange);
    else if (path_is(exchange, "/worker"))
        put(served, served->work, &served->work_count, exchange);
    else if (path_is(exchange, "/large"))
        large(exchange);
    else if (path_is(exchange, "/split"))
        http_answer(exchange, 302, split, 1, STR("never seen"));
    else if (path_is(exchange, "/none"))
        http_answer(exchange, 204, NULL, 0, STR(""));
    else if (path_is(exchange, "/echo") || path_is(exchange, "/small"))
        echo(exchange);
    else
        http_answer(exchange, 404, plain, 1, http_request(exchange)->path);
}

static void refuse(void *context, const HttpRequest *request, int status, const Error *error, Arena *arena,
                   HttpAnswer *answer)
{
    (void)context;
    if (status == 405 && request->method.size)
        answer->header[answer->headers++] = (HttpHeader){STR("Allow"), STR("GET, HEAD")};
    answer->type = STR("text/plain");
    answer->body = str_format(arena, "%d %s %s", status, error->code, error->message[LOCALE_EN]);
}

static void ended(void *context, HttpExchange *exchange, int status, uint64_t bytes_sent)
{
    Served *served = context;
    atomic_store(&served->last_status, status);
    atomic_store(&served->last_sent, bytes_sent);
    atomic_store(&served->last_broken, http_request(exchange)->broken);
    pthread_mutex_lock(&served->lock);
    atomic_fetch_add(&served->ended, 1);
    pthread_cond_broadcast(&served->changed);
    pthread_mutex_unlock(&served->lock);
}

Served *served_open(const HttpSettings *given)
{
    Served *served = arena_new(test_arena(), Served);
    HttpSettings settings = given ? *given : (HttpSettings){0};
    HttpHandler handler = {served, begin, complete, refuse, ended};
    Error error;
    if (settings.socket_path.size == 0 && settings.address.size == 0) settings.address = STR("127.0.0.1");
    pthread_mutex_init(&served->lock, NULL);
    pthread_cond_init(&served->changed, NULL);
    for (int i = 0; i < SERVED_WORKERS; i++) CHECK(pthread_create(&served->workers[i], NULL, work, served) == 0);
    CHECK(http_open(&settings, &handler, &served->server, &error));
    return served;
}

void served_close(Served *served)
{
    http_stop(served->server, 5);
    http_close(served->server);
    pthread_mutex_lock(&served->lock);
    served->closing = true;
    pthread_cond_broadcast(&served->changed);
    pthread_mutex_unlock(&served->lock);
    for (int i = 0; i < SERVED_WORKERS; i++) pthread_join(served->workers[i], NULL);
    CHECK_INT(atomic_load(&served->ended), atomic_load(&served->begun)); // each once
}

HttpExchange *served_take(Served *served)
{
    pthread_mutex_lock(&served->lock);
    while (served->held_count == 0) pthread_cond_wait(&served->changed, &served->lock);
    HttpExchange *exchange = take(served->held, &served->held_count);
    pthread_mutex_unlock(&served->lock);
    return exchange;
}

void served_wait_ended(Served *served, int count)
{
    pthread_mutex_lock(&served->lock);
    while (atomic_load(&served->ended) < count) pthread_cond_wait(&served->changed, &served->lock);
    pthread_mutex_unlock(&served->lock);
    CHECK_INT(atomic_load(&served->ended), count);
}

int client_socket(void)
{
    int client = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    CHECK(client >= 0);
    return client;
}

void client_connect(int client, const Served *served)
{
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons((uint16_t)http_port(served->server))};
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    CHECK(connect(client, (const struct sockaddr *)&address, sizeof address) == 0);
}

int client_open(const Served *served)
{
    int client = client_socket();
    client_connect(client, served);
    return client;
}

bool client_send(int client, Str bytes)
{
    while (bytes.size) {
        ssize_t sent = send(client, bytes.data, bytes.size, MSG_NOSIGNAL);
        if (sent < 0) return false;
        bytes.data += sent;
        bytes.size -= (size_t)sent;
    }
    return true;
}

// How many bytes the first answer takes, 0 when it is not whole yet.
static size_t answer_size(Str text)
{
    static const Str end = STR("\r\n\r\n"), length = STR("Content-Length: ");
    const char *found = text.size ? memmem(text.data, text.size, end.data, end.size) : NULL;
    if (!found) return 0;
    size_t head = (size_t)(found - text.data) + end.size;
    const char *number = memmem(text.data, head, length.data, length.size);
    size_t size = head + (number ? strtoul(number + length.size, NULL, 10) : 0);
    return size <= text.size ? size : 0;
}

static bool has_answers(Str text, int answers)
{
    for (int i = 0; i < answers; i++) {
        size_t size = answer_size(text);
        if (size == 0) return false;
        text = (Str){text.data + size, text.size - size};
    }
    return answers > 0;
}

Str client_read(int client, int answers)
{
    static char part[64 << 10];
    Text text = text_in(test_arena());
    while (!has_answers(text_str(&text), answers) && text.size < LARGEST_ANSWER) {
        struct pollfd wait = {.fd = client, .events = POLLIN};
        CHECK(poll(&wait, 1, PATIENCE_MS) == 1); // else the server keeps us waiting
        ssize_t size = recv(client, part, sizeof part, 0);
        if (size <= 0) break;
        text_add(&text, (Str){part, (size_t)size});
    }
    return text_str(&text);
}

Str client_ask(const Served *served, Str wire)
{
    int client = client_open(served);
    client_send(client, wire);
    shutdown(client, SHUT_WR);
    Str answer = client_read(client, 0);
    close(client);
    return answer;
}

Str client_body(Str answer)
{
    static const Str end = STR("\r\n\r\n");
    const char *found = answer.size ? memmem(answer.data, answer.size, end.data, end.size) : NULL;
    if (!found) return STR("no answer");
    found += end.size;
    return (Str){found, answer.size - (size_t)(found - answer.data)};
}

bool client_closed(int client)
{
    char byte;
    struct pollfd wait = {.fd = client, .events = POLLIN};
    CHECK(poll(&wait, 1, PATIENCE_MS) == 1);
    return recv(client, &byte, 1, 0) <= 0;
}
