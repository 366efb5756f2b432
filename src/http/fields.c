#include "http/fields.h"

Str http_header(const HttpRequest *request, Str lower_case_name)
{
    for (size_t i = 0; i < request->headers; i++)
        if (str_equal(request->header[i].name, lower_case_name)) return request->header[i].value;
    return STR("");
}

size_t http_header_count(const HttpRequest *request, Str lower_case_name)
{
    size_t count = 0;
    for (size_t i = 0; i < request->headers; i++) count += str_equal(request->header[i].name, lower_case_name);
    return count;
}

static Str trim_blanks(Str text)
{
    while (text.size && (text.data[0] == ' ' || text.data[0] == '\t')) text.data++, text.size--;
    while (text.size && (text.data[text.size - 1] == ' ' || text.data[text.size - 1] == '\t')) text.size--;
    return text;
}

bool http_list_next(Str *rest, Str *item)
{
    for (Str part; str_cut(rest, ',', &part);) {
        *item = trim_blanks(part);
        if (item->size) return true;
    }
    return false;
}

bool http_list_has(Str list, Str item)
{
    for (Str found; http_list_next(&list, &found);)
        if (str_equal_fold(found, item)) return true;
    return false;
}

Str http_cookie(const HttpRequest *request, Str name, bool *twice)
{
    Str value = STR("");
    size_t count = 0;
    for (size_t i = 0; i < request->headers; i++) {
        if (!str_equal(request->header[i].name, STR("cookie"))) continue;
        Str rest = request->header[i].value;
        for (Str pair; str_cut(&rest, ';', &pair);) {
            Str of_pair = trim_blanks(pair), found = {0};
            str_cut(&of_pair, '=', &found);
            if (!of_pair.data || !str_equal(found, name)) continue;
            if (count++ == 0) value = of_pair;
        }
    }
    *twice = count > 1;
    return value;
}
