// parameters.h - the query of a request against the table of its route.
#ifndef FIDELE_API_PARAMETERS_H
#define FIDELE_API_PARAMETERS_H

#include "api/route.h"
#include "http/query.h"

// "" when it is absent.
Str query_value(const HttpQuery *query, Str name);

// A key or token has no place in an address, which ends up in logs and histories: key_in_url.
MUST_USE bool query_holds_no_key(const HttpQuery *query, Error *error);

// Errors: unknown_parameter (did you mean …?), invalid_parameter, unknown_sort, unknown_field.
// `locale` is taken everywhere.
MUST_USE bool parameters_check(const Route *route, const HttpQuery *query, Arena *arena, Error *error);

#endif
