#include <string.h>

#include "http/loop.h"

enum { STREAM_WAITING_MAX = 256 << 10, ARENA_KEPT_BYTES = 64 << 10 };

static Arena *arena_take(EventThread *thread)
{
    return thread->arena_count ? thread->arenas[--thread->arena_count] : arena_open(0);
}

static void arena_give_back(EventThread *thread, Arena *arena)
{
    if (thread->arena_count == ARENAS_KEPT || arena_used_bytes(arena) > ARENA_KEPT_BYTES) {
        arena_close(arena);
        return;
    }
    arena_reset(arena);
    thread->arenas[thread->arena_count++] = arena;
}

HttpExchange *exchange_open(Connection *connection)
{
    EventThread *thread = connection->thread;
    Arena *arena = arena_take(thread);
    HttpExchange *exchange = arena_new(arena, HttpExchange);
    exchange->arena = arena;
    exchange->thread = thread;
    exchange->connection = connection;
    exchange->request.method = exchange->request.target = exchange->request.path = exchange->request.query = STR("");
    exchange->request.body = STR("");
    connection->exchange = exchange;
    atomic_fetch_add(&thread->server->references, 1);
    return exchange;
}

static void tell_ended(HttpExchange *exchange)
{
    const HttpHandler *handler = &exchange->thread->server->handler;
    if (exchange->begun) handler->ended(handler->context, exchange, exchange->status, exchange->bytes_sent);
}

void exchange_end(HttpExchange *exchange)
{
    EventThread *thread = exchange->thread;
    tell_ended(exchange);
    buffer_release(&thread->buffers, &exchange->held);
    buffer_drop(&exchange->pending, thread->buffers.held);
    arena_give_back(thread, exchange->arena);
    exchange_release_server(thread->server);
}

// After its thread has ended.
static void end_late(HttpExchange *exchange)
{
    HttpServer *server = exchange->thread->server;
    tell_ended(exchange);
    buffer_drop(&exchange->held, &server->held);
    buffer_drop(&exchange->pending, &server->held);
    arena_close(exchange->arena);
    exchange_release_server(server);
}

// Under the lock. Streams: whoever ends it has done so, and no mail will speak of it any more.
static bool is_over(const HttpExchange *exchange, bool early)
{
    if (early || !exchange->begun) return true;
    if (!exchange->answered) return false; // what stands in the answer is not ours to read yet
    return !exchange->stream || (exchange->stream_ended && !exchange->posted);
}

void exchange_leave(HttpExchange *exchange, bool early)
{
    EventThread *thread = exchange->thread;
    exchange->connection = NULL;
    if (!exchange->request.broken) exchange->request.broken = "disconnected";
    pthread_mutex_lock(&thread->lock);
    exchange->stream_broken = true;
    bool over = is_over(exchange, early);
    pthread_mutex_unlock(&thread->lock);
    if (over) exchange_end(exchange);
}

// ---- by any thread ----

const HttpRequest *http_request(const HttpExchange *exchange)
{
    return &exchange->request;
}

Arena *http_arena(HttpExchange *exchange)
{
    return exchange->arena;
}

void http_attach(HttpExchange *exchange, void *of_the_handler)
{
    exchange->attached = of_the_handler;
}

void *http_attached(const HttpExchange *exchange)
{
    return exchange->attached;
}

// Under the lock. True when the thread has to be woken.
static bool post(HttpExchange *exchange)
{
    EventThread *thread = exchange->thread;
    if (exchange->posted) return false;
    exchange->posted = true;
    exchange->next_mail = NULL;
    bool first = thread->mail_first == NULL;
    if (first)
        thread->mail_first = exchange;
    else
        thread->mail_last->next_mail = exchange;
    thread->mail_last = exchange;
    return first;
}

// The answer is written: lets the event thread know, at once when it is the caller.
static void hand_over(HttpExchange *exchange)
{
    EventThread *thread = exchange->thread;
    if (loop_here(thread) && exchange->inside) {
        exchange->answered = true;
        return;
    }
    pthread_mutex_lock(&thread->lock);
    bool closed = thread->closed, wake = !closed && post(exchange);
    if (closed) exchange->stream_broken = true;
    if (wake) loop_wake(thread); // under the lock: the server may be gone as soon as the answer is out
    pthread_mutex_unlock(&thread->lock);
    if (closed && !exchange->stream) end_late(exchange);
}

void http_answer(HttpExchange *exchange, int status, const HttpHeader *headers, size_t count, Str body)
{
    exchange->status = status;
    exchange->headers = headers;
    exchange->header_count = count;
    exchange->body = body;
    hand_over(exchange);
}

void http_stream_begin(HttpExchange *exchange, int status, const HttpHeader *headers, size_t count)
{
    exchange->stream = true;
    http_answer(exchange, status, headers, count, STR(""));
}

bool http_stream_send(HttpExchange *exchange, Str bytes)
{
    EventThread *thread = exchange->thread;
    BufferPool no_pool = {.held = thread->buffers.held, .held_max = SIZE_MAX};
    pthread_mutex_lock(&thread->lock);
    bool sent = !exchange->stream_broken && !thread->closed;
    if (sent) {
        bool fits = exchange->pending.size + exchange->outgoing + bytes.size <= STREAM_WAITING_MAX;
        sent = fits && buffer_add(&no_pool, &exchange->pending, bytes);
        buffer_pool_empty(&no_pool);
        exchange->stream_broken = !sent;
        if (post(exchange)) loop_wake(thread);
    }
    pthread_mutex_unlock(&thread->lock);
    return sent;
}

void http_stream_end(HttpExchange *exchange)
{
    EventThread *thread = exchange->thread;
    pthread_mutex_lock(&thread->lock);
    exchange->stream_ended = true;
    bool closed = thread->closed;
    if (!closed && post(exchange)) loop_wake(thread);
    pthread_mutex_unlock(&thread->lock);
    if (closed) end_late(exchange);
}

// ---- by the event thread ----

static HttpExchange *take_mail(EventThread *thread, bool *stream_ended)
{
    pthread_mutex_lock(&thread->lock);
    HttpExchange *exchange = thread->mail_first;
    if (exchange) {
        thread->mail_first = exchange->next_mail;
        exchange->posted = false;
        *stream_ended = exchange->stream_ended;
    }
    pthread_mutex_unlock(&thread->lock);
    return exchange;
}

void exchange_mail(EventThread *thread)
{
    bool stream_ended;
    for (HttpExchange *exchange; (exchange = take_mail(thread, &stream_ended));) {
        Connection *connection = exchange->connection;
        exchange->answered = true;
        if (connection)
            connection_turn(connection);
        else if (!exchange->stream || stream_ended)
            exchange_end(exchange);
    }
}
