// zone_file.h - the compiled time zone files of the IANA tz database, TZif (RFC 8536). Part of zone.h.
#ifndef FIDELE_BASE_ZONE_FILE_H
#define FIDELE_BASE_ZONE_FILE_H

#include "base/zone.h"

// From `at` on, the zone's clocks are `offset` seconds ahead of UTC.
typedef struct Change {
    int64_t at;
    int32_t offset;
} Change;

// The Gregorian calendar, weekdays included, repeats after 400 years, and with it every rule of a zone. The table is
// filled from the rule for more than one such cycle, so that any later instant is one of the table plus whole cycles.
#define SECONDS_PER_CYCLE (INT64_C(146097) * 86400)

// The instants from 1970 to 2106, 2^32 seconds, in stretches of 2^22 seconds (48 days), which hold a change or none.
enum { ZONE_STRETCH_BITS = 22, ZONE_STRETCHES = 1 << (32 - ZONE_STRETCH_BITS) };

enum { ZONE_OFFSET_LIMIT = 26 * 3600 }; // RFC 8536 section 3.2: -25 h < utoff < 26 h

struct Zone {
    Str name;
    int32_t first_offset;  // before the first change
    const Change *changes; // ascending
    size_t count;
    const uint32_t *stretches; // how many changes lie before each stretch and before the end of the last; may be NULL
    int64_t cycle_start;       // what the table says from here on repeats; INT64_MAX: the last offset stays for ever
};

// Fills the zone (but its name) from the content of a file, which is not trusted. False when it is not such a file, is
// damaged, or counts leap seconds (the "right/" folder), which instants of ours do not.
MUST_USE bool zone_file_parse(Str content, Arena *arena, Zone *zone);

#endif
