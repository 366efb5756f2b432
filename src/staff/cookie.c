#include "staff/cookie.h"

static bool is_token(Str value)
{
    if (value.size != COOKIE_TOKEN_CHARACTERS) return false;
    for (size_t i = 0; i < value.size; i++) {
        char c = value.data[i];
        bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
        if (!letter && c != '-' && c != '_') return false;
    }
    return true;
}

size_t cookie_read(const HttpRequest *request, Str name, Str *value)
{
    size_t times = 0;
    *value = STR("");
    for (size_t i = 0; i < request->headers; i++) {
        if (!str_equal(request->header[i].name, STR("cookie"))) continue;
        Str rest = request->header[i].value, pair, left;
        while (str_cut(&rest, ';', &pair)) {
            pair = str_trim(pair);
            if (!str_cut(&pair, '=', &left) || !str_equal(left, name)) continue;
            if (times++ == 0 && is_token(pair)) *value = pair;
        }
    }
    return times;
}

Str cookie_text(Arena *arena, Str name, Str value, int days)
{
    enum { SECONDS_PER_DAY = 86400 };
    return str_format(arena, "%.*s=%.*s; Path=/; Max-Age=%d; Secure; HttpOnly; SameSite=Lax", STR_ARGS(name),
                      STR_ARGS(value), days * SECONDS_PER_DAY);
}
