// stream.h - answers in RowBinary whose rows all have the same size, as they come in portions of any size.
#ifndef FIDELE_CLICKHOUSE_STREAM_H
#define FIDELE_CLICKHOUSE_STREAM_H

#include "clickhouse/wire.h"

enum { STREAM_ROW_BYTES_MAX = 2048 };

// False: no such row can be.
typedef bool StreamTake(void *context, const unsigned char *row);

// Asks and gives each row. An answer that ends within a row, or has one that is refused, is an error
// ("activity_failed").
typedef struct StreamAsk {
    Str query; // without FORMAT
    Str settings;
    size_t row_bytes;
    StreamTake *take;
    void *context;
} StreamAsk;
MUST_USE bool stream_ask(Wire *wire, const StreamAsk *ask, Error *error);

static inline uint64_t stream_u64(const unsigned char *at)
{
    uint64_t value = 0;
    for (int i = 7; i >= 0; i--) value = value << 8 | at[i];
    return value;
}
static inline int64_t stream_i64(const unsigned char *at)
{
    return (int64_t)stream_u64(at);
}
static inline uint32_t stream_u32(const unsigned char *at)
{
    return at[0] | (uint32_t)at[1] << 8 | (uint32_t)at[2] << 16 | (uint32_t)at[3] << 24;
}
static inline uint16_t stream_u16(const unsigned char *at)
{
    return (uint16_t)(at[0] | at[1] << 8);
}

// The portions themselves: also for tests.
typedef struct Stream {
    const StreamAsk *ask;
    unsigned char part[STREAM_ROW_BYTES_MAX];
    size_t have; // bytes of a row that has not come whole
} Stream;
bool stream_take(void *stream, const char *bytes, size_t size);
MUST_USE bool stream_whole(const Stream *stream, Error *error); // at the end: no row was cut

#endif
