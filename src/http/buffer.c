#include "http/buffer.h"

#include <stdlib.h>
#include <string.h>

static char *small_new(BufferPool *pool)
{
    return pool->kept_count ? pool->kept[--pool->kept_count] : malloc(BUFFER_SMALL);
}

static void small_release(BufferPool *pool, char *data)
{
    if (pool->kept_count < BUFFERS_KEPT)
        pool->kept[pool->kept_count++] = data;
    else
        free(data);
}

bool buffer_pool_full(const BufferPool *pool)
{
    return atomic_load(pool->held) >= pool->held_max;
}

static bool grow(BufferPool *pool, Buffer *buffer, size_t capacity)
{
    bool was_small = buffer->capacity <= BUFFER_SMALL;
    size_t before = was_small ? 0 : buffer->capacity;
    char *data = was_small ? malloc(capacity) : realloc(buffer->data, capacity);
    if (!data) return false;
    atomic_fetch_add(pool->held, capacity - before);
    if (was_small && buffer->data) {
        memcpy(data, buffer->data, buffer->size);
        small_release(pool, buffer->data);
    }
    buffer->data = data;
    buffer->capacity = capacity;
    return true;
}

bool buffer_room(BufferPool *pool, Buffer *buffer, size_t more)
{
    if (buffer->capacity - buffer->size >= more) return true;
    size_t wanted;
    if (!checked_add(buffer->size, more, &wanted)) return false;
    if (wanted <= BUFFER_SMALL) {
        buffer->data = small_new(pool);
        buffer->capacity = buffer->data ? BUFFER_SMALL : 0;
        return buffer->data != NULL;
    }
    size_t capacity = BUFFER_SMALL;
    while (capacity < wanted)
        if (!checked_multiply(capacity, (size_t)2, &capacity)) return false;
    return grow(pool, buffer, capacity);
}

bool buffer_add(BufferPool *pool, Buffer *buffer, Str bytes)
{
    if (!buffer_room(pool, buffer, bytes.size)) return false;
    if (bytes.size) memcpy(buffer->data + buffer->size, bytes.data, bytes.size);
    buffer->size += bytes.size;
    return true;
}

void buffer_release(BufferPool *pool, Buffer *buffer)
{
    if (buffer->data && buffer->capacity <= BUFFER_SMALL) {
        small_release(pool, buffer->data);
        *buffer = (Buffer){0};
    } else {
        buffer_drop(buffer, pool->held);
    }
}

void buffer_drop(Buffer *buffer, atomic_size_t *held)
{
    if (buffer->capacity > BUFFER_SMALL) atomic_fetch_sub(held, buffer->capacity);
    free(buffer->data);
    *buffer = (Buffer){0};
}

void buffer_pool_empty(BufferPool *pool)
{
    while (pool->kept_count) free(pool->kept[--pool->kept_count]);
}
