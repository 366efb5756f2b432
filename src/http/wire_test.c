#include "base/test.h"
#include "http/chunks.h"
#include "http/framing.h"
#include "http/gzip.h"
#include "http/head.h"
#include "http/wire_rows_test.h"

#include <stdio.h>
#include <string.h>

// A connection without a socket: the bytes that came, and where the reading stands.
typedef struct Reading {
    Arena *arena;
    HttpGzip *gzip;
    HttpHead head;
    HttpRequest request;
    HttpFraming framing;
    HttpChunks chunks;
    Text body;
    size_t body_at;
    Str verdict; // "" while it is not known
} Reading;

static void refuse(Reading *reading, HttpFault fault, const Str *arguments, size_t count)
{
    Error error;
    http_fault_error(fault, arguments, count, &error);
    reading->verdict =
        str_format(reading->arena, "%d %s %s", http_fault_status(fault), error.code, error.message[LOCALE_EN]);
}

static void refuse_size(Reading *reading, HttpFault fault)
{
    Str limit = error_number(reading->arena, WIRE_LIMIT);
    refuse(reading, fault, &limit, 1);
}

static void done(Reading *reading, Str body)
{
    if (reading->framing.gzip || http_gzip_begins(body)) {
        Str packed = body;
        HttpFault fault = http_gzip_read(reading->gzip, packed, WIRE_LIMIT, reading->arena, &body);
        if (fault) {
            refuse_size(reading, fault);
            return;
        }
    }
    reading->verdict = str_format(reading->arena, "%.*s %.*s %.*s", STR_ARGS(reading->request.method),
                                  STR_ARGS(reading->request.path), STR_ARGS(body));
}

static void read_head(Reading *reading, Str bytes)
{
    bool old;
    Str authority;
    HttpFault fault = http_head_scan(&reading->head, bytes);
    if (fault || !reading->head.whole) {
        if (fault) refuse(reading, fault, NULL, 0);
        return;
    }
    HttpFault of_target = http_head_cut(&reading->head, bytes, reading->arena, &reading->request, &old, &authority);
    fault = http_framing_read(&reading->request, old, authority, &reading->framing);
    if (!fault && str_equal(http_framing_host(&reading->request, authority), STR("evil.example")))
        fault = HTTP_HOST_UNKNOWN;
    if (!fault) fault = of_target;
    reading->body_at = reading->head.line_at;
    reading->chunks.limit = WIRE_LIMIT;
    if (fault)
        refuse(reading, fault, &reading->framing.fault_header, 1);
    else if (reading->framing.length > WIRE_LIMIT)
        refuse_size(reading, HTTP_BODY_TOO_LARGE);
}

static void read_body(Reading *reading, Str bytes)
{
    if (!reading->framing.chunked) {
        size_t length = (size_t)reading->framing.length;
        if (bytes.size - reading->body_at >= length) done(reading, (Str){bytes.data + reading->body_at, length});
        return;
    }
    Str raw = {bytes.data + reading->body_at, bytes.size - reading->body_at};
    char *to = arena_array(reading->arena, char, raw.size);
    size_t taken, written;
    HttpFault fault = http_chunks_read(&reading->chunks, raw, to, &taken, &written);
    reading->body_at += taken;
    text_add(&reading->body, (Str){to, written});
    if (fault)
        refuse_size(reading, fault);
    else if (reading->chunks.whole)
        done(reading, text_str(&reading->body));
}

static void come(Reading *reading, Str bytes)
{
    if (reading->verdict.size == 0 && !reading->head.whole) read_head(reading, bytes);
    if (reading->verdict.size == 0 && reading->head.whole) read_body(reading, bytes);
}

static void end(Reading *reading, Str bytes)
{
    if (reading->verdict.size) return;
    Str counts[] = {error_number(reading->arena, bytes.size - reading->body_at),
                    error_number(reading->arena, reading->framing.length)};
    refuse(reading, reading->framing.chunked ? HTTP_CHUNKS_SHORT : HTTP_BODY_SHORT, counts, 2);
}

