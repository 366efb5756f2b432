#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "http/host.h"
#include "http/loop.h"

enum { READ_MAX = 64 << 10, STEPS_A_TURN = 32, BYTES_A_SECOND = 1024 };

// ---- reading ----

typedef enum Fill { FILL_SOME, FILL_WAIT, FILL_END, FILL_NO_ROOM } Fill;

static Str unread(const Connection *connection)
{
    return (Str){connection->in.data ? connection->in.data + connection->in_at : "",
                 connection->in.size - connection->in_at};
}

static void compact(Connection *connection)
{
    if (connection->in_at == 0) return;
    size_t left = connection->in.size - connection->in_at;
    memmove(connection->in.data, connection->in.data + connection->in_at, left);
    connection->in.size = left;
    connection->in_at = 0;
}

static Fill received(Connection *connection, ssize_t size, size_t room)
{
    if (size > 0) {
        connection->in.size += (size_t)size;
        if (connection->watch == WATCH_BODY) connection->progress += (uint64_t)size;
        atomic_fetch_add_explicit(&connection->thread->bytes_in, (uint64_t)size, memory_order_relaxed);
        if ((size_t)size < room) connection->readable = connection->hangup; // edge-triggered: more makes a new event
        return FILL_SOME;
    }
    connection->readable = false;
    if (size < 0 && errno == EAGAIN) return FILL_WAIT;
    if (size < 0) connection->dead = true;
    connection->end = true;
    return FILL_END;
}

// Reads up to `wanted` bytes more.
static Fill fill(Connection *connection, size_t wanted)
{
    if (!connection->readable) return connection->end ? FILL_END : FILL_WAIT;
    Buffer *in = &connection->in;
    if (in->capacity - in->size < wanted) compact(connection);
    if (in->capacity == in->size) {
        size_t more = wanted < in->size ? wanted : in->size; // at most twice as much
        if (in->size && buffer_pool_full(&connection->thread->buffers)) return FILL_NO_ROOM;
        if (!buffer_room(&connection->thread->buffers, in, more ? more : 1)) return FILL_NO_ROOM;
    }
    size_t room = in->capacity - in->size;
    if (room > READ_MAX) room = READ_MAX;
    ssize_t size;
    do size = recv(connection->file, in->data + in->size, room, 0);
    while (size < 0 && errno == EINTR);
    return received(connection, size, room);
}

static void release_input(Connection *connection)
{
    if (connection->in_at < connection->in.size) return;
    connection->in_at = 0;
    buffer_release(&connection->thread->buffers, &connection->in);
}

// ---- handing over ----

// The handler has answered within the call, or will by mail.
static void go_on(Connection *connection)
{
    connection->stage = STAGE_HANDLED;
    if (connection->exchange->answered) outgoing_answer(connection);
}

static void complete(Connection *connection)
{
    HttpExchange *exchange = connection->exchange;
    const HttpHandler *handler = &connection->thread->server->handler;
    exchange->inside = true;
    handler->complete(handler->context, exchange);
    exchange->inside = false;
    go_on(connection);
}

static void refuse_size(Connection *connection, HttpFault fault)
{
    Str limit = error_number(connection->exchange->arena, connection->limit);
    outgoing_refuse(connection, fault, &limit, 1);
}

// `size` bytes from in_at on are the body; the next request begins at `end`.
static bool hold_body(Connection *connection, size_t size, size_t end)
{
    HttpExchange *exchange = connection->exchange;
    Buffer rest = {0};
    Str left = {connection->in.data + end, connection->in.size - end};
    if (!buffer_add(&connection->thread->buffers, &rest, left)) return false;
    exchange->request.body = (Str){connection->in.data + connection->in_at, size};
    exchange->held = connection->in;
    connection->in = rest;
    connection->in_at = 0;
    return true;
}

static HttpFault unpack(Connection *connection)
{
    HttpExchange *exchange = connection->exchange;
    EventThread *thread = connection->thread;
    Str packed = exchange->request.body;
    if (!connection->gzip && !http_gzip_begins(packed)) return HTTP_FINE;
    exchange->request.body = STR("");
    HttpFault fault = http_gzip_read(thread->gzip, packed, connection->limit, exchange->arena, &exchange->request.body);
    buffer_release(&thread->buffers, &exchange->held);
    return fault;
}

