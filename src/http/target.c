#include "http/target.h"

#include <string.h>

#include "base/utf8.h"

static int hex_digit(char c)
{
    if ('0' <= c && c <= '9') return c - '0';
    if ('a' <= c && c <= 'f') return c - 'a' + 10;
    if ('A' <= c && c <= 'F') return c - 'A' + 10;
    return -1;
}

static bool escaped(Str text, bool plus)
{
    return text.size && (memchr(text.data, '%', text.size) || (plus && memchr(text.data, '+', text.size)));
}

HttpFault http_unescape(Str text, bool plus, Arena *arena, Str *unescaped)
{
    *unescaped = text;
    if (escaped(text, plus)) {
        char *to = arena_array(arena, char, text.size);
        size_t size = 0;
        for (size_t at = 0; at < text.size; at++) {
            char c = text.data[at];
            if (c == '%') {
                int high = text.size - at > 2 ? hex_digit(text.data[at + 1]) : -1;
                int low = high >= 0 ? hex_digit(text.data[at + 2]) : -1;
                if (low < 0) return HTTP_PATH_ESCAPE;
                c = (char)(high * 16 + low);
                at += 2;
            } else if (plus && c == '+') {
                c = ' ';
            }
            to[size++] = c;
        }
        *unescaped = (Str){to, size};
    }
    if (unescaped->size && memchr(unescaped->data, '\0', unescaped->size)) return HTTP_PATH_NUL;
    return utf8_invalid_at(*unescaped) < unescaped->size ? HTTP_PATH_UTF8 : HTTP_FINE;
}

// "http://host:port/path" without the scheme; false when there is none of ours.
static bool cut_scheme(Str text, Str *rest)
{
    static const Str schemes[] = {STR("http://"), STR("https://")};
    for (size_t i = 0; i < COUNT_OF(schemes); i++) {
        size_t size = schemes[i].size;
        if (text.size < size || !str_equal_fold((Str){text.data, size}, schemes[i])) continue;
        *rest = (Str){text.data + size, text.size - size};
        return true;
    }
    return false;
}

static size_t authority_size(Str text)
{
    size_t size = 0;
    while (size < text.size && text.data[size] != '/' && text.data[size] != '?' && text.data[size] != '#') size++;
    return size;
}

HttpFault http_target_read(Str text, Arena *arena, HttpTarget *target)
{
    *target = (HttpTarget){.path = STR("*"), .query = STR("")};
    if (str_equal(text, STR("*"))) return HTTP_FINE;
    Str path = text;
    if (cut_scheme(text, &path)) {
        size_t size = authority_size(path);
        if (size == 0) return HTTP_TARGET_FORM;
        target->authority = (Str){path.data, size};
        path = (Str){path.data + size, path.size - size};
        if (path.size == 0 || path.data[0] == '?') {
            target->path = STR("/");
            if (path.size) target->query = (Str){path.data + 1, path.size - 1};
            return memchr(target->query.data, '#', target->query.size) ? HTTP_PATH_FRAGMENT : HTTP_FINE;
        }
    }
    if (path.data[0] == '#') return HTTP_PATH_FRAGMENT;
    if (path.data[0] != '/') return HTTP_TARGET_FORM;
    if (memchr(path.data, '#', path.size)) return HTTP_PATH_FRAGMENT;
    const char *question = memchr(path.data, '?', path.size);
    if (question) {
        size_t size = (size_t)(question - path.data);
        target->query = (Str){question + 1, path.size - size - 1};
        path.size = size;
    }
    return http_unescape(path, false, arena, &target->path);
}
