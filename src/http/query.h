// query.h - the parameters of a URL's query: "limit=10&query=caf%C3%A9+noir".
#ifndef FIDELE_HTTP_QUERY_H
#define FIDELE_HTTP_QUERY_H

#include "base/error.h"

enum { HTTP_PARAMETERS_MAX = 100 };

typedef struct HttpParameter {
    Str name, value; // decoded once, UTF-8 without NUL; "" without '='
} HttpParameter;

typedef struct HttpQuery {
    const HttpParameter *parameter;
    size_t count;
} HttpQuery;

// Reads `+` as a blank and percent escapes once. Errors (ERROR_USAGE): duplicate_parameter, too_many_parameters (A53,
// A55), bad_query (a broken escape, NUL), invalid_utf8.
MUST_USE bool http_query_read(Str text, Arena *arena, HttpQuery *query, Error *error);

bool http_query_get(const HttpQuery *query, Str name, Str *value); // false when absent

#endif
