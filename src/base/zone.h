// zone.h - IANA time zones, from the system's compiled files (RFC 8536).
//
// Instants are seconds since 1970-01-01T00:00:00Z. Civil seconds are what a clock on the wall of the zone shows,
// counted the same way as if it were UTC: civil / 86400, rounded down, is the civil day. Every int64 is taken; a result
// that does not fit is the nearest that does.
#ifndef FIDELE_BASE_ZONE_H
#define FIDELE_BASE_ZONE_H

#include "base/error.h"

typedef struct Zone Zone;

// "Europe/Paris", or without any file "UTC", "Z" and a fixed offset "+02:00". The zone lives in the arena. Errors
// (ERROR_USAGE): no such zone; a name that leaves the folder; a file that is damaged or counts leap seconds.
MUST_USE bool zone_open(Str name, Arena *arena, const Zone **zone, Error *error);
Str zone_name(const Zone *zone);

int32_t zone_offset(const Zone *zone, int64_t instant); // seconds east of UTC
int64_t zone_civil(const Zone *zone, int64_t instant);
// The instant of a civil time. In the gap of a change of hour: the instant after it by as much as the clock skipped
// (02:30 becomes 03:30 summer time); in an overlap: the first of the two.
int64_t zone_instant(const Zone *zone, int64_t civil);

#endif
