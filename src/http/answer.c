#include "http/answer.h"

#include <stdio.h>
#include <string.h>

#include "base/calendar.h"
#include "http/head.h"

static bool reserved(Str name)
{
    static const Str names[] = {STR("content-length"), STR("transfer-encoding"), STR("date"), STR("server"),
                                STR("connection")};
    for (size_t i = 0; i < COUNT_OF(names); i++)
        if (str_equal_fold(name, names[i])) return true;
    return false;
}

static bool name_sound(Str name)
{
    for (size_t i = 0; i < name.size; i++)
        if (!http_token_byte(name.data[i])) return false;
    return name.size > 0 && !reserved(name);
}

static bool value_sound(Str value)
{
    for (size_t i = 0; i < value.size; i++)
        if (((unsigned char)value.data[i] < 0x20 && value.data[i] != '\t') || value.data[i] == 0x7F) return false;
    return true;
}

bool http_headers_sound(const HttpHeader *headers, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (!name_sound(headers[i].name) || !value_sound(headers[i].value)) return false;
    return true;
}

bool http_status_without_body(int status)
{
    return status == 204 || status == 304;
}

static const char *reason(int status)
{
    static const struct {
        int status;
        const char *reason;
    } reasons[] = {
        {200, "OK"},
        {201, "Created"},
        {202, "Accepted"},
        {204, "No Content"},
        {301, "Moved Permanently"},
        {302, "Found"},
        {303, "See Other"},
        {304, "Not Modified"},
        {307, "Temporary Redirect"},
        {308, "Permanent Redirect"},
        {400, "Bad Request"},
        {401, "Unauthorized"},
        {403, "Forbidden"},
        {404, "Not Found"},
        {405, "Method Not Allowed"},
        {406, "Not Acceptable"},
        {408, "Request Timeout"},
        {409, "Conflict"},
        {410, "Gone"},
        {412, "Precondition Failed"},
        {413, "Content Too Large"},
        {414, "URI Too Long"},
        {415, "Unsupported Media Type"},
        {416, "Range Not Satisfiable"},
        {417, "Expectation Failed"},
        {421, "Misdirected Request"},
        {422, "Unprocessable Content"},
        {428, "Precondition Required"},
        {429, "Too Many Requests"},
        {431, "Request Header Fields Too Large"},
        {500, "Internal Server Error"},
        {501, "Not Implemented"},
        {503, "Service Unavailable"},
        {505, "HTTP Version Not Supported"},
        {507, "Insufficient Storage"},
    };
    for (size_t i = 0; i < COUNT_OF(reasons); i++)
        if (reasons[i].status == status) return reasons[i].reason;
    return ""; // a reason may be empty
}

static size_t head_size_max(const HttpAnswerHead *head)
{
    enum { FIXED = 256, BETWEEN = 4 };
    size_t size = FIXED;
    for (size_t i = 0; i < head->count; i++) size += head->headers[i].name.size + head->headers[i].value.size + BETWEEN;
    return size;
}

static void put(Buffer *out, Str text)
{
    if (text.size) memcpy(out->data + out->size, text.data, text.size);
    out->size += text.size;
}

static void put_number(Buffer *out, uint64_t number)
{
    char digits[24];
    size_t at = sizeof digits;
    do digits[--at] = (char)('0' + number % 10);
    while (number /= 10);
    put(out, (Str){digits + at, sizeof digits - at});
}

bool http_answer_head(BufferPool *pool, Buffer *out, const HttpAnswerHead *head)
{
    if (!buffer_room(pool, out, head_size_max(head))) return false;
    put(out, STR("HTTP/1.1 "));
    put_number(out, (uint64_t)head->status);
    put(out, STR(" "));
    put(out, str_of(reason(head->status)));
    put(out, STR("\r\nServer: fidele\r\nDate: "));
    put(out, str_of(head->date));
    if (head->chunked) {
        put(out, STR("\r\nTransfer-Encoding: chunked"));
    } else if (!http_status_without_body(head->status)) {
        put(out, STR("\r\nContent-Length: "));
        put_number(out, head->length);
    }
    if (head->connection) {
        put(out, STR("\r\nConnection: "));
        put(out, str_of(head->connection));
    }
    for (size_t i = 0; i < head->count; i++) {
        put(out, STR("\r\n"));
        put(out, head->headers[i].name);
        put(out, STR(": "));
        put(out, head->headers[i].value);
    }
    put(out, STR("\r\n\r\n"));
    return true;
}

void http_date(int64_t seconds, char *text, size_t capacity)
{
    static const char weekdays[] = "MonTueWedThuFriSatSun", months[] = "JanFebMarAprMayJunJulAugSepOctNovDec";
    Day day = (Day)(seconds / SECONDS_PER_DAY);
    int of_day = (int)(seconds % SECONDS_PER_DAY);
    CivilDate date = civil_of_day(day);
    snprintf(text, capacity, "%.3s, %02d %.3s %04d %02d:%02d:%02d GMT", weekdays + (ptrdiff_t)weekday_of_day(day) * 3,
             date.day, months + (ptrdiff_t)(date.month - 1) * 3, date.year, of_day / 3600, of_day / 60 % 60,
             of_day % 60);
}
