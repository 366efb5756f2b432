#include <errno.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/uio.h>

#include "http/answer.h"
#include "http/loop.h"

// Answers up to this size are copied behind each other, so that those of pipelined requests leave in one packet.
enum { COPIED_MAX = 16 << 10, BACKLOG_BYTES = 64 << 10 };

static size_t out_left(const Connection *connection)
{
    return connection->out.size - connection->out_at;
}

bool outgoing_waits(const Connection *connection)
{
    return out_left(connection) || connection->sending.size;
}

bool outgoing_backlog(const Connection *connection)
{
    return out_left(connection) > BACKLOG_BYTES;
}

static void broke(Connection *connection, const char *how)
{
    connection->dead = true;
    if (connection->exchange && !connection->exchange->request.broken) connection->exchange->request.broken = how;
}

static void add_out(Connection *connection, Str bytes)
{
    if (!buffer_add(&connection->thread->buffers, &connection->out, bytes)) broke(connection, "disconnected");
}

// ---- to the system ----

static void sent(Connection *connection, size_t size)
{
    size_t of_out = size < out_left(connection) ? size : out_left(connection);
    connection->out_at += of_out;
    if (size > of_out) {
        connection->sending.data += size - of_out;
        connection->sending.size -= size - of_out;
    }
    connection->progress += size;
    atomic_fetch_add_explicit(&connection->thread->bytes_out, size, memory_order_relaxed);
    if (out_left(connection)) return;
    connection->out_at = 0;
    buffer_release(&connection->thread->buffers, &connection->out);
}

void outgoing_flush(Connection *connection)
{
    while (outgoing_waits(connection) && !connection->dead) {
        struct iovec parts[2] = {
            {connection->out.data + connection->out_at, out_left(connection)},
            {(void *)(uintptr_t)connection->sending.data, connection->sending.size},
        };
        bool skip = parts[0].iov_len == 0;
        struct msghdr message = {.msg_iov = parts + skip, .msg_iovlen = skip ? 1 : 2};
        ssize_t size = sendmsg(connection->file, &message, MSG_NOSIGNAL);
        if (size >= 0)
            sent(connection, (size_t)size);
        else if (errno == EAGAIN)
            return;
        else if (errno != EINTR)
            broke(connection, "disconnected");
    }
}

// ---- answers ----

static const char *say_connection(const Connection *connection)
{
    if (connection->close) return "close";
    return connection->exchange->old ? "keep-alive" : NULL;
}

static const char *date_now(EventThread *thread)
{
    int64_t second = instant_now() / MILLISECONDS_PER_SECOND;
    if (second != thread->date_second) {
        thread->date_second = second;
        http_date(second, thread->date, sizeof thread->date);
    }
    return thread->date;
}

static void add_head(Connection *connection)
{
    EventThread *thread = connection->thread;
    HttpExchange *exchange = connection->exchange;
    HttpAnswerHead head = {
        .status = exchange->status,
        .headers = exchange->headers,
        .count = exchange->header_count,
        .chunked = exchange->stream && !exchange->old,
        .length = exchange->body.size,
        .connection = say_connection(connection),
        .date = date_now(thread),
    };
    if (!http_answer_head(&thread->buffers, &connection->out, &head)) broke(connection, "disconnected");
}

void outgoing_finished(Connection *connection)
{
    HttpExchange *exchange = connection->exchange;
    connection->exchange = NULL;
    connection->renewed = true;
    connection->stage = connection->close ? STAGE_CLOSING : STAGE_HEAD;
    exchange_end(exchange);
}

static void send_body(Connection *connection)
{
    HttpExchange *exchange = connection->exchange;
    bool without = exchange->request.head || http_status_without_body(exchange->status);
    Str body = without ? STR("") : exchange->body;
    exchange->bytes_sent = body.size;
    connection->stage = STAGE_SENDING;
    if (body.size > COPIED_MAX) {
        connection->sending = body;
        return;
    }
    add_out(connection, body);
    if (!connection->dead) outgoing_finished(connection);
}

