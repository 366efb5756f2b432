// limits.h - how often something may be tried: token buckets in a table of a fixed size.
//
// A bucket starts with `burst` tokens and gains `per_hour`; a try takes one, and without one is refused. When the
// table has no room for a bucket, the try is taken from a coarse one shared with others: never simply allowed.
// Every function may be called from any thread.
#ifndef FIDELE_STAFF_LIMITS_H
#define FIDELE_STAFF_LIMITS_H

#include "base/instant.h"

typedef struct Limits Limits;

typedef struct Limit {
    const char *name; // part of the bucket's identity, so that limits do not share buckets
    double burst, per_hour;
} Limit;

Limits *limits_open(size_t buckets); // a power of 2, at least 4
void limits_close(Limits *limits);

// True: there was a token. False: *retry_seconds says when there will be one.
MUST_USE bool limits_take(Limits *limits, const Limit *limit, Str subject, Instant now, int *retry_seconds);
void limits_give_back(Limits *limits, const Limit *limit, Str subject, Instant now); // the try was a good one

// What counts as one network: an IPv4 address, the /64 of an IPv6 address; other text as it stands.
Str limits_network(Arena *arena, Str address);

#endif
