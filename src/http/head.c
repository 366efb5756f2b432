#include "http/head.h"

#include <string.h>

#include "base/utf8.h"
#include "http/target.h"

bool http_token_byte(char c)
{
    static const char others[] = "!#$%&'*+-.^_`|~";
    return ('a' <= c && c <= 'z') || ('A' <= c && c <= 'Z') || ('0' <= c && c <= '9') ||
           (c && memchr(others, c, sizeof others - 1));
}

static bool method_known(Str method)
{
    static const Str known[] = {STR("GET"),    STR("HEAD"),    STR("POST"),  STR("PUT"),    STR("PATCH"),
                                STR("DELETE"), STR("OPTIONS"), STR("TRACE"), STR("CONNECT")};
    for (size_t i = 0; i < COUNT_OF(known); i++)
        if (str_equal(method, known[i])) return true;
    return false;
}

// Either of the two blanks that single spaces are mistaken for.
static bool has_blank(Str text)
{
    return text.size && (memchr(text.data, ' ', text.size) || memchr(text.data, '\t', text.size));
}

static HttpFault check_version(Str version)
{
    if (str_equal(version, STR("HTTP/1.1")) || str_equal(version, STR("HTTP/1.0"))) return HTTP_FINE;
    return str_starts_with(version, STR("HTTP/")) ? HTTP_VERSION_OTHER : HTTP_VERSION_MISSING;
}

static HttpFault check_method(Str method)
{
    for (size_t i = 0; i < method.size; i++)
        if (!http_token_byte(method.data[i])) return HTTP_NOT_HTTP;
    return method_known(method) ? HTTP_FINE : HTTP_METHOD_UNKNOWN;
}

static HttpFault check_target(Str target)
{
    if (target.size > HTTP_TARGET_BYTES_MAX) return HTTP_TARGET_TOO_LONG;
    for (size_t i = 0; i < target.size; i++)
        if (target.data[i] <= ' ' || target.data[i] == 0x7F)
            return HTTP_TARGET_BYTES; // char is signed: 0x80 and up too
    return HTTP_FINE;
}

static HttpFault check_request_line(Str line)
{
    Str method = {0}, target = {0}, version = line;
    str_cut(&version, ' ', &method);
    str_cut(&version, ' ', &target);
    if (!target.data) return has_blank(line) ? HTTP_LINE_SPACES : HTTP_NOT_HTTP;
    if (method.size == 0 || target.size == 0 || has_blank(method) || has_blank(target)) return HTTP_LINE_SPACES;
    if (!version.data) return HTTP_VERSION_MISSING;
    if (version.size == 0 || has_blank(version)) return HTTP_LINE_SPACES;
    HttpFault fault = check_version(version);
    if (!fault) fault = check_method(method);
    return fault ? fault : check_target(target);
}

static HttpFault check_name(Str name)
{
    if (name.size == 0) return HTTP_HEADER_NAME_MISSING;
    char last = name.data[name.size - 1];
    if (last == ' ' || last == '\t') return HTTP_HEADER_NAME_SPACE;
    for (size_t i = 0; i < name.size; i++) // an underscore: some servers take it for a hyphen
        if (!http_token_byte(name.data[i]) || name.data[i] == '_') return HTTP_HEADER_NAME;
    return HTTP_FINE;
}

static HttpFault check_header_line(Str line)
{
    if (line.data[0] == ' ' || line.data[0] == '\t') return HTTP_HEADER_FOLDED;
    const char *colon = memchr(line.data, ':', line.size);
    if (!colon) return HTTP_HEADER_COLON_MISSING;
    Str name = {line.data, (size_t)(colon - line.data)};
    HttpFault fault = check_name(name);
    if (fault) return fault;
    for (const char *c = colon; c < line.data + line.size; c++)
        if (((unsigned char)*c < 0x20 && *c != '\t') || *c == 0x7F) return HTTP_HEADER_CONTROL;
    return HTTP_FINE;
}

// A complete line, with its LF.
static HttpFault take_line(HttpHead *head, Str line)
{
    if (line.size < 2 || line.data[line.size - 2] != '\r') return HTTP_BARE_LF;
    line.size -= 2;
    HttpFault fault = HTTP_FINE;
    if (head->headers_at == 0) {
        fault = check_request_line(line);
        if (!fault) head->headers_at = head->scanned;
    } else if (line.size == 0) {
        head->whole = true;
    } else {
        fault = check_header_line(line);
        if (!fault && head->headers == HTTP_HEADERS_MAX) fault = HTTP_HEADERS_TOO_MANY;
        if (!fault) head->headers++;
    }
    if (!fault) head->line_at = head->scanned;
    return fault;
}

