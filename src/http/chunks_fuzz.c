// Any bytes as a chunked body: the result is the same however they are cut, and encoding what was decoded gives it
// again.
#include <stdlib.h>
#include <string.h>

#include "base/str.h"
#include "http/chunks.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { LIMIT = 4096 };

typedef struct Decoded {
    HttpFault fault;
    bool whole;
    size_t taken;
    Str body;
} Decoded;

// In place, as connections do it, `step` bytes at a time.
static Decoded decode(Str raw, size_t step, Arena *arena)
{
    HttpChunks chunks = {.limit = LIMIT};
    Decoded decoded = {.body = {arena_array(arena, char, raw.size + 1), 0}};
    char *bytes = (char *)(uintptr_t)decoded.body.data;
    for (size_t at = 0; at < raw.size && !decoded.fault && !chunks.whole; at += step) {
        size_t part = raw.size - at < step ? raw.size - at : step, taken, written;
        char *to = bytes + decoded.body.size;
        memmove(to, raw.data + at, part);
        decoded.fault = http_chunks_read(&chunks, (Str){to, part}, to, &taken, &written);
        decoded.body.size += written;
        decoded.taken += taken;
    }
    decoded.whole = chunks.whole;
    if (decoded.body.size > LIMIT || decoded.taken > raw.size) abort();
    return decoded;
}

static void encode_and_decode(Str body, Arena *arena)
{
    Text raw = text_in(arena);
    for (size_t at = 0, step = 1; at < body.size; at += step, step = step % 97 + 1) {
        if (step > body.size - at) step = body.size - at;
        text_addf(&raw, "%zX;a=b\r\n", step);
        text_add(&raw, (Str){body.data + at, step});
        text_add(&raw, STR("\r\n"));
    }
    text_add(&raw, STR("0\r\nx: y\r\n\r\n"));
    Decoded again = decode(text_str(&raw), 11, arena);
    if (again.fault || !again.whole || !str_equal(again.body, body)) abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    Str raw = {(const char *)data, size};
    Arena *arena = arena_open(0);
    Decoded at_once = decode(raw, size + 1, arena), stepped = decode(raw, size % 5 + 1, arena);
    if (at_once.fault != stepped.fault || at_once.whole != stepped.whole) abort();
    if (at_once.taken != stepped.taken || !str_equal(at_once.body, stepped.body)) abort();
    encode_and_decode((Str){raw.data, size < LIMIT ? size : LIMIT}, arena);
    arena_close(arena);
    return 0;
}
