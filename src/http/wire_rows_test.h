// wire_rows_test.h - what a server must not misread: requests as they come over the wire, and the verdict on each.
#ifndef FIDELE_HTTP_WIRE_ROWS_TEST_H
#define FIDELE_HTTP_WIRE_ROWS_TEST_H

#include "base/str.h"

typedef struct WireRow {
    const char *id; // of the list of bad inputs
    Str wire;
    // "400 missing_host Host header is required", or of a request that is fine "GET /path body".
    const char *verdict;
} WireRow;

enum { WIRE_LIMIT = 1 << 20 }; // of bodies, in bytes

// Built once; all in memory that lasts.
const WireRow *wire_rows(size_t *count);

Str wire_gzip(Arena *arena, Str text);

#endif
