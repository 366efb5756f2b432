// head.h - the head of a request: request line and header lines, as strict as RFC 9112 lets a server be.
//
// A head is scanned while it arrives, line by line, so that it is judged the same however it is cut into packets; when
// it is whole it is cut into slices of a copy. What http_framing_read (framing.h) then asks is what the headers mean.
#ifndef FIDELE_HTTP_HEAD_H
#define FIDELE_HTTP_HEAD_H

#include "http/fault.h"
#include "http/server.h"

enum { HTTP_HEAD_LINE_MAX = 8192 + 32, HTTP_HEADERS_BYTES_MAX = 16384 };

// How far a head has been read. Zeroed at its start.
typedef struct HttpHead {
    uint16_t line_at; // where the line begins that is not complete yet; when `whole`, the size of the head
    uint16_t scanned; // no line end before here but those of complete lines
    uint16_t headers_at;
    uint8_t headers;
    bool whole;
} HttpHead;

// `bytes` are those of the last call and what came since, from the start of the head on; it need not hold all.
HttpFault http_head_scan(HttpHead *head, Str bytes);

// The lines of `bytes` that have been scanned, as slices of a copy in the arena. Sets method, target, path, query,
// header, headers, head; also *old for HTTP/1.0 and *authority, of a target in absolute form. When it returns a fault
// of the target, the rest is set.
HttpFault http_head_cut(const HttpHead *head, Str bytes, Arena *arena, HttpRequest *request, bool *old, Str *authority);

bool http_token_byte(char c); // RFC 9110 section 5.6.2

#endif
