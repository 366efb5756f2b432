// tracking_values.h - the rules for single values of what clients send. Pure: no store, no clock.
#ifndef FIDELE_EVENT_TRACKING_VALUES_H
#define FIDELE_EVENT_TRACKING_VALUES_H

#include "base/instant.h"
#include "base/json.h"
#include "base/money.h"

typedef enum TimeFault {
    TIME_FINE,
    TIME_NOT_A_DATE,
    TIME_SECONDS, // a number that looks like seconds
    TIME_TOO_OLD  // before 1970
} TimeFault;

// RFC 3339 with an offset, or milliseconds since 1970 as a number.
TimeFault time_of(JsonValue value, Arena *arena, Instant *instant);

enum { CLOCK_TOLERANCE_MS = 5000, FUTURE_MS = 24 * 60 * 60 * 1000 };

// Segment's rule: what the client's clock is wrong by (received - sent) is added to its time, here when it is more than
// a few seconds: less is the time on the way. True when the time was changed.
bool clock_correct(Instant received, Instant sent, Instant *at);

typedef enum AmountFault { AMOUNT_FINE, AMOUNT_NOT_DECIMAL, AMOUNT_TOO_LARGE } AmountFault;

// A number or a decimal text with a dot; rounded half away from zero to the currency's digits. Up to 10^15 minor units.
AmountFault amount_of(JsonValue value, const Currency *currency, Arena *arena, int64_t *amount_minor);

typedef enum IdFault { ID_FINE, ID_BLANK, ID_CHARACTER, ID_SUSPICIOUS } IdFault;
IdFault id_check(Str id); // suspicious: "null", "undefined", "[object Object]" …: usually a bug of who sends it

bool has_control_character(Str text);           // C0, DEL, C1
bool looks_like_email(Str text);                // one @ with something on both sides and a dot behind
int json_nesting(JsonValue value);              // 0 of a number, 1 of [1], 2 of [{}]
uint64_t content_mark(Str text, uint64_t seed); // 64 bits that differ when the text does; not against attackers

#endif
