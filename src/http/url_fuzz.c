// Any bytes as a target, a query, a cookie, a host, a list: what is read is UTF-8 without NUL, and a query that is
// written again reads the same.
#include <stdlib.h>
#include <string.h>

#include "base/utf8.h"
#include "http/fields.h"
#include "http/host.h"
#include "http/peer.h"
#include "http/query.h"
#include "http/target.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_text(Str text)
{
    if (utf8_invalid_at(text) < text.size || (text.size && memchr(text.data, '\0', text.size))) abort();
}

static void add_escaped(Text *query, Str text)
{
    for (size_t i = 0; i < text.size; i++) text_addf(query, "%%%02x", (unsigned char)text.data[i]);
}

static void read_query(Str text, Arena *arena)
{
    HttpQuery query, again;
    Error error;
    if (!http_query_read(text, arena, &query, &error)) return;
    Text written = text_in(arena);
    for (size_t i = 0; i < query.count; i++) {
        check_text(query.parameter[i].name);
        check_text(query.parameter[i].value);
        text_add(&written, i ? STR("&") : STR(""));
        add_escaped(&written, query.parameter[i].name);
        text_add_byte(&written, '=');
        add_escaped(&written, query.parameter[i].value);
    }
    if (query.count > HTTP_PARAMETERS_MAX) abort();
    if (!http_query_read(text_str(&written), arena, &again, &error) || again.count != query.count) abort();
    for (size_t i = 0; i < query.count; i++)
        if (!str_equal(again.parameter[i].value, query.parameter[i].value)) abort();
}

static void read_fields(Str text, Arena *arena)
{
    HttpRequest request = {.header = {{STR("cookie"), text}}, .headers = 1};
    bool twice;
    Str name, item, rest = text;
    HttpPeer peer;
    http_cookie(&request, STR("a"), &twice);
    while (http_list_next(&rest, &item))
        if (item.size == 0 || item.size > text.size) abort();
    if (http_host_cut(text, &name)) {
        if (name.size > text.size || (name.size && memchr(name.data, '/', name.size))) abort();
        http_host_loopback(name);
    }
    HttpPeer again;
    if (http_peer_parse(text, &peer)) {
        if (!http_peer_parse(http_peer_text(peer, arena), &again) || memcmp(&peer, &again, sizeof peer) != 0) abort();
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    Str text = {(const char *)data, size};
    Arena *arena = arena_open(0);
    HttpTarget target;
    if (size && http_target_read(text, arena, &target) == HTTP_FINE) check_text(target.path);
    read_query(text, arena);
    read_fields(text, arena);
    arena_close(arena);
    return 0;
}
