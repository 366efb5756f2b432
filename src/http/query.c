#include "http/query.h"

#include "http/target.h"

static bool read_part(Str text, Arena *arena, Str *value, Error *error)
{
    HttpFault fault = http_unescape(text, true, arena, value);
    if (!fault) return true;
    Str shown = error_value(arena, text);
    if (fault == HTTP_PATH_UTF8)
        return error_code(error, ERROR_USAGE, "invalid_utf8",
                          PHRASE("query: {0} is not valid UTF-8", "requête\u00A0: {0} n’est pas de l’UTF-8 valide"),
                          shown);
    if (fault == HTTP_PATH_NUL)
        return error_code(error, ERROR_USAGE, "bad_query", PHRASE("query: NUL in {0}", "requête\u00A0: NUL dans {0}"),
                          shown);
    return error_code(error, ERROR_USAGE, "bad_query",
                      PHRASE("query: broken percent escape in {0}; write a percent sign as %25",
                             "requête\u00A0: séquence «\u00A0%\u00A0» invalide dans {0}\u202F; écrivez %25 pour un "
                             "signe pour cent"),
                      shown);
}

static size_t count_parameters(Str text)
{
    size_t count = 0;
    for (Str part; str_cut(&text, '&', &part);) count += part.size > 0;
    return count;
}

static bool add(HttpParameter *parameter, size_t *count, HttpParameter added, Arena *arena, Error *error)
{
    for (size_t i = 0; i < *count; i++)
        if (str_equal(parameter[i].name, added.name))
            return error_code(error, ERROR_USAGE, "duplicate_parameter",
                              PHRASE("{0} may be given once", "{0} ne peut être donné qu’une fois"),
                              error_value(arena, added.name));
    parameter[(*count)++] = added;
    return true;
}

bool http_query_read(Str text, Arena *arena, HttpQuery *query, Error *error)
{
    size_t room = count_parameters(text), count = 0;
    if (room > HTTP_PARAMETERS_MAX)
        return error_code(error, ERROR_USAGE, "too_many_parameters",
                          PHRASE("at most {0} parameters", "{0} paramètres au plus"),
                          error_number(arena, HTTP_PARAMETERS_MAX));
    HttpParameter *parameter = arena_array(arena, HttpParameter, room);
    for (Str part; str_cut(&text, '&', &part);) {
        if (part.size == 0) continue;
        Str rest = part, name = STR(""), value = STR("");
        str_cut(&rest, '=', &name);
        HttpParameter read;
        if (rest.data) value = rest;
        if (!read_part(name, arena, &read.name, error) || !read_part(value, arena, &read.value, error)) return false;
        if (!add(parameter, &count, read, arena, error)) return false;
    }
    *query = (HttpQuery){parameter, count};
    return true;
}

bool http_query_get(const HttpQuery *query, Str name, Str *value)
{
    for (size_t i = 0; i < query->count; i++) {
        if (!str_equal(query->parameter[i].name, name)) continue;
        *value = query->parameter[i].value;
        return true;
    }
    return false;
}
