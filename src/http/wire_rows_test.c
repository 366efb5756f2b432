#include "http/wire_rows_test.h"
#include "base/test.h"

#include <stdlib.h>
#include <string.h>
#include <zlib.h>

// In templates, "<9000*a>" stands for 9,000 times "a", "<65*H: v\r\n>" for 65 such lines, "<NUL>" for a NUL.
static const WireRow templates[] = {
    {"A01", STR("GET / HTTP/1.1\r\n\r\n"), "400 missing_host Host header is required"},
    {"A01 old", STR("GET / HTTP/1.0\r\n\r\n"), "GET / "},
    {"A02", STR("GET / HTTP/1.1\r\nHost: a\r\nHost: a\r\n\r\n"), "400 duplicate_header Host may appear once"},
    {"A03", STR("GET / HTTP/1.1\r\nHost: a b\r\n\r\n"), "400 bad_host Host is not a valid host[:port]"},
    {"A03 userinfo", STR("GET / HTTP/1.1\r\nHost: me@a\r\n\r\n"), "400 bad_host Host is not a valid host[:port]"},
    {"A03 empty", STR("GET / HTTP/1.1\r\nHost:\r\n\r\n"), "400 bad_host Host is not a valid host[:port]"},
    {"A03 port", STR("GET / HTTP/1.1\r\nHost: a:70000\r\n\r\n"), "400 bad_host Host is not a valid host[:port]"},
    {"A03 control", STR("GET / HTTP/1.1\r\nHost: a\x01\r\n\r\n"), "400 bad_header_value control byte in header"},
    {"A04", STR("GET / HTTP/1.1\r\nHost: evil.example\r\n\r\n"),
     "421 unknown_host this server does not serve that host"},
    {"A05", STR("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"),
     "400 conflicting_framing send Content-Length or Transfer-Encoding, not both"},
    {"A06", STR("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nhello!"),
     "400 conflicting_framing Content-Length given twice with different values"},
    {"A06 same", STR("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nContent-Length: 5\r\n\r\nhello"),
     "400 duplicate_header Content-Length may appear once"},
    {"A07", STR("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5, 5\r\n\r\nhello"),
     "400 bad_content_length Content-Length must be one number"},
    {"A08", STR("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: +5\r\n\r\nhello"), "400 bad_content_length digits only"},
    {"A09", STR("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 0x10\r\n\r\nhello"),
     "400 bad_content_length digits only"},
    {"A10", STR("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: -1\r\n\r\nhello"), "400 bad_content_length digits only"},
    {"A10 empty", STR("POST / HTTP/1.1\r\nHost: a\r\nContent-Length:\r\n\r\nhello"),
     "400 bad_content_length digits only"},
    {"A11", STR("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 99999999999999999999\r\n\r\nhello"),
     "400 bad_content_length number too large"},
    {"A11 63 bit", STR("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 9223372036854775808\r\n\r\nhello"),
     "400 bad_content_length number too large"},
    {"A12", STR("POST / HTTP/1.1\r\nHost: a\r\nContent_Length: 5\r\n\r\nhello"),
     "400 bad_header_name header name not allowed"},
    {"A13", STR("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1048577\r\n\r\n"),
     "413 body_too_large limit 1048576 bytes"},
    {"A13 chunked", STR("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n100001\r\n"),
     "413 body_too_large limit 1048576 bytes"},
    {"A14", STR("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nhel"),
     "400 short_body connection closed after 3 of 5 bytes"},
    {"A14 chunked", STR("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhel"),
     "400 short_body connection closed before the last chunk"},
    {"A15", STR("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n"),
     "501 unsupported_transfer_encoding only chunked is supported"},
    {"A16", STR("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: xchunked\r\n\r\n0\r\n\r\n"),
     "501 unsupported_transfer_encoding only chunked is supported"},
    {"A16 identity", STR("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: identity\r\n\r\n0\r\n\r\n"),
     "501 unsupported_transfer_encoding only chunked is supported"},
    {"A17", STR("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding : chunked\r\n\r\n0\r\n\r\n"),
     "400 bad_header_name space before colon"},
    {"A18", STR("POST / HTTP/1.0\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"),
     "400 conflicting_framing not allowed in HTTP/1.0"},
    {"A19",
     STR("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"),
     "400 duplicate_header Transfer-Encoding may appear once"},
    {"A20", STR("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n0x5\r\nhello\r\n0\r\n\r\n"),
     "400 bad_chunk chunk size must be hex digits"},
    {"A20 blank", STR("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n5 \r\nhello\r\n0\r\n\r\n"),
     "400 bad_chunk chunk size must be hex digits"},
    {"A20 none", STR("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n\r\nhello\r\n0\r\n\r\n"),
     "400 bad_chunk chunk size must be hex digits"},
    {"A21", STR("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n5\nhello\r\n0\r\n\r\n"),
     "400 bad_chunk CRLF expected"},
    {"A21 extension", STR("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n5;a\nhello\r\n0\r\n\r\n"),
     "400 bad_chunk CRLF expected"},
    {"A21 bare CR", STR("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n5\rhello\r\n0\r\n\r\n"),
     "400 bad_chunk CRLF expected"},
    {"A22", STR("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n00000000000000005\r\nhello"),
     "400 bad_chunk chunk size too large"},
    {"A22 64 bit", STR("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nffffffffffffffff\r\nhello"),
     "413 body_too_large limit 1048576 bytes"},
    {"A22 wraps",
     STR("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\nffffffffffffffff\r\n"),
     "400 bad_chunk chunk size too large"},
    {"A23", STR("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n5;<5120*x>\r\nhello\r\n0\r\n\r\n"),
     "400 bad_chunk chunk extension too long"},
    {"A24", STR("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello0\r\n\r\n"),
     "400 bad_chunk CRLF expected after chunk"},
    {"A24 bare LF", STR("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\n0\r\n\r\n"),
     "400 bad_chunk CRLF expected after chunk"},
    {"A25", STR("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n0\r\nT: <20480*x>\r\n\r\n"),
     "431 headers_too_large trailers limited to 4096 bytes"},
    {"A25 bare LF", STR("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n0\r\nT: x\n\r\n"),
     "400 bare_lf header lines must end in CRLF"},
    {"A25 no colon", STR("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n0\r\nTx\r\n\r\n"),
     "400 bad_header_name colon missing"},
    {"A26", STR("GET / HTTP/1.1\r\nHost: a\nX: 1\r\n\r\n"), "400 bare_lf header lines must end in CRLF"},
    {"A26 request line", STR("GET / HTTP/1.1\nHost: a\r\n\r\n"), "400 bare_lf header lines must end in CRLF"},
    {"A26 end", STR("GET / HTTP/1.1\r\nHost: a\r\n\n"), "400 bare_lf header lines must end in CRLF"},
    {"A27", STR("GET / HTTP/1.1\r\nHost: a\r\nX: a\rb\r\n\r\n"), "400 bad_header_value control byte in header"},
    {"A28", STR("GET / HTTP/1.1\r\nHost: a\r\nX: a<NUL>b\r\n\r\n"), "400 bad_header_value control byte in header"},
    {"A28 delete", STR("GET / HTTP/1.1\r\nHost: a\r\nX: a\x7F\r\n\r\n"), "400 bad_header_value control byte in header"},
    {"A29", STR("GET / HTTP/1.1\r\nHost: a\r\nX: a\r\n b\r\n\r\n"),
     "400 bad_header_value folded headers are not accepted"},
    {"A29 first", STR("GET / HTTP/1.1\r\n\tHost: a\r\n\r\n"), "400 bad_header_value folded headers are not accepted"},
    {"A30", STR("GET / HTTP/1.1\r\nHost: a\r\nX Y: 1\r\n\r\n"), "400 bad_header_name header name not allowed"},
    {"A30 NUL", STR("GET / HTTP/1.1\r\nHost: a\r\nX<NUL>: 1\r\n\r\n"), "400 bad_header_name header name not allowed"},
    {"A31", STR("GET / HTTP/1.1\r\nHost: a\r\n: v\r\n\r\n"), "400 bad_header_name header name missing"},
    {"A32", STR("GET / HTTP/1.1\r\nHost: a\r\nXY\r\n\r\n"), "400 bad_header_name colon missing"},
    {"A33", STR("GET / HTTP/1.1\r\nHost: a\r\n<64*X: 1\r\n>\r\n"), "431 headers_too_large at most 64 headers"},
    {"A33 just", STR("GET / HTTP/1.1\r\nHost: a\r\n<63*X: 1\r\n>\r\n"), "GET / "},
    {"A34", STR("GET / HTTP/1.1\r\nHost: a\r\nX: <17408*x>\r\n\r\n"),
     "431 headers_too_large headers limited to 16384 bytes"},
    {"A34 just", STR("GET / HTTP/1.1\r\nHost: a\r\nX: <16368*x>\r\n\r\n"), "GET / "},
    {"A34 by one", STR("GET / HTTP/1.1\r\nHost: a\r\nX: <16369*x>\r\n\r\n"),
     "431 headers_too_large headers limited to 16384 bytes"},
    {"A35", STR("GET /<9216*x> HTTP/1.1\r\nHost: a\r\n\r\n"), "414 uri_too_long target limited to 8192 bytes"},
    {"A35 by one", STR("GET /<8192*x> HTTP/1.1\r\nHost: a\r\n\r\n"), "414 uri_too_long target limited to 8192 bytes"},
    {"A35 no blank", STR("GET<9216*x> / HTTP/1.1\r\nHost: a\r\n\r\n"), "400 bad_request_line this is no HTTP request"},
    {"A36", STR("get / HTTP/1.1\r\nHost: a\r\n\r\n"), "501 unknown_method method not known"},
    {"A37", STR("TRACE / HTTP/1.1\r\nHost: a\r\n\r\n"), "405 method_not_allowed Allow header lists the methods"},
    {"A38", STR("CONNECT x:443 HTTP/1.1\r\nHost: x:443\r\n\r\n"),
     "405 method_not_allowed Allow header lists the methods"},
    {"A40", STR("POST / HTTP/1.1\r\nHost: a\r\nX-HTTP-Method-Override: DELETE\r\n\r\n"),
     "400 header_not_allowed method override is not supported"},
    {"A41", STR("GET /\r\n"), "400 bad_request_line HTTP version missing"},
    {"A42", STR("GET / HTTP/3.0\r\nHost: a\r\n\r\n"), "505 http_version HTTP/1.0 and HTTP/1.1 only"},
    {"A42 digits", STR("GET / HTTP/1.10\r\nHost: a\r\n\r\n"), "505 http_version HTTP/1.0 and HTTP/1.1 only"},
    {"A43", STR("GET  / HTTP/1.1\r\nHost: a\r\n\r\n"), "400 bad_request_line single spaces expected"},
    {"A43 tab", STR("GET\t/ HTTP/1.1\r\nHost: a\r\n\r\n"), "400 bad_request_line single spaces expected"},
    {"A43 before", STR(" GET / HTTP/1.1\r\nHost: a\r\n\r\n"), "400 bad_request_line single spaces expected"},
    {"A43 after", STR("GET / HTTP/1.1 \r\nHost: a\r\n\r\n"), "400 bad_request_line single spaces expected"},
    {"A43 four", STR("GET / x HTTP/1.1\r\nHost: a\r\n\r\n"), "400 bad_request_line single spaces expected"},
    {"A44", STR("GET http://b/ HTTP/1.1\r\nHost: a\r\n\r\n"), "421 unknown_host target host differs from Host"},
    {"A44 same", STR("GET http://A/x?y HTTP/1.1\r\nHost: a\r\n\r\n"), "GET /x "},
    {"A44 no path", STR("GET http://a?y HTTP/1.1\r\nHost: a\r\n\r\n"), "GET / "},
    {"A44 form", STR("GET a/b HTTP/1.1\r\nHost: a\r\n\r\n"), "400 bad_request_line target must begin with /"},
    {"A44 star", STR("GET * HTTP/1.1\r\nHost: a\r\n\r\n"), "400 bad_request_line target must begin with /"},
    {"A45", STR("GET /a%00b HTTP/1.1\r\nHost: a\r\n\r\n"), "400 bad_path NUL in path"},
    {"A46", STR("GET /%zz HTTP/1.1\r\nHost: a\r\n\r\n"), "400 bad_path broken percent escape"},
    {"A46 end", STR("GET /%4 HTTP/1.1\r\nHost: a\r\n\r\n"), "400 bad_path broken percent escape"},
    {"A47", STR("GET /%c0%ae%c0%ae/ HTTP/1.1\r\nHost: a\r\n\r\n"), "400 invalid_utf8 path is not valid UTF-8"},
    {"A47 raw", STR("GET /caf\xC3\xA9 HTTP/1.1\r\nHost: a\r\n\r\n"),
     "400 bad_path control bytes and bytes beyond ASCII must be percent-encoded"},
    {"A48", STR("GET /static/%2e%2e%2fetc/passwd HTTP/1.1\r\nHost: a\r\n\r\n"), "GET /static/../etc/passwd "},
    {"A49", STR("GET /static/%252e%252e/ HTTP/1.1\r\nHost: a\r\n\r\n"), "GET /static/%2e%2e/ "},
    {"A50", STR("GET //evil.example/%2f.. HTTP/1.1\r\nHost: a\r\n\r\n"), "GET //evil.example//.. "},
    {"A51", STR("GET /a\\b HTTP/1.1\r\nHost: a\r\n\r\n"), "GET /a\\b "},
    {"A52", STR("GET /a#b HTTP/1.1\r\nHost: a\r\n\r\n"), "400 bad_path fragment not allowed"},
    {"A52 query", STR("GET /a?b#c HTTP/1.1\r\nHost: a\r\n\r\n"), "400 bad_path fragment not allowed"},
    {"A56", STR("POST / HTTP/1.1\r\nHost: a\r\nContent-Encoding: br\r\nContent-Length: 2\r\n\r\nxx"),
     "415 unsupported_encoding identity and gzip only"},
    {"A57", STR("POST / HTTP/1.1\r\nHost: a\r\nContent-Encoding: gzip\r\n<GZIP BOMB>"),
     "413 decompressed_too_large inflated body limited to 1048576 bytes"},
    {"A57 just", STR("POST / HTTP/1.1\r\nHost: a\r\n<GZIP>"), "POST / hello hello hello"},
    {"A58", STR("POST / HTTP/1.1\r\nHost: a\r\nContent-Encoding: gzip\r\n<GZIP SHORT>"),
     "400 bad_gzip gzip stream ends early"},
    {"A59", STR("POST / HTTP/1.1\r\nHost: a\r\nContent-Encoding: gzip\r\n<GZIP TRAILED>"),
     "400 bad_gzip bytes after gzip end"},
    {"A59 not gzip", STR("POST / HTTP/1.1\r\nHost: a\r\nContent-Encoding: gzip\r\nContent-Length: 5\r\n\r\nhello"),
     "400 bad_gzip gzip stream is damaged"},
    {"A60", STR("POST / HTTP/1.1\r\nHost: a\r\nContent-Encoding: gzip, gzip\r\nContent-Length: 2\r\n\r\nxx"),
     "415 unsupported_encoding one encoding only"},
    {"A60 twice",
     STR("POST / HTTP/1.1\r\nHost: a\r\nContent-Encoding: gzip\r\nContent-Encoding: gzip\r\nContent-Length: "
         "2\r\n\r\nx"),
     "415 unsupported_encoding one encoding only"},
    {"A61", STR("POST / HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 1048577\r\n\r\n"),
     "413 body_too_large limit 1048576 bytes"},
    {"A62", STR("POST / HTTP/1.1\r\nHost: a\r\nExpect: banana\r\nContent-Length: 2\r\n\r\n"),
     "417 expectation_failed only 100-continue"},
    {"A63", STR("\x16\x03\x01\x02<NUL>\x01<NUL>\x01\xFC\x03\x03"), "400 bad_request_line this is no HTTP request"},
    {"A64", STR("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"), "505 http_version HTTP/1.0 and HTTP/1.1 only"},
    {"A68", STR("GET / HTTP/1.1\r\nHost: a\r\nRange: bytes=0-1<999*,2-3>\r\n\r\n"), "416 bad_range one range only"},
    {"A69", STR("GET / HTTP/1.1\r\nHost: a\r\nRange: bytes=18446744073709551615-\r\n\r\n"),
     "416 bad_range range not satisfiable"},
    {"A69 none", STR("GET / HTTP/1.1\r\nHost: a\r\nRange: bytes=-\r\n\r\n"), "416 bad_range range not satisfiable"},
    {"A69 fine", STR("GET / HTTP/1.1\r\nHost: a\r\nRange: bytes=0-99\r\n\r\n"), "GET / "},
    {"A69 unit", STR("GET / HTTP/1.1\r\nHost: a\r\nRange: lines=5\r\n\r\n"), "GET / "},
    {"A74", STR("GET / HTTP/1.1\r\nHost: a\r\nX-Forwarded-For: <script>\r\n\r\n"), "GET / "},

    {"plain", STR("POST /a/b?c HTTP/1.1\r\nhOST:a:80\r\nContent-Length: \t5 \r\n\r\nhello"), "POST /a/b hello"},
    {"chunks",
     STR("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: Chunked\r\n\r\n"
         "5\r\nhello\r\n1;a=b;c=\"d\"\r\n \r\n00000005\r\nworld\r\n0\r\nT: x\r\nU:\r\n\r\n"),
     "POST / hello world"},
    {"no chunk", STR("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"), "POST / "},
    {"server", STR("OPTIONS * HTTP/1.1\r\nHost: [::1]:8080\r\n\r\n"), "OPTIONS * "},
};

