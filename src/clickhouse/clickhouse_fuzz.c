// Addresses of ClickHouse, and answers in RowBinary in portions of any size: no reading beyond, and rows come whole.
#include <assert.h>
#include <string.h>

#include "clickhouse/address.h"
#include "clickhouse/rows.h"
#include "clickhouse/stream.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

static bool take(void *context, const unsigned char *bytes)
{
    size_t *rows = context;
    unsigned char again[ROW_BYTES + ROW_VERSION_BYTES];
    DeliveredRow row = row_read(bytes);
    row_write(&row, 0, again);
    assert(memcmp(bytes, again, ROW_BYTES) == 0);
    ++*rows;
    return true;
}

static void read_portions(const uint8_t *bytes, size_t size)
{
    size_t rows = 0, step = size ? 1 + bytes[0] % 97 : 1;
    const StreamAsk ask = {.row_bytes = ROW_BYTES, .take = take, .context = &rows};
    Stream stream = {.ask = &ask};
    for (size_t at = 0; at < size; at += step)
        assert(stream_take(&stream, (const char *)bytes + at, size - at < step ? size - at : step));
    assert(rows == size / ROW_BYTES && stream.have == size % ROW_BYTES);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    Error error;
    ClickhouseAddress address;
    Arena *arena = arena_open(0);
    Str url = str_format(arena, "clickhouse://%.*s", (int)(size < 4096 ? size : 4096), (const char *)bytes);
    if (clickhouse_address_parse(url, arena, &address, &error))
        assert(address.hosts > 0 && address.database.size > 0 &&
               !memchr(address.host[0].data, '@', address.host[0].size));
    else
        assert(error.kind == ERROR_USAGE && error.code);
    read_portions(bytes, size);
    arena_close(arena);
    return 0;
}