static void body_whole(Connection *connection, size_t size, size_t end)
{
    if (!hold_body(connection, size, end)) {
        outgoing_refuse(connection, HTTP_OVERLOADED, NULL, 0);
        return;
    }
    HttpFault fault = unpack(connection);
    if (fault)
        refuse_size(connection, fault);
    else
        complete(connection);
}

// ---- the head ----

static bool host_served(const HttpServer *server, Str host)
{
    const HttpSettings *settings = &server->settings;
    if (settings->host_count == 0 || host.size == 0 || http_host_loopback(host)) return true;
    bool bracketed = host.data[0] == '[';
    Str bare = bracketed ? (Str){host.data + 1, host.size - 2} : host;
    HttpPeer named, bound;
    if (http_peer_parse(bare, &named) && http_peer_parse(settings->address, &bound) &&
        memcmp(named.address, bound.address, sizeof named.address) == 0)
        return true;
    for (size_t i = 0; i < settings->host_count; i++)
        if (str_equal_fold(host, settings->hosts[i])) return true;
    return false;
}

// The body that an answered request still has is passed over, or the connection closed when it is not there yet.
static void pass_over_body(Connection *connection, const HttpFraming *framing)
{
    if (!framing->chunked && framing->length <= unread(connection).size)
        connection->in_at += (size_t)framing->length;
    else
        connection->close = connection->linger = true;
}

static void begin(Connection *connection, const HttpFraming *framing)
{
    HttpExchange *exchange = connection->exchange;
    const HttpHandler *handler = &connection->thread->server->handler;
    exchange->begun = exchange->inside = true;
    connection->limit = handler->begin(handler->context, exchange);
    exchange->inside = false;
    if (exchange->answered) {
        pass_over_body(connection, framing);
        go_on(connection);
    } else if (framing->length > connection->limit) {
        refuse_size(connection, HTTP_BODY_TOO_LARGE);
    } else if (!framing->chunked && framing->length == 0) {
        complete(connection);
    } else {
        connection->stage = STAGE_BODY;
        connection->length = framing->length;
        connection->chunked = framing->chunked;
        connection->gzip = framing->gzip;
        connection->body_size = 0;
        connection->chunks = (HttpChunks){.limit = connection->limit};
        if (framing->expects && unread(connection).size == 0) outgoing_continue(connection);
    }
}

static void head_whole(Connection *connection)
{
    EventThread *thread = connection->thread;
    HttpServer *server = thread->server;
    HttpExchange *exchange = exchange_open(connection);
    HttpRequest *request = &exchange->request;
    HttpFraming framing;
    Str authority;
    atomic_fetch_add_explicit(&thread->requests, 1, memory_order_relaxed);
    HttpFault target_fault =
        http_head_cut(&connection->head, unread(connection), exchange->arena, request, &exchange->old, &authority);
    connection->in_at += connection->head.line_at;
    connection->head = (HttpHead){0};
    request->received = instant_now();
    http_peer_read(connection->peer, server->proxies, server->settings.proxy_count, request, exchange->arena);
    HttpFault fault = http_framing_read(request, exchange->old, authority, &framing);
    if (!fault && !connection->peer.local && !host_served(server, http_framing_host(request, authority)))
        fault = HTTP_HOST_UNKNOWN;
    connection->close = connection->close || framing.close;
    if (!fault) fault = target_fault;
    if (fault)
        outgoing_refuse(connection, fault, &framing.fault_header, 1);
    else
        begin(connection, &framing);
}

static void head_refused(Connection *connection, HttpFault fault)
{
    HttpExchange *exchange = exchange_open(connection);
    Str authority = STR(""); // as much as was understood, for the answer
    (void)!http_head_cut(&connection->head, unread(connection), exchange->arena, &exchange->request, &exchange->old,
                         &authority);
    http_peer_read(connection->peer, NULL, 0, &exchange->request, exchange->arena);
    connection->head = (HttpHead){0};
    Str seconds =
        error_number(exchange->arena, (uint64_t)connection->thread->server->settings.deadlines.headers / 1000);
    outgoing_refuse(connection, fault, &seconds, 1);
}

// ---- one step each; true: there may be more to do ----

