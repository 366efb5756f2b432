// http_trivial.c - the listener alone: every request is answered with two bytes. What http_load measures here is the
// most that any route can reach. Arguments: the port and the number of threads.
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "http/server.h"

static size_t begin(void *context, HttpExchange *exchange)
{
    (void)context;
    (void)exchange;
    return 1 << 20;
}

static void complete(void *context, HttpExchange *exchange)
{
    (void)context;
    static const HttpHeader type[] = {{STR("Content-Type"), STR("text/plain")}};
    http_answer(exchange, 200, type, 1, STR("ok"));
}

static void refuse(void *context, const HttpRequest *request, int status, const Error *error, Arena *arena,
                   HttpAnswer *answer)
{
    (void)context;
    (void)request;
    answer->type = STR("text/plain");
    answer->body = str_format(arena, "%d %s", status, error->code);
}

static void ended(void *context, HttpExchange *exchange, int status, uint64_t bytes_sent)
{
    (void)context;
    (void)exchange;
    (void)status;
    (void)bytes_sent;
}

int main(int count, char **arguments)
{
    HttpSettings settings = {.address = STR("127.0.0.1")};
    HttpHandler handler = {NULL, begin, complete, refuse, ended};
    HttpServer *server;
    Error error;
    if (count > 1) settings.port = (int)strtol(arguments[1], NULL, 10);
    if (count > 2) settings.threads = (int)strtol(arguments[2], NULL, 10);
    if (!http_open(&settings, &handler, &server, &error)) {
        fprintf(stderr, "%s\n", error.message[LOCALE_EN]);
        return 1;
    }
    printf("%d\n", http_port(server));
    fflush(stdout);
    for (;;) pause();
}
