// fetch.h - the one way out: HTTP requests to addresses that somebody has set, and nothing of our own network.
//
// Only http and https, to few ports; each address is checked when the socket is opened, after the name was resolved,
// so a name that changes its mind (DNS rebinding), a redirect or one of many spellings of 127.0.0.1 leads nowhere:
// private, local and reserved addresses are refused. Redirects are not followed, no proxy of the environment is used,
// answers are read up to a limit and never inflated, and the time is bounded (docs/reliability.md S3, bad_inputs
// N20-N42). Many requests are under way at once, on the thread of whoever asks.
#ifndef FIDELE_FETCH_FETCH_H
#define FIDELE_FETCH_FETCH_H

#include "base/error.h"

enum {
    FETCH_CONNECT_SECONDS = 5,
    FETCH_ANSWER_SECONDS = 10, // until the first byte of the answer
    FETCH_TOTAL_SECONDS = 15,
    FETCH_BODY_BYTES_MAX = 64 * 1024,
    FETCH_HEADER_BYTES_MAX = 32 * 1024,
    FETCH_HEADERS_MAX = 100,
    FETCH_URL_BYTES_MAX = 2048,
    FETCH_PORTS_MAX = 32
};

// Of the operator's configuration alone.
typedef struct FetchPolicy {
    bool private_allowed; // addresses of private networks and of this machine too
    bool any_port;        // 80, 443 and all from 1024 on but those of databases; else only these
    uint16_t port[FETCH_PORTS_MAX];
    size_t ports;
    Str authorities; // path of certificates to trust instead of the system's; "": the system's
} FetchPolicy;

extern const FetchPolicy fetch_policy_default; // ports 80, 443, 8080, 8443
// "80,443,9000" or "any". False: a word is no port, or there are too many.
MUST_USE bool fetch_ports_parse(Str text, FetchPolicy *policy);

bool fetch_port_allowed(const FetchPolicy *policy, int64_t port);
// Of mail servers: 25, 465, 587, 2525, and those above.
bool fetch_mail_port_allowed(const FetchPolicy *policy, int64_t port);
// Whether a host name or address (without brackets) may be set as that of a server that is no web server.
MUST_USE bool fetch_host_check(const FetchPolicy *policy, Str host, Arena *arena, Error *error);

// Whether an URL may be set at all: its form, scheme, user info, port, host, and the address where the host is one, in
// any spelling. Errors (ERROR_INPUT): invalid_url, invalid_url_scheme, port_not_allowed, address_not_allowed.
MUST_USE bool fetch_check(const FetchPolicy *policy, Str url, Arena *arena, Error *error);

// Host and port of an URL that fetch_check let through: "shop.example:443". Letters of either case are the same host.
Str fetch_authority(Str url, Arena *arena);

struct sockaddr;
// IPv4 within IPv6 is looked at as IPv4.
bool fetch_address_allowed(const struct sockaddr *address);

// ---- requests under way ----

typedef struct Fetches Fetches;

typedef struct FetchHeader {
    Str name, value;
} FetchHeader;

typedef struct Fetch {
    Str url, body; // POST of it
    const FetchHeader *headers;
    size_t header_count;
    void *context;
} Fetch;

typedef struct FetchAnswer {
    void *context;
    int status;      // 0: there was no answer: `error` says why
    Str body;        // cut at the limit; readable until the next fetches_next
    Str retry_after; // the header, as it came
    int64_t milliseconds;
    // address_not_allowed, timeout, tls_error, connect_failed, response_too_large, bad_response, host_not_found,
    // redirect_not_followed (its status stands above), out_of_memory
    Error error;
} FetchAnswer;

MUST_USE bool fetches_open(const FetchPolicy *policy, Fetches **fetches, Error *error);
void fetches_close(Fetches *fetches);                    // gives up what is under way
void fetches_start(Fetches *fetches, const Fetch *what); // url, headers and body are copied
size_t fetches_running(const Fetches *fetches);
// Waits until one has ended (true), something wakes it or the time is over (false).
bool fetches_next(Fetches *fetches, int milliseconds, FetchAnswer *answer);
void fetches_wake(Fetches *fetches); // any thread

#endif
