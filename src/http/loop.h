// loop.h - what the files behind server.h share: a server, its event threads, their connections and exchanges.
//
// A connection belongs to one event thread, and only that thread touches it. An exchange belongs to its connection's
// thread as well; other threads reach it by what stands under the thread's lock: they post it, the thread takes it out
// of its mail. So an exchange may outlive its connection, and its connection may be closed at any time.
#ifndef FIDELE_HTTP_LOOP_H
#define FIDELE_HTTP_LOOP_H

#include <pthread.h>
#include <stdatomic.h>
#include <sys/stat.h>

#include "http/buffer.h"
#include "http/chunks.h"
#include "http/framing.h"
#include "http/gzip.h"
#include "http/head.h"
#include "http/peer.h"
#include "http/server.h"
#include "http/wheel.h"

typedef struct EventThread EventThread;
typedef struct Connection Connection;

typedef enum Stage {
    STAGE_HEAD,    // idle, or a head is being read
    STAGE_BODY,    // the exchange has begun, its body is being read
    STAGE_HANDLED, // with the handler, which has not answered yet
    STAGE_SENDING, // a large answer is being sent
    STAGE_STREAM,
    STAGE_CLOSING, // what is left to send, then close
    STAGE_LINGER   // all is sent; what still comes is thrown away
} Stage;

// What a connection's timer stands for.
typedef enum Watch { WATCH_NOTHING, WATCH_IDLE, WATCH_HEAD, WATCH_BODY, WATCH_WRITE, WATCH_LINGER } Watch;

struct Connection {
    Timer timer; // first: a timer is its connection
    EventThread *thread;
    Connection *previous, *next; // all of the thread; `next` also of newcomers
    Connection *next_ready;
    HttpExchange *exchange; // from the whole head to the whole answer
    int file;
    HttpPeer peer;
    uint8_t stage, watch;
    bool readable, hangup, end; // may have bytes; will have no more; has none any more
    bool close, linger;         // after this answer; because not all was read
    bool ready, dead, renewed;
    uint64_t progress; // bytes through since the watch began
    HttpHead head;
    Buffer in, out;
    size_t in_at, out_at; // how much is used up
    Str sending;          // of the exchange's answer, behind `out`
    // While STAGE_BODY:
    uint64_t length;
    size_t limit, body_size; // body_size: decoded so far, when chunked
    HttpChunks chunks;
    bool chunked, gzip;
};

struct HttpExchange {
    HttpRequest request;
    EventThread *thread;
    Connection *connection; // NULL: it is gone
    Arena *arena;           // holds this too
    Buffer held;            // where the body lies
    void *attached;
    uint64_t bytes_sent;
    bool begun;    // the handler knows it
    bool inside;   // the handler is being called
    bool answered; // as far as the event thread knows
    bool old;      // HTTP/1.0
    // The answer; written by who answers, before the event thread learns of it.
    int status;
    const HttpHeader *headers;
    size_t header_count;
    Str body;
    bool stream;
    // Under the thread's lock:
    HttpExchange *next_mail;
    bool posted, stream_ended, stream_broken;
    Buffer pending;  // of the stream, not yet taken by the event thread
    size_t outgoing; // of the stream, taken but not yet sent
};

enum { ARENAS_KEPT = 64, DATE_BYTES = 32 };

struct EventThread {
    HttpServer *server;
    pthread_t thread;
    int poll, wake;
    int64_t now;          // of a clock that never goes back, in milliseconds
    int64_t listen_again; // 0: it does listen
    Wheel wheel;
    BufferPool buffers;
    Arena *arenas[ARENAS_KEPT];
    size_t arena_count;
    HttpGzip *gzip;
    Connection *connections, *ready;
    int64_t date_second;
    char date[DATE_BYTES];
    atomic_uint_least64_t accepted, requests, refused, bytes_in, bytes_out;
    pthread_mutex_t lock;
    // Under the lock:
    HttpExchange *mail_first, *mail_last;
    Connection *newcomers;
    bool closed; // the thread has ended
};

enum { LISTENERS = 2 };

struct HttpServer {
    HttpHandler handler;
    HttpSettings settings; // with all defaults filled in; texts lie in the arena
    Arena *arena;
    HttpPeer *proxies;
    int listener[LISTENERS]; // TCP, Unix; -1: none
    int reserve;             // a descriptor to give up when there are no others
    struct stat socket_file;
    EventThread *threads; // settings.threads of them
    int started;
    unsigned next_thread; // of the accepting thread
    atomic_bool stopping;
    atomic_int_least64_t stop_by;
    atomic_size_t connections, held;
    atomic_size_t references; // exchanges, and one
};

// ---- loop.c: the thread ----

int64_t loop_clock(void);
void *loop_run(void *event_thread);
void loop_wake(EventThread *thread);
bool loop_here(const EventThread *thread); // is this the calling thread?

// ---- connection.c: reads requests, has them handled ----

void connection_welcome(EventThread *thread, Connection *connection); // newly accepted: takes it in
void connection_turn(Connection *connection);                         // goes on as far as possible; may close it
void connection_expire(Connection *connection);                       // its timer is due
void connection_close(Connection *connection);
// Ends what can be ended, as the server stops.
void connection_leave(Connection *connection);

// ---- outgoing.c: writes answers ----

void outgoing_answer(Connection *connection); // the exchange has been answered
void outgoing_refuse(Connection *connection, HttpFault fault, const Str *arguments, size_t count);
void outgoing_continue(Connection *connection);      // 100
void outgoing_stream(Connection *connection);        // takes what is pending
void outgoing_flush(Connection *connection);         // what the system takes now
bool outgoing_waits(const Connection *connection);   // something is left to send
bool outgoing_backlog(const Connection *connection); // so much that no more should be added
void outgoing_finished(Connection *connection);      // the exchange is over

// ---- exchange.c ----

HttpExchange *exchange_open(Connection *connection);
void exchange_end(HttpExchange *exchange); // on its thread
void exchange_mail(EventThread *thread);   // takes what other threads posted
// Its connection goes. Ends it, unless somebody else has still to answer it; `early`: the handler has no whole request.
void exchange_leave(HttpExchange *exchange, bool early);
void exchange_release_server(HttpServer *server); // one reference less

#endif
