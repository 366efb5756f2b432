// address.h - e-mail addresses and web addresses: their form, not whether somebody is there.
#ifndef FIDELE_BASE_ADDRESS_H
#define FIDELE_BASE_ADDRESS_H

#include "base/str.h"

// A mailbox as people have them: dot-atom @ host name of two labels or more (RFC 5321 §4.1.2, §4.5.3; letters beyond
// ASCII are taken on both sides, RFC 6531). No quoting, no comments, no address literals, at most 254 bytes.
bool email_valid(Str text);

typedef enum UrlFault {
    URL_FINE,
    URL_SCHEME,    // neither http nor https
    URL_USER_INFO, // http://name@host
    URL_MALFORMED  // no host, or none that can be; blanks and control characters
} UrlFault;

// An absolute address "https://host[:port][/path][?query][#fragment]".
UrlFault url_check(Str text);

#endif
