// typo.h - what somebody may have meant who slipped once: all texts that differ by one letter left out, added,
// replaced, or by two exchanged (Damerau 1964, CACM 7:171). They are made from what was typed and looked up in the
// indexes that are there anyway: nothing more is stored for it, so a name costs no more to write and is gone when it is
// erased.
#ifndef FIDELE_CUSTOMER_TYPO_H
#define FIDELE_CUSTOMER_TYPO_H

#include "base/str.h"

enum { TYPO_LETTERS_MIN = 3, TYPO_LETTERS_MAX = 60 };

// Texts in the arena, without the text itself, some of them twice; none when it has fewer letters than the minimum or
// more than the maximum. Letters that are tried: `letters` (ASCII), and of a text in Greek or Cyrillic those of its
// script; of other scripts letters are only left out and exchanged.
size_t typo_variants(Str text, const char *letters, Arena *arena, Str **variants);

bool typo_within_one(Str a, Str b); // equal, or one slip apart, by bytes

#endif
