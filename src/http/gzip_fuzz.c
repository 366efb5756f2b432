// Any bytes as a gzip body: nothing is unpacked beyond the limit.
#include <stdlib.h>
#include <string.h>

#include "http/gzip.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    enum { LIMIT = 64 << 10 };
    static HttpGzip *gzip;
    if (!gzip) gzip = http_gzip_open();
    if (!gzip) return 0;
    Arena *arena = arena_open(0);
    Str packed = {(const char *)data, size}, unpacked = STR("");
    HttpFault fault = http_gzip_read(gzip, packed, LIMIT, arena, &unpacked);
    if (unpacked.size > LIMIT || (fault && unpacked.size)) abort();
    if (arena_used_bytes(arena) > (4U * LIMIT) + 1024) abort();
    arena_close(arena);
    return 0;
}
