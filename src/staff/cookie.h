// cookie.h - our cookies: the session, and the browser that has signed in before.
//
// Both have the prefix __Host- (RFC 6265bis): Secure, for the whole host, set by no other. Browsers keep them over
// plain http on localhost and 127.0.0.1 as well (docs/decisions/0012).
#ifndef FIDELE_STAFF_COOKIE_H
#define FIDELE_STAFF_COOKIE_H

#include "http/server.h"

#define COOKIE_SESSION "__Host-fidele_session"
#define COOKIE_DEVICE "__Host-fidele_device"
enum { COOKIE_TOKEN_BYTES = 32, COOKIE_TOKEN_CHARACTERS = 43 };

// How often the cookie was sent; its value is the first one, unless it can't be one of our tokens ("" then).
size_t cookie_read(const HttpRequest *request, Str name, Str *value);
// For Set-Cookie. A day count of 0 ends the cookie.
Str cookie_text(Arena *arena, Str name, Str value, int days);

#endif