static HttpFault too_long(const HttpHead *head, Str bytes)
{
    if (head->headers_at) return HTTP_HEADERS_TOO_LARGE;
    enum { METHOD_MAX = 16 };
    return memchr(bytes.data, ' ', METHOD_MAX) ? HTTP_TARGET_TOO_LONG : HTTP_NOT_HTTP;
}

HttpFault http_head_scan(HttpHead *head, Str bytes)
{
    // A byte that no method has, as of TLS, is answered at once: a line end may never come.
    if (bytes.size && head->line_at == 0 && !http_token_byte(bytes.data[0]))
        return bytes.data[0] == ' ' || bytes.data[0] == '\t' ? HTTP_LINE_SPACES : HTTP_NOT_HTTP;
    while (!head->whole) {
        size_t limit = head->headers_at ? (size_t)head->headers_at + HTTP_HEADERS_BYTES_MAX : HTTP_HEAD_LINE_MAX;
        size_t end = bytes.size < limit ? bytes.size : limit;
        const char *start = bytes.data + head->scanned;
        const char *found = end > head->scanned ? memchr(start, '\n', end - head->scanned) : NULL;
        head->scanned = (uint16_t)(found ? (size_t)(found - bytes.data) + 1 : end);
        if (!found) return bytes.size > limit ? too_long(head, bytes) : HTTP_FINE;
        HttpFault fault = take_line(head, (Str){bytes.data + head->line_at, (size_t)(head->scanned - head->line_at)});
        if (fault) return fault;
    }
    return HTTP_FINE;
}

static Str trim_blanks(Str text)
{
    while (text.size && (text.data[0] == ' ' || text.data[0] == '\t')) text.data++, text.size--;
    while (text.size && (text.data[text.size - 1] == ' ' || text.data[text.size - 1] == '\t')) text.size--;
    return text;
}

static Str clean_value(Str value, Arena *arena)
{
    if (utf8_invalid_at(value) == value.size) return value;
    Text clean = text_in(arena);
    utf8_add_clean(&clean, value);
    return text_str(&clean);
}

// `line` is of the copy, with its CR.
static HttpHeader cut_header(char *line, size_t size, Arena *arena)
{
    const char *colon = memchr(line, ':', size);
    size_t name_size = (size_t)(colon - line);
    for (size_t i = 0; i < name_size; i++)
        if ('A' <= line[i] && line[i] <= 'Z') line[i] = (char)(line[i] + ('a' - 'A'));
    Str value = trim_blanks((Str){colon + 1, size - name_size - 2});
    return (HttpHeader){{line, name_size}, clean_value(value, arena)};
}

static HttpFault cut_request_line(Str line, Arena *arena, HttpRequest *request, bool *old, Str *authority)
{
    HttpTarget target = {0};
    str_cut(&line, ' ', &request->method);
    str_cut(&line, ' ', &request->target);
    *old = str_starts_with(line, STR("HTTP/1.0"));
    request->head = str_equal(request->method, STR("HEAD"));
    bool for_server = str_equal(request->target, STR("*")) && !str_equal(request->method, STR("OPTIONS"));
    bool connect = str_equal(request->method, STR("CONNECT")); // "host:port", refused by its method
    HttpFault fault = for_server ? HTTP_TARGET_FORM
                      : connect  ? HTTP_FINE
                                 : http_target_read(request->target, arena, &target);
    *authority = target.authority;
    request->path = fault ? STR("") : target.path;
    request->query = target.query;
    return fault;
}

HttpFault http_head_cut(const HttpHead *head, Str bytes, Arena *arena, HttpRequest *request, bool *old, Str *authority)
{
    char *copy = arena_array(arena, char, head->line_at);
    if (head->line_at) memcpy(copy, bytes.data, head->line_at);
    size_t at = head->headers_at;
    HttpFault fault = at ? cut_request_line((Str){copy, at - 2}, arena, request, old, authority) : HTTP_FINE;
    while (request->headers < head->headers && at < head->line_at) {
        size_t size = (size_t)((const char *)memchr(copy + at, '\n', head->line_at - at) - (copy + at));
        request->header[request->headers++] = cut_header(copy + at, size, arena);
        at += size + 1;
    }
    return fault;
}
