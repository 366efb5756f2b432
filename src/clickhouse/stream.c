#include "clickhouse/stream.h"

#include <assert.h>
#include <string.h>

bool stream_take(void *context, const char *bytes, size_t size)
{
    Stream *stream = context;
    const size_t row = stream->ask->row_bytes;
    const unsigned char *at = (const unsigned char *)bytes, *end = at + size;
    while (at < end) {
        if (stream->have == 0 && (size_t)(end - at) >= row) { // whole ones where they lie
            if (!stream->ask->take(stream->ask->context, at)) return false;
            at += row;
            continue;
        }
        size_t more = row - stream->have < (size_t)(end - at) ? row - stream->have : (size_t)(end - at);
        memcpy(stream->part + stream->have, at, more);
        stream->have += more;
        at += more;
        if (stream->have < row) break;
        stream->have = 0;
        if (!stream->ask->take(stream->ask->context, stream->part)) return false;
    }
    return true;
}

bool stream_whole(const Stream *stream, Error *error)
{
    return stream->have == 0 ||
           error_code(error, ERROR_UNAVAILABLE, "activity_failed",
                      PHRASE("an answer of ClickHouse ends in the middle of a row: something between it and this "
                             "program cuts answers short",
                             "une réponse de ClickHouse s’arrête au milieu d’une ligne\u00A0: quelque chose entre lui "
                             "et ce programme tronque les réponses"),
                      STR(""));
}

bool stream_ask(Wire *wire, const StreamAsk *ask, Error *error)
{
    assert(0 < ask->row_bytes && ask->row_bytes <= STREAM_ROW_BYTES_MAX);
    Stream stream = {.ask = ask};
    Arena *scratch = arena_open(0);
    Str query = str_format(scratch, "%.*s FORMAT RowBinary", STR_ARGS(ask->query));
    bool fine = wire_ask(
        wire, &(WireAsk){.query = query, .settings = ask->settings, .take = stream_take, .context = &stream}, error);
    arena_close(scratch);
    return fine && stream_whole(&stream, error);
}