Str wire_gzip(Arena *arena, Str text)
{
    z_stream stream = {0};
    CHECK_INT(deflateInit2(&stream, 9, Z_DEFLATED, 15 + 16, 9, Z_DEFAULT_STRATEGY), Z_OK);
    size_t room = deflateBound(&stream, text.size);
    char *packed = arena_array(arena, char, room);
    stream.next_in = (z_const Bytef *)(uintptr_t)text.data;
    stream.avail_in = (uInt)text.size;
    stream.next_out = (Bytef *)packed;
    stream.avail_out = (uInt)room;
    CHECK_INT(deflate(&stream, Z_FINISH), Z_STREAM_END);
    CHECK_INT(deflateEnd(&stream), Z_OK);
    return (Str){packed, room - stream.avail_out};
}

static void add_gzip(Arena *arena, Text *wire, Str kind)
{
    enum { BOMB_BYTES = 64 << 20 };
    bool bomb = str_equal(kind, STR("GZIP BOMB"));
    Str text = bomb ? (Str){arena_array(arena, char, BOMB_BYTES), BOMB_BYTES} : STR("hello hello hello");
    Str packed = wire_gzip(arena, text);
    if (str_equal(kind, STR("GZIP SHORT"))) packed.size -= 9;
    bool trailed = str_equal(kind, STR("GZIP TRAILED"));
    text_addf(wire, "Content-Length: %zu\r\n\r\n", packed.size + (trailed ? 1 : 0));
    text_add(wire, packed);
    if (trailed) text_add_byte(wire, 'x');
}

