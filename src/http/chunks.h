// chunks.h - a chunked body (RFC 9112 section 7.1), decoded as it arrives, byte by byte if need be.
#ifndef FIDELE_HTTP_CHUNKS_H
#define FIDELE_HTTP_CHUNKS_H

#include "http/fault.h"

enum { HTTP_CHUNK_EXTENSION_MAX = 1024, HTTP_TRAILERS_MAX = 4096 };

// Where the decoder stands. Zeroed at the start of a body, but for `limit`.
typedef struct HttpChunks {
    uint8_t state;
    uint8_t digits;
    uint16_t bytes; // of the extension, or of the trailers
    uint64_t left;  // of the chunk
    uint64_t total; // of the chunks so far, this one included
    uint64_t limit; // for `total`
    bool named;     // the trailer line has its colon
    bool whole;
} HttpChunks;

// Decodes `raw` to `to`, which may be raw.data or lie before it. *taken is less than raw.size only when the body is
// whole: what is left belongs to the next request. Trailers are checked and forgotten.
HttpFault http_chunks_read(HttpChunks *chunks, Str raw, char *to, size_t *taken, size_t *written);

#endif
