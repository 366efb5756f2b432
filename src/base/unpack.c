#include "base/unpack.h"

#include <string.h>
#include <zlib.h>
#include <zstd.h>

enum { STEP_BYTES = 1 << 20 }; // unpacked at a time: a small file that unpacks without end is caught this early

typedef struct Stream {
    Str packed;
    size_t at; // how far it is read
    Bytes *unpacked;
    z_stream gzip;
    ZSTD_DStream *zstd;
} Stream;

typedef enum Step { STEP_MORE, STEP_FRAME_ENDS, STEP_DAMAGED } Step;

typedef struct Unpacker {
    bool (*open)(Stream *stream);
    Step (*step)(Stream *stream); // unpacks at most STEP_BYTES, for which there is room
    bool (*next_frame)(Stream *stream);
    void (*close)(Stream *stream);
} Unpacker;

static bool gzip_open(Stream *stream)
{
    enum { LARGEST_WINDOW = 15, GZIP_HEADER = 16 };
    return inflateInit2(&stream->gzip, LARGEST_WINDOW + GZIP_HEADER) == Z_OK;
}

static Step gzip_step(Stream *stream)
{
    enum { INPUT_MAX = 1 << 30 }; // zlib counts in 32 bits
    z_stream *gzip = &stream->gzip;
    size_t left = stream->packed.size - stream->at;
    uInt given = (uInt)smaller((int64_t)left, INPUT_MAX);
    gzip->next_in = (z_const Bytef *)(uintptr_t)(stream->packed.data + stream->at);
    gzip->avail_in = given;
    gzip->next_out = (Bytef *)stream->unpacked->data + stream->unpacked->size;
    gzip->avail_out = STEP_BYTES;
    int result = inflate(gzip, Z_NO_FLUSH);
    stream->at += given - gzip->avail_in;
    stream->unpacked->size += STEP_BYTES - gzip->avail_out;
    if (result == Z_STREAM_END) return STEP_FRAME_ENDS;
    return result == Z_OK || result == Z_BUF_ERROR ? STEP_MORE : STEP_DAMAGED;
}

static bool gzip_next_frame(Stream *stream)
{
    return inflateReset(&stream->gzip) == Z_OK;
}

static void gzip_close(Stream *stream)
{
    inflateEnd(&stream->gzip);
}

static bool zstd_open(Stream *stream)
{
    stream->zstd = ZSTD_createDStream();
    return stream->zstd != NULL;
}

static Step zstd_step(Stream *stream)
{
    ZSTD_inBuffer in = {stream->packed.data, stream->packed.size, stream->at};
    ZSTD_outBuffer out = {stream->unpacked->data + stream->unpacked->size, STEP_BYTES, 0};
    size_t result = ZSTD_decompressStream(stream->zstd, &out, &in);
    stream->at = in.pos;
    stream->unpacked->size += out.pos;
    if (ZSTD_isError(result)) return STEP_DAMAGED;
    return result == 0 ? STEP_FRAME_ENDS : STEP_MORE;
}

static bool zstd_next_frame(Stream *stream)
{
    (void)stream; // it begins by itself
    return true;
}

static void zstd_close(Stream *stream)
{
    ZSTD_freeDStream(stream->zstd);
}

Packing packing_of(Str bytes)
{
    static const Str gzip = STR("\x1F\x8B\x08"), zstd = STR("\x28\xB5\x2F\xFD");
    static const Str zstd_skipped = STR("\x2A\x4D\x18"); // after 50..5F: a frame to pass over, which pzstd begins with
    if (str_starts_with(bytes, gzip)) return PACKING_GZIP;
    if (str_starts_with(bytes, zstd)) return PACKING_ZSTD;
    bool skipped = bytes.size > 0 && ((unsigned char)bytes.data[0] & 0xF0) == 0x50 &&
                   str_starts_with((Str){bytes.data + 1, bytes.size - 1}, zstd_skipped);
    return skipped ? PACKING_ZSTD : PACKING_NONE;
}

static void make_room_for_step(Bytes *unpacked)
{
    size_t wanted = unpacked->size + STEP_BYTES;
    if (unpacked->capacity < wanted + BYTES_PAD) bytes_make_room(unpacked, wanted * 2);
}

static UnpackStatus unpack_frames(const Unpacker *unpacker, Stream *stream, size_t limit)
{
    enum { USUAL_RATIO = 5 }; // of text to packed bytes in order exports
    Packing packing = packing_of(stream->packed);
    bytes_make_room(stream->unpacked, stream->packed.size * USUAL_RATIO);
    for (;;) {
        make_room_for_step(stream->unpacked);
        size_t size_before = stream->unpacked->size;
        Step step = unpacker->step(stream);
        size_t left = stream->packed.size - stream->at;
        if (step == STEP_DAMAGED) return UNPACK_DAMAGED;
        if (stream->unpacked->size > limit) return UNPACK_TOO_LARGE;
        if (step == STEP_MORE) {
            if (left == 0 && stream->unpacked->size == size_before) return UNPACK_CUT_SHORT;
            continue;
        }
        if (left == 0) return UNPACK_DONE;
        if (packing_of((Str){stream->packed.data + stream->at, left}) != packing) return UNPACK_TRAILED;
        if (!unpacker->next_frame(stream)) return UNPACK_DAMAGED;
    }
}

UnpackStatus unpack(Str packed, size_t limit, Bytes *unpacked, size_t *stopped_at)
{
    static const Unpacker unpackers[] = {
        [PACKING_GZIP] = {gzip_open, gzip_step, gzip_next_frame, gzip_close},
        [PACKING_ZSTD] = {zstd_open, zstd_step, zstd_next_frame, zstd_close},
    };
    const Unpacker *unpacker = &unpackers[packing_of(packed)];
    Stream stream = {.packed = packed, .unpacked = unpacked};
    assert(unpacker->open);
    UnpackStatus status = UNPACK_NO_MEMORY;
    if (unpacker->open(&stream)) {
        status = unpack_frames(unpacker, &stream, limit);
        unpacker->close(&stream);
    }
    *stopped_at = stream.at;
    if (status == UNPACK_DONE)
        memset(unpacked->data + unpacked->size, 0, BYTES_PAD); // a decoder may scribble ahead
    else
        bytes_release(unpacked);
    return status;
}