// What stands within <>.
static void add_special(Arena *arena, Text *wire, Str special)
{
    Str rest = special, count;
    str_cut(&rest, '*', &count);
    if (str_starts_with(special, STR("GZIP"))) {
        add_gzip(arena, wire, special);
    } else if (str_equal(special, STR("NUL"))) {
        text_add_byte(wire, '\0');
    } else if (rest.data) {
        for (long times = strtol(str_c(arena, count), NULL, 10); times; times--) text_add(wire, rest);
    } else {
        text_addf(wire, "<%.*s>", STR_ARGS(special));
    }
}

static Str build(Arena *arena, Str template)
{
    Text wire = text_in(arena);
    while (template.size) {
        const char *open = memchr(template.data, '<', template.size);
        const char *close = open ? memchr(open, '>', template.size - (size_t)(open - template.data)) : NULL;
        size_t plain = close ? (size_t)(open - template.data) : template.size;
        text_add(&wire, (Str){template.data, plain});
        if (close) add_special(arena, &wire, (Str){open + 1, (size_t)(close - open) - 1});
        size_t used = close ? (size_t)(close - template.data) + 1 : plain;
        template = (Str){template.data + used, template.size - used};
    }
    return text_str(&wire);
}

static Arena *rows_arena;
static WireRow *rows;

__attribute__((destructor)) static void rows_close(void)
{
    arena_close(rows_arena);
}

const WireRow *wire_rows(size_t *count)
{
    *count = COUNT_OF(templates);
    if (rows) return rows;
    rows_arena = arena_open(0);
    rows = arena_array(rows_arena, WireRow, COUNT_OF(templates));
    for (size_t i = 0; i < COUNT_OF(templates); i++) {
        rows[i] = templates[i];
        rows[i].wire = build(rows_arena, templates[i].wire);
    }
    return rows;
}
