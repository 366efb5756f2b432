// Any bytes as the head of a request: the verdict is the same however they are cut, and what is cut out lies in them.
#include <stdlib.h>
#include <string.h>

#include "base/utf8.h"
#include "http/framing.h"
#include "http/head.h"
#include "http/peer.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_text(Str text)
{
    if (utf8_invalid_at(text) < text.size || (text.size && memchr(text.data, '\0', text.size))) abort();
}

static void check_request(const HttpRequest *request)
{
    check_text(request->method);
    check_text(request->path);
    for (size_t i = 0; i < request->headers; i++) {
        Str name = request->header[i].name, value = request->header[i].value;
        check_text(value);
        if (name.size == 0 || memchr(name.data, '_', name.size)) abort();
        for (size_t at = 0; at < name.size; at++)
            if (!http_token_byte(name.data[at]) || ('A' <= name.data[at] && name.data[at] <= 'Z')) abort();
        for (size_t at = 0; at < value.size; at++)
            if (value.data[at] == '\n' || value.data[at] == '\r') abort();
    }
}

static void read_whole(const HttpHead *head, Str bytes, Arena *arena)
{
    HttpRequest *request = arena_new(arena, HttpRequest);
    HttpFraming framing = {0};
    HttpPeer proxy;
    Str authority;
    bool old;
    if (http_head_cut(head, bytes, arena, request, &old, &authority) != HTTP_FINE) request->path = STR("");
    if (request->headers != head->headers) abort();
    check_request(request);
    HttpFault fault = http_framing_read(request, old, authority, &framing);
    if (!fault && framing.chunked && framing.length) abort();
    if (!fault && !old && http_framing_host(request, authority).size == 0) abort();
    if (!http_peer_parse(STR("127.0.0.1"), &proxy)) abort();
    http_peer_read(proxy, &proxy, 1, request, arena);
    check_text(request->peer);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    Str bytes = {(const char *)data, size};
    HttpHead at_once = {0}, in_steps = {0};
    HttpFault fault = http_head_scan(&at_once, bytes), stepped = HTTP_FINE;
    size_t step = size % 7 + 1;
    for (size_t end = 0; end < size && !stepped && !in_steps.whole; end += step)
        stepped = http_head_scan(&in_steps, (Str){bytes.data, end});
    if (!stepped && !in_steps.whole) stepped = http_head_scan(&in_steps, bytes);
    if (fault != stepped || at_once.whole != in_steps.whole || at_once.line_at != in_steps.line_at) abort();
    Arena *arena = arena_open(0);
    HttpRequest *request = arena_new(arena, HttpRequest);
    Str authority;
    bool old;
    if (at_once.whole)
        read_whole(&at_once, bytes, arena);
    else if (http_head_cut(&at_once, bytes, arena, request, &old, &authority) == HTTP_FINE) // as far as it came
        check_request(request);
    arena_close(arena);
    return 0;
}