static bool step_head(Connection *connection)
{
    if (outgoing_backlog(connection)) return false; // before it has read its answers, no more requests
    Str bytes = unread(connection);
    HttpFault fault = bytes.size ? http_head_scan(&connection->head, bytes) : HTTP_FINE;
    if (fault) {
        head_refused(connection, fault);
        return true;
    }
    if (connection->head.whole) {
        head_whole(connection);
        return true;
    }
    release_input(connection);
    Fill filled = fill(connection, BUFFER_SMALL);
    if (filled == FILL_END) connection->stage = STAGE_CLOSING; // in the middle of a head there is nobody to answer
    if (filled == FILL_NO_ROOM) head_refused(connection, HTTP_OVERLOADED);
    release_input(connection);
    return filled != FILL_WAIT;
}

static void body_ends(Connection *connection, Fill filled)
{
    Arena *arena = connection->exchange->arena;
    Str counts[] = {error_number(arena, unread(connection).size), error_number(arena, connection->length)};
    if (filled == FILL_NO_ROOM)
        outgoing_refuse(connection, HTTP_OVERLOADED, NULL, 0);
    else
        outgoing_refuse(connection, connection->chunked ? HTTP_CHUNKS_SHORT : HTTP_BODY_SHORT, counts, 2);
}

// Decodes what came; the payload stands from in_at on, body_size bytes. True when the body is over.
static bool decode_chunks(Connection *connection)
{
    Buffer *in = &connection->in;
    size_t from = connection->in_at + connection->body_size, taken = 0, written = 0;
    if (in->size == from) return false;
    char *raw = in->data + from;
    HttpFault fault = http_chunks_read(&connection->chunks, (Str){raw, in->size - from}, raw, &taken, &written);
    connection->body_size += written;
    if (fault) {
        refuse_size(connection, fault);
    } else if (connection->chunks.whole) {
        body_whole(connection, connection->body_size, from + taken);
    } else {
        in->size = connection->in_at + connection->body_size;
        return false;
    }
    return true;
}

static bool step_body(Connection *connection)
{
    size_t here = unread(connection).size;
    if (connection->chunked) {
        if (decode_chunks(connection)) return true;
    } else if (here >= connection->length) {
        size_t size = (size_t)connection->length;
        body_whole(connection, size, connection->in_at + size);
        return true;
    }
    size_t wanted = connection->chunked ? BUFFER_SMALL : (size_t)connection->length - here;
    Fill filled = fill(connection, wanted);
    if (filled == FILL_END || filled == FILL_NO_ROOM) body_ends(connection, filled);
    return filled != FILL_WAIT;
}

static bool step_handled(Connection *connection)
{
    if (!connection->exchange->answered) return false;
    outgoing_answer(connection);
    return true;
}

static bool step_sending(Connection *connection)
{
    outgoing_flush(connection);
    if (connection->dead || outgoing_waits(connection)) return false;
    outgoing_finished(connection);
    return true;
}

static bool step_stream(Connection *connection)
{
    if (connection->hangup) connection->dead = true; // whoever listens to a stream does not hang up half
    if (!connection->dead) outgoing_stream(connection);
    return connection->stage != STAGE_STREAM;
}

static bool step_closing(Connection *connection)
{
    outgoing_flush(connection);
    if (connection->dead || outgoing_waits(connection)) return false;
    bool more = connection->linger || connection->readable || unread(connection).size;
    if (!more || shutdown(connection->file, SHUT_WR) != 0) {
        connection->dead = true;
        return false;
    }
    connection->stage = STAGE_LINGER;
    connection->in_at = connection->in.size;
    release_input(connection);
    return true;
}

static bool step_linger(Connection *connection)
{
    Fill filled = fill(connection, BUFFER_SMALL);
    connection->in_at = connection->in.size;
    release_input(connection);
    if (filled == FILL_END || filled == FILL_NO_ROOM) connection->dead = true;
    return filled == FILL_SOME;
}

static bool step(Connection *connection)
{
    static bool (*const steps[])(Connection *) = {
        [STAGE_HEAD] = step_head,       [STAGE_BODY] = step_body,     [STAGE_HANDLED] = step_handled,
        [STAGE_SENDING] = step_sending, [STAGE_STREAM] = step_stream, [STAGE_CLOSING] = step_closing,
        [STAGE_LINGER] = step_linger,
    };
    return steps[connection->stage](connection);
}

// ---- deadlines ----

static Watch watch_of(const Connection *connection)
{
    if (outgoing_waits(connection)) return WATCH_WRITE;
    if (connection->stage == STAGE_HEAD) return connection->in.size ? WATCH_HEAD : WATCH_IDLE;
    if (connection->stage == STAGE_BODY) return WATCH_BODY;
    return connection->stage == STAGE_LINGER ? WATCH_LINGER : WATCH_NOTHING;
}

