// rates.h - how many requests an address may send: a token bucket each, in a table of fixed size.
//
// IPv6 addresses count by their /64. An address has two places in the table; when both are taken by others that are
// still counted, it shares a bucket with its neighbours (/16 of IPv4, /32 of IPv6): never is it let through uncounted.
#ifndef FIDELE_EVENT_RATES_H
#define FIDELE_EVENT_RATES_H

#include "base/instant.h"

typedef struct Rates Rates;

// `burst` may come at once, `per_second` is refilled.
MUST_USE Rates *rates_open(const unsigned char key[16], int per_second, int burst);
void rates_close(Rates *rates);
// False: too many. `now` in milliseconds; any thread.
MUST_USE bool rates_take(Rates *rates, Str address, Instant now);

#endif
