// deadline.h - how long there is to answer: one month for a request (Art. 12(3) GDPR), 72 hours for a breach (Art. 33).
#ifndef FIDELE_PRIVACY_DEADLINE_H
#define FIDELE_PRIVACY_DEADLINE_H

#include "base/calendar.h"
#include "base/instant.h"

enum { REQUEST_MONTHS = 1, REQUEST_MONTHS_MORE = 2, BREACH_HOURS = 72 };

// The same day that many months later; the last of the month where it has no such day (Regulation 1182/71, Art. 3(2)):
// 31 January and one month is 28 or 29 February.
Day deadline_after_months(Day received, int months); // months may be below 0

Instant deadline_of_breach(Instant known); // hours of the clock, not of the day: a change of summer time moves nothing

#endif
