#include "http/peer.h"

#include <arpa/inet.h>
#include <string.h>

#include "http/fields.h"

static const uint8_t mapped[12] = {[10] = 0xFF, [11] = 0xFF};

static HttpPeer peer_of_4(const void *address)
{
    HttpPeer peer = {0};
    memcpy(peer.address, mapped, sizeof mapped);
    memcpy(peer.address + sizeof mapped, address, 4);
    return peer;
}

HttpPeer http_peer_of(const struct sockaddr_storage *address)
{
    HttpPeer peer = {0};
    if (address->ss_family == AF_INET) {
        struct sockaddr_in in;
        memcpy(&in, address, sizeof in);
        return peer_of_4(&in.sin_addr);
    }
    if (address->ss_family == AF_INET6) {
        struct sockaddr_in6 in;
        memcpy(&in, address, sizeof in);
        memcpy(peer.address, &in.sin6_addr, sizeof peer.address);
    } else {
        peer.local = true;
    }
    return peer;
}

Str http_peer_text(HttpPeer peer, Arena *arena)
{
    if (peer.local) return STR("");
    bool four = memcmp(peer.address, mapped, sizeof mapped) == 0;
    char *text = arena_array(arena, char, INET6_ADDRSTRLEN);
    if (!inet_ntop(four ? AF_INET : AF_INET6, peer.address + (four ? sizeof mapped : 0), text, INET6_ADDRSTRLEN))
        return STR("");
    return str_of(text);
}

bool http_peer_parse(Str text, HttpPeer *peer)
{
    char copy[INET6_ADDRSTRLEN] = {0};
    if (text.size >= sizeof copy || (text.size && memchr(text.data, '\0', text.size))) return false;
    if (text.size) memcpy(copy, text.data, text.size);
    uint8_t four[4];
    if (inet_pton(AF_INET, copy, four) == 1) {
        *peer = peer_of_4(four);
        return true;
    }
    *peer = (HttpPeer){0};
    return inet_pton(AF_INET6, copy, peer->address) == 1;
}

static bool is_one_of(HttpPeer peer, const HttpPeer *proxies, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (!peer.local && memcmp(peer.address, proxies[i].address, sizeof peer.address) == 0) return true;
    return false;
}

// What each proxy added stands behind what it was sent, so the list is read from its end: what an unknown client wrote
// itself is never reached. `peer` is a proxy.
static HttpPeer client_of(Str list, HttpPeer peer, const HttpPeer *proxies, size_t count)
{
    while (list.size) {
        const char *comma = memrchr(list.data, ',', list.size);
        size_t start = comma ? (size_t)(comma - list.data) + 1 : 0;
        Str last = {list.data + start, list.size - start}, item;
        HttpPeer named;
        if (!http_list_next(&last, &item) || !http_peer_parse(item, &named)) return peer;
        if (!is_one_of(named, proxies, count)) return named;
        peer = named;
        list.size = comma ? start - 1 : 0;
    }
    return peer;
}

void http_peer_read(HttpPeer peer, const HttpPeer *proxies, size_t count, HttpRequest *request, Arena *arena)
{
    request->local = peer.local;
    request->secure = false;
    if (is_one_of(peer, proxies, count)) {
        Text forwarded = text_in(arena); // several headers are one list
        for (size_t i = 0; i < request->headers; i++) {
            if (!str_equal(request->header[i].name, STR("x-forwarded-for"))) continue;
            text_add(&forwarded, forwarded.size ? STR(",") : STR(""));
            text_add(&forwarded, request->header[i].value);
        }
        request->secure = str_equal_fold(http_header(request, STR("x-forwarded-proto")), STR("https"));
        peer = client_of(text_str(&forwarded), peer, proxies, count);
    }
    request->peer = http_peer_text(peer, arena);
}
