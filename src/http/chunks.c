#include "http/chunks.h"

#include <string.h>

#include "http/head.h"

enum { CHUNK_SIZE, CHUNK_EXTENSION, CHUNK_SIZE_LF, CHUNK_DATA, CHUNK_CR, CHUNK_LF, TRAILER_LINE, TRAILER_LF, LAST_LF };

static int hex_digit(char c)
{
    if ('0' <= c && c <= '9') return c - '0';
    if ('a' <= c && c <= 'f') return c - 'a' + 10;
    if ('A' <= c && c <= 'F') return c - 'A' + 10;
    return -1;
}

static HttpFault take_size(HttpChunks *chunks, char c)
{
    enum { DIGITS_MAX = 16 };
    int digit = hex_digit(c);
    if (digit >= 0) {
        if (++chunks->digits > DIGITS_MAX) return HTTP_CHUNK_TOO_LARGE;
        chunks->left = chunks->left << 4 | (unsigned)digit;
        return HTTP_FINE;
    }
    if (c == '\n' && chunks->digits) return HTTP_CHUNK_SIZE_LF;
    if (chunks->digits == 0 || (c != '\r' && c != ';')) return HTTP_CHUNK_SIZE;
    chunks->state = c == '\r' ? CHUNK_SIZE_LF : CHUNK_EXTENSION;
    chunks->bytes = 0;
    return HTTP_FINE;
}

static HttpFault take_extension(HttpChunks *chunks, char c)
{
    if (c == '\n') return HTTP_CHUNK_SIZE_LF;
    if (c == '\r') chunks->state = CHUNK_SIZE_LF;
    return ++chunks->bytes > HTTP_CHUNK_EXTENSION_MAX ? HTTP_CHUNK_EXTENSION : HTTP_FINE;
}

static HttpFault take_size_end(HttpChunks *chunks, char c)
{
    if (c != '\n') return HTTP_CHUNK_SIZE_LF;
    chunks->digits = 0;
    chunks->bytes = 0;
    chunks->state = chunks->left ? CHUNK_DATA : TRAILER_LINE;
    chunks->named = false;
    if (!checked_add(chunks->total, chunks->left, &chunks->total)) return HTTP_CHUNK_TOO_LARGE;
    return chunks->total > chunks->limit ? HTTP_BODY_TOO_LARGE : HTTP_FINE;
}

static HttpFault take_data_end(HttpChunks *chunks, char c)
{
    if (c != (chunks->state == CHUNK_CR ? '\r' : '\n')) return HTTP_CHUNK_END;
    chunks->state = chunks->state == CHUNK_CR ? CHUNK_LF : CHUNK_SIZE;
    return HTTP_FINE;
}

// `digits` counts the bytes of the line up to its colon, as far as 1.
static HttpFault take_trailer(HttpChunks *chunks, char c)
{
    if (++chunks->bytes > HTTP_TRAILERS_MAX) return HTTP_TRAILERS_TOO_LARGE;
    if (c == '\n') return HTTP_BARE_LF;
    if (c == '\r') {
        if (chunks->digits && !chunks->named) return HTTP_HEADER_COLON_MISSING;
        chunks->state = chunks->digits ? TRAILER_LF : LAST_LF;
        return HTTP_FINE;
    }
    if (chunks->named) return ((unsigned char)c < 0x20 && c != '\t') || c == 0x7F ? HTTP_HEADER_CONTROL : HTTP_FINE;
    if (c == ':') {
        chunks->named = true;
        return chunks->digits ? HTTP_FINE : HTTP_HEADER_NAME_MISSING;
    }
    if (chunks->digits == 0 && (c == ' ' || c == '\t')) return HTTP_HEADER_FOLDED;
    chunks->digits = 1;
    return http_token_byte(c) && c != '_' ? HTTP_FINE : HTTP_HEADER_NAME;
}

static HttpFault take_trailer_end(HttpChunks *chunks, char c)
{
    if (c != '\n') return HTTP_HEADER_CONTROL;
    chunks->bytes++;
    chunks->whole = chunks->state == LAST_LF;
    chunks->state = TRAILER_LINE;
    chunks->digits = 0;
    chunks->named = false;
    return HTTP_FINE;
}

static HttpFault take_byte(HttpChunks *chunks, char c)
{
    switch (chunks->state) {
    case CHUNK_SIZE: return take_size(chunks, c);
    case CHUNK_EXTENSION: return take_extension(chunks, c);
    case CHUNK_SIZE_LF: return take_size_end(chunks, c);
    case CHUNK_CR:
    case CHUNK_LF: return take_data_end(chunks, c);
    case TRAILER_LINE: return take_trailer(chunks, c);
    default: return take_trailer_end(chunks, c);
    }
}

HttpFault http_chunks_read(HttpChunks *chunks, Str raw, char *to, size_t *taken, size_t *written)
{
    size_t at = 0, size = 0;
    HttpFault fault = HTTP_FINE;
    while (at < raw.size && !chunks->whole && !fault) {
        if (chunks->state != CHUNK_DATA) {
            fault = take_byte(chunks, raw.data[at++]);
            continue;
        }
        size_t part = chunks->left < raw.size - at ? (size_t)chunks->left : raw.size - at;
        memmove(to + size, raw.data + at, part);
        at += part;
        size += part;
        chunks->left -= part;
        if (chunks->left == 0) chunks->state = CHUNK_CR;
    }
    *taken = at;
    *written = size;
    return fault;
}
