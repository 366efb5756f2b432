// mood_text.h - what a text says, without a rating beside it: positive, neutral or negative, by the words in it.
//
// A lexicon of our own, French and English together: each word has a weight from -2 to 2 (0: it says "so-so"). "not",
// "never", "pas", "jamais", "sans" … turn the next words around; "very", "très" weigh them more; what stands before
// "but", "mais" weighs half. A sum of at least 1 is positive, of at most -1 negative, between neutral. A text of which
// no word is known says nothing: it is unknown, not neutral. Irony, and what is not said in words, is not seen:
// docs/feedback.md says how often it agrees with people.
#ifndef FIDELE_FEEDBACK_MOOD_TEXT_H
#define FIDELE_FEEDBACK_MOOD_TEXT_H

#include "feedback/answer.h"

// False: no word of it is known. At most the first MOOD_TEXT_BYTES_MAX bytes are read.
enum { MOOD_TEXT_BYTES_MAX = 20000 };
bool mood_of_text(Str text, AnswerMood *mood);

#endif
