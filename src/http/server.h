// server.h - HTTP/1.1 on sockets: listens, reads requests strictly, hands them over, writes answers. No route, no
// domain.
//
// A few event threads (epoll) hold all connections; each connection belongs to one of them. A request is read whole
// (headers, then a body within its limit, gzip unpacked whatever its label) and handed to the handler on the event
// thread, which answers at once or lets another thread answer later. What is ambiguous in the framing is answered 400
// and the connection closed (RFC 9112; bad_inputs A01-A69). Memory of an idle connection: under 1 KiB.
//
// Deadlines: headers 10 s, body at least 1 KiB/s, an answer is taken at 1 KiB/s (looked at every 30 s), idle 75 s.
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
    Str method;                          // as sent, one of GET HEAD POST PUT PATCH DELETE OPTIONS
    Str target;                          // as sent
    Str path;                            // decoded once, UTF-8, without the query: "/api/v1/customers/42"
    Str query;                           // as sent, after '?'; "" without
    HttpHeader header[HTTP_HEADERS_MAX]; // values are UTF-8: other bytes have become U+FFFD
    size_t headers;
    Str body;    // unpacked
    Str peer;    // the client's address as text: "127.0.0.1", "2001:db8::1"; of X-Forwarded-For behind a trusted proxy
    bool local;  // came over the Unix socket: whoever may open it holds the data folder
    bool secure; // https, as the trusted proxy says
    bool head;   // HEAD: answer as to GET; the body of the answer is counted but not sent
    Instant received;
    const char *broken; // in `ended`: why the answer did not arrive whole ("disconnected", "write_timeout"), or NULL
} HttpRequest;

Str http_header(const HttpRequest *request, Str lower_case_name); // "" when absent

// The answer to a request that is refused here, before or without the handler.
typedef struct HttpAnswer {
    HttpHeader header[4];
    size_t headers;
    Str type, body; // type: of the body
} HttpAnswer;

// Called on an event thread: all must not block.
typedef struct HttpHandler {
    void *context;
    // Headers are there, no body yet. The largest body to take (unpacked; larger is answered 413), or http_answer at
    // once and return 0.
    size_t (*begin)(void *context, HttpExchange *exchange);
    // The whole request. Answer now, or later from any thread. Not called when `begin` has answered, or when the body
    // is refused.
    void (*complete)(void *context, HttpExchange *exchange);
    // Fills the answer to what is refused here, in the same form as all others. `request` holds what was understood
    // so far; method, target and path may be "". 405 (TRACE, CONNECT) wants an Allow header. Memory of the arena.
    void (*refuse)(void *context, const HttpRequest *request, int status, const Error *error, Arena *arena,
                   HttpAnswer *answer);
    // Exactly once at the end of every exchange that `begin` has seen: what hangs on it may go.
    void (*ended)(void *context, HttpExchange *exchange, int status, uint64_t bytes_sent);
    // Told of each request that is refused before `begin` has seen it, for the log; NULL: nobody. `request` as above.
    void (*refused)(void *context, const HttpRequest *request, int status, const Error *error);
} HttpHandler;

const HttpRequest *http_request(const HttpExchange *exchange);
Arena *http_arena(HttpExchange *exchange); // lives until the exchange has ended
void http_attach(HttpExchange *exchange, void *of_the_handler);
void *http_attached(const HttpExchange *exchange);

// ---- answering, once, from any thread ----
//
// The exchange stays valid until it is answered, whatever becomes of the client: an answer to nobody is dropped.

// Headers have to be literals or of the exchange's arena. One with a control character makes the answer a 500.
// Content-Length, Date, Server and Connection are the server's business. `body` must last as long as the arena.
void http_answer(HttpExchange *exchange, int status, const HttpHeader *headers, size_t count, Str body);

// A stream, as of Server-Sent Events: begin, send from any thread, end. A client that does not read is cut off when
// more than 256 KiB wait for it. http_stream_send copies, and returns false when nobody listens any more;
// http_stream_end must be called all the same, exactly once: it lets the exchange go.
void http_stream_begin(HttpExchange *exchange, int status, const HttpHeader *headers, size_t count);
bool http_stream_send(HttpExchange *exchange, Str bytes);
void http_stream_end(HttpExchange *exchange);

// ---- the server ----

// In milliseconds; 0: as above.
typedef struct HttpDeadlines {
    int headers, idle;
    int body, write; // how often it is looked whether 1 KiB/s went through
    int linger;      // how long what a refused client still sends is thrown away, so that it reads the answer
} HttpDeadlines;

typedef struct HttpSettings {
    Str address;            // "127.0.0.1", "::1", "0.0.0.0"; "": the Unix socket alone
    int port;               // 0: one that is free
    Str socket_path;        // the Unix socket (mode 0600); "": none
    int threads;            // event threads; 0: 2
    size_t connections_max; // 0: 10,000; more are closed at once
    size_t bodies_max;      // bytes of all bodies that are being received or handled; 0: 256 MiB; more: 503
    const Str *hosts;       // names that Host may have, besides those of the loopback and `address`; none: any
    size_t host_count;
    const Str *proxies; // addresses whose X-Forwarded-For and -Proto are believed
    size_t proxy_count;
    HttpDeadlines deadlines;
} HttpSettings;

// Errors: the address is taken or is none (ERROR_FAILED, ERROR_USAGE); another server listens on the Unix socket.
MUST_USE bool http_open(const HttpSettings *settings, const HttpHandler *handler, HttpServer **server, Error *error);
int http_port(const HttpServer *server); // 0 without an address
// No new connections, idle ones closed, exchanges under way finished within `seconds`; then all are closed. What is
// answered later is dropped, and its `ended` called by the answering thread.
void http_stop(HttpServer *server, int seconds);
// After http_stop. Exchanges that nobody has answered yet stay valid.
void http_close(HttpServer *server);

typedef struct HttpCounts {
    uint64_t connections, accepted, requests, refused, bytes_in, bytes_out;
} HttpCounts;
HttpCounts http_counts(const HttpServer *server);

#endif
