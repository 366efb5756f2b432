// fetch.h - the one way out: an HTTP request to an address that somebody has set, and nothing of our own network.
//
// Only http and https; each address is checked when the socket is opened, after the name was resolved, so a name that
// changes its mind (DNS rebinding), a redirect or one of many spellings of 127.0.0.1 leads nowhere: private, local and
// reserved addresses are refused. Redirects are not followed, no proxy of the environment is used, answers are read up
// to a limit and never inflated, and the time is bounded (RELIABILITY S3, bad_inputs N20-N42).
#ifndef FIDELE_FETCH_FETCH_H
#define FIDELE_FETCH_FETCH_H

#include "base/error.h"

typedef struct FetchHeader {
    Str name, value;
} FetchHeader;

typedef struct Fetch {
    const char *method; // "POST"
    Str url;
    const FetchHeader *headers;
    size_t header_count;
    Str body;
    int connect_seconds, first_byte_seconds, total_seconds; // 0: 5, 10, 15
    size_t answer_bytes_max;                                // 0: 64 KiB
    bool private_allowed;                                   // of the operator's configuration alone, and of tests
} Fetch;

typedef struct FetchAnswer {
    int status; // 0: there was none
    Str body;   // in the arena; cut at the limit
    Str retry_after;
    int64_t milliseconds;
} FetchAnswer;

// Whether an URL may be set at all: scheme, user info, fragment, control characters, port, host, and the address where
// the host is one in any spelling. Errors (ERROR_INPUT): invalid_url, invalid_url_scheme, port_not_allowed,
// address_not_allowed.
MUST_USE bool fetch_check(Str url, bool private_allowed, Arena *arena, Error *error);

// False: there is no answer. Codes: address_not_allowed, timeout, tls_error, connect_failed, response_too_large,
// bad_response. A status of 300 or more is an answer (redirects are not followed).
MUST_USE bool fetch(const Fetch *what, Arena *arena, FetchAnswer *answer, Error *error);

// May this address be connected to by whoever is told to fetch? IPv4 in IPv6 is looked at as IPv4.
struct sockaddr;
bool fetch_address_allowed(const struct sockaddr *address, bool private_allowed);

#endif
