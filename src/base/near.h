// near.h - the names a person may have meant.
#ifndef FIDELE_BASE_NEAR_H
#define FIDELE_BASE_NEAR_H

#include "base/str.h"

enum { NEAR_MAX = 3 };

// The known names nearest to what was written, nearest first, at most NEAR_MAX of them: those it is the beginning of,
// and those that differ by no more than one slip of the keys for every three letters (a letter left out, added,
// replaced, or two exchanged: Damerau 1964, CACM 7:171). Case does not matter. Returns how many.
size_t names_near(Str written, const Str *known, size_t count, Str near[NEAR_MAX]);

#endif
