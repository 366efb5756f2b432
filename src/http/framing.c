#include "http/framing.h"

#include "http/fields.h"
#include "http/host.h"

static bool all_digits(Str text)
{
    for (size_t i = 0; i < text.size; i++)
        if (text.data[i] < '0' || text.data[i] > '9') return false;
    return text.size > 0;
}

static HttpFault read_length(Str text, uint64_t *length)
{
    if (str_contains(text, STR(","))) return HTTP_LENGTH_LIST;
    if (!all_digits(text)) return HTTP_LENGTH_DIGITS;
    uint64_t number = 0;
    for (size_t i = 0; i < text.size; i++)
        if (!checked_multiply(number, (uint64_t)10, &number) ||
            !checked_add(number, (uint64_t)(text.data[i] - '0'), &number))
            return HTTP_LENGTH_TOO_LARGE;
    if (number > INT64_MAX) return HTTP_LENGTH_TOO_LARGE;
    *length = number;
    return HTTP_FINE;
}

static bool lengths_differ(const HttpRequest *request)
{
    Str first = http_header(request, STR("content-length"));
    for (size_t i = 0; i < request->headers; i++)
        if (str_equal(request->header[i].name, STR("content-length")) && !str_equal(request->header[i].value, first))
            return true;
    return false;
}

static HttpFault read_extent(const HttpRequest *request, bool old, HttpFraming *framing)
{
    static const Str length = STR("content-length"), transfer = STR("transfer-encoding");
    size_t transfers = http_header_count(request, transfer), lengths = http_header_count(request, length);
    if (transfers && old) return HTTP_FRAMING_OLD;
    if (transfers && lengths) return HTTP_FRAMING_BOTH;
    if (lengths > 1 && lengths_differ(request)) return HTTP_FRAMING_DIFFERS;
    if (transfers) {
        if (!str_equal_fold(http_header(request, transfer), STR("chunked"))) return HTTP_TRANSFER_ENCODING;
        framing->chunked = true;
    }
    return lengths ? read_length(http_header(request, length), &framing->length) : HTTP_FINE;
}

// Two of these would mean that somebody reads the one and somebody else the other.
static HttpFault check_twice(const HttpRequest *request, HttpFraming *framing)
{
    static const struct {
        Str name, shown;
    } single[] = {
        {STR("host"), STR("Host")},
        {STR("transfer-encoding"), STR("Transfer-Encoding")},
        {STR("content-length"), STR("Content-Length")},
        {STR("content-type"), STR("Content-Type")},
        {STR("authorization"), STR("Authorization")},
        {STR("expect"), STR("Expect")},
        {STR("range"), STR("Range")},
        {STR("origin"), STR("Origin")},
        {STR("if-match"), STR("If-Match")},
        {STR("idempotency-key"), STR("Idempotency-Key")},
    };
    for (size_t i = 0; i < COUNT_OF(single); i++)
        if (http_header_count(request, single[i].name) > 1) {
            framing->fault_header = single[i].shown;
            return HTTP_HEADER_TWICE;
        }
    return HTTP_FINE;
}

Str http_framing_host(const HttpRequest *request, Str authority)
{
    Str name = STR(""), host = http_header(request, STR("host"));
    return http_host_cut(host.size ? host : authority, &name) ? name : STR("");
}

static HttpFault check_host(const HttpRequest *request, bool old, Str authority)
{
    Str name, host = http_header(request, STR("host"));
    bool given = http_header_count(request, STR("host")) > 0;
    if (!given && !old) return HTTP_HOST_MISSING;
    if (given && !http_host_cut(host, &name)) return HTTP_HOST_BAD;
    if (authority.size && !http_host_cut(authority, &name)) return HTTP_HOST_BAD;
    return given && authority.size && !str_equal_fold(authority, host) ? HTTP_HOST_DIFFERS : HTTP_FINE;
}

static HttpFault read_encoding(const HttpRequest *request, HttpFraming *framing)
{
    Str rest = http_header(request, STR("content-encoding")), item = STR(""), second;
    if (http_header_count(request, STR("content-encoding")) > 1) return HTTP_ENCODING_TWICE;
    if (!http_list_next(&rest, &item)) return HTTP_FINE;
    if (http_list_next(&rest, &second)) return HTTP_ENCODING_TWICE;
    framing->gzip = str_equal_fold(item, STR("gzip")) || str_equal_fold(item, STR("x-gzip"));
    return framing->gzip || str_equal_fold(item, STR("identity")) ? HTTP_FINE : HTTP_ENCODING;
}

static HttpFault read_expect(const HttpRequest *request, bool old, HttpFraming *framing)
{
    Str expect = http_header(request, STR("expect"));
    if (http_header_count(request, STR("expect")) == 0) return HTTP_FINE;
    if (!str_equal_fold(expect, STR("100-continue"))) return HTTP_EXPECT;
    framing->expects = !old;
    return HTTP_FINE;
}

static bool is_below_2_63(Str digits)
{
    uint64_t number;
    return read_length(digits, &number) == HTTP_FINE;
}

// Ranges are not served: a single one that could be is answered with the whole (RFC 9110 section 14.2).
static HttpFault check_range(const HttpRequest *request)
{
    Str range = http_header(request, STR("range")), unit, first;
    if (!str_equal(request->method, STR("GET")) || !str_starts_with(range, STR("bytes="))) return HTTP_FINE;
    if (str_contains(range, STR(","))) return HTTP_RANGE_SEVERAL;
    str_cut(&range, '=', &unit);
    str_cut(&range, '-', &first);
    Str last = range.data ? range : STR("");
    if (!range.data || (first.size == 0 && last.size == 0)) return HTTP_RANGE_OUT;
    bool fits = (first.size == 0 || is_below_2_63(first)) && (last.size == 0 || is_below_2_63(last));
    return fits ? HTTP_FINE : HTTP_RANGE_OUT;
}

static bool wants_close(const HttpRequest *request, bool old)
{
    bool close = false, keep = false;
    for (size_t i = 0; i < request->headers; i++) {
        if (!str_equal(request->header[i].name, STR("connection"))) continue;
        close = close || http_list_has(request->header[i].value, STR("close"));
        keep = keep || http_list_has(request->header[i].value, STR("keep-alive"));
    }
    return close || (old && !keep);
}

HttpFault http_framing_read(const HttpRequest *request, bool old, Str authority, HttpFraming *framing)
{
    *framing = (HttpFraming){.close = wants_close(request, old)};
    bool refused = str_equal(request->method, STR("TRACE")) || str_equal(request->method, STR("CONNECT"));
    HttpFault fault = read_extent(request, old, framing);
    if (!fault) fault = check_twice(request, framing);
    if (!fault && refused) fault = HTTP_METHOD_REFUSED;
    if (!fault) fault = check_host(request, old, authority);
    bool override = http_header_count(request, STR("x-http-method-override")) > 0;
    if (!fault && override) fault = HTTP_OVERRIDE;
    if (!fault) fault = read_encoding(request, framing);
    if (!fault) fault = read_expect(request, old, framing);
    return fault ? fault : check_range(request);
}
