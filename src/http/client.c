#include "http/client.h"

#include <errno.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/bytes.h"
#include "http/chunks.h"
#include "http/socket.h"

// Of an answer's head, what matters here.
typedef struct ReplyHead {
    int status;
    Str type;
    bool chunked, sized;
    uint64_t length;
} ReplyHead;

static bool broken(Str socket_path, int reason, Error *error)
{
    return error_set_system(error, ERROR_FAILED, reason,
                            PHRASE("{0}: the server broke off its answer; is it still running?",
                                   "{0}\u00A0: le serveur a interrompu sa réponse\u202F; tourne-t-il encore\u202F?"),
                            &socket_path, 1);
}

static bool send_all(int file, Str bytes)
{
    while (bytes.size) {
        ssize_t sent = send(file, bytes.data, bytes.size, MSG_NOSIGNAL);
        if (sent < 0 && errno != EINTR) return false;
        if (sent < 0) continue;
        bytes.data += sent;
        bytes.size -= (size_t)sent;
    }
    return true;
}

// To the end of the connection: "Connection: close" was asked for.
static bool receive_all(int file, Bytes *bytes)
{
    enum { STEP_BYTES = 64 << 10 };
    for (;;) {
        if (bytes->capacity < bytes->size + STEP_BYTES + BYTES_PAD)
            bytes_make_room(bytes, bytes->size * 2 + STEP_BYTES);
        ssize_t size = recv(file, bytes->data + bytes->size, STEP_BYTES, 0);
        if (size == 0) return true;
        if (size < 0 && errno != EINTR) return false;
        if (size > 0) bytes->size += (size_t)size;
    }
}

static bool read_status(Str line, int *status)
{
    Str version, code;
    str_cut(&line, ' ', &version);
    if (!str_starts_with(version, STR("HTTP/1.1")) || !str_cut(&line, ' ', &code) || code.size != 3) return false;
    *status = 0;
    for (size_t i = 0; i < code.size; i++) {
        if (code.data[i] < '0' || code.data[i] > '9') return false;
        *status = *status * 10 + (code.data[i] - '0');
    }
    return *status >= 100;
}

static bool read_number(Str text, uint64_t *number)
{
    *number = 0;
    for (size_t i = 0; i < text.size; i++) {
        if (text.data[i] < '0' || text.data[i] > '9') return false;
        if (!checked_multiply(*number, (uint64_t)10, number) ||
            !checked_add(*number, (uint64_t)(text.data[i] - '0'), number))
            return false;
    }
    return text.size > 0;
}

static bool read_header(Str line, ReplyHead *head)
{
    Str name;
    str_cut(&line, ':', &name);
    Str value = line.data ? str_trim(line) : STR("");
    if (str_equal_fold(name, STR("content-type"))) head->type = value;
    if (str_equal_fold(name, STR("transfer-encoding"))) head->chunked = str_equal_fold(value, STR("chunked"));
    if (!str_equal_fold(name, STR("content-length"))) return true;
    head->sized = true;
    return read_number(value, &head->length);
}

// Cuts the head off *bytes.
static bool read_head(Str *bytes, ReplyHead *head)
{
    static const Str end = STR("\r\n\r\n");
    const char *found = bytes->size ? memmem(bytes->data, bytes->size, end.data, end.size) : NULL;
    if (!found) return false;
    Str lines = {bytes->data, (size_t)(found - bytes->data)}, line;
    bytes->data += lines.size + end.size;
    bytes->size -= lines.size + end.size;
    *head = (ReplyHead){.type = STR("")};
    bool works = str_cut(&lines, '\n', &line) && read_status(line, &head->status);
    while (works && str_cut(&lines, '\n', &line)) {
        if (line.size && line.data[line.size - 1] == '\r') line.size--;
        works = read_header(line, head);
    }
    return works;
}

static bool read_body(Str raw, const ReplyHead *head, Arena *arena, Str *body)
{
    if (!head->chunked) {
        if (head->sized && raw.size < head->length) return false;
        *body = str_copy(arena, raw);
        return true;
    }
    HttpChunks chunks = {.limit = raw.size};
    char *to = arena_array(arena, char, raw.size);
    size_t taken, size;
    if (http_chunks_read(&chunks, raw, to, &taken, &size) || !chunks.whole) return false;
    *body = (Str){to, size};
    return true;
}

static bool read_reply(Str bytes, Arena *arena, HttpReply *reply)
{
    ReplyHead head;
    do
        if (!read_head(&bytes, &head)) return false;
    while (head.status < 200);
    reply->status = head.status;
    reply->type = str_copy(arena, head.type);
    return read_body(bytes, &head, arena, &reply->body);
}

static bool exchange(int file, Str head, Str body, Bytes *answer)
{
    bool sent = send_all(file, head) && send_all(file, body);
    bool received = receive_all(file, answer); // a refusal may stand there although not all could be sent
    return received && (sent || answer->size);
}

bool http_ask(Str socket_path, Str method, Str target, Str type, Str body, Arena *arena, HttpReply *reply, Error *error)
{
    int file = http_connect_unix(socket_path);
    if (file < 0)
        return error_set_system(error, ERROR_UNAVAILABLE, errno,
                                PHRASE("{0}: no server listens there", "{0}\u00A0: aucun serveur n’y écoute"),
                                &socket_path, 1);
    Text head = text_in(arena);
    text_addf(&head, "%.*s %.*s HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n", STR_ARGS(method),
              STR_ARGS(target));
    if (body.size) text_addf(&head, "Content-Length: %zu\r\n", body.size);
    if (body.size && type.size) text_addf(&head, "Content-Type: %.*s\r\n", STR_ARGS(type));
    text_add(&head, STR("\r\n"));
    Bytes answer = {0};
    errno = 0;
    bool works = exchange(file, text_str(&head), body, &answer) && read_reply(bytes_str(&answer), arena, reply);
    int reason = errno;
    close(file);
    bytes_release(&answer);
    return works || broken(socket_path, reason, error);
}
