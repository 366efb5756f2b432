// client.h - one request over a Unix socket: how a command talks to the server that holds the data folder.
#ifndef FIDELE_HTTP_CLIENT_H
#define FIDELE_HTTP_CLIENT_H

#include "base/error.h"

typedef struct HttpReply {
    int status;
    Str type, body;
} HttpReply;

// Errors: ERROR_UNAVAILABLE when nobody listens there, ERROR_FAILED when the connection breaks.
MUST_USE bool http_ask(Str socket_path, Str method, Str target, Str type, Str body, Arena *arena, HttpReply *reply,
                       Error *error);

#endif
