#include "http/gzip.h"

#include <stdlib.h>
#include <string.h>
#include <zlib.h>

enum { LARGEST_WINDOW = 15, GZIP_HEADER = 16 };

struct HttpGzip {
    z_stream stream;
    bool ready;
};

HttpGzip *http_gzip_open(void)
{
    return calloc(1, sizeof(HttpGzip));
}

void http_gzip_close(HttpGzip *gzip)
{
    if (!gzip) return;
    if (gzip->ready) inflateEnd(&gzip->stream);
    free(gzip);
}

bool http_gzip_begins(Str body)
{
    return str_starts_with(body, STR("\x1F\x8B\x08"));
}

static bool start(HttpGzip *gzip)
{
    if (gzip->ready) return inflateReset(&gzip->stream) == Z_OK;
    gzip->ready = inflateInit2(&gzip->stream, LARGEST_WINDOW + GZIP_HEADER) == Z_OK;
    return gzip->ready;
}

// Makes room for one byte beyond the limit at most: that one says that it is passed.
static void grow(Arena *arena, Text *to, size_t limit)
{
    size_t capacity = (size_t)smaller((int64_t)to->capacity * 2, (int64_t)limit + 1);
    char *data = arena_array(arena, char, capacity);
    if (to->size) memcpy(data, to->data, to->size);
    to->data = data;
    to->capacity = capacity;
}

static HttpFault inflate_all(z_stream *stream, size_t limit, Arena *arena, Text *to)
{
    for (;;) {
        stream->next_out = (Bytef *)to->data + to->size;
        stream->avail_out = (uInt)(to->capacity - to->size);
        int result = inflate(stream, Z_NO_FLUSH);
        to->size = to->capacity - stream->avail_out;
        if (to->size > limit) return HTTP_GZIP_TOO_LARGE;
        if (result == Z_STREAM_END) {
            if (stream->avail_in == 0) return HTTP_FINE;
            if (!http_gzip_begins((Str){(const char *)stream->next_in, stream->avail_in})) return HTTP_GZIP_TRAILED;
            if (inflateReset(stream) != Z_OK) return HTTP_GZIP_DAMAGED;
            continue;
        }
        if (result != Z_OK && result != Z_BUF_ERROR) return HTTP_GZIP_DAMAGED;
        if (stream->avail_out == 0)
            grow(arena, to, limit);
        else if (stream->avail_in == 0)
            return HTTP_GZIP_SHORT;
    }
}

HttpFault http_gzip_read(HttpGzip *gzip, Str packed, size_t limit, Arena *arena, Str *unpacked)
{
    enum { LEAST_ROOM = 512, USUAL_RATIO = 6, LARGEST = 1 << 30 }; // zlib counts in 32 bits
    if (packed.size >= LARGEST) return HTTP_GZIP_TOO_LARGE;
    if (limit >= LARGEST) limit = LARGEST - 1;
    if (packed.size == 0) return HTTP_GZIP_SHORT;
    if (!start(gzip)) return HTTP_GZIP_DAMAGED;
    Text to = {.arena = arena};
    to.capacity = (size_t)smaller((int64_t)(packed.size * USUAL_RATIO + LEAST_ROOM), (int64_t)limit + 1);
    to.data = arena_array(arena, char, to.capacity);
    gzip->stream.next_in = (z_const Bytef *)(uintptr_t)packed.data;
    gzip->stream.avail_in = (uInt)packed.size;
    HttpFault fault = inflate_all(&gzip->stream, limit, arena, &to);
    if (!fault) *unpacked = text_str(&to);
    return fault;
}
