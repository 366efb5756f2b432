// gzip.h - bodies packed with gzip, unpacked up to a limit.
#ifndef FIDELE_HTTP_GZIP_H
#define FIDELE_HTTP_GZIP_H

#include "http/fault.h"

typedef struct HttpGzip HttpGzip; // one a thread: its window is used again

MUST_USE HttpGzip *http_gzip_open(void);
void http_gzip_close(HttpGzip *gzip);

bool http_gzip_begins(Str body); // with the magic of RFC 1952

// Unpacks one member or several into the arena. One of HTTP_GZIP_…; not a byte beyond `limit` is unpacked but one.
HttpFault http_gzip_read(HttpGzip *gzip, Str packed, size_t limit, Arena *arena, Str *unpacked);

#endif
