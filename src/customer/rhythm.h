// rhythm.h - how often somebody buys. Pure: instants in, figures out.
#ifndef FIDELE_CUSTOMER_RHYTHM_H
#define FIDELE_CUSTOMER_RHYTHM_H

#include "base/calendar.h"
#include "base/instant.h"
#include "base/zone.h"

// The civil day of an instant in a zone.
Day day_of_instant(const Zone *zone, Instant at);

// The next purchase is expected on the day of the last one plus the median of the gaps in days between purchases (of an
// even number of gaps the mean of the two in the middle, rounded half up): one long silence does not move it. `days`
// ascending. False with fewer than two purchases.
MUST_USE bool rhythm_next(const Day *days, size_t count, Arena *scratch, Day *next, int32_t *gap_days);

// Whole years from a birthday to a day. Who was born on 29 February is a year older on 1 March of common years: on the
// 28th their day has not come yet. (Laws differ; this is the one that never makes anybody older than they are.)
int32_t age_at(CivilDate birth, CivilDate day);

#endif
