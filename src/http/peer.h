// peer.h - who is at the other end: the address of a connection, and of the client behind a proxy that is trusted.
#ifndef FIDELE_HTTP_PEER_H
#define FIDELE_HTTP_PEER_H

#include <sys/socket.h>

#include "http/server.h"

// Small, for it is kept with every connection. IPv4 is kept as IPv6 (::ffff:a.b.c.d).
typedef struct HttpPeer {
    uint8_t address[16];
    bool local; // a Unix socket: no address
} HttpPeer;

HttpPeer http_peer_of(const struct sockaddr_storage *address);
Str http_peer_text(HttpPeer peer, Arena *arena); // "127.0.0.1", "2001:db8::1"; "" when local

MUST_USE bool http_peer_parse(Str text, HttpPeer *peer); // an address of either kind, without port

// Sets peer, local and secure of the request. X-Forwarded-For and -Proto count only when the connection comes from one
// of `proxies`; of For, the last address that is no such proxy is the client.
void http_peer_read(HttpPeer peer, const HttpPeer *proxies, size_t count, HttpRequest *request, Arena *arena);

#endif
