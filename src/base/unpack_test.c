#include "base/unpack.h"
#include "base/test.h"

#include <string.h>
#include <zlib.h>
#include <zstd.h>

static Str gzip(Str text)
{
    z_stream stream = {0};
    CHECK_INT(deflateInit2(&stream, 9, Z_DEFLATED, 15 + 16, 9, Z_DEFAULT_STRATEGY), Z_OK);
    size_t room = deflateBound(&stream, text.size);
    char *packed = arena_array(test_arena(), char, room);
    stream.next_in = (z_const Bytef *)(uintptr_t)text.data;
    stream.avail_in = (uInt)text.size;
    stream.next_out = (Bytef *)packed;
    stream.avail_out = (uInt)room;
    CHECK_INT(deflate(&stream, Z_FINISH), Z_STREAM_END);
    CHECK_INT(deflateEnd(&stream), Z_OK);
    return (Str){packed, room - stream.avail_out};
}

static Str zstd(Str text)
{
    size_t room = ZSTD_compressBound(text.size);
    char *packed = arena_array(test_arena(), char, room);
    ZSTD_CCtx *context = ZSTD_createCCtx();
    ZSTD_CCtx_setParameter(context, ZSTD_c_checksumFlag, 1);
    size_t size = ZSTD_compress2(context, packed, room, text.data, text.size);
    ZSTD_freeCCtx(context);
    CHECK(!ZSTD_isError(size));
    return (Str){packed, size};
}

static Str (*const packers[])(Str text) = {gzip, zstd};

static Str joined(Str first, Str second)
{
    Text text = text_in(test_arena());
    text_add(&text, first);
    text_add(&text, second);
    return text_str(&text);
}

typedef struct Outcome {
    UnpackStatus status;
    Str text;
    size_t stopped_at;
} Outcome;

static Outcome unpacked(Str packed, size_t limit)
{
    Outcome outcome;
    Bytes bytes = {0};
    outcome.status = unpack(packed, limit, &bytes, &outcome.stopped_at);
    for (size_t i = 0; outcome.status == UNPACK_DONE && i < BYTES_PAD; i++) CHECK(bytes.data[bytes.size + i] == '\0');
    if (outcome.status != UNPACK_DONE) CHECK(bytes.data == NULL);
    outcome.text = str_copy(test_arena(), bytes_str(&bytes));
    bytes_release(&bytes);
    return outcome;
}

static Str long_text(size_t size)
{
    char *text = arena_array(test_arena(), char, size);
    uint32_t state = 1;
    for (size_t i = 0; i < size; i++) text[i] = (char)('a' + ((state = state * 1664525 + 1013904223) >> 28));
    return (Str){text, size};
}

TEST(unpacked_text_is_what_was_packed_whatever_its_size)
{
    static const size_t sizes[] = {0, 1, 1000, (1 << 20) - 1, 1 << 20, (1 << 20) + 1, 5 << 20};
    for (size_t i = 0; i < COUNT_OF(packers) * COUNT_OF(sizes); i++) {
        Str text = long_text(sizes[i / 2]);
        Outcome outcome = unpacked(packers[i % 2](text), SIZE_MAX);
        CHECK_INT(outcome.status, UNPACK_DONE);
        CHECK(str_equal(outcome.text, text));
    }
}

TEST(unpacked_members_and_frames_follow_each_other)
{
    for (size_t i = 0; i < COUNT_OF(packers); i++) {
        Str packed = joined(joined(packers[i](STR("one,")), packers[i](STR(""))), packers[i](STR("two")));
        Outcome outcome = unpacked(packed, SIZE_MAX);
        CHECK_INT(outcome.status, UNPACK_DONE);
        CHECK_TEXT(outcome.text, "one,two");
    }
}

TEST(unpacked_zstd_passes_over_skippable_frames)
{
    Str skipped = STR("\x5F\x2A\x4D\x18\x03\0\0\0xyz");
    CHECK_INT(packing_of(skipped), PACKING_ZSTD);
    CHECK_TEXT(unpacked(joined(joined(skipped, zstd(STR("text"))), skipped), SIZE_MAX).text, "text");
}

TEST(unpack_says_when_the_packed_bytes_are_cut_short_anywhere)
{
    for (size_t i = 0; i < COUNT_OF(packers); i++) {
        Str packed = packers[i](long_text(3000));
        for (size_t size = 4; size < packed.size; size++) {
            Outcome outcome = unpacked((Str){packed.data, size}, SIZE_MAX);
            CHECK_INT(outcome.status, UNPACK_CUT_SHORT);
            CHECK_INT(outcome.stopped_at, size);
        }
        CHECK_INT(unpacked(joined(packed, (Str){packed.data, 5}), SIZE_MAX).status, UNPACK_CUT_SHORT);
    }
}

TEST(unpack_says_when_the_packed_bytes_are_damaged)
{
    for (size_t i = 0; i < COUNT_OF(packers); i++) {
        Str packed = packers[i](long_text(3000));
        for (size_t at = 20; at < packed.size - 4; at += 7) { // behind the header, whose time and name prove nothing
            char *damaged = arena_array(test_arena(), char, packed.size);
            memcpy(damaged, packed.data, packed.size);
            damaged[at] ^= 0x10;
            UnpackStatus status = unpacked((Str){damaged, packed.size}, SIZE_MAX).status;
            CHECK(status == UNPACK_DAMAGED || status == UNPACK_CUT_SHORT || status == UNPACK_TRAILED);
        }
    }
}

TEST(unpack_says_where_something_foreign_follows)
{
    for (size_t i = 0; i < COUNT_OF(packers); i++) {
        Str packed = packers[i](STR("text"));
        Outcome outcome = unpacked(joined(packed, STR("oops")), SIZE_MAX);
        CHECK_INT(outcome.status, UNPACK_TRAILED);
        CHECK_INT(outcome.stopped_at, packed.size);
        CHECK_INT(unpacked(joined(packed, packers[1 - i](STR("text"))), SIZE_MAX).status, UNPACK_TRAILED);
    }
}

TEST(unpack_stops_a_bomb_at_the_limit)
{
    for (size_t i = 0; i < COUNT_OF(packers); i++) {
        Str packed = packers[i]((Str){arena_array(test_arena(), char, 30 << 20), 30 << 20});
        CHECK(packed.size < 40000);
        CHECK_INT(unpacked(packed, (30 << 20) - 1).status, UNPACK_TOO_LARGE);
        CHECK_INT(unpacked(packed, 30 << 20).status, UNPACK_DONE);
    }
}

TEST(packing_is_known_by_the_first_bytes)
{
    CHECK_INT(packing_of(STR("\x1F\x8B\x08")), PACKING_GZIP);
    CHECK_INT(packing_of(STR("\x1F\x8B\x07")), PACKING_NONE);
    CHECK_INT(packing_of(STR("\x28\xB5\x2F\xFD")), PACKING_ZSTD);
    CHECK_INT(packing_of(STR("\x28\xB5\x2F")), PACKING_NONE);
    CHECK_INT(packing_of(STR("P*M")), PACKING_NONE);
    CHECK_INT(packing_of(STR("")), PACKING_NONE);
}
