// problem.h - errors as answers: RFC 9457 problems for programs, a page for people.
#ifndef FIDELE_API_PROBLEM_H
#define FIDELE_API_PROBLEM_H

#include "base/error.h"

int problem_status(ErrorKind kind); // the one table kind -> HTTP status

// {"type","title","status","code","detail","errors":[{"path","message"}],"request_id"}
void problem_json(int status, const Error *error, Locale locale, Str request_id, Text *out);
void problem_page(int status, const Error *error, Locale locale, Str request_id, Text *out);

// Adds text to HTML, escaped for content and quoted attributes.
void html_escape(Text *out, Str text);

#endif
