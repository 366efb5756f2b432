// fields.h - what header values are made of: comma lists, cookies.
#ifndef FIDELE_HTTP_FIELDS_H
#define FIDELE_HTTP_FIELDS_H

#include "http/server.h"

// The next item of a comma list (RFC 9110 section 5.6.1), blanks off, empty ones left out. False at the end.
bool http_list_next(Str *rest, Str *item);
bool http_list_has(Str list, Str item); // ASCII letters of either case are the same

// The value of a cookie (RFC 6265 section 4.2.1), "" when it is absent. *twice when its name is given more than once:
// then nobody can say which is meant.
Str http_cookie(const HttpRequest *request, Str name, bool *twice);

size_t http_header_count(const HttpRequest *request, Str lower_case_name);

#endif
