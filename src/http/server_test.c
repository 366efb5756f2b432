#include "http/server.h"
#include "base/test.h"
#include "http/client.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

// Answers with what was asked: "METHOD path body".
static size_t echo_begin(void *context, HttpExchange *exchange)
{
    (void)context;
    (void)exchange;
    return 1 << 20;
}

static void echo_complete(void *context, HttpExchange *exchange)
{
    (void)context;
    const HttpRequest *request = http_request(exchange);
    static const HttpHeader plain[] = {{STR("Content-Type"), STR("text/plain")}};
    Str body = str_format(http_arena(exchange), "%.*s %.*s %.*s", STR_ARGS(request->method), STR_ARGS(request->path),
                          STR_ARGS(request->body));
    http_answer(exchange, 200, plain, 1, body);
}

static void plain_refuse(void *context, const HttpRequest *request, int status, const Error *error, Arena *arena,
                         HttpAnswer *answer)
{
    (void)context;
    (void)request;
    answer->type = STR("text/plain");
    answer->body = str_format(arena, "%d %s %s", status, error->code, error->message[LOCALE_EN]);
}

static void nothing_ended(void *context, HttpExchange *exchange, int status, uint64_t bytes_sent)
{
    (void)context;
    (void)exchange;
    (void)status;
    (void)bytes_sent;
}

TEST(a_command_asks_the_server_over_its_unix_socket)
{
    char folder[] = "/tmp/fidele-http-XXXXXX";
    CHECK(mkdtemp(folder) != NULL);
    Str path = str_format(test_arena(), "%s/socket", folder);
    HttpSettings settings = {.socket_path = path};
    HttpHandler handler = {NULL, echo_begin, echo_complete, plain_refuse, nothing_ended};
    HttpServer *server;
    Error error;
    CHECK(http_open(&settings, &handler, &server, &error));
    HttpReply reply;
    CHECK(http_ask(path, STR("POST"), STR("/a%20b?c"), STR("text/plain"), STR("hello"), test_arena(), &reply, &error));
    CHECK_INT(reply.status, 200);
    CHECK_TEXT(reply.type, "text/plain");
    CHECK_TEXT(reply.body, "POST /a b hello");
    http_stop(server, 1);
    http_close(server);
    CHECK(!http_ask(path, STR("GET"), STR("/"), STR(""), STR(""), test_arena(), &reply, &error));
    CHECK_INT(error.kind, ERROR_UNAVAILABLE);
    CHECK(access(str_c(test_arena(), path), F_OK) != 0);
    CHECK(rmdir(folder) == 0);
}
