// percent.h - what %41 stands for in a URL.
#ifndef FIDELE_BASE_PERCENT_H
#define FIDELE_BASE_PERCENT_H

#include "base/str.h"

// Decodes once. `plus_is_blank` for queries and forms. Copies only when something stands for something else. False for
// a broken escape, a NUL, and what is not UTF-8.
MUST_USE bool percent_decode(Str text, bool plus_is_blank, Arena *arena, Str *decoded);

#endif