static void fill_refusal(Connection *connection, HttpFault fault, const Str *arguments, size_t count)
{
    HttpExchange *exchange = connection->exchange;
    const HttpHandler *handler = &connection->thread->server->handler;
    HttpAnswer *answer = arena_new(exchange->arena, HttpAnswer);
    Error error;
    http_fault_error(fault, arguments, count, &error);
    exchange->status = http_fault_status(fault);
    handler->refuse(handler->context, &exchange->request, exchange->status, &error, exchange->arena, answer);
    bool unseen = !exchange->begun && handler->refused;
    if (unseen) handler->refused(handler->context, &exchange->request, exchange->status, &error);
    HttpHeader *headers = arena_array(exchange->arena, HttpHeader, COUNT_OF(answer->header) + 2);
    assert(answer->headers <= COUNT_OF(answer->header));
    memcpy(headers, answer->header, sizeof answer->header);
    exchange->headers = headers;
    exchange->header_count = answer->headers;
    if (answer->type.size) headers[exchange->header_count++] = (HttpHeader){STR("Content-Type"), answer->type};
    if (error.retry_seconds)
        headers[exchange->header_count++] =
            (HttpHeader){STR("Retry-After"), error_number(exchange->arena, (uint64_t)error.retry_seconds)};
    exchange->body = answer->body;
}

// A stream that is not wanted (HEAD) or can't be begun: the handler goes on alone until it ends it.
static void leave_stream(Connection *connection)
{
    exchange_leave(connection->exchange, false);
    connection->exchange = NULL;
    connection->stage = STAGE_CLOSING;
}

void outgoing_answer(Connection *connection)
{
    HttpExchange *exchange = connection->exchange;
    bool sound = http_headers_sound(exchange->headers, exchange->header_count);
    bool left = exchange->stream && (!sound || exchange->request.head);
    bool until_close = exchange->stream && (left || exchange->old);
    if (until_close || !sound || atomic_load(&connection->thread->server->stopping)) connection->close = true;
    if (!sound) {
        exchange->header_count = 0;
        exchange->status = http_fault_status(HTTP_ANSWER_HEADER);
        if (!exchange->stream) fill_refusal(connection, HTTP_ANSWER_HEADER, NULL, 0);
    }
    add_head(connection);
    if (connection->dead) return;
    if (left)
        leave_stream(connection);
    else if (exchange->stream)
        connection->stage = STAGE_STREAM;
    else
        send_body(connection);
}

// Nothing that came before can be trusted to end where the client thinks it does: the connection is closed.
void outgoing_refuse(Connection *connection, HttpFault fault, const Str *arguments, size_t count)
{
    HttpExchange *exchange = connection->exchange ? connection->exchange : exchange_open(connection);
    atomic_fetch_add_explicit(&connection->thread->refused, 1, memory_order_relaxed);
    connection->close = connection->linger = true;
    fill_refusal(connection, fault, arguments, count);
    exchange->answered = true;
    outgoing_answer(connection);
}

void outgoing_continue(Connection *connection)
{
    add_out(connection, STR("HTTP/1.1 100 Continue\r\n\r\n"));
}

// ---- streams ----

static void add_chunk(Connection *connection, Str bytes)
{
    bool plain = connection->exchange->old;
    if (bytes.size == 0) return;
    if (!plain) {
        char size[24];
        size_t at = sizeof size;
        size[--at] = '\n';
        size[--at] = '\r';
        for (size_t left = bytes.size; left; left >>= 4) size[--at] = "0123456789abcdef"[left & 15];
        add_out(connection, (Str){size + at, sizeof size - at});
    }
    add_out(connection, bytes);
    if (!plain) add_out(connection, STR("\r\n"));
    connection->exchange->bytes_sent += bytes.size;
}

// What is pending is taken when all taken before has been sent. True when the stream has come to its end.
static bool take_pending(Connection *connection, Buffer *taken)
{
    HttpExchange *exchange = connection->exchange;
    pthread_mutex_lock(&connection->thread->lock);
    exchange->outgoing = out_left(connection);
    if (exchange->outgoing == 0) {
        *taken = exchange->pending;
        exchange->pending = (Buffer){0};
        exchange->outgoing = taken->size;
    }
    bool cut = exchange->stream_broken;
    bool over = exchange->stream_ended && !exchange->posted && exchange->pending.size == 0 && exchange->outgoing == 0;
    pthread_mutex_unlock(&connection->thread->lock);
    if (cut) broke(connection, "write_timeout");
    return over;
}

void outgoing_stream(Connection *connection)
{
    HttpExchange *exchange = connection->exchange;
    for (;;) {
        Buffer taken = {0};
        bool over = take_pending(connection, &taken);
        if (!connection->dead) add_chunk(connection, (Str){taken.data, taken.size});
        bool some = taken.size > 0;
        buffer_drop(&taken, connection->thread->buffers.held);
        if (connection->dead) return;
        if (over) {
            if (!exchange->old) add_out(connection, STR("0\r\n\r\n"));
            if (!connection->dead) outgoing_finished(connection);
            return;
        }
        if (!some && !outgoing_waits(connection)) return;
        outgoing_flush(connection);
        if (connection->dead || outgoing_waits(connection)) return;
    }
}
