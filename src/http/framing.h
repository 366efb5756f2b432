// framing.h - what the headers of a request mean for the wire: where its body ends, who is meant, what is expected.
//
// Whatever could be read in two ways is refused, so that a proxy in front and this server never disagree about where a
// request ends (RFC 9112 section 11.2).
#ifndef FIDELE_HTTP_FRAMING_H
#define FIDELE_HTTP_FRAMING_H

#include "http/fault.h"
#include "http/server.h"

typedef struct HttpFraming {
    uint64_t length; // of the body; 0 when chunked
    bool chunked;
    bool expects;     // 100-continue
    bool gzip;        // says so; bodies of gzip are known by their first bytes too
    bool close;       // the client wants no further answer on this connection
    Str fault_header; // with HTTP_HEADER_TWICE
} HttpFraming;

// `authority` is that of a target in absolute form, else "". Host is checked for its form only.
HttpFault http_framing_read(const HttpRequest *request, bool old, Str authority, HttpFraming *framing);

// Host, or of HTTP/1.0 without it the authority: without port; "" when there is neither.
Str http_framing_host(const HttpRequest *request, Str authority);

#endif
