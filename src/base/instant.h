// instant.h - points in time: milliseconds since 1970-01-01T00:00:00Z, without leap seconds.
#ifndef FIDELE_BASE_INSTANT_H
#define FIDELE_BASE_INSTANT_H

#include "base/str.h"

typedef int64_t Instant;

enum { MILLISECONDS_PER_SECOND = 1000 };

// Of the machine's clock. Only edges ask for it; a domain is given the time.
Instant instant_now(void);
int64_t steady_milliseconds(void); // of a clock that only grows, from anywhere: for lengths of time

typedef enum InstantFault {
    INSTANT_FINE,
    INSTANT_NOT_A_DATE, // no such form, or no such day or hour
    INSTANT_NO_OFFSET,  // neither Z nor +02:00 at its end
    INSTANT_YEAR_OUT    // before 1970 or after 9999
} InstantFault;

// RFC 3339: "2026-11-22T08:27:00Z", "…:00.123456+01:00", a blank or t for T; digits past milliseconds are dropped. A
// leap second is the second before it. 24:00 is refused.
InstantFault instant_parse(Str text, Instant *instant);

Str instant_text(Arena *arena, Instant instant); // "2026-11-22T08:27:00.123Z", UTC

#endif