// The verdict on bytes that come in pieces: `first` bytes, then `step` at a time.
static Str judge(Arena *arena, HttpGzip *gzip, Str wire, size_t first, size_t step)
{
    Reading *reading = arena_new(arena, Reading);
    reading->arena = arena;
    reading->gzip = gzip;
    reading->body = text_in(arena);
    for (size_t size = first; size < wire.size; size += step) come(reading, (Str){wire.data, size});
    come(reading, wire);
    end(reading, wire);
    return reading->verdict;
}

TEST(what_a_request_is_does_not_depend_on_how_it_is_cut)
{
    enum { EVERY_CUT_UP_TO = 512, PRIME = 97 };
    size_t count, cuts = 0;
    const WireRow *rows = wire_rows(&count);
    HttpGzip *gzip = http_gzip_open();
    Arena *arena = arena_open(0);
    for (size_t i = 0; i < count; i++) {
        Str wire = rows[i].wire;
        Str whole = judge(arena, gzip, wire, wire.size, 1);
        if (!str_equal(whole, str_of(rows[i].verdict))) print_message("row %s\n", rows[i].id);
        CHECK_TEXT(whole, rows[i].verdict);
        size_t step = wire.size < EVERY_CUT_UP_TO ? 1 : PRIME; // long ones: every 97th place, and around their ends
        for (size_t cut = 0; cut < wire.size; cut += step, cuts++) {
            CHECK_TEXT(judge(arena, gzip, wire, cut, wire.size), rows[i].verdict);
            arena_reset(arena);
        }
        CHECK_TEXT(judge(arena, gzip, wire, 0, wire.size < EVERY_CUT_UP_TO ? 1 : 7), rows[i].verdict);
        arena_reset(arena);
    }
    print_message("%zu requests, %zu cuts\n", count, cuts);
    arena_close(arena);
    http_gzip_close(gzip);
}

TEST(what_follows_a_chunked_body_is_left_for_the_next_request)
{
    Str raw = STR("3\r\nabc\r\n0\r\n\r\nGET /");
    char to[32];
    size_t taken, written;
    HttpChunks chunks = {.limit = 3};
    CHECK_INT(http_chunks_read(&chunks, raw, to, &taken, &written), HTTP_FINE);
    CHECK(chunks.whole);
    CHECK_INT(taken, raw.size - 5);
    CHECK_TEXT(((Str){to, written}), "abc");
}

TEST(several_gzip_members_are_one_text)
{
    HttpGzip *gzip = http_gzip_open();
    Text packed = text_in(test_arena());
    text_add(&packed, wire_gzip(test_arena(), STR("one ")));
    text_add(&packed, wire_gzip(test_arena(), STR("two")));
    Str unpacked;
    CHECK_INT(http_gzip_read(gzip, text_str(&packed), 7, test_arena(), &unpacked), HTTP_FINE);
    CHECK_TEXT(unpacked, "one two");
    CHECK_INT(http_gzip_read(gzip, text_str(&packed), 6, test_arena(), &unpacked), HTTP_GZIP_TOO_LARGE);
    http_gzip_close(gzip);
}

TEST(unpacking_stops_at_the_limit)
{
    enum { BOMB_BYTES = 64 << 20, LIMIT = 1 << 20 };
    HttpGzip *gzip = http_gzip_open();
    Arena *arena = arena_open(0);
    Str packed = wire_gzip(test_arena(), (Str){arena_array(test_arena(), char, BOMB_BYTES), BOMB_BYTES}), unpacked;
    CHECK_INT(http_gzip_read(gzip, packed, LIMIT, arena, &unpacked), HTTP_GZIP_TOO_LARGE);
    CHECK(arena_used_bytes(arena) < 3 * LIMIT); // it grew by doubling
    arena_close(arena);
    http_gzip_close(gzip);
}
