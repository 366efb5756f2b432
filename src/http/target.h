// target.h - the target of a request line (RFC 9112 section 3.2): its form, its path decoded.
#ifndef FIDELE_HTTP_TARGET_H
#define FIDELE_HTTP_TARGET_H

#include "http/fault.h"

enum { HTTP_TARGET_BYTES_MAX = 8192 };

typedef struct HttpTarget {
    Str authority; // of the absolute form: "example.org:8080"; else ""
    Str path;      // decoded once; "*" for the server as a whole
    Str query;     // as sent, after '?'
} HttpTarget;

// `text` holds visible ASCII only. HTTP_FINE, HTTP_TARGET_FORM or one of HTTP_PATH_….
HttpFault http_target_read(Str text, Arena *arena, HttpTarget *target);

// Percent escapes decoded once, `+` as a blank when `plus`. The result is UTF-8 without NUL, and is `text` itself when
// nothing is escaped. HTTP_FINE, HTTP_PATH_ESCAPE, HTTP_PATH_NUL or HTTP_PATH_UTF8.
HttpFault http_unescape(Str text, bool plus, Arena *arena, Str *unescaped);

#endif