static int patience(const Connection *connection)
{
    const HttpDeadlines *deadlines = &connection->thread->server->settings.deadlines;
    const int of_watch[] = {
        [WATCH_NOTHING] = 0,
        [WATCH_IDLE] = deadlines->idle,
        [WATCH_HEAD] = deadlines->headers,
        [WATCH_BODY] = deadlines->body,
        [WATCH_WRITE] = deadlines->write,
        [WATCH_LINGER] = deadlines->linger,
    };
    return of_watch[connection->watch];
}

static void watch(Connection *connection, Watch wanted)
{
    EventThread *thread = connection->thread;
    connection->watch = (uint8_t)wanted;
    connection->progress = 0;
    if (wanted == WATCH_NOTHING)
        wheel_clear(&thread->wheel, &connection->timer);
    else
        wheel_set(&thread->wheel, &connection->timer, thread->now + patience(connection));
}

static bool fast_enough(const Connection *connection)
{
    return connection->progress >= (uint64_t)patience(connection) * BYTES_A_SECOND / MILLISECONDS_PER_SECOND;
}

void connection_expire(Connection *connection)
{
    Watch expired = (Watch)connection->watch;
    bool moves = (expired == WATCH_BODY || expired == WATCH_WRITE) && fast_enough(connection);
    if (moves)
        watch(connection, expired);
    else if (expired == WATCH_HEAD)
        head_refused(connection, HTTP_HEADER_TIMEOUT);
    else if (expired == WATCH_BODY)
        outgoing_refuse(connection, HTTP_BODY_TIMEOUT, NULL, 0);
    else
        connection->dead = true;
    if (connection->dead && expired == WATCH_WRITE && connection->exchange)
        connection->exchange->request.broken = "write_timeout";
    connection_turn(connection);
}

// ---- the life of a connection ----

void connection_welcome(EventThread *thread, Connection *connection)
{
    connection->thread = thread;
    connection->previous = NULL;
    connection->next = thread->connections;
    if (connection->next) connection->next->previous = connection;
    thread->connections = connection;
    struct epoll_event event = {.events = EPOLLIN | EPOLLOUT | EPOLLRDHUP | EPOLLET, .data.ptr = connection};
    if (epoll_ctl(thread->poll, EPOLL_CTL_ADD, connection->file, &event) != 0) connection->dead = true;
    connection_turn(connection);
}

static void wait_in_line(Connection *connection)
{
    if (connection->ready) return;
    connection->ready = true;
    connection->next_ready = connection->thread->ready;
    connection->thread->ready = connection;
}

void connection_turn(Connection *connection)
{
    bool more = true;
    outgoing_flush(connection);
    for (int steps = 0; more && !connection->dead; steps++) {
        if (steps == STEPS_A_TURN) {
            wait_in_line(connection);
            break;
        }
        more = step(connection);
        if (outgoing_backlog(connection)) outgoing_flush(connection);
    }
    outgoing_flush(connection);
    if (connection->dead) {
        connection_close(connection);
        return;
    }
    Watch wanted = watch_of(connection);
    if (wanted != connection->watch || connection->renewed) watch(connection, wanted);
    connection->renewed = false;
}

void connection_leave(Connection *connection)
{
    bool idle = connection->stage == STAGE_HEAD && unread(connection).size == 0;
    if (idle || connection->stage == STAGE_STREAM) connection->dead = true;
    connection_turn(connection);
}

static void unlink_connection(Connection *connection)
{
    EventThread *thread = connection->thread;
    if (connection->previous)
        connection->previous->next = connection->next;
    else
        thread->connections = connection->next;
    if (connection->next) connection->next->previous = connection->previous;
}

void connection_close(Connection *connection)
{
    EventThread *thread = connection->thread;
    wheel_clear(&thread->wheel, &connection->timer);
    unlink_connection(connection);
    close(connection->file);
    buffer_release(&thread->buffers, &connection->in);
    buffer_release(&thread->buffers, &connection->out);
    if (connection->exchange) connection->exchange->bytes_sent -= connection->sending.size;
    if (connection->exchange) exchange_leave(connection->exchange, connection->stage == STAGE_BODY);
    connection->exchange = NULL;
    atomic_fetch_sub(&thread->server->connections, 1);
    if (!connection->ready) free(connection); // else who takes it out of the line does
}
