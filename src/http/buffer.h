// buffer.h - bytes on their way in or out of a connection. Small ones are kept by the thread for the next; all others
// are counted against what the server may hold.
#ifndef FIDELE_HTTP_BUFFER_H
#define FIDELE_HTTP_BUFFER_H

#include <stdatomic.h>

#include "base/str.h"

enum { BUFFER_SMALL = 4096, BUFFERS_KEPT = 64 };

typedef struct Buffer {
    char *data;
    size_t size, capacity;
} Buffer;

// What belongs to one thread, but for the count, which all of a server share.
typedef struct BufferPool {
    char *kept[BUFFERS_KEPT];
    size_t kept_count;
    atomic_size_t *held; // bytes of the buffers that are not small
    size_t held_max;
} BufferPool;

bool buffer_pool_full(const BufferPool *pool); // as much is held as the server may: no more should be received

// Room for `more` bytes behind `size`. False when the system refuses; the buffer is as it was.
MUST_USE bool buffer_room(BufferPool *pool, Buffer *buffer, size_t more);
MUST_USE bool buffer_add(BufferPool *pool, Buffer *buffer, Str bytes);
void buffer_release(BufferPool *pool, Buffer *buffer);
void buffer_drop(Buffer *buffer, atomic_size_t *held); // without a pool: from any thread
void buffer_pool_empty(BufferPool *pool);

#endif
