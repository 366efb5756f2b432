// server.h - HTTP/1.1 on sockets: listens, reads requests strictly, hands them over, writes answers. No route, no
// domain.
//
// A few event threads (epoll) hold all connections; each connection belongs to one of them. A request is read whole
// (headers, then a body within its limit, gzip unpacked whatever its label) and handed to the handler on the event
// thread, which answers at once or lets another thread answer later. What is ambiguous in the framing is answered 400
// and the connection closed (RFC 9112; bad_inputs A01-A69). Memory of an idle connection: under 1 KiB.
//
// Deadlines: headers 10 s, body at least 1 KiB/s, answer taken within 30 s, idle keep-alive 75 s.
#ifndef FIDELE_HTTP_SERVER_H
#define FIDELE_HTTP_SERVER_H

#include "base/error.h"
#include "base/instant.h"

typedef struct HttpServer HttpServer;
typedef struct HttpExchange HttpExchange; // a request and its answer

typedef struct HttpHeader {
    Str name, value; // the name in lower case
} HttpHeader;

enum { HTTP_HEADERS_MAX = 64 };

typedef struct HttpRequest {
    Str method; // "GET"
    Str target; // as sent
    Str path;   // decoded once, UTF-8, without the query: "/api/v1/customers/42"
    Str query;  // as sent, after '?'; "" without
    HttpHeader header[HTTP_HEADERS_MAX];
    size_t headers;
    Str body;    // unpacked
    Str peer;    // the client's address as text: "127.0.0.1", "2001:db8::1"; of X-Forwarded-For behind a trusted proxy
    bool local;  // came over the Unix socket: whoever may open it holds the data folder
    bool secure; // https, as the trusted proxy says
    bool head;   // HEAD: as GET, the body of the answer is not sent
    Instant received;
} HttpRequest;

Str http_header(const HttpRequest *request, Str lower_case_name); // "" when absent

// Called on an event thread: both must not block.
typedef struct HttpHandler {
    void *context;
    // Headers are there, no body yet. The largest body to take (unpacked; larger is answered 413), or http_answer at
    // once and return 0.
    size_t (*begin)(void *context, HttpExchange *exchange);
    // The whole request. Answer now, or later from any thread.
    void (*complete)(void *context, HttpExchange *exchange);
    // The answer of a framing error, in the same form as all others. Fills body and content type; memory of the arena.
    void (*refuse)(void *context, int status, const char *code, Phrase message, Arena *arena, Str *type, Str *body);
    // Exactly once at the end of every exchange that `begin` has seen: what hangs on it may go.
    void (*ended)(void *context, HttpExchange *exchange, int status, uint64_t bytes_sent);
} HttpHandler;

const HttpRequest *http_request(const HttpExchange *exchange);
Arena *http_arena(HttpExchange *exchange); // lives until the exchange has ended
void http_attach(HttpExchange *exchange, void *of_the_handler);
void *http_attached(const HttpExchange *exchange);

// ---- answering, once, from any thread ----

// Headers have to be literals or of the exchange's arena, and are checked (no control characters). Content-Length,
// Date, Server and Connection are the server's business. `body` must last as long as the arena.
void http_answer(HttpExchange *exchange, int status, const HttpHeader *headers, size_t count, Str body);

// A stream of Server-Sent Events: begin, send from any thread, end. Sends to a client that does not read are dropped
// past 256 KiB, and the stream ends: http_stream_send then returns false.
void http_stream_begin(HttpExchange *exchange, int status, const HttpHeader *headers, size_t count);
bool http_stream_send(HttpExchange *exchange, Str bytes);
void http_stream_end(HttpExchange *exchange);

// ---- the server ----

typedef struct HttpSettings {
    Str address;            // "127.0.0.1", "::1", "0.0.0.0"
    int port;               // 0: one that is free
    Str socket_path;        // the Unix socket (mode 0600); "": none
    int threads;            // event threads; 0: 2
    size_t connections_max; // 0: 10,000; more are closed at once
    const Str *hosts;       // names that Host may have, besides addresses of the loopback; none: any
    size_t host_count;
    const Str *proxies; // addresses whose X-Forwarded-For and -Proto are believed
    size_t proxy_count;
} HttpSettings;

MUST_USE bool http_open(const HttpSettings *settings, const HttpHandler *handler, HttpServer **server, Error *error);
int http_port(const HttpServer *server);
// No new connections, idle ones closed, exchanges under way finished within `seconds`; then all are closed.
void http_stop(HttpServer *server, int seconds);
void http_close(HttpServer *server);

typedef struct HttpCounts {
    uint64_t connections, accepted, requests, refused, bytes_in, bytes_out;
} HttpCounts;
HttpCounts http_counts(const HttpServer *server);

#endif
